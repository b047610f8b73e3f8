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

	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/google/go-cmp/cmp"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// opening is an ordinary moment before the vote.
var opening = time.Date(2026, 3, 5, 9, 0, 0, 0, time.UTC)

func serve(t *testing.T) (*provider, string) {
	t.Helper()
	p := new(provider)
	api := httptest.NewServer(p)
	t.Cleanup(api.Close)
	return p, api.URL
}

// units of a message depend on the statutory words, which are not judged here.
var units = regexp.MustCompile(`[0-9]+ units`)

func TestRun(t *testing.T) {
	p, endpoint := serve(t)
	var out bytes.Buffer
	if err := run(t.Context(), &out, endpoint, opening); err != nil {
		t.Fatal(err)
	}
	want := "row 1, cleared for sms: published, 1 part, GSM-7, n units, not after 2026-03-05T20:30:00Z\n" +
		"row 2, cleared for sms: InvalidParameter of SNS\n" +
		"row 3, cleared for sms: published, 1 part, GSM-7, n units, not after 2026-03-05T20:30:00Z\n"
	if d := cmp.Diff(want, units.ReplaceAllString(out.String(), "n units")); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	if len(p.taken) != 2 {
		t.Fatalf("SNS took %d messages, want 2", len(p.taken))
	}
	for i, m := range p.taken {
		for _, words := range []string{"Nos bancs", "municipales 2026", "https://bancs.example.org/d", "STOP", "36180"} {
			if !strings.Contains(m.Get("Message"), words) {
				t.Errorf("message %d lacks %q", i+1, words)
			}
		}
		attributes := map[string]string{}
		for _, n := range []string{"1", "2"} {
			attributes[m.Get("MessageAttributes.entry."+n+".Name")] = m.Get("MessageAttributes.entry." + n + ".Value.StringValue")
		}
		if d := cmp.Diff(map[string]string{"AWS.SNS.SMS.SenderID": "NOSBANCS", "AWS.SNS.SMS.SMSType": "Promotional"}, attributes); d != "" {
			t.Errorf("message %d (-want +got)\n%s", i+1, d)
		}
	}
	if p.taken[0].Get("PhoneNumber") != international(voters[0].number) || p.taken[1].Get("PhoneNumber") != international(throttled) {
		t.Error("a message went to somebody else")
	}
	if n := p.calls[international(throttled)]; n != 2 {
		t.Errorf("SNS was asked %d times for a message that it throttled once, want 2", n)
	}
}

func TestSilence(t *testing.T) {
	p, endpoint := serve(t)
	err := run(t.Context(), new(bytes.Buffer), endpoint, time.Date(2026, 3, 14, 9, 0, 0, 0, time.UTC))
	if !errors.Is(err, law.Silence) || len(p.taken) != 0 {
		t.Errorf("on the eve of the vote: %v, %d messages", err, len(p.taken))
	}
}

// trial is a sender whose clock stands where it is put, and one cleared voter.
func trial(t *testing.T, endpoint string, change func(*sns.Options)) (*sender, *time.Time, optout.Cleared[voter]) {
	t.Helper()
	clock := opening
	now := func() time.Time { return clock }
	book := &optout.Book{Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "bancs.example.org", Now: now}
	batch, err := reminder.Batch(opening)
	if err != nil {
		t.Fatal(err)
	}
	phone, err := optout.Phone(voters[0].number)
	if err != nil {
		t.Fatal(err)
	}
	options := connect(endpoint).Options()
	change(&options)
	row := optout.Row[voter]{Data: &voter{"Zoë"}, To: phone, Territory: law.Metropole, Origin: law.OriginForm}
	for to, err := range optout.Screen(t.Context(), book, optout.For{Channel: law.SMS}, optout.Rows(row)) {
		if err != nil {
			t.Fatal(err)
		}
		return &sender{api: sns.New(options), book: book, batch: batch, now: now}, &clock, to
	}
	t.Fatal("not cleared")
	return nil, nil, optout.Cleared[voter]{}
}

// TestLastHour hands nothing over that SNS might still deliver after NotAfter.
func TestLastHour(t *testing.T) {
	p, endpoint := serve(t)
	s, clock, to := trial(t, endpoint, func(*sns.Options) {})
	s.batch = s.batch.Before(opening.Add(2 * time.Hour))
	*clock = opening.Add(time.Hour)
	if _, err := s.send(t.Context(), to); !errors.Is(err, errExpired) || len(p.taken) != 0 {
		t.Errorf("an hour is left: %v", err)
	}
	*clock = opening.Add(time.Hour - time.Minute)
	if _, err := s.send(t.Context(), to); err != nil || len(p.taken) != 1 {
		t.Errorf("an hour and a minute are left: %v", err)
	}
}

func TestObjectionCountsAtOnce(t *testing.T) {
	p, endpoint := serve(t)
	s, _, to := trial(t, endpoint, func(*sns.Options) {})
	if err := s.book.Record(t.Context(), to.To(), optout.Event{Kind: optout.Objection, Channel: law.SMS, Source: "sms-reply"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.send(t.Context(), to); !errors.Is(err, law.ObjectNow) || len(p.calls) != 0 {
		t.Errorf("somebody who objected after being cleared: %v", err)
	}
}

// TestLostAnswer has SNS take a message and the answer get lost: nobody gets the message twice.
func TestLostAnswer(t *testing.T) {
	p, endpoint := serve(t)
	s, _, to := trial(t, endpoint, func(o *sns.Options) { o.HTTPClient = lossy{} })
	if _, err := s.send(t.Context(), to); err == nil || strings.Contains(err.Error(), "6399800") {
		t.Errorf("the sender says %v", err)
	}
	if len(p.taken) != 1 {
		t.Errorf("SNS took the message %d times", len(p.taken))
	}
}

// lossy loses every answer.
type lossy struct{}

func (lossy) Do(r *http.Request) (*http.Response, error) {
	answer, err := http.DefaultClient.Do(r)
	if err == nil {
		answer.Body.Close()
	}
	return nil, errors.New("+33639980001: connection reset")
}

func TestForgedRequest(t *testing.T) {
	p, endpoint := serve(t)
	s, _, to := trial(t, endpoint, func(o *sns.Options) { o.HTTPClient = forger{} })
	if _, err := s.send(t.Context(), to); err == nil || !strings.Contains(err.Error(), "SignatureDoesNotMatch") || len(p.taken) != 0 {
		t.Errorf("a request that was changed on the way: %v", err)
	}
}

// forger changes a field that is signed.
type forger struct{}

func (forger) Do(r *http.Request) (*http.Response, error) {
	r.Header.Set("X-Amz-Date", time.Now().Add(time.Minute).UTC().Format("20060102T150405Z"))
	return http.DefaultClient.Do(r)
}
