package gate

import (
	"context"
	"fmt"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/optout"
)

// Done records that the recipients of a batch were written to, each in the ledger of the book that cleared it. The batch has a name
// of its template's and its moment, so that what is told twice is recorded once. A clearance that is not one for this batch is
// refused, and then nothing is recorded; one that has gone stale since the message left is not.
func Done[T any](ctx context.Context, g *Gate, template [16]byte, to []optout.Cleared[T]) error {
	for i := range to {
		if to[i].IsZero() {
			return message.ErrUnbuilt
		}
		if !meant(g, &to[i]) {
			return mismatch(g, &to[i])
		}
	}
	return optout.Sent(ctx, "message", fmt.Sprintf("%x %d", template, g.at.UnixNano()), to...)
}
