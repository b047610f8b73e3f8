package email

import (
	"fmt"
	"io"
	"log/slog"
	"mime"
	"mime/quotedprintable"
	"strings"
	"time"

	"github.com/scrutateur/scrutateur/internal/hidden"
	"github.com/scrutateur/scrutateur/internal/mailtext"
	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/optout"
)

// Message is one complete e-mail (RFC 5322) for one recipient, as Batch.Build made it. Whoever holds one that is not zero may
// rely on this: it carries the statutory words of its occasion in both bodies, and the header fields of a one-click unsubscription
// (RFC 8058) with a token of its recipient; the recipient was screened for its controller, channel and topic no longer ago
// than the clearance holds; nobody else's address stands in it; it fits the budgets that were proved; and at the batch's
// moment the recipient's territory was not silent.
//
// What it does not carry is a DKIM signature: the sending side signs, over DKIMHeaders at least.
//
// The zero Message is none: IsZero says so, and its methods return zero values. Nothing decodes into a Message, and printing one
// shows its size only.
type Message struct {
	raw      hidden.Text
	to       optout.Address
	size     Size
	notAfter time.Time
	origin   *batch
	digest   optout.Digest
	places   layout
	adopted  *adopted // nil: Build made it
}

var (
	_ fmt.Formatter  = Message{}
	_ slog.LogValuer = Message{}
	_ io.WriterTo    = Message{}
)

// IsZero reports whether no batch made m.
func (m Message) IsZero() bool { return m.origin == nil }

// Adopted reports whether the message was rendered elsewhere and judged as it stands, by Adopt: it is not within a proof.
func (m Message) Adopted() bool { return m.adopted != nil }

// WriteTo writes the message with CRLF line ends, without dot-stuffing. The zero Message writes nothing and returns message.ErrUnbuilt.
func (m Message) WriteTo(w io.Writer) (int64, error) {
	if m.origin == nil {
		return 0, message.ErrUnbuilt
	}
	n, err := io.WriteString(w, m.raw.Reveal())
	return int64(n), err
}

// Bytes returns a copy of the message, for transports that take bytes.
func (m Message) Bytes() []byte { return []byte(m.raw.Reveal()) }

// To returns the recipient. Its Mailbox is for the transport: the envelope has this one recipient.
func (m Message) To() optout.Address { return m.to }

// Sender returns the mailbox of From, for the envelope.
func (m Message) Sender() string {
	if m.origin == nil {
		return ""
	}
	return m.origin.t.spec.From
}

// Size returns how long the message is.
func (m Message) Size() Size { return m.size }

// NotAfter returns the moment from which the message may no longer be delivered: the earliest of the next silence where the
// recipient votes, the end of the clearance, and what Before lowered it to. A transport hands it on as the end of its retries.
func (m Message) NotAfter() time.Time { return m.notAfter }

// Expired reports whether the message may no longer be delivered. The zero Message is always expired.
func (m Message) Expired(now time.Time) bool { return m.origin == nil || !now.Before(m.notAfter) }

// Key returns the Message-ID without its brackets: the same template, moment and recipient give the same.
func (m Message) Key() string {
	if m.origin == nil {
		return ""
	}
	if m.adopted != nil {
		return m.adopted.id
	}
	b := m.origin
	return strings.Trim(string(mailtext.AppendMessageID(nil, b.t.hash, b.gate.At(), m.digest, b.t.spec.domain())), "<>")
}

// Header returns the body of a field, unfolded and decoded (RFC 2047); empty when the message has no such field. Every field
// occurs once.
func (m Message) Header(name string) string {
	head, _, _ := strings.Cut(m.raw.Reveal(), "\r\n\r\n")
	for line := range strings.SplitSeq(unfold.Replace(head), "\r\n") {
		if field, body, ok := strings.Cut(line, ": "); ok && strings.EqualFold(field, name) {
			if text, err := new(mime.WordDecoder).DecodeHeader(body); err == nil {
				return text
			}
			return body
		}
	}
	return ""
}

var unfold = strings.NewReplacer("\r\n ", " ", "\r\n\t", " ")

// Subject returns the subject, decoded.
func (m Message) Subject() string { return m.Header("Subject") }

// Text returns the text body, decoded, for providers that take bodies apart. They must be given the fields List-Unsubscribe and
// List-Unsubscribe-Post too: see Header.
func (m Message) Text() string {
	if m.adopted != nil {
		return m.adopted.text.Reveal()
	}
	return m.part(0)
}

// HTML returns the HTML body, decoded. See Text.
func (m Message) HTML() string {
	if m.adopted != nil {
		return m.adopted.html.Reveal()
	}
	return m.part(2)
}

// part decodes the body that lies at places[i].
func (m Message) part(i int) string {
	b, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(m.raw.Reveal()[m.places[i]:m.places[i+1]])))
	if err != nil {
		panic(err) // we wrote it
	}
	return strings.ReplaceAll(string(b), "\r\n", "\n")
}

// DKIMHeaders returns the fields that a DKIM signature of the message must cover, in their order. Without the two List-Unsubscribe
// fields mail programs show no button (RFC 8058 section 3.1), and the defaults of signing libraries leave them out.
func (m Message) DKIMHeaders() []string {
	if m.origin == nil {
		return nil
	}
	names := []string{"From", "To", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "Feedback-ID",
		"Content-Language", "Content-Type"}
	var have []string
	for _, n := range names {
		if m.Header(n) != "" {
			have = append(have, n)
		}
	}
	return have
}

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
		return "e-mail not built"
	}
	return "e-mail of " + m.size.String()
}
