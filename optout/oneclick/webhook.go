package oneclick

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/scrutateur/scrutateur/internal/damaged"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/inbox"
	"github.com/scrutateur/scrutateur/optout/reply"
)

// Webhook takes incoming messages from a provider, reads them with package reply and records objections:
//
//   - An objection (reply.OptOut, or a Signal of the provider) is recorded under the number that wrote, for SMS and the channels that it
//     names besides, with a request for erasure for every channel. A reply that a human has to read (reply.Review) is recorded as a provisional one, optout.Review. What is recorded is
//     the number's digest and the reason: never the text.
//   - What a human has to read goes to the inbox: replies to review, requests for rights, and what cannot be attributed: a sender that
//     cannot be read, a message to an account that is not ours, a request that cannot be decoded, where the text may be an objection or a
//     request.
//   - 200 is answered when all of that is durable. 503 when the ledger or the inbox fails, so that the provider tells it again; 403 for a
//     request that the Decoder calls foreign; 400 for one that cannot be decoded and shows no sign of an objection; 408 and 413 for a body
//     that stalls or has no end.
//   - A message told again under its ID is recorded once.
//
// A text whose characters were damaged on the way is repaired; where letters are gone, what it may have said is for a human.
type Webhook struct {
	// Source is Event.Source, "" is "sms"; the same message must always come under the same Source.
	Source string
	// Accounts are the provider's accounts, or our own numbers, whose messages are this book's controller's. What was sent to another one
	// goes to the inbox. None: whatever account it is.
	Accounts []string
	// Log is told of failures, without number or text; nil is slog.Default.
	Log *slog.Logger
	// Answer is the body of the answer 200, and Type its media type: for providers that read it as a reply or a script.
	Answer, Type string
	// ReadTimeout bounds how long a request's body may take; zero is 10 seconds.
	ReadTimeout time.Duration

	book   *optout.Book
	decode Decoder
	box    *inbox.Inbox
}

var _ http.Handler = (*Webhook)(nil)

// NewWebhook returns the handler. The error says what is missing.
func NewWebhook(b *optout.Book, decode Decoder, box *inbox.Inbox) (*Webhook, error) {
	if err := b.Findings().Err(); err != nil {
		return nil, err
	}
	if decode == nil || box == nil {
		return nil, errors.New("oneclick: a webhook needs a Decoder, and an inbox for what a human has to read")
	}
	return &Webhook{book: b, decode: decode, box: box}, nil
}

// Format writes "webhook" under every verb: the webhook holds a book, and the book its keys.
func (h *Webhook) Format(f fmt.State, verb rune) { io.WriteString(f, "webhook") }

