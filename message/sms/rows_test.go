package sms_test

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/fixture"
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// oneRow screens people as a reader of files does that has one row for all of them, and keeps the clearances until all are read.
func oneRow[T any](t *testing.T, one *T, names []string, set func(*T, string)) []optout.Cleared[T] {
	t.Helper()
	b := fixture.Book("demain.example", fixture.Paris("2026-03-05", 10))
	var rows iter.Seq2[optout.Row[T], error] = func(yield func(optout.Row[T], error) bool) {
		for i, name := range names {
			set(one, name)
			to := message.Must(optout.Phone(fmt.Sprintf("06 39 98 00 %02d", i)))
			if !yield(optout.Row[T]{Data: one, To: to, Territory: law.Metropole, Origin: law.OriginForm}, nil) {
				return
			}
		}
	}
	var all []optout.Cleared[T]
	for c, err := range optout.Screen(t.Context(), b, optout.For{Channel: law.SMS}, rows) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
	}
	return all
}

// Clearances that are collected first and built afterwards say to each recipient what their own row said, though the rows shared one
// struct or one map.
func TestRowsThatShareOneValue(t *testing.T) {
	names := []string{"Zoé", "Anne", "Jean"}
	at := fixture.Paris("2026-03-05", 10)
	t.Run("a struct", func(t *testing.T) {
		batch := message.Must(message.Must(sms.Compile[fixture.Voter](fixture.SMS("Bonjour {{.FirstName}}", 2))).Batch(at))
		for i, c := range oneRow(t, &fixture.Voter{Station: 1}, names, func(v *fixture.Voter, name string) { v.FirstName = name }) {
			own(t, message.Must(batch.Build(c)).Text(), i, names)
			text, _, err := batch.Append(nil, c)
			if err != nil {
				t.Fatal(err)
			}
			own(t, string(text), i, names)
		}
	})
	t.Run("a map", func(t *testing.T) {
		s := fixture.SMS("Bonjour {{.name}}", 2)
		s.Fields = map[string]message.Limit{"name": {Max: 10}}
		batch := message.Must(message.Must(sms.Compile[message.Values](s)).Batch(at))
		one := message.Values{}
		all := oneRow(t, &one, names, func(v *message.Values, name string) { (*v)["name"] = name })
		for i, c := range all {
			c.Data()["name"] = "Luc" // a copy as well
			own(t, message.Must(batch.Build(c)).Text(), i, names)
		}
		var file bytes.Buffer
		message.Must(batch.Handoff(&file, withErrors(all)))
		for i, line := range strings.Split(strings.TrimSpace(file.String()), "\n")[1:] {
			own(t, line, i, names)
		}
	})
}

// own fails when a text lacks the name of its recipient or has another's. Names are folded to what costs one septet.
func own(t *testing.T, text string, i int, names []string) {
	t.Helper()
	for j, name := range names {
		if strings.Contains(text, name) != (i == j) {
			t.Errorf("recipient %d: the values of %d", i, j)
		}
	}
}

// The first deadline stays, whatever is called afterwards.
func TestBeforeIsNeverLater(t *testing.T) {
	at := fixture.Paris("2026-03-05", 10)
	batch := message.Must(message.Must(sms.Compile[fixture.Voter](fixture.SMS("Bonjour {{.FirstName}}", 2))).Batch(at))
	to := fixture.ClearPhone(t, at, fixture.Voter{FirstName: "Zoë", Station: 1})
	hour := at.Add(time.Hour)
	for name, b := range map[string]*sms.Batch[fixture.Voter]{
		"later":                        batch.Before(hour).Before(hour.Add(time.Hour)),
		"no moment":                    batch.Before(hour).Before(time.Time{}),
		"no moment in another place":   batch.Before(hour).Before(time.Time{}.In(time.FixedZone("", 3600))),
		"no moment first":              batch.Before(time.Time{}).Before(hour),
		"the same in another place":    batch.Before(hour).Before(hour.In(time.FixedZone("", 3600))),
		"earlier, then no moment":      batch.Before(hour.Add(time.Hour)).Before(hour).Before(time.Time{}),
		"later than the router's last": batch.Before(hour).Before(at.Add(1000 * time.Hour)),
	} {
		if m := message.Must(b.Build(to)); !m.NotAfter().Equal(hour) {
			t.Errorf("%s: NotAfter is %v, want %v", name, m.NotAfter(), hour)
		}
	}
	if m, all := message.Must(batch.Before(time.Time{}).Build(to)), message.Must(batch.Build(to)); !m.NotAfter().Equal(all.NotAfter()) {
		t.Errorf("a deadline that nobody named makes NotAfter %v", m.NotAfter())
	}
	long := at.AddDate(-3000, 0, 0)
	if m := message.Must(batch.Before(long).Before(time.Time{}).Build(to)); !m.Expired(at) {
		t.Error("a deadline long ago is forgotten")
	}
}

