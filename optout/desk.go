package optout

import (
	"context"
	"fmt"
	"maps"
	"sync/atomic"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
)

// A Set is asked whether it is current after so many rows, and after so much time by the book's clock, whichever comes first: that is
// how long ago a clearance's At may lie when it is yielded, and how often Book.Progress is told.
const (
	checkRows = 4096
	checkTime = time.Second
)

// desk judges the rows of one iteration. It keeps what costs something to make, and belongs to one goroutine.
type desk struct {
	*screening
	ctx        context.Context
	macs       []*digester // one for each key
	set        *Set        // nil: the ledger is asked about every row
	at         time.Time   // everything recorded by then is in the set
	left       int         // rows until the ledger is asked whether it grew
	admitted   bool        // the book has the keys to everything up to this generation
	generation uint64
	seen       *people     // nil: duplicates are no matter
	touched    uint64      // see touch
	timer      *time.Timer // sets late after checkTime; nil: the clock is read for every row
	late       atomic.Bool
	standing   standing
	progress   Progress
}

// Progress says how far a screening has come.
type Progress struct {
	For     For
	Rows    int            // read
	Cleared int            // yielded
	Refused map[law.ID]int // by rule
}

func (s *screening) desk(ctx context.Context) *desk {
	d := &desk{screening: s, ctx: ctx, progress: Progress{For: s.of}}
	d.set, _ = s.book.Ledger.(*Set)
	for _, p := range s.keys.pads {
		d.macs = append(d.macs, p.borrow())
	}
	return d
}

// close gives back what was borrowed, and tells the last of the progress.
func (d *desk) close() {
	if d.timer != nil {
		d.timer.Stop()
	}
	for i, p := range d.keys.pads {
		p.giveBack(d.macs[i])
	}
	d.tell()
}

// recipient is what a verdict is about: the address that is written to and the person's others.
type recipient struct {
	to     Address
	also   []Address
	origin law.Origin
}

// address returns the address of a name.
func (p recipient) address(i int) Address {
	if i == 0 {
		return p.to
	}
	return p.also[i-1]
}

// verdict is what is said of a row: why it is refused, or what a Cleared needs; or under which names the ledger is to be asked
// before anything is said.
type verdict struct {
	why       law.ID
	digest    Digest
	at        time.Time // zero: the ledger is asked about everything, and then is then
	consented bool
	names     []name // all of the person's, and once it is judged those to ask about
}

// read computes the names under which the ledger may hold something of the person, and appends them to those of rows before it. What no
// look-up changes is refused at once.
func (d *desk) read(p recipient, hasData bool, names []name) (v verdict, all []name, err error) {
	if err := d.ctx.Err(); err != nil {
		return v, names, err
	}
	if err := d.turn(); err != nil {
		return v, names, err
	}
	switch {
	case !fits(p.to, d.of.Channel): // also the zero Address
		v.why = law.AddressForm
	case d.of.Channel == law.SMS && !p.to.TakesSMS():
		v.why = law.SMSLine
	case !hasData:
		v.why = law.ValueBound
	case forbidden(p.origin):
		v.why = law.PurposeLimit
	}
	if v.why != "" {
		return v, names, nil
	}
	start := len(names)
	for i := range 1 + len(p.also) {
		a := p.address(i)
		if a.IsZero() {
			continue // an empty column
		}
		for k, mac := range d.macs {
			names = append(names, name{mac.person(a), i, k})
		}
	}
	v.names = names[start:len(names):len(names)]
	v.digest = v.names[0].digest
	return v, names, nil
}

// touch has the processor fetch from memory what judge will look at, for all rows that wait at once: one look-up after the other would take as
// long as the digests do.
func (d *desk) touch(names []name) {
	for i := range names {
		n := &names[i]
		if d.set != nil {
			d.touched ^= d.set.people.touch(n.digest)
		}
		if n.address == 0 && n.key == 0 {
			d.touched ^= d.seen.touch(n.digest)
		}
	}
}

// judge says of a row what memory knows, and leaves the names about which the ledger is to be asked. All rows before it were judged.
func (d *desk) judge(p recipient, v *verdict) {
	if v.why != "" {
		return
	}
	if d.seen != nil && !d.seen.add(v.digest) {
		v.why, v.names = law.DuplicateRow, nil
		return
	}
	if d.set == nil {
		return
	}
	v.at = d.at
	var known traits
	found := v.names[:0]
	for _, n := range v.names {
		if of := d.set.people.get(n.digest); of != 0 {
			known |= of
			found = append(found, n)
		}
	}
	v.names = nil
	switch {
	case known&asks != 0, known&objects != 0 && isMember(p.origin):
		v.names = found // only the events say what they mean for this row
	case known&objects != 0:
		v.why = law.ObjectNow
	default:
		// Nobody of this row is in the ledger, or they were only written to: no consent either.
		v.why = d.refusal(p.origin, unknown)
		if known&informed != 0 {
			v.why = d.refusal(p.origin, writtenTo)
		}
	}
}

