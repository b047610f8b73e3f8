package email_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/audit"
	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/message/internal/fixture"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// trackingSpec has an image that reports, and a moment at which the rule on such images is in force.
func trackingSpec() (email.Spec, time.Time) {
	s := fixture.Email("La lettre d’octobre", "<p>Bonjour {{.prenom}}</p>")
	s.Notice.Election = notice.NoElection
	s.Fields = map[string]message.Limit{"prenom": {Max: 20}, "accord": {Max: 20}, "id": {Max: 20}}
	s.Tracking = &email.Tracking{Image: "https://demain.example/o/", Field: "id", Consent: "accord", Withdraw: "https://demain.example/suivi"}
	return s, time.Date(2026, 10, 15, 9, 0, 0, 0, time.UTC)
}

func TestTracking(t *testing.T) {
	s, at := trackingSpec()
	tpl, err := email.Compile[message.Values](s)
	if err != nil {
		t.Fatal(err)
	}
	batch := message.Must(tpl.Batch(at))
	build := func(v message.Values) email.Message {
		t.Helper()
		return message.Must(batch.Build(fixture.Clear(t, fixture.Book("demain.example", at), optout.For{Channel: law.Email}, law.Metropole, law.OriginForm, fixture.Box, v)))
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
	for _, m := range []email.Message{with, without} {
		if m.Size().HTML > size.Longest.Size.HTML || m.Size().HTML < size.Shortest.Size.HTML {
			t.Errorf("%v is outside of the proof", m.Size())
		}
	}

	audit := audit.Email{At: at}
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

// TestReceipts holds that a request for a receipt is judged as an image that reports: neither adopted nor passed by an audit without
// consent, and with consent only beside the way to take it back.
func TestReceipts(t *testing.T) {
	s, at := trackingSpec()
	s.Tracking = nil
	batch := message.Must(message.Must(email.Compile[message.Values](s)).Batch(at))
	to := fixture.ClearMail(t, at, message.Values{"prenom": "Zoë", "accord": "x", "id": "x"})
	built := string(message.Must(batch.Build(to)).Bytes())
	if _, err := batch.Adopt(to, []byte(built)); err != nil {
		t.Fatalf("without a receipt: %v", err)
	}
	for _, field := range []string{"Disposition-Notification-To", "disposition-notification-to", "Return-Receipt-To", "X-Confirm-Reading-To"} {
		raw := []byte(field + ": contact@demain.example\r\n" + built)
		if _, err := batch.Adopt(to, raw); !errors.Is(err, law.TrackingPixel) {
			t.Errorf("%s: adopted (%v)", field, err)
		}
		a := audit.Email{At: at}
		if fs := a.Findings(raw, s.Notice); !errors.Is(fs.Err(), law.TrackingPixel) {
			t.Errorf("%s: the audit knows of no consent: %v", field, fs)
		}
		a.Tracked = true
		if fs := a.Findings(raw, s.Notice); !errors.Is(fs.Err(), law.TrackingPixel) {
			t.Errorf("%s: with consent and no way back: %v", field, fs)
		}
		way := []byte(strings.Replace(string(raw), "</body>", `<p><a href="https://demain.example/suivi">Retirer cet accord</a></p></body>`, 1))
		if fs := a.Findings(way, s.Notice); errors.Is(fs.Err(), law.TrackingPixel) {
			t.Errorf("%s: with consent: %v", field, fs)
		}
		// Where there is no page, the text says it.
		head := field + ": contact@demain.example\r\nContent-Type: text/plain\r\n\r\nBonjour\r\n"
		if fs := a.Findings([]byte(head), s.Notice); !errors.Is(fs.Err(), law.TrackingPixel) {
			t.Errorf("%s: a text, with consent and no way back: %v", field, fs)
		}
		if fs := a.Findings([]byte(head+"Retirer cet accord : https://demain.example/suivi\r\n"), s.Notice); errors.Is(fs.Err(), law.TrackingPixel) {
			t.Errorf("%s: a text, with consent: %v", field, fs)
		}
	}
}

func TestTrackingRefused(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*email.Spec)
		path   string
	}{
		"no consent":       {func(s *email.Spec) { s.Tracking.Consent = "" }, "Tracking.Consent"},
		"no way back":      {func(s *email.Spec) { s.Tracking.Withdraw = "" }, "Tracking.Withdraw"},
		"an http page":     {func(s *email.Spec) { s.Tracking.Withdraw = "http://demain.example" }, "Tracking.Withdraw"},
		"an http image":    {func(s *email.Spec) { s.Tracking.Image = "http://demain.example/o/" }, "Tracking.Image"},
		"an open address":  {func(s *email.Spec) { s.Tracking.Image = "https://demain.example/o" }, "Tracking.Image"},
		"a strange field":  {func(s *email.Spec) { s.Tracking.Field = "a}}<script>" }, "Tracking.Field"},
		"no such field":    {func(s *email.Spec) { s.Tracking.Field = "nobody" }, "nobody"},
		"a broken address": {func(s *email.Spec) { s.Tracking.Image = "https://demain.example/\r\nx/" }, "Tracking.Image"},
		"undeclared": {func(s *email.Spec) {
			s.Tracking = nil
			s.HTML += `<img src="https://t.example/o.gif" width="1" alt="">`
		}, "HTML"},
		"another pixel": {func(s *email.Spec) { s.HTML += `<img src="https://t.example/o.gif" width="1" alt="">` }, "HTML"},
	} {
		s, at := trackingSpec()
		c.change(&s)
		tpl, err := email.Compile[message.Values](s)
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
	if _, err := email.Compile[row](s); !errors.Is(err, law.TrackingPixel) {
		t.Errorf("a mark is no record of a consent: %v", err)
	}
}
