package message_test

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/message/internal/fixture"
	"github.com/scrutateur/scrutateur/message/router"
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/notice/law/lawtest"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/suppression"
	"github.com/scrutateur/scrutateur/retention"
	"github.com/scrutateur/scrutateur/retention/notes"
)

// caseRunners says which test runs the cases of a runner.
var caseRunners = map[string]string{
	"notice.json":    "../notice/cases_test.go",
	"sms":            "audit/sms_test.go",
	"sms.json":       "audit/sms_test.go",
	"email":          "audit/email_test.go",
	"spec.json":      "law_cases_test.go",
	"moment.json":    "law_cases_test.go",
	"row.json":       "law_cases_test.go",
	"inventory.json": "law_cases_test.go",
	"request.json":   "dossier/dossier_test.go",
	"offer.json":     "dossier/dossier_test.go",
	"go":             "../analyzer/law_test.go",
}

// TestLawCasesAreRun: no case stands in a rule's file for nobody, and every rule that a program decides has a bad one and a good
// one.
func TestLawCasesAreRun(t *testing.T) {
	for _, c := range lawtest.Cases("") {
		if caseRunners[c.Runner] == "" {
			t.Errorf("%s %s: nobody runs %q", c.Rule, c.Name, c.Runner)
		}
	}
	for runner, file := range caseRunners {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(b), "lawtest.Cases(") || !strings.Contains(string(b), strconv.Quote(runner)) {
			t.Errorf("%s does not run %q", file, runner)
		}
	}
	for r := range law.All() {
		cases := lawtest.Cases(r.ID)
		bad := slices.ContainsFunc(cases, func(c lawtest.Case) bool { return c.Bad })
		good := slices.ContainsFunc(cases, func(c lawtest.Case) bool { return !c.Bad })
		if !r.Reminder && !(bad && good) {
			t.Errorf("%s: a bad case: %t, a good one: %t", r.ID, bad, good)
		}
	}
}

// TestLawCases runs the cases that are about a specification, a moment of delivery, a row of a recipient file and an inventory: a
// bad one is found under its rule, a good one breaks nothing.
func TestLawCases(t *testing.T) {
	for _, c := range lawtest.Cases("") {
		var judge func(*testing.T, lawtest.Case) law.Findings
		switch c.Runner {
		case "spec.json":
			judge = judgeSpec
		case "moment.json":
			judge = judgeMoment
		case "row.json":
			judge = judgeRow
		case "inventory.json":
			judge = judgeInventory
		default:
			continue
		}
		t.Run(string(c.Rule)+"/"+c.Name, func(t *testing.T) {
			fs := judge(t, c)
			if found := slices.ContainsFunc(fs, func(f law.Finding) bool { return f.Rule == c.Rule }); found != c.Bad {
				t.Errorf("found: %t, want %t\n%s", found, c.Bad, fixture.Lines(fs))
			}
			if err := fs.Err(); !c.Bad && err != nil {
				t.Errorf("a good case is refused: %v", err)
			}
		})
	}
}

// ofError returns the findings behind an error of this module.
func ofError(err error) law.Findings {
	var several *law.Error
	var refusal *message.Refusal
	var one law.Finding
	switch {
	case err == nil:
		return nil
	case errors.As(err, &several):
		return several.Findings
	case errors.As(err, &refusal):
		return law.Findings{refusal.Finding}
	case errors.As(err, &one):
		return law.Findings{one}
	}
	panic(err)
}

// specOf changes the specification of a channel that cases share, with the notice that they share.
func specOf(t testing.TB, channel law.Channel, change string) string {
	t.Helper()
	base := lawtest.SMS
	if channel == law.Email {
		base = lawtest.Email
	}
	with := fixture.Patch(t, base, `{"notice": `+lawtest.Notice+`}`)
	return fixture.Patch(t, fixture.Patch(t, with, change), `{"channel": null}`)
}

