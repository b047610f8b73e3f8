// Package gateway sends SMS through the HTTP interface of a provider.
package gateway

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/scrutateur/scrutateur/message/sms"
)

type Config struct {
	BaseURL  string
	Token    string
	Client   *http.Client
	Attempts int
}

type Client struct{ cfg Config }

func New(c Config) *Client {
	if c.BaseURL == "" {
		c.BaseURL = "https://rest.smsmode.com/sms/v1"
	}
	if c.Client == nil {
		c.Client = http.DefaultClient
	}
	return &Client{c}
}

type request struct {
	Recipient struct {
		To string `json:"to"`
	} `json:"recipient"`
	Body struct {
		Text string `json:"text"`
	} `json:"body"`
	From      string    `json:"from"`
	RefClient string    `json:"refClient"`
	Expires   time.Time `json:"expires"`
}

// Send sends a message, again if the provider was busy and the message may still leave.
func (c *Client) Send(ctx context.Context, m sms.Message) error {
	var in request
	in.Recipient.To = m.To().E164()
	in.Body.Text = m.Text()
	in.From, in.RefClient, in.Expires = m.Sender(), m.Key(), m.NotAfter()
	payload, err := json.Marshal(in)
	if err != nil {
		return err
	}
	for range max(c.cfg.Attempts, 1) {
		if !time.Now().Before(m.NotAfter()) {
			return errors.New("gateway: too late")
		}
		if err = c.once(ctx, payload); err == nil {
			return nil
		}
	}
	return err
}

// Text sends a text that Append made.
func (c *Client) Text(ctx context.Context, to string, text []byte) error {
	payload, err := json.Marshal(map[string]any{
		"recipient": map[string]string{"to": to},
		"body":      map[string]string{"text": string(text)},
	})
	if err != nil {
		return err
	}
	return c.once(ctx, payload)
}

func (c *Client) once(ctx context.Context, payload []byte) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.cfg.BaseURL+"/messages", bytes.NewReader(payload))
	if err != nil {
		return err
	}
	req.Header.Set("X-Api-Key", c.cfg.Token)
	resp, err := c.cfg.Client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode/100 != 2 {
		return fmt.Errorf("gateway: %s", resp.Status)
	}
	return nil
}
