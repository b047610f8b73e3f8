package sms_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/fixture"
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

func TestSMS(t *testing.T) {
	at := fixture.Paris("2026-03-05", 10)
	tpl, err := sms.Compile[fixture.Voter](fixture.SMS("Bonjour {{.FirstName}}, votons le 15 mars au bureau {{.Station}} !", 2))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("\n%s", tpl.Proof())
	batch, err := tpl.Batch(at)
	if err != nil {
		t.Fatal(err)
	}
	to := fixture.ClearPhone(t, at, fixture.Voter{FirstName: "Zoë", Station: 12})
	m, err := batch.Build(to)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(m.Text(), m.Size())
	if want := "Bonjour Zoe, votons le 15 mars au bureau 12 !"; !strings.HasPrefix(m.Text(), want) {
		t.Errorf("text begins %q, want %q", m.Text(), want)
	}
	for _, want := range []string{"Demain Ensemble", "demain.example/d"} {
		if !strings.Contains(m.Text(), want) {
			t.Errorf("the text lacks %q: %q", want, m.Text())
		}
	}
	got, size, err := batch.Append([]byte("> "), to)
	if err != nil || string(got) != "> "+m.Text() || size != m.Size() {
		t.Errorf("Append gives %q, %v, %v; Build %q, %v", got, size, err, m.Text(), m.Size())
	}
	if m.To().E164() != "+33639980001" || m.Sender() != "DEMAIN" || m.Key() == "" || m.Key() != message.Must(batch.Build(to)).Key() {
		t.Errorf("recipient, sender or key are wrong")
	}
	if want := fixture.Paris("2026-03-05", 20); !m.NotAfter().Equal(want) {
		t.Errorf("NotAfter %v, want the end of the router's hours %v", m.NotAfter(), want)
	}
	if m.Expired(at) || !m.Expired(m.NotAfter()) {
		t.Error("a message expires at NotAfter, and not before")
	}
	if early := message.Must(batch.Before(at.Add(time.Hour)).Build(to)); !early.NotAfter().Equal(at.Add(time.Hour)) {
		t.Errorf("Before lowers NotAfter to %v, want an hour", early.NotAfter())
	}
}

func TestNotAfterIsTheNextSilence(t *testing.T) {
	at := fixture.Paris("2026-03-13", 20)
	spec := fixture.SMS("Votons le 15 mars, {{.FirstName}} !", 2)
	spec.Router, spec.StopTo = "", "36180" // no hours but the operators'
	tpl := message.Must(sms.Compile[fixture.Voter](spec))
	m := message.Must(message.Must(tpl.Batch(at)).Build(fixture.ClearPhone(t, at, fixture.Voter{FirstName: "Anne", Station: 1})))
	if want := at.Add(90 * time.Minute); !m.NotAfter().Equal(want) {
		t.Errorf("NotAfter %v, want the end of the operators' hours %v", m.NotAfter(), want)
	}
	spec.Rules = "fr,eu" // without the operators' charter
	tpl = message.Must(sms.Compile[fixture.Voter](spec))
	m = message.Must(message.Must(tpl.Batch(at)).Build(fixture.ClearPhone(t, at, fixture.Voter{FirstName: "Anne", Station: 1})))
	if want := fixture.Paris("2026-03-14", 0); !m.NotAfter().Equal(want) {
		t.Errorf("NotAfter %v, want the eve of the vote at midnight %v", m.NotAfter(), want)
	}
}

