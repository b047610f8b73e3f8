package gate

import (
	"strings"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// Once remembers who is written to in one call, so that nobody is written to twice. Gate.Once makes one.
//
// The digest alone would not do: screened under the keys before and after a rotation, one person has two. The address alone would
// not either: one mailbox has several spellings.
type Once struct {
	numbers map[uint64]struct{}
	boxes   map[string]struct{}
	people  map[optout.Digest]struct{}
}

// Once returns a Once that has seen nobody, for the recipients who pass the gate.
func (g *Gate) Once() Once {
	if g.channel == law.SMS {
		return Once{numbers: map[uint64]struct{}{}}
	}
	return Once{boxes: map[string]struct{}{}, people: map[optout.Digest]struct{}{}}
}

// Seen reports whether the recipient was added before.
func (o Once) Seen(to optout.Address, person optout.Digest) bool {
	if to.Channel() == law.SMS {
		_, seen := o.numbers[digits(to)]
		return seen
	}
	_, box := o.boxes[strings.ToLower(to.Mailbox())]
	_, known := o.people[person]
	return box || known
}

// Add remembers the recipient.
func (o Once) Add(to optout.Address, person optout.Digest) {
	if to.Channel() == law.SMS {
		o.numbers[digits(to)] = struct{}{}
		return
	}
	o.boxes[strings.ToLower(to.Mailbox())] = struct{}{}
	o.people[person] = struct{}{}
}

// Enter is Seen and Add in one step, for who asks nothing else of a recipient in between: it remembers the recipient, and reports
// whether that is news.
func (o Once) Enter(to optout.Address, person optout.Digest) bool {
	if to.Channel() == law.SMS {
		before := len(o.numbers)
		o.numbers[digits(to)] = struct{}{}
		return len(o.numbers) > before
	}
	if o.Seen(to, person) {
		return false
	}
	o.Add(to, person)
	return true
}

// digits is the number as a figure: at most fifteen digits (E.164), which say the same as the text and need no memory of their own.
func digits(to optout.Address) uint64 {
	var buf [16]byte
	var n uint64
	for _, c := range to.AppendE164(buf[:0])[1:] {
		n = 10*n + uint64(c-'0')
	}
	return n
}
