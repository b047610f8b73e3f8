package optout

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"io"
	"log/slog"
	"strconv"

	"github.com/scrutateur/scrutateur/internal/hidden"
	"github.com/scrutateur/scrutateur/notice/law"
)

// Address is a phone number or a mailbox, in the one form under which it is compared and written to. [Phone] and
// [Mailbox] make one; the zero Address is none.
//
// No verb of fmt, no slog handler and no encoder prints it, also where it lies in an unexported field of the caller's
// struct, which fmt reads by reflection: a number is kept masked by values drawn when the process starts, and a mailbox
// lies behind a pointer that fmt does not follow. The mask keeps a number out of logs and dumps; it is no encryption.
//
// An Address is not comparable with ==, because two equal mailboxes may differ in memory. Use [Address.Equal].
type Address struct {
	_      [0]func()   // not comparable
	number uint64      // the digits of the E.164 form, masked; zero for a mailbox
	box    hidden.Text // as it is written to: local part as given, domain in lower-case ASCII
	texted bool        // the caller's word that the line takes SMS
}

var (
	_ fmt.Formatter  = Address{}
	_ slog.LogValuer = Address{}
)

// IsZero reports whether a is no address.
func (a Address) IsZero() bool { return a.number == 0 && a.box.Len() == 0 }

// Channel returns law.SMS for a phone number, law.Email for a mailbox, "" for the zero Address.
func (a Address) Channel() law.Channel {
	switch {
	case a.number != 0:
		return law.SMS
	case a.box.Len() != 0:
		return law.Email
	}
	return ""
}

// E164 returns the number for a transport, "+33639980001"; "" for a mailbox. It is the plain number: personal data.
func (a Address) E164() string {
	if a.number == 0 {
		return ""
	}
	var buf [maxDigits + 1]byte
	return string(a.AppendE164(buf[:0]))
}

// AppendE164 appends what E164 returns, without allocating when dst has room for 16 bytes.
func (a Address) AppendE164(dst []byte) []byte {
	if a.number == 0 {
		return dst
	}
	return strconv.AppendUint(append(dst, '+'), unmask(a.number), 10)
}

// Mailbox returns the mailbox for a transport, "prenom.nom@example.org"; "" for a phone number. It is the plain
// address: personal data. The local part is as it was given, because RFC 5321, section 2.4 lets the receiving host
// tell case apart.
func (a Address) Mailbox() string { return a.box.Reveal() }

// Equal reports whether a and b are the same address: numbers by their digits, mailboxes without regard to the case
// of ASCII letters. Two zero addresses are equal.
func (a Address) Equal(b Address) bool {
	if a.number != b.number || a.box.Len() != b.box.Len() {
		return false
	}
	s, t := a.box.Reveal(), b.box.Reveal()
	for i := range len(s) {
		if lower(s[i]) != lower(t[i]) {
			return false
		}
	}
	return true
}

// Format writes a redacted form under every verb: "+336••••01" for a number, "••••@••••" for a mailbox.
func (a Address) Format(f fmt.State, verb rune) { io.WriteString(f, a.redacted()) }

// LogValue returns the redacted form.
func (a Address) LogValue() slog.Value { return slog.StringValue(a.redacted()) }

// MarshalText returns the redacted form, so that encoders do not leak an address. There is no way back: an Address is
// read by Phone or Mailbox alone.
func (a Address) MarshalText() ([]byte, error) { return []byte(a.redacted()), nil }

// redacted shows what tells a wrong country from a wrong list and no more: of a mailbox nothing, because a domain can
// be a family's name; of a short number not even its end, because a small territory has few of them.
func (a Address) redacted() string {
	switch a.Channel() {
	case law.SMS:
		var buf [maxDigits + 1]byte
		e := a.AppendE164(buf[:0])
		if len(e) < 11 {
			return string(e[:4]) + "••••"
		}
		return string(e[:4]) + "••••" + string(e[len(e)-2:])
	case law.Email:
		return "••••@••••"
	}
	return "no address"
}

// appendExact appends the text under which the very address is compared: "+33639980001", or the mailbox in lower case.
// A number starts with "+" and has no "@", a mailbox has one: the two never meet.
func (a Address) appendExact(dst []byte) []byte {
	if a.number != 0 {
		return a.AppendE164(dst)
	}
	s := a.box.Reveal()
	for i := range len(s) {
		dst = append(dst, lower(s[i]))
	}
	return dst
}

// appendCanonical appends the text under which a person is compared: the exact text, with a mailbox's "+tag" cut off
// and, at Gmail, without the dots that Gmail ignores. Two mailboxes of one person share it. On a host that gives "+"
// another meaning two people may share it too: then the objection of one spares both, which harms nobody.
func (a Address) appendCanonical(dst []byte) []byte {
	start := len(dst)
	dst = a.appendExact(dst)
	if a.number != 0 {
		return dst
	}
	return dst[:start+canonicalMailbox(dst[start:])]
}

// DigestOf returns the digest under which the book's ledger holds the person behind an address, of the current key: the same for every spelling of one
// inbox. It is what two lists of addresses are compared by without keeping an address.
func (b *Book) DigestOf(to Address) (Digest, error) {
	if err := b.Findings().Err(); err != nil {
		return Digest{}, err
	}
	if to.IsZero() {
		return Digest{}, law.Find(law.AddressForm, "Address", "is empty")
	}
	p := newPad(b.Keys.Current)
	return p.person(to), nil
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// A number is masked by a permutation of the 64-bit integers whose keys are drawn when the process starts, so that equal
// numbers stay equal and their difference tells nothing to a reader of a log.
var maskKey = newMaskKey()

type maskKeys struct{ add, mul, inverse uint64 }

func newMaskKey() maskKeys {
	for {
		var b [16]byte
		rand.Read(b[:]) // never fails: crypto/rand ends the program instead
		k := maskKeys{add: binary.LittleEndian.Uint64(b[:8]), mul: binary.LittleEndian.Uint64(b[8:]) | 1}
		k.inverse = k.mul // Newton's iteration doubles the correct low bits: 3, 6, 12, 24, 48, 96
		for range 5 {
			k.inverse *= 2 - k.mul*k.inverse
		}
		if k.unmask(0) >= 1e15 { // zero means "no number", so no number may be masked to it
			return k
		}
	}
}

func (k maskKeys) mask(n uint64) uint64 {
	x := (n ^ k.add) * k.mul
	x ^= x >> 32
	x *= k.mul
	return x ^ x>>32
}

func (k maskKeys) unmask(x uint64) uint64 {
	x ^= x >> 32 // a shift by half the width undoes itself
	x *= k.inverse
	x ^= x >> 32
	return x*k.inverse ^ k.add
}

func unmask(x uint64) uint64 { return maskKey.unmask(x) }
