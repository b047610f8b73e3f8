package optout

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/scrutateur/scrutateur/notice/law"
)

// voter is what a caller's row holds.
type voter struct{ FirstName, Commune string }

var (
	noon    = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	sms     = For{Channel: law.SMS}
	email   = For{Channel: law.Email}
	testKey = KeyOf(1, []byte("0123456789abcdef0123456789abcdef"))
	oldKey  = KeyOf(2, []byte("fedcba9876543210fedcba9876543210"))
)

// refusals collects what a book tells of refused rows.
type refusals []string

func (r *refusals) add(row int, why law.ID) { *r = append(*r, fmt.Sprintf("%d %s", row, why)) }

func testBook(l Ledger) (*Book, *refusals) {
	r := new(refusals)
	return &Book{
		Ledger: l, Keys: Keys{Current: testKey}, Controller: "852123456",
		Now: func() time.Time { return noon }, Refused: r.add,
	}, r
}

// rowsTo makes a row for each address.
func rowsTo(origin law.Origin, to ...Address) iter.Seq2[Row[voter], error] {
	return func(yield func(Row[voter], error) bool) {
		for _, a := range to {
			if !yield(Row[voter]{Data: &voter{"Zoë", "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson"}, To: a, Territory: law.Metropole, Origin: origin}, nil) {
				return
			}
		}
	}
}

func collect(t testing.TB, b *Book, f For, rows iter.Seq2[Row[voter], error]) []Cleared[voter] {
	t.Helper()
	var out []Cleared[voter]
	for c, err := range Screen(context.Background(), b, f, rows) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, c)
	}
	return out
}