func TestHours(t *testing.T) {
	spec := fixture.SMS("Votons le 15 mars, {{.FirstName}} !", 2)
	spec.Router, spec.StopTo = "", "36180"
	tpl := message.Must(sms.Compile[fixture.Voter](spec))
	at := fixture.Paris("2026-03-05", 8).Add(30 * time.Minute)
	f := optout.For{Channel: law.SMS}
	batch := message.Must(tpl.Batch(at))
	v := fixture.Voter{FirstName: "A", Station: 1}
	if _, err := batch.Build(fixture.Clear(t, fixture.Book("demain.example", at), f, law.Metropole, law.OriginForm, fixture.Phone, v)); err != nil {
		t.Errorf("half past eight is an hour to write: %v", err)
	}
	_, err := batch.Build(fixture.Clear(t, fixture.Book("demain.example", at), f, law.Guadeloupe, law.OriginForm, fixture.Phone, v))
	r, ok := errors.AsType[*message.Refusal](err)
	if !ok || !errors.Is(err, law.SendingHours) || !r.Until.Equal(time.Date(2026, 3, 5, 12, 0, 0, 0, time.UTC)) {
		t.Errorf("half past three in the night in Guadeloupe, got %v", err)
	}
	sunday := message.Must(tpl.Batch(fixture.Paris("2026-03-08", 10)))
	if !errors.Is(sunday.Findings().Err(), nil) || len(sunday.Findings()) == 0 {
		t.Errorf("a Sunday is advised against, got %v", sunday.Findings())
	}
}

func TestSilence(t *testing.T) {
	spec := fixture.SMS("Votons le 15 mars, {{.FirstName}} !", 2)
	spec.Router, spec.StopTo = "", "36180"
	tpl := message.Must(sms.Compile[fixture.Voter](spec))
	_, err := tpl.Batch(fixture.Paris("2026-03-14", 12))
	var r *message.Refusal
	if !errors.As(err, &r) || !errors.Is(err, law.Silence) || r.Until.IsZero() {
		t.Fatalf("at noon on the eve every territory is silent, got %v", err)
	}
	// A quarter past nine in the evening of the thirteenth in Paris is the fourteenth in Réunion.
	at := fixture.Paris("2026-03-13", 21).Add(15 * time.Minute)
	batch := message.Must(tpl.Batch(at))
	b := fixture.Book("demain.example", at)
	f := optout.For{Channel: law.SMS}
	if _, err := batch.Build(fixture.Clear(t, b, f, law.Metropole, law.OriginForm, fixture.Phone, fixture.Voter{FirstName: "A", Station: 1})); err != nil {
		t.Errorf("European France is not silent yet: %v", err)
	}
	for _, where := range []law.Territory{law.Reunion, law.UnknownTerritory, "XX"} {
		_, err = batch.Build(fixture.Clear(t, b, f, where, law.OriginForm, fixture.Phone, fixture.Voter{FirstName: "A", Station: 1}))
		if !errors.As(err, &r) || !errors.Is(err, law.Silence) || r.Row != 1 || !r.Until.After(at) {
			t.Errorf("%q is silent, got %v", where, err)
		}
	}
}

func TestClearanceOfAnother(t *testing.T) {
	at := fixture.Paris("2026-03-05", 10)
	batch := message.Must(message.Must(sms.Compile[fixture.Voter](fixture.SMS("Bonjour {{.FirstName}}", 2))).Batch(at))
	mailbox := message.Must(optout.Mailbox("zoe@example.org"))
	sms := optout.For{Channel: law.SMS}
	v := fixture.Voter{FirstName: "Zoë", Station: 3}
	for name, to := range map[string]optout.Cleared[fixture.Voter]{
		"controller": fixture.Clear(t, fixture.Book("autre.example", at), sms, law.Metropole, law.OriginForm, fixture.Phone, v),
		"channel":    fixture.Clear(t, fixture.Book("demain.example", at), optout.For{Channel: law.Email}, law.Metropole, law.OriginForm, mailbox, v),
		"topic":      fixture.Clear(t, fixture.Book("demain.example", at), optout.For{Channel: law.SMS, Topic: "lettre"}, law.Metropole, law.OriginForm, fixture.Phone, v),
		"origin":     fixture.Clear(t, fixture.Book("demain.example", at), sms, law.Metropole, law.OriginPetition, fixture.Phone, v),
		"stale":      fixture.Clear(t, fixture.Book("demain.example", at.Add(-25*time.Hour)), sms, law.Metropole, law.OriginForm, fixture.Phone, v),
	} {
		if _, err := batch.Build(to); !errors.Is(err, law.Clearance) {
			t.Errorf("%s: got %v, want %s", name, err, law.Clearance)
		}
		dst, _, err := batch.Append([]byte("x"), to)
		if !errors.Is(err, law.Clearance) || string(dst) != "x" {
			t.Errorf("%s: Append gives %q, %v", name, dst, err)
		}
	}
}

