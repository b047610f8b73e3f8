package mailbox_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/inbox"
	"github.com/scrutateur/scrutateur/optout/mailbox"
)

var now = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func newBook(l optout.Ledger) *optout.Book {
	secret := make([]byte, 32)
	for i := range secret {
		secret[i] = byte(i)
	}
	return &optout.Book{Ledger: l, Keys: optout.Keys{Current: optout.KeyOf(1, secret)}, Controller: "852123456", Now: func() time.Time { return now }}
}

func newBox(t testing.TB, b *optout.Book, store *kept) *mailbox.Box {
	t.Helper()
	in, err := inbox.New(b, store)
	if err != nil {
		t.Fatal(err)
	}
	return &mailbox.Box{Book: b, Inbox: in, Unsubscribe: []string{"stop@demain.example"}, Own: []string{"contact@demain.example"}, AuthServ: "mx.demain.example"}
}

// kept is a store in memory that can fail.
type kept struct {
	inbox.Memory
	err error
}

func (k *kept) Put(ctx context.Context, it inbox.Sealed) error {
	if k.err != nil {
		return k.err
	}
	return k.Memory.Put(ctx, it)
}

// waiting are the items of an inbox, open.
func waiting(t testing.TB, in *inbox.Inbox) []inbox.Item {
	t.Helper()
	var out []inbox.Item
	for it, err := range in.Items(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, it)
	}
	return out
}

func address(t testing.TB, s string) optout.Address {
	t.Helper()
	a, err := optout.Mailbox(s)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func token(t testing.TB, b *optout.Book, s string) string {
	t.Helper()
	tok, err := b.Token(address(t, s), optout.For{Channel: law.Email})
	if err != nil {
		t.Fatal(err)
	}
	return tok
}

// history is what the ledger holds of a mailbox.
func history(t testing.TB, b *optout.Book, s string) []optout.Event {
	t.Helper()
	e, err := b.Parse(token(t, b, s))
	if err != nil {
		t.Fatal(err)
	}
	events, err := b.Ledger.History(t.Context(), e.Digest)
	if err != nil {
		t.Fatal(err)
	}
	return events
}

// known are the mailboxes that the cases name: what the ledger holds of each is compared.
var known = []string{"marie@example.org", "m.durand@example.net", "paul@example.org", "paul@nulle-part.example.org", "marie.ailleurs@example.net", "quelquun@example.net",
	"contact@demain.example", "stop@demain.example", "noreply@host.example", "lettre@commerce.example", "feedback@host.example", "marie@example.net"}

// outcome says what was made of a message, in the form of the cases.
func outcome(t testing.TB, box *mailbox.Box, v mailbox.Verdict) string {
	t.Helper()
	b := box.Book
	var w strings.Builder
	fmt.Fprintf(&w, "kind: %s\n", v.Kind)
	if v.Kind == mailbox.Reply { // by what words are recognised is package reply's to test
		fmt.Fprintf(&w, "verdict: %s\n", v.Reply.Verdict)
	} else {
		fmt.Fprintf(&w, "reason: %s\n", v.Reason)
	}
	for _, it := range waiting(t, box.Inbox) {
		fmt.Fprintf(&w, "shown: %s\n", v.Shown)
		if it.Text == "" || it.ID == "" {
			t.Error("the item says nothing")
		}
		for _, a := range it.Suspended {
			if !slices.ContainsFunc(history(t, b, a.Mailbox()), func(e optout.Event) bool { return e.Kind == optout.Review }) {
				t.Error("an address waits for a human without a provisional objection")
			}
		}
	}
	for _, m := range known {
		for _, e := range history(t, b, m) {
			line := fmt.Sprintf("ledger: %s %s %s", m, e.Kind, e.Channel)
			if !e.Until.IsZero() {
				line += fmt.Sprintf(" %d", int(e.Until.Sub(now).Hours()/24))
			}
			fmt.Fprintln(&w, strings.TrimRight(line, " "))
		}
	}
	return w.String()
}

type testCase struct{ name, message, want string }

func cases(t testing.TB) []testCase {
	files, err := filepath.Glob("testdata/cases/*.txtar")
	if err != nil || len(files) < 50 {
		t.Fatalf("%d cases, %v", len(files), err)
	}
	b := newBook(new(optout.Memory))
	tok := token(t, b, "marie@example.org")
	var out []testCase
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		a := txtar.Parse(data)
		if len(a.Files) != 2 || a.Files[0].Name != "message" || a.Files[1].Name != "want" {
			t.Fatalf("%s: not a message and what is wanted of it", f)
		}
		message := strings.NewReplacer("{TOKEN}", tok, "{BADTOKEN}", tok[:len(tok)-1]+"-", "{CUTTOKEN}", tok[:len(tok)/2], "{TOKEN:10}", tok[:10], "{TOKEN10:}", tok[10:]).Replace(string(a.Files[0].Data))
		out = append(out, testCase{strings.TrimSuffix(filepath.Base(f), ".txtar"), message, string(a.Files[1].Data)})
	}
	return out
}