func number(i int) string { return fmt.Sprintf("06 39 98 %02d %02d", i/100, i%100) }

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestScreen(t *testing.T) {
	b, refused := testBook(&Memory{})
	ctx := t.Context()
	a1, a2, a3, a4 := mustPhone(t, number(1)), mustPhone(t, number(2)), mustPhone(t, number(3)), mustPhone(t, number(4))
	must(t, b.Object(ctx, a2, sms, "sms"))
	must(t, b.Consent(ctx, a3, sms, "form", "form 12"))
	rows := []Row[voter]{
		{Data: &voter{FirstName: "Zoë"}, To: a1, Territory: law.Guadeloupe, Origin: law.OriginRented}, // 1: cleared
		{Data: &voter{}, To: a2},                                   // 2: objected
		{Data: &voter{}, To: a3, Origin: law.OriginReferral},       // 3: cleared, agreed
		{Data: &voter{}},                                           // 4: no address
		{Data: &voter{}, To: mustMailbox(t, "a@example.org")},      // 5: not a phone
		{Data: &voter{}, To: mustPhone(t, "+33 (0)6 39 98 00 01")}, // 6: row 1 again
		{To: a4}, // 7: no data
		{Data: &voter{}, To: a4, Origin: law.OriginPatients}, // 8: forbidden
		{Data: &voter{}, To: a4},                             // 9: cleared: refused rows are no duplicates of it
		{Data: &voter{}, To: a2},                             // 10: row 2 again
	}
	got := collect(t, b, sms, func(yield func(Row[voter], error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	})
	want := refusals{"2 FR-GDPR-OBJECT-NOW", "4 SCR-ADDRESS", "5 SCR-ADDRESS", "6 SCR-DUPLICATE", "7 SCR-VALUE", "8 FR-GDPR-PURPOSE-LIMIT", "10 SCR-DUPLICATE"}
	if d := cmp.Diff(want, *refused); d != "" {
		t.Errorf("refused (-want +got):\n%s", d)
	}
	if len(got) != 3 {
		t.Fatalf("%d cleared, want 3", len(got))
	}
	c := got[0]
	if c.IsZero() || c.Data() != *rows[0].Data || !c.To().Equal(a1) || c.Number() != 1 || c.Territory() != law.Guadeloupe || c.Origin() != law.OriginRented ||
		c.Controller() != "852123456" || c.Channel() != law.SMS || c.Topic() != "" || c.Digest() != reference(testKey, a1.E164()) ||
		!c.At().Equal(noon) || !c.Until().Equal(noon.Add(24*time.Hour)) || c.Consented() {
		t.Errorf("row 1 is cleared with other data than it had: %+v", c)
	}
	if !got[1].Consented() || got[1].Number() != 3 || got[2].Number() != 9 {
		t.Errorf("cleared %v", got)
	}
}

// event is an event of the standing table, minutes after noon.
type event struct {
	kind       Kind
	channel    law.Channel
	topic      string
	controller string
	minute     int
}

func TestStanding(t *testing.T) {
	object := func(minute int) event { return event{Objection, "", "", "", minute} }
	agree := func(minute int) event { return event{ConsentKind, law.SMS, "", "", minute} }
	on := func(e event, ch law.Channel, topic string) event { e.channel, e.topic = ch, topic; return e }
	from := func(e event, controller string) event { e.controller = controller; return e }
	prospect, member := law.OriginForm, law.OriginMember
	for _, c := range []struct {
		name   string
		origin law.Origin
		f      For
		events []event
		want   string // "": cleared, "agreed", or the rule
	}{
		{"nothing known", prospect, sms, nil, ""},
		{"objected", prospect, sms, []event{object(-9)}, "FR-GDPR-OBJECT-NOW"},
		{"agreed", prospect, sms, []event{agree(-9)}, "agreed"},
		{"agreed after objecting", prospect, sms, []event{object(-9), agree(-8)}, "agreed"},
		{"objected after agreeing", prospect, sms, []event{agree(-9), object(-8)}, "FR-GDPR-OBJECT-NOW"},
		{"at the same instant the objection wins", prospect, sms, []event{object(-9), agree(-9)}, "FR-GDPR-OBJECT-NOW"},
		{"back and forth", prospect, sms, []event{object(-9), agree(-8), object(-7), agree(-6)}, "agreed"},

		{"a prospect's objection counts on every channel", prospect, sms, []event{on(object(-9), law.Email, "")}, "FR-GDPR-OBJECT-NOW"},
		{"and for every topic", prospect, sms, []event{on(object(-9), law.SMS, "newsletter")}, "FR-GDPR-OBJECT-NOW"},
		{"of an unknown origin too", "", sms, []event{on(object(-9), law.Email, "newsletter")}, "FR-GDPR-OBJECT-NOW"},
		{"a member's for the channel it named", member, sms, []event{on(object(-9), law.Email, "")}, ""},
		{"a donor's too", law.OriginDonor, sms, []event{on(object(-9), law.Email, "")}, ""},
		{"and a regular contact's", law.OriginRegular, sms, []event{on(object(-9), law.Email, "")}, ""},
		{"a member's on that channel", member, sms, []event{on(object(-9), law.SMS, "")}, "FR-GDPR-OBJECT-NOW"},
		{"a member's on every channel", member, sms, []event{object(-9)}, "FR-GDPR-OBJECT-NOW"},
		{"a member's for the topic it named", member, For{Channel: law.SMS, Topic: "meetings"}, []event{on(object(-9), law.SMS, "newsletter")}, ""},
		{"a member's for that topic", member, For{Channel: law.SMS, Topic: "newsletter"}, []event{on(object(-9), law.SMS, "newsletter")}, "FR-GDPR-OBJECT-NOW"},
		{"a member's for every topic", member, For{Channel: law.SMS, Topic: "meetings"}, []event{on(object(-9), law.SMS, "")}, "FR-GDPR-OBJECT-NOW"},
		{"a message without topic may be of the topic", member, sms, []event{on(object(-9), law.SMS, "newsletter")}, "FR-GDPR-OBJECT-NOW"},

		{"consent on another channel lifts nothing", prospect, sms, []event{object(-9), on(agree(-8), law.Email, "")}, "FR-GDPR-OBJECT-NOW"},
		{"consent on every channel lifts", prospect, sms, []event{object(-9), on(agree(-8), "", "")}, "agreed"},
		{"consent to a topic lifts for it", prospect, For{Channel: law.SMS, Topic: "meetings"}, []event{object(-9), on(agree(-8), law.SMS, "meetings")}, "agreed"},
		{"and not for another", prospect, For{Channel: law.SMS, Topic: "newsletter"}, []event{object(-9), on(agree(-8), law.SMS, "meetings")}, "FR-GDPR-OBJECT-NOW"},
		{"nor for a message without topic", prospect, sms, []event{object(-9), on(agree(-8), law.SMS, "meetings")}, "FR-GDPR-OBJECT-NOW"},
		{"consent to another controller is none", prospect, sms, []event{object(-9), from(agree(-8), "other")}, "FR-GDPR-OBJECT-NOW"},
		{"an objection to another controller under our key counts", prospect, sms, []event{from(object(-9), "other")}, "FR-GDPR-OBJECT-NOW"},
		{"consent from the future is none", prospect, sms, []event{object(-9), agree(9)}, "FR-GDPR-OBJECT-NOW"},
		{"an objection from the future counts", prospect, sms, []event{agree(-9), object(9)}, "FR-GDPR-OBJECT-NOW"},

		{"a referral not yet written to", law.OriginReferral, sms, nil, ""},
		{"a referral written to", law.OriginReferral, sms, []event{{Informed, law.SMS, "", "", -9}}, "FR-CNIL-PARRAINAGE-ONE"},
		{"a referral that agreed", law.OriginReferral, sms, []event{{Informed, law.SMS, "", "", -9}, agree(-8)}, "agreed"},
		{"who was written to is no referral for ever", prospect, sms, []event{{Informed, law.SMS, "", "", -9}}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			// Whatever the order in which the events reach the ledger.
			rnd := rand.New(rand.NewPCG(1, 2)) // the same six orders in every run
			for range 6 {
				ledger := &Memory{}
				b, refused := testBook(ledger)
				to := mustPhone(t, number(1))
				for _, i := range rnd.Perm(len(c.events)) {
					e := c.events[i]
					if e.controller == "" {
						e.controller = b.Controller
					}
					must(t, ledger.Record(t.Context(), sealerOf(t, b), Event{
						Key: testKey.ID, Digest: reference(testKey, to.E164()), Kind: e.kind, Channel: e.channel, Source: "test",
						Scope: Scope{e.controller, e.topic}, At: noon.Add(time.Duration(e.minute) * time.Minute),
					}))
				}
				got := ""
				for _, cleared := range collect(t, b, c.f, rowsTo(c.origin, to)) {
					if cleared.Consented() {
						got = "agreed"
					}
				}
				for _, r := range *refused {
					_, got, _ = strings.Cut(r, " ")
				}
				if got != c.want {
					t.Fatalf("got %q, want %q", got, c.want)
				}
			}
		})
	}
}

