package mailbox_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/inbox"
	"github.com/scrutateur/scrutateur/optout/mailbox"
)

// A box takes what comes back to a campaign: here the message that a "Se désabonner" button sends, with the token of
// List-Unsubscribe in its subject.
func ExampleBox_Take() {
	book := &optout.Book{Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "852123456"}
	box := &mailbox.Box{Book: book, Inbox: exampleInbox(book), Unsubscribe: []string{"stop@demain.example"}, Own: []string{"contact@demain.example"}}
	zoe, err := optout.Mailbox("zoe@example.org")
	if err != nil {
		log.Fatal(err)
	}
	token, err := book.Token(zoe, optout.For{Channel: law.Email}) // as it stands in the message that Zoë had
	if err != nil {
		log.Fatal(err)
	}

	v, err := box.Take(context.Background(), strings.NewReader("From: zoe@example.org\r\nTo: stop@demain.example\r\nSubject: "+token+"\r\n\r\n"))
	if err != nil {
		log.Fatal(err) // nothing was acknowledged: it is taken again
	}
	fmt.Println(v, v.Records())
	// Output:
	// unsubscribe: token [objection]
}

// Judge says what a message is and records nothing.
func ExampleBox_Judge() {
	book := &optout.Book{Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "852123456"}
	box := &mailbox.Box{Book: book, Dry: true}
	for _, message := range []string{
		"From: zoe@example.org\nSubject: Re: Dimanche\nIn-Reply-To: <1@demain.example>\n\nSTOP\n\n> Bonjour Zoë",
		"From: zoe@example.org\nSubject: Re: Dimanche\nIn-Reply-To: <1@demain.example>\n\nMerci, à dimanche !",
		"From: zoe@example.org\nSubject: Absence du bureau\n\nDe retour lundi.",
		"From: MAILER-DAEMON@mx.example.org\nSubject: failure notice\n\n<zoe@example.org>:\n550 5.1.1 User unknown",
		"From: MAILER-DAEMON@mx.example.org\nSubject: failure notice\n\n<zoe@example.org>:\n552 5.2.2 Mailbox full",
	} {
		v, err := box.Judge(context.Background(), strings.NewReader(message))
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%v; records %v; shown: %q\n", v, v.Records(), v.Shown)
	}
	// Output:
	// reply: keyword; records [objection]; shown: ""
	// reply: none; records []; shown: "reply"
	// automatic: subject; records []; shown: ""
	// bounce: 5.1.1; records [undeliverable]; shown: ""
	// bounce: soft; records []; shown: ""
}

// A Maildir is emptied into its folder .Done, a message at a time, each after what it says is durable.
func ExampleBox_Maildir() {
	dir, err := os.MkdirTemp("", "maildir")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	for _, folder := range []string{"new", "cur", "tmp"} {
		if err := os.Mkdir(filepath.Join(dir, folder), 0o700); err != nil {
			log.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "new", "1772442720.M1.host"), []byte("From: zoe@example.org\nSubject: STOP\n\n"), 0o600); err != nil {
		log.Fatal(err)
	}

	book := &optout.Book{Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "852123456"}
	box := &mailbox.Box{Book: book, Inbox: exampleInbox(book)}
	counts, err := box.Maildir(context.Background(), dir)
	if err != nil {
		log.Fatal(err) // some stay where they are: the next run takes them
	}
	fmt.Println(counts.Messages, counts.Recorded)
	left, _ := os.ReadDir(filepath.Join(dir, "new"))
	done, _ := os.ReadDir(filepath.Join(dir, ".Done", "cur"))
	fmt.Println(len(left), len(done))
	// Output:
	// 1 map[objection:1]
	// 0 1
}

// Path takes a Maildir, an mbox or a single message. Dry, it says what a run would do.
func ExampleBox_Path() {
	dir, err := os.MkdirTemp("", "mail")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	name := filepath.Join(dir, "message.eml")
	if err := os.WriteFile(name, []byte("From: zoe@example.org\nSubject: STOP\n\n"), 0o600); err != nil {
		log.Fatal(err)
	}
	book := &optout.Book{Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "852123456"}
	counts, err := (&mailbox.Box{Book: book, Dry: true}).Path(context.Background(), name)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(counts.Messages, counts.Replies)
	// Output:
	// 1 map[optout:1]
}

// An mbox is read and never changed: once all of it was taken it may be removed.
func ExampleBox_Mbox() {
	book := &optout.Book{Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "852123456"}
	box := &mailbox.Box{Book: book, Inbox: exampleInbox(book)}
	counts, err := box.Mbox(context.Background(), strings.NewReader(
		"From zoe@example.org Mon Mar  2 10:12:00 2026\nFrom: zoe@example.org\nSubject: STOP\n\nSTOP\n\n"+
			"From anne@example.org Mon Mar  2 10:13:00 2026\nFrom: anne@example.org\nSubject: bonjour\n\nÀ quelle heure ?\n"))
	if err != nil {
		log.Fatal(err) // the file is kept, and taken again
	}
	fmt.Println(counts.Messages, counts.Replies, counts.Shown)
	// Output:
	// 2 map[optout:1 other:1] map[reply:1]
}

// Messages cuts an mbox into its messages, whatever its variant.
func ExampleMessages() {
	file := "From a@example.org Mon Mar  2 10:12:00 2026\nSubject: 1\n\n>From here on\n\nFrom b@example.org Mon Mar  2 10:13:00 2026\nSubject: 2\n\n"
	for m, err := range mailbox.Messages(strings.NewReader(file), "") {
		if err != nil {
			log.Fatal(err)
		}
		text, err := io.ReadAll(m)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%q\n", text)
	}
	// Output:
	// "Subject: 1\n\nFrom here on\n\n"
	// "Subject: 2\n\n"
}

// exampleInbox is an inbox in memory; a program keeps its own beside the ledger.
func exampleInbox(b *optout.Book) *inbox.Inbox {
	in, err := inbox.New(b, new(inbox.Memory))
	if err != nil {
		log.Fatal(err)
	}
	return in
}
