// Package gateway sends SMS through the HTTP interface of a provider.
package gateway

import (
	"cmp"
	"errors"
	"net/http"
	"strings"
	"time"
)

const defaultBaseURL = "https://rest.smsmode.com/sms/v1"

// Config says where and as whom. Zero fields take their defaults, except Token.
type Config struct {
	BaseURL  string
	Token    string
	Sender   string
	Client   *http.Client
	Attempts int
	Pause    time.Duration
}

func (c Config) withDefaults() (Config, error) {
	if c.Token == "" {
		return c, errors.New("gateway: no token")
	}
	c.BaseURL = strings.TrimSuffix(cmp.Or(c.BaseURL, defaultBaseURL), "/")
	c.Sender = cmp.Or(c.Sender, "DEMAIN")
	c.Attempts = cmp.Or(c.Attempts, 3)
	c.Pause = cmp.Or(c.Pause, time.Second)
	if c.Client == nil {
		c.Client = &http.Client{Timeout: 10 * time.Second}
	}
	return c, nil
}
