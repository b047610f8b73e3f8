package mailtext

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"
)

// AppendDate appends the moment as a Date field has it (RFC 5322 section 3.3).
func AppendDate(dst []byte, at time.Time) []byte {
	return at.AppendFormat(dst, "Mon, 02 Jan 2006 15:04:05 -0700")
}

// AppendMessageID appends <id@domain>, where id is made of the template, the batch's moment and the recipient's digest
// alone: the same message has the same Message-ID whenever and wherever it is built, and two messages never share one
// (RFC 5322 section 3.6.4). The digest cannot be read back from it.
func AppendMessageID(dst []byte, template [16]byte, at time.Time, digest [16]byte, domain string) []byte {
	var in [16 + 8 + 16]byte
	copy(in[:], template[:])
	binary.BigEndian.PutUint64(in[16:], uint64(at.UnixNano()))
	copy(in[24:], digest[:])
	sum := sha256.Sum256(in[:])
	dst = append(dst, '<')
	dst = base64.RawURLEncoding.AppendEncode(dst, sum[:18])
	dst = append(dst, '@')
	dst = append(dst, domain...)
	return append(dst, '>')
}

// Boundary returns a multipart boundary made of the seed alone. It begins with "=_", which no quoted-printable and no
// base64 text can hold (RFC 2045 section 6.7, note 5), so it occurs in none that this package wrote. In the given
// texts, which may be anything, it is looked for.
func Boundary(seed []byte, texts ...[]byte) string {
	sum := sha256.Sum256(seed)
	for {
		b := "=_" + base64.RawURLEncoding.EncodeToString(sum[:15])
		found := false
		for _, t := range texts {
			found = found || bytes.Contains(t, []byte(b))
		}
		if !found {
			return b
		}
		sum = sha256.Sum256(sum[:])
	}
}
