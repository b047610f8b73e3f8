// Imap empties the mailbox behind List-Unsubscribe: mailto over IMAP: each message is read, what it says is recorded in the ledger or put before
// a human, and only then is it moved away. It shows what such a loop owes to a message:
//
//   - it is read with BODY.PEEK[]: that somebody fetched it is no proof that an objection was recorded, so no flag is set by reading;
//   - it is moved (RFC 6851), never deleted, and after what it says is durable; a loop that is cut off in between reads it again;
//   - one that could not be taken stays where it is, the others are taken, and the loop says so;
//   - it comes in one stream of which little is kept, be it of 100 MB;
//   - what is printed are kinds and counts, nothing of who wrote and what.
//
// Run it with
//
//	go run ./examples/imap
//
// The server is one in the same process that speaks IMAP on a local port; the people do not exist.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"

	"github.com/emersion/go-imap/v2/imapclient"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/inbox"
	"github.com/scrutateur/scrutateur/optout/mailbox"
)

func main() {
	//scrutateur:ignore UNCHECKED a ledger in memory will do for the people of a demonstration
	book := &optout.Book{Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "bancs.example.org"}
	if err := run(context.Background(), os.Stdout, book, new(inbox.Memory)); err != nil {
		log.Fatal(err)
	}
}

// run starts the server with a few messages and empties its mailbox.
func run(ctx context.Context, w io.Writer, book *optout.Book, store inbox.Store) error {
	messages, err := letters(book)
	if err != nil {
		return err
	}
	server, err := start("stop@bancs.example.org", "a secret", messages)
	if err != nil {
		return err
	}
	defer server.Close()
	people, err := inbox.New(book, store)
	if err != nil {
		return err
	}
	// A real server is reached by imapclient.DialTLS.
	client, err := imapclient.DialInsecure(server.addr, nil)
	if err != nil {
		return err
	}
	defer client.Close()
	if err := client.Login("stop@bancs.example.org", "a secret").Wait(); err != nil {
		return err
	}
	box := &mailbox.Box{Book: book, Inbox: people, Unsubscribe: []string{"stop@bancs.example.org"}, Own: []string{"lettre@bancs.example.org"}}
	counts, err := empty(ctx, client, box, "INBOX", "Done")
	if err != nil {
		return err
	}
	out, err := json.MarshalIndent(counts, "", "  ")
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%s\n", out)
	return client.Logout().Wait()
}

// letters are what lies in the mailbox: an unsubscription by token, an answer in words, a note of absence, and a report.
func letters(book *optout.Book) ([]string, error) {
	zoe, err := optout.Mailbox("zoe@example.org")
	if err != nil {
		return nil, err
	}
	token, err := book.Token(zoe, optout.For{Channel: law.Email})
	if err != nil {
		return nil, err
	}
	return []string{
		"From: Zoë <zoe@example.org>\r\nTo: stop@bancs.example.org\r\nSubject: " + token + "\r\nMessage-ID: <1@example.org>\r\n\r\n",
		"From: Anne <anne@example.org>\r\nTo: lettre@bancs.example.org\r\nSubject: Re: La lettre des bancs publics\r\nIn-Reply-To: <a@bancs.example.org>\r\nMessage-ID: <2@example.org>\r\n" +
			"Content-Type: text/plain; charset=utf-8\r\n\r\nMerci, à quelle heure est la réunion ?\r\n",
		"From: Léa <lea@example.org>\r\nTo: lettre@bancs.example.org\r\nSubject: Absence du bureau\r\nAuto-Submitted: auto-replied\r\nMessage-ID: <3@example.org>\r\n\r\nDe retour lundi.\r\n",
		"Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example.org\r\nTo: lettre@bancs.example.org\r\nSubject: Undelivered Mail Returned to Sender\r\nMessage-ID: <4@mx.example.org>\r\n" +
			"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n" +
			"Reporting-MTA: dns; mx.example.org\r\n\r\nFinal-Recipient: rfc822; paul@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n--b--\r\n",
	}, nil
}
