package main

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/ovh/go-ovh/ovh"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// opening is an ordinary moment before the vote.
var opening = time.Date(2026, 3, 5, 9, 0, 0, 0, time.UTC)

func serve(t *testing.T) (*provider, string) {
	t.Helper()
	p := newProvider()
	api := httptest.NewServer(p)
	t.Cleanup(api.Close)
	return p, api.URL + "/1.0"
}

// units of a message depend on the statutory words, which are not judged here.
var units = regexp.MustCompile(`[0-9]+ units`)

func TestRun(t *testing.T) {
	p, endpoint := serve(t)
	var out bytes.Buffer
	if err := run(t.Context(), &out, endpoint, opening); err != nil {
		t.Fatal(err)
	}
	want := "row 1, cleared for sms: queued, 2 parts, GSM-7, n units, not after 2026-03-05T19:00:00Z\n" +
		"row 2, cleared for sms: OVHcloud takes the number for none\n" +
		"row 3, cleared for sms: queued, 2 parts, GSM-7, n units, not after 2026-03-05T19:00:00Z\n"
	if d := cmp.Diff(want, units.ReplaceAllString(out.String(), "n units")); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	if len(p.taken) != 2 {
		t.Fatalf("OVHcloud took %d messages, want 2", len(p.taken))
	}
	for i, j := range p.taken {
		for _, words := range []string{"Liste Nos bancs publics", "élections municipales", "https://bancs.example.org/d"} {
			if !strings.Contains(j.Message, words) {
				t.Errorf("message %d lacks %q", i+1, words)
			}
		}
		if strings.Contains(j.Message, "STOP") || j.NoStopClause {
			t.Errorf("message %d: the STOP mention would stand there twice, or not at all", i+1)
		}
		if j.Sender != "NOSBANCS" || len(j.Receivers) != 1 || j.ValidityPeriod != 600 || len(j.Tag) != maxTag {
			t.Errorf("message %d: sender, receiver, validity or tag are not what was proved", i+1)
		}
	}
	if p.taken[0].Receivers[0] != "+33639980001" || p.taken[1].Receivers[0] != "+33639980003" {
		t.Error("a message went to somebody else")
	}
}

func TestClosed(t *testing.T) {
	p, endpoint := serve(t)
	for at, want := range map[time.Time]law.ID{
		time.Date(2026, 3, 14, 9, 0, 0, 0, time.UTC): law.Silence,      // the eve of the vote
		time.Date(2026, 3, 8, 9, 0, 0, 0, time.UTC):  law.SendingHours, // a Sunday
	} {
		if err := run(t.Context(), new(bytes.Buffer), endpoint, at); !errors.Is(err, want) || len(p.taken) != 0 {
			t.Errorf("at %v: %v, %d messages", at, err, len(p.taken))
		}
	}
}

// trial is a sender whose clock stands where it is put, and one cleared voter.
func trial(t *testing.T, endpoint, secret string) (*sender, *time.Time, optout.Cleared[voter]) {
	t.Helper()
	clock := opening
	now := func() time.Time { return clock }
	book := &optout.Book{Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "bancs.example.org", Now: now}
	batch, err := reminder.Batch(opening)
	if err != nil {
		t.Fatal(err)
	}
	client, err := ovh.NewClient(endpoint, applicationKey, secret, consumerKey)
	if err != nil {
		t.Fatal(err)
	}
	phone, err := optout.Phone("06 39 98 00 01")
	if err != nil {
		t.Fatal(err)
	}
	row := optout.Row[voter]{Data: &voter{"Zoë", 1}, To: phone, Territory: law.Metropole, Origin: law.OriginForm}
	for to, err := range optout.Screen(t.Context(), book, optout.For{Channel: law.SMS}, optout.Rows(row)) {
		if err != nil {
			t.Fatal(err)
		}
		return &sender{api: client, service: service, book: book, batch: batch, now: now}, &clock, to
	}
	t.Fatal("not cleared")
	return nil, nil, optout.Cleared[voter]{}
}

func TestValidity(t *testing.T) {
	p, endpoint := serve(t)
	s, clock, to := trial(t, endpoint, applicationSecret)
	s.batch = s.batch.Before(opening.Add(3 * time.Minute))
	*clock = opening.Add(time.Second)
	if _, err := s.send(t.Context(), to); err != nil {
		t.Fatal(err)
	}
	if got := p.taken[0].ValidityPeriod; got != 2 {
		t.Errorf("2 minutes and 59 seconds are left, OVHcloud is given %d minutes", got)
	}
	*clock = opening.Add(2*time.Minute + time.Second)
	if _, err := s.send(t.Context(), to); !errors.Is(err, errExpired) || len(p.taken) != 1 {
		t.Errorf("less than a minute is left: %v", err)
	}
}

func TestObjectionCountsAtOnce(t *testing.T) {
	p, endpoint := serve(t)
	s, _, to := trial(t, endpoint, applicationSecret)
	if err := s.book.Record(t.Context(), to.To(), optout.Event{Kind: optout.Objection, Channel: law.SMS, Source: "sms-reply"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.send(t.Context(), to); !errors.Is(err, law.ObjectNow) || len(p.taken) != 0 {
		t.Errorf("somebody who objected after being cleared: %v", err)
	}
}

// TestErrors has OVHcloud refuse and fall silent: neither names the recipient.
func TestErrors(t *testing.T) {
	p, endpoint := serve(t)
	s, _, to := trial(t, endpoint, "another secret")
	if _, err := s.send(t.Context(), to); err == nil || !strings.Contains(err.Error(), "Client::Forbidden") {
		t.Errorf("a wrong signature: %v", err)
	}
	s, _, to = trial(t, endpoint, applicationSecret)
	s.service = "sms-xx00000-2"
	if _, err := s.send(t.Context(), to); err == nil || !strings.Contains(err.Error(), "404") {
		t.Errorf("another account: %v", err)
	}
	if len(p.taken) != 0 {
		t.Error("OVHcloud took a message that it refused")
	}
	s, _, to = trial(t, endpoint, applicationSecret)
	s.api.Client = &http.Client{Transport: broken{}}
	if _, err := s.send(t.Context(), to); err == nil || strings.Contains(err.Error(), "6399800") {
		t.Errorf("no answer: %v", err)
	}
}

// broken loses every answer.
type broken struct{}

func (broken) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("+33639980001")
}
