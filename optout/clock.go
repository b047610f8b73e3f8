package optout

import (
	"context"
	"fmt"
	"time"
)

// made reports whether an event is dated by the book, because it was made as it is recorded or is dated later than that, and ends
// messages: then it comes after every consent that the ledger holds, whatever the clock says.
func (e Event) made(now time.Time) bool {
	return (e.At.IsZero() || e.At.After(now)) && (e.Kind == Objection || e.Kind == Review)
}

// notBeforeConsents returns the instant of an objection that is made now: that of the book's clock, or of the person's latest consent if
// that is later. A clock that ran ahead when the person agreed, or was set back since, would make the objection look like the
// older of the two, and the person be written to. At one instant the objection wins.
func (b *Book) notBeforeConsents(ctx context.Context, to Address, at time.Time) (time.Time, error) {
	for _, p := range b.Keys.ring().pads {
		events, err := b.Ledger.History(ctx, p.person(to))
		if err != nil {
			return at, fmt.Errorf("optout: the ledger: %w", err)
		}
		at = notBefore(at, events)
	}
	return at, nil
}

// notBefore returns the later of an instant and of the latest consent among the events.
func notBefore(at time.Time, events []Event) time.Time {
	for _, e := range events {
		if e.Kind == ConsentKind && e.At.After(at) {
			at = e.At
		}
	}
	return at
}