// Two spellings of one inbox are one person for objections and duplicates, and two for consent.
func TestSpellings(t *testing.T) {
	plain, tagged, other := mustMailbox(t, "nom@example.org"), mustMailbox(t, "Nom+parti@example.org"), mustMailbox(t, "nom+autre@example.org")
	t.Run("objection of one spares all", func(t *testing.T) {
		for _, who := range []Address{plain, tagged, other} {
			b, refused := testBook(&Memory{})
			must(t, b.Object(t.Context(), who, email, "paper"))
			for _, to := range []Address{plain, tagged, other} {
				collect(t, b, email, rowsTo(law.OriginForm, to))
			}
			if len(*refused) != 3 {
				t.Errorf("refused %v", *refused)
			}
		}
	})
	t.Run("consent is for the mailbox that agreed", func(t *testing.T) {
		b, refused := testBook(&Memory{})
		now := noon
		b.Now = func() time.Time { return now }
		must(t, b.Object(t.Context(), plain, email, "paper"))
		now = now.Add(time.Minute)
		must(t, b.Consent(t.Context(), tagged, email, "form", "form 3"))
		if got := collect(t, b, email, rowsTo(law.OriginForm, tagged)); len(got) != 1 || !got[0].Consented() {
			t.Errorf("the mailbox that agreed: cleared %v, refused %v", got, *refused)
		}
		if got := collect(t, b, email, rowsTo(law.OriginForm, plain)); len(got) != 0 {
			t.Error("the mailbox that objected is cleared by the consent of another")
		}
		if got := collect(t, b, email, rowsTo(law.OriginForm, other)); len(got) != 0 {
			t.Error("a third spelling is cleared by the consent of another")
		}
	})
	t.Run("one message a person", func(t *testing.T) {
		b, refused := testBook(&Memory{})
		if got := collect(t, b, email, rowsTo(law.OriginForm, plain, tagged, other)); len(got) != 1 || len(*refused) != 2 {
			t.Errorf("cleared %v, refused %v", got, *refused)
		}
	})
}

