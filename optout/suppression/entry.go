package suppression

import (
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// Reason is why somebody stands on a list.
type Reason string

// The reasons, whatever a provider calls them.
const (
	Unsubscribe Reason = "unsubscribe" // the person said so: a link, STOP, a form
	Complaint   Reason = "complaint"   // the person told the mail program that it is spam
	Manual      Reason = "manual"      // somebody of the team or the provider entered it
	Bounce      Reason = "bounce"      // the address does not exist any more
	Invalid     Reason = "invalid"     // the address never existed

	soft        Reason = "soft"        // a failure that may pass: no opposition
	resubscribe Reason = "resubscribe" // the person came back: only the controller's own evidence says that
)

// Kind is what a reason is in the ledger: optout.Objection, or optout.Undeliverable for an address that takes nothing; "" for an unknown reason.
func (r Reason) Kind() optout.Kind {
	switch r {
	case Unsubscribe, Complaint, Manual:
		return optout.Objection
	case Bounce, Invalid:
		return optout.Undeliverable
	}
	return ""
}

// Entry is one address on a list. Printed, logged or encoded it shows its line and its reason, never whose it is.
type Entry struct {
	To       optout.Address
	Also     []optout.Address // the other addresses that the row has of the same person: an objection under one of them counts for all
	Channel  law.Channel      // "": every channel
	Topic    string           // of the controller's own topics; "": everything
	Reason   Reason
	Source   string    // which list: "mailgun bounces"
	At       time.Time // when the person said it, as the list has it; zero: it does not say, or not so that it can be read
	Until    time.Time // Bounce and Invalid: when it ends; zero: no end
	Evidence string    // where the proof is: a reference, never a text of the person's
	ID       string    // the list's own name for the event; "": none
	Line     int       // where it stands: a line of the file, or the number of an entry of JSON
}

var (
	_ fmt.Formatter  = Entry{}
	_ slog.LogValuer = Entry{}
)

// Format writes line, source and reason under every verb.
func (e Entry) Format(f fmt.State, verb rune) { io.WriteString(f, e.redacted()) }

// LogValue returns line, source and reason.
func (e Entry) LogValue() slog.Value { return slog.StringValue(e.redacted()) }

// MarshalText returns line, source and reason: a list is written by Write and WritePortable.
func (e Entry) MarshalText() ([]byte, error) { return []byte(e.redacted()), nil }

func (e Entry) redacted() string {
	return fmt.Sprintf("%s, %d: %s", e.Source, e.Line, string(e.Reason))
}

// event is the entry as the ledger keeps it. Its ID is made of what the list says and of nothing of the person, so that a list that is imported twice, or
// again a month later, makes no second event.
func (e Entry) event() optout.Event {
	ev := optout.Event{
		Kind: e.Reason.Kind(), Channel: e.Channel, Scope: optout.Scope{Topic: e.Topic}, At: e.At, Source: "list: " + e.Source, Evidence: e.Evidence,
		ID: strings.Join(strings.Fields(string(e.Reason)+" "+e.ID+" "+stamp(e.At)), " "),
	}
	if ev.Kind == optout.Undeliverable && e.Until.After(e.At) {
		ev.Until = e.Until
	}
	return ev
}
