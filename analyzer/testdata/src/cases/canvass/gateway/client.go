package gateway

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// Client talks to the provider. It may be used by several goroutines.
type Client struct {
	cfg Config
}

func New(c Config) (*Client, error) {
	c, err := c.withDefaults()
	if err != nil {
		return nil, err
	}
	return &Client{cfg: c}, nil
}

type recipient struct {
	To string `json:"to"`
}

type body struct {
	Text string `json:"text"`
}

type request struct {
	Recipient recipient `json:"recipient"`
	Body      body      `json:"body"`
	From      string    `json:"from,omitempty"`
	RefClient string    `json:"refClient,omitempty"`
}

type response struct {
	ID     string `json:"messageId"`
	Status struct {
		Value string `json:"value"`
	} `json:"status"`
}

// StatusError is an answer other than 2xx.
type StatusError struct {
	Code int
	Text string
}

func (e *StatusError) Error() string { return fmt.Sprintf("gateway: %d: %s", e.Code, e.Text) }

func (e *StatusError) temporary() bool { return e.Code == http.StatusTooManyRequests || e.Code >= 500 }

// Send sends text and returns the provider's name of the message.
func (c *Client) Send(ctx context.Context, to, text string) (string, error) {
	var out response
	in := request{Recipient: recipient{To: to}, Body: body{Text: text}, From: c.cfg.Sender}
	if err := c.call(ctx, http.MethodPost, "/messages", in, &out); err != nil {
		return "", fmt.Errorf("send: %w", err)
	}
	return out.ID, nil
}

// Status asks what became of a message.
func (c *Client) Status(ctx context.Context, id string) (string, error) {
	var out response
	if err := c.call(ctx, http.MethodGet, "/messages/"+url.PathEscape(id), nil, &out); err != nil {
		return "", fmt.Errorf("status: %w", err)
	}
	return out.Status.Value, nil
}

// Ping sends a text of our own, to see whether the token is any good.
func (c *Client) Ping(ctx context.Context, to string) error {
	_, err := c.Send(ctx, to, "Le service de rappel fonctionne.") // want `RAW: the body of this SMS .* a constant text, and goes to a request to smsmode`
	return err
}

func (c *Client) call(ctx context.Context, method, path string, in, out any) error {
	var payload []byte
	if in != nil {
		var err error
		if payload, err = json.Marshal(in); err != nil {
			return err
		}
	}
	var last error
	for try := range c.cfg.Attempts {
		if try > 0 {
			select {
			case <-ctx.Done():
				return errors.Join(ctx.Err(), last)
			case <-time.After(c.cfg.Pause << try):
			}
		}
		last = c.once(ctx, method, path, payload, out)
		var se *StatusError
		if last == nil || errors.As(last, &se) && !se.temporary() {
			return last
		}
	}
	return last
}

func (c *Client) once(ctx context.Context, method, path string, payload []byte, out any) (err error) {
	req, err := http.NewRequestWithContext(ctx, method, c.cfg.BaseURL+path, bytes.NewReader(payload))
	if err != nil {
		return err
	}
	req.Header.Set("X-Api-Key", c.cfg.Token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := c.cfg.Client.Do(req)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, resp.Body.Close()) }()
	if resp.StatusCode/100 != 2 {
		text, _ := io.ReadAll(io.LimitReader(resp.Body, 512))
		return &StatusError{resp.StatusCode, string(text)}
	}
	return json.NewDecoder(resp.Body).Decode(out)
}
