// Twilio hands built SMS to Twilio with twilio-go, and shows what of a message its API takes:
//
//   - Body is Text as it is: Twilio appends nothing to messages in France, so the STOP mention stands in the text, with the number
//     of Spec.StopTo, because nobody can answer a name;
//   - SmartEncoded is off: the text was folded and counted when it was proved, and what is proved is not changed any more;
//   - ValidityPeriod is the time until NotAfter, at most the ten hours that Twilio knows; it ends Twilio's queue, not the
//     operator's;
//   - the parts that Twilio counts are those that were proved;
//   - a number that answered STOP to Twilio (error 21610) is an objection, and goes into the ledger;
//   - too many requests (429) are tried again, each time after twice as long, up to NotAfter.
//
// Run it with
//
//	go run ./examples/twilio
//	go run ./examples/twilio -at 2026-03-14T10:00:00+01:00    the eve of the vote: nothing is sent
//
// The API is one in the same process that answers as Twilio's does; the voters and their numbers do not exist.
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
	FirstName string `validate:"required,max=20"`
	Station   int    `validate:"min=1,max=999"`
}

// reminder is proved once, for every voter there can be, with what Twilio adds and forbids.
var reminder = message.Must(sms.Compile[voter](sms.Spec{
	Body:   "{{.FirstName}}, dimanche, votez pour des bancs à l'ombre, bureau {{.Station}}.",
	Sender: "NOSBANCS", StopTo: "36180", Router: router.Twilio, MaxParts: 2,
	Notice: notice.Notice{
		Controller: notice.Controller{ID: "bancs.example.org", Name: "Liste Nos bancs publics", ShortName: "Nos bancs publics", Kind: notice.List,
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

// voters have numbers that ARCEP keeps for fiction. Twilio knows of the second that it answered STOP, and is busy when the
// third one's turn comes.
var voters = []struct {
	name    string
	station int
	number  string
}{{"Zoë", 12, "06 39 98 00 01"}, {"Anne", 3, stopped}, {"Paul", 7, busy}}

func main() {
	at := flag.String("at", "2026-03-05T10:00:00+01:00", "moment of delivery")
	flag.Parse()
	moment, err := time.Parse(time.RFC3339, *at)
	if err != nil {
		log.Fatal("-at is a moment: 2026-03-05T10:00:00+01:00")
	}
	api := httptest.NewServer(&provider{account: account, token: token})
	defer api.Close()
	if err := run(context.Background(), os.Stdout, api.URL, moment); err != nil {
		log.Fatal(err)
	}
}

// run writes to everybody who has not objected. The program gives the same answer on every day of the year: its clock stands
// at the moment, and goes on by the waits alone.
func run(ctx context.Context, w io.Writer, api string, at time.Time) error {
	batch, err := reminder.Batch(at)
	if err != nil {
		return err // on the eve of a vote, and at night
	}
	clock := at
	now := func() time.Time { return clock }
	book := &optout.Book{
		//scrutateur:ignore UNCHECKED a ledger in memory will do for the three voters of a demonstration
		Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "bancs.example.org",
		//scrutateur:ignore UNCHECKED the clock is that of the demonstration, and the API is none that reaches a phone
		Now: now,
	}
	s := &sender{api: connect(api), book: book, batch: batch, first: time.Minute, now: now,
		sleep: func(_ context.Context, d time.Duration) error { clock = clock.Add(d); return nil }}
	var rows []optout.Row[voter]
	for _, v := range voters {
		phone, err := optout.Phone(v.number)
		if err != nil {
			return err
		}
		rows = append(rows, optout.Row[voter]{Data: &voter{v.name, v.station}, To: phone, Territory: law.Metropole, Origin: law.OriginForm})
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
		fmt.Fprintf(w, "%v: queued, %v, not after %s\n", to, m.Size(), m.NotAfter().Format(time.RFC3339))
	}
	return nil
}
