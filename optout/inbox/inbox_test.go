package inbox_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/inbox"
	"github.com/scrutateur/scrutateur/optout/inbox/inboxtest"
)

var (
	noon = time.Date(2026, 3, 14, 12, 0, 0, 123456789, time.UTC)
	key1 = optout.KeyOf(1, []byte("0123456789abcdef0123456789abcdef"))
	key2 = optout.KeyOf(2, []byte("abcdef0123456789abcdef0123456789"))
)

func newBook() *optout.Book {
	now := noon
	return &optout.Book{Ledger: new(optout.Memory), Keys: optout.Keys{Current: key1}, Controller: "852123456",
		Now: func() time.Time { now = now.Add(time.Second); return now }}
}

func open(t testing.TB, b *optout.Book, s inbox.Store) *inbox.Inbox {
	t.Helper()
	box, err := inbox.New(b, s)
	if err != nil {
		t.Fatal(err)
	}
	return box
}

func phone(t testing.TB, s string) optout.Address {
	t.Helper()
	a, err := optout.Phone(s)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func keep(t testing.TB, b *inbox.Inbox, i inbox.Item) {
	t.Helper()
	if err := b.Keep(t.Context(), i); err != nil {
		t.Fatal(err)
	}
}

func items(t testing.TB, b *inbox.Inbox) (all []inbox.Item) {
	t.Helper()
	for i, err := range b.Items(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, i)
	}
	return all
}

func cleared(t testing.TB, b *optout.Book, to optout.Address) bool {
	t.Helper()
	n := 0
	for _, err := range optout.Screen(t.Context(), b, optout.For{Channel: to.Channel()}, optout.Rows(optout.Row[int]{Data: new(int), To: to})) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n == 1
}

func TestMemory(t *testing.T) {
	stores := map[string]*inbox.Memory{}
	inboxtest.TestStore(t, func(t *testing.T, name string) inbox.Store {
		if stores[name] == nil {
			stores[name] = new(inbox.Memory)
		}
		return stores[name]
	})
}

var sample = inbox.Item{Source: "sms", Why: inbox.Sender, From: "36111", Text: "D\xe9sabonnez-moi, je vote Dupont", ID: "m1", Note: "reply: optout", Channel: law.SMS}

func TestKeep(t *testing.T) {
	store := new(inbox.Memory)
	box := open(t, newBook(), store)
	for range 3 { // told again
		keep(t, box, sample)
	}
	all := items(t, box)
	if len(all) != 1 || all[0].From != sample.From || all[0].Text != sample.Text || all[0].ID != "m1" || all[0].Note != sample.Note || all[0].Channel != law.SMS || all[0].Received.IsZero() {
		t.Fatalf("%d items", len(all))
	}
	one, err := box.Item(t.Context(), all[0].Ref)
	if err != nil || one.Text != sample.Text {
		t.Error(err)
	}
	// Two messages without a name of their own are two.
	nameless := sample
	nameless.ID = ""
	keep(t, box, nameless)
	keep(t, box, nameless)
	if n := len(items(t, box)); n != 3 {
		t.Errorf("%d items, want 3", n)
	}
	if err := box.Keep(t.Context(), inbox.Item{Why: inbox.Unread, Text: strings.Repeat("x", inbox.MaxBody)}); err == nil {
		t.Error("a monster is kept")
	}
	if _, err := box.Item(t.Context(), inbox.Ref{9}); !errors.Is(err, inbox.ErrUnknown) {
		t.Errorf("an unknown item: %v", err)
	}
}

