package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/ovh/go-ovh/ovh"

	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/optout"
)

// Keys of an application, and an account, that do not exist.
const (
	applicationKey    = "0000000000000001"
	applicationSecret = "a secret of the demonstration"
	consumerKey       = "a consumer of the demonstration"
	service           = "sms-xx00000-1"
)

// sender hands SMS to OVHcloud.
type sender struct {
	api     *ovh.Client
	service string // the account
	book    *optout.Book
	batch   *sms.Batch[voter]
	now     func() time.Time
}

// job is what POST /sms/{serviceName}/jobs takes.
type job struct {
	Message        string   `json:"message"`
	Receivers      []string `json:"receivers"`
	Sender         string   `json:"sender"`
	NoStopClause   bool     `json:"noStopClause"`   // true says that a message is no advertisement, and leaves out the STOP mention
	ValidityPeriod int      `json:"validityPeriod"` // minutes until the message is dropped
	Tag            string   `json:"tag"`
}

// report is what it answers.
type report struct {
	Credits float64  `json:"totalCreditsRemoved"`
	IDs     []int64  `json:"ids"`
	Valid   []string `json:"validReceivers"`
	Invalid []string `json:"invalidReceivers"`
}

// maxTag is how many characters a tag has (http2sms guide); 20 of a Key's 26 still tell messages apart.
const maxTag = 20

// errExpired is a message that may no longer be delivered.
var errExpired = errors.New("expired")

// send hands one message over, once. A request whose answer got lost may have been taken: its tag says, in GET
// /sms/{serviceName}/outgoing, whether it was.
func (s *sender) send(ctx context.Context, to optout.Cleared[voter]) (sms.Message, error) {
	to, err := optout.Recheck(ctx, s.book, to)
	if err != nil {
		return sms.Message{}, err
	}
	m, err := s.batch.Build(to)
	if err != nil {
		return sms.Message{}, err
	}
	minutes := int(m.NotAfter().Sub(s.now()) / time.Minute)
	if minutes < 1 {
		return sms.Message{}, errExpired
	}
	var r report
	err = s.api.PostWithContext(ctx, "/sms/"+url.PathEscape(s.service)+"/jobs", job{
		Message: m.Text(), Receivers: []string{m.To().E164()}, Sender: m.Sender(), ValidityPeriod: minutes, Tag: m.Key()[:maxTag],
	}, &r)
	said, answered := errors.AsType[*ovh.APIError](err)
	switch {
	case answered: // OVHcloud's words may repeat the number: the class alone is told
		return sms.Message{}, fmt.Errorf("%s of OVHcloud (HTTP %d)", said.Class, said.Code)
	case err != nil:
		return sms.Message{}, errors.New("no answer: look for the tag before the message is sent again")
	case len(r.Valid) != 1 || len(r.Invalid) != 0:
		return sms.Message{}, errors.New("OVHcloud takes the number for none")
	case int(r.Credits) != m.Size().Parts:
		return m, fmt.Errorf("queued for %g credits, and %d parts were proved", r.Credits, m.Size().Parts)
	}
	return m, nil
}
