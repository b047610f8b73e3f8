package optout

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"time"

	"github.com/scrutateur/scrutateur/internal/hidden"
	"github.com/scrutateur/scrutateur/notice/law"
)

// Row is one line of a file: a recipient and what is known of it. Printed, logged or encoded it shows the redacted address
// and no more; a Row in an unexported field of a caller's struct is printed by reflection, and then its Data too where a verb
// does not fit. Under %w and %p, which go vet refuses, fmt asks no method and prints the fields: Territory and Origin as they stand, Data and
// To hidden. So a column of a file is no Origin before it is compared with law's.
type Row[T any] struct {
	Data      *T // what the message says of the recipient; Screen copies it, so one T may serve for all rows
	To        Address
	Territory law.Territory // where the recipient votes; "": unknown
	Origin    law.Origin    // where the data came from
}

// Format writes the redacted address under every verb: what a file says of a person is not printed.
func (r Row[T]) Format(f fmt.State, verb rune) { io.WriteString(f, r.redacted()) }

// LogValue returns the redacted address.
func (r Row[T]) LogValue() slog.Value { return slog.StringValue(r.redacted()) }

// MarshalText returns the redacted address, so that encoders do not leak a row.
func (r Row[T]) MarshalText() ([]byte, error) { return []byte(r.redacted()), nil }

func (r Row[T]) redacted() string { return "row of " + r.To.redacted() }

// Screen reads the rows one by one beside the book's ledger and yields those that may be written to, each with its
// clearance. A clearance holds a copy of its row, so a caller may use one T for all rows, and build at once, later or in
// another goroutine; pointers within T are shared, and no template reads through one. Screen itself keeps no row, but at most
// 43 bytes a recipient, to find duplicates.
//
// A row that may not be written to is told to Book.Refused with its number and the rule, and the iteration goes on:
//
//   - law.AddressForm: no address, or one of another channel
//   - law.SMSLine: a number whose line takes no SMS, unless Address.TakingSMS says that it does
//   - law.ValueBound: no Data
//   - law.PurposeLimit: an origin that the law forbids by name
//   - law.DuplicateRow: the person stands earlier in the same rows, be it under another spelling of the mailbox
//   - law.ObjectNow: an objection stands
//   - law.ReferralOnce: a friend's referral that was already written to and has not agreed
//
// An error of the rows, of the ledger or of the context is yielded once, with a zero Cleared, and ends the iteration:
// no answer means no message. So does a book that is not complete, with all its findings, before any row is read.
//
// Which origins need consent first is judged against the Notice, where the message is compiled: here
// Cleared.Consented only says whether one stands.
func Screen[T any](ctx context.Context, b *Book, f For, rows iter.Seq2[Row[T], error]) iter.Seq2[Cleared[T], error] {
	return func(yield func(Cleared[T], error) bool) {
		s, err := newScreening(b, f)
		if err == nil {
			err = b.admit(ctx)
		}
		if err == nil && rows == nil {
			err = errors.New("optout: Screen was given no rows")
		}
		if err != nil {
			yield(Cleared[T]{}, err)
			return
		}
		var seen digestSet
		n := 0
		for row, err := range rows {
			n++
			if err != nil {
				yield(Cleared[T]{}, fmt.Errorf("optout: row %d: %w", n, err))
				return
			}
			v, err := s.judge(ctx, row.To, row.Origin, row.Data != nil, &seen)
			if err != nil {
				yield(Cleared[T]{}, fmt.Errorf("optout: row %d: %w", n, err))
				return
			}
			if v.why != "" {
				if b.Refused != nil {
					b.Refused(n, v.why)
				}
				continue
			}
			data := copied(row.Data)
			if !yield(Cleared[T]{
				data: hidden.To(&data), to: row.To, number: n, territory: row.Territory, origin: row.Origin,
				digest: v.digest, until: v.at.Add(s.lasts), consented: v.consented, screening: s,
			}, nil) {
				return
			}
		}
	}
}

