package oneclick

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"path"
	"strings"

	"github.com/scrutateur/scrutateur/notice/law"
)

// Inbound is a message, or word of one, that a provider hands over. Printed it shows nothing of it.
type Inbound struct {
	From    string      // who wrote, as the provider writes it: a number, or a mailbox where Channel is law.Email
	Text    string      // what they wrote, in whatever bytes it came
	ID      string      // the provider's own name for the message: a retry has the same
	Account string      // the account or number to which it was sent, "" where the provider does not say
	Channel law.Channel // "" is law.SMS
	Signal  Signal      // what the provider itself made of the message
}

// Signal is what a provider made of a message by rules of its own: Twilio's OptOutType, or an event that says "unsubscribed".
type Signal string

const (
	NoSignal Signal = ""
	Stop     Signal = "stop"  // the person is opted out at the provider: an objection, whatever the text says
	Start    Signal = "start" // the person is opted in again at the provider: no consent by itself (GDPR 4(11))
	Help     Signal = "help"
)

// Format writes "a message" under every verb: both number and text are personal data, and the text may reveal an opinion (GDPR 9).
func (m Inbound) Format(f fmt.State, verb rune) { io.WriteString(f, "a message") }

// LogValue returns the same.
func (m Inbound) LogValue() slog.Value { return slog.StringValue("a message") }

// MarshalText returns the same, so that encoders do not leak a message.
func (m Inbound) MarshalText() ([]byte, error) { return []byte("a message"), nil }

// Decoder reads a provider's request and checks that it comes from the provider. A request may hold several messages, and none: a
// delivery report, say, is acknowledged and says nothing here. ErrForeign, alone or wrapped, says that the request is somebody
// else's. After any other error the Webhook keeps the request for a human if there is a sign of an objection in it.
//
// The body was read before, so that a Decoder cannot be kept waiting, and may be read again.
type Decoder func(*http.Request) ([]Inbound, error)

// ErrForeign says that a request does not come from the provider.
var ErrForeign = errors.New("oneclick: the request does not come from the provider")

var errShortSecret = fmt.Errorf("%w: the secret is shorter than %d bytes, and lets nobody through", ErrForeign, minSecret)

var errUndecoded = errors.New("oneclick: the request is not of a form that the decoder knows")

// minSecret is the least length of a secret in a URL, in bytes.
const minSecret = 16

// Secret lets only those through who know a secret, for providers that sign nothing: as the last part of the URL that the provider is
// told ("/sms/ovh/SECRET"), as a bearer token (RFC 6750) or as the password of HTTP's basic authentication (RFC 7617). It has 16 bytes at
// least, from crypto/rand.Text say; a shorter one lets nobody through. Whoever learns it can object for everybody.
func Secret(secret string, d Decoder) Decoder {
	return func(r *http.Request) ([]Inbound, error) {
		if len(secret) < minSecret {
			return nil, errShortSecret
		}
		bearer, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		_, password, _ := r.BasicAuth()
		for _, given := range []string{path.Base(r.URL.Path), bearer, password} {
			if subtle.ConstantTimeCompare([]byte(given), []byte(secret)) == 1 {
				return d(r)
			}
		}
		return nil, ErrForeign
	}
}

// name returns the provider's name for a message as a ledger can hold it.
func name(id string) string {
	if len(id) <= 128 && !strings.ContainsFunc(id, func(r rune) bool { return r < ' ' || r > '~' }) {
		return id
	}
	sum := sha256.Sum256([]byte(id))
	return "sha256:" + hex.EncodeToString(sum[:])
}

// private is a context without the request's end: who hangs up has asked all the same.
func private(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), patient)
}
