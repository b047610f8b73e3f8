package optout

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strconv"

	"github.com/scrutateur/scrutateur/internal/hidden"
	"github.com/scrutateur/scrutateur/notice/law"
)

// minSecret is the least length of a secret: that of the hash under the HMAC (RFC 2104, section 3).
const minSecret = 32

// Key is a secret of the controller and the number under which tokens name it. NewKey draws one, KeyOf takes up one that was
// stored.
//
// Nothing that prints or encodes writes the secret: fmt under any verb, a mistaken one too, slog, encoding/json, xml and
// text write the key's number; encoding/gob and binary forms are refused, lest somebody take the number for a stored key.
// That holds where the Key lies in an unexported field of a caller's struct as well, which fmt reads by reflection. It
// does not hold against a debugger, or package unsafe.
type Key struct {
	_      [0]func() // not comparable: two keys with the same secret may differ in memory
	ID     byte
	secret hidden.Text
}

// NewKey draws a secret of 32 bytes. Store it before its first use: what was recorded under a lost key is lost.
func NewKey(id byte) Key {
	secret := make([]byte, minSecret)
	rand.Read(secret) // never fails: crypto/rand ends the program instead
	return Key{ID: id, secret: hidden.Of(secret)}
}

// KeyOf returns the key of a secret that was stored, of at least 32 bytes: a shorter one is a finding of Keys.Findings. The
// secret is copied.
func KeyOf(id byte, secret []byte) Key {
	return Key{ID: id, secret: hidden.Of(bytes.Clone(secret))}
}

// Secret returns a copy of the secret, to be stored where secrets are kept, apart from the ledger. Whoever has it can test
// whether an address is in the ledger, and unsubscribe people.
func (k Key) Secret() []byte { return []byte(k.secret.Reveal()) }

// String returns the key's number, "key 1".
func (k Key) String() string { return "key " + strconv.Itoa(int(k.ID)) }

// Format writes the key's number under every verb.
func (k Key) Format(f fmt.State, verb rune) { io.WriteString(f, k.String()) }

// LogValue returns the key's number.
func (k Key) LogValue() slog.Value { return slog.StringValue(k.String()) }

// MarshalText returns the key's number. The secret is stored by who asks for it by name.
func (k Key) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

var errNotEncoded = errors.New("optout: a key is not encoded: store what Secret returns where secrets are kept")

// MarshalBinary is an error: a key is stored by who asks for its secret by name.
func (k Key) MarshalBinary() ([]byte, error) { return nil, errNotEncoded }

// GobEncode is an error: a key is stored by who asks for its secret by name.
func (k Key) GobEncode() ([]byte, error) { return nil, errNotEncoded }

// Keys are the key under which events are recorded and tokens minted today, and those of former days, under which both are
// still found. The keys of other controllers whose objections are shared (see [Any]) stand in Older too.
type Keys struct {
	Current Key
	Older   []Key
}

// Findings judges the keys: every secret has 32 bytes or more, and no two keys share a number or a secret.
func (k Keys) Findings() law.Findings {
	var fs law.Findings
	path := func(i int) string {
		if i < 0 {
			return "Keys.Current"
		}
		return fmt.Sprintf("Keys.Older[%d]", i)
	}
	at := func(i int) Key {
		if i < 0 {
			return k.Current
		}
		return k.Older[i]
	}
	for i := -1; i < len(k.Older); i++ {
		if n := at(i).secret.Len(); n < minSecret {
			fs = append(fs, law.Find(law.SpecField, path(i)+".Secret", "has %d bytes: a secret has at least 32, from optout.NewKey", n))
		}
		for j := -1; j < i; j++ {
			if at(i).ID == at(j).ID {
				fs = append(fs, law.Find(law.SpecField, path(i)+".ID", "is that of another key: a token could not say which it was minted under"))
			}
			if n := at(i).secret.Len(); n >= minSecret && at(i).secret.Reveal() == at(j).secret.Reveal() {
				fs = append(fs, law.Find(law.SpecField, path(i)+".Secret", "is that of another key: a rotation draws a new one"))
			}
		}
	}
	return fs.Sort()
}

// keyring is the keys made ready, the current one first. It is handed on by pointer alone, so that fmt does not print it.
type keyring struct{ pads []*pad }

func (k Keys) ring() *keyring {
	r := &keyring{pads: make([]*pad, 0, 1+len(k.Older))}
	r.pads = append(r.pads, newPad(k.Current))
	for _, o := range k.Older {
		r.pads = append(r.pads, newPad(o))
	}
	return r
}
