// Sns hands built SMS to Amazon SNS with aws-sdk-go-v2, and shows what of a message Publish takes:
//
//   - Message is Text as it is, in one part: SNS cuts longer texts at words, so that more parts arrive than were counted, and the
//     STOP mention perhaps alone;
//   - SNS appends nothing, so the STOP mention stands in the text, with the number of Spec.StopTo;
//   - AWS.SNS.SMS.SenderID is Sender, AWS.SNS.SMS.SMSType is Promotional: a political message is no transaction;
//   - Publish takes no validity. What SNS keeps it delivers when it can, so nothing is handed over in the last hour before NotAfter;
//   - Publish knows no key by which it would recognise a message, so the client tries again only what SNS says it has not
//     taken (throttling), and not a request whose answer got lost.
//
// Run it with
//
//	go run ./examples/sns
//	go run ./examples/sns -at 2026-03-14T10:00:00+01:00    the eve of the vote: nothing is sent
//
// The API is one in the same process that answers as SNS does, and checks the signature of every request (Signature Version 4);
// the voters and their numbers do not exist.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http/httptest"
	"os"
	"time"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/router"
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// voter is what the message says of its recipient.
type voter struct {
	FirstName string `validate:"required,max=12"`
}

// reminder is proved once, for every voter there can be, with what AWS adds and forbids.
var reminder = message.Must(sms.Compile[voter](sms.Spec{
	Body:   "{{.FirstName}}, dimanche 15 mars, votez pour nos bancs !",
	Sender: "NOSBANCS", StopTo: "36180", Router: router.AWS,
	Notice: notice.Notice{
		Controller: notice.Controller{ID: "bancs.example.org", Name: "Liste Nos bancs publics", ShortName: "Nos bancs", Kind: notice.List,
			Postal: "1 place de la Mairie, 51290 Isson", Email: "contact@bancs.example.org"},
		Election: notice.Election{ID: "FR-MUN-2026"},
		Origin:   notice.Origin{Kind: law.OriginForm, Obtained: "2025-04-01"},
		Basis:    notice.Basis{Kind: law.Consent, Reference: "registre n° 1", Wording: "J’accepte vos SMS.", Since: "2025-04-01"},
		Purpose:  "vous informer de la campagne municipale",
		Rights:   notice.Rights{Email: "droits@bancs.example.org", Notice: "https://bancs.example.org/d", Directives: true},
		Keep:     []notice.Term{{Class: notice.ElectionOnly, After: notice.ElectionDecided}},
		Advert:   &notice.Advert{Sponsor: "Liste Nos bancs publics", Declaration: notice.CaseCitizen, Notice: "https://bancs.example.org/t"},
	},
}))

// voters have numbers that ARCEP keeps for fiction. SNS takes the second one for none, and throttles the third one's message once.
var voters = []struct{ name, number string }{{"Zoë", "06 39 98 00 01"}, {"Anne", unknown}, {"Paul", throttled}}

func main() {
	at := flag.String("at", "2026-03-05T10:00:00+01:00", "moment of delivery")
	flag.Parse()
	moment, err := time.Parse(time.RFC3339, *at)
	if err != nil {
		log.Fatal("-at is a moment: 2026-03-05T10:00:00+01:00")
	}
	api := httptest.NewServer(new(provider))
	defer api.Close()
	if err := run(context.Background(), os.Stdout, api.URL, moment); err != nil {
		log.Fatal(err)
	}
}

// run writes to everybody who has not objected. The program gives the same answer on every day of the year: its clock stands
// at the moment.
func run(ctx context.Context, w io.Writer, endpoint string, at time.Time) error {
	batch, err := reminder.Batch(at)
	if err != nil {
		return err // on the eve of a vote, and at night
	}
	now := func() time.Time { return at }
	book := &optout.Book{
		//scrutateur:ignore UNCHECKED a ledger in memory will do for the three voters of a demonstration
		Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "bancs.example.org",
		//scrutateur:ignore UNCHECKED the clock is that of the demonstration, and the API is none that reaches a phone
		Now: now,
	}
	s := &sender{api: connect(endpoint), book: book, batch: batch, now: now}
	var rows []optout.Row[voter]
	for _, v := range voters {
		phone, err := optout.Phone(v.number)
		if err != nil {
			return err
		}
		rows = append(rows, optout.Row[voter]{Data: &voter{v.name}, To: phone, Territory: law.Metropole, Origin: law.OriginForm})
	}
	for to, err := range optout.Screen(ctx, book, optout.For{Channel: law.SMS}, optout.Rows(rows...)) {
		if err != nil {
			return err // the ledger did not answer: nobody is written to
		}
		m, err := s.send(ctx, to)
		if err != nil {
			fmt.Fprintf(w, "%v: %v\n", to, err)
			continue
		}
		fmt.Fprintf(w, "%v: published, %v, not after %s\n", to, m.Size(), m.NotAfter().Format(time.RFC3339))
	}
	return nil
}
