package sms_test

import (
	"bytes"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/fixture"
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// Whatever room the author's text leaves, a template either says every sentence that is not optional, in one of its sufficient
// forms, or does not compile. What is optional is what goes.
func TestWordsAreNeverLeftOut(t *testing.T) {
	compiled, refused, short := 0, 0, 0
	for n := 1; n <= 160; n++ {
		s := fixture.SMS(strings.Repeat("a", n), 1)
		tpl, err := sms.Compile[fixture.Voter](s)
		if err != nil {
			if !errors.Is(err, law.PartBudget) {
				t.Fatalf("%d letters: %v", n, err)
			}
			refused++
			continue
		}
		compiled++
		for _, sentence := range s.Notice.Words(law.SMS, s.Occasion, language.French) {
			if len(sentence.Forms) == 0 || slices.Contains(sentence.Rules, law.OptOutSMS) { // the router of the fixture writes that one
				continue
			}
			said := slices.ContainsFunc(sentence.Forms, func(form string) bool {
				return strings.Contains(tpl.Proof().Words, sms.Fold(form))
			})
			if !said && sentence.Optional {
				short++
			}
			if !said && !sentence.Optional {
				t.Errorf("%d letters: the sentence %q is left out", n, sentence.Name)
			}
		}
	}
	if compiled == 0 || refused == 0 || compiled+refused != 160 {
		t.Errorf("%d compile and %d are refused: the case says nothing", compiled, refused)
	}
	t.Logf("%d compile, an optional sentence left out in %d", compiled, short)
}

// What is sent to many, and what is handed over, ends with the recipient whose clearance ends first, wherever that one stands.
func TestBulkAndHandoffEndWithTheEarliest(t *testing.T) {
	at := fixture.Paris("2026-03-05", 10)
	s := fixture.SMS("Votons", 2)
	s.Router, s.StopTo, s.Rules = "", "36180", "fr,eu" // no hours, which would end earlier
	batch := message.Must(message.Must(sms.Compile[fixture.Voter](s)).Batch(at))
	long := people(t, fixture.Book("demain.example", at), make([]fixture.Voter, 3)...)
	early := people(t, fixture.Book("demain.example", at.Add(-20*time.Hour)), make([]fixture.Voter, 4)...)[3]
	if !early.Until().Before(long[0].Until()) {
		t.Fatal("all clearances end together")
	}
	for name, to := range map[string][]optout.Cleared[fixture.Voter]{
		"first": {early, long[0], long[1]}, "between": {long[0], early, long[2]}, "last": {long[0], long[1], early}, "alone": {early},
	} {
		bulk, err := batch.Bulk(slices.Values(to))
		if err != nil || !bulk.NotAfter().Equal(early.Until()) || bulk.Expired(early.Until().Add(-1)) || !bulk.Expired(early.Until()) {
			t.Errorf("%s: the bulk ends at %v, want %v; %v", name, bulk.NotAfter(), early.Until(), err)
		}
	}
	// A provider that merges has hours; they end later than the clearance of the early one here.
	at = fixture.Paris("2026-03-05", 17)
	early = people(t, fixture.Book("demain.example", at.Add(-22*time.Hour)), make([]fixture.Voter, 4)...)[3]
	late := people(t, fixture.Book("demain.example", at), fixture.Voter{}, fixture.Voter{})
	merged := message.Must(message.Must(sms.Compile[fixture.Voter](fixture.SMS("Votons", 2))).Batch(at))
	for name, to := range map[string][]optout.Cleared[fixture.Voter]{
		"first": {early, late[0], late[1]}, "between": {late[0], early, late[1]}, "last": {late[0], late[1], early},
	} {
		var file bytes.Buffer
		if h, err := merged.Handoff(&file, withErrors(to)); err != nil || !h.NotAfter.Equal(early.Until()) || h.Rows != 3 {
			t.Errorf("%s: the file of %d rows ends at %v, want %v; %v", name, h.Rows, h.NotAfter, early.Until(), err)
		}
	}
}

// What each field costs is said: the parts that the longest message has for that field's sake. A part of several holds 153 septets.
func TestFieldsHaveTheirPrice(t *testing.T) {
	s := fixture.SMS("{{.a}}{{.b}}{{.c}}", 6)
	s.Fields = map[string]message.Limit{"a": {Max: 2 * 153}, "b": {Max: 153}, "c": {Max: 10}}
	for _, f := range message.Must(sms.Compile[message.Values](s)).Proof().Fields {
		if want := map[string]int{"a": 2, "b": 1, "c": 0}[f.Field]; f.Parts != want {
			t.Errorf("%s costs %d parts, want %d", f.Field, f.Parts, want)
		}
	}
}

// What nobody built may never be delivered, whatever the clock says.
func TestZeroIsExpired(t *testing.T) {
	var m sms.Message
	var b sms.Bulk
	for _, now := range []time.Time{{}, time.Time{}.Add(-time.Hour), time.Unix(0, 0), fixture.Paris("2026-03-05", 10)} {
		if !m.Expired(now) || !b.Expired(now) {
			t.Errorf("not expired in %d", now.Year())
		}
	}
}

// The short texts of a specification are as long as they may be, and no longer.
func TestLongLabels(t *testing.T) {
	long := func(n int) string { return strings.Repeat("a", n) }
	for name, c := range map[string]struct {
		change func(s *sms.Spec, n int)
		most   int
		path   string
	}{
		"topic":            {func(s *sms.Spec, n int) { s.Topic = long(n) }, 64, "Topic"},
		"reason":           {func(s *sms.Spec, n int) { s.Reason = long(n) }, 500, "Reason"},
		"exception":        {func(s *sms.Spec, n int) { s.Except = []law.Exception{{Rule: law.Alphabet, Reason: long(n)}} }, 500, "Except[0].Reason"},
		"excepted rule":    {func(s *sms.Spec, n int) { s.Except = []law.Exception{{Rule: law.ID(long(n)), Reason: "r"}} }, 64, "Except[0].Rule"},
		"a name that asks": {func(s *sms.Spec, n int) { s.StopTo = strings.Repeat("3", n) }, 5, "StopTo"},
	} {
		for _, n := range []int{c.most, c.most + 1} {
			s := fixture.SMS("Votons", 2)
			c.change(&s, n)
			_, err := sms.Compile[fixture.Voter](s)
			said := err != nil && strings.Contains(err.Error(), " "+c.path+": "+strconv.Itoa(n)+" characters, at most")
			if said != (n > c.most) {
				t.Errorf("%s of %d characters: %v", name, n, err)
			}
		}
	}
}

// The longest and the shortest message are those of whichever case of the conditions is so: the one in which they hold, the one in which
// they do not, or one between.
func TestProofFindsItsCase(t *testing.T) {
	long, short := strings.Repeat("long ", 60), "court"
	at := fixture.Paris("2026-03-05", 10)
	for name, body := range map[string]string{
		"the case that holds":         "{{if .Member}}" + long + "{{else}}" + short + "{{end}}",
		"the case that does not hold": "{{if .Member}}" + short + "{{else}}" + long + "{{end}}",
		"one of two":                  "{{if .Member}}" + long + "{{else}}" + short + "{{end}}{{if .Town}}" + short + "{{else}}" + long + "{{end}}",
		"the other of two":            "{{if .Member}}" + short + "{{else}}" + long + "{{end}}{{if .Town}}" + long + "{{else}}" + short + "{{end}}",
	} {
		tpl := message.Must(sms.Compile[fixture.Voter](fixture.SMS(body, 6)))
		batch := message.Must(tpl.Batch(at))
		var sizes []message.Size
		for _, v := range []fixture.Voter{{}, {Member: true}, {Town: "Y"}, {Town: "Y", Member: true}} {
			v.FirstName, v.Station = "Zoë", 1
			sizes = append(sizes, message.Must(batch.Build(fixture.ClearPhone(t, at, v))).Size())
		}
		units := func(a, b message.Size) int { return a.Units - b.Units }
		p := tpl.Proof()
		if most, least := slices.MaxFunc(sizes, units), slices.MinFunc(sizes, units); p.Longest.Size != most || p.Shortest.Size != least {
			t.Errorf("%s: proved %v to %v, built %v to %v", name, p.Shortest.Size, p.Longest.Size, least, most)
		}
	}
	if _, err := sms.Compile[fixture.Voter](fixture.SMS("{{if .Member}}court{{else}}"+long+"{{end}}", 1)); !errors.Is(err, law.PartBudget) {
		t.Errorf("the case that needs more parts than are allowed is the one in which nothing holds: %v", err)
	}
}
