package optout

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"log/slog"
	"sync"
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

// maxText is the longest text of an address: a mailbox is the longest.
const maxText = maxMailbox

// pad is a key made ready for HMAC. It is safe for concurrent use: each use borrows a digester and gives it back.
type pad struct {
	id   byte
	free sync.Pool // of *digester
}

func newPad(k Key) *pad {
	secret := k.secret
	return &pad{id: k.ID, free: sync.Pool{New: func() any { return newDigester(secret.Reveal()) }}}
}

// borrow returns a digester for the sole use of the caller, who gives it back.
func (p *pad) borrow() *digester { return p.free.Get().(*digester) }

func (p *pad) giveBack(d *digester) { p.free.Put(d) }

// exact digests the very address.
func (p *pad) exact(a Address) Digest {
	d := p.borrow()
	defer p.giveBack(d)
	return d.exact(a)
}

// person digests what all spellings of one inbox share: see Address.appendCanonical.
func (p *pad) person(a Address) Digest {
	d := p.borrow()
	defer p.giveBack(d)
	return d.person(a)
}

// sum is HMAC-SHA-256 of text, cut to 128 bits.
func (p *pad) sum(text []byte) Digest {
	d := p.borrow()
	defer p.giveBack(d)
	d.text = append(d.text[:0], text...)
	return d.finish()
}

// digester computes one digest after another under one key, for one goroutine at a time. crypto/hmac keeps the state of SHA-256
// after the key's two blocks once it was reset, so a digest costs two blocks instead of four; what goes through an
// interface lies on the heap, so the buffers lie here and nothing is allocated for each digest.
type digester struct {
	mac  hash.Hash
	text []byte
	full [sha256.Size]byte
}

func newDigester(secret string) *digester {
	d := &digester{mac: hmac.New(sha256.New, []byte(secret)), text: make([]byte, 0, maxText)}
	d.mac.Reset() // from here on it starts from the kept state
	return d
}

func (d *digester) exact(a Address) Digest {
	d.text = a.appendExact(d.text[:0])
	return d.finish()
}

func (d *digester) person(a Address) Digest {
	d.text = a.appendCanonical(d.text[:0])
	return d.finish()
}

func (d *digester) finish() Digest {
	d.mac.Write(d.text)
	d.mac.Sum(d.full[:0])
	d.mac.Reset()
	return Digest(d.full[:len(Digest{})])
}
