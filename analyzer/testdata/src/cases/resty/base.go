package resty

import (
	"github.com/go-resty/resty/v2"

	"github.com/scrutateur/scrutateur/message/sms"
)

// client keeps the provider's address in the client of the HTTP library.
type client struct{ http *resty.Client }

func newClient(key string) *client {
	c := resty.New().SetBaseURL("https://us.sms.api.sinch.com/xms/v1/plan")
	return &client{http: c}
}

func (c *client) batch(to, text string) error {
	_, err := c.http.R().SetBody(map[string]any{"to": []string{to}, "body": text}).Post("/batches")
	return err
}

func later() *client {
	h := resty.New()
	h.SetBaseURL("https://us.sms.api.sinch.com/xms/v1/plan")
	return &client{h}
}

func based(to string, m sms.Message) error {
	c := newClient("k")
	if err := c.batch(to, "Votez dimanche"); err != nil { // want `RAW: .* a constant text, and goes to a request to Sinch`
		return err
	}
	return later().batch(m.To().E164(), m.Text())
}

func elsewhere(to string) error {
	c := resty.New().SetBaseURL("https://api.example.org/v1")
	_, err := c.R().SetBody(map[string]any{"to": []string{to}, "body": "Votez"}).Post("/articles")
	return err
}
