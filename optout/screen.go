package optout

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/scrutateur/scrutateur/internal/hidden"
	"github.com/scrutateur/scrutateur/notice/law"
)

// Screen reads the rows one by one beside the book's ledger and yields those that may be written to, each with its
// clearance. A clearance holds a copy of its row, so a caller may use one T for all rows, and build at once, later or in
// another goroutine; pointers within T are shared, and no template reads through one. Screen itself keeps no row, but at most
// 43 bytes a recipient, to find duplicates.
//
// What the ledger holds under any of the row's addresses counts for the person: see [Row]. An objection recorded before a
// clearance's At was always heeded.
//
// How the ledger is asked is the caller's choice. Where Book.Ledger is a [Set], those alone are looked up of whom the ledger says something
// that memory does not hold: right for large files. Otherwise every row is: right for a small one. With Book.Ahead Screen reads so
// many rows ahead and looks up all of them at once, if the ledger is [Many], as those of optoutsql are: right for a large file where
// memory is dear, and in a Set too where most people in the ledger have agreed. Rows then come out some time after they were read, so a
// source that waits for a row to be dealt with before it gives the next one must leave Ahead at 0.
//
// A row that may not be written to is told to Book.Refused with its number and the rule, and the iteration goes on:
//
//   - law.AddressForm: no address, or one that is no use on the channel
//   - law.SMSLine: a number whose line takes no SMS, unless Address.TakingSMS says that it does
//   - law.ValueBound: no Data
//   - law.PurposeLimit: an origin that the law forbids by name
//   - law.DuplicateRow: the same Row.To stands earlier in the same rows, be it under another spelling of the mailbox
//   - law.ObjectNow: an objection stands, or an answer that may be one and that no human has dismissed
//   - law.Undeliverable: the address takes no messages at present
//   - law.ReferralOnce: a friend's referral that was already written to and has not agreed
//   - law.OptIn, law.VoiceConsent or law.BasisEvidence, by channel: For.Consent asks for a consent, and none stands
//
// An error of the rows, of the ledger or of the context is yielded once, with a zero Cleared, and ends the iteration:
// no answer means no message. So does a book that is not complete, with all its findings, before any row is read.
//
// Which origins need consent first is judged against the Notice, where the message is compiled: here
// Cleared.Consented only says whether one stands, and For.Consent leaves out where it does not.
func Screen[T any](ctx context.Context, b *Book, f For, rows iter.Seq2[Row[T], error]) iter.Seq2[Cleared[T], error] {
	return func(yield func(Cleared[T], error) bool) {
		s, err := newScreening(b, f)
		if err == nil && rows == nil {
			err = errors.New("optout: Screen was given no rows")
		}
		if err != nil {
			yield(Cleared[T]{}, err)
			return
		}
		d := s.desk(ctx)
		d.seen = new(people)
		defer d.close()
		if err = d.check(); err == nil {
			out := outbox[T]{desk: d, yield: yield}
			err = out.all(rows)
		}
		if err != nil {
			yield(Cleared[T]{}, err)
		}
	}
}

// Recheck asks the ledger again about a recipient, at hand-over to the provider say, and returns the clearance
// renewed. The error unwraps to law.ObjectNow when the person has objected since, under whichever of the row's addresses, to
// law.Clearance when to is the zero Cleared or another controller's.
func Recheck[T any](ctx context.Context, b *Book, to Cleared[T]) (Cleared[T], error) {
	if to.IsZero() {
		return Cleared[T]{}, law.Find(law.Clearance, "Cleared", "is empty: Screen makes one")
	}
	s, err := newScreening(b, to.screening.of)
	if err != nil {
		return Cleared[T]{}, err
	}
	if s.controller != to.screening.controller {
		return Cleared[T]{}, law.Find(law.Clearance, "Cleared", "was made by the book of another controller")
	}
	d := s.desk(ctx)
	defer d.close()
	if err := d.check(); err != nil {
		return Cleared[T]{}, err
	}
	p := recipient{to.to, to.also, to.origin}
	v, _, err := d.read(p, true, nil)
	if err == nil {
		d.judge(p, &v)
		err = d.settle(p, &v, d.one)
	}
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
	of         For
	lasts      time.Duration
	keys       *keyring
	list       list
}

