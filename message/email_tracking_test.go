package message_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// trackingSpec has an image that reports, and a moment at which the rule on such images is in force.
func trackingSpec() (message.EmailSpec, time.Time) {
	s := emailSpec("La lettre d’octobre", "<p>Bonjour {{.prenom}}</p>")
	s.Notice.Election = notice.NoElection
	s.Fields = map[string]message.Limit{"prenom": {Max: 20}, "accord": {Max: 20}, "id": {Max: 20}}
	s.Tracking = &message.Tracking{Image: "https://demain.example/o/", Field: "id", Consent: "accord", Withdraw: "https://demain.example/suivi"}
	return s, time.Date(2026, 10, 15, 9, 0, 0, 0, time.UTC)
}

func TestEmailTracking(t *testing.T) {
	s, at := trackingSpec()
	tpl, err := message.CompileEmail[message.Values](s)
	if err != nil {
		t.Fatal(err)
	}
	batch := must(tpl.Batch(at))
	build := func(v message.Values) message.Email {
		t.Helper()
		return must(batch.Build(clearFor(t, book("demain.example", at), optout.For{Channel: law.Email}, law.Metropole, law.OriginForm, box, v)))
	}
	with := build(message.Values{"prenom": "Zoë", "accord": "registre n° 7", "id": "a/b"})
	without := build(message.Values{"prenom": "Zoë", "id": "a/b"})
	got := checkMessage(t, with)
	if !strings.Contains(got.html, `src="https://demain.example/o/a%2fb"`) || !strings.Contains(got.html, "https://demain.example/suivi") ||
		!strings.Contains(got.text, "Retirer cet accord") || !strings.Contains(got.text, "https://demain.example/suivi") {
		t.Error("who agreed gets the image, and the way to take it back in both bodies")
	}
	got = checkMessage(t, without)
	if strings.Contains(got.html+got.text, "/o/") || strings.Contains(got.html+got.text, "/suivi") {
		t.Error("who did not agree gets neither")
	}
	size := tpl.Proof()
	for _, m := range []message.Email{with, without} {
		if m.Size().HTML > size.Longest.Size.HTML || m.Size().HTML < size.Shortest.Size.HTML {
			t.Errorf("%v is outside of the proof", m.Size())
		}
	}

	audit := message.EmailAudit{At: at}
	if fs := audit.Findings(without.Bytes(), s.Notice); len(fs) > 0 {
		t.Errorf("without the image: %v", fs)
	}
	if fs := audit.Findings(with.Bytes(), s.Notice); !errors.Is(fs.Err(), law.TrackingPixel) {
		t.Errorf("the audit knows of no consent: %v", fs)
	}
	audit.Tracked = true
	if fs := audit.Findings(with.Bytes(), s.Notice); len(fs) > 0 {
		t.Errorf("with consent: %v", fs)
	}
	raw := strings.ReplaceAll(string(with.Bytes()), "Retirer cet accord", "Lire la suite")
	if fs := audit.Findings([]byte(raw), s.Notice); !errors.Is(fs.Err(), law.TrackingPixel) {
		t.Errorf("with consent and no way back: %v", fs)
	}
}

func TestEmailTrackingRefused(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*message.EmailSpec)
		path   string
	}{
		"no consent":       {func(s *message.EmailSpec) { s.Tracking.Consent = "" }, "Tracking.Consent"},
		"no way back":      {func(s *message.EmailSpec) { s.Tracking.Withdraw = "" }, "Tracking.Withdraw"},
		"an http page":     {func(s *message.EmailSpec) { s.Tracking.Withdraw = "http://demain.example" }, "Tracking.Withdraw"},
		"an http image":    {func(s *message.EmailSpec) { s.Tracking.Image = "http://demain.example/o/" }, "Tracking.Image"},
		"an open address":  {func(s *message.EmailSpec) { s.Tracking.Image = "https://demain.example/o" }, "Tracking.Image"},
		"a strange field":  {func(s *message.EmailSpec) { s.Tracking.Field = "a}}<script>" }, "Tracking.Field"},
		"no such field":    {func(s *message.EmailSpec) { s.Tracking.Field = "nobody" }, "nobody"},
		"a broken address": {func(s *message.EmailSpec) { s.Tracking.Image = "https://demain.example/\r\nx/" }, "Tracking.Image"},
		"undeclared": {func(s *message.EmailSpec) {
			s.Tracking = nil
			s.HTML += `<img src="https://t.example/o.gif" width="1" alt="">`
		}, "HTML"},
		"another pixel": {func(s *message.EmailSpec) { s.HTML += `<img src="https://t.example/o.gif" width="1" alt="">` }, "HTML"},
	} {
		s, at := trackingSpec()
		c.change(&s)
		tpl, err := message.CompileEmail[message.Values](s)
		if err == nil {
			_, err = tpl.Batch(at)
		}
		var e *law.Error
		if !errors.As(err, &e) || !slices.ContainsFunc(e.Findings, func(f law.Finding) bool { return f.Path == c.path && f.Severity == law.Must }) {
			t.Errorf("%s: nothing at %s, but %v", name, c.path, err)
		}
	}
	type row struct{ Accord bool }
	s, _ := trackingSpec()
	s.HTML, s.Fields, s.Tracking.Field, s.Tracking.Consent = "<p>x</p>", nil, "", "Accord"
	if _, err := message.CompileEmail[row](s); !errors.Is(err, law.TrackingPixel) {
		t.Errorf("a mark is no record of a consent: %v", err)
	}
}
