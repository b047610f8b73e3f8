package ovh

import (
	"fmt"

	"github.com/ovh/go-ovh/ovh"
	"github.com/scrutateur/scrutateur/message/sms"
)

type job struct {
	Message   string   `json:"message"`
	Receivers []string `json:"receivers"`
	Sender    string   `json:"sender"`
}

func constant(c *ovh.Client, service string) error {
	return c.Post(fmt.Sprintf("/sms/%s/jobs", service), job{Message: "Votez", Receivers: []string{"+33612345678"}}, nil) // want `RAW: the body of this SMS .* ovh.Client.Post`
}

func asMap(c *ovh.Client, service string) error {
	return c.Post("/sms/"+service+"/jobs", map[string]any{"message": "Votez", "sender": "LISTE"}, nil) // want `RAW: `
}

func built(c *ovh.Client, service string, m sms.Message) error {
	return c.Post("/sms/"+service+"/jobs", &job{Message: m.Text(), Receivers: []string{m.To().E164()}, Sender: m.Sender()}, nil)
}

func other(c *ovh.Client) error {
	return c.Post("/domain/zone/example.org/record", map[string]any{"target": "some text"}, nil)
}
