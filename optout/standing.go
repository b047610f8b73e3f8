package optout

import (
	"errors"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
)

// standing is where a person stands after all events that concern a question, whatever their order.
type standing struct {
	objected  bool
	objection time.Time // the latest that counts
	consented bool
	consent   time.Time // the latest that counts
	informed  bool
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

// add takes one event of the history of asked, whose very address digests to exact.
func (s *standing) add(q question, e Event, asked, exact Digest) error {
	if e.Digest != asked {
		return errStranger
	}
	switch e.Kind {
	case Objection:
		// It counts whichever controller it named: who shares a key, and so finds the event, shares objections.
		if q.member && !(overlaps(string(e.Channel), string(q.channel)) && overlaps(e.Scope.Topic, q.topic)) {
			return nil
		}
		if !s.objected || e.At.After(s.objection) {
			s.objected, s.objection = true, e.At
		}
	case ConsentKind:
		// Consent is specific (GDPR 4(11)): this controller, channel and topic, and the very mailbox. One dated in the
		// future would lift objections that are still to come.
		if e.Scope.Controller != q.controller || !covers(string(e.Channel), string(q.channel)) || !covers(e.Scope.Topic, q.topic) ||
			!e.Exact.IsZero() && e.Exact != exact || e.At.After(q.now) {
			return nil
		}
		if !s.consented || e.At.After(s.consent) {
			s.consented, s.consent = true, e.At
		}
	case Informed:
		s.informed = true
	}
	return nil
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
