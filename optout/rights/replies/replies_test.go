package replies_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/inbox"
	"github.com/scrutateur/scrutateur/optout/reply"
	"github.com/scrutateur/scrutateur/optout/rights"
	"github.com/scrutateur/scrutateur/optout/rights/replies"
)

func Example() {
	fmt.Println(replies.Rights(reply.Parse("D'où tenez-vous mon numéro ? Supprimez toutes mes données.").Rights))
	// Output: [source erasure]
}

const zoe = "+33639980001"

var noon = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

func TestRights(t *testing.T) {
	for text, want := range map[string][]rights.Right{
		"D'où tenez-vous mon numéro ?":      {rights.Source},
		"Supprimez toutes mes données":      {rights.Erasure},
		"Quelles données avez-vous sur moi": {rights.Access},
		"Bonjour":                           nil,
	} {
		if got := replies.Rights(reply.Parse(text).Rights); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

// What waits in the inbox as a request is registered with the day on which it came, once however often it is taken.
func TestTake(t *testing.T) {
	b := &optout.Book{Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "852123456", Now: func() time.Time { return noon }}
	box, err := inbox.New(b, new(inbox.Memory))
	if err != nil {
		t.Fatal(err)
	}
	received := time.Date(2026, 3, 1, 23, 30, 0, 0, time.UTC) // the second of March in Paris
	for _, i := range []inbox.Item{
		{Why: inbox.Request, Source: "sms", From: zoe, Text: "D'où tenez-vous mon numéro ?", ID: "1", Received: received},
		{Why: inbox.Request, Source: "sms", From: zoe, Text: "…", ID: "2", Received: received},
		{Why: inbox.Sender, Source: "sms", From: "36111", Text: "STOP", ID: "3", Received: received},
	} {
		if err := box.Keep(t.Context(), i); err != nil {
			t.Fatal(err)
		}
	}
	r, err := rights.New(b, new(rights.Memory))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []int{1, 0} {
		taken, left, err := replies.Take(t.Context(), r, box)
		if err != nil || taken != want || left != 1 {
			t.Fatalf("taken %d, left %d, error %v; want %d and 1", taken, left, err, want)
		}
	}
	for q, err := range r.Requests(t.Context()) {
		if err != nil || q.Due() != "2026-04-02" || !slices.Equal(q.Rights, []rights.Right{rights.Source}) || q.Contact != zoe {
			t.Errorf("%v, due on %s, error %v", q.Rights, q.Due(), err)
		}
	}
}
