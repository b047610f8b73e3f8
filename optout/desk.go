package optout

import (
	"context"
	"fmt"
	"iter"
	"maps"
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
	seen       *people // nil: duplicates are no matter
	names      []name
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
	names     []name // the desk's, until the next row
}

func refuse(why law.ID) (verdict, error) { return verdict{why: why}, nil }

// judge says of a row what can be said without a look-up.
func (d *desk) judge(p recipient, hasData bool) (verdict, error) {
	if err := d.ctx.Err(); err != nil {
		return verdict{}, err
	}
	if err := d.turn(); err != nil {
		return verdict{}, err
	}
	switch {
	case !fits(p.to, d.of.Channel): // also the zero Address
		return refuse(law.AddressForm)
	case d.of.Channel == law.SMS && !p.to.TakesSMS():
		return refuse(law.SMSLine)
	case !hasData:
		return refuse(law.ValueBound)
	case forbidden(p.origin):
		return refuse(law.PurposeLimit)
	}
	v := verdict{digest: d.macs[0].person(p.to)}
	if d.seen != nil && !d.seen.add(v.digest) {
		return refuse(law.DuplicateRow)
	}
	known := d.look(p, v.digest)
	if d.set == nil {
		v.names = d.names
		return v, nil
	}
	v.at = d.at
	switch {
	case known&asks != 0, known&objects != 0 && isMember(p.origin):
		v.names = d.names // only the events say what they mean for this row
	case known&objects != 0:
		v.why = law.ObjectNow
	default:
		// Nobody of this row is in the ledger, or they were only written to: no consent either.
		v.why = d.refusal(p.origin, &standing{informed: known&informed != 0})
	}
	return v, nil
}

// turn begins a row.
func (d *desk) turn() error {
	d.progress.Rows++
	now := d.book.now()
	if d.left--; d.left > 0 && !now.Before(d.at) && now.Sub(d.at) < checkTime {
		return nil
	}
	d.tell()
	return d.check()
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

// look collects the names under which the ledger may hold something of the person, and returns what a set knows of them.
func (d *desk) look(p recipient, current Digest) (known traits) {
	d.names = d.names[:0]
	for i := range 1 + len(p.also) {
		a := p.address(i)
		if a.IsZero() {
			continue // an empty column
		}
		for k, mac := range d.macs {
			n := name{current, i, k}
			if i > 0 || k > 0 {
				n.digest = mac.person(a)
			}
			if d.set != nil {
				found := d.set.people.get(n.digest)
				if found == 0 {
					continue
				}
				known |= found
			}
			d.names = append(d.names, n)
		}
	}
	return known
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

// many asks the ledger about several digests at once, and returns a finder of what it answered.
func (d *desk) many(digests iter.Seq[Digest]) (finder, error) {
	asked := make(map[Digest][]Event)
	var all []Digest
	for digest := range digests {
		if _, twice := asked[digest]; !twice {
			asked[digest] = nil
			all = append(all, digest)
		}
	}
	events, err := histories(d.ctx, d.book.Ledger, all)
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

// settle says of a row what the events under its names mean for it.
func (d *desk) settle(p recipient, v verdict, find finder) (verdict, error) {
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
			return verdict{}, err
		}
		var exact Digest
		for _, e := range events {
			if e.Kind == ConsentKind && !e.Exact.IsZero() && exact.IsZero() {
				exact = d.macs[n.key].exact(p.address(n.address))
			}
			if err := st.add(q, e, n, exact); err != nil {
				return verdict{}, err
			}
		}
	}
	st.endAddress()
	v.names, v.consented, v.why = nil, st.agreed(), d.refusal(p.origin, st)
	return v, nil
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
