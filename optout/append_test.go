package optout_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// What is recorded for a digest goes the way of every event: the head that is kept outside advances, and an old copy of the ledger takes nothing.
func TestAppend(t *testing.T) {
	book := optout.Book{
		Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "852123456",
		Heads: optout.HeadFile(filepath.Join(t.TempDir(), "heads.json")),
	}
	to, err := optout.Mailbox("paul@example.org")
	if err != nil {
		t.Fatal(err)
	}
	token, err := book.Token(to, optout.For{Channel: law.Email})
	if err != nil {
		t.Fatal(err)
	}
	e, err := book.Parse(token)
	if err != nil {
		t.Fatal(err)
	}
	e.Kind, e.Source, e.ID = optout.Review, "mailbox", "1"
	e.Scope = optout.Scope{}
	for range 2 { // told twice, it is recorded once
		if err := book.Append(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	events, err := book.History(t.Context(), to)
	if err != nil || len(events) != 1 || events[0].Kind != optout.Review || events[0].Scope.Controller != "852123456" {
		t.Fatalf("%d events, %v", len(events), err)
	}
	if h, err := book.Heads.Head(t.Context(), "852123456"); err != nil || h.Count != 1 {
		t.Errorf("the kept head has %d events, %v", h.Count, err)
	}
	restored := book
	restored.Ledger = new(optout.Memory)
	if err := restored.Append(t.Context(), e); !errors.Is(err, law.LedgerWhole) {
		t.Errorf("a ledger that is behind its head: %v", err)
	}
	if events, err := restored.Ledger.History(context.Background(), e.Digest); err != nil || len(events) != 0 {
		t.Errorf("%d events on a ledger that is behind, %v", len(events), err)
	}
	e.Digest = optout.Digest{}
	if err := book.Append(t.Context(), e); err == nil {
		t.Error("an event about nobody is recorded")
	}
	if err := new(optout.Book).Append(t.Context(), e); !errors.Is(err, law.SpecField) {
		t.Errorf("a book that is not complete: %v", err)
	}
}
