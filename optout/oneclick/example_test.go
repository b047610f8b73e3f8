package oneclick_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"

	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/oneclick"
	"github.com/scrutateur/scrutateur/optout/reply"
)

// A scanner follows the link and nothing happens; the mail provider's button posts to it, and the person is out.
func Example() {
	ctx := context.Background()
	ledger := new(optout.Memory)
	book := &optout.Book{Ledger: ledger, Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "852123456"}
	handler, err := oneclick.New(book, notice.Notice{
		Controller: notice.Controller{ID: "852123456", Name: "Liste Nos bancs publics"},
		Rights:     notice.Rights{Email: "droits@bancs.example.org", Notice: "https://bancs.example.org/d"},
	})
	if err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/d/{token}", handler)
	server := httptest.NewServer(mux)
	defer server.Close()

	to, _ := optout.Mailbox("prenom.nom@example.org")
	row := optout.Row[struct{}]{Data: new(struct{}), To: to}
	for cleared, err := range optout.Screen(ctx, book, optout.For{Channel: law.Email}, optout.Rows(row)) {
		if err != nil {
			log.Fatal(err)
		}
		link := server.URL + "/d/" + string(cleared.AppendToken(nil)) // message puts it into List-Unsubscribe
		r, err := http.Get(link)
		if err != nil {
			log.Fatal(err)
		}
		r.Body.Close()
		fmt.Println("GET: ", r.Status, "objections:", ledger.Len())
		for range 2 {
			r, err = http.PostForm(link, url.Values{"List-Unsubscribe": {"One-Click"}})
			if err != nil {
				log.Fatal(err)
			}
			r.Body.Close()
			fmt.Println("POST:", r.Status, "objections:", ledger.Len())
		}
	}
	// Output:
	// GET:  200 OK objections: 0
	// POST: 200 OK objections: 1
	// POST: 200 OK objections: 1
}

// A provider hands over what people answer. What is certain is recorded; what a human has to read goes to a human.
func ExampleWebhook() {
	ledger := new(optout.Memory)
	book := &optout.Book{Ledger: ledger, Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "852123456"}
	toRead := func(_ context.Context, m oneclick.Inbound, r reply.Result) error {
		fmt.Println("to be read:", r.Verdict, r.Reason)
		return nil
	}
	webhook, err := oneclick.NewWebhook(book, oneclick.Fields("sender", "message", "id"), toRead)
	if err != nil {
		log.Fatal(err)
	}
	server := httptest.NewServer(webhook)
	defer server.Close()
	for i, text := range []string{"STOP", "Bravo !", "non merci"} {
		r, err := http.PostForm(server.URL, url.Values{"sender": {fmt.Sprint("063998000", i)}, "message": {text}, "id": {fmt.Sprint(i)}})
		if err != nil {
			log.Fatal(err)
		}
		r.Body.Close()
		fmt.Println(r.Status, "objections:", ledger.Len())
	}
	// Output:
	// 200 OK objections: 1
	// 200 OK objections: 1
	// to be read: review refusal
	// 200 OK objections: 2
}
