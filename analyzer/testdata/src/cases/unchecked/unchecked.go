package unchecked

import (
	"context"
	"iter"
	"time"
	_ "unsafe" // want `UNCHECKED: package unsafe`

	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/optout"
)

type row struct{ Name string }

func build(b *sms.Batch[row], to optout.Cleared[row]) sms.Message {
	m, _ := b.Build(to) // want `UNCHECKED: the error of Build is ignored`
	return m
}

func buildChecked(b *sms.Batch[row], to optout.Cleared[row]) (sms.Message, error) {
	return b.Build(to)
}

func batch(t *sms.Template[row], at time.Time) *sms.Batch[row] {
	b, _ := t.Batch(at) // want `UNCHECKED: the error of Batch is ignored: it says whether the law allows`
	return b
}

func object(ctx context.Context, b *optout.Book, who optout.Address) {
	b.Object(ctx, who, optout.For{}, "phone")    // want `UNCHECKED: the error of Object is ignored: it says whether the objection was kept`
	go b.Object(ctx, who, optout.For{}, "phone") // want `UNCHECKED: `
	if err := b.Object(ctx, who, optout.For{}, "phone"); err != nil {
		panic(err)
	}
}

func screen(ctx context.Context, b *optout.Book, rows iter.Seq2[optout.Row[row], error]) (n int, err error) {
	for range optout.Screen(ctx, b, optout.For{}, rows) { // want `UNCHECKED: the error of Screen is ignored`
		n++
	}
	for _, err := range optout.Screen(ctx, b, optout.For{}, rows) {
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

func book(l optout.Ledger) (*optout.Book, *optout.Book, *optout.Book) {
	forgetful := &optout.Book{Ledger: new(optout.Memory)}    // want `UNCHECKED: a Memory ledger`
	frozen := &optout.Book{Ledger: l, Now: time.Now}         // want `UNCHECKED: the clock of a Book`
	frozen.Now = func() time.Time { return time.Unix(0, 0) } // want `UNCHECKED: the clock of a Book`
	return forgetful, frozen, &optout.Book{Ledger: l, Now: nil}
}

//scrutateur:ignore UNCHECKED a demonstration that keeps nothing
func demo() optout.Ledger { return new(optout.Memory) }
