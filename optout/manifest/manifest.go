// Package manifest remembers who stands in a file that was handed over.
//
// An objection is heeded at the first request (GDPR 21(3)), but a file of recipients, once a provider or a volunteer has it, asks no
// ledger. So each file leaves a manifest: a line a row, with digests under the controller's keys and no address. Whoever objects later is
// found in it, and [Recall] names the file and the row, so that the row is taken out while there is time, or the provider is called.
//
//	h, err := batch.Handoff(file, cleared)
//	...
//	_, err = h.Manifest.Keep("manifests", book, "wave-1.csv")
//
// A manifest is text, so that it can be looked at, kept beside the ledger and carried elsewhere:
//
//	scrutateur manifest 1
//	{"controller":"852123456","channel":"sms",…}
//	1 - 0f3c…,9a01…
//	2 m 77be… 4410…
//	end 2 5d0c…
//
// A row is its number in the file, "m" for somebody whose objections are limited to a channel and topic or "-", and for each address that the
// row had of the person the digests under each key. The last line bears HMAC-SHA-256 of all that stands before it, under a key that is
// derived from the book's: who alters, cuts or makes up a manifest without the key is found out.
//
// # What is not promised
//
//   - That a row is still where it was: a file that somebody sorted has other numbers. The address is found by screening the file again.
//   - That people are found under a key which the book got after the file was written. Recall says when there may be some.
//   - Secrecy against who holds the key and a list of numbers: a digest is a pseudonym (GDPR 4(5)). A manifest is erased with its file.
package manifest

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/scrutateur/scrutateur/internal/plaintext"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// Header says which file a manifest is of. It holds nothing about a person.
type Header struct {
	Controller string      `json:"controller"` // notice.Controller.ID
	Channel    law.Channel `json:"channel"`
	Topic      string      `json:"topic,omitempty"`
	Election   string      `json:"election,omitempty"`
	Template   string      `json:"template,omitempty"` // hash of the proved template, in hexadecimal digits
	Moment     time.Time   `json:"moment,omitzero"`    // at which the messages are to be delivered
	Asked      time.Time   `json:"asked,omitzero"`     // the earliest instant at which the ledger was asked about a row
	NotAfter   time.Time   `json:"not_after,omitzero"` // from which no message of the file may be delivered
	File       string      `json:"file"`               // what the file or the call is named
	Provider   string      `json:"provider,omitempty"` // who was handed it
	Written    time.Time   `json:"written"`
	Key        int         `json:"key"`  // number of the key that authenticates the manifest
	Keys       []int       `json:"keys"` // numbers of the keys under which people are digested
}

// findings judges a header before it is written and after it was read.
func (h Header) findings() law.Findings {
	var fs law.Findings
	for _, f := range []struct{ path, text string }{
		{"Controller", h.Controller}, {"Topic", h.Topic}, {"Election", h.Election}, {"Template", h.Template}, {"File", h.File}, {"Provider", h.Provider},
	} {
		if len(f.text) > maxText || plaintext.Index(f.text) >= 0 {
			fs = append(fs, law.Find(law.SpecField, "Manifest."+f.path, "is over-long or holds control characters"))
		}
	}
	if strings.TrimSpace(h.Controller) == "" {
		fs = append(fs, law.Find(law.SpecField, "Manifest.Controller", "is empty: a manifest is of one controller, by notice.Controller.ID"))
	}
	if strings.TrimSpace(h.File) == "" {
		fs = append(fs, law.Find(law.SpecField, "Manifest.File", "is empty: whoever objects has to be taken out of a file that can be found"))
	}
	if h.Written.IsZero() {
		fs = append(fs, law.Find(law.SpecField, "Manifest.Written", "is no instant"))
	}
	return fs.Sort()
}

const (
	first      = "scrutateur manifest 1"
	maxText    = 512         // bytes of a text of the header
	maxHeader  = 16 << 10    // bytes of the header
	maxDigests = 1000        // of one row
	maxRows    = 100_000_000 // of one manifest
	maxLine    = 64 << 10    // bytes of one row: more than its digests need
)

