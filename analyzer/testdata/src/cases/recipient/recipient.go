// Package recipient sends built messages, to their recipients and to others.
package recipient

import (
	"iter"
	"net/smtp"

	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/twilio/twilio-go"
	api "github.com/twilio/twilio-go/rest/api/v2010"
)

type row struct{ Name string }

func send(c *twilio.RestClient, to, text string) error {
	_, err := c.Api.CreateMessage((&api.CreateMessageParams{}).SetTo(to).SetBody(text))
	return err
}

func direct(c *twilio.RestClient, to, text *string) {
	c.Api.CreateMessage(&api.CreateMessageParams{To: to, Body: text})
}

func own(c *twilio.RestClient, m sms.Message) {
	p := &api.CreateMessageParams{}
	p.SetTo(m.To().E164())
	p.SetBody(m.Text())
	c.Api.CreateMessage(p)
}

func other(c *twilio.RestClient, m sms.Message) {
	p := &api.CreateMessageParams{}
	p.SetTo("+33199001234")
	p.SetBody(m.Text())
	c.Api.CreateMessage(p) // want `RECIPIENT: .* a constant text`
}

func parameter(c *twilio.RestClient, m sms.Message, to string) {
	p := &api.CreateMessageParams{}
	p.SetTo(to)
	p.SetBody(m.Text())
	c.Api.CreateMessage(p) // want `RECIPIENT: .* the parameter to`
}

type job struct {
	n int
	m sms.Message
}

func inField(c *twilio.RestClient, j *job) {
	p := &api.CreateMessageParams{}
	p.SetTo(j.m.To().E164())
	p.SetBody(j.m.Text())
	c.Api.CreateMessage(p)
}

func inFields(c *twilio.RestClient, j, k *job) {
	p := &api.CreateMessageParams{}
	p.SetTo(k.m.To().E164())
	p.SetBody(j.m.Text())
	c.Api.CreateMessage(p) // want `RECIPIENT: .* the recipient of another message`
}

func inSlice(c *twilio.RestClient, ms []sms.Message) {
	for i := range ms {
		p := &api.CreateMessageParams{}
		p.SetTo(ms[i].To().E164())
		p.SetBody(ms[i].Text())
		c.Api.CreateMessage(p)
	}
	p := &api.CreateMessageParams{}
	p.SetTo(ms[0].To().E164())
	p.SetBody(ms[1].Text())
	c.Api.CreateMessage(p) // want `RECIPIENT: `
}

func captured(c *twilio.RestClient, b *sms.Batch[row], r optout.Cleared[row]) error {
	m, err := b.Build(r)
	if err != nil {
		return err
	}
	return func() error {
		p := &api.CreateMessageParams{}
		p.SetTo(m.To().E164())
		p.SetBody(m.Text())
		_, err := c.Api.CreateMessage(p)
		return err
	}()
}

func sequence(c *twilio.RestClient, seq iter.Seq2[sms.Message, error]) {
	for m, err := range seq {
		if err != nil {
			return
		}
		p := &api.CreateMessageParams{}
		p.SetTo(m.To().E164())
		p.SetBody(m.Text())
		c.Api.CreateMessage(p)
	}
}

func bulk(c *twilio.RestClient, m sms.Bulk) {
	for to := range m.Recipients() {
		p := &api.CreateMessageParams{}
		p.SetTo(to.E164())
		p.SetBody(m.Text())
		c.Api.CreateMessage(p)
	}
}

func mail(e email.Message) error {
	to := e.To().Mailbox()
	return smtp.SendMail("h:25", nil, "a@example.org", []string{to}, e.Bytes())
}

func copyTo(e email.Message, boss string) error {
	return smtp.SendMail("h:25", nil, "a@example.org", []string{e.To().Mailbox(), boss}, e.Bytes()) // want `RECIPIENT: `
}
