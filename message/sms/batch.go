package sms

import (
	"context"
	"strconv"
	"time"

	"github.com/scrutateur/scrutateur/internal/gsm7"
	"github.com/scrutateur/scrutateur/internal/hidden"
	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/gate"
	"github.com/scrutateur/scrutateur/message/internal/row"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// Proof returns what was proved: the shortest and the longest message, and what each field costs. The zero template has
// proved nothing.
func (t *Template[T]) Proof() Proof {
	if t == nil || t.t == nil {
		return Proof{}
	}
	return t.t.proof.clone()
}

// Findings returns what was found and does not block: advice, and rules softened by an exception with its reason.
func (t *Template[T]) Findings() law.Findings {
	if t == nil || t.t == nil {
		return nil
	}
	return append(law.Findings(nil), t.t.found...)
}

// Batch fixes the moment of delivery. The rules in force then are applied to what compiling found. It refuses, with a
// *message.Refusal that says when it opens again, a moment at which every territory that votes is silent (code électoral L49) or
// outside the sending hours of the operators' charter and of the router; a recipient whose own territory is closed is
// refused by Build. So is one for whom the router would put the message off into a silence.
//
// The moment is the one at which the message reaches the phone, not the one at which the program runs. Nothing reads a
// clock here: what is built carries NotAfter, and a transport asks Expired before it hands a message on.
func (t *Template[T]) Batch(at time.Time) (*Batch[T], error) {
	if t == nil || t.t == nil {
		return nil, message.ErrUnbuilt
	}
	if !gate.Possible(at) {
		return nil, law.Findings{law.Find(law.SpecField, "Batch", "no moment of delivery: give the time at which messages reach the phones")}.Err()
	}
	s := &t.t.spec
	fs := gate.Judge(at, t.t.own, s.Notice, s.Rules, s.Except)
	if err := fs.Err(); err != nil {
		return nil, err
	}
	g := gate.New(s.Notice, law.SMS, s.Topic, at)
	fs = append(fs, gate.Hours{Profile: t.t.profile, Rules: s.Rules, Except: s.Except}.Close(g)...).Sort()
	if err := g.Shut(); err != nil {
		return nil, err
	}
	return &Batch[T]{b: &batch{t: t.t, gate: g, found: fs}}, nil
}

// Batch makes the messages of one moment of delivery. It is immutable and safe for concurrent use. The zero batch is
// inert: Build and Append return message.ErrUnbuilt.
type Batch[T any] struct {
	_ [0]func(*T)
	b *batch
}

type batch struct {
	t     *template
	gate  *gate.Gate
	found law.Findings
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

// Append appends the message for one recipient to dst, as Build makes it, and returns its size. It allocates nothing but
// what dst grows by. On error dst is returned as it came.
func (b *Batch[T]) Append(dst []byte, to optout.Cleared[T]) ([]byte, message.Size, error) {
	if b == nil || b.b == nil || to.IsZero() {
		return dst, message.Size{}, message.ErrUnbuilt
	}
	if _, err := gate.Pass(b.b.gate, &to); err != nil {
		return dst, message.Size{}, err
	}
	return appendMessage(dst, b.b.t, &to)
}

// appendMessage renders and counts the message for a recipient who has passed the gate.
func appendMessage[T any](dst []byte, t *template, to *optout.Cleared[T]) ([]byte, message.Size, error) {
	r, ok := row.Of(to)
	if !ok {
		return dst, message.Size{}, message.ErrUnbuilt
	}
	start := len(dst)
	var c gsm7.Count
	out, field, problem, char := t.body.append(dst, &r, &c)
	if problem != 0 {
		return dst[:start], message.Size{}, gate.Refuse(to.Number(), t.body.fields[field].explain(&r, problem, char))
	}
	text := out[start:]
	out = append(out, t.tail.text...)
	size := message.Size{Encoding: message.EncodingGSM7, Units: c.Septets, Parts: 1}
	switch {
	case c.Foreign > 0 || c.Pairs > 0 && c.Septets > gsm7.SingleGSM7:
		size = sizeOf(c, gsm7.PartsOf(c, text, t.counted))
	case c.Septets > gsm7.SingleGSM7: // nothing straddles
		size.Parts = (c.Septets + gsm7.PartGSM7 - 1) / gsm7.PartGSM7
	}
	if size.Parts > t.spec.MaxParts { // the proof says that this cannot be; a message over budget does not leave all the same
		return dst[:start], message.Size{}, gate.Refuse(to.Number(), law.Find(law.PartBudget, "", "the message needs %d parts, %d are allowed", size.Parts, t.spec.MaxParts))
	}
	return out, size, nil
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
	var scratch [512]byte
	text, size, err := appendMessage(scratch[:0], b.b.t, &to)
	if err != nil {
		return Message{}, err
	}
	return Message{
		text: hidden.New(string(text)), to: to.To(), size: size, notAfter: b.b.gate.NotAfter(place, to.Until()),
		origin: b.b, digest: to.Digest(),
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

func (p Proof) clone() Proof {
	p.Fields = append([]FieldCost(nil), p.Fields...)
	p.Shortest.Marks = append([]Mark(nil), p.Shortest.Marks...)
	p.Likely.Marks = append([]Mark(nil), p.Likely.Marks...)
	p.Longest.Marks = append([]Mark(nil), p.Longest.Marks...)
	return p
}

// key names one message: the same template, moment and recipient give the same key, so that a retry is recognised.
func key(template [16]byte, at time.Time, d optout.Digest) string {
	b := make([]byte, 0, 64)
	b = append(b, template[:]...)
	b = strconv.AppendInt(b, at.UnixNano(), 10)
	b = append(b, d[:]...)
	return keyText(b)
}