// A moment so far off that its count of seconds went round compares as one before every other, and would be within any clearance.
func TestMomentsThatCannotBe(t *testing.T) {
	tpl := message.Must(sms.Compile[fixture.Voter](fixture.SMS("Bonjour {{.FirstName}}", 2)))
	for _, at := range []time.Time{
		{}, time.Unix(math.MaxInt64, 0), time.Unix(math.MaxInt64-1, 1e9), time.Unix(math.MinInt64, 0), time.UnixMilli(math.MaxInt64), time.Unix(0, 0).AddDate(300, 0, 0),
	} {
		if b, err := tpl.Batch(at); b != nil || err == nil {
			t.Errorf("a message may be delivered at %v", at)
		}
	}
}

// A file for a spreadsheet has no formula in it, and nobody twice; what is refused is not quoted.
func TestHandoffAttacks(t *testing.T) {
	at := fixture.Paris("2026-03-05", 10)
	s := fixture.SMS("Bonjour {{.name}}", 4)
	s.Fields = map[string]message.Limit{"name": {Max: 40, Alphabet: message.Any}}
	batch := message.Must(message.Must(sms.Compile[message.Values](s)).Batch(at))
	for _, v := range []string{"=1+1", "+33", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠SUM(A1)", "=HYPERLINK(1)"} {
		var file bytes.Buffer
		h, err := batch.Handoff(&file, withErrors(people(t, fixture.Book("demain.example", at), message.Values{"name": v})))
		if err != nil || h.Rows != 0 || len(h.Refused) != 1 {
			t.Errorf("%q: %d rows, %v", v, h.Rows, err)
			continue
		}
		if strings.Contains(h.Refused[0].Error(), v) || strings.Contains(file.String(), v) {
			t.Errorf("%q is written, or quoted", v)
		}
	}
	// The keys were changed between two screenings of one person, who has therefore two digests.
	after := fixture.Book("demain.example", at)
	after.Keys = optout.Keys{Current: optout.KeyOf(2, []byte("another secret of thirty-two by.")), Older: []optout.Key{fixture.Key}}
	twice := append(people(t, fixture.Book("demain.example", at), message.Values{"name": "Zoé"}), people(t, after, message.Values{"name": "Zoé"})...)
	if twice[0].Digest() == twice[1].Digest() {
		t.Fatal("the two clearances have one digest")
	}
	for name, to := range map[string][]optout.Cleared[message.Values]{
		"the same clearance twice":  {twice[0], twice[0]},
		"cleared under two keys":    twice,
		"cleared under another key": {twice[1], twice[0], twice[1]},
	} {
		var file bytes.Buffer
		h, err := batch.Handoff(&file, withErrors(to))
		if err != nil || h.Rows != 1 || strings.Count(file.String(), "+3363998") != 1 || !errors.Is(h.Refused[0], law.DuplicateRow) {
			t.Errorf("%s: %d rows, %v", name, h.Rows, err)
		}
		plain := message.Must(message.Must(sms.Compile[message.Values](fixture.SMS("Bonjour", 2))).Batch(at))
		bulk, err := plain.Bulk(func(yield func(optout.Cleared[message.Values]) bool) {
			for _, c := range to {
				if !yield(c) {
					return
				}
			}
		})
		if err != nil || bulk.Len() != 1 {
			t.Errorf("%s: %d recipients in one call, %v", name, bulk.Len(), err)
		}
	}
	// A row that is refused for its value stands in no way of a good row of the same person.
	good := people(t, fixture.Book("demain.example", at), message.Values{"name": "Zoé"})[0]
	bad := people(t, fixture.Book("demain.example", at), message.Values{"name": "=1"})[0]
	var file bytes.Buffer
	if h, err := batch.Handoff(&file, withErrors([]optout.Cleared[message.Values]{bad, good})); err != nil || h.Rows != 1 {
		t.Errorf("%d rows, %v", h.Rows, err)
	}
}