func TestOlderKeys(t *testing.T) {
	ledger := &Memory{}
	old, _ := testBook(ledger)
	old.Keys.Current = oldKey
	a1, a2 := mustPhone(t, number(1)), mustMailbox(t, "nom+x@example.org")
	must(t, old.Object(t.Context(), a1, sms, "sms"))
	must(t, old.Object(t.Context(), a2, email, "oneclick"))
	old.Now = func() time.Time { return noon.Add(time.Minute) }
	must(t, old.Consent(t.Context(), a2, email, "form", "form 9"))

	b, _ := testBook(ledger)
	b.Now = func() time.Time { return noon.Add(time.Hour) }
	if err := firstError(Screen(t.Context(), b, sms, rowsTo("", a1))); !errors.Is(err, law.LedgerWhole) {
		t.Errorf("a book without the key of objections is answered: %v", err)
	}
	b.Keys.Older = []Key{oldKey}
	if got := collect(t, b, sms, rowsTo("", a1)); len(got) != 0 {
		t.Error("an objection under an older key is forgotten")
	}
	got := collect(t, b, email, rowsTo("", a2))
	if len(got) != 1 || !got[0].Consented() {
		t.Error("a consent under an older key is forgotten")
	}
	if got[0].Digest() != reference(testKey, "nom@example.org") {
		t.Error("a clearance carries a digest that is not of the current key")
	}
}

func TestAny(t *testing.T) {
	candidate, party := &Memory{}, &Memory{}
	pb, _ := testBook(party)
	pb.Controller, pb.Keys.Current = "party", oldKey
	to := mustPhone(t, number(1))
	must(t, pb.Object(t.Context(), to, sms, "sms"))

	b, refused := testBook(Any(candidate, party))
	b.Keys.Older = []Key{oldKey}
	if got := collect(t, b, sms, rowsTo("", to)); len(got) != 0 || len(*refused) != 1 {
		t.Error("an objection to the party does not count for the candidate who shares it")
	}
	must(t, b.Object(t.Context(), mustPhone(t, number(2)), sms, "sms"))
	if candidate.Len() != 1 || party.Len() != 1 {
		t.Error("Any does not record in the first ledger alone")
	}
	b.Ledger = Any(candidate, failing{errors.New("no route to host")})
	if err := firstError(Screen(t.Context(), b, sms, rowsTo("", to))); err == nil {
		t.Error("a shared ledger that does not answer clears everyone")
	}
	b.Ledger = Any(candidate, nil)
	if err := firstError(Screen(t.Context(), b, sms, rowsTo("", to))); err == nil {
		t.Error("a nil ledger clears everyone")
	}
	b.Ledger = Any(nil)
	if err := b.Object(t.Context(), to, sms, "sms"); err == nil {
		t.Error("an objection goes to no ledger without error")
	}
}

func sealerOf(t *testing.T, b *Book) Sealer {
	t.Helper()
	s, err := b.Sealer()
	must(t, err)
	return s
}

// failing is a ledger that does not answer.
type failing struct{ err error }

func (f failing) Record(context.Context, Sealer, ...Event) error     { return f.err }
func (f failing) Generation(context.Context) (uint64, error)         { return 0, f.err }
func (f failing) Keys(context.Context) ([]KeyCheck, error)           { return nil, f.err }
func (f failing) Head(context.Context, string, uint64) (Head, error) { return Head{}, f.err }
func (f failing) Digests(context.Context, uint64) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) { yield(Entry{}, f.err) }
}
func (f failing) Chain(context.Context, string) iter.Seq2[Sealed, error] {
	return func(yield func(Sealed, error) bool) { yield(Sealed{}, f.err) }
}
func (f failing) History(context.Context, Digest) ([]Event, error) { return nil, f.err }

