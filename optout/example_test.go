package optout_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"strings"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/reply"
)

// Voter is what a caller's file knows of a person.
type Voter struct{ FirstName string }

// A file of four lines: one person objected, one line has no number, one stands twice. What is left may be written to.
func Example() {
	ctx := context.Background()
	book := &optout.Book{
		Ledger:     new(optout.Memory), // optoutsql keeps one in a database
		Keys:       optout.Keys{Current: optout.NewKey(1)},
		Controller: "852123456",
		Refused:    func(row int, why law.ID) { fmt.Printf("row %d: %s\n", row, why) },
	}

	// Somebody answered STOP last week.
	bruno, err := optout.Phone("+33 6 39 98 00 02")
	if err != nil {
		log.Fatal(err)
	}
	if answer := reply.Parse("Stop svp"); answer.Verdict == reply.OptOut {
		if err := book.Object(ctx, bruno, optout.For{Channel: law.SMS}, "sms"); err != nil {
			log.Fatal(err)
		}
	}

	file := "Zoë;06 39 98 00 01\nBruno;06 39 98 00 02\nInès;06 39 98 00 0\nZoë;0033639980001"
	rows := func(yield func(optout.Row[Voter], error) bool) {
		for line := range strings.Lines(file) {
			name, number, _ := strings.Cut(strings.TrimSpace(line), ";")
			to, _ := optout.Phone(number) // the zero Address is refused under its rule
			if !yield(optout.Row[Voter]{Data: &Voter{name}, To: to, Territory: law.Metropole, Origin: law.OriginForm}, nil) {
				return
			}
		}
	}
	for to, err := range optout.Screen(ctx, book, optout.For{Channel: law.SMS}, rows) {
		if err != nil {
			log.Fatal(err) // nobody knows who objected, so nobody is written to
		}
		fmt.Printf("row %d: %s may be written to at %v for %v\n", to.Number(), to.Data().FirstName, to.To(), to.Until().Sub(to.At()))
	}
	// Output:
	// row 1: Zoë may be written to at +336••••01 for 24h0m0s
	// row 2: FR-GDPR-OBJECT-NOW
	// row 3: SCR-ADDRESS
	// row 4: SCR-DUPLICATE
}

func ExamplePhone() {
	for _, s := range []string{"06 39 98 00 01", "0690 00 00 01", "+33 (0)6 39 98 00 01", "06 39 98 00 01 (perso)", "639980001"} {
		a, err := optout.Phone(s)
		if f, refused := errors.AsType[law.Finding](err); refused {
			fmt.Println(f.Rule, f.Detail)
			continue
		}
		fmt.Println(a, a.E164())
	}
	// Output:
	// +336••••01 +33639980001
	// +590••••01 +590690000001
	// +336••••01 +33639980001
	// SCR-ADDRESS holds a letter: leave the number alone in its column
	// SCR-ADDRESS has nine digits and no 0 before them, as when a spreadsheet takes it for a quantity: import the column as text
}

func ExampleMailbox() {
	a, err := optout.Mailbox("Prenom.Nom@ÉLECTIONS.example")
	fmt.Println(a, a.Mailbox(), err)
	_, err = optout.Mailbox("zoé@example.org")
	f, _ := errors.AsType[law.Finding](err)
	fmt.Println(f.Rule, f.Detail)
	// Output:
	// ••••@•••• Prenom.Nom@xn--lections-90a.example <nil>
	// SCR-ADDRESS has a local part that is not ASCII: hosts without SMTPUTF8 (RFC 6531) refuse it
}

// An unsubscribe link holds a token. It says nothing of the person, does one thing, and works after the key has been changed.
func ExampleBook_Unsubscribe() {
	ctx := context.Background()
	ledger := new(optout.Memory)
	last := optout.KeyOf(1, []byte("the key of last year, 32 bytes  "))
	book := &optout.Book{Ledger: ledger, Keys: optout.Keys{Current: last}, Controller: "852123456"}
	to, _ := optout.Mailbox("prenom.nom@example.org")
	token, err := book.Token(to, optout.For{Channel: law.Email})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(token), "characters")

	book.Keys = optout.Keys{Current: optout.NewKey(2), Older: []optout.Key{last}}
	objection, err := book.Unsubscribe(ctx, token, "link")
	fmt.Println(objection.Kind, objection.Channel, err)

	row := optout.Row[Voter]{Data: &Voter{"Zoë"}, To: to}
	book.Refused = func(_ int, why law.ID) { fmt.Println(why) }
	for range optout.Screen(ctx, book, optout.For{Channel: law.Email}, optout.Rows(row)) {
		fmt.Println("written to")
	}
	// Output:
	// 51 characters
	// objection email <nil>
	// FR-GDPR-OBJECT-NOW
}

// At hand-over to the provider the ledger is asked once more.
func ExampleRecheck() {
	ctx := context.Background()
	book := &optout.Book{
		Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "852123456",
		Stale: 2 * time.Hour,
	}
	to, _ := optout.Phone("06 39 98 00 01")
	for cleared, err := range optout.Screen(ctx, book, optout.For{Channel: law.SMS}, optout.Rows(optout.Row[Voter]{Data: &Voter{"Zoë"}, To: to})) {
		if err != nil {
			log.Fatal(err)
		}
		if err := book.Object(ctx, to, optout.For{Channel: law.SMS}, "phone call"); err != nil {
			log.Fatal(err)
		}
		_, err := optout.Recheck(ctx, book, cleared)
		fmt.Println(errors.Is(err, law.ObjectNow))
	}
	// Output:
	// true
}

// A candidate and the party share their oppositions: the candidate's book reads both ledgers, under both keys.
func ExampleAny() {
	ctx := context.Background()
	party := &optout.Book{Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "party.example.org"}
	to, _ := optout.Phone("06 39 98 00 01")
	if err := party.Object(ctx, to, optout.For{}, "letter"); err != nil {
		log.Fatal(err)
	}
	candidate := &optout.Book{
		Ledger:     optout.Any(new(optout.Memory), party.Ledger),
		Keys:       optout.Keys{Current: optout.NewKey(2), Older: []optout.Key{party.Keys.Current}},
		Controller: "candidate.example.org",
		Refused:    func(_ int, why law.ID) { fmt.Println(why) },
	}
	for range optout.Screen(ctx, candidate, optout.For{Channel: law.SMS}, optout.Rows(optout.Row[Voter]{Data: &Voter{"Zoë"}, To: to})) {
		fmt.Println("written to")
	}
	// Output:
	// FR-GDPR-OBJECT-NOW
}
