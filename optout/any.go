package optout

import (
	"context"
	"errors"
	"iter"
)

// Any is several ledgers read as one: the objections of each count. It is for controllers that share their
// oppositions, a candidate and the party, say, and so must share what finds them: the other controllers' keys stand
// in Keys.Older, all of them and under numbers of their own.
//
// Record writes to the first ledger alone, the book's own, and Chain and Head are those of that one: each ledger is
// verified by its controller's book. Generation grows with each of them, and Digests after any generation but 0 may name
// people again that it has named before. A ledger that does not answer is an error, whatever the others say.
func Any(own Ledger, others ...Ledger) Ledger { return anyLedger(append([]Ledger{own}, others...)) }

type anyLedger []Ledger

var _ Many = anyLedger(nil)

func (l anyLedger) Record(ctx context.Context, s Sealer, events ...Event) error {
	if l[0] == nil {
		return errNilLedger
	}
	return l[0].Record(ctx, s, events...)
}

// each asks every ledger in turn.
func (l anyLedger) each(ask func(Ledger) error) error {
	for _, one := range l {
		if one == nil {
			return errNilLedger
		}
		if err := ask(one); err != nil {
			return err
		}
	}
	return nil
}

func (l anyLedger) History(ctx context.Context, d Digest) ([]Event, error) {
	var all []Event
	err := l.each(func(one Ledger) error {
		events, err := one.History(ctx, d)
		if all == nil {
			all = events
		} else {
			all = append(all[:len(all):len(all)], events...)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

func (l anyLedger) Histories(ctx context.Context, of []Digest) (all []Event, err error) {
	err = l.each(func(one Ledger) error {
		events, err := histories(ctx, one, of)
		all = append(all, events...)
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

func (l anyLedger) Generation(ctx context.Context) (sum uint64, err error) {
	err = l.each(func(one Ledger) error {
		n, err := one.Generation(ctx)
		sum += n
		return err
	})
	if err != nil {
		return 0, err
	}
	return sum, nil
}

// Digests cannot tell from a sum what each of its parts was, and so begins from the start unless nothing was recorded since.
func (l anyLedger) Digests(ctx context.Context, after uint64) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		g, err := l.Generation(ctx)
		if err != nil {
			yield(Entry{}, err)
			return
		}
		if g == after {
			return
		}
		for _, one := range l {
			for e, err := range one.Digests(ctx, 0) {
				if !yield(Entry{e.Digest, g, e.Kind}, err) || err != nil {
					return
				}
			}
		}
	}
}

func (l anyLedger) Chain(ctx context.Context, controller string) iter.Seq2[Sealed, error] {
	if l[0] == nil {
		return func(yield func(Sealed, error) bool) { yield(Sealed{}, errNilLedger) }
	}
	return l[0].Chain(ctx, controller)
}

func (l anyLedger) Head(ctx context.Context, controller string, count uint64) (Head, error) {
	if l[0] == nil {
		return Head{}, errNilLedger
	}
	return l[0].Head(ctx, controller, count)
}

func (l anyLedger) Keys(ctx context.Context) (all []KeyCheck, err error) {
	err = l.each(func(one Ledger) error {
		known, err := one.Keys(ctx)
		all = append(all, known...)
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// strangers reports whether a ledger besides the own holds events of which the book has no key: then it is read for nothing.
func (l anyLedger) strangers(ctx context.Context, s Sealer) (bool, error) {
	for _, one := range l[1:] {
		known, err := one.Keys(ctx)
		if err != nil {
			return false, err
		}
		found := len(known) == 0
		for _, k := range known {
			found = found || k.Check == CheckValue{} || s.has(k.Check)
		}
		if !found {
			return true, nil
		}
	}
	return false, nil
}

var errNilLedger = errors.New("optout: Any was given a nil ledger")
