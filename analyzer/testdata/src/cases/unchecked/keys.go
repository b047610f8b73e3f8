package unchecked

import (
	"context"

	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/optoutsql"
)

func durable(ctx context.Context) (*optout.Book, error) {
	l, err := optoutsql.Open(ctx)
	if err != nil {
		return nil, err
	}
	return &optout.Book{Ledger: l, Keys: optout.Keys{Current: optout.NewKey(1)}}, nil // want `UNCHECKED: a key that is drawn anew finds nobody in a ledger that is there`
}

func kept(ctx context.Context, l optout.Ledger) (*optout.Book, error) {
	key, err := optout.KeyFile("objections.key", 1)
	return &optout.Book{Ledger: l, Keys: optout.Keys{Current: key}}, err
}
