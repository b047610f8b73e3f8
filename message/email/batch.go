package email

import (
	"context"
	"time"

	"github.com/scrutateur/scrutateur/internal/hidden"
	"github.com/scrutateur/scrutateur/internal/mailtext"
	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/gate"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// Proof returns what was proved: the shortest and the longest e-mail, and what each field costs. The zero template has
// proved nothing.
func (t *Template[T]) Proof() Proof {
	if t == nil || t.t == nil {
		return Proof{}
	}
	return t.t.proof()
}

// Findings returns what was found and does not block: advice, and rules softened by an exception with its reason.
func (t *Template[T]) Findings() law.Findings {
	if t == nil || t.t == nil {
		return nil
	}
	return append(law.Findings(nil), t.t.found...)
}

// Batch fixes the moment of delivery. It refuses, with a *message.Refusal that says when it opens again, a moment at which every territory that votes
// is silent, and a recipient whose own territory is silent is refused by Build. The Date field says this moment, and the
// Message-ID is made of it, so that the same batch builds the same messages again.
func (t *Template[T]) Batch(at time.Time) (*Batch[T], error) {
	if t == nil || t.t == nil {
		return nil, message.ErrUnbuilt
	}
	if !gate.Possible(at) {
		return nil, law.Findings{law.Find(law.SpecField, "Batch", "no moment of delivery: give the time at which messages reach the mailboxes")}.Err()
	}
	s := &t.t.spec
	fs := gate.Judge(at, t.t.own, s.Notice, s.Rules, s.Except)
	if err := fs.Err(); err != nil {
		return nil, err
	}
	g := gate.New(s.Notice, law.Email, s.Topic, at)
	if err := g.Shut(); err != nil {
		return nil, err
	}
	date := append(mailtext.AppendDate([]byte("Date: "), g.At()), "\r\nMessage-ID: "...)
	return &Batch[T]{b: &batch{t: t.t, gate: g, found: fs, date: string(date)}}, nil
}

// Batch makes the e-mails of one moment of delivery. It is immutable and safe for concurrent use. The zero batch is
// inert: Build and Append return message.ErrUnbuilt.
type Batch[T any] struct {
	_ [0]func(*T)
	b *batch
}

type batch struct {
	t     *template
	gate  *gate.Gate
	found law.Findings
	date  string // the Date field, and the name of the next
}

// Findings returns what was found at the batch's moment and does not block.
func (b *Batch[T]) Findings() law.Findings {
	if b == nil || b.b == nil {
		return nil
	}
	return append(law.Findings(nil), b.b.found...)
}

// Before returns the batch with an earlier end: no message of it may be delivered at or after the moment. It never
// makes NotAfter later; the zero moment changes nothing.
func (b *Batch[T]) Before(at time.Time) *Batch[T] {
	if b == nil || b.b == nil {
		return b
	}
	c := *b.b
	c.gate = c.gate.Before(at)
	return &Batch[T]{b: &c}
}

// Append appends the message for one recipient to dst, as Build makes it: a complete message with CRLF line ends (RFC 5322). It
// allocates nothing but what dst grows by. On error dst is returned as it came.
func (b *Batch[T]) Append(dst []byte, to optout.Cleared[T]) ([]byte, Size, error) {
	if b == nil || b.b == nil || to.IsZero() {
		return dst, Size{}, message.ErrUnbuilt
	}
	if _, err := gate.Pass(b.b.gate, &to); err != nil {
		return dst, Size{}, err
	}
	var places layout
	return appendMessage(dst, b.b, &to, &places)
}

// Build makes the message for one recipient. A *message.Refusal says why there is none: a clearance for another controller,
// channel, topic or origin, or gone stale; a value that breaks its bound; a territory that is silent, with the time when it
// opens again. The comment of message.Refusal lists the errors of every method.
func (b *Batch[T]) Build(to optout.Cleared[T]) (Message, error) {
	if b == nil || b.b == nil || to.IsZero() {
		return Message{}, message.ErrUnbuilt
	}
	place, err := gate.Pass(b.b.gate, &to)
	if err != nil {
		return Message{}, err
	}
	var places layout
	raw, size, err := appendMessage(make([]byte, 0, b.b.t.room), b.b, &to, &places)
	if err != nil {
		return Message{}, err
	}
	return Message{
		raw: hidden.Of(raw), to: to.To(), size: size, notAfter: b.b.gate.NotAfter(place, to.Until()),
		origin: b.b, digest: to.Digest(), places: places,
	}, nil
}

// Done records in the ledger that the recipients were written to, in one call for as many as you like: call it when the transport has taken their
// messages. It is what ends the messages to a friend's referral, who gets one and no reminder (law.ReferralOnce), and counts under
// every address of the recipient's row, for files that come later too. Told twice, of the same batch and recipient, it is
// recorded once.
//
// The error is message.ErrUnbuilt, a *message.Refusal where a clearance was not given for this batch, and then nothing is recorded; or
// what optout.Sent says: call Done again with the same recipients. A program that writes to no referrals may do without.
func (b *Batch[T]) Done(ctx context.Context, to ...optout.Cleared[T]) error {
	if b == nil || b.b == nil {
		return message.ErrUnbuilt
	}
	return gate.Done(ctx, b.b.gate, b.b.t.hash, to)
}