// Nobody reads an item without the key, moves it to another row, or alters what stands beside it.
func TestSealed(t *testing.T) {
	store := new(inbox.Memory)
	book := newBook()
	keep(t, open(t, book, store), sample)
	keep(t, open(t, book, store), inbox.Item{Source: "sms", Why: inbox.Request, From: "x", Text: "y"})
	var sealed []inbox.Sealed
	for s, err := range store.List(t.Context(), "852123456") {
		if err != nil {
			t.Fatal(err)
		}
		sealed = append(sealed, s)
	}
	for _, leak := range []string{"36111", "sabonnez", "Dupont", "m1"} {
		if bytes.Contains(sealed[0].Body, []byte(leak)) || strings.Contains(fmt.Sprintf("%+v", sealed[0]), leak) {
			t.Errorf("%q can be read", leak)
		}
	}
	for name, change := range map[string]func(*inbox.Sealed){
		"body":     func(s *inbox.Sealed) { s.Body[len(s.Body)-1] ^= 1 },
		"row":      func(s *inbox.Sealed) { s.Ref = sealed[1].Ref },
		"instant":  func(s *inbox.Sealed) { s.Received = s.Received.Add(time.Hour) },
		"source":   func(s *inbox.Sealed) { s.Source = "mailbox" },
		"kind":     func(s *inbox.Sealed) { s.Why = inbox.Request },
		"exchange": func(s *inbox.Sealed) { s.Body = sealed[1].Body },
	} {
		other := new(inbox.Memory)
		s := sealed[0]
		s.Body = bytes.Clone(s.Body)
		change(&s)
		if err := other.Put(t.Context(), s); err != nil {
			t.Fatal(err)
		}
		for _, err := range open(t, book, other).Items(t.Context()) {
			if err == nil || strings.Contains(err.Error(), "36111") {
				t.Errorf("altered %s: error %v", name, err)
			}
		}
	}
}

// After a rotation older items open; without the older key their number is said, and the others open all the same.
func TestRotation(t *testing.T) {
	store := new(inbox.Memory)
	book := newBook()
	keep(t, open(t, book, store), sample)
	rotated := newBook()
	rotated.Keys = optout.Keys{Current: key2, Older: []optout.Key{key1}}
	box := open(t, rotated, store)
	keep(t, box, inbox.Item{Source: "sms", Why: inbox.Request, Text: "second"})
	if all := items(t, box); len(all) != 2 {
		t.Errorf("%d items", len(all))
	}
	rotated.Keys.Older = nil
	opened, missing := 0, 0
	for i, err := range open(t, rotated, store).Items(t.Context()) {
		switch {
		case err == nil && i.Text == "second":
			opened++
		case err != nil && strings.Contains(err.Error(), "key 1") && i.Why == inbox.Sender:
			missing++
		}
	}
	if opened != 1 || missing != 1 {
		t.Errorf("%d open, %d miss their key", opened, missing)
	}
}

