package sms

import (
	"encoding/hex"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"slices"
	"time"

	"github.com/scrutateur/scrutateur/internal/hidden"
	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/gate"
	"github.com/scrutateur/scrutateur/message/internal/handoff"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/manifest"
)

// Bulk is one text for many recipients, for the calls of providers that take a list of numbers. Every recipient was
// checked as Build checks one. The zero Bulk is none. Printing one shows counts only.
type Bulk struct {
	text     hidden.Text
	size     message.Size
	to       []optout.Address
	refused  []*message.Refusal
	notAfter time.Time
	origin   *batch
	first    optout.Digest
	people   *manifest.List
}

// ErrFields is returned by Bulk for a template that says something else to each recipient.
var ErrFields = fmt.Errorf("message: the template has fields or conditions: a text for many has none; use Build, or Handoff where the provider merges")

// Bulk makes one message for all recipients of a template without fields. Whoever may not be written to is in
// Bulk.Refused with the reason, and the others are kept; so is who stands twice. The error is ErrFields, message.ErrUnbuilt,
// or a *message.Refusal when nobody is left.
func (b *Batch[T]) Bulk(to iter.Seq[optout.Cleared[T]]) (Bulk, error) {
	if b == nil || b.b == nil || to == nil {
		return Bulk{}, message.ErrUnbuilt
	}
	t := b.b.t
	if len(t.body.fields) > 0 {
		return Bulk{}, ErrFields
	}
	head := manifest.Header{Template: hex.EncodeToString(t.hash[:]), Provider: string(t.profile.Name)}
	m := Bulk{origin: b.b, people: manifest.Begin(b.b.gate.Manifest(head))}
	once := b.b.gate.Once()
	for c := range to {
		if c.IsZero() {
			return Bulk{}, message.ErrUnbuilt
		}
		place, err := gate.Pass(b.b.gate, &c)
		if err != nil {
			m.refused = append(m.refused, err.(*message.Refusal))
			continue
		}
		if !once.Enter(c.To(), c.Digest()) {
			m.refused = append(m.refused, handoff.Twice(c.Number()))
			continue
		}
		if end := b.b.gate.NotAfter(place, c.Until()); m.notAfter.IsZero() || end.Before(m.notAfter) {
			m.notAfter = end
		}
		if len(m.to) == 0 {
			m.first = c.Digest()
			text, size, err := appendMessage(nil, t, &c)
			if err != nil {
				return Bulk{}, err
			}
			m.text, m.size = hidden.Of(text), size
		}
		m.to = append(m.to, c.To())
		manifest.Add(m.people, c)
	}
	m.people.NotAfter(m.notAfter)
	if len(m.to) == 0 {
		f := law.Find(law.Clearance, "Bulk", "nobody is left to write to: %d recipients were refused", len(m.refused))
		r := &message.Refusal{Finding: f}
		if len(m.refused) > 0 {
			r.Until = m.refused[0].Until
		}
		return Bulk{refused: m.refused}, r
	}
	return m, nil
}

// IsZero reports whether no batch made m.
func (m Bulk) IsZero() bool { return m.origin == nil }

// Text returns what is handed to the provider, once.
func (m Bulk) Text() string { return m.text.Reveal() }

// Len returns the number of recipients.
func (m Bulk) Len() int { return len(m.to) }

// Recipients yields the recipients in their order. Their E164 is for the transport.
func (m Bulk) Recipients() iter.Seq[optout.Address] { return slices.Values(m.to) }

// Refused returns who gets no message, and why.
func (m Bulk) Refused() []*message.Refusal { return slices.Clone(m.refused) }

// Manifest returns who is in the call, in the order of Recipients: Keep it where the call is stored or put off, under the name Key.
// Whoever objects meanwhile is found in it.
func (m Bulk) Manifest() *manifest.List { return m.people }

// Sender returns the alphanumeric sender or the short code.
func (m Bulk) Sender() string {
	if m.origin == nil {
		return ""
	}
	return m.origin.t.spec.Sender
}

// Size returns what the message costs each recipient, with what the provider appends.
func (m Bulk) Size() message.Size { return m.size }

// NotAfter returns the moment from which none of the messages may be delivered: the earliest of all recipients'.
func (m Bulk) NotAfter() time.Time { return m.notAfter }

// Expired reports whether the messages may no longer be delivered. The zero Bulk is always expired.
func (m Bulk) Expired(now time.Time) bool { return m.origin == nil || !now.Before(m.notAfter) }

// Key returns a name for the call: the same template, moment, first recipient and number of recipients give the same.
func (m Bulk) Key() string {
	if m.origin == nil {
		return ""
	}
	return keyText(fmt.Appendf(nil, "%s %d", key(m.origin.t.hash, m.origin.gate.At(), m.first), len(m.to)))
}

// Format prints counts, whatever the verb.
func (m Bulk) Format(f fmt.State, _ rune) { io.WriteString(f, m.redacted()) }

// LogValue logs counts.
func (m Bulk) LogValue() slog.Value { return slog.StringValue(m.redacted()) }

// MarshalText writes what Format prints.
func (m Bulk) MarshalText() ([]byte, error) { return []byte(m.redacted()), nil }

func (m Bulk) redacted() string {
	if m.origin == nil {
		return "SMS bulk not built"
	}
	return fmt.Sprintf("SMS of %v to %d recipients, %d refused", m.size, len(m.to), len(m.refused))
}