// stranger answers with the events of someone else.
type stranger struct{ *Memory }

func (s stranger) History(ctx context.Context, d Digest) ([]Event, error) {
	return []Event{{Digest: Digest{1}, Kind: ConsentKind, At: noon}}, nil
}

func firstError[T any](seq iter.Seq2[Cleared[T], error]) error {
	for _, err := range seq {
		if err != nil {
			return err
		}
	}
	return nil
}

// No answer means no message: an error is yielded once, with nobody cleared, and nothing follows.
func TestScreenEndsOnError(t *testing.T) {
	boom := errors.New("boom")
	a := func(i int) Address { return mustPhone(t, number(i)) }
	count := 0
	counted := func(rows iter.Seq2[Row[voter], error]) iter.Seq2[Row[voter], error] {
		return func(yield func(Row[voter], error) bool) {
			for r, err := range rows {
				count++
				if !yield(r, err) {
					return
				}
			}
		}
	}
	bad := func(yield func(Row[voter], error) bool) {
		if yield(Row[voter]{Data: &voter{}, To: a(1)}, nil) && yield(Row[voter]{}, boom) {
			yield(Row[voter]{Data: &voter{}, To: a(2)}, nil)
		}
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for _, c := range []struct {
		name   string
		ctx    context.Context
		ledger Ledger
		rows   iter.Seq2[Row[voter], error]
		want   error
		read   int // rows read
		clear  int // rows cleared before
	}{
		{"ledger", t.Context(), failing{boom}, rowsTo("", a(1), a(2)), boom, 0, 0},
		{"another's event", t.Context(), stranger{&Memory{}}, rowsTo("", a(1), a(2)), errStranger, 1, 0},
		{"rows", t.Context(), &Memory{}, bad, boom, 2, 1},
		{"context", cancelled, &Memory{}, rowsTo("", a(1), a(2)), context.Canceled, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			count = 0
			b, _ := testBook(c.ledger)
			cleared, errs := 0, 0
			for to, err := range Screen(c.ctx, b, sms, counted(c.rows)) {
				switch {
				case err == nil:
					cleared++
				case !to.IsZero() || !errors.Is(err, c.want):
					t.Errorf("yielded %v with error %v, want a zero Cleared and %v", to, err, c.want)
				default:
					errs++
				}
			}
			if cleared != c.clear || errs != 1 || count != c.read {
				t.Errorf("%d cleared, %d errors, %d rows read; want %d, 1, %d", cleared, errs, count, c.clear, c.read)
			}
		})
	}
}

func TestScreenStops(t *testing.T) {
	b, _ := testBook(&Memory{})
	n := 0
	for range Screen(t.Context(), b, sms, rowsTo("", mustPhone(t, number(1)), mustPhone(t, number(2)))) {
		n++
		break
	}
	if n != 1 {
		t.Errorf("%d rows after a break", n)
	}
}

// One T for all rows is enough for a caller that builds each message at once.
func TestScreenStreams(t *testing.T) {
	b, _ := testBook(&Memory{})
	var one voter
	rows := func(yield func(Row[voter], error) bool) {
		for i := range 50 {
			one.FirstName = fmt.Sprint("prénom ", i)
			if !yield(Row[voter]{Data: &one, To: mustPhone(t, number(i))}, nil) {
				return
			}
		}
	}
	i := 0
	for c, err := range Screen(t.Context(), b, sms, rows) {
		must(t, err)
		if got := c.Data().FirstName; got != fmt.Sprint("prénom ", i) {
			t.Fatalf("row %d is read before or after its time: %s", c.Number(), got)
		}
		i++
	}
}

