package merge_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/merge"
)

var (
	noon  = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	key   = optout.KeyOf(1, []byte("0123456789abcdef0123456789abcdef"))
	other = optout.KeyOf(1, []byte("fedcba9876543210fedcba9876543210"))
)

func newBook(k optout.Key) *optout.Book {
	return &optout.Book{Ledger: new(optout.Memory), Keys: optout.Keys{Current: k}, Controller: "852123456", Now: func() time.Time { return noon }}
}

func phone(t testing.TB, n int) optout.Address {
	t.Helper()
	a, err := optout.Phone(fmt.Sprintf("0639 98 %04d", n))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func record(t *testing.T, b *optout.Book, n int, e optout.Event) {
	t.Helper()
	if err := b.Record(t.Context(), phone(t, n), e); err != nil {
		t.Fatal(err)
	}
}

func union(t *testing.T, into, from *optout.Book) merge.Report {
	t.Helper()
	r, err := merge.Union(t.Context(), into, from, "portable")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// refused is the rule under which an SMS to somebody is refused, "" for none.
func refused(t *testing.T, b *optout.Book, n int) (why law.ID) {
	t.Helper()
	c := *b
	c.Refused = func(_ int, id law.ID) { why = id }
	row := optout.Row[struct{}]{Data: new(struct{}), To: phone(t, n)}
	for _, err := range optout.Screen(t.Context(), &c, optout.For{Channel: law.SMS}, optout.Rows(row)) {
		if err != nil {
			t.Fatal(err)
		}
	}
	return why
}

func Example() {
	ctx := context.Background()
	keys := optout.Keys{Current: optout.NewKey(1)} // the same on both machines
	server := &optout.Book{Ledger: new(optout.Memory), Keys: keys, Controller: "852123456"}
	laptop := &optout.Book{Ledger: new(optout.Memory), Keys: keys, Controller: "852123456"}
	zoe, _ := optout.Phone("06 39 98 00 01")
	if err := laptop.Object(ctx, zoe, optout.For{}, "meeting"); err != nil {
		fmt.Println(err)
	}
	for range 2 {
		report, err := merge.Union(ctx, server, laptop, "portable de la permanence")
		fmt.Println(report.Added, report.Known, err)
	}
	// Output:
	// 1 0 <nil>
	// 0 1 <nil>
}

func TestUnion(t *testing.T) {
	a, b := newBook(key), newBook(key)
	objection := optout.Event{Kind: optout.Objection, Source: "sms"}
	for range 2 { // the same words twice are two events, and stay two
		record(t, b, 1, objection)
	}
	told := optout.Event{Kind: optout.Objection, Source: "twilio", ID: "SM1"}
	record(t, a, 2, told) // a provider told both
	record(t, b, 2, told)
	record(t, b, 3, optout.Event{Kind: optout.ConsentKind, Channel: law.SMS, Source: "form", Evidence: "F-1"})
	record(t, a, 4, objection)
	if r := union(t, a, b); r.Added != 3 || r.Known != 1 || r.Read != 4 {
		t.Errorf("%+v", r)
	}
	if r := union(t, a, b); r.Added != 0 || r.Known != 4 {
		t.Errorf("merged again: %+v", r)
	}
	// The other way what came from there is known, though it stands here under another link.
	if r := union(t, b, a); r.Added != 1 || r.Known != 4 {
		t.Errorf("the other way: %+v", r)
	}
	if r := union(t, a, b); r.Added != 0 {
		t.Errorf("and back: %+v", r)
	}
	for _, book := range []*optout.Book{a, b} {
		if n := book.Ledger.(*optout.Memory).Len(); n != 5 {
			t.Errorf("%d events, want 5", n)
		}
		for n := range 3 {
			if why := refused(t, book, []int{1, 2, 4}[n]); why != law.ObjectNow {
				t.Errorf("refused by %q", why)
			}
		}
	}
	events, err := a.History(t.Context(), phone(t, 1))
	if err != nil || len(events) != 2 || events[0].By != "merged from portable" || events[0].Source != "sms" {
		t.Errorf("%d events, error %v, or they do not say from where", len(events), err)
	}
}

// A copy of a ledger that went on by itself shares its past with it.
func TestUnionOfCopies(t *testing.T) {
	a, b := newBook(key), newBook(key)
	for n := range 3 {
		e := optout.Event{Kind: optout.Objection, Source: "sms"}
		record(t, a, n, e)
		record(t, b, n, e) // with the same links: the books' clock stands still
	}
	record(t, b, 7, optout.Event{Kind: optout.Objection, Source: "letter"})
	if r := union(t, a, b); r.Added != 1 || r.Known != 3 {
		t.Errorf("%+v", r)
	}
}

// Who dismissed a review on one machine has not read the one on the other.
func TestDismissedElsewhere(t *testing.T) {
	a, b := newBook(key), newBook(key)
	review := optout.Event{Kind: optout.Review, Channel: law.SMS, Source: "sms", At: noon.Add(-2 * time.Hour)}
	record(t, a, 1, review)
	review.Source = "mailbox"
	record(t, b, 1, review)
	record(t, b, 1, optout.Event{Kind: optout.Dismissed, By: "M. Martin", Evidence: "demande l'heure", Source: "inbox", At: noon.Add(-time.Hour)})
	if r := union(t, a, b); r.Added != 2 || r.Again != 1 {
		t.Errorf("%+v", r)
	}
	if r := union(t, a, b); r.Added != 0 || r.Again != 0 {
		t.Errorf("merged again: %+v", r)
	}
	events, err := a.History(t.Context(), phone(t, 1))
	if err != nil || len(events) != 4 || events[3].Kind != optout.Review || events[3].Source != "sms" {
		t.Errorf("after the dismissal stands no review of what was not read: %v, error %v", events, err)
	}
}

func TestUnionRefuses(t *testing.T) {
	a, b := newBook(key), newBook(other)
	record(t, a, 1, optout.Event{Kind: optout.Objection})
	record(t, b, 1, optout.Event{Kind: optout.Objection})
	if _, err := merge.Union(t.Context(), a, b, "x"); !errors.Is(err, merge.ErrKeys) {
		t.Errorf("another secret: %v", err)
	}
	c := newBook(optout.KeyOf(2, key.Secret()))
	record(t, c, 1, optout.Event{Kind: optout.Objection})
	if _, err := merge.Union(t.Context(), a, c, "x"); !errors.Is(err, law.SpecField) {
		t.Errorf("the secret under another number: %v", err)
	}
	d := newBook(key)
	d.Controller = "another"
	if _, err := merge.Union(t.Context(), a, d, "x"); !errors.Is(err, law.SpecField) {
		t.Errorf("another controller: %v", err)
	}
	if _, err := merge.Union(t.Context(), a, newBook(key), " "); !errors.Is(err, law.SpecField) {
		t.Errorf("from nowhere: %v", err)
	}
	if n := a.Ledger.(*optout.Memory).Len(); n != 1 {
		t.Errorf("%d events after what was refused", n)
	}
}

func addresses(t *testing.T, numbers ...int) iter.Seq2[optout.Address, error] {
	return func(yield func(optout.Address, error) bool) {
		for _, n := range numbers {
			if !yield(phone(t, n), nil) {
				return
			}
		}
	}
}

func TestByAddress(t *testing.T) {
	a, b := newBook(key), newBook(other)
	for n := range 4 {
		record(t, b, n, optout.Event{Kind: optout.Objection, Channel: law.SMS, Source: "sms"})
	}
	record(t, b, 8, optout.Event{Kind: optout.Review, Source: "sms", At: noon.Add(-time.Hour)})
	record(t, b, 8, optout.Event{Kind: optout.Dismissed, By: "a", Evidence: "b"})
	record(t, a, 8, optout.Event{Kind: optout.Review, Source: "mailbox", At: noon.Add(-time.Hour)})
	for range 2 {
		r, err := merge.ByAddress(t.Context(), a, b, "portable", addresses(t, 0, 1, 2, 5, 8, 1))
		if err != nil || r.People != 4 || r.Missing != 1 || r.Read != 6 {
			t.Errorf("%+v, error %v", r, err)
		}
	}
	if n := a.Ledger.(*optout.Memory).Len(); n != 4 {
		t.Errorf("%d events: three objections and a review are four", n)
	}
	for n, want := range map[int]law.ID{0: law.ObjectNow, 2: law.ObjectNow, 3: "", 5: ""} {
		if why := refused(t, a, n); why != want {
			t.Errorf("number %d: refused by %q, want %q", n, why, want)
		}
	}
	if _, err := merge.ByAddress(t.Context(), a, b, "portable", func(yield func(optout.Address, error) bool) {
		yield(optout.Address{}, errors.New("the file ends"))
	}); err == nil {
		t.Error("an error of the file is none")
	}
}

// One name stands for several events in the other ledger as in this one: a contact who consented there, and objected on two channels.
func TestUnionOneName(t *testing.T) {
	into, from := newBook(key), newBook(key)
	contact := optout.Event{Kind: optout.ConsentKind, Channel: law.SMS, Source: "crm", Evidence: "F-1", ID: "contact 42", At: noon.Add(-time.Hour)}
	record(t, into, 1, contact)
	record(t, from, 1, contact)
	for _, change := range []func(*optout.Event){
		func(e *optout.Event) { e.Channel = law.Email },
		func(e *optout.Event) { e.Channel, e.Scope.Topic = law.SMS, "collecte" },
		func(e *optout.Event) { e.Channel = law.SMS },
	} {
		e := contact
		e.Kind, e.At = optout.Objection, noon
		change(&e)
		record(t, from, 1, e)
	}
	if r := union(t, into, from); r.Added != 3 || r.Known != 1 {
		t.Errorf("%d of 3 objections came over, and %d events were known", r.Added, r.Known)
	}
	if why := refused(t, into, 1); why != law.ObjectNow {
		t.Errorf("who objected is refused by %q", why)
	}
	if r := union(t, into, from); r.Added != 0 {
		t.Errorf("%d events came over twice", r.Added)
	}
}
