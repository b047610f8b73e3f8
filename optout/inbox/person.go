package inbox

import (
	"context"
	"slices"

	"github.com/scrutateur/scrutateur/optout"
)

// Person is one whom a token names: the digest under which the ledger holds them, and the number of its key. Both come of
// [optout.Book.Parse].
type Person struct {
	Digest optout.Digest `json:"digest"`
	Key    byte          `json:"key"`
}

// suspended is somebody for whom a provisional objection stands, by an address or by a token.
type suspended struct {
	to     optout.Address // zero: of a token
	known  []Person       // under every key of the book for an address; the token's own, otherwise
	unread bool           // an address that could not be compared: it may be anybody's
}

// behind returns who stands behind addresses and tokens. Two spellings of one mailbox are one person to the ledger, and so they are here.
func (b *Inbox) behind(addresses []optout.Address, persons []Person) []suspended {
	var out []suspended
	for _, a := range addresses {
		p := suspended{to: a}
		for _, k := range append([]optout.Key{b.book.Keys.Current}, b.book.Keys.Older...) {
			under := optout.Book{Ledger: b.book.Ledger, Controller: b.book.Controller, Keys: optout.Keys{Current: k}}
			d, err := under.DigestOf(a)
			p.known, p.unread = append(p.known, Person{d, k.ID}), p.unread || err != nil
		}
		out = append(out, p)
	}
	for _, person := range persons {
		out = append(out, suspended{known: []Person{person}})
	}
	return out
}

// is reports whether two are certainly one person.
func (p suspended) is(other suspended) bool {
	return slices.ContainsFunc(p.known, func(k Person) bool { return slices.Contains(other.known, k) })
}

// maybe reports whether two may be one person: the digests of two tokens that were made under different keys say nothing of each other.
func (p suspended) maybe(other suspended) bool {
	tokens := p.to.IsZero() && other.to.IsZero()
	return p.is(other) || p.unread || other.unread || tokens && p.known[0].Key != other.known[0].Key
}

func (b *Inbox) record(ctx context.Context, p suspended, e optout.Event) error {
	if !p.to.IsZero() {
		return b.book.Record(ctx, p.to, e)
	}
	e.Digest, e.Key = p.known[0].Digest, p.known[0].Key
	return b.book.Append(ctx, e)
}

func (b *Inbox) history(ctx context.Context, p suspended) ([]optout.Event, error) {
	if !p.to.IsZero() {
		return b.book.History(ctx, p.to)
	}
	return b.book.Ledger.History(ctx, p.known[0].Digest)
}
