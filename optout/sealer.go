package optout

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"slices"

	"github.com/scrutateur/scrutateur/notice/law"
)

// CheckValue tells whether a secret is the one that was used before, and nothing else of it: HMAC-SHA-256 of "key check/1" NUL under
// the secret, the first 128 bits.
type CheckValue [16]byte

const checkUse = "key check/1\x00"

// KeyCheck is what a ledger knows of one key of one controller.
type KeyCheck struct {
	Controller string     // whose book sealed the events
	Key        byte       // the key's number
	Check      CheckValue // zero: the events were recorded before ledgers kept check values, and Key says nothing
	Events     uint64     // recorded under that key
}

// Sealer is what a [Book] lends to its ledger for one Record: it ties events to the controller's chain without showing the key to
// the ledger. [Book.Sealer] makes one; the zero Sealer accepts nothing.
type Sealer struct{ s *sealing }

type sealing struct {
	controller string
	checks     []KeyCheck // of the book's keys, the current one first
	chain      chainKey   // under the current key
}

var (
	_ fmt.Formatter  = Sealer{}
	_ slog.LogValuer = Sealer{}
)

// Sealer returns the sealer of the book. The error is that of Findings.
func (b *Book) Sealer() (Sealer, error) {
	if err := b.Findings().Err(); err != nil {
		return Sealer{}, err
	}
	s := &sealing{controller: b.Controller, chain: newChainKey(b.Keys.Current, b.Controller)}
	for _, k := range append([]Key{b.Keys.Current}, b.Keys.Older...) {
		p := newPad(k)
		s.checks = append(s.checks, KeyCheck{Controller: b.Controller, Key: k.ID, Check: CheckValue(p.sum([]byte(checkUse)))})
	}
	return Sealer{s}, nil
}

// Format writes the controller alone.
func (s Sealer) Format(f fmt.State, verb rune) { io.WriteString(f, s.redacted()) }

// LogValue returns the controller alone.
func (s Sealer) LogValue() slog.Value { return slog.StringValue(s.redacted()) }

func (s Sealer) redacted() string {
	if s.s == nil {
		return "no sealer"
	}
	return "sealer of " + s.s.controller
}

// Controller returns whose chain the events are tied to.
func (s Sealer) Controller() string {
	if s.s == nil {
		return ""
	}
	return s.s.controller
}

// Key returns the number of the key that seals.
func (s Sealer) Key() byte {
	if s.s == nil {
		return 0
	}
	return s.s.chain.id
}

// Checks returns the check values of the book's keys, the current one first.
func (s Sealer) Checks() []KeyCheck {
	if s.s == nil {
		return nil
	}
	return slices.Clone(s.s.checks)
}

// Accept reports why the events cannot be recorded whatever the ledger knows: one that [Event.Check] refuses, or one under a
// key that the book lacks.
func (s Sealer) Accept(events ...Event) error {
	if s.s == nil {
		return errors.New("optout: nothing is recorded without a sealer: Book.Record and Book.Sealer have one")
	}
	for _, e := range events {
		if err := e.Check(); err != nil {
			return err
		}
		if !slices.ContainsFunc(s.s.checks, func(c KeyCheck) bool { return c.Key == e.Key }) {
			return law.Find(law.LedgerWhole, "Event.Key", "is %d, and the book has no key of that number", e.Key)
		}
	}
	return nil
}

// Admit reports why a book with these keys may neither write to nor be answered by a ledger that knows those of Ledger.Keys: a key under which it
// holds events of this controller is missing from the book, or has another secret there. Either way objections would not be
// found, and people who objected be written to. The same holds for another controller of which the book has at least one key,
// because it shares that one's objections: of those it must have all, by whatever number.
func (s Sealer) Admit(known []KeyCheck) error {
	if s.s == nil {
		return errors.New("optout: nothing is recorded without a sealer: Book.Record and Book.Sealer have one")
	}
	var fs law.Findings
	for _, k := range known {
		switch {
		case k.Check == CheckValue{} || s.has(k.Check) && (k.Controller != s.s.controller || s.numbered(k)):
		case k.Controller != s.s.controller && !s.shares(k.Controller, known):
		case k.Controller != s.s.controller:
			fs = append(fs, law.Find(law.LedgerWhole, "Book.Keys", "lack key %d of another controller whose objections this book shares, with %d events in the ledger: add it to Keys.Older", k.Key, k.Events))
		case slices.ContainsFunc(s.s.checks, func(c KeyCheck) bool { return c.Key == k.Key }):
			fs = append(fs, law.Find(law.LedgerWhole, "Book.Keys", "have another secret for key %d than the one under which the ledger holds %d events: bring back the key that was used then", k.Key, k.Events))
		default:
			fs = append(fs, law.Find(law.LedgerWhole, "Book.Keys", "lack key %d, under which the ledger holds %d events: add it to Keys.Older", k.Key, k.Events))
		}
	}
	return fs.Sort().Err()
}

// has reports whether a key of the book, of whatever number, has this check value.
func (s Sealer) has(c CheckValue) bool {
	return slices.ContainsFunc(s.s.checks, func(own KeyCheck) bool { return own.Check == c })
}

func (s Sealer) numbered(k KeyCheck) bool {
	return slices.ContainsFunc(s.s.checks, func(own KeyCheck) bool { return own.Key == k.Key && own.Check == k.Check })
}

// shares reports whether the book has a key of that controller.
func (s Sealer) shares(controller string, known []KeyCheck) bool {
	return slices.ContainsFunc(known, func(k KeyCheck) bool { return k.Controller == controller && s.has(k.Check) })
}

// Link returns the link of an event that is recorded after the one whose link is prev.
func (s Sealer) Link(prev Link, e Event) Link {
	if s.s == nil {
		return Link{}
	}
	return s.s.chain.link(prev, e)
}

// Block returns the link that begins the chain of a ledger which held events before it had chains: it covers all of them, in their
// order, and so the first event after them does. It says nothing of what was done to them until then.
func (s Sealer) Block(before iter.Seq2[Event, error]) (Link, error) {
	if s.s == nil {
		return Link{}, errors.New("optout: nothing is sealed without a sealer")
	}
	b := newBlock(s.s.chain)
	for e, err := range before {
		if err != nil {
			return Link{}, err
		}
		b.add(e)
	}
	return b.sum(), nil
}
