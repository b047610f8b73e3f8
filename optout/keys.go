package optout

import (
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"strconv"

	"github.com/scrutateur/scrutateur/notice/law"
)

// minSecret is the least length of a secret: that of the hash under the HMAC (RFC 2104, section 3).
const minSecret = 32

// Key is a secret of the controller and the number under which tokens name it. fmt, slog and encoders print the
// number alone. What fmt reads without asking is not protected: a Key by value in an unexported field (keep a *Book
// there), and a verb that does not fit, such as %p of a Key or %s of a struct with a *Book in an unexported field.
type Key struct {
	ID     byte
	Secret []byte // at least 32 bytes, from NewKey
}

// NewKey draws a secret of 32 bytes. Store it before its first use: what was recorded under a lost key is lost.
func NewKey(id byte) Key {
	k := Key{ID: id, Secret: make([]byte, minSecret)}
	rand.Read(k.Secret) // never fails: crypto/rand ends the program instead
	return k
}

// String returns the key's number, "key 1".
func (k Key) String() string { return "key " + strconv.Itoa(int(k.ID)) }

// Format writes the key's number under every verb.
func (k Key) Format(f fmt.State, verb rune) { io.WriteString(f, k.String()) }

// LogValue returns the key's number.
func (k Key) LogValue() slog.Value { return slog.StringValue(k.String()) }

// MarshalText returns the key's number. The secret is stored by who asks for it by name.
func (k Key) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

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
		if n := len(at(i).Secret); n < minSecret {
			fs = append(fs, law.Find(law.SpecField, path(i)+".Secret", "has %d bytes: a secret has at least 32, from optout.NewKey", n))
		}
		for j := -1; j < i; j++ {
			if at(i).ID == at(j).ID {
				fs = append(fs, law.Find(law.SpecField, path(i)+".ID", "is that of another key: a token could not say which it was minted under"))
			}
			if n := len(at(i).Secret); n >= minSecret && string(at(i).Secret) == string(at(j).Secret) {
				fs = append(fs, law.Find(law.SpecField, path(i)+".Secret", "is that of another key: a rotation draws a new one"))
			}
		}
	}
	return fs.Sort()
}

// keyring is the keys made ready, the current one first. It is handed on by pointer alone, so that fmt does not print it.
type keyring struct{ pads []pad }

func (k Keys) ring() *keyring {
	r := &keyring{pads: make([]pad, 0, 1+len(k.Older))}
	r.pads = append(r.pads, newPad(k.Current))
	for _, o := range k.Older {
		r.pads = append(r.pads, newPad(o))
	}
	return r
}