func TestAttribute(t *testing.T) {
	store := new(inbox.Memory)
	book := newBook()
	box := open(t, book, store)
	keep(t, box, sample)
	ref, to := items(t, box)[0].Ref, phone(t, "06 39 98 00 01")
	for name, f := range map[string]inbox.Finding{"nobody": {By: "M. Martin"}, "by nobody": {To: []optout.Address{to}}} {
		if err := box.Attribute(t.Context(), ref, f); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if len(items(t, box)) != 1 || !cleared(t, book, to) {
		t.Fatal("a refused attribution did something")
	}
	if err := box.Attribute(t.Context(), ref, inbox.Finding{To: []optout.Address{to}, By: "M. Martin"}); err != nil {
		t.Fatal(err)
	}
	if cleared(t, book, to) || len(items(t, box)) != 0 {
		t.Error("the objection is not recorded, or the item not forgotten")
	}
	if _, err := box.Item(t.Context(), ref); !errors.Is(err, inbox.ErrForgotten) {
		t.Errorf("a forgotten item: %v", err)
	}
	keep(t, box, sample) // the provider tells it once more
	if len(items(t, box)) != 0 {
		t.Error("it came back")
	}
	logged := 0
	for s, err := range box.Log(t.Context()) {
		if err != nil || s.Ref != ref || s.Body != nil || s.Done.By != "M. Martin" || s.Done.How != inbox.Attributed {
			t.Errorf("the log has %v, %v", s.Done, err)
		}
		logged++
	}
	if logged != 1 {
		t.Errorf("%d in the log", logged)
	}
}

// A store that fails after the objection was recorded: done again, there is one objection.
func TestAttributeAgain(t *testing.T) {
	ledger := new(optout.Memory)
	book := newBook()
	book.Ledger = ledger
	store := &flaky{Memory: new(inbox.Memory)}
	box := open(t, book, store)
	keep(t, box, sample)
	ref := items(t, box)[0].Ref
	f := inbox.Finding{To: []optout.Address{phone(t, "06 39 98 00 01")}, By: "M. Martin"}
	store.fails = true
	if err := box.Attribute(t.Context(), ref, f); err == nil {
		t.Error("no error")
	}
	store.fails = false
	if err := box.Attribute(t.Context(), ref, f); err != nil || ledger.Len() != 1 {
		t.Errorf("error %v, %d events", err, ledger.Len())
	}
}

func TestDismissAndForget(t *testing.T) {
	book := newBook()
	box := open(t, book, new(inbox.Memory))
	to := phone(t, "06 39 98 00 01")
	review := func(id string) inbox.Ref {
		t.Helper()
		if err := book.Record(t.Context(), to, optout.Event{Kind: optout.Review, Channel: law.SMS, Source: "sms", ID: id}); err != nil {
			t.Fatal(err)
		}
		keep(t, box, inbox.Item{Source: "sms", Why: inbox.Ambiguous, ID: id, Text: "bof " + id, Suspended: []optout.Address{to}})
		all := items(t, box)
		return all[len(all)-1].Ref
	}
	first, second := review("1"), review("2")
	ledger := book.Ledger.(*optout.Memory)
	if cleared(t, book, to) {
		t.Fatal("a review does not suspend")
	}
	if err := box.Dismiss(t.Context(), first, "M. Martin", "speaks of the weather"); err != nil || ledger.Len() != 2 {
		t.Errorf("dismissed while another message of the person waits: error %v, %d events", err, ledger.Len())
	}
	if err := box.Dismiss(t.Context(), second, "M. Martin", ""); err == nil {
		t.Error("dismissed without a why")
	}
	if err := box.Dismiss(t.Context(), second, "M. Martin", "speaks of the weather"); err != nil || ledger.Len() != 3 {
		t.Errorf("dismissed: error %v, %d events", err, ledger.Len())
	}
	if !cleared(t, book, to) {
		t.Error("dismissed, and suspended still")
	}
	third := review("3")
	if err := box.Forget(t.Context(), third, "M. Martin"); err != nil {
		t.Fatal(err)
	}
	if ledger.Len() != 5 || cleared(t, book, to) {
		t.Errorf("who forgets an item dismisses nothing, and says no more of it: %d events", ledger.Len())
	}
	if err := box.Forget(t.Context(), third, "M. Martin"); err != nil || ledger.Len() != 5 {
		t.Errorf("forgotten once more: error %v, %d events", err, ledger.Len())
	}
	if err := box.Forget(t.Context(), third, ""); err == nil {
		t.Error("forgotten by nobody")
	}
}

// suspend keeps an item and records its provisional objection, in that order, as a webhook does.
func suspend(t testing.TB, book *optout.Book, box *inbox.Inbox, id string, to optout.Address) inbox.Ref {
	t.Helper()
	keep(t, box, inbox.Item{Source: "sms", Why: inbox.Ambiguous, ID: id, Text: "bof " + id, Suspended: []optout.Address{to}})
	if err := book.Record(t.Context(), to, optout.Event{Kind: optout.Review, Channel: law.SMS, Source: "sms", ID: id}); err != nil {
		t.Fatal(err)
	}
	for _, i := range items(t, box) {
		if i.ID == id {
			return i.Ref
		}
	}
	t.Fatal("the item is not kept")
	return inbox.Ref{}
}

// Nobody has said of a forgotten item that it is no objection: the dismissal of another one does not say it either.
func TestForgetThenDismiss(t *testing.T) {
	book, kept := newBook(), new(inbox.Memory)
	box := open(t, book, kept)
	to, later := phone(t, "06 39 98 00 01"), phone(t, "06 39 98 00 02")
	first, second := suspend(t, book, box, "1", to), suspend(t, book, box, "2", to)
	third := suspend(t, book, box, "3", later)
	// Who agrees after the message was read as doubtful has agreed, whenever it is forgotten.
	if err := book.Consent(t.Context(), later, optout.For{Channel: law.SMS}, "form", "form 1"); err != nil {
		t.Fatal(err)
	}
	for _, ref := range []inbox.Ref{first, third} {
		if err := box.Forget(t.Context(), ref, "M. Martin"); err != nil {
			t.Fatal(err)
		}
	}
	if err := box.Dismiss(t.Context(), second, "M. Martin", "asks for the hour"); err != nil {
		t.Fatal(err)
	}
	if cleared(t, book, to) {
		t.Error("whose doubtful message was forgotten unread is written to")
	}
	if !cleared(t, book, later) {
		t.Error("a consent after the message counts no more")
	}
	// What cannot be read may be anybody's objection.
	fourth := suspend(t, book, box, "4", to)
	store := new(inbox.Memory)
	rotated := newBook()
	rotated.Keys = optout.Keys{Current: key2}
	for s, err := range kept.List(t.Context(), book.Controller) {
		if err != nil {
			t.Fatal(err)
		}
		if s.Done.IsZero() {
			if err := store.Put(t.Context(), s); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := open(t, rotated, store).Forget(t.Context(), fourth, "M. Martin"); err == nil {
		t.Error("an item that does not open is forgotten")
	}
}

// Between the look at what waits and the dismissal, another program takes a message of the same person. Its clock may be behind.
func TestDismissWhileAnotherArrives(t *testing.T) {
	for name, behind := range map[string]time.Duration{"same clock": 0, "clock behind": time.Hour} {
		book := newBook()
		other := newBook()
		other.Ledger = book.Ledger
		clock := book.Now
		other.Now = func() time.Time { return clock().Add(-behind) }
		store := &meanwhile{Memory: new(inbox.Memory)}
		box, to := open(t, book, store), phone(t, "06 39 98 00 01")
		first := suspend(t, book, box, "1", to)
		store.lists, store.do = 2, func() { suspend(t, other, open(t, other, store), "2", to) } // Item, and what waits
		if err := box.Dismiss(t.Context(), first, "M. Martin", "asks for the hour"); err != nil {
			t.Fatal(err)
		}
		all := items(t, box)
		if store.do != nil || len(all) != 1 || all[0].ID != "2" {
			t.Fatalf("%s: %d items wait", name, len(all))
		}
		if cleared(t, book, to) {
			t.Errorf("%s: whose message nobody has read is written to", name)
		}
		if err := box.Dismiss(t.Context(), all[0].Ref, "M. Martin", "asks for the hour"); err != nil || !cleared(t, book, to) {
			t.Errorf("%s: suspended still, or %v", name, err)
		}
	}
}

// meanwhile does something after a number of lists.
type meanwhile struct {
	*inbox.Memory
	lists int
	do    func()
}

func (m *meanwhile) List(ctx context.Context, controller string) iter.Seq2[inbox.Sealed, error] {
	return func(yield func(inbox.Sealed, error) bool) {
		m.Memory.List(ctx, controller)(yield)
		if m.lists--; m.lists == 0 {
			do := m.do
			m.do = nil
			do()
		}
	}
}

// The ledger knows the key: what would be sealed under another of its number could not be opened by anybody.
func TestKeepUnderStrangeKey(t *testing.T) {
	book, store := newBook(), new(inbox.Memory)
	if err := book.Object(t.Context(), phone(t, "06 39 98 00 01"), optout.For{}, "paper"); err != nil {
		t.Fatal(err)
	}
	for name, keys := range map[string]optout.Keys{
		"a key drawn anew": {Current: optout.NewKey(1)}, "a former key gone": {Current: key2}, "a former key drawn anew": {Current: key2, Older: []optout.Key{optout.NewKey(1)}},
	} {
		strange := newBook()
		strange.Ledger, strange.Keys = book.Ledger, keys
		if err := open(t, strange, store).Keep(t.Context(), sample); !errors.Is(err, law.LedgerWhole) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	keep(t, open(t, book, store), sample)
	rotated := newBook()
	rotated.Ledger, rotated.Keys = book.Ledger, optout.Keys{Current: key2, Older: []optout.Key{key1}}
	keep(t, open(t, rotated, store), inbox.Item{Source: "sms", Why: inbox.Request, Text: "second"})
	if n := len(items(t, open(t, rotated, store))); n != 2 {
		t.Errorf("%d items", n)
	}
}

// A dismissal says why, also where nothing is to be lifted: it is all that is left of the item.
func TestDismissSaysWhy(t *testing.T) {
	box := open(t, newBook(), new(inbox.Memory))
	keep(t, box, sample)
	ref := items(t, box)[0].Ref
	for _, why := range []string{"", " ", "\u00a0\n"} {
		if err := box.Dismiss(t.Context(), ref, "M. Martin", why); !errors.Is(err, law.SpecField) {
			t.Errorf("%q: error %v", why, err)
		}
	}
	if len(items(t, box)) != 1 {
		t.Error("it is gone all the same")
	}
}

// The clock ran ahead when the person agreed and was put right before the answer came: what a human makes of the answer comes after the consent.
func TestClockPutRight(t *testing.T) {
	for name, deal := range map[string]func(*inbox.Inbox, inbox.Ref, optout.Address) error{
		"forgotten": func(b *inbox.Inbox, ref inbox.Ref, _ optout.Address) error {
			return b.Forget(t.Context(), ref, "M. Martin")
		},
		"attributed": func(b *inbox.Inbox, ref inbox.Ref, to optout.Address) error {
			return b.Attribute(t.Context(), ref, inbox.Finding{To: []optout.Address{to}, By: "M. Martin"})
		},
	} {
		book, at := newBook(), noon.Add(time.Hour)
		book.Now = func() time.Time { at = at.Add(time.Second); return at }
		box, to := open(t, book, new(inbox.Memory)), phone(t, "06 39 98 00 01")
		if err := book.Consent(t.Context(), to, optout.For{Channel: law.SMS}, "form", "form 1"); err != nil {
			t.Fatal(err)
		}
		at = noon
		ref, second := suspend(t, book, box, "1", to), suspend(t, book, box, "2", to)
		if err := deal(box, ref, to); err != nil {
			t.Fatal(err)
		}
		at = noon.Add(2 * time.Hour)
		if err := box.Dismiss(t.Context(), second, "M. Martin", "asks for the hour"); err != nil {
			t.Fatal(err)
		}
		if cleared(t, book, to) {
			t.Errorf("%s: the objection is older than the consent before it", name)
		}
	}
}

type flaky struct {
	*inbox.Memory
	fails bool
}

func (f *flaky) Forget(ctx context.Context, ref inbox.Ref, d inbox.Done) error {
	if f.fails {
		return errors.New("disk full")
	}
	return f.Memory.Forget(ctx, ref, d)
}

func TestNothingPrints(t *testing.T) {
	i := sample
	i.Suspended = []optout.Address{phone(t, "06 39 98 00 01")}
	var b bytes.Buffer
	slog.New(slog.NewJSONHandler(&b, nil)).Info("m", "i", i)
	encoded, err := json.Marshal(i)
	if err != nil {
		t.Fatal(err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		b.WriteString(fmt.Sprintf(verb+verb, i, &i))
		b.WriteString(fmt.Sprintf(verb, open(t, newBook(), new(inbox.Memory))))
	}
	for _, leak := range []string{"36111", "sabonnez", "Dupont", "m1", "639980001", "0123456789abcdef"} {
		if strings.Contains(b.String()+string(encoded), leak) {
			t.Errorf("%q is printed", leak)
		}
	}
}

func TestRef(t *testing.T) {
	r := inbox.Ref{1, 0xab}
	text, err := r.MarshalText()
	var again inbox.Ref
	if err != nil || again.UnmarshalText(text) != nil || again != r || fmt.Sprint(r) != string(text) {
		t.Errorf("%s, %v", text, again)
	}
	for _, bad := range []string{"", "01", strings.Repeat("z", 32)} {
		if again.UnmarshalText([]byte(bad)) == nil {
			t.Errorf("%q is read", bad)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	if _, err := inbox.New(nil, new(inbox.Memory)); !errors.Is(err, law.SpecField) {
		t.Errorf("no book: %v", err)
	}
	if _, err := inbox.New(newBook(), nil); err == nil {
		t.Error("no store")
	}
	if err := (*inbox.Memory)(nil).Put(t.Context(), inbox.Sealed{}); err == nil {
		t.Error("a nil Memory keeps something")
	}
}

// Whom a token names is the person of an address: neither item is dismissed for the other, whichever comes first, and under whichever key.
func TestDismissWhileTokenWaits(t *testing.T) {
	old := newBook()
	for name, key := range map[string]optout.Key{"current": key2, "older": old.Keys.Current} {
		for _, tokenFirst := range []bool{false, true} {
			book := newBook()
			book.Keys = optout.Keys{Current: key2, Older: []optout.Key{old.Keys.Current}}
			box, to := open(t, book, new(inbox.Memory)), phone(t, "06 39 98 00 01")
			under := newBook()
			under.Keys = optout.Keys{Current: key}
			d, err := under.DigestOf(to)
			if err != nil {
				t.Fatal(err)
			}
			byAddress := suspend(t, book, box, "1", to)
			keep(t, box, inbox.Item{Source: "mailbox", Why: inbox.Ambiguous, ID: "2", Text: "bof", Persons: []inbox.Person{{Digest: d, Key: key.ID}}})
			if err := book.Append(t.Context(), optout.Event{Digest: d, Key: key.ID, Kind: optout.Review, Source: "mailbox", ID: "2"}); err != nil {
				t.Fatal(err)
			}
			all := items(t, box)
			byToken := all[slices.IndexFunc(all, func(i inbox.Item) bool { return i.ID == "2" })].Ref
			order := []inbox.Ref{byAddress, byToken}
			if tokenFirst {
				slices.Reverse(order)
			}
			if err := box.Dismiss(t.Context(), order[0], "M. Martin", "asks for the hour"); err != nil {
				t.Fatal(err)
			}
			if cleared(t, book, to) {
				t.Errorf("%s key, token first %v: written to while an item of theirs waits", name, tokenFirst)
			}
			if err := box.Forget(t.Context(), order[1], "M. Martin"); err != nil {
				t.Fatal(err)
			}
			if cleared(t, book, to) {
				t.Errorf("%s key, token first %v: written to after an item of theirs was forgotten", name, tokenFirst)
			}
		}
	}
}

// A provisional objection by token alone ends by a dismissal, and becomes an objection when the item is attributed or forgotten.
func TestPersons(t *testing.T) {
	for name, deal := range map[string]func(*inbox.Inbox, inbox.Ref) error{
		"dismiss": func(b *inbox.Inbox, r inbox.Ref) error {
			return b.Dismiss(t.Context(), r, "M. Martin", "asks for the hour")
		},
		"forget": func(b *inbox.Inbox, r inbox.Ref) error { return b.Forget(t.Context(), r, "M. Martin") },
		"attribute": func(b *inbox.Inbox, r inbox.Ref) error {
			return b.Attribute(t.Context(), r, inbox.Finding{To: []optout.Address{phone(t, "06 39 98 00 02")}, By: "M. Martin"})
		},
	} {
		book := newBook()
		box, to := open(t, book, new(inbox.Memory)), phone(t, "06 39 98 00 01")
		d, err := book.DigestOf(to)
		if err != nil {
			t.Fatal(err)
		}
		key := book.Keys.Current.ID
		keep(t, box, inbox.Item{Source: "mailbox", Why: inbox.Ambiguous, ID: "1", Text: "bof", Persons: []inbox.Person{{Digest: d, Key: key}}})
		if err := book.Append(t.Context(), optout.Event{Digest: d, Key: key, Kind: optout.Review, Source: "mailbox", ID: "1"}); err != nil {
			t.Fatal(err)
		}
		if err := deal(box, items(t, box)[0].Ref); err != nil {
			t.Fatal(err)
		}
		if got := cleared(t, book, to); got != (name == "dismiss") {
			t.Errorf("%s: cleared %v", name, got)
		}
	}
}

// Two spellings of one mailbox are one person.
func TestDismissSpelling(t *testing.T) {
	book := newBook()
	box := open(t, book, new(inbox.Memory))
	var refs []inbox.Ref
	for i, m := range []string{"paul@example.org", "paul+lettre@example.org"} {
		a, err := optout.Mailbox(m)
		if err != nil {
			t.Fatal(err)
		}
		refs = append(refs, suspend(t, book, box, fmt.Sprint(i), a))
	}
	ledger := book.Ledger.(*optout.Memory)
	if err := box.Dismiss(t.Context(), refs[0], "M. Martin", "asks for the hour"); err != nil || ledger.Len() != 2 {
		t.Errorf("dismissed while the same person's message waits: %d events, %v", ledger.Len(), err)
	}
}