func TestBookFindings(t *testing.T) {
	good, _ := testBook(&Memory{})
	with := func(change func(*Book)) *Book { b := *good; change(&b); return &b }
	for _, c := range []struct {
		name string
		book *Book
		f    For
		want []string
	}{
		{"nil", nil, sms, []string{"Book"}},
		{"empty", &Book{}, For{}, []string{"Book.Controller", "Book.Ledger", "For.Channel", "Keys.Current.Secret"}},
		{"no ledger", with(func(b *Book) { b.Ledger = nil }), sms, []string{"Book.Ledger"}},
		{"no key", with(func(b *Book) { b.Keys = Keys{} }), sms, []string{"Keys.Current.Secret"}},
		{"no controller", with(func(b *Book) { b.Controller = " " }), sms, []string{"Book.Controller"}},
		{"controller", with(func(b *Book) { b.Controller = "a\x00b" }), sms, []string{"Book.Controller"}},
		{"too long", with(func(b *Book) { b.Stale = 25 * time.Hour }), sms, []string{"Book.Stale"}},
		{"before it began", with(func(b *Book) { b.Stale = -1 }), sms, []string{"Book.Stale"}},
		{"a controller that reads backwards", with(func(b *Book) { b.Controller = "a\u202eb" }), sms, []string{"Book.Controller"}},
		{"a controller that looks like another", with(func(b *Book) { b.Controller = "a\u200bb" }), sms, []string{"Book.Controller"}},
		{"a topic that looks like another", with(func(b *Book) { b.Topics = []string{"a\u00adb"} }), sms, []string{"Book.Topics[0]"}},
		{"the topic of a screening", with(func(*Book) {}), For{Channel: law.SMS, Topic: "a\u202eb"}, []string{"For.Topic"}},
		{"topics", with(func(b *Book) { b.Topics = []string{"ok", strings.Repeat("x", 600)} }), sms, []string{"Book.Topics[1]"}},
		{"channel", good, For{Channel: "fax"}, []string{"For.Channel"}},
		{"topic", good, For{Channel: law.SMS, Topic: "a\nb"}, []string{"For.Topic"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := firstError(Screen(t.Context(), c.book, c.f, rowsTo("", mustPhone(t, number(1)))))
			var all *law.Error
			if !errors.As(err, &all) || !errors.Is(err, law.SpecField) {
				t.Fatalf("error %v, want findings", err)
			}
			var got []string
			for _, f := range all.Findings {
				got = append(got, f.Path)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("findings at (-want +got):\n%s", d)
			}
		})
	}
	empty := with(func(b *Book) { b.Ledger = (*Memory)(nil) })
	if err := firstError(Screen(t.Context(), empty, sms, rowsTo("", mustPhone(t, number(1))))); err == nil || (*Memory)(nil).Len() != 0 {
		t.Error("a nil Memory answers")
	}
	if err := empty.Object(t.Context(), mustPhone(t, number(1)), sms, "sms"); err == nil {
		t.Error("a nil Memory keeps an objection")
	}
	if err := firstError(Screen[voter](t.Context(), good, sms, nil)); err == nil {
		t.Error("no rows at all is no error")
	}
	if err := firstError(Screen(t.Context(), with(func(b *Book) { b.Refused = nil }), sms, rowsTo("", Address{}))); err != nil {
		t.Errorf("a book that nobody listens to: %v", err)
	}
}

func TestStale(t *testing.T) {
	b, _ := testBook(&Memory{})
	b.Stale = time.Hour
	if c := collect(t, b, sms, rowsTo("", mustPhone(t, number(1))))[0]; !c.Until().Equal(noon.Add(time.Hour)) {
		t.Errorf("holds until %v", c.Until())
	}
}

