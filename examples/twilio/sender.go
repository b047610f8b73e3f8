package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/twilio/twilio-go"
	"github.com/twilio/twilio-go/client"
	openapi "github.com/twilio/twilio-go/rest/api/v2010"

	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

const (
	account = "AC00000000000000000000000000000001"
	token   = "secretofthedemonstration"
)

// connect returns Twilio's client. twilio-go knows one host, https://api.twilio.com; a program that does not need another leaves
// Client out.
func connect(api string) *twilio.RestClient {
	c := &client.Client{Credentials: client.NewCredentials(account, token), HTTPClient: &http.Client{Transport: elsewhere(api), Timeout: 10 * time.Second}}
	c.SetAccountSid(account)
	return twilio.NewRestClientWithParams(twilio.ClientParams{Client: c})
}

// elsewhere sends requests to another host than they name.
type elsewhere string

func (e elsewhere) RoundTrip(r *http.Request) (*http.Response, error) {
	u, err := url.Parse(string(e))
	if err != nil {
		return nil, err
	}
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host = u.Scheme, u.Host
	return http.DefaultTransport.RoundTrip(r)
}

// sender hands SMS to Twilio.
type sender struct {
	api   *twilio.RestClient
	book  *optout.Book
	batch *sms.Batch[voter]
	first time.Duration // before the second try; each wait is twice the one before

	now   func() time.Time
	sleep func(context.Context, time.Duration) error
}

// errExpired is a message that may no longer be delivered.
var errExpired = errors.New("expired")

// Limits of ValidityPeriod, in seconds (error 90007).
const shortest, longest = 1, 36_000

// The errors of Twilio that are answered here.
const (
	codeStopped = 21610 // the recipient answered STOP
	codeBusy    = 20429 // too many requests: "Requests that receive 429 responses aren't processed and are safe to retry"
)

// send hands one message over. Only a busy Twilio is asked again: its API knows no key by which it would recognise a message that
// it has already taken, so a request whose answer got lost is for somebody to look at.
func (s *sender) send(ctx context.Context, to optout.Cleared[voter]) (sms.Message, error) {
	for wait := s.first; ; wait *= 2 {
		to, err := optout.Recheck(ctx, s.book, to)
		if err != nil {
			return sms.Message{}, err
		}
		m, err := s.batch.Build(to)
		if err != nil {
			return sms.Message{}, err
		}
		left := int(m.NotAfter().Sub(s.now()) / time.Second)
		if left < shortest {
			return sms.Message{}, errExpired
		}
		p := new(openapi.CreateMessageParams).SetTo(m.To().E164()).SetFrom(m.Sender()).SetBody(m.Text()).
			SetSmartEncoded(false).SetValidityPeriod(min(left, longest))
		taken, err := s.api.Api.CreateMessage(p)
		said, answered := errors.AsType[*client.TwilioRestError](err)
		switch {
		case err == nil:
			if parts := strconv.Itoa(m.Size().Parts); taken.NumSegments == nil || *taken.NumSegments != parts {
				return m, fmt.Errorf("queued, and Twilio does not count the %s parts that were proved", parts)
			}
			return m, nil
		case !answered:
			return sms.Message{}, errors.New("no answer: look whether Twilio has the message before it is sent again")
		case said.Code == codeStopped:
			e := optout.Event{Kind: optout.Objection, Channel: law.SMS, Source: "twilio", ID: m.Key()}
			if err := s.book.Record(ctx, m.To(), e); err != nil {
				return sms.Message{}, err
			}
			return sms.Message{}, errors.New("answered STOP: recorded")
		case said.Code == codeBusy:
			if err := s.sleep(ctx, wait); err != nil {
				return sms.Message{}, err
			}
		default: // Twilio's words repeat the number: the code alone is told
			return sms.Message{}, fmt.Errorf("error %d of Twilio (HTTP %d)", said.Code, said.Status)
		}
	}
}
