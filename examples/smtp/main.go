// Smtp hands built e-mails to a mail server with the standard library's net/smtp, and shows what a transport owes to a message
// that was built:
//
//   - its envelope has one recipient, the one whom the message was built for;
//   - before every try the recipient is cleared again and the message built again, so that an objection counts from the
//     moment it is recorded;
//   - a server that says "later" (4xx) is asked again, each time after twice as long, up to NotAfter and never beyond;
//   - a server that says "no" (5xx) is not asked again;
//   - what is printed are rows and codes: the server's own words repeat the mailbox.
//
// Run it with
//
//	go run ./examples/smtp
//
// The server is one in the same process that speaks SMTP on a local port; the readers do not exist.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"os"
	"time"

	"github.com/scrutateur/scrutateur/examples/internal/mailserver"
	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// reader is what the letter says of its recipient.
type reader struct {
	FirstName string `validate:"required,max=24"`
}

// letter is proved once, for every reader there can be.
var letter = message.Must(email.Compile[reader](email.Spec{
	Subject:   "La lettre des bancs publics",
	Preheader: "Trois bancs de plus, une fontaine, et votre avis sur les tilleuls.",
	HTML: `<h1>Trois bancs de plus</h1>
<p>Bonjour {{.FirstName}}, les bancs de la place sont posés.</p>
<p><a href="https://bancs.example.org/tilleuls">Donner votre avis sur les tilleuls</a></p>`,
	From: "lettre@bancs.example.org", Unsubscribe: "https://bancs.example.org/u", UnsubscribeMailto: "stop@bancs.example.org",
	Notice: notice.Notice{
		Controller: notice.Controller{ID: "bancs.example.org", Name: "Nos bancs publics", Kind: notice.Association,
			Postal: "1 place de la Mairie, 51290 Isson", Email: "contact@bancs.example.org"},
		Election: notice.NoElection,
		Origin:   notice.Origin{Kind: law.OriginForm, Obtained: "2025-04-01"},
		Basis:    notice.Basis{Kind: law.Consent, Reference: "registre n° 1", Wording: "J’accepte votre lettre.", Since: "2025-04-01"},
		Purpose:  "vous informer de nos projets pour la ville",
		Rights:   notice.Rights{Email: "droits@bancs.example.org", Notice: "https://bancs.example.org/d", Directives: true},
		Keep:     []notice.Term{{Class: notice.Regular, After: notice.EndOfContact, Months: 36}},
		Advert:   &notice.Advert{Sponsor: "Nos bancs publics", Declaration: notice.CaseCitizen, Notice: "https://bancs.example.org/t"},
	},
}))

// readers are those who asked for the letter. The server knows the first, puts the second off once, has never heard of the
// third and has no room for the fourth.
var readers = []struct{ name, mailbox string }{
	{"Zoë", "zoe@example.org"}, {"Anne", "stranger.anne@example.org"}, {"Léa", "gone.lea@example.org"}, {"Paul", "full.paul@example.org"},
}

func main() {
	server, err := mailserver.Start(mailserver.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer server.Close()
	//scrutateur:ignore UNCHECKED a ledger in memory will do for the four readers of a demonstration
	book := &optout.Book{Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "bancs.example.org"}
	if err := run(context.Background(), os.Stdout, server.Addr(), book, clock{time.Now, pause}); err != nil {
		log.Fatal(err)
	}
}

// run writes to every reader who has not objected. The letter may arrive until three seconds from now: in a campaign that
// would be the evening of the meeting.
func run(ctx context.Context, w io.Writer, addr string, book *optout.Book, clock clock) error {
	at := clock.now()
	batch, err := letter.Batch(at)
	if err != nil {
		return err
	}
	s := &sender{addr: addr, book: book, batch: batch.Before(at.Add(3 * time.Second)), first: 50 * time.Millisecond, clock: clock}
	var rows []optout.Row[reader]
	for _, r := range readers {
		mailbox, err := optout.Mailbox(r.mailbox)
		if err != nil {
			return err
		}
		rows = append(rows, optout.Row[reader]{Data: &reader{r.name}, To: mailbox, Territory: law.Metropole, Origin: law.OriginForm})
	}
	for to, err := range optout.Screen(ctx, book, optout.For{Channel: law.Email}, optout.Rows(rows...)) {
		if err != nil {
			return err // the ledger did not answer: nobody is written to
		}
		switch tries, err := s.deliver(ctx, to); {
		case err == nil:
			fmt.Fprintf(w, "%v: taken (tries: %d)\n", to, tries)
		case ctx.Err() != nil:
			return ctx.Err()
		default:
			fmt.Fprintf(w, "%v: %v (tries: %d)\n", to, err, tries)
		}
	}
	return nil
}
