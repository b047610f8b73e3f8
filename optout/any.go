package optout

import (
	"context"
	"errors"
)

// Any is several ledgers read as one: the objections of each count. It is for controllers that share their
// oppositions, a candidate and the party, say, and so must share what finds them: the other controllers' keys stand
// in Keys.Older.
//
// Record writes to the first ledger alone, the book's own. A ledger that does not answer is an error, whatever the others say.
func Any(own Ledger, others ...Ledger) Ledger { return anyLedger(append([]Ledger{own}, others...)) }

type anyLedger []Ledger

func (l anyLedger) Record(ctx context.Context, events ...Event) error {
	if l[0] == nil {
		return errNilLedger
	}
	return l[0].Record(ctx, events...)
}

func (l anyLedger) History(ctx context.Context, d Digest) ([]Event, error) {
	var all []Event
	for _, one := range l {
		if one == nil {
			return nil, errNilLedger
		}
		events, err := one.History(ctx, d)
		if err != nil {
			return nil, err
		}
		if all == nil {
			all = events
		} else {
			all = append(all[:len(all):len(all)], events...)
		}
	}
	return all, nil
}

var errNilLedger = errors.New("optout: Any was given a nil ledger")
