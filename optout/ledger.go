package optout

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
)

// Kind says what happened.
type Kind string

const (
	Objection     Kind = "objection"     // the person wants no more messages (GDPR 21(2))
	ConsentKind   Kind = "consent"       // the person agreed to messages (GDPR 7)
	Informed      Kind = "informed"      // the person was written to: ends what may be sent to a friend's referral
	Undeliverable Kind = "undeliverable" // the address takes no messages until Event.Until; zero: for good, as far as is known
	Review        Kind = "review"        // an objection until a human has read what the person said
	Dismissed     Kind = "dismissed"     // a human has read it and found none: lifts the earlier Reviews of the person, and nothing else
)

var kinds = []Kind{Objection, ConsentKind, Informed, Undeliverable, Review, Dismissed}

var channels = []law.Channel{"", law.SMS, law.Email, law.Voice, law.Post, law.Door}

// Scope is what an event is about.
type Scope struct {
	Controller string // to whom it was said
	Topic      string // "": every topic
}

// Event is one line of the ledger.
type Event struct {
	Digest   Digest // of the person: the same for every spelling of one inbox
	Key      byte   // number of the key under which Digest and Exact were made
	Exact    Digest // consent: of the very mailbox that agreed, where that is another digest; zero: every spelling
	Kind     Kind
	Channel  law.Channel // "": every channel
	Scope    Scope
	At       time.Time // when the person said it
	Until    time.Time // Undeliverable: when it ends; zero: no end is known
	Source   string    // by which way: "oneclick", "sms", "paper form"
	Evidence string    // where the proof is kept: a reference, never the person's words or address; Dismissed: why
	By       string    // Dismissed: who has read it, by a name or a number of the team's
	ID       string    // the source's own name for it, a provider's message number say; "": none
}

// Ledger is an append-only list of events, in which every controller has a chain: each event of it is tied to all before it by a
// [Link]. Implementations are safe for concurrent use; package optouttest proves one.
type Ledger interface {
	// Record appends the events to the chain of the sealer's controller, all or none, and returns after they are durable: after a nil
	// error no crash and no power failure loses them. It first asks [Sealer.Accept], and within its transaction [Sealer.Admit], and
	// records nothing where either refuses. An event whose Digest, Source and ID are those of a recorded one, and Kind, Channel
	// and Scope besides, is that event told again, by a provider that got no answer, and is left out; without an ID every event is
	// new. One name may stand for two events: a contact whose number and mailbox were both blocked, a message that a human took for more.
	//
	// Recording nothing asks whether something could be recorded now: it does the work of recording an event, down to the
	// disk, and leaves none. The answer to a forged token comes from there, so that on a full disk it is the answer to a
	// good one.
	Record(ctx context.Context, s Sealer, events ...Event) error

	// History returns the events whose Digest is d in the order in which they were recorded, nil when there are none. An error
	// means that nobody knows, and so that nobody is written to.
	History(ctx context.Context, d Digest) ([]Event, error)

	// Generation is a number that grows with every recorded event, of whatever controller, and never shrinks; 0 is an empty
	// ledger. Who has read it and then reads Digests, History or Chain finds every event recorded up to it.
	Generation(ctx context.Context) (uint64, error)

	// Digests yields the digest of every event recorded after a generation, 0 for all, in the order of recording and each with
	// its own generation: what a set of the people concerned is filled and refreshed with. An error is yielded once and ends it.
	Digests(ctx context.Context, after uint64) iter.Seq2[Entry, error]

	// Chain yields every event of a controller's chain in the order of recording. An error is yielded once and ends it.
	Chain(ctx context.Context, controller string) iter.Seq2[Sealed, error]

	// Head returns what a controller's chain was after its first count events, or after all where it has fewer or count is 0.
	Head(ctx context.Context, controller string, count uint64) (Head, error)

	// Keys returns a check value and the number of events for every controller and key that the ledger has seen.
	Keys(ctx context.Context) ([]KeyCheck, error)
}

// Entry is one event as a set of people needs it.
type Entry struct {
	Digest     Digest
	Generation uint64
	Kind       Kind
}

// Check reports why an event cannot stand in a ledger: no digest, an unknown kind or channel, no instant, an end where none belongs,
// a dismissal without who and why, or an over-long text. Every Ledger refuses what Check refuses.
func (e Event) Check() error {
	switch {
	case e.Digest.IsZero():
		return errors.New("optout: event without a digest")
	case !slices.Contains(kinds, e.Kind):
		return fmt.Errorf("optout: event of unknown kind %q", e.Kind)
	case !slices.Contains(channels, e.Channel):
		return fmt.Errorf("optout: event on unknown channel %q", e.Channel)
	case e.At.IsZero():
		return errors.New("optout: event without an instant")
	case e.At.UTC().Year() < 1 || e.At.UTC().Year() > 9999: // as it is kept, whatever the zone
		return errors.New("optout: event outside the years 1 to 9999")
	case !e.Until.IsZero() && e.Kind != Undeliverable:
		return fmt.Errorf("optout: event of kind %q with an end: only %q has one", e.Kind, Undeliverable)
	case !e.Until.IsZero() && (e.Until.UTC().Year() > 9999 || !e.Until.After(e.At)):
		return errors.New("optout: event that ends before it begins, or after the year 9999")
	case e.Kind == Dismissed && (strings.TrimSpace(e.By) == "" || strings.TrimSpace(e.Evidence) == ""):
		return errors.New("optout: a dismissal says who dismissed (By) and why (Evidence)")
	}
	return cmp.Or(
		checkName("Scope.Controller", e.Scope.Controller), checkName("Scope.Topic", e.Scope.Topic),
		checkText("Source", e.Source), checkText("Evidence", e.Evidence), checkText("By", e.By), checkText("ID", e.ID),
	)
}