func TestValuesAreRefusedNeverCut(t *testing.T) {
	at := fixture.Paris("2026-03-05", 10)
	batch := message.Must(message.Must(sms.Compile[fixture.Voter](fixture.SMS("Bonjour {{.FirstName}} ({{.Town}}, {{.Station}})", 2))).Batch(at))
	for _, c := range []struct {
		v    fixture.Voter
		want law.ID
		path string
	}{
		{fixture.Voter{FirstName: "Zoë", Station: 1}, "", ""},
		{fixture.Voter{FirstName: "", Station: 1}, law.ValueBound, "row 1: FirstName"},
		{fixture.Voter{FirstName: strings.Repeat("Jean", 7), Station: 1}, law.ValueBound, "row 1: FirstName"},
		{fixture.Voter{FirstName: strings.Repeat("œ", 13), Station: 1}, law.ValueBound, "row 1: FirstName"}, // 26 once folded
		{fixture.Voter{FirstName: "Zoë\u202e", Station: 1}, law.CleanText, "row 1: FirstName"},
		{fixture.Voter{FirstName: "Zoë\n", Station: 1}, law.CleanText, "row 1: FirstName"},
		{fixture.Voter{FirstName: "Zo\xeb", Station: 1}, law.CleanText, "row 1: FirstName"},
		{fixture.Voter{FirstName: "😀", Station: 1}, law.Alphabet, "row 1: FirstName"},
		{fixture.Voter{FirstName: "[Zoé]", Station: 1}, law.Alphabet, "row 1: FirstName"},
		{fixture.Voter{FirstName: "Zoé", Station: 10000}, law.ValueBound, "row 1: Station"},
		{fixture.Voter{FirstName: "Zoé"}, law.ValueBound, "row 1: Station"},
	} {
		_, err := batch.Build(fixture.ClearPhone(t, at, c.v))
		if c.want == "" {
			if err != nil {
				t.Error(err)
			}
			continue
		}
		f, ok := errors.AsType[law.Finding](err)
		if !ok || f.Rule != c.want || f.Path != c.path {
			t.Errorf("got %v, want %s at %s", err, c.want, c.path)
		}
		if err != nil && c.v.FirstName != "" && strings.Contains(err.Error(), c.v.FirstName) {
			t.Errorf("the error shows the value")
		}
	}
}

func TestBadSpec(t *testing.T) {
	_, err := sms.Compile[fixture.Voter](sms.Spec{})
	if err == nil {
		t.Fatal("an empty specification compiles")
	}
	t.Log(err)
	for _, id := range []law.ID{law.SpecField, law.OptOutSMS} {
		if !errors.Is(err, id) {
			t.Errorf("the findings lack %s", id)
		}
	}
	bad := fixture.SMS("Bonjour #prenom# \u202e{{.FirstName}} {{.Nobody}} {{range .Town}}x{{end}}", 300)
	bad.Sender, bad.Router, bad.Lang, bad.Topic = "DEMAIN ENSEMBLE", "nobody", "?", "a\nb"
	bad.Notice.Rights.Notice = "http://demain.example"
	_, err = sms.Compile[fixture.Voter](bad)
	t.Log(err)
	for _, id := range []law.ID{law.SpecField, law.Placeholder, law.CleanText, law.TemplateBody, law.SenderID} {
		if !errors.Is(err, id) {
			t.Errorf("the findings lack %s", id)
		}
	}
}

// TestBatchFindings: what a Notice lacks is said once, as of the batch's own day.
func TestBatchFindings(t *testing.T) {
	batch := message.Must(message.Must(sms.Compile[fixture.Voter](fixture.SMS("Bonjour {{.FirstName}}", 2))).Batch(fixture.Paris("2026-03-05", 10)))
	seen := map[string]bool{}
	for _, f := range batch.Findings() {
		if seen[f.Error()] {
			t.Errorf("said twice: %v", f)
		}
		seen[f.Error()] = true
	}
	if len(seen) == 0 {
		t.Error("this Notice has advice to give")
	}
}