// List is the people of one file, in its order, while the file is being written: about 20 bytes a row for one address and key. The
// methods that write files for providers return one. It is not safe for concurrent use.
type List struct {
	header Header
	chunks [][]byte
	rows   int
	keys   []byte
	err    error
}

// Begin makes an empty list. Of the header it takes what is known before the first row; the rest is filled in by Add and Write.
func Begin(h Header) *List { return &List{header: h} }

// Add puts the recipient of the file's next row on the list. What is wrong with a row is told by Write: a file of which somebody
// is missing in the manifest would be one that nobody can recall.
func Add[T any](l *List, c optout.Cleared[T]) {
	if c.IsZero() {
		l.fail(errors.New("manifest: a row without a clearance"))
		return
	}
	if l.header.Controller == "" {
		l.header.Controller, l.header.Channel, l.header.Topic = c.Controller(), c.Channel(), c.Topic()
	}
	if c.Controller() != l.header.Controller || c.Channel() != l.header.Channel {
		l.fail(errors.New("manifest: a row that was cleared for another controller or channel than the file"))
	}
	if at := c.At(); l.header.Asked.IsZero() || at.Before(l.header.Asked) {
		l.header.Asked = at
	}
	if until := c.Until(); l.header.NotAfter.IsZero() || until.Before(l.header.NotAfter) {
		l.header.NotAfter = until
	}
	for _, id := range c.KeyIDs() {
		if strings.IndexByte(string(l.keys), id) < 0 {
			l.keys = append(l.keys, id)
		}
	}
	l.add(c.Person())
}

// NotAfter lowers the moment from which no message of the file may be delivered; the zero time changes nothing.
func (l *List) NotAfter(at time.Time) {
	if !at.IsZero() && (l.header.NotAfter.IsZero() || at.Before(l.header.NotAfter)) {
		l.header.NotAfter = at
	}
}

func (l *List) fail(err error) {
	if l.err == nil {
		l.err = err
	}
}

const chunk = 64 << 10

// add keeps a person in binary form: flags, the number of addresses, and for each the number of digests and these. The number
// of a row is its place.
func (l *List) add(p optout.Person) {
	n, size := 0, 2
	for _, digests := range p.Addresses {
		n += len(digests)
		size += 1 + len(digests)*len(optout.Digest{})
		if len(digests) > 255 {
			n = maxDigests + 1
		}
	}
	if n == 0 || n > maxDigests || len(p.Addresses) > 255 || l.rows >= maxRows {
		l.fail(fmt.Errorf("manifest: row %d has %d digests, and a row has from 1 to %d; or the file has more than %d rows", l.rows+1, n, maxDigests, maxRows))
		return
	}
	last := len(l.chunks) - 1
	if last < 0 || cap(l.chunks[last])-len(l.chunks[last]) < size {
		l.chunks = append(l.chunks, make([]byte, 0, max(chunk, size)))
		last++
	}
	b := l.chunks[last]
	flags := byte(0)
	if p.Limited {
		flags = 1
	}
	b = append(b, flags, byte(len(p.Addresses)))
	for _, digests := range p.Addresses {
		b = append(b, byte(len(digests)))
		for _, d := range digests {
			b = append(b, d[:]...)
		}
	}
	l.chunks[last] = b
	l.rows++
}

// people yields the rows.
func (l *List) people(yield func(optout.Person) bool) {
	for _, b := range l.chunks {
		for len(b) > 0 {
			p := optout.Person{Limited: b[0] == 1, Addresses: make([][]optout.Digest, b[1])}
			b = b[2:]
			for i := range p.Addresses {
				n := int(b[0])
				b = b[1:]
				for range n {
					p.Addresses[i] = append(p.Addresses[i], optout.Digest(b[:len(optout.Digest{})]))
					b = b[len(optout.Digest{}):]
				}
			}
			if !yield(p) {
				return
			}
		}
	}
}

// Len returns the number of rows.
func (l *List) Len() int {
	if l == nil {
		return 0
	}
	return l.rows
}

// Header returns what is known of the file so far.
func (l *List) Header() Header {
	if l == nil {
		return Header{}
	}
	return l.header
}

// Format writes the number of rows under every verb.
func (l *List) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "list of %d rows", l.Len()) }

// LogValue logs the number of rows.
func (l *List) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(l)) }
