package main

import (
	"bytes"
	"context"
	"errors"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// opening is an ordinary moment before the vote.
var opening = time.Date(2026, 3, 5, 9, 0, 0, 0, time.UTC)

func serve(t *testing.T) (*provider, string) {
	t.Helper()
	p := &provider{account: account, token: token}
	api := httptest.NewServer(p)
	t.Cleanup(api.Close)
	return p, api.URL
}

// units of a message depend on the statutory words, which are not judged here.
var units = regexp.MustCompile(`[0-9]+ units`)

func TestRun(t *testing.T) {
	p, api := serve(t)
	var out bytes.Buffer
	if err := run(t.Context(), &out, api, opening); err != nil {
		t.Fatal(err)
	}
	want := "row 1, cleared for sms: queued, 2 parts, GSM-7, n units, not after 2026-03-05T20:30:00Z\n" +
		"row 2, cleared for sms: answered STOP: recorded\n" +
		"row 3, cleared for sms: queued, 2 parts, GSM-7, n units, not after 2026-03-05T20:30:00Z\n"
	if d := cmp.Diff(want, units.ReplaceAllString(out.String(), "n units")); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	if len(p.taken) != 2 {
		t.Fatalf("Twilio took %d messages, want 2", len(p.taken))
	}
	for i, m := range p.taken {
		body := m.Get("Body")
		for _, words := range []string{"Liste Nos bancs publics", "élections municipales", "https://bancs.example.org/d", "STOP", "36180"} {
			if !strings.Contains(body, words) {
				t.Errorf("message %d lacks %q", i+1, words)
			}
		}
		if m.Get("From") != "NOSBANCS" || m.Get("SmartEncoded") != "false" || m.Get("ValidityPeriod") != "36000" {
			t.Errorf("message %d: sender, encoding or validity are not what was proved", i+1)
		}
	}
	if p.taken[0].Get("To") != international(voters[0].number) || p.taken[1].Get("To") != international(voters[2].number) {
		t.Error("a message went to somebody else")
	}
	if n := p.calls[international(busy)]; n != 2 {
		t.Errorf("a busy Twilio was asked %d times, want 2", n)
	}
}

func TestSilence(t *testing.T) {
	p, api := serve(t)
	err := run(t.Context(), new(bytes.Buffer), api, time.Date(2026, 3, 14, 9, 0, 0, 0, time.UTC))
	if !errors.Is(err, law.Silence) || len(p.taken) != 0 {
		t.Errorf("on the eve of the vote: %v, %d messages", err, len(p.taken))
	}
}

// trial is a sender over a clock that jumps over its waits, and one cleared voter.
func trial(t *testing.T, api, number string) (*sender, *time.Time, optout.Cleared[voter]) {
	t.Helper()
	clock := opening
	book := &optout.Book{
		Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "bancs.example.org",
		Now: func() time.Time { return clock },
	}
	batch, err := reminder.Batch(opening)
	if err != nil {
		t.Fatal(err)
	}
	s := &sender{api: connect(api), book: book, batch: batch, first: time.Minute, now: func() time.Time { return clock },
		sleep: func(_ context.Context, d time.Duration) error { clock = clock.Add(d); return nil }}
	phone, err := optout.Phone(number)
	if err != nil {
		t.Fatal(err)
	}
	row := optout.Row[voter]{Data: &voter{"Zoë", 1}, To: phone, Territory: law.Metropole, Origin: law.OriginForm}
	for to, err := range optout.Screen(t.Context(), book, optout.For{Channel: law.SMS}, optout.Rows(row)) {
		if err != nil {
			t.Fatal(err)
		}
		return s, &clock, to
	}
	t.Fatal("not cleared")
	return nil, nil, optout.Cleared[voter]{}
}

func TestValidity(t *testing.T) {
	p, api := serve(t)
	s, clock, to := trial(t, api, "06 39 98 00 01")
	s.batch = s.batch.Before(opening.Add(90 * time.Second))
	*clock = opening.Add(30*time.Second + time.Millisecond)
	if _, err := s.send(t.Context(), to); err != nil {
		t.Fatal(err)
	}
	if got := p.taken[0].Get("ValidityPeriod"); got != "59" {
		t.Errorf("59.999 seconds are left, Twilio is given %s", got)
	}
	*clock = opening.Add(89*time.Second + time.Millisecond)
	if _, err := s.send(t.Context(), to); !errors.Is(err, errExpired) || len(p.taken) != 1 {
		t.Errorf("less than a second is left: %v", err)
	}
}

// TestStop has a voter who answered STOP to Twilio written to no more, through Twilio or anybody.
func TestStop(t *testing.T) {
	_, api := serve(t)
	s, _, to := trial(t, api, stopped)
	if _, err := s.send(t.Context(), to); err == nil || strings.Contains(err.Error(), "6399800") {
		t.Errorf("the first message: %v", err)
	}
	if _, err := s.send(t.Context(), to); !errors.Is(err, law.ObjectNow) {
		t.Errorf("the second message: %v, want %s", err, law.ObjectNow)
	}
}

// TestBusyForEver has Twilio busy until the message expires, at the end of the day's hours.
func TestBusyForEver(t *testing.T) {
	p, api := serve(t)
	s, clock, to := trial(t, api, busy)
	pause := s.sleep
	s.sleep = func(ctx context.Context, d time.Duration) error {
		p.calls = nil // as if nobody had asked before
		return pause(ctx, d)
	}
	if _, err := s.send(t.Context(), to); !errors.Is(err, errExpired) || len(p.taken) != 0 {
		t.Errorf("%v after %v", err, clock.Sub(opening))
	}
}

// TestErrorsNameNobody has Twilio refuse in words that repeat the number.
func TestErrorsNameNobody(t *testing.T) {
	p, api := serve(t)
	s, _, to := trial(t, api, unknown)
	if _, err := s.send(t.Context(), to); err == nil || !strings.Contains(err.Error(), "21211") || strings.Contains(err.Error(), "6399800") {
		t.Errorf("a number that is none: %v", err)
	}
	p.token = "another"
	if _, err := s.send(t.Context(), to); err == nil || !strings.Contains(err.Error(), "20003") {
		t.Errorf("a wrong token: %v", err)
	}
	s, _, to = trial(t, "http://127.0.0.1:1", "06 39 98 00 01")
	if _, err := s.send(t.Context(), to); err == nil || strings.Contains(err.Error(), "6399800") {
		t.Errorf("nobody answers: %v", err)
	}
}
