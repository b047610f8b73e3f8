package twilio

import (
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/twilio/twilio-go"
	api "github.com/twilio/twilio-go/rest/api/v2010"
)

type row struct{ Name string }

func setter(c *twilio.RestClient) {
	p := &api.CreateMessageParams{}
	p.SetTo("+33612345678")
	p.SetBody("Votez pour nous")
	c.Api.CreateMessage(p) // want `RAW: the body of this SMS .* a constant text, and goes to openapi.ApiService.CreateMessage`
}

func fluent(c *twilio.RestClient, name string) {
	c.Api.CreateMessage((&api.CreateMessageParams{}).SetTo("+33612345678").SetBody("Bonjour " + name)) // want `RAW: .* joined with other text`
}

func literal(c *twilio.RestClient) {
	text := "Votez"
	c.Api.CreateMessage(&api.CreateMessageParams{Body: &text}) // want `RAW: `
}

func built(c *twilio.RestClient, b *sms.Batch[row], rows []optout.Cleared[row]) error {
	for _, r := range rows {
		sms, err := b.Build(r)
		if err != nil {
			return err
		}
		p := &api.CreateMessageParams{}
		p.SetTo(sms.To().E164())
		p.SetBody(sms.Text())
		if _, err := c.Api.CreateMessage(p); err != nil {
			return err
		}
	}
	return nil
}

func suffix(c *twilio.RestClient, sms sms.Message) {
	p := &api.CreateMessageParams{}
	p.SetTo(sms.To().E164())
	p.SetBody(sms.Text() + " Vive la liste") // want `ALTERED: .*joined with other text`
	c.Api.CreateMessage(p)
}

func appended(c *twilio.RestClient, b *sms.Batch[row], r optout.Cleared[row]) error {
	buf, _, err := b.Append(nil, r)
	if err != nil {
		return err
	}
	c.Api.CreateMessage((&api.CreateMessageParams{}).SetBody(string(buf)))
	return nil
}

func template(c *twilio.RestClient) {
	p := &api.CreateMessageParams{}
	p.SetContentSid("HX123")
	c.Api.CreateMessage(p) // want `PROVIDER-TEMPLATE: `
}

type sender interface{ send(to, text string) error }
type live struct{ c *twilio.RestClient }

func (l live) send(to, text string) error {
	_, err := l.c.Api.CreateMessage((&api.CreateMessageParams{}).SetTo(to).SetBody(text))
	return err
}

func campaign(s sender) {
	s.send("+33612345678", "Dimanche, votez") // want `RAW: .* a constant text`
}

func campaignBuilt(s sender, sms sms.Message) error { return s.send(sms.To().E164(), sms.Text()) }
