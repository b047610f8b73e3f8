package resty

import (
	"github.com/go-resty/resty/v2"

	"github.com/scrutateur/scrutateur/message/sms"
)

func constant(c *resty.Client, to string) error {
	_, err := c.R().
		SetHeader("Authorization", "Bearer x").
		SetBody(map[string]any{"from": "DEMAIN", "to": []string{to}, "body": "Votez dimanche"}).
		Post("https://us.sms.api.sinch.com/xms/v1/plan/batches") // want `RAW: .* a constant text, and goes to a request to Sinch`
	return err
}

func form(c *resty.Client, to string) error {
	_, err := c.R().SetFormData(map[string]string{"To": to, "Body": "Votez"}).Post("https://api.twilio.com/2010-04-01/Accounts/x/Messages.json") // want `RAW: `
	return err
}

func built(c *resty.Client, m sms.Message) error {
	var answer struct{ ID string }
	_, err := c.R().SetResult(&answer).
		SetBody(map[string]any{"from": m.Sender(), "to": []string{m.To().E164()}, "body": m.Text()}).
		Post("https://us.sms.api.sinch.com/xms/v1/plan/batches")
	return err
}

func other(c *resty.Client) error {
	_, err := c.R().SetBody(map[string]any{"body": "Votez dimanche"}).Post("https://api.example.org/articles")
	return err
}