// Recheck asks the ledger again about a recipient, at hand-over to the provider say, and returns the clearance
// renewed. The error unwraps to law.ObjectNow when the person has objected since, to law.Clearance when to is the
// zero Cleared or another controller's.
func Recheck[T any](ctx context.Context, b *Book, to Cleared[T]) (Cleared[T], error) {
	if to.IsZero() {
		return Cleared[T]{}, law.Find(law.Clearance, "Cleared", "is empty: Screen makes one")
	}
	s, err := newScreening(b, For{to.screening.channel, to.screening.topic})
	if err != nil {
		return Cleared[T]{}, err
	}
	if s.controller != to.screening.controller {
		return Cleared[T]{}, law.Find(law.Clearance, "Cleared", "was made by the book of another controller")
	}
	if err := b.admit(ctx); err != nil {
		return Cleared[T]{}, err
	}
	v, err := s.judge(ctx, to.to, to.origin, true, nil)
	if err != nil {
		return Cleared[T]{}, err
	}
	if v.why != "" {
		return Cleared[T]{}, law.Find(v.why, "Cleared", "no longer holds")
	}
	to.digest, to.until, to.consented, to.screening = v.digest, v.at.Add(s.lasts), v.consented, s
	return to, nil
}

// screening is what all clearances of one Screen share.
type screening struct {
	book       *Book
	controller string
	channel    law.Channel
	topic      string
	lasts      time.Duration
	keys       *keyring
	list       list
}

func newScreening(b *Book, f For) (*screening, error) {
	fs := b.Findings()
	if f.Channel != law.SMS && f.Channel != law.Email {
		fs = append(fs, law.Find(law.SpecField, "For.Channel", "is neither sms nor email"))
	}
	if err := checkName("Topic", f.Topic); err != nil {
		fs = append(fs, law.Find(law.SpecField, "For.Topic", "is over-long or holds control or invisible characters"))
	}
	if err := fs.Sort().Err(); err != nil {
		return nil, err
	}
	return &screening{
		book: b, controller: b.Controller, channel: f.Channel, topic: f.Topic, lasts: b.lasts(),
		keys: b.Keys.ring(), list: listOf(b.Controller, f),
	}, nil
}

// verdict is what a look-up says about one row: why it is refused, or what a Cleared needs.
type verdict struct {
	why       law.ID
	digest    Digest
	at        time.Time
	consented bool
}

func refuse(why law.ID) (verdict, error) { return verdict{why: why}, nil }

func (s *screening) judge(ctx context.Context, to Address, origin law.Origin, hasData bool, seen *digestSet) (verdict, error) {
	if err := ctx.Err(); err != nil {
		return verdict{}, err
	}
	switch {
	case to.Channel() != s.channel: // also the zero Address
		return refuse(law.AddressForm)
	case s.channel == law.SMS && !to.TakesSMS():
		return refuse(law.SMSLine)
	case !hasData:
		return refuse(law.ValueBound)
	case forbidden(origin):
		return refuse(law.PurposeLimit)
	}
	v := verdict{digest: s.keys.pads[0].person(to), at: s.book.now()}
	if seen != nil && !seen.add(v.digest) {
		return refuse(law.DuplicateRow)
	}
	q := question{s.controller, s.channel, s.topic, isMember(origin), v.at}
	var st standing
	for i := range s.keys.pads {
		digest := v.digest
		if i > 0 {
			digest = s.keys.pads[i].person(to)
		}
		events, err := s.book.Ledger.History(ctx, digest)
		if err != nil {
			return verdict{}, fmt.Errorf("the ledger: %w", err)
		}
		var exact Digest
		for _, e := range events {
			if e.Kind == ConsentKind && !e.Exact.IsZero() && exact.IsZero() {
				exact = s.keys.pads[i].exact(to)
			}
			if err := st.add(q, e, digest, exact); err != nil {
				return verdict{}, err
			}
		}
	}
	v.consented = st.agreed()
	switch {
	case st.objecting():
		return refuse(law.ObjectNow)
	case origin == law.OriginReferral && st.informed && !v.consented:
		return refuse(law.ReferralOnce)
	}
	return v, nil
}
