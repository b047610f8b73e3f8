package rights_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/rights"
)

func newBook(today string) *optout.Book {
	at, err := time.Parse(time.RFC3339, today+"T12:00:00Z")
	if err != nil {
		panic(err)
	}
	return &optout.Book{Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "852123456", Now: func() time.Time { return at }}
}

func register(t *testing.T, b *optout.Book) *rights.Register {
	t.Helper()
	r, err := rights.New(b, new(rights.Memory))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

var zoe = must(optout.Phone("06 39 98 00 01"))

func must(a optout.Address, err error) optout.Address {
	if err != nil {
		panic(err)
	}
	return a
}

func Example() {
	ctx := context.Background()
	day := func(s string) func() time.Time {
		at, _ := time.Parse(time.DateOnly, s)
		return func() time.Time { return at.Add(12 * time.Hour) }
	}
	book := &optout.Book{Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "852123456", Now: day("2026-01-31")}
	register, err := rights.New(book, new(rights.Memory)) // optoutsql has a store on a database
	if err != nil {
		fmt.Println(err)
		return
	}
	ref, err := register.Add(ctx, rights.Request{Rights: []rights.Right{rights.Access}, Source: "letter", Contact: "Zoé, 1 rue de la Mairie"})
	if err != nil {
		fmt.Println(err)
		return
	}
	book.Now = day("2026-03-02")
	request, _ := register.Request(ctx, ref)
	for _, f := range request.Findings("2026-03-02") {
		fmt.Println(f.Rule, f.Detail)
	}
	err = register.Answer(ctx, ref, rights.Step{By: "M. Martin", Note: "copie envoyée"})
	fmt.Println(err != nil)
	register.Identify(ctx, ref, rights.Step{By: "M. Martin", Note: "l'adresse est celle de la liste électorale"})
	fmt.Println(register.Answer(ctx, ref, rights.Step{By: "M. Martin", Note: "copie envoyée"}))
	// Output:
	// FR-GDPR-1MONTH received on 2026-01-31, due on 2026-02-28, and not answered: answer it now
	// true
	// <nil>
}

func TestDue(t *testing.T) {
	for _, c := range []struct {
		received, extended, want law.Day
	}{
		{"2026-03-02", "", "2026-04-02"},
		{"2026-01-31", "", "2026-02-28"},
		{"2028-01-30", "", "2028-02-29"},
		{"2026-12-31", "", "2027-01-31"},
		{"2026-03-02", "2026-04-02", "2026-06-02"}, // on the last day of the month
		{"2026-03-02", "2026-04-03", "2026-04-02"}, // told too late it extends nothing
		{"2026-11-30", "2026-12-01", "2027-02-28"},
	} {
		r := rights.Request{Received: c.received}
		if c.extended != "" {
			r.Steps = []rights.Step{{Kind: rights.Extended, Day: c.extended}}
		}
		if got := r.Due(); got != c.want {
			t.Errorf("received on %s, extended on %q: due on %s, want %s", c.received, c.extended, got, c.want)
		}
		if r.Overdue(c.want) || !r.Overdue(c.want.Later(1)) || r.Overdue("") {
			t.Errorf("received on %s: overdue on the last day, or not after it", c.received)
		}
	}
}

// The day is that of Paris: half past eleven at night in UTC is the next day there.
func TestDay(t *testing.T) {
	if got := rights.Day(time.Date(2026, 3, 2, 23, 30, 0, 0, time.UTC)); got != "2026-03-03" {
		t.Error(got)
	}
}

func TestRegister(t *testing.T) {
	b := newBook("2026-03-10")
	r := register(t, b)
	ref, err := r.Add(t.Context(), rights.Request{Rights: []rights.Right{rights.Access, rights.Erasure}, Received: "2026-03-02", Source: "letter", To: []optout.Address{zoe}, Contact: zoe.E164(), Text: "Quelles données ?"})
	if err != nil {
		t.Fatal(err)
	}
	if refused := screen(t, b, zoe); refused != law.ObjectNow {
		t.Errorf("who wants to be erased is refused by %q", refused)
	}
	q, err := r.Request(t.Context(), ref)
	if err != nil || q.Contact != zoe.E164() || q.Text != "Quelles données ?" || q.Due() != "2026-04-02" {
		t.Errorf("due on %s, error %v", q.Due(), err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		if s := fmt.Sprintf(verb, q); strings.Contains(s, "639980001") || strings.Contains(s, "données") {
			t.Errorf("%s shows the request", verb)
		}
	}
	by := rights.Step{By: "M. Martin", Note: "rappelée au numéro qui a écrit"}
	if err := r.Answer(t.Context(), ref, by); !errors.Is(err, law.SpecField) {
		t.Errorf("answered to who knows whom: %v", err)
	}
	if err := r.Extend(t.Context(), ref, rights.Step{Day: "2026-03-09", By: "M. Martin", Note: "trois fichiers à réunir"}); err != nil {
		t.Fatal(err)
	}
	if err := r.Extend(t.Context(), ref, rights.Step{Day: "2026-03-10", By: "M. Martin", Note: "encore"}); err == nil {
		t.Error("extended twice")
	}
	if err := errors.Join(r.Identify(t.Context(), ref, by), r.Answer(t.Context(), ref, rights.Step{Day: "2026-03-10", By: "M. Martin", Note: "copie remise, puis effacé"})); err != nil {
		t.Fatal(err)
	}
	q, err = r.Request(t.Context(), ref)
	if err != nil || q.Contact != "" || q.Text != "" || q.Answered() != "2026-03-10" || q.Due() != "2026-06-02" || len(q.Steps) != 3 {
		t.Errorf("after the answer: %d steps, error %v, or the contact is still there", len(q.Steps), err)
	}
	if err := r.Answer(t.Context(), ref, by); err == nil {
		t.Error("answered twice")
	}
	if err := r.Answer(t.Context(), "R-AAAAAAAAAAAA", by); !errors.Is(err, rights.ErrUnknown) {
		t.Errorf("no such request: %v", err)
	}
}

// screen returns the rule under which an address is refused an e-mail or an SMS, "" for none.
func screen(t *testing.T, b *optout.Book, to optout.Address) (why law.ID) {
	t.Helper()
	c := *b
	c.Refused = func(_ int, id law.ID) { why = id }
	for _, err := range optout.Screen(t.Context(), &c, optout.For{Channel: to.Channel()}, optout.Rows(optout.Row[struct{}]{Data: new(struct{}), To: to})) {
		if err != nil {
			t.Fatal(err)
		}
	}
	return why
}

func TestExtendTooLate(t *testing.T) {
	b := newBook("2026-04-03")
	r := register(t, b)
	ref, err := r.Add(t.Context(), rights.Request{Rights: []rights.Right{rights.Restriction}, Received: "2026-03-02", Contact: "a"})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Extend(t.Context(), ref, rights.Step{By: "M. Martin", Note: "complexe"}); !errors.Is(err, law.AnswerInTime) {
		t.Errorf("an extension told after the first month: %v", err)
	}
	if err := r.Answer(t.Context(), ref, rights.Step{By: "M. Martin", Note: "limité"}); err != nil {
		t.Errorf("a late answer is better than none: %v", err)
	}
	q, _ := r.Request(t.Context(), ref)
	if fs := q.Findings("2026-04-03"); len(fs) != 1 || fs[0].Rule != law.AnswerInTime {
		t.Errorf("answered late: %v", fs)
	}
	counts := rights.Count([]rights.Request{q, {Received: "2026-01-01", Rights: []rights.Right{rights.Access}}, {Received: "2026-04-01"}}, "2026-04-03")
	if counts.All != 3 || counts.Open != 2 || counts.Overdue != 1 || counts.Late != 1 || counts.ByRight[rights.Access] != 1 {
		t.Errorf("%+v", counts)
	}
}

func TestRefusals(t *testing.T) {
	b := newBook("2026-03-10")
	r := register(t, b)
	good := rights.Request{Rights: []rights.Right{rights.Access}, Received: "2026-03-02", Contact: "a"}
	for name, spoil := range map[string]func(*rights.Request){
		"no right":           func(q *rights.Request) { q.Rights = nil },
		"unknown":            func(q *rights.Request) { q.Rights = []rights.Right{"everything"} },
		"twice":              func(q *rights.Request) { q.Rights = []rights.Right{rights.Access, rights.Access} },
		"no day":             func(q *rights.Request) { q.Received = "2 mars" },
		"future":             func(q *rights.Request) { q.Received = "2026-03-11" },
		"no contact":         func(q *rights.Request) { q.Contact = " " },
		"objection of none":  func(q *rights.Request) { q.Rights = []rights.Right{rights.Objection} },
		"withdrawal of none": func(q *rights.Request) { q.Rights = []rights.Right{rights.Withdrawal} },
		"too long":           func(q *rights.Request) { q.Text = strings.Repeat("a", 300<<10) },
	} {
		q := good
		spoil(&q)
		if ref, err := r.Add(t.Context(), q); err == nil {
			t.Errorf("%s is kept as %s", name, ref)
		}
	}
	for q := range r.Requests(t.Context()) {
		t.Errorf("%s was refused and is there", q.Ref)
	}
	ref, err := r.Add(t.Context(), good)
	if err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]rights.Step{
		"nobody": {Note: "a"}, "nothing": {By: "a"}, "before": {By: "a", Note: "a", Day: "2026-03-01"}, "future": {By: "a", Note: "a", Day: "2026-03-11"}, "no day": {By: "a", Note: "a", Day: "x"},
	} {
		if err := r.Identify(t.Context(), ref, s); err == nil {
			t.Errorf("a step with %s is kept", name)
		}
	}
}

// A register that does not answer loses no objection: that one is in the ledger already.
func TestObjectionFirst(t *testing.T) {
	b := newBook("2026-03-10")
	r, err := rights.New(b, gone{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Add(t.Context(), rights.Request{Rights: []rights.Right{rights.Objection}, To: []optout.Address{zoe}, Contact: "a"}); !errors.Is(err, errGone) {
		t.Errorf("the store is gone: %v", err)
	}
	if refused := screen(t, b, zoe); refused != law.ObjectNow {
		t.Errorf("the objection is lost: refused by %q", refused)
	}
}

type gone struct{ rights.Store }

var errGone = errors.New("the disk is gone")

func (gone) Put(context.Context, rights.Sealed) error { return errGone }

func (gone) List(context.Context, string) iter.Seq2[rights.Sealed, error] {
	return func(yield func(rights.Sealed, error) bool) { yield(rights.Sealed{}, errGone) }
}

func TestAgain(t *testing.T) {
	r := register(t, newBook("2026-03-10"))
	q := rights.Request{Rights: []rights.Right{rights.Access}, Contact: "a", Source: "sms", ID: "SM1"}
	first, err1 := r.Add(t.Context(), q)
	second, err2 := r.Add(t.Context(), q)
	q.ID = ""
	third, err3 := r.Add(t.Context(), q)
	if err := errors.Join(err1, err2, err3); err != nil || first != second || third == first {
		t.Errorf("%s, %s and %s; %v", first, second, third, err)
	}
}

// A key that is missing hides the contact and not the duty.
func TestKeyMissing(t *testing.T) {
	b := newBook("2026-03-10")
	store := new(rights.Memory)
	r, _ := rights.New(b, store)
	ref, err := r.Add(t.Context(), rights.Request{Rights: []rights.Right{rights.Restriction}, Contact: "a"})
	if err != nil {
		t.Fatal(err)
	}
	b2 := newBook("2026-03-10")
	b2.Keys.Current = optout.NewKey(2)
	r, _ = rights.New(b2, store)
	n := 0
	for q, err := range r.Requests(t.Context()) {
		if n++; q.Ref != ref || err == nil || !strings.Contains(err.Error(), "key 1") || q.Due() != "2026-04-10" {
			t.Errorf("%s: %v", q.Ref, err)
		}
	}
	if err := r.Answer(t.Context(), ref, rights.Step{By: "a", Note: "limité"}); err != nil || n != 1 {
		t.Errorf("%d requests, error %v", n, err)
	}
}
