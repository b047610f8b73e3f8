package optout

import (
	"context"
	"fmt"

	"github.com/scrutateur/scrutateur/notice/law"
)

// maxTold is about how many events are recorded at once, all or none: one transaction.
const maxTold = 500

// Sent records that people were written to, called or visited: an Informed under every address of each row, in the ledger of the
// book that cleared it. It is what ends the messages to a friend's referral, who gets one and no reminder (law.ReferralOnce). The
// batches of packages message/sms and message/email have Done, which does this; Sent itself is for calls, letters and visits.
//
// source and id become Event.Source and Event.ID, so that what is told twice under the same id is recorded once: after an error, tell
// all of it again. The error says how many of the recipients are recorded for certain. The zero Cleared is refused, and then nothing is recorded.
func Sent[T any](ctx context.Context, source, id string, to ...Cleared[T]) error {
	for i := range to {
		if to[i].IsZero() {
			return law.Find(law.Clearance, "Cleared", "is empty: Screen makes one")
		}
	}
	for done := 0; done < len(to); {
		b, next := to[done].screening.book, done
		var events []about
		for ; next < len(to) && to[next].screening.book == b && len(events) < maxTold; next++ {
			c := &to[next]
			e := Event{Kind: Informed, Channel: c.screening.of.Channel, Scope: Scope{Topic: c.screening.of.Topic}, Source: source, ID: id}
			events = append(events, about{c.to, e})
			for _, a := range c.also {
				events = append(events, about{a, e})
			}
		}
		if err := b.record(ctx, events); err != nil {
			return fmt.Errorf("optout: %d of %d recipients are recorded as written to: %w", done, len(to), err)
		}
		done = next
	}
	return nil
}
