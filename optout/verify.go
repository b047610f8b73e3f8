package optout

import (
	"context"
	"errors"
	"fmt"

	"github.com/scrutateur/scrutateur/notice/law"
)

// Verified is what Verify found in a controller's chain. Printed it shows no person.
type Verified struct {
	Head     Head         // where the chain stands: to be kept outside, if nothing else keeps it
	Before   uint64       // events that were recorded before ledgers had chains: one block, of which nothing shows what was done to it until it was sealed
	Findings law.Findings // law.LedgerWhole, by the event's place in the chain; none: every event is there as it was recorded
}

// maxVerified is how many events Verify names: a ledger of another key would fill a page with every one of its own.
const maxVerified = 100

// Verify reads the whole chain of the book's controller and computes every link anew. It finds what somebody did who controls the database
// and lacks the key: an event that was changed, removed, inserted or moved, a check value or a count that was. An event
// that was cut from the end, or an old copy that was restored, it finds by what the ledger keeps of its own end, which whoever controls the
// database can change, and for certain by [Book.Heads]. It takes a few microseconds an event and may run beside writers. The error
// is that of a ledger that does not answer or a book that is not complete.
//
// It does not find what the key's holder did, nor what was done to events before they had links.
func Verify(ctx context.Context, b *Book) (Verified, error) {
	s, err := b.Sealer()
	if err != nil {
		return Verified{}, err
	}
	v := verifier{chain: make(map[byte]chainKey), events: make(map[byte]uint64)}
	for _, k := range append([]Key{b.Keys.Current}, b.Keys.Older...) {
		v.chain[k.ID] = newChainKey(k, b.Controller)
		v.blocks = append(v.blocks, newBlock(v.chain[k.ID]))
	}
	failed := func(err error) (Verified, error) { return Verified{}, fmt.Errorf("optout: the ledger: %w", err) }
	// The end and the counts are read first: events that are recorded meanwhile come after them.
	known, err := b.Ledger.Keys(ctx)
	if err != nil {
		return failed(err)
	}
	if v.head, err = b.Ledger.Head(ctx, b.Controller, 0); err != nil {
		return failed(err)
	}
	for sealed, err := range b.Ledger.Chain(ctx, b.Controller) {
		if err != nil {
			return failed(err)
		}
		v.add(sealed)
	}
	v.end()
	if err := s.Admit(known); err != nil {
		v.found = append(v.found, findingsOf(err)...)
	} else {
		v.counts(known, b.Controller)
	}
	if err := b.behind(ctx); err != nil {
		own := findingsOf(err)
		if own == nil {
			return Verified{}, err
		}
		v.found = append(v.found, own...)
	}
	if v.more > 0 {
		v.found = append(v.found, law.Find(law.LedgerWhole, "Ledger", "has %d more events that do not fit", v.more))
	}
	return Verified{Head: Head{b.Controller, v.n, v.last}, Before: v.before, Findings: v.found.Sort()}, nil
}

// findingsOf returns the findings of an error that has some.
func findingsOf(err error) law.Findings {
	if several, ok := errors.AsType[*law.Error](err); ok {
		return several.Findings
	}
	if one, ok := errors.AsType[law.Finding](err); ok {
		return law.Findings{one}
	}
	return nil
}

// verifier follows one chain.
type verifier struct {
	chain      map[byte]chainKey
	blocks     []*block // of the events without a link, under each key
	head       Head     // as the ledger keeps it
	n, before  uint64
	last       Link // of the event before
	generation uint64
	events     map[byte]uint64 // with a link, by key
	found      law.Findings
	more       uint64
}

func (v *verifier) misfit(format string, args ...any) {
	if len(v.found) >= maxVerified {
		v.more++
		return
	}
	v.found = append(v.found, law.Find(law.LedgerWhole, fmt.Sprintf("Ledger.Events[%d]", v.n), format, args...))
}

func (v *verifier) add(s Sealed) {
	v.n++
	if s.Generation <= v.generation {
		v.misfit("comes before the one that it follows: events were moved")
	}
	v.generation = max(v.generation, s.Generation)
	if s.Link.IsZero() {
		if v.n != v.before+1 {
			v.misfit("has no link, and events before it have: it was inserted, or its link removed")
			return
		}
		v.before++
		for _, b := range v.blocks {
			b.add(s.Event)
		}
	} else {
		v.sealed(s)
		v.last = s.Link
		v.events[s.Event.Key]++
	}
	if v.n == v.head.Count {
		v.atHead()
	}
}

// sealed compares a link with what it must be. An event that does not fit is one finding: those after it are tied to the link that it has.
func (v *verifier) sealed(s Sealed) {
	key, ok := v.chain[s.By]
	switch {
	case !ok:
		v.misfit("was sealed under key %d, which the book lacks: add it to Keys.Older", s.By)
	case v.before > 0 && v.n == v.before+1:
		for _, b := range v.blocks {
			if key.link(b.sum(), s.Event) == s.Link {
				return
			}
		}
		v.misfit("does not fit the %d events before it, which were sealed as one: one of them or it was changed, or one was removed", v.before)
	case key.link(v.last, s.Event) != s.Link:
		v.misfit("does not fit the one before it: it was changed, or an event before it was removed, inserted or moved")
	}
}

// atHead compares the event that was the last when the reading began with what the ledger keeps of its end.
func (v *verifier) atHead() {
	link := v.last
	if v.n == v.before { // nothing but a block, sealed or not yet
		for _, b := range v.blocks {
			if b.sum() == v.head.Link {
				link = v.head.Link
				v.last = link
			}
		}
	}
	if link != v.head.Link {
		v.misfit("is not the one at which the ledger says its chain ended: the last events were changed")
	}
}

func (v *verifier) end() {
	if v.n < v.head.Count {
		v.misfit("is the last, and the ledger says that there were %d: the last ones were removed", v.head.Count)
	}
}

// counts compares how many events the ledger says there are under each key with how many there are.
func (v *verifier) counts(known []KeyCheck, controller string) {
	counted := make(map[byte]bool)
	for _, k := range known {
		if k.Controller != controller || k.Check == (CheckValue{}) {
			continue
		}
		counted[k.Key] = true
		if v.events[k.Key] < k.Events {
			v.found = append(v.found, law.Find(law.LedgerWhole, "Ledger.Keys", "count %d events under key %d, and there are %d", k.Events, k.Key, v.events[k.Key]))
		}
	}
	for key := range v.events {
		if !counted[key] {
			v.found = append(v.found, law.Find(law.LedgerWhole, "Ledger.Keys", "hold no check value for key %d, under which there are events: it was removed", key))
		}
	}
}
