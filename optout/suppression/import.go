package suppression

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/scrutateur/scrutateur/optout"
)

// recorders is how many entries are recorded at once: a ledger on a database commits together what comes together.
const recorders = 32

// maxRefused bounds how many rows a Report names; the rest is counted.
const maxRefused = 1000

// Report says what an import did. It names lines, and nobody.
type Report struct {
	Format        string
	Counts                    // what was in the list
	Objections    int         // entries recorded as optout.Objection, those that the ledger had been told of before among them
	Undeliverable int         // likewise, as optout.Undeliverable
	Resubscribe   int         // rows that say that somebody came back, refused
	RefusedRows   int         // rows that could not be read, those among them
	Refused       []*RowError // the first thousand of them
}

// Import records a list in the book's ledger, and returns after all of it is durable. It adds, and does nothing else: no entry of it is a consent, and none lifts
// or shortens what stands in the ledger. A list that is imported again makes no event twice; but an entry without a date objects once more where the
// person has consented since, because it may be a new STOP.
//
// Rows that could not be read are in the report, and the rest is recorded. The error is that of the list or of the ledger; what the report counts was recorded
// before it, and importing the list anew is how to go on.
func Import(ctx context.Context, b *optout.Book, list *List) (Report, error) {
	r := Report{Format: list.Format()}
	if err := b.Findings().Err(); err != nil {
		return r, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	work := make(chan Entry)
	var wg sync.WaitGroup
	var mu sync.Mutex
	for range recorders {
		wg.Go(func() {
			for e := range work {
				if err := record(ctx, b, e); err != nil {
					cancel(err)
					return
				}
				mu.Lock()
				if e.Reason.Kind() == optout.Undeliverable {
					r.Undeliverable++
				} else {
					r.Objections++
				}
				mu.Unlock()
			}
		})
	}
	err := r.feed(ctx, list, work)
	close(work)
	wg.Wait()
	r.Counts = list.Counts()
	// What ended the work comes before what it did to those who gave it out.
	if cause := context.Cause(ctx); cause != nil {
		err = cause
	}
	return r, err
}

// record tells the ledger of an entry, under every address that the row has of the person.
func record(ctx context.Context, b *optout.Book, e Entry) error {
	for _, a := range append(slices.Clone(e.Also), e.To) {
		ev := e.event()
		if err := anew(ctx, b, a, &ev, e.At.IsZero()); err != nil {
			return err
		}
		if err := b.Record(ctx, a, ev); err != nil {
			return err
		}
	}
	return nil
}

// anew gives an undated objection a name of its own after a consent: nothing says whether the person stands on the list still, or has said STOP
// at the provider again, and only the second is safe to believe.
func anew(ctx context.Context, b *optout.Book, to optout.Address, e *optout.Event, undated bool) error {
	if !undated || e.Kind != optout.Objection {
		return nil
	}
	events, err := b.History(ctx, to)
	if err != nil {
		return err
	}
	consents := 0
	for _, old := range events {
		if old.Kind == optout.ConsentKind {
			consents++
		}
	}
	if consents > 0 {
		e.ID += fmt.Sprintf(" after %d", consents)
	}
	return nil
}

// feed hands out the entries, and keeps the rows that are none.
func (r *Report) feed(ctx context.Context, list *List, work chan<- Entry) error {
	for e, err := range list.Entries() {
		if err != nil {
			one, goesOn := errors.AsType[*RowError](err)
			if !goesOn {
				return err
			}
			r.RefusedRows++
			if errors.Is(err, ErrResubscribe) {
				r.Resubscribe++
			}
			if len(r.Refused) < maxRefused {
				r.Refused = append(r.Refused, one)
			}
			continue
		}
		select {
		case work <- e:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}