func newScreening(b *Book, f For) (*screening, error) {
	fs := b.Findings()
	if !slices.Contains(channels[1:], f.Channel) {
		fs = append(fs, law.Find(law.SpecField, "For.Channel", "is none of sms, email, voice, post and door"))
	}
	if s, ok := b.ledger().(*Set); ok && s == nil {
		fs = append(fs, law.Find(law.SpecField, "Book.Ledger", "is a nil Set: NewSet makes one"))
	}
	if err := checkName("Topic", f.Topic); err != nil {
		fs = append(fs, law.Find(law.SpecField, "For.Topic", "is over-long or holds control or invisible characters"))
	}
	if err := fs.Sort().Err(); err != nil {
		return nil, err
	}
	return &screening{
		book: b, controller: b.Controller, of: f, lasts: b.lasts(),
		keys: b.Keys.ring(), list: listOf(b.Controller, f),
	}, nil
}

// outbox is where the rows of one Screen come in and clearances go out, in the order of the rows.
type outbox[T any] struct {
	*desk
	yield func(Cleared[T], error) bool
	lines []line[T] // rows that were read and wait for others, so that all are looked up at once
	names []name    // of all of them
}

// line is a row that was read.
type line[T any] struct {
	row    Row[T]
	own    bool // row has its own copies of Data and Also
	number int
	v      verdict
}

// maxAhead bounds what waits in memory.
const maxAhead = 10_000

func (o *outbox[T]) all(rows iter.Seq2[Row[T], error]) error {
	n := 0
	for row, err := range rows {
		n++
		if err != nil {
			if !o.flushed(&err) {
				return nil
			}
			return atRow(n, err)
		}
		more, err := o.take(n, row)
		if err != nil {
			return err
		}
		if !more {
			return nil
		}
	}
	_, err := o.flush()
	return err
}

// flushed hands out what waits before an error of the rows is told; it reports whether somebody still listens. An error of its own
// takes the place of the other one.
func (o *outbox[T]) flushed(err *error) bool {
	more, failed := o.flush()
	if failed != nil {
		*err = failed
		return true
	}
	return more
}

func atRow(n int, err error) error { return fmt.Errorf("optout: row %d: %w", n, err) }

// take reads a row, and deals with it and those that wait unless it has to wait too.
func (o *outbox[T]) take(n int, row Row[T]) (more bool, err error) {
	l := line[T]{row: row, number: n}
	l.v, o.names, err = o.read(recipient{row.To, row.Also, row.Origin}, row.Data != nil, o.names)
	if err != nil {
		return false, atRow(n, err)
	}
	ahead := len(o.lines) < o.book.Ahead
	if ahead && l.v.why == "" { // the caller may write over what the row refers to before it is dealt with
		data := copied(row.Data)
		l.row.Data, l.row.Also, l.own = &data, slices.Clone(row.Also), true
	}
	o.lines = append(o.lines, l)
	if ahead {
		return true, nil
	}
	return o.flush()
}

// flush deals with all that wait: what memory knows of them, then one question to the ledger about the rest, then each in its turn.
func (o *outbox[T]) flush() (more bool, err error) {
	lines := o.lines
	o.touch(o.names)
	o.lines, o.names = o.lines[:0], o.names[:0]
	defer clear(lines)
	asking := 0
	for i := range lines {
		l := &lines[i]
		o.judge(recipient{l.row.To, l.row.Also, l.row.Origin}, &l.v)
		asking += len(l.v.names)
	}
	find := o.one
	if asking > 0 && len(lines) > 1 {
		if find, err = o.many(lines); err != nil {
			return false, atRow(lines[0].number, err)
		}
	}
	for i := range lines {
		l := &lines[i]
		if err := o.settle(recipient{l.row.To, l.row.Also, l.row.Origin}, &l.v, find); err != nil {
			return false, atRow(l.number, err)
		}
		if !o.hand(l) {
			return false, nil
		}
	}
	return true, nil
}

// hand yields a clearance, or tells of a refusal. It reports whether somebody still listens.
func (o *outbox[T]) hand(l *line[T]) bool {
	if l.v.why != "" {
		o.refused(l.number, l.v.why)
		return true
	}
	o.progress.Cleared++
	data := l.row.Data
	if !l.own {
		own := copied(data)
		data = &own
	}
	return o.yield(Cleared[T]{
		data: hidden.To(data), to: l.row.To, also: given(l.row.Also), number: l.number, territory: l.row.Territory, origin: l.row.Origin,
		digest: l.v.digest, until: l.v.at.Add(o.lasts), consented: l.v.consented, screening: o.screening,
	}, nil)
}

// given returns a copy of the addresses that are there.
func given(all []Address) []Address {
	if len(all) == 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(all), Address.IsZero)
}
