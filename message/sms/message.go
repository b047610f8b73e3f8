package sms

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/scrutateur/scrutateur/internal/hidden"
	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/optout"
)

// Message is one SMS for one recipient, as Batch.Build made it. Whoever holds one that is not zero may rely on this: it
// carries the statutory words of its occasion; its recipient was screened for its controller, channel and topic no longer ago
// than the clearance holds; it fits the budget that was proved; and at the batch's moment the recipient's territory was not silent.
//
// The zero Message is none: IsZero says so, and its methods return zero values. Nothing decodes into a Message, and printing one
// shows its size only.
type Message struct {
	text     hidden.Text
	to       optout.Address
	size     message.Size
	notAfter time.Time
	origin   *batch
	digest   optout.Digest
	adopted  bool
}

var (
	_ fmt.Formatter  = Message{}
	_ slog.LogValuer = Message{}
)

// IsZero reports whether no batch made m.
func (m Message) IsZero() bool { return m.origin == nil }

// Text returns what is handed to the provider: the author's text and the statutory words, without what the provider
// appends by itself.
func (m Message) Text() string { return m.text.Reveal() }

// To returns the recipient. Its E164 is for the transport.
func (m Message) To() optout.Address { return m.to }

// Sender returns the alphanumeric sender or the short code.
func (m Message) Sender() string {
	if m.origin == nil {
		return ""
	}
	return m.origin.t.spec.Sender
}

// Size returns what the message costs, with what the provider appends.
func (m Message) Size() message.Size { return m.size }

// NotAfter returns the moment from which the message may no longer be delivered: the earliest of the next silence where the
// recipient votes, the end of the clearance, and what Before lowered it to. Transports hand it on as validity period.
func (m Message) NotAfter() time.Time { return m.notAfter }

// Expired reports whether the message may no longer be delivered. The zero Message is always expired.
func (m Message) Expired(now time.Time) bool { return m.origin == nil || !now.Before(m.notAfter) }

// Key returns a name for the message, 26 letters and digits: the same template, moment and recipient give the same.
func (m Message) Key() string {
	if m.origin == nil {
		return ""
	}
	return key(m.origin.t.hash, m.origin.gate.At(), m.digest)
}

// Adopted reports whether the text was rendered elsewhere and judged as it stands, by Adopt: it is not within a proof.
func (m Message) Adopted() bool { return m.adopted }

// Format prints the size, whatever the verb.
func (m Message) Format(f fmt.State, _ rune) { io.WriteString(f, m.redacted()) }

// LogValue logs key and size.
func (m Message) LogValue() slog.Value {
	if m.origin == nil {
		return slog.StringValue(m.redacted())
	}
	return slog.GroupValue(slog.String("key", m.Key()), slog.String("size", m.size.String()))
}

// MarshalText writes what Format prints: a message is not stored, it is built again. See Key.
func (m Message) MarshalText() ([]byte, error) { return []byte(m.redacted()), nil }

func (m Message) redacted() string {
	if m.origin == nil {
		return "SMS not built"
	}
	return "SMS of " + m.size.String()
}

// keyText makes 26 characters of what names a message.
func keyText(b []byte) string {
	sum := sha256.Sum256(b)
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:16])
}
