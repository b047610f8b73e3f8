package oneclick_test

import (
	"context"
	"crypto/rand"
	"expvar"
	"fmt"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"

	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/inbox"
	"github.com/scrutateur/scrutateur/optout/oneclick"
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
	mux.Handle("/d/", handler) // the whole folder: mail programs append "/" to links
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

// A provider hands over what people answer. What is certain is recorded; what a human has to read is in the inbox.
func ExampleWebhook() {
	ctx := context.Background()
	ledger := new(optout.Memory)
	book := &optout.Book{Ledger: ledger, Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "852123456"}
	box, err := inbox.New(book, new(inbox.Memory)) // package optoutsql has one that lasts
	if err != nil {
		log.Fatal(err)
	}
	webhook, err := oneclick.NewWebhook(book, oneclick.Fields("sender", "message", "id"), box)
	if err != nil {
		log.Fatal(err)
	}
	server := httptest.NewServer(webhook)
	defer server.Close()
	for i, text := range []string{"STOP", "Bravo !", "non merci"} {
		r, err := http.PostForm(server.URL, url.Values{"sender": {fmt.Sprint("3363998000", i)}, "message": {text}, "id": {fmt.Sprint(i)}})
		if err != nil {
			log.Fatal(err)
		}
		r.Body.Close()
		fmt.Println(r.Status, "events:", ledger.Len())
	}
	for item, err := range box.Items(ctx) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("to be read:", item.Why)
	}
	// Output:
	// 200 OK events: 1
	// 200 OK events: 1
	// 200 OK events: 2
	// to be read: ambiguous
}

// OVHcloud signs nothing: whoever knows the URL may call it, so a part of it is a secret.
func ExampleOVH() {
	secret := rand.Text()
	book := &optout.Book{Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "852123456"}
	box, err := inbox.New(book, new(inbox.Memory))
	if err != nil {
		log.Fatal(err)
	}
	webhook, err := oneclick.NewWebhook(book, oneclick.OVH(secret), box)
	if err != nil {
		log.Fatal(err)
	}
	webhook.Log = slog.New(slog.DiscardHandler)
	mux := http.NewServeMux()
	mux.Handle("/sms/ovh/", webhook) // smsResponse.cgiUrl is https://…/sms/ovh/SECRET
	server := httptest.NewServer(mux)
	defer server.Close()
	for _, path := range []string{"/sms/ovh/guessed", "/sms/ovh/" + secret} {
		r, err := http.Get(server.URL + path + "?id=1&sender=0033639980001&message=STOP")
		if err != nil {
			log.Fatal(err)
		}
		r.Body.Close()
		fmt.Println(r.Status)
	}
	// Output:
	// 403 Forbidden
	// 200 OK
}

// Every outcome is counted, so that somebody hears of links that are dead because a key is missing.
func ExampleHandler_observe() {
	book := &optout.Book{Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "852123456"}
	handler, err := oneclick.New(book, notice.Notice{Controller: notice.Controller{ID: "852123456", Name: "Liste Nos bancs publics"}})
	if err != nil {
		log.Fatal(err)
	}
	handler.Client = oneclick.Forwarded(netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")) // nginx on this machine
	var outcomes expvar.Map
	handler.Observe = func(o oneclick.Outcome) { outcomes.Add(string(o), 1) }
	server := httptest.NewServer(handler)
	defer server.Close()
	for _, link := range []string{"/d/cut", "/d/cut."} {
		r, err := http.Post(server.URL+link, "", nil)
		if err != nil {
			log.Fatal(err)
		}
		r.Body.Close()
		fmt.Println(r.Status)
	}
	fmt.Println(outcomes.String())
	// Output:
	// 404 Not Found
	// 404 Not Found
	// {"incomplete": 2}
}
