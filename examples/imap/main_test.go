package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/inbox"
	"github.com/scrutateur/scrutateur/optout/mailbox"
)

func newBook() *optout.Book {
	return &optout.Book{Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "bancs.example.org"}
}

func TestRun(t *testing.T) {
	var out bytes.Buffer
	if err := run(t.Context(), &out, newBook(), new(inbox.Memory)); err != nil {
		t.Fatal(err)
	}
	var c mailbox.Counts
	if err := json.Unmarshal(out.Bytes(), &c); err != nil {
		t.Fatal(err)
	}
	if c.Messages != 4 || c.Recorded[optout.Objection] != 1 || c.Recorded[optout.Undeliverable] != 1 || c.Shown[mailbox.WhyReply] != 1 || c.Failed != 0 {
		t.Errorf("%+v", c)
	}
	if strings.Contains(out.String(), "@") {
		t.Error("the output names a mailbox")
	}
}

// full is a store whose disk is full until it is mended.
type full struct {
	inbox.Memory
	err error
}

func (f *full) Put(ctx context.Context, it inbox.Sealed) error {
	if f.err != nil {
		return f.err
	}
	return f.Memory.Put(ctx, it)
}

// A message that could not be taken stays unread in its folder, and the next run takes it.
func TestFails(t *testing.T) {
	book, store := newBook(), &full{err: errors.New("disk full")}
	messages, err := letters(book)
	if err != nil {
		t.Fatal(err)
	}
	s, err := start("stop", "secret", messages)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	people, err := inbox.New(book, store)
	if err != nil {
		t.Fatal(err)
	}
	box := &mailbox.Box{Book: book, Inbox: people, Unsubscribe: []string{"stop@bancs.example.org"}, Own: []string{"lettre@bancs.example.org"}}
	c, err := imapclient.DialInsecure(s.addr, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.Login("stop", "secret").Wait(); err != nil {
		t.Fatal(err)
	}
	left := func(folder string) (all, unseen int) {
		data, err := c.Status(folder, &imap.StatusOptions{NumMessages: true, NumUnseen: true}).Wait()
		if err != nil {
			t.Fatal(err)
		}
		return int(*data.NumMessages), int(*data.NumUnseen)
	}

	counts, err := empty(t.Context(), c, box, "INBOX", "Done")
	if !errors.Is(err, store.err) || counts.Failed != 1 || counts.Messages != 3 {
		t.Errorf("%+v, %v", counts, err)
	}
	if all, unseen := left("INBOX"); all != 1 || unseen != 1 {
		t.Errorf("%d messages are left, %d of them unseen, want one", all, unseen)
	}
	store.err = nil
	if counts, err = empty(t.Context(), c, box, "INBOX", "Done"); err != nil || counts.Messages != 1 {
		t.Errorf("%+v, %v", counts, err)
	}
	if all, _ := left("Done"); all != len(messages) {
		t.Errorf("%d messages were moved, want %d", all, len(messages))
	}
}

// A stream that ends before its size is an error.
func TestWhole(t *testing.T) {
	for size, want := range map[int64]error{3: nil, 4: io.ErrUnexpectedEOF} {
		if _, err := io.ReadAll(&whole{strings.NewReader("abc"), size}); err != want {
			t.Errorf("size %d: %v, want %v", size, err, want)
		}
	}
}
