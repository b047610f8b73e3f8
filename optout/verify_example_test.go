package optout_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log"
	"os"
	"path/filepath"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// The whole chain is read and every link made anew. Where it stands is printed, to be kept on paper or in another database.
func ExampleVerify() {
	ctx := context.Background()
	book := &optout.Book{Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.KeyOf(1, []byte("0123456789abcdef0123456789abcdef"))}, Controller: "852123456"}
	to, err := optout.Phone("06 39 98 00 01")
	if err != nil {
		log.Fatal(err)
	}
	if err := book.Object(ctx, to, optout.For{Channel: law.SMS}, "sms"); err != nil {
		log.Fatal(err)
	}
	v, err := optout.Verify(ctx, book)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(v.Head.Count, "event,", len(v.Findings), "findings")
	// Output: 1 event, 0 findings
}

// An old copy of the ledger is put back. Its own links fit; the head that was kept outside does not.
func ExampleHeadFile() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "heads")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	book := &optout.Book{
		Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "852123456",
		Heads: optout.HeadFile(filepath.Join(dir, "heads.json")), // on another disk than the ledger
	}
	to, err := optout.Phone("06 39 98 00 01")
	if err != nil {
		log.Fatal(err)
	}
	if err := book.Object(ctx, to, optout.For{Channel: law.SMS}, "sms"); err != nil {
		log.Fatal(err)
	}
	book.Ledger = new(optout.Memory) // as it was before
	fmt.Println(book.Object(ctx, to, optout.For{Channel: law.SMS}, "sms"))
	// Output: SCR-LEDGER Book.Ledger: is behind its head: it has 0 events of this controller and had 1; an old copy was restored or its end cut off, bring back the newest copy — Bring back the key or the backup that the finding names, and write to nobody before (GDPR, art. 5(1)(f))
}

// A program that is started anew says that its head file must be there: a mistaken name is an error, and not a ledger without a past.
func ExampleOpenHeadFile() {
	dir, err := os.MkdirTemp("", "heads")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	_, err = optout.OpenHeadFile(filepath.Join(dir, "haeds.json"))
	fmt.Println(errors.Is(err, fs.ErrNotExist))
	// Output: true
}