func judgeSpec(t *testing.T, c lawtest.Case) law.Findings {
	var doc struct {
		Channel law.Channel `json:"channel"`
	}
	if err := json.Unmarshal([]byte(c.Data), &doc); err != nil {
		t.Fatal(err)
	}
	switch spec := specOf(t, doc.Channel, c.Data); doc.Channel {
	case law.SMS, "":
		fs, _ := compileJSON[sms.Spec](t, spec, sms.Compile[message.Values])
		return fs
	case law.Email:
		fs, _ := compileJSON[email.Spec](t, spec, email.Compile[message.Values])
		return fs
	}
	t.Fatalf("unknown channel %q", doc.Channel)
	return nil
}

// compileJSON returns what compiling finds, whether it blocks or advises, and the template where it does not block.
func compileJSON[S any, T interface{ Findings() law.Findings }](t testing.TB, doc string, compile func(S) (T, error)) (law.Findings, T) {
	t.Helper()
	var spec S
	fixture.Strict(t, doc, &spec)
	tpl, err := compile(spec)
	if err != nil {
		return ofError(err), tpl
	}
	return tpl.Findings(), tpl
}

// judgeMoment delivers the SMS that cases share at a moment, to somebody who votes in a territory.
func judgeMoment(t *testing.T, c lawtest.Case) law.Findings {
	var m struct {
		Channel   law.Channel   `json:"channel"`
		Router    router.Name   `json:"router"`
		Election  string        `json:"election"`
		Territory law.Territory `json:"territory"`
		At        time.Time     `json:"at"`
	}
	fixture.Strict(t, c.Data, &m)
	spec := fixture.Patch(t, specOf(t, law.SMS, `{"stop_to": null}`), `{"router": "`+string(m.Router)+`", "notice": {"election": {"id": "`+m.Election+`"}}}`)
	if m.Router == "" {
		spec = fixture.Patch(t, spec, `{"stop_to": "36111"}`)
	}
	fs, tpl := compileJSON[sms.Spec](t, spec, sms.Compile[message.Values])
	if fs.Err() != nil {
		t.Fatal(fs)
	}
	b, err := tpl.Batch(m.At)
	if err != nil {
		return ofError(err)
	}
	to := fixture.Clear(t, fixture.Book("confiance.example", m.At), optout.For{Channel: law.SMS}, m.Territory, law.OriginForm, fixture.Phone, message.Values{})
	_, err = b.Build(to)
	return append(ofError(err), b.Findings()...)
}