func TestRecord(t *testing.T) {
	ctx := t.Context()
	to := mustPhone(t, number(1))
	ledger := &Memory{}
	b, _ := testBook(ledger)
	must(t, b.Record(ctx, to,
		Event{Kind: Objection, Source: "sms", At: noon.Add(time.Hour), ID: "m1"},
		Event{Digest: Digest{9}, Kind: Informed, Channel: law.SMS, At: noon.Add(-time.Hour), Scope: Scope{Controller: "other"}}))
	d := reference(testKey, to.E164())
	got, err := ledger.History(ctx, d)
	want := []Event{
		{Digest: d, Key: testKey.ID, Kind: Objection, Source: "sms", At: noon, ID: "m1", Scope: Scope{Controller: "852123456"}}, // not of the future
		{Digest: d, Key: testKey.ID, Kind: Informed, Channel: law.SMS, At: noon.Add(-time.Hour), Scope: Scope{Controller: "other"}},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("recorded (-want +got):\n%s%v", diff, err)
	}
	for name, err := range map[string]error{
		"no address":            b.Object(ctx, Address{}, sms, "sms"),
		"consent of the future": b.Record(ctx, to, Event{Kind: ConsentKind, Channel: law.SMS, At: noon.Add(time.Second)}),
		"consent to everything": b.Consent(ctx, to, For{}, "form", "form 1"),
		"consent without proof": b.Consent(ctx, to, sms, "form", " "),
		"unknown kind":          b.Record(ctx, to, Event{Kind: "removal"}),
		"unknown channel":       b.Object(ctx, to, For{Channel: "fax"}, "sms"),
		"control characters":    b.Object(ctx, to, sms, "a\nb"),
		"bidi override":         b.Object(ctx, to, sms, "a\u202eb"),
		"a proof that turns":    b.Consent(ctx, to, sms, "form", "form\u20661"),
		"an invisible topic":    b.Object(ctx, to, For{Topic: "a\u200bb"}, "sms"),
		"over-long":             b.Object(ctx, to, sms, strings.Repeat("a", 513)),
		"no book":               (*Book)(nil).Object(ctx, to, sms, "sms"),
		"empty book":            new(Book).Object(ctx, to, sms, "sms"),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if ledger.Len() != 2 {
		t.Errorf("%d events after refusals, want 2", ledger.Len())
	}
}

func TestRecheck(t *testing.T) {
	ctx := t.Context()
	b, _ := testBook(&Memory{})
	now := noon
	b.Now = func() time.Time { return now }
	to := mustPhone(t, number(1))
	c := collect(t, b, sms, rowsTo(law.OriginForm, to))[0]
	now = now.Add(23 * time.Hour)
	again, err := Recheck(ctx, b, c)
	must(t, err)
	if again.Data() != c.Data() || again.Number() != c.Number() || !again.To().Equal(to) || !again.At().Equal(now) || !again.Until().Equal(now.Add(24*time.Hour)) {
		t.Errorf("rechecked to %v, at %v", again, again.At())
	}
	must(t, b.Object(ctx, to, sms, "sms"))
	if c, err := Recheck(ctx, b, again); !errors.Is(err, law.ObjectNow) || !c.IsZero() {
		t.Errorf("after an objection: %v, error %v", c, err)
	}
	if _, err := Recheck(ctx, b, Cleared[voter]{}); !errors.Is(err, law.Clearance) {
		t.Errorf("the zero Cleared: error %v", err)
	}
	other, _ := testBook(&Memory{})
	other.Controller = "other"
	if _, err := Recheck(ctx, other, c); !errors.Is(err, law.Clearance) {
		t.Errorf("another controller's book: error %v", err)
	}
	b.Ledger = failing{errors.New("boom")}
	if c, err := Recheck(ctx, b, c); err == nil || !c.IsZero() {
		t.Error("a ledger that does not answer renews a clearance")
	}
}

func TestZeroCleared(t *testing.T) {
	var c Cleared[voter]
	if !c.IsZero() || c.Data() != (voter{}) || !c.To().IsZero() || c.Number() != 0 || c.Territory() != "" || c.Origin() != "" || c.Controller() != "" || c.Channel() != "" ||
		c.Topic() != "" || !c.Digest().IsZero() || !c.At().IsZero() || !c.Until().IsZero() || c.Consented() || len(c.AppendToken(nil)) != 0 {
		t.Error("a method of the zero Cleared is not zero")
	}
	if got := fmt.Sprint(c, &c); got != "not cleared not cleared" {
		t.Errorf("printed %q", got)
	}
}

func TestClearedDoesNotPrint(t *testing.T) {
	b, _ := testBook(&Memory{})
	b.Keys.Current = KeyOf(1, []byte("a secret of thirty-two bytes abc"))
	inner, outer := make([]byte, 8), make([]byte, 8) // how the key begins that goes into the hash
	for i := range inner {
		inner[i], outer[i] = b.Keys.Current.Secret()[i]^0x36, b.Keys.Current.Secret()[i]^0x5c
	}
	secrets := []string{"Zoë", "Bouzemont", "639987654", "prenom", "fictif", string(b.Keys.Current.Secret()), string(inner), string(outer)}
	type hides struct {
		c   Cleared[voter]
		ptr *Cleared[voter]
	}
	phone := collect(t, b, sms, rowsTo("", mustPhone(t, "06 39 98 76 54")))[0]
	box := collect(t, b, email, rowsTo("", mustMailbox(t, "prenom.nom@parti-fictif.example")))[0]
	for _, c := range []Cleared[voter]{phone, box} {
		for _, v := range []any{c, &c, []Cleared[voter]{c}, map[int]Cleared[voter]{1: c}, struct{ C Cleared[voter] }{c}, hides{c, &c}, &hides{c, &c}, []hides{{c, nil}}} {
			if found := leaks(printed(t, v), secrets...); found != nil {
				t.Errorf("%T prints %q", v, found)
			}
		}
	}
	if got := fmt.Sprint(phone); got != "row 1, cleared for sms" {
		t.Errorf("printed %q", got)
	}
}

func TestBookConcurrency(t *testing.T) {
	b, _ := testBook(&Memory{})
	b.Refused = nil
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 50 {
				to := mustPhone(t, number(i*50+j))
				if err := b.Object(t.Context(), to, sms, "sms"); err != nil {
					t.Error(err)
				}
				if len(collect(t, b, sms, rowsTo("", to))) != 0 {
					t.Error("cleared after an objection")
				}
			}
		})
	}
	wg.Wait()
}