// Where people stand of whom the ledger holds nothing, or that they were written to.
var unknown, writtenTo = &standing{}, &standing{informed: true}

// clockRows is how many rows pass between two looks at the clock, where a timer tells of the time that passes meanwhile: a look costs a
// quarter of a digest.
const clockRows = 64

// turn begins a row: from time to time the ledger is asked whether it grew.
func (d *desk) turn() error {
	d.progress.Rows++
	d.left--
	if d.timer != nil && !d.late.Load() && d.left%clockRows != 0 {
		return nil
	}
	if now := d.book.now(); d.left > 0 && !now.Before(d.at) && now.Sub(d.at) < checkTime {
		if d.timer == nil && d.progress.Rows >= clockRows && d.book.Now == nil { // not for a few rows, nor beside a clock of a test
			d.timer = time.AfterFunc(checkTime, func() { d.late.Store(true) })
		}
		return nil
	}
	d.tell()
	if err := d.check(); err != nil {
		return err
	}
	if d.timer != nil {
		d.late.Store(false)
		d.timer.Reset(checkTime)
	}
	return nil
}

// check asks what else is asked from time to time: whether the ledger grew, and whether the book has the keys to what it grew by.
func (d *desk) check() error {
	d.left, d.at = checkRows, d.book.now()
	if d.set != nil {
		at, generation, err := d.set.current(d.ctx, d.book.now)
		if err != nil {
			return fmt.Errorf("optout: %w", err)
		}
		d.at = at
		if d.admitted && generation == d.generation {
			return nil
		}
		d.generation = generation
	}
	d.admitted = true
	return d.book.admit(d.ctx)
}

// finder returns the events of a digest.
type finder func(Digest) ([]Event, error)

// one asks the ledger about one digest.
func (d *desk) one(digest Digest) ([]Event, error) {
	events, err := d.book.Ledger.History(d.ctx, digest)
	if err != nil {
		return nil, fmt.Errorf("the ledger: %w", err)
	}
	return events, nil
}

// many asks the ledger about all the names of several rows at once, and returns a finder of what it answered.
func (o *outbox[T]) many(lines []line[T]) (finder, error) {
	at := o.book.now() // before the ledger is asked
	asked := make(map[Digest][]Event)
	var all []Digest
	for i := range lines {
		v := &lines[i].v
		if len(v.names) > 0 && v.at.IsZero() {
			v.at = at
		}
		for _, n := range v.names {
			if _, twice := asked[n.digest]; !twice {
				asked[n.digest] = nil
				all = append(all, n.digest)
			}
		}
	}
	events, err := histories(o.ctx, o.book.Ledger, all)
	if err != nil {
		return nil, fmt.Errorf("the ledger: %w", err)
	}
	for _, e := range events {
		if _, ok := asked[e.Digest]; !ok {
			return nil, errStranger
		}
		asked[e.Digest] = append(asked[e.Digest], e)
	}
	return func(digest Digest) ([]Event, error) { return asked[digest], nil }, nil
}

// settle says of a row what the events under its names mean for it, where there are names to ask about.
func (d *desk) settle(p recipient, v *verdict, find finder) error {
	if len(v.names) == 0 {
		return nil
	}
	if v.at.IsZero() {
		v.at = d.book.now() // before the ledger is asked
	}
	q := question{d.controller, d.of.Channel, d.of.Topic, isMember(p.origin), v.at}
	st := &d.standing
	*st = standing{reviews: st.reviews[:0], dismissals: st.dismissals[:0]}
	for i, n := range v.names {
		if i > 0 && n.address != v.names[i-1].address {
			st.endAddress()
		}
		events, err := find(n.digest)
		if err != nil {
			return err
		}
		var exact Digest
		for _, e := range events {
			if e.Kind == ConsentKind && !e.Exact.IsZero() && exact.IsZero() {
				exact = d.macs[n.key].exact(p.address(n.address))
			}
			if err := st.add(q, e, n, exact); err != nil {
				return err
			}
		}
	}
	st.endAddress()
	v.names, v.consented, v.why = nil, st.agreed(), d.refusal(p.origin, st)
	return nil
}

// refusal returns the rule under which a row is refused to a person who stands so, "" where it is not.
func (s *screening) refusal(origin law.Origin, st *standing) law.ID {
	switch {
	case st.objecting():
		return law.ObjectNow
	case st.unreachable():
		return law.Undeliverable
	case origin == law.OriginReferral && st.informed && !st.agreed():
		return law.ReferralOnce
	case s.of.Consent && !st.agreed():
		return consentRule(s.of.Channel)
	}
	return ""
}

// refused counts a row that is left out, and tells of it.
func (d *desk) refused(row int, why law.ID) {
	if d.progress.Refused == nil {
		d.progress.Refused = make(map[law.ID]int)
	}
	d.progress.Refused[why]++
	if d.book.Refused != nil {
		d.book.Refused(row, why)
	}
}

func (d *desk) tell() {
	if d.book.Progress != nil && d.seen != nil {
		p := d.progress
		p.Refused = maps.Clone(p.Refused)
		d.book.Progress(p)
	}
}
