package gate

import (
	"errors"
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/router"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

func utc(text string) time.Time {
	at, err := time.Parse("2006-01-02 15:04", text)
	if err != nil {
		panic(err)
	}
	return at
}

func municipal() notice.Notice {
	return notice.Notice{
		Controller: notice.Controller{ID: "demain.example"},
		Election:   notice.Election{ID: "FR-MUN-2026"},
		Origin:     notice.Origin{Kind: law.OriginForm},
	}
}

// A place that two things close stays closed for as long as the longer of them, for whatever reason that one has.
func TestCloseKeepsTheLonger(t *testing.T) {
	early, late := utc("2026-03-14 07:00"), utc("2026-03-15 19:00")
	var p Place
	p.close(late, law.Silence)
	p.close(early, law.SendingHours)
	if !p.until.Equal(late) || p.why != law.Silence {
		t.Errorf("the shorter closing took the place of the longer: until %v, %s", p.until, p.why)
	}
	p = Place{}
	p.close(early, law.SendingHours)
	p.close(late, law.Silence)
	if !p.until.Equal(late) || p.why != law.Silence {
		t.Errorf("the longer closing did not take the place of the shorter: until %v, %s", p.until, p.why)
	}
	p.close(late, law.SendingHours)
	if p.why != law.Silence {
		t.Error("of two that end together the first is said")
	}
}

// The end of an opening is the earliest of all that end it.
func TestEndsKeepsTheEarlier(t *testing.T) {
	early, late := utc("2026-03-05 19:00"), utc("2026-03-13 23:00")
	for _, order := range [][]time.Time{{early, late}, {late, early}, {early, early}} {
		var p Place
		for _, at := range order {
			p.ends(at.In(time.FixedZone("", 3600)))
		}
		if !p.next.Equal(early) || p.next.Location() != time.UTC {
			t.Errorf("ends at %v", p.next)
		}
	}
}

// An election is shut when every territory that votes is closed. What is said of people whose territory is unknown neither opens it nor
// shuts it: they are judged one by one. Nor does a territory that does not vote.
func TestShut(t *testing.T) {
	late := utc("2026-03-15 19:00")
	closed := func(except ...law.Territory) *Gate {
		g := New(municipal(), law.SMS, "", utc("2026-03-05 09:00"))
		for i := range g.places {
			g.places[i].close(late, law.Silence)
			for _, t := range except {
				if g.places[i].territory == t {
					g.places[i].until = time.Time{}
				}
			}
		}
		return g
	}
	for _, c := range []struct {
		name string
		gate *Gate
		shut bool
	}{
		{"all closed", closed(), true},
		{"one is open", closed(law.Reunion), false},
		{"the unknown alone is open", closed(law.UnknownTerritory), true},
		{"those abroad, who elect no town hall, alone are open", closed(law.Abroad, law.AbroadAmericas), true},
		{"the unknown and one", closed(law.UnknownTerritory, law.Martinique), false},
	} {
		err := c.gate.Shut()
		if (err != nil) != c.shut {
			t.Errorf("%s: %v", c.name, err)
		}
		if r, ok := errors.AsType[*message.Refusal](err); c.shut && (!ok || !r.Until.Equal(late) || !errors.Is(err, law.Silence)) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	// It says when the first opens, and the reason that holds in European France, where most recipients are.
	g := closed()
	first := late.Add(-time.Hour)
	g.place(law.Guyane).until, g.place(law.Guyane).why = first, law.SendingHours
	g.place(law.UnknownTerritory).until = first.Add(-time.Hour)
	r, ok := errors.AsType[*message.Refusal](g.Shut())
	if !ok || !r.Until.Equal(first) || r.Finding.Rule != law.Silence {
		t.Errorf("opens at %v, because of %v", r.Until, r.Finding.Rule)
	}
	g = closed()
	g.place(law.Metropole).why = law.SendingHours
	if err := g.Shut(); !errors.Is(err, law.SendingHours) {
		t.Errorf("European France is outside the hours, said is %v", err)
	}
}

// A provider that keeps a message until its hours begin again must not keep it into a silence: on the Friday before a vote, at seven in the
// evening, one whose hours end at six would deliver it on the Saturday.
func TestDeferredIntoASilence(t *testing.T) {
	hours := Hours{Profile: router.Profile{Hours: router.Hours{Open: "08:00", Close: "18:00", Outside: router.Deferred}}, Rules: law.Default}
	lay := func(at string) *Gate {
		g := New(municipal(), law.SMS, "", utc(at))
		hours.Close(g)
		return g
	}
	open := lay("2026-03-13 16:30").place(law.Metropole) // half past five in Paris
	if !open.until.IsZero() || !open.next.Equal(utc("2026-03-13 17:00")) {
		t.Errorf("before six: closed until %v, ends %v", open.until, open.next)
	}
	late := lay("2026-03-13 18:00").place(law.Metropole) // seven
	if !late.until.Equal(utc("2026-03-15 19:00")) || late.why != law.Silence {
		t.Errorf("at seven: closed until %v because of %q, want the close of the polls", late.until, late.why)
	}
	if p := lay("2026-03-13 18:00").place(law.Guadeloupe); !p.until.IsZero() { // two in the afternoon there
		t.Errorf("where it is earlier: closed until %v", p.until)
	}
	usual := lay("2026-03-12 18:00").place(law.Metropole) // a day before, it is delivered on the Friday
	if !usual.until.IsZero() || !usual.next.Equal(utc("2026-03-13 17:00")) {
		t.Errorf("a day before: closed until %v, ends %v, want the end of the hours in which it is delivered", usual.until, usual.next)
	}
}

// The end of a message is the earliest of its clearance's, the place's and what the caller asked for, whichever that is.
func TestNotAfterIsTheEarliest(t *testing.T) {
	a, b, c := utc("2026-03-05 10:00"), utc("2026-03-05 11:00"), utc("2026-03-05 12:00")
	var zero time.Time
	for _, test := range []struct{ cleared, next, last, want time.Time }{
		{a, b, c, a}, {b, a, c, a}, {c, b, a, a}, {b, c, a, a}, {a, c, b, a}, {c, a, b, a},
		{a, zero, zero, a}, {b, a, zero, a}, {b, zero, a, a}, {a, b, zero, a}, {a, zero, b, a}, {a, a, a, a},
	} {
		g := &Gate{last: test.last}
		if got := g.NotAfter(&Place{next: test.next}, test.cleared); !got.Equal(test.want) {
			t.Errorf("cleared until %v, open until %v, asked for %v: %v", test.cleared, test.next, test.last, got)
		}
	}
}

// A clearance that ends at the very moment of delivery is over; one that ends a moment later holds.
func TestClearanceThatEndsAtTheMoment(t *testing.T) {
	screened := utc("2026-03-04 09:00")
	b := &optout.Book{
		Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "demain.example", Stale: 24 * time.Hour,
		Now: func() time.Time { return screened },
	}
	to, err := optout.Phone("06 39 98 76 54")
	if err != nil {
		t.Fatal(err)
	}
	data := struct{}{}
	rows := optout.Rows(optout.Row[struct{}]{Data: &data, To: to, Territory: law.Metropole, Origin: law.OriginForm})
	for c, err := range optout.Screen(t.Context(), b, optout.For{Channel: law.SMS}, rows) {
		if err != nil {
			t.Fatal(err)
		}
		for _, test := range []struct {
			late time.Duration
			ok   bool
		}{{-1, true}, {0, false}, {1, false}} {
			g := New(municipal(), law.SMS, "", c.Until().Add(test.late))
			if _, err := Pass(g, &c); (err == nil) != test.ok || !test.ok && !errors.Is(err, law.Clearance) {
				t.Errorf("%d ns after its end: %v", test.late, err)
			}
		}
	}
}

// The gate stands still while its batch is used: what Before returns is another.
func TestBefore(t *testing.T) {
	at := utc("2026-03-05 10:00")
	g := New(municipal(), law.SMS, "", at)
	early, late := at.Add(time.Hour), at.Add(2*time.Hour)
	if g.Before(early); !g.last.IsZero() {
		t.Error("the gate itself was changed")
	}
	for name, got := range map[string]*Gate{
		"once": g.Before(early), "later": g.Before(early).Before(late), "earlier": g.Before(late).Before(early),
		"no moment": g.Before(early).Before(time.Time{}), "no moment first": g.Before(time.Time{}).Before(early),
	} {
		if !got.last.Equal(early) {
			t.Errorf("%s: %v", name, got.last)
		}
	}
	if now := time.Now(); g.Before(now).last != now.Round(0) { // a monotonic clock would make equal moments unequal
		t.Error("the moment has a reading of the monotonic clock")
	}
}
