package optout

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
)

// Digest stands for a person in the ledger: HMAC-SHA-256 (RFC 2104) of the address under the controller's key, the
// first 128 bits of it (RFC 2104, section 5, allows half). The text under the HMAC is the E.164 form, "+33639980001", or the
// mailbox in lower case, so that any language can compute it from the key.
//
// Printed it is its hexadecimal form. It is a pseudonym (GDPR 4(5)), not anonymous: whoever holds the key can test an
// address against it.
type Digest [16]byte

var (
	_ fmt.Formatter  = Digest{}
	_ slog.LogValuer = Digest{}
)

// IsZero reports whether d is no digest.
func (d Digest) IsZero() bool { return d == Digest{} }

// Format writes the hexadecimal form under every verb.
func (d Digest) Format(f fmt.State, verb rune) { io.WriteString(f, hex.EncodeToString(d[:])) }

// LogValue returns the hexadecimal form.
func (d Digest) LogValue() slog.Value { return slog.StringValue(hex.EncodeToString(d[:])) }

// MarshalText returns the hexadecimal form.
func (d Digest) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, d[:]), nil }

// UnmarshalText reads the hexadecimal form.
func (d *Digest) UnmarshalText(text []byte) error {
	if len(text) != 2*len(d) {
		return fmt.Errorf("optout: a digest has %d hexadecimal digits, not %d", 2*len(d), len(text))
	}
	if _, err := hex.Decode(d[:], text); err != nil {
		return fmt.Errorf("optout: a digest is hexadecimal: %w", err)
	}
	return nil
}

// maxText bounds what is digested: a mailbox is the longest.
const maxText = maxMailbox

// pad is a key made ready for HMAC: the two blocks of RFC 2104. crypto/hmac allocates for every message; two
// sha256.Sum256 over arrays on the stack do not, and have no state to share or reset.
type pad struct {
	id           byte
	inner, outer [sha256.BlockSize]byte
}

func newPad(k Key) pad {
	p := pad{id: k.ID}
	secret := k.secret.Reveal()
	if len(secret) > sha256.BlockSize {
		sum := sha256.Sum256([]byte(secret))
		secret = string(sum[:])
	}
	copy(p.inner[:], secret)
	p.outer = p.inner
	for i := range p.inner {
		p.inner[i] ^= 0x36
		p.outer[i] ^= 0x5c
	}
	return p
}

// exact digests the very address.
func (p *pad) exact(a Address) Digest {
	var buf [sha256.BlockSize + maxText]byte
	return p.finish(a.appendExact(append(buf[:0], p.inner[:]...)))
}

// person digests what all spellings of one inbox share: see Address.appendCanonical.
func (p *pad) person(a Address) Digest {
	var buf [sha256.BlockSize + maxText]byte
	return p.finish(a.appendCanonical(append(buf[:0], p.inner[:]...)))
}

// sum is HMAC-SHA-256 of text, at most maxText bytes of it, cut to 128 bits.
func (p *pad) sum(text []byte) Digest {
	var buf [sha256.BlockSize + maxText]byte
	return p.finish(append(append(buf[:0], p.inner[:]...), text...))
}

func (p *pad) finish(inner []byte) Digest {
	first := sha256.Sum256(inner)
	var buf [sha256.BlockSize + sha256.Size]byte
	copy(buf[:], p.outer[:])
	copy(buf[sha256.BlockSize:], first[:])
	sum := sha256.Sum256(buf[:])
	return Digest(sum[:len(Digest{})])
}