// What stands in a row's columns is not said again where it is refused.
func TestRefusalsQuoteNoRow(t *testing.T) {
	at := fixture.Paris("2026-03-05", 10)
	batch := message.Must(message.Must(sms.Compile[fixture.Voter](fixture.SMS("Bonjour {{.FirstName}}", 2))).Batch(at))
	f := optout.For{Channel: law.SMS}
	v := fixture.Voter{FirstName: "Zoë", Station: 1}
	for name, c := range map[string]optout.Cleared[fixture.Voter]{
		"a column of names taken for the origin":    fixture.Clear(t, fixture.Book("demain.example", at), f, law.Metropole, "zoe-martin", fixture.Phone, v),
		"the same as written":                       fixture.Clear(t, fixture.Book("demain.example", at), f, law.Metropole, "Zoe Martin", fixture.Phone, v),
		"a column of diagnoses":                     fixture.Clear(t, fixture.Book("demain.example", at), f, law.Metropole, "martin-diabetes", fixture.Phone, v),
		"a column of names taken for the territory": fixture.Clear(t, fixture.Book("demain.example", at), f, "martin", "zoe-martin", fixture.Phone, v),
		"another topic":                             fixture.Clear(t, fixture.Book("demain.example", at), optout.For{Channel: law.SMS, Topic: "martin"}, law.Metropole, law.OriginForm, fixture.Phone, v),
		"another controller":                        fixture.Clear(t, fixture.Book("martin.example", at), f, law.Metropole, law.OriginForm, fixture.Phone, v),
	} {
		_, err := batch.Build(c)
		if err == nil {
			t.Errorf("%s: built", name)
			continue
		}
		for _, said := range []string{fmt.Sprint(err), fmt.Sprintf("%+v", err), fmt.Sprintf("%#v", err)} {
			if strings.Contains(strings.ToLower(said), "martin") {
				t.Errorf("%s: the refusal quotes the row", name)
			}
		}
	}
	// In a silence the territory is said: one of those that the law knows.
	silent := fixture.Paris("2026-03-13", 21).Add(15 * time.Minute)
	s := fixture.SMS("Bonjour {{.FirstName}}", 2)
	s.Router, s.StopTo = "", "36180"
	b := message.Must(message.Must(sms.Compile[fixture.Voter](s)).Batch(silent))
	_, err := b.Build(fixture.Clear(t, fixture.Book("demain.example", silent), f, "martin", law.OriginForm, fixture.Phone, v))
	if err == nil || strings.Contains(err.Error(), "martin") {
		t.Error("a territory that is none is quoted, or written to")
	}
	if _, err := b.Build(fixture.Clear(t, fixture.Book("demain.example", silent), f, law.Reunion, law.OriginForm, fixture.Phone, v)); err == nil || !strings.Contains(err.Error(), "RE") {
		t.Errorf("the territory that is silent is not named: %v", err)
	}
}

// Why a value is refused is said in lengths: those that were counted against the bound, as it is written or as it is sent, whichever
// breaks it.
func TestRefusalsSayLengths(t *testing.T) {
	at := fixture.Paris("2026-03-05", 10)
	s := fixture.SMS("Bonjour {{.name}}", 4)
	s.Fields = map[string]message.Limit{"name": {Min: 4, Max: 24}}
	batch := message.Must(message.Must(sms.Compile[message.Values](s)).Batch(at))
	for _, c := range []struct{ value, want string }{
		{strings.Repeat("a", 25), "the value has 25 units, at most 24 were proved"},
		{strings.Repeat("œ", 13), "the value has 26 units, at most 24 were proved"},       // "oe" once folded
		{strings.Repeat("e\u0301", 13), "the value has 26 units, at most 24 were proved"}, // 13 letters, written with two characters each
		{"abc", "the value has 3 units, at least 4 are asked for"},
		{"œœ\u00e9", "the value has 3 units, at least 4 are asked for"}, // five once folded
		{"e\u0301e\u0301e\u0301", "the value has 3 units, at least 4 are asked for"},
	} {
		_, err := batch.Build(fixture.ClearPhone(t, at, message.Values{"name": c.value}))
		if err == nil || !strings.Contains(err.Error(), "row 1: name: "+c.want) {
			t.Errorf("%d characters: %v, want %s", len([]rune(c.value)), err, c.want)
		}
	}
	for _, value := range []string{strings.Repeat("a", 24), strings.Repeat("œ", 12), "abcd", "aœœé"} {
		if _, err := batch.Build(fixture.ClearPhone(t, at, message.Values{"name": value})); err != nil {
			t.Errorf("%d characters: %v", len([]rune(value)), err)
		}
	}
}
