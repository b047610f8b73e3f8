// Package replies makes requests for rights of what people answer to a message.
package replies

import (
	"context"
	"errors"
	"fmt"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout/inbox"
	"github.com/scrutateur/scrutateur/optout/reply"
	"github.com/scrutateur/scrutateur/optout/rights"
)

// Rights returns the rights that a reply exercises, as reply.Parse found them. The right to object is its verdict, and the ledger's.
func Rights(r reply.Rights) []rights.Right {
	var all []rights.Right
	for _, c := range []struct {
		asked bool
		right rights.Right
	}{{r.Access, rights.Access}, {r.Source, rights.Source}, {r.Rectification, rights.Rectification}, {r.Erasure, rights.Erasure}} {
		if c.asked {
			all = append(all, c.right)
		}
	}
	return all
}

// Take puts every request for rights that waits in the inbox into the register, with the day on which it was received, and returns how many
// are new. The item stays in the inbox until a human has dealt with it there; taken again it is the same request.
//
// An item that does not open, or in whose text no right is found, stays in the inbox alone, and is counted in left: a human reads it.
func Take(ctx context.Context, register *rights.Register, box *inbox.Inbox) (taken, left int, err error) {
	known := map[rights.Ref]bool{}
	for q, err := range register.Requests(ctx) {
		if q.Ref == "" && err != nil {
			return 0, 0, err
		}
		known[q.Ref] = true
	}
	for item, err := range box.Items(ctx) {
		if item.Ref == (inbox.Ref{}) && err != nil {
			return taken, left, err
		}
		asked := Rights(reply.Parse(item.Text).Rights)
		switch {
		case err != nil && item.Why != inbox.Request, err == nil && item.Why != inbox.Request && len(asked) == 0:
			continue // the inbox says what it is
		case err != nil, len(asked) == 0:
			left++
			continue
		}
		ref, err := register.AddRecorded(ctx, rights.Request{
			Rights: asked, Received: rights.Day(item.Received), Source: item.Source, ID: "inbox " + fmt.Sprint(item.Ref),
			To: item.Suspended, Contact: item.From, Text: item.Text,
		})
		switch {
		case errors.Is(err, law.SpecField): // a sender that is empty, say
			left++
		case err != nil:
			return taken, left, errors.Join(fmt.Errorf("rights: item %v of the inbox", item.Ref), err)
		case !known[ref]:
			taken++
			known[ref] = true
		}
	}
	return taken, left, nil
}
