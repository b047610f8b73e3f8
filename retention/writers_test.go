package retention_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/emersion/go-ical"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/retention"
	"github.com/scrutateur/scrutateur/retention/internal/pagetest"
)

// full is a campaign whose plan has every state, and texts that every format must escape.
func full(t testing.TB) retention.Plan {
	t.Helper()
	c := municipal()
	c.Facts.Decided = 1
	c.Inventory = append(c.Inventory,
		retention.Holding{Class: retention.ElectoralRoll, Store: `roll; "2026", <A&B>\`, Count: 8200, Name: "arrondissement <script>"},
		retention.Holding{Class: retention.CampaignAccount, Store: "archive", Count: 12},
		retention.Holding{Class: "donor-receipt", Store: "mandataire", Count: 1, Events: map[retention.Event]law.Day{"receipt-sent": "2026-03-02"}},
	)
	c.Policy = retention.Default()
	c.Policy.Terms = append(c.Policy.Terms, retention.Term{
		Class: "donor-receipt", After: "receipt-sent", Months: 13, Days: 1, Do: retention.Erase, Bound: retention.AtMost, Rule: law.FullNotice,
		Level: retention.Practice, Evidence: law.Inferred, Source: law.Cite{Text: "mandataire financier", URL: "https://example.org/"},
	})
	c.Notice.Keep = c.Policy.Keep(retention.ElectionOnly, retention.ElectoralRoll, retention.Occasional, retention.Regular, retention.Objection)
	c.Holds = []retention.Hold{{
		ID: "TA 2602117", Reason: "Protestation électorale <b>", Authority: "Tribunal administratif", Start: "2026-03-14", End: "2026-09-01",
		Scope: retention.Scope{Stores: []string{"crm.contacts"}},
	}}
	p, err := c.Plan(noon(t, "2026-03-15"))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestWriters(t *testing.T) {
	p := full(t)
	p.Findings = nil // their words belong to package law
	for _, lang := range []language.Tag{language.French, language.English} {
		for name, write := range map[string]func(*bytes.Buffer) error{
			"plan." + lang.String() + ".txt":  func(b *bytes.Buffer) error { return p.WriteText(b, lang) },
			"plan." + lang.String() + ".html": func(b *bytes.Buffer) error { return p.WriteHTML(b, lang) },
			"plan." + lang.String() + ".ics":  func(b *bytes.Buffer) error { return p.WriteCalendar(b, lang) },
		} {
			var b bytes.Buffer
			if err := write(&b); err != nil {
				t.Fatal(err)
			}
			golden(t, name, b.Bytes())
			if strings.HasSuffix(name, ".html") {
				if problems := pagetest.Problems(b.Bytes(), lang.String()); len(problems) > 0 {
					t.Errorf("%s: %q", name, problems)
				}
			}
		}
	}
}

// The calendar, read by somebody else's reader.
func TestCalendar(t *testing.T) {
	read := func(p retention.Plan) map[string]ical.Event {
		t.Helper()
		var b bytes.Buffer
		if err := p.WriteCalendar(&b, language.French); err != nil {
			t.Fatal(err)
		}
		for line := range strings.SplitSeq(strings.TrimSuffix(b.String(), "\r\n"), "\r\n") {
			if len(line) > 75 || !utf8.ValidString(line) || strings.ContainsAny(line, "\r\n") {
				t.Errorf("a line of %d octets: %q", len(line), line)
			}
		}
		cal, err := ical.NewDecoder(&b).Decode()
		if err != nil {
			t.Fatal(err)
		}
		if got := cal.Props.Get(ical.PropMethod).Value; got != "PUBLISH" {
			t.Errorf("METHOD is %s", got)
		}
		events := map[string]ical.Event{}
		for _, e := range cal.Events() {
			uid, err := e.Props.Text(ical.PropUID)
			if err != nil || events[uid].Component != nil {
				t.Errorf("the UID %q: %v, or twice", uid, err)
			}
			events[uid] = e
		}
		return events
	}
	day := func(e ical.Event) string {
		at, err := e.DateTimeStart(time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		return at.Format(time.DateOnly)
	}
	status := func(e ical.Event) string {
		s, err := e.Status()
		if err != nil {
			t.Fatal(err)
		}
		return string(s)
	}
	sequence := func(e ical.Event) int {
		n, err := e.Props.Get(ical.PropSequence).Int()
		if err != nil {
			t.Fatal(err)
		}
		return n
	}

	// On the Monday after the first round the file may go on either day; a week later it is known to be the second.
	c := municipal()
	before, err := c.Plan(noon(t, "2026-03-16"))
	if err != nil {
		t.Fatal(err)
	}
	c.Facts.Decided = 2
	after, err := c.Plan(noon(t, "2026-03-22"))
	if err != nil {
		t.Fatal(err)
	}
	old, now := read(before), read(after)
	if len(old) != 4 || len(now) != 4 {
		t.Fatalf("%d and %d events, want 4: regular contacts have no day", len(old), len(now))
	}
	moved := 0
	for uid, e := range now {
		was, ok := old[uid]
		if !ok {
			t.Errorf("an event changed its UID")
			continue
		}
		switch from, to := day(was)+" "+status(was), day(e)+" "+status(e); from + ", " + to {
		case "2026-03-15 TENTATIVE, 2026-03-22 CONFIRMED":
			moved++
		case "2026-03-16 CONFIRMED, 2026-03-22 CONFIRMED": // late, it stands on the day of each plan
		case "2029-03-12 CONFIRMED, 2029-03-12 CONFIRMED":
		default:
			t.Errorf("an event went from %s to %s", from, to)
		}
		if sequence(e) <= sequence(was) {
			t.Errorf("SEQUENCE went from %d to %d", sequence(was), sequence(e))
		}
		alarms := 0
		for _, child := range e.Children {
			if child.Name == ical.CompAlarm {
				alarms++
			}
		}
		if alarms != 2 {
			t.Errorf("%d reminders", alarms)
		}
	}
	if moved != 2 {
		t.Errorf("%d events moved, want the campaign's copy and the provider's", moved)
	}

	// Texts come back as they went in.
	var found bool
	for _, e := range read(full(t)) {
		text, err := e.Props.Text(ical.PropDescription)
		if err != nil {
			t.Fatal(err)
		}
		found = found || strings.Contains(text, `roll; "2026", <A&B>\`)
	}
	if !found {
		t.Error("a store's name did not come back from the calendar")
	}
}

var volatile = regexp.MustCompile(`[0-9a-f]{64}`)

// golden compares what was written with the file, which it writes first when -update is given. Hashes change with the wording of
// findings and compare as one.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata/pages", name)
	got = volatile.ReplaceAll(got, []byte("HASH"))
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}