func TestCases(t *testing.T) {
	for _, c := range cases(t) {
		for _, ending := range []string{"\n", "\r\n"} {
			t.Run(fmt.Sprintf("%s/%q", c.name, ending), func(t *testing.T) {
				box := newBox(t, newBook(new(optout.Memory)), new(kept))
				raw := strings.ReplaceAll(c.message, "\n", ending)
				v, err := box.Take(t.Context(), strings.NewReader(raw))
				if err != nil {
					t.Fatal(err)
				}
				first := outcome(t, box, v)
				if diff := cmp.Diff(c.want, first); diff != "" {
					t.Errorf("want, got:\n%s", diff)
				}
				// Read again, as after a crash before it was filed, it changes nothing.
				if v, err = box.Take(t.Context(), strings.NewReader(raw)); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(first, outcome(t, box, v)); diff != "" {
					t.Errorf("once, twice:\n%s", diff)
				}
				// Dry, it records nothing and says the same.
				b := newBook(new(optout.Memory))
				box = newBox(t, b, new(kept))
				box.Dry = true
				dry, err := box.Take(t.Context(), strings.NewReader(raw))
				if err != nil {
					t.Fatal(err)
				}
				if fmt.Sprint(dry, dry.Shown, dry.Records()) != fmt.Sprint(v, v.Shown, v.Records()) || len(waiting(t, box.Inbox)) > 0 {
					t.Errorf("dry: %v, otherwise %v", dry, v)
				}
				for _, m := range known {
					if len(history(t, b, m)) > 0 {
						t.Error("a dry run recorded")
					}
				}
			})
		}
	}
}

// An empty answer that quotes a token suspends whom it names, and the dismissal of another message of theirs does not lift that.
func TestReviewByToken(t *testing.T) {
	b := newBook(new(optout.Memory))
	b.Heads = optout.HeadFile(filepath.Join(t.TempDir(), "heads.json"))
	box := newBox(t, b, new(kept))
	quoting := "From: m@example.net\r\nTo: contact@demain.example\r\nSubject: Re: a\r\nIn-Reply-To: <a@b>\r\nMessage-ID: <1@a>\r\n\r\n> " + token(t, b, "marie@example.org") + "\r\n"
	own := "From: marie@example.org\r\nTo: contact@demain.example\r\nSubject: Re: a\r\nIn-Reply-To: <a@b>\r\nMessage-ID: <2@a>\r\n\r\n"
	for _, m := range []string{quoting, own} {
		if _, err := box.Take(t.Context(), strings.NewReader(m)); err != nil {
			t.Fatal(err)
		}
	}
	if h, err := b.Heads.Head(t.Context(), b.Controller); err != nil || h.Count != 3 {
		t.Fatalf("the kept head has %d events, want 3, %v", h.Count, err)
	}
	dismiss := func(persons int) {
		for _, it := range waiting(t, box.Inbox) {
			if len(it.Persons) == persons {
				if err := box.Inbox.Dismiss(t.Context(), it.Ref, "M. Martin", "an empty message"); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	dismissed := func() bool {
		return slices.ContainsFunc(history(t, b, "marie@example.org"), func(e optout.Event) bool { return e.Kind == optout.Dismissed })
	}
	if dismiss(0); dismissed() {
		t.Error("the person is written to while the answer that quotes their token waits")
	}
	if dismiss(1); !dismissed() || len(waiting(t, box.Inbox)) != 0 {
		t.Error("suspended still")
	}
}
