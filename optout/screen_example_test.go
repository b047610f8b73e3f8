package optout_test

import (
	"context"
	"fmt"
	"log"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// aBook is the book of the examples below: its ledger forgets, as no program's should.
func aBook(ledger optout.Ledger) *optout.Book {
	return &optout.Book{
		Ledger: ledger, Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "852123456",
		Refused: func(row int, why law.ID) { fmt.Printf("row %d: %s\n", row, why) },
	}
}

// A large file is screened from a set of the people in the ledger, which all screenings of a program share. It is kept up to date while
// they run.
func ExampleNewSet() {
	ctx := context.Background()
	set := optout.NewSet(new(optout.Memory)) // optoutsql's ledger, in a program
	book := aBook(set)
	book.Ahead = 100 // rows are at hand: look many up at once
	book.Progress = func(p optout.Progress) { fmt.Println(p.Rows, "rows,", p.Cleared, "cleared") }

	var rows []optout.Row[Voter]
	for i := range 4 {
		to, err := optout.Phone(fmt.Sprintf("06 39 98 00 %02d", i))
		if err != nil {
			log.Fatal(err)
		}
		rows = append(rows, optout.Row[Voter]{Data: &Voter{"Zoë"}, To: to, Origin: law.OriginForm})
	}
	if err := book.Object(ctx, rows[2].To, optout.For{}, "sms"); err != nil {
		log.Fatal(err)
	}
	for _, err := range optout.Screen(ctx, book, optout.For{Channel: law.SMS}, optout.Rows(rows...)) {
		if err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println(set)
	// Output:
	// row 3: FR-GDPR-OBJECT-NOW
	// 4 rows, 3 cleared
	// set of 1 people
}

// Who objects under one address objects under the others that are known of the person: a file that has but one of them spares the person too.
func ExampleBook_Object() {
	ctx := context.Background()
	book := aBook(new(optout.Memory))
	phone, _ := optout.Phone("06 39 98 00 01")
	box, _ := optout.Mailbox("zoe@example.org")
	if err := book.Object(ctx, phone, optout.For{}, "letter", box); err != nil {
		log.Fatal(err)
	}
	row := optout.Row[Voter]{Data: &Voter{"Zoë"}, To: box}
	for range optout.Screen(ctx, book, optout.For{Channel: law.Email}, optout.Rows(row)) {
		fmt.Println("written to")
	}
	// Output:
	// row 1: FR-GDPR-OBJECT-NOW
}

// An answer that may be an objection suppresses the person until a human has read it.
func ExampleBook_Dismiss() {
	ctx := context.Background()
	book := aBook(new(optout.Memory))
	phone, _ := optout.Phone("06 39 98 00 01")
	if err := book.Record(ctx, phone, optout.Event{Kind: optout.Review, Channel: law.SMS, Source: "sms", ID: "SM42"}); err != nil {
		log.Fatal(err)
	}
	row := optout.Row[Voter]{Data: &Voter{"Zoë"}, To: phone}
	for range 2 {
		for to, err := range optout.Screen(ctx, book, optout.For{Channel: law.SMS}, optout.Rows(row)) {
			if err != nil {
				log.Fatal(err)
			}
			fmt.Println(to)
		}
		if err := book.Dismiss(ctx, phone, "n° 3 of the team", "asked for the programme", "command"); err != nil {
			log.Fatal(err)
		}
	}
	// Output:
	// row 1: FR-GDPR-OBJECT-NOW
	// row 1, cleared for sms
}

// A list for canvassers is screened like a file for messages: whoever objected, on whichever channel, is not called on. What was done is
// told to the ledger.
func ExampleSent() {
	ctx := context.Background()
	book := aBook(new(optout.Memory))
	zoe, _ := optout.Phone("06 39 98 00 01")
	leo, _ := optout.Phone("06 39 98 00 02")
	if err := book.Object(ctx, leo, optout.For{Channel: law.SMS}, "sms"); err != nil {
		log.Fatal(err)
	}
	rows := []optout.Row[Voter]{
		{Data: &Voter{"Zoë"}, To: zoe, Origin: law.OriginReferral},
		{Data: &Voter{"Léo"}, To: leo, Origin: law.OriginDoorstep},
	}
	for range 2 {
		var done []optout.Cleared[Voter]
		for to, err := range optout.Screen(ctx, book, optout.For{Channel: law.Door}, optout.Rows(rows...)) {
			if err != nil {
				log.Fatal(err)
			}
			fmt.Println("visit", to.Data().FirstName)
			done = append(done, to)
		}
		if err := optout.Sent(ctx, "doors", "2026-03-05 evening", done...); err != nil {
			log.Fatal(err)
		}
	}
	// Output:
	// visit Zoë
	// row 2: FR-GDPR-OBJECT-NOW
	// row 1: FR-CNIL-PARRAINAGE-ONE
	// row 2: FR-GDPR-OBJECT-NOW
}
