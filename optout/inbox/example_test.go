package inbox_test

import (
	"context"
	"fmt"
	"log"

	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/inbox"
)

// A message came from a sender that nobody can read. A human finds out who it was.
func Example() {
	ctx := context.Background()
	book := &optout.Book{Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "852123456"}
	box, err := inbox.New(book, new(inbox.Memory)) // optoutsql.OpenInbox gives one that lasts
	if err != nil {
		log.Fatal(err)
	}
	if err := box.Keep(ctx, inbox.Item{Source: "sms", Why: inbox.Sender, From: "Nathalie", Text: "Arrêtez, c'est Nathalie du marché"}); err != nil {
		log.Fatal(err) // and the provider is not told that we have it
	}
	for item, err := range box.Items(ctx) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(item.Why, "|", item.From, "|", item.Text)
		to, err := optout.Phone("06 39 98 00 01") // found in the list of the market's stall
		if err != nil {
			log.Fatal(err)
		}
		if err := box.Attribute(ctx, item.Ref, inbox.Finding{To: []optout.Address{to}, By: "M. Martin"}); err != nil {
			log.Fatal(err)
		}
	}
	for done, err := range box.Log(ctx) {
		fmt.Println(done.Done.How, "by", done.Done.By, "| body:", len(done.Body), "bytes", err)
	}
	// Output:
	// sender | Nathalie | Arrêtez, c'est Nathalie du marché
	// attributed by M. Martin | body: 0 bytes <nil>
}

func ExampleInbox_Dismiss() {
	ctx := context.Background()
	book := &optout.Book{Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "852123456"}
	box, err := inbox.New(book, new(inbox.Memory))
	if err != nil {
		log.Fatal(err)
	}
	to, _ := optout.Phone("06 39 98 00 01")
	// A webhook does both: the person is not written to until somebody has read the message.
	if err := book.Record(ctx, to, optout.Event{Kind: optout.Review, Source: "sms", ID: "1"}); err != nil {
		log.Fatal(err)
	}
	if err := box.Keep(ctx, inbox.Item{Source: "sms", Why: inbox.Ambiguous, ID: "1", Text: "Non, samedi", Suspended: []optout.Address{to}}); err != nil {
		log.Fatal(err)
	}
	for item, err := range box.Items(ctx) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(box.Dismiss(ctx, item.Ref, "M. Martin", "answers a question about a day"))
	}
	// Output: <nil>
}
