package suppression

import (
	"context"
	"errors"
	"iter"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// Where says who does not know of an objection.
type Where string

// The two sides of a difference.
const (
	There Where = "there" // the provider: it would write to somebody who objected here
	Here  Where = "here"  // the ledger: the provider's list has somebody of whom it knows nothing
)

// Missing is one address that stands on one side and not on the other. It prints as an Entry does.
type Missing struct {
	Entry
	Where Where
}

// Diff compares a provider's list with the ledger, for one channel and topic. Missing here are those of the list against whom Screen would have nothing: importing it mends
// that. Missing there are those among the known addresses who objected here and do not stand on the list; what is known are addresses in hand, because the
// ledger has none. Writing them in the provider's form mends that.
//
// Rows of either that cannot be read are yielded as they are told, and the comparison goes on; an error of the ledger ends it. The list's digests are
// kept in memory, 16 bytes and what a map adds for each.
func Diff(ctx context.Context, b *optout.Book, f optout.For, list *List, known iter.Seq2[optout.Address, error]) iter.Seq2[Missing, error] {
	return func(yield func(Missing, error) bool) {
		if err := b.Findings().Err(); err != nil {
			yield(Missing{}, err)
			return
		}
		there := map[optout.Digest]struct{}{}
		for e, err := range askEach(ctx, b, f, list.entriesOn(b, f.Channel, there)) {
			switch {
			case err != nil:
				if !yield(Missing{}, err) || !goesOn(err) {
					return
				}
			case !e.known():
				if !yield(Missing{e.Entry, Here}, nil) {
					return
				}
			}
		}
		for e, err := range Objectors(ctx, b, f, known) {
			if err != nil {
				if !yield(Missing{}, err) || !goesOn(err) {
					return
				}
				continue
			}
			d, err := b.DigestOf(e.To)
			if err != nil {
				yield(Missing{}, err)
				return
			}
			if _, ok := there[d]; ok {
				continue
			}
			there[d] = struct{}{} // an address that is known twice is missing once
			if !yield(Missing{e, There}, nil) {
				return
			}
		}
	}
}

// entriesOn yields the list's entries on a channel, and keeps the digests of all of them.
func (l *List) entriesOn(b *optout.Book, c law.Channel, digests map[optout.Digest]struct{}) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		for e, err := range l.Entries() {
			if err == nil {
				if e.To.Channel() != c {
					continue
				}
				d, failed := b.DigestOf(e.To)
				if failed == nil {
					if _, twice := digests[d]; twice {
						continue
					}
					digests[d] = struct{}{}
				}
				err = failed
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

// Objectors yields those among the addresses to whom the book's controller may not write on that channel and topic, as Screen decides it of a prospect: who objected,
// whose reply a human has still to read, whose address takes nothing. It is how a list of plain addresses is built from a ledger of digests: from a file that is in hand anyway.
//
// Addresses of another channel are left out. Line is the place among the addresses, from 1.
func Objectors(ctx context.Context, b *optout.Book, f optout.For, known iter.Seq2[optout.Address, error]) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		entries := func(yield func(Entry, error) bool) {
			n := 0
			for a, err := range known {
				n++
				if err == nil && a.Channel() != f.Channel {
					continue
				}
				if !yield(Entry{To: a, Channel: f.Channel, Topic: f.Topic, Reason: Unsubscribe, Source: "ledger", Line: n}, err) {
					return
				}
			}
		}
		for e, err := range askEach(ctx, b, f, entries) {
			if err != nil {
				if !yield(Entry{}, err) || !goesOn(err) {
					return
				}
				continue
			}
			switch e.why {
			case law.ObjectNow:
			case law.Undeliverable:
				e.Reason = Bounce
			default:
				continue
			}
			if !yield(e.Entry, nil) {
				return
			}
		}
	}
}

func goesOn(err error) bool {
	_, ok := errors.AsType[*RowError](err)
	return ok
}

// asked is an entry and the rule under which Screen leaves it out, "" where it does not.
type asked struct {
	Entry
	why law.ID
}

// known reports whether the ledger has what the list says: an objection, or for an address that takes nothing at least that.
func (a asked) known() bool {
	return a.why == law.ObjectNow || a.why == law.Undeliverable && a.Reason.Kind() == optout.Undeliverable
}

// askEach asks Screen about every entry and yields each with the answer, in whatever order Screen answers. It is Screen that is asked, and not the
// ledger, because there is one place that says what an objection is.
func askEach(ctx context.Context, b *optout.Book, f optout.For, entries iter.Seq2[Entry, error]) iter.Seq2[asked, error] {
	return func(yield func(asked, error) bool) {
		waiting := map[int]Entry{} // by row: Screen may read some ahead of those that it answers about
		var refused []asked
		var told []error // of rows that could not be read: Screen would end at one
		n := 0
		rows := func(yield func(optout.Row[struct{}], error) bool) {
			for e, err := range entries {
				if err != nil {
					if goesOn(err) {
						told = append(told, err)
						continue
					}
					yield(optout.Row[struct{}]{}, err)
					return
				}
				n++
				waiting[n] = e
				if !yield(optout.Row[struct{}]{Data: &struct{}{}, To: e.To.TakingSMS()}, nil) {
					return
				}
			}
		}
		own := optout.Book{
			Ledger: b.Ledger, Keys: b.Keys, Controller: b.Controller, Topics: b.Topics, Stale: b.Stale, Now: b.Now,
			Refused: func(row int, why law.ID) {
				e := waiting[row]
				delete(waiting, row)
				refused = append(refused, asked{e, why})
			},
		}
		flush := func() bool {
			for _, err := range told {
				if !yield(asked{}, err) {
					return false
				}
			}
			for _, r := range refused {
				if !yield(r, nil) {
					return false
				}
			}
			told, refused = told[:0], refused[:0]
			return true
		}
		for cleared, err := range optout.Screen(ctx, &own, f, rows) {
			if !flush() {
				return
			}
			if err != nil {
				yield(asked{}, err)
				return
			}
			e := waiting[cleared.Number()]
			delete(waiting, cleared.Number())
			if !yield(asked{e, ""}, nil) {
				return
			}
		}
		flush()
	}
}
