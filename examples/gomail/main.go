// Gomail hands built e-mails to a mail server with wneessen/go-mail, which brings STARTTLS, authentication and time-outs.
//
// A mail.Msg is go-mail's own message: it can be filled from a finished one (EMLToMsgFromReader), but it is then written anew, and what
// leaves is no longer what was proved, signed and audited. A built message goes over go-mail's connection as it is instead:
// Client.DialToSMTPClientWithContext opens one, with TLS and password, and its Mail, Rcpt and Data take any bytes.
//
// Messages go over one connection, in passes: what the server puts off (4xx) waits for the next pass, each time after twice
// as long, as long as it has not expired. Before each pass everybody is cleared again and each message built again.
//
//	go run ./examples/gomail
//
// The server is one in the same process that takes mail over TLS only; the readers do not exist.
package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"strconv"
	"time"

	"github.com/wneessen/go-mail"

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
	config, roots, err := mailserver.Certificate()
	if err != nil {
		log.Fatal(err)
	}
	server, err := mailserver.Start(mailserver.Options{TLS: config, User: "lettre", Password: "a password of the demonstration"})
	if err != nil {
		log.Fatal(err)
	}
	defer server.Close()
	client, err := connect(server.Addr(), "lettre", "a password of the demonstration", &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12, ServerName: "127.0.0.1"})
	if err != nil {
		log.Fatal(err)
	}
	//scrutateur:ignore UNCHECKED a ledger in memory will do for the four readers of a demonstration
	book := &optout.Book{Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "bancs.example.org"}
	if err := run(context.Background(), os.Stdout, client, book, clock{time.Now, pause}); err != nil {
		log.Fatal(err)
	}
}

// connect says how the server is reached: never without TLS.
func connect(addr, user, password string, trust *tls.Config) (*mail.Client, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		return nil, err
	}
	return mail.NewClient(host, mail.WithPort(n), mail.WithTLSPolicy(mail.TLSMandatory), mail.WithTLSConfig(trust),
		mail.WithSMTPAuth(mail.SMTPAuthPlain), mail.WithUsername(user), mail.WithPassword(password), mail.WithTimeout(15*time.Second))
}

// run writes to every reader who has not objected. The letter may arrive until three seconds from now: in a campaign that
// would be the evening of the meeting.
func run(ctx context.Context, w io.Writer, client *mail.Client, book *optout.Book, clock clock) error {
	at := clock.now()
	batch, err := letter.Batch(at)
	if err != nil {
		return err
	}
	var rows []optout.Row[reader]
	for _, r := range readers {
		mailbox, err := optout.Mailbox(r.mailbox)
		if err != nil {
			return err
		}
		rows = append(rows, optout.Row[reader]{Data: &reader{r.name}, To: mailbox, Territory: law.Metropole, Origin: law.OriginForm})
	}
	var queue []optout.Cleared[reader]
	for to, err := range optout.Screen(ctx, book, optout.For{Channel: law.Email}, optout.Rows(rows...)) {
		if err != nil {
			return err // the ledger did not answer: nobody is written to
		}
		queue = append(queue, to)
	}
	end := at.Add(3 * time.Second)
	p := &post{client: client, book: book, batch: batch.Before(end), now: clock.now,
		said: func(to optout.Cleared[reader], what string) { fmt.Fprintf(w, "%v: %s\n", to, what) }}
	for wait := 50 * time.Millisecond; len(queue) > 0; wait *= 2 {
		if queue, err = p.pass(ctx, queue); err != nil && (ctx.Err() != nil || !temporary(err)) {
			return err
		}
		if err := clock.sleep(ctx, min(wait, end.Sub(clock.now()))); err != nil { // the last pass finds everybody expired
			return err
		}
	}
	return nil
}

// clock is time.Now and pause in a program, and jumps over its waits in a test.
type clock struct {
	now   func() time.Time
	sleep func(context.Context, time.Duration) error
}

// pause waits, or not once nobody waits for the answer.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