// ServeHTTP takes one request.
func (h *Webhook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if r.Method != http.MethodPost && r.Method != http.MethodGet {
		w.Header().Set("Allow", "GET, POST")
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	body, err := readBody(w, r, maxInbound, h.ReadTimeout)
	if err != nil {
		status := unread(err)
		logger(h.Log).ErrorContext(r.Context(), "an incoming request did not come whole, and nothing of it is kept", "status", status) // the error names the client
		w.WriteHeader(status)
		return
	}
	messages, failed := h.decode(r)
	if errors.Is(failed, ErrForeign) {
		said := "a request that does not come from the provider" // the error of a Decoder that is not ours may quote it
		if errors.Is(failed, errShortSecret) {
			said = errShortSecret.Error()
		}
		logger(h.Log).WarnContext(r.Context(), said)
		w.WriteHeader(http.StatusForbidden)
		return
	}
	ctx, cancel := private(r.Context())
	defer cancel()
	kept := failed == nil
	if failed != nil {
		logger(h.Log).WarnContext(ctx, "an incoming request could not be decoded") // the error may quote it
		if kept, err = h.keepRequest(ctx, r.URL.RawQuery, string(body)); err != nil {
			h.unavailable(ctx, w, err)
			return
		}
	}
	for _, m := range messages {
		if err := h.take(ctx, m); err != nil {
			h.unavailable(ctx, w, err)
			return
		}
	}
	if !kept && len(messages) == 0 {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if h.Type != "" {
		w.Header().Set("Content-Type", h.Type)
	} else {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	}
	io.WriteString(w, h.Answer)
}

// unread is the status for a body that could not be read whole.
func unread(err error) int {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return http.StatusRequestEntityTooLarge
	}
	return http.StatusRequestTimeout
}

func (h *Webhook) unavailable(ctx context.Context, w http.ResponseWriter, err error) {
	logger(h.Log).ErrorContext(ctx, "an incoming message could not be kept", "error", err)
	w.Header().Set("Retry-After", "120") // seconds
	w.WriteHeader(http.StatusServiceUnavailable)
}

func (h *Webhook) source() string {
	if h.Source == "" {
		return "sms"
	}
	return h.Source
}

// take records what one message says, and keeps for a human what has to be read.
func (h *Webhook) take(ctx context.Context, m Inbound) error {
	answer := judge(m.Text)
	if m.Signal == Stop {
		answer.Verdict = reply.OptOut
	}
	speaks := answer.Verdict != reply.Other || answer.Rights.Any()
	item := inbox.Item{
		Source: h.source(), From: m.From, Text: m.Text, ID: m.ID, Channel: channel(m),
		Note: "reply: " + string(answer.Verdict) + ", " + string(answer.Reason),
	}
	if m.Signal != NoSignal {
		item.Note += ", provider: " + string(m.Signal)
	}
	if len(h.Accounts) > 0 && !slices.Contains(h.Accounts, m.Account) {
		if !speaks {
			return nil
		}
		item.Why = inbox.Account
		return h.box.Keep(ctx, item)
	}
	from := readSender(m)
	switch {
	case !speaks:
		return nil
	case from.sure.IsZero(): // nobody whose it may be is written to until a human has said whose it is
		item.Why, item.Suspended = inbox.Sender, from.possible
		return h.suspend(ctx, m, answer, item)
	case answer.Verdict == reply.Review:
		item.Why, item.Suspended = inbox.Ambiguous, []optout.Address{from.sure}
		return h.suspend(ctx, m, answer, item)
	case answer.Verdict == reply.OptOut: // it must not wait for the list of things to do
		if err := h.record(ctx, from.sure, optout.Objection, m, answer, item.Note); err != nil {
			return err
		}
	}
	switch {
	case answer.Rights.Any():
		item.Why = inbox.Request
	case from.odd:
		item.Why = inbox.Sender
	default:
		return nil
	}
	return h.box.Keep(ctx, item)
}

// suspend keeps an item for a human and records a provisional objection for everybody whose it may be. The item comes first: a provisional
// objection without one is lifted, unread, when an earlier item of the person is dismissed.
func (h *Webhook) suspend(ctx context.Context, m Inbound, answer reply.Result, item inbox.Item) error {
	if err := h.box.Keep(ctx, item); err != nil {
		return err
	}
	for _, to := range item.Suspended {
		if err := h.record(ctx, to, optout.Review, m, answer, item.Note); err != nil {
			return err
		}
	}
	return nil
}

func channel(m Inbound) law.Channel {
	if m.Channel == "" {
		return law.SMS
	}
	return m.Channel
}

// record records what a message says of its sender: an objection on the channel on which it came, and on those that it names besides.
func (h *Webhook) record(ctx context.Context, to optout.Address, kind optout.Kind, m Inbound, answer reply.Result, note string) error {
	e := optout.Event{Kind: kind, Channel: channel(m), Source: h.source(), ID: name(m.ID), Evidence: note}
	if answer.Rights.Erasure || answer.Scope.Everything { // who wants to be forgotten wants no e-mail either
		e.Channel = ""
		return h.book.Record(ctx, to, e)
	}
	events := []optout.Event{e}
	for _, named := range []struct {
		is      bool
		channel law.Channel
	}{
		{answer.Scope.SMS, law.SMS}, {answer.Scope.Email, law.Email}, {answer.Scope.Voice, law.Voice}, {answer.Scope.Post, law.Post}, {answer.Scope.Door, law.Door},
	} {
		if named.is && named.channel != e.Channel {
			also := e
			also.Channel = named.channel
			if e.ID != "" { // events of one name are one event
				also.ID = name(m.ID + " " + string(named.channel))
			}
			events = append(events, also)
		}
	}
	return h.book.Record(ctx, to, events...)
}

// judge reads a text. Package reply repairs what was damaged on the way; a request for rights that only a guess holds goes to a human as well.
func judge(text string) reply.Result {
	answer := reply.Parse(text)
	for _, guess := range damaged.Read(text).Guesses {
		rights := reply.Parse(guess).Rights
		answer.Rights.Access = answer.Rights.Access || rights.Access
		answer.Rights.Source = answer.Rights.Source || rights.Source
		answer.Rights.Erasure = answer.Rights.Erasure || rights.Erasure
		answer.Rights.Rectification = answer.Rights.Rectification || rights.Rectification
	}
	return answer
}

// keepRequest keeps a request that no decoder could read if anything in it may be an objection or a request, and says whether it did.
func (h *Webhook) keepRequest(ctx context.Context, query, body string) (bool, error) {
	// A form is cut at every "&", in XML one begins an accent.
	if !signs(query, "&") && !signs(body, "&") && !signs(body, "") {
		return false, nil
	}
	item := inbox.Item{Source: h.source(), Why: inbox.Unread, Text: query + "\n" + body}
	return true, h.box.Keep(ctx, item)
}

// maxPieces bounds how much of a request is looked at for signs; a longer one is taken for one that has some.
const maxPieces = 200

// signs looks at the pieces of a request, whatever its form, for a text that may be an objection or a request.
func signs(raw, also string) bool {
	pieces := 0
	for piece := range strings.FieldsFuncSeq(raw, func(r rune) bool { return strings.ContainsRune("=\"<>{}[]\r\n\x00"+also, r) }) {
		text := unescape(piece)
		if strings.TrimSpace(text) == "" {
			continue
		}
		if pieces++; pieces > maxPieces {
			return true
		}
		if answer := judge(text); answer.Verdict != reply.Other || answer.Rights.Any() {
			return true
		}
	}
	return false
}