// judgeRow screens a row beside what the ledger knows of it, and builds the SMS that cases share for it.
func judgeRow(t *testing.T, c lawtest.Case) law.Findings {
	type event struct {
		Kind    optout.Kind `json:"kind"`
		Channel law.Channel `json:"channel"`
		At      time.Time   `json:"at"`
		Until   time.Time   `json:"until"`
	}
	var r struct {
		To      string            `json:"to"`
		Takes   bool              `json:"takes_sms"`
		List    string            `json:"list"` // of a provider, with the row
		Origin  law.Origin        `json:"origin"`
		Values  map[string]string `json:"values"`
		Events  []event           `json:"events"`
		Sent    int               `json:"sent"`
		Seen    []string          `json:"seen"`
		Keys    string            `json:"keys"` // "another": after the events
		Cleared struct {
			Controller string      `json:"controller"`
			Channel    law.Channel `json:"channel"`
		} `json:"cleared"`
	}
	fixture.Strict(t, c.Data, &r)
	if note, ok := r.Values["Note"]; ok {
		return notes.Screen(note)
	}
	if r.List != "" {
		var fs law.Findings
		for _, err := range message.Must(suppression.Open(strings.NewReader(r.List), suppression.Options{})).Entries() {
			if one, refused := errors.AsType[*suppression.RowError](err); refused {
				fs = append(fs, ofError(one.Err)...)
			}
		}
		return fs
	}
	parse := optout.Phone
	if strings.Contains(r.To, "@") {
		parse = optout.Mailbox
	}
	to, err := parse(r.To)
	if err != nil {
		return ofError(err)
	}
	if r.Takes {
		to = to.TakingSMS()
	}

	at := fixture.Paris("2026-03-05", 10)
	b := fixture.Book("confiance.example", at)
	if r.Cleared.Controller != "" {
		b = fixture.Book(r.Cleared.Controller, at)
	}
	for _, e := range r.Events {
		if err := b.Record(context.Background(), to, optout.Event{Kind: e.Kind, Channel: e.Channel, At: e.At, Until: e.Until, Source: "test"}); err != nil {
			t.Fatal(err)
		}
	}
	for range r.Sent {
		if err := b.Record(context.Background(), to, optout.Event{Kind: optout.Informed, Channel: law.SMS, At: at.AddDate(0, 0, -1), Source: "test"}); err != nil {
			t.Fatal(err)
		}
	}
	if r.Keys == "another" {
		b.Keys = optout.Keys{Current: optout.NewKey(b.Keys.Current.ID)}
	}
	if r.Origin == "" {
		r.Origin = law.OriginForm
	}
	values := message.Values{"Prenom": "Anne"}
	for k, v := range r.Values {
		values[k] = v
	}
	var fs law.Findings
	b.Refused = func(_ int, why law.ID) { fs = append(fs, law.Find(why, "row", "left out by screening")) }
	rows := iter.Seq2[optout.Row[message.Values], error](func(yield func(optout.Row[message.Values], error) bool) {
		for _, s := range r.Seen {
			if !yield(optout.Row[message.Values]{Data: &values, To: message.Must(optout.Phone(s)), Origin: r.Origin}, nil) {
				return
			}
		}
		yield(optout.Row[message.Values]{Data: &values, To: to, Origin: r.Origin}, nil)
	})
	_, tpl := compileJSON[sms.Spec](t, specOf(t, law.SMS, `{
		"body": "Liste Confiance: bonjour {{.Prenom}}, reunion jeudi", "fields": {"Prenom": {"max": 24}}, "notice": {"origin": {"detail": "inscription"}}
	}`), sms.Compile[message.Values])
	batch := message.Must(tpl.Batch(at))
	for cleared, err := range optout.Screen(context.Background(), b, optout.For{Channel: law.SMS}, rows) {
		if r.Keys != "" && err != nil {
			return append(fs, ofError(err)...)
		}
		if err != nil {
			t.Fatal(err)
		}
		if r.Origin != law.OriginForm {
			continue // the template speaks of another origin
		}
		_, err := batch.Build(cleared)
		fs = append(fs, ofError(err)...)
	}
	return fs
}

// judgeInventory draws up the plan of what is held on a day.
func judgeInventory(t *testing.T, c lawtest.Case) law.Findings {
	var inv struct {
		Class       retention.Class `json:"class"`
		Election    string          `json:"election"`
		Decided     law.Day         `json:"decided"`
		LastMessage law.Day         `json:"last_message"`
		Now         law.Day         `json:"now"`
		Held        int             `json:"held"`
	}
	fixture.Strict(t, c.Data, &inv)
	var n notice.Notice
	fixture.Strict(t, fixture.Patch(t, lawtest.Notice, `{"processors": null}`), &n)
	p := retention.Default()
	n.Keep = p.Keep(inv.Class)
	if inv.Election != "" {
		n.Election.ID = inv.Election
	}
	h := retention.Holding{Class: inv.Class, Store: "file", Count: inv.Held, Events: map[retention.Event]law.Day{}}
	term, ok := p.Term(inv.Class)
	if !ok {
		t.Fatalf("no term for the class %q", inv.Class)
	}
	if term.After != retention.ElectionDecided {
		h.Events[term.After] = inv.LastMessage
	}
	camp := retention.Campaign{Policy: p, Notice: n, Inventory: []retention.Holding{h}}
	for i, r := range n.Election.Resolve().Rounds {
		if r.Day == inv.Decided {
			camp.Facts.Decided = i + 1
		}
	}
	now, err := inv.Now.Time(time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := camp.Plan(now)
	return append(ofError(err), plan.Findings...)
}
