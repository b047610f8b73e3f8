package optoutsql_test

import (
	"context"

	"github.com/scrutateur/scrutateur/optout"
)

// key is that of the events which tests record without a book.
var key = optout.KeyOf(1, []byte("a secret of thirty-two bytes, 1."))

// sealer is that of a book with these keys, the current one first.
func sealer(keys ...optout.Key) optout.Sealer {
	b := &optout.Book{Ledger: new(optout.Memory), Keys: optout.Keys{Current: keys[0], Older: keys[1:]}, Controller: "852123456"}
	s, err := b.Sealer()
	if err != nil {
		panic(err)
	}
	return s
}

var seal = sealer(key)

// record records events under the key of these tests.
func record(ctx context.Context, l optout.Ledger, events ...optout.Event) error {
	for i := range events {
		events[i].Key = key.ID
	}
	return l.Record(ctx, seal, events...)
}
