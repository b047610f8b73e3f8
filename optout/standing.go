package optout

import (
	"errors"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
)

// standing is where a person stands after all events that concern a question. The order in which objections and consents were
// recorded does not matter, only when they were said; what a human has read was recorded before.
type standing struct {
	objected      bool
	objection     time.Time // the latest that counts
	which         Event     // it
	consented     bool
	consent       time.Time // the latest that counts
	informed      bool
	undeliverable bool
	failure       time.Time // the latest that has not ended
	reviews       []Event   // under the address that is being read: those that no dismissal under the same digest lifts
	dismissals    []Event   // under that address
}

// question is what standing answers: may this controller write on this channel and topic, now?
type question struct {
	controller string
	channel    law.Channel
	topic      string
	member     bool // an objection counts for the channel and topic it named, not for all
	now        time.Time
}

var errStranger = errors.New("optout: the ledger answered with the event of another digest")

// name is one digest under which events of a person may stand: an address of the person under one key.
type name struct {
	digest  Digest
	address int // 0 is the one that is written to
	key     int
}

// add takes one event that stands under a name. exact is the digest of the very address, where the event asks for it.
func (s *standing) add(q question, e Event, under name, exact Digest) error {
	if e.Digest != under.digest {
		return errStranger
	}
	switch e.Kind {
	case Objection:
		// It counts whichever controller it named: who shares a key, and so finds the event, shares objections. It counts whichever of
		// the person's addresses it stands under, too: a member's for the channel that it names.
		if q.member && !(overlaps(string(e.Channel), string(q.channel)) && overlaps(e.Scope.Topic, q.topic)) {
			return nil
		}
		s.object(e)
	case ConsentKind:
		// Consent is specific (GDPR 4(11)): this controller, channel and topic, and the very address; a letter or a visit goes to
		// none of those that the row has. One dated in the future would lift objections that are still to come.
		if e.Scope.Controller != q.controller || !covers(string(e.Channel), string(q.channel)) || !covers(e.Scope.Topic, q.topic) ||
			under.address != 0 && reachedBy(q.channel) || !e.Exact.IsZero() && e.Exact != exact || e.At.After(q.now) {
			return nil
		}
		if !s.consented || e.At.After(s.consent) {
			s.consented, s.consent = true, e.At
		}
	case Informed:
		s.informed = true
	case Undeliverable:
		// Of the address, not of the person: a mailbox that is gone says nothing of the phone. A letter that came back says it under
		// whichever address the row has.
		if under.address != 0 && reachedBy(q.channel) || !overlaps(string(e.Channel), string(q.channel)) || !e.Until.IsZero() && !q.now.Before(e.Until) {
			return nil
		}
		if !s.undeliverable || e.At.After(s.failure) {
			s.undeliverable, s.failure = true, e.At
		}
	case Review:
		s.reviews = append(s.reviews, e)
	case Dismissed:
		s.dismiss(e)
	default:
		s.object(e) // of a kind that a later version writes: nobody is written to before it is understood
	}
	return nil
}

func (s *standing) object(e Event) {
	if !s.objected || e.At.After(s.objection) {
		s.objected, s.objection, s.which = true, e.At, e
	}
}

// dismiss lifts the reviews that the human can have read: told to the same controller, recorded before and dated no later.
func (s *standing) dismiss(d Event) {
	open := s.reviews[:0]
	for _, r := range s.reviews {
		if r.Digest != d.Digest || r.Scope.Controller != d.Scope.Controller || r.At.After(d.At) {
			open = append(open, r)
		}
	}
	s.reviews = open
	s.dismissals = append(s.dismissals, d)
}

// endAddress takes the reviews that are left after all events under one address: they are objections to everything. A dismissal under
// another key's digest lifts those dated before it, since nobody knows in which order they were recorded.
func (s *standing) endAddress() {
	for _, r := range s.reviews {
		lifted := false
		for _, d := range s.dismissals {
			lifted = lifted || d.Digest != r.Digest && d.Scope.Controller == r.Scope.Controller && d.At.After(r.At)
		}
		if !lifted {
			s.object(r)
		}
	}
	s.reviews, s.dismissals = s.reviews[:0], s.dismissals[:0]
}

// overlaps reports whether two values have something in common, where "" is every value.
func overlaps(a, b string) bool { return a == "" || b == "" || a == b }

// covers reports whether a is b or every value.
func covers(a, b string) bool { return a == "" || a == b }

// objecting reports whether an objection stands: there is one, and no consent came after it. At the same instant the
// objection wins.
func (s *standing) objecting() bool {
	return s.objected && !(s.consented && s.consent.After(s.objection))
}

// agreed reports whether a consent stands.
func (s *standing) agreed() bool { return s.consented && !s.objecting() }

// unreachable reports whether the address takes no messages now: it was said so, and the person has not given it again since.
func (s *standing) unreachable() bool {
	return s.undeliverable && !(s.consented && s.consent.After(s.failure))
}
