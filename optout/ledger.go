package optout

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
)

// Kind says what happened.
type Kind string

const (
	Objection   Kind = "objection" // the person wants no more messages (GDPR 21(2))
	ConsentKind Kind = "consent"   // the person agreed to messages (GDPR 7)
	Informed    Kind = "informed"  // the person was written to: ends what may be sent to a friend's referral
)

// Scope is what an event is about.
type Scope struct {
	Controller string // to whom it was said
	Topic      string // "": every topic
}

// Event is one line of the ledger.
type Event struct {
	Digest   Digest // of the person: the same for every spelling of one inbox
	Exact    Digest // consent: of the very mailbox that agreed, where that is another digest; zero: every spelling
	Kind     Kind
	Channel  law.Channel // "": every channel
	Scope    Scope
	At       time.Time // when the person said it
	Source   string    // by which way: "oneclick", "sms", "paper form"
	Evidence string    // where the proof is kept: a reference, never the person's words or address
	ID       string    // the source's own name for it, a provider's message number say; "": none
}

// Ledger is an append-only list of events. Implementations are safe for concurrent use; package optouttest proves one.
type Ledger interface {
	// Record appends the events, all or none, and returns after they are durable: after a nil error no crash and no power
	// failure loses them. An event whose Digest, Source and ID are those of a recorded one is that event told again, by a
	// provider that got no answer, and is left out; without an ID every event is new.
	//
	// Recording nothing asks whether something could be recorded now: it does the work of recording an event, down to the
	// disk, and leaves none. The answer to a forged token comes from there, so that on a full disk it is the answer to a
	// good one.
	Record(ctx context.Context, events ...Event) error

	// History returns the events whose Digest is d in the order in which they were recorded, nil when there are none. An error
	// means that nobody knows, and so that nobody is written to.
	History(ctx context.Context, d Digest) ([]Event, error)
}

// Check reports why an event cannot stand in a ledger: no digest, an unknown kind or channel, no instant, or an
// over-long text. Every Ledger refuses what Check refuses.
func (e Event) Check() error {
	switch {
	case e.Digest.IsZero():
		return errors.New("optout: event without a digest")
	case e.Kind != Objection && e.Kind != ConsentKind && e.Kind != Informed:
		return fmt.Errorf("optout: event of unknown kind %q", e.Kind)
	case e.Channel != "" && e.Channel != law.SMS && e.Channel != law.Email:
		return fmt.Errorf("optout: event on unknown channel %q", e.Channel)
	case e.At.IsZero():
		return errors.New("optout: event without an instant")
	case e.At.Year() < 1 || e.At.Year() > 9999:
		return errors.New("optout: event outside the years 1 to 9999")
	}
	return cmp.Or(
		checkName("Scope.Controller", e.Scope.Controller), checkName("Scope.Topic", e.Scope.Topic),
		checkText("Source", e.Source), checkText("Evidence", e.Evidence), checkText("ID", e.ID),
	)
}