// Whatever is recorded, in whatever order, nobody is cleared who objected and did not agree later: checked against the rule in its
// plainest words.
func TestStandingAgainstOracle(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	pick := func(s ...string) string { return s[rnd.IntN(len(s))] }
	to := mustPhone(t, number(1))
	d := reference(testKey, to.E164())
	for range 3000 {
		ledger := &Memory{}
		b, _ := testBook(ledger)
		var events []Event
		for range rnd.IntN(5) {
			events = append(events, Event{
				Key: testKey.ID, Digest: d, Kind: Kind(pick("objection", "consent", "informed")), Channel: law.Channel(pick("", "sms", "email")),
				Scope: Scope{pick("852123456", "other"), pick("", "a", "b")}, At: noon.Add(time.Duration(rnd.IntN(6)-5) * time.Minute),
			})
		}
		must(t, ledger.Record(t.Context(), sealerOf(t, b), events...))
		f := For{Channel: law.SMS, Topic: pick("", "a", "b")}
		origin := law.Origin(pick("form", "member", "referral"))

		heeds := func(e Event) bool {
			return e.Kind == Objection && (origin != law.OriginMember || (e.Channel == "" || e.Channel == f.Channel) && (e.Scope.Topic == "" || f.Topic == "" || e.Scope.Topic == f.Topic))
		}
		agrees := func(e Event) bool {
			return e.Kind == ConsentKind && e.Scope.Controller == b.Controller && (e.Channel == "" || e.Channel == f.Channel) && (e.Scope.Topic == "" || e.Scope.Topic == f.Topic)
		}
		objecting := slices.ContainsFunc(events, func(o Event) bool {
			return heeds(o) && !slices.ContainsFunc(events, func(c Event) bool { return agrees(c) && c.At.After(o.At) })
		})
		agreed := !objecting && slices.ContainsFunc(events, agrees)
		spent := origin == law.OriginReferral && !agreed && slices.ContainsFunc(events, func(e Event) bool { return e.Kind == Informed })

		got := collect(t, b, f, rowsTo(origin, to))
		if want := !objecting && !spent; (len(got) == 1) != want || want && got[0].Consented() != agreed {
			t.Fatalf("%s, topic %q: cleared %v, want %v\n%v", origin, f.Topic, got, want, events)
		}
	}
}
