package oneclick

import (
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/reply"
)

// Inbound is a message that a provider hands over. Printed it shows nothing of it.
type Inbound struct {
	From string // the number that wrote
	Text string
	ID   string // the provider's own name for the message: a retry has the same
}

// Format writes "a message" under every verb: both number and text are personal data, and the text may reveal an opinion (GDPR 9).
func (m Inbound) Format(f fmt.State, verb rune) { io.WriteString(f, "a message") }

// LogValue returns the same.
func (m Inbound) LogValue() slog.Value { return slog.StringValue("a message") }

// Decoder reads a provider's request and checks that it comes from the provider. ErrForeign, alone or wrapped, says
// that it does not.
type Decoder func(*http.Request) (Inbound, error)

// ErrForeign says that a request does not come from the provider.
var ErrForeign = errors.New("oneclick: the request does not come from the provider")

// Twilio reads the webhook of an incoming message: From, Body and MessageSid, signed with the account's auth token.
// Address is the URL that Twilio calls, to the letter, query included: behind a proxy the server does not know it.
func Twilio(authToken, address string) Decoder {
	return func(r *http.Request) (Inbound, error) {
		if err := r.ParseForm(); err != nil {
			return Inbound{}, err
		}
		want := twilioSignature(authToken, address, r.PostForm)
		if authToken == "" || !hmac.Equal([]byte(r.Header.Get("X-Twilio-Signature")), []byte(want)) {
			return Inbound{}, ErrForeign
		}
		return Inbound{From: r.PostForm.Get("From"), Text: r.PostForm.Get("Body"), ID: r.PostForm.Get("MessageSid")}, nil
	}
}

// twilioSignature is the base64 of HMAC-SHA-1 over the address and the parameters sorted by name.
func twilioSignature(authToken, address string, form url.Values) string {
	mac := hmac.New(sha1.New, []byte(authToken))
	io.WriteString(mac, address)
	for _, name := range slices.Sorted(maps.Keys(form)) {
		values := slices.Clone(form[name])
		slices.Sort(values)
		for _, v := range slices.Compact(values) {
			io.WriteString(mac, name+v)
		}
	}
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// Fields reads a form or a query by the names that the provider gives to the number, the text and the message's own
// name ("" if it gives none).
//
// It cannot check who calls. Put a secret of 16 bytes or more into the URL that the provider is told, and check it
// before this handler, or whoever finds the URL can object for everybody.
func Fields(from, text, id string) Decoder {
	return func(r *http.Request) (Inbound, error) {
		var form url.Values
		if mediaType, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";"); strings.EqualFold(strings.TrimSpace(mediaType), "multipart/form-data") {
			if err := r.ParseMultipartForm(maxInbound); err != nil {
				return Inbound{}, err
			}
			form = r.Form
		} else {
			if err := r.ParseForm(); err != nil {
				return Inbound{}, err
			}
			form = r.Form
		}
		m := Inbound{From: form.Get(from), Text: form.Get(text)}
		if id != "" {
			m.ID = form.Get(id)
		}
		if !form.Has(from) || !form.Has(text) {
			return Inbound{}, errors.New("the request lacks the number or the text")
		}
		return m, nil
	}
}

const maxInbound = 64 << 10 // bytes

// Webhook takes incoming messages from a provider, reads them with package reply and records objections:
//
//   - OptOut and Review are recorded for SMS, with a request for erasure for every channel, under the number that
//     wrote, before the answer 200. What is recorded is the number's digest and the reason: never the text.
//   - What a human has to read, Review and requests for rights, goes to Read first. An error of Read is answered 503,
//     so that the provider tells it again.
//   - 503 also when the ledger fails; 403 for a request that the Decoder calls foreign; 400 for one that it cannot read.
//   - A message told again under its ID is recorded once.
//
// A message from a sender that is no phone number, a short code say, is answered 200 and left: nobody can be written to there.
type Webhook struct {
	// Source is Event.Source, "" is "sms"; the same message must always come under the same Source.
	Source string
	// Log is told of failures, without number or text; nil is slog.Default.
	Log *slog.Logger
	// Answer is the body of the answer 200, and Type its media type: for providers that read it as a reply or a script.
	Answer, Type string

	book   *optout.Book
	decode Decoder
	read   Reader
}

// Reader puts a message before a human: into a list of things to do, which erases the text once it is read. It
// returns after the message is safe there.
type Reader func(context.Context, Inbound, reply.Result) error

var _ http.Handler = (*Webhook)(nil)

// NewWebhook returns the handler. The error says what is missing.
func NewWebhook(b *optout.Book, decode Decoder, read Reader) (*Webhook, error) {
	if err := b.Findings().Err(); err != nil {
		return nil, err
	}
	if decode == nil || read == nil {
		return nil, errors.New("oneclick: a webhook needs a Decoder, and a Reader for what a human has to read")
	}
	return &Webhook{book: b, decode: decode, read: read}, nil
}

// Format writes "webhook" under every verb: the webhook holds a book, and the book its keys.
func (h *Webhook) Format(f fmt.State, verb rune) { io.WriteString(f, "webhook") }

// ServeHTTP takes one message.
func (h *Webhook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if r.Method != http.MethodPost && r.Method != http.MethodGet {
		w.Header().Set("Allow", "GET, POST")
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxInbound)
	m, err := h.decode(r)
	switch {
	case errors.Is(err, ErrForeign):
		w.WriteHeader(http.StatusForbidden)
		return
	case err != nil:
		logger(h.Log).WarnContext(r.Context(), "an incoming message could not be read") // the error may quote the request
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if err := h.take(r.Context(), m); err != nil {
		logger(h.Log).ErrorContext(r.Context(), "an incoming message could not be kept", "error", err)
		w.Header().Set("Retry-After", "120") // seconds
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	if h.Type != "" {
		w.Header().Set("Content-Type", h.Type)
	} else {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	}
	io.WriteString(w, h.Answer)
}

func (h *Webhook) take(ctx context.Context, m Inbound) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patient)
	defer cancel()
	answer := reply.Parse(m.Text)
	from, err := optout.Phone(m.From)
	if err != nil {
		logger(h.Log).InfoContext(ctx, "a message from a sender that is no phone number", "error", err)
		return nil
	}
	// The objection first: it must not wait for the list of things to do.
	if answer.Verdict != reply.Other {
		source := h.Source
		if source == "" {
			source = "sms"
		}
		e := optout.Event{
			Kind: optout.Objection, Channel: law.SMS, Source: source, ID: name(m.ID),
			Evidence: "reply: " + string(answer.Verdict) + ", " + string(answer.Reason),
		}
		if answer.Rights.Erasure { // who wants to be forgotten wants no e-mail either
			e.Channel = ""
		}
		if err := h.book.Record(ctx, from, e); err != nil {
			return err
		}
	}
	if answer.Verdict == reply.Review || answer.Rights.Any() {
		return h.read(ctx, m, answer)
	}
	return nil
}

// name returns the provider's name for a message as a ledger can hold it.
func name(id string) string {
	if len(id) <= 128 && !strings.ContainsFunc(id, func(r rune) bool { return r < ' ' || r > '~' }) {
		return id
	}
	sum := sha256.Sum256([]byte(id))
	return "sha256:" + hex.EncodeToString(sum[:])
}
