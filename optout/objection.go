package optout

import (
	"context"
	"fmt"
	"iter"

	"github.com/scrutateur/scrutateur/notice/law"
)

// Person is somebody of whom only digests are known: for each of the person's addresses, the one that is written to first, its digests
// under the keys of the book, whichever there are. A manifest of a file that was handed over holds people so.
type Person struct {
	Addresses [][]Digest
	// Limited says that an objection counts for the channel and topic that it named and for no others, as a member's does: see
	// [Cleared.Limited].
	Limited bool
}

// Person returns what is kept of the recipient of a file once the file is gone: enough to find every objection that the person makes
// later, under whichever of the row's addresses and of the book's keys, and no address.
func (c Cleared[T]) Person() Person {
	if c.screening == nil {
		return Person{}
	}
	p := Person{Limited: c.Limited()}
	for a := range c.addresses() {
		var digests []Digest
		for i := range c.screening.keys.pads {
			digests = append(digests, c.screening.keys.pads[i].person(a))
		}
		p.Addresses = append(p.Addresses, digests)
	}
	return p
}

// addresses yields the address that is written to and then the others.
func (c Cleared[T]) addresses() iter.Seq[Address] {
	return func(yield func(Address) bool) {
		if !yield(c.to) {
			return
		}
		for _, a := range c.also {
			if !yield(a) {
				return
			}
		}
	}
}

// Limited reports whether an objection of the recipient counts for the channel and topic that it named and for no others, because the
// row is of somebody in regular contact with the controller.
func (c Cleared[T]) Limited() bool { return isMember(c.origin) }

// KeyIDs returns the numbers of the keys of the book that cleared the row, the current one first.
func (c Cleared[T]) KeyIDs() []byte {
	if c.screening == nil {
		return nil
	}
	var ids []byte
	for i := range c.screening.keys.pads {
		ids = append(ids, c.screening.keys.pads[i].id)
	}
	return ids
}

// Objection returns the event for which Screen would refuse a row of the person now with law.ObjectNow, and whether there is one: the
// objection, or the review that no human has dismissed. It asks about digests, and so knows less than Screen: a consent
// that was given for one spelling of a mailbox alone does not count here.
func (b *Book) Objection(ctx context.Context, f For, p Person) (Event, bool, error) {
	s, err := newScreening(b, f)
	if err != nil {
		return Event{}, false, err
	}
	q := question{s.controller, f.Channel, f.Topic, p.Limited, b.now()}
	var st standing
	set, _ := b.Ledger.(*Set)
	if set != nil {
		if err := set.refresh(ctx); err != nil {
			return Event{}, false, fmt.Errorf("optout: %w", err)
		}
	}
	for a, digests := range p.Addresses {
		for k, d := range digests {
			if set != nil && set.people.get(d) == 0 {
				continue // nobody of the ledger's
			}
			events, err := b.Ledger.History(ctx, d)
			if err != nil {
				return Event{}, false, fmt.Errorf("optout: the ledger: %w", err)
			}
			for _, e := range events {
				if err := st.add(q, e, name{d, a, k}, Digest{}); err != nil {
					return Event{}, false, err
				}
			}
		}
		st.endAddress()
	}
	if !st.objecting() {
		return Event{}, false, nil
	}
	return st.which, true, nil
}

// RecordEvents records events as they are, digests included: those of another ledger of the same controller that was kept under the
// book's keys. Record is for everything else, because it makes the digests.
func (b *Book) RecordEvents(ctx context.Context, events ...Event) error {
	s, err := b.Sealer()
	if err != nil {
		return err
	}
	if err := s.Accept(events...); err != nil {
		return err
	}
	return b.commit(ctx, s, events...)
}

// History returns the events that stand under an address, under whichever of the book's keys: what the book's ledger holds of the person
// who has it. A consent that was given for another spelling of the mailbox is left out. (Access of the person: GDPR 15.)
func (b *Book) History(ctx context.Context, to Address) ([]Event, error) {
	if err := b.Findings().Err(); err != nil {
		return nil, err
	}
	if to.IsZero() {
		return nil, law.Find(law.AddressForm, "Address", "is empty")
	}
	if err := b.admit(ctx); err != nil {
		return nil, err
	}
	var all []Event
	for _, p := range b.Keys.ring().pads {
		events, err := b.Ledger.History(ctx, p.person(to))
		if err != nil {
			return nil, fmt.Errorf("optout: the ledger: %w", err)
		}
		exact := p.exact(to)
		for _, e := range events {
			if e.Kind != ConsentKind || e.Exact.IsZero() || e.Exact == exact {
				all = append(all, e)
			}
		}
	}
	return all, nil
}
