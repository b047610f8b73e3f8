// Package sms implements app.Notifier without importing it.
package sms

import (
	"github.com/twilio/twilio-go"
	api "github.com/twilio/twilio-go/rest/api/v2010"
)

type Twilio struct{ c *twilio.RestClient }

func (t *Twilio) Notify(to, text string) error {
	_, err := t.c.Api.CreateMessage((&api.CreateMessageParams{}).SetTo(to).SetBody(text))
	return err
}

type Log struct{ lines []string }

func (l *Log) Notify(to, text string) error {
	l.lines = append(l.lines, text)
	return nil
}
