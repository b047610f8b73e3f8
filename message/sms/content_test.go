package sms_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/fixture"
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/notice/law"
)

// TestContent has what an author may not write, in the author's own words.
func TestContent(t *testing.T) {
	consent := func(body string) sms.Spec {
		s := fixture.SMS(body, 2)
		s.Occasion = message.ConsentRequest
		s.Notice.Origin.Kind, s.Notice.Origin.Detail, s.Notice.Origin.Attestation = law.OriginRented, "Fichiers SA", "attestation du 3 novembre 2025"
		return s
	}
	for name, c := range map[string]struct {
		spec sms.Spec
		want law.ID
		at   string
	}{
		"free phone":   {fixture.SMS("Bonjour {{.FirstName}}, appelez le 0 800 123 456.", 2), law.FreePhone, "0 800 123 456"},
		"premium":      {fixture.SMS("{{.FirstName}}, dites-nous non au 0899 12 34 56.", 2), law.StopValid, "0899 12 34 56"},
		"shortener":    {fixture.SMS("{{.FirstName}}, lisez https://bit.ly/abc", 2), law.NoConceal, "https://bit.ly/abc"},
		"call to vote": {consent("{{.FirstName}}, votez pour nous !"), law.ConsentFirst, "votez"},
	} {
		tpl, err := sms.Compile[fixture.Voter](c.spec)
		var fs law.Findings
		if e, ok := errors.AsType[*law.Error](err); ok {
			fs = e.Findings
		} else {
			fs = tpl.Findings()
		}
		found := false
		for _, f := range fs {
			found = found || f.Rule == c.want && f.Path == "Body" && strings.HasPrefix(c.spec.Body[f.Start:f.End], c.at)
		}
		if !found {
			t.Errorf("%s: %s is not found at %q: %v", name, c.want, c.at, fs)
		}
	}
	for _, good := range []sms.Spec{
		fixture.SMS("{{.FirstName}}, appelez le 03 26 00 00 00 ou lisez https://demain.example/programme", 2),
		consent("{{.FirstName}}, une question."),
	} {
		if _, err := sms.Compile[fixture.Voter](good); err != nil {
			t.Error(err)
		}
	}
}

// TestRequiredInCondition has a required field that only a condition reads in the case at hand.
func TestRequiredInCondition(t *testing.T) {
	type row struct {
		Name string `validate:"required,max=24"`
	}
	at := fixture.Paris("2026-03-05", 10)
	batch := message.Must(message.Must(sms.Compile[row](fixture.SMS("{{if .Name}}{{.Name}}{{else}}Bonjour{{end}}, votons !", 2))).Batch(at))
	if _, err := batch.Build(fixture.ClearPhone(t, at, row{})); !errors.Is(err, law.ValueBound) {
		t.Errorf("a required field is empty, got %v", err)
	}
	if _, err := batch.Build(fixture.ClearPhone(t, at, row{"Zoé"})); err != nil {
		t.Error(err)
	}
}

// TestCharacters holds a provider's limit of characters against the longest message, not against the template.
func TestCharacters(t *testing.T) {
	s := fixture.SMS("{{/* "+strings.Repeat("a long comment ", 200)+" */}}{{.FirstName}}, votons !", 2)
	s.Router, s.StopTo = "twilio", "36180"
	if _, err := sms.Compile[fixture.Voter](s); err != nil {
		t.Errorf("a comment is counted: %v", err)
	}
}
