package inbox

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"time"
	"unicode/utf8"

	"github.com/scrutateur/scrutateur/internal/plaintext"
)

// Ref names an item. It is drawn from what was received under the controller's key, so that a message that a provider tells twice is
// one item, and so that the name says nothing to whoever lacks the key. Printed it is its hexadecimal form.
type Ref [16]byte

// Format writes the hexadecimal form under every verb.
func (r Ref) Format(f fmt.State, verb rune) { io.WriteString(f, hex.EncodeToString(r[:])) }

// LogValue returns the hexadecimal form.
func (r Ref) LogValue() slog.Value { return slog.StringValue(hex.EncodeToString(r[:])) }

// MarshalText returns the hexadecimal form.
func (r Ref) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, r[:]), nil }

// UnmarshalText reads the hexadecimal form.
func (r *Ref) UnmarshalText(text []byte) error {
	if len(text) != 2*len(r) {
		return fmt.Errorf("inbox: a reference has %d hexadecimal digits, not %d", 2*len(r), len(text))
	}
	if _, err := hex.Decode(r[:], text); err != nil {
		return fmt.Errorf("inbox: a reference is hexadecimal: %w", err)
	}
	return nil
}

// Why says for what a human has to read an item.
type Why string

const (
	Sender    Why = "sender"    // who wrote cannot be read, and the text may be an objection or a request
	Account   Why = "account"   // it was sent to an account or a number that is not ours
	Unread    Why = "unread"    // the request or the message could not be decoded, and may hold an objection
	Ambiguous Why = "ambiguous" // a reply that a human has to read; a provisional objection is recorded
	Request   Why = "request"   // a request for rights (GDPR 12 to 16), which runs a month from its reception
)

// How says what became of an item.
type How string

const (
	Attributed How = "attributed" // an objection was recorded for somebody
	Dismissed  How = "dismissed"  // a human read it: it is no objection
	Discarded  How = "forgotten"  // nothing was to be recorded, or nobody could be found
)

// Done is what is left of an item that was dealt with: when, by whom, and how. Nothing of what it said.
type Done struct {
	At  time.Time
	By  string
	How How
}

// IsZero reports whether the item waits still.
func (d Done) IsZero() bool { return d == Done{} }

// Sealed is an item as a Store keeps it. Its body cannot be read without the controller's key; the rest says nothing of a person.
type Sealed struct {
	Ref        Ref
	Controller string
	Key        byte // the number of the key under which Body is sealed
	Received   time.Time
	Source     string // by which way: "sms", "mailbox"
	Why        Why
	Body       []byte // at most MaxBody bytes; nil once the item was dealt with
	Done       Done
}

// MaxBody is the most that the sealed body of an item has, in bytes: a request of 1 MiB whole, with its query.
const MaxBody = 3 << 20

// ErrUnknown says that no item has the reference.
var ErrUnknown = errors.New("inbox: no such item")

// ErrForgotten says that an item was dealt with and its content forgotten.
var ErrForgotten = errors.New("inbox: the item was dealt with, and its content is forgotten")

// Store keeps sealed items. Implementations are safe for concurrent use; package inboxtest proves one. Package optoutsql has one beside
// its ledger.
type Store interface {
	// Put keeps an item and returns after it is durable, for the provider is then told that we have it. An item whose Ref is there, dealt with
	// or not, is that item told again: it stays as it is, without an error.
	Put(ctx context.Context, item Sealed) error

	// List yields all items of a controller, the oldest first, those that were dealt with among them, without their bodies. After an error it ends.
	List(ctx context.Context, controller string) iter.Seq2[Sealed, error]

	// Forget erases the body of an item and keeps what became of it, in one step, durably. ErrUnknown says that there is none of that
	// reference; an item that was dealt with stays as it is, without an error.
	Forget(ctx context.Context, ref Ref, done Done) error
}

// Check reports why an item cannot stand in a store. Every Store refuses what Check refuses.
func (s Sealed) Check() error {
	switch {
	case s.Ref == Ref{}:
		return errors.New("inbox: an item without a reference")
	case s.Controller == "" || len(s.Controller) > maxField || plaintext.Index(s.Controller) >= 0:
		return errors.New("inbox: an item without a controller, or with one that cannot be written")
	case len(s.Source) > maxField || plaintext.Index(s.Source) >= 0:
		return errors.New("inbox: the source of an item is over-long or holds control characters")
	case s.Why != Sender && s.Why != Account && s.Why != Unread && s.Why != Ambiguous && s.Why != Request:
		return fmt.Errorf("inbox: an item of unknown kind %q", s.Why)
	case s.Received.IsZero() || s.Received.Year() < 1 || s.Received.Year() > 9999:
		return errors.New("inbox: an item without an instant between the years 1 and 9999")
	case len(s.Body) == 0 || len(s.Body) > MaxBody:
		return fmt.Errorf("inbox: the body of an item has %d bytes, not 1 to %d", len(s.Body), MaxBody)
	case !s.Done.IsZero():
		return errors.New("inbox: an item comes in before it is dealt with")
	}
	return nil
}

// Check reports why an item cannot be dealt with so. Every Store refuses what Check refuses.
func (d Done) Check() error {
	switch {
	case d.At.IsZero() || d.At.Year() < 1 || d.At.Year() > 9999:
		return errors.New("inbox: dealt with at no instant between the years 1 and 9999")
	case d.By == "" || len(d.By) > maxField || !utf8.ValidString(d.By) || plaintext.Index(d.By) >= 0:
		return errors.New("inbox: say who dealt with the item, in one line of at most 512 bytes")
	case d.How != Attributed && d.How != Dismissed && d.How != Discarded:
		return fmt.Errorf("inbox: dealt with in an unknown way %q", d.How)
	}
	return nil
}

const maxField = 512 // bytes
