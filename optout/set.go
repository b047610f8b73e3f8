package optout

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync/atomic"
	"time"
)

// Set is a ledger of whose people the digests are kept in memory, so that a screening asks about those alone who stand in the ledger: it is
// what Book.Ledger should be where many rows are screened.
//
//	book := &optout.Book{Ledger: optout.NewSet(ledger), ...}
//
// It takes at most 24 bytes for each person in the ledger, and 16 kB. It is filled when it is first needed, which reads the whole
// ledger once, and refreshed with what is new whenever a screening finds that there is something new. All screenings of a program
// share one Set; it is safe for concurrent use. What is recorded through it is recorded in the ledger, and History asks the ledger.
//
// Without a Set, Screen asks the ledger about every row. That is right where the rows are few, or where memory is: Book.Ahead then
// has it ask about many rows at once.
type Set struct {
	ledger  Ledger // what is recorded in, and asked about those who stand in it
	sources []*source
	people  table
	filling chan struct{} // holds one token while nobody fills
	broken  atomic.Pointer[error]
}

var _ Many = (*Set)(nil)

// source is one of the ledgers that a Set is filled from: several, where it was given an [Any].
type source struct {
	ledger     Ledger
	generation atomic.Uint64 // everything recorded up to it is in the set
}

// ErrWentBack says that a ledger has fewer events than it had: an old copy was restored under a program that runs, say. Objections
// recorded since that copy are gone from it. Nothing is screened until they are back and a new Set is made.
var ErrWentBack = errors.New("optout: the ledger holds less than it did before: was an old copy restored? Record again what is missing, then start anew")

// NewSet returns a Set over a ledger. It reads nothing yet.
func NewSet(l Ledger) *Set {
	if l == nil {
		l = Any(nil) // whose every answer is an error
	}
	s := &Set{ledger: l, filling: make(chan struct{}, 1)}
	s.filling <- struct{}{}
	for _, one := range ledgersOf(l) {
		s.sources = append(s.sources, &source{ledger: one})
	}
	return s
}

// ledgersOf returns the ledgers of which l is made: generations count within one ledger.
func ledgersOf(l Ledger) []Ledger {
	several, ok := l.(anyLedger)
	if !ok {
		return []Ledger{l}
	}
	var all []Ledger
	for _, one := range several {
		if one == nil {
			one = Any(nil)
			all = append(all, one)
			continue
		}
		all = append(all, ledgersOf(one)...)
	}
	return all
}

// Load fills the set, or brings it up to date. Screen does it by itself: Load is for a program that would rather wait when it starts.
func (s *Set) Load(ctx context.Context) error { return s.refresh(ctx) }

var errNoSet = errors.New("optout: NewSet makes a Set; this one is of no ledger")

// Len returns how many people are in the set: those of whom the ledger held anything when it was last asked.
func (s *Set) Len() int {
	if s == nil {
		return 0
	}
	return int(s.people.n.Load())
}

// current brings the set up to date. It returns an instant at which everything recorded in the ledger was in it, and a number that
// grows with what is in it.
func (s *Set) current(ctx context.Context, now func() time.Time) (at time.Time, generation uint64, err error) {
	at = now() // before the ledger is asked: what was recorded by then is in its answer
	if err := s.refresh(ctx); err != nil {
		return time.Time{}, 0, err
	}
	for _, one := range s.sources {
		generation += one.generation.Load()
	}
	return at, generation, nil
}

func (s *Set) refresh(ctx context.Context) error {
	if s == nil || s.ledger == nil {
		return errNoSet
	}
	for _, one := range s.sources {
		if err := s.refreshFrom(ctx, one); err != nil {
			return err
		}
	}
	return nil
}

func (s *Set) refreshFrom(ctx context.Context, from *source) error {
	if err := s.broken.Load(); err != nil {
		return *err
	}
	had := from.generation.Load() // before asking: others may bring it further meanwhile
	g, err := from.ledger.Generation(ctx)
	switch {
	case err != nil:
		return fmt.Errorf("the ledger: %w", err)
	case g < had:
		return s.fail(ErrWentBack)
	case g <= from.generation.Load():
		return nil
	}
	select {
	case <-s.filling:
		defer func() { s.filling <- struct{}{} }()
	case <-ctx.Done():
		return ctx.Err()
	}
	return s.fill(ctx, from, g)
}

// fill adds what was recorded up to generation g, and perhaps more. What was read before an error stays: it spares nobody who
// objected, and is read again.
func (s *Set) fill(ctx context.Context, from *source, g uint64) error {
	after := from.generation.Load()
	if g <= after {
		return nil // somebody else did
	}
	last := after
	n := 0
	for e, err := range from.ledger.Digests(ctx, after) {
		if err != nil {
			return fmt.Errorf("the ledger: %w", err)
		}
		if n++; n%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		last = max(last, e.Generation)
		s.people.add(e.Digest, traitOf(e.Kind))
	}
	if last < g {
		return fmt.Errorf("the ledger says that it holds events up to %d, and gives none after %d: %w", g, last, errUnread)
	}
	from.generation.Store(g) // not last: what was recorded while we read may have been read in part
	return nil
}

// errUnread says that a ledger named more than it showed.
var errUnread = errors.New("optout: not everything in the ledger could be read")

// fail makes every later use of the set fail: a ledger that lost events does not become whole by growing again.
func (s *Set) fail(err error) error {
	s.broken.CompareAndSwap(nil, &err)
	return *s.broken.Load()
}

// Format writes how many people the set holds, under every verb.
func (s *Set) Format(f fmt.State, verb rune) { fmt.Fprintf(f, "set of %d people", s.Len()) }

// of returns the ledger under the set, or one whose every answer is an error.
func (s *Set) of() Ledger {
	if s == nil || s.ledger == nil {
		return anyLedger{nil}
	}
	return s.ledger
}

// under returns the ledger under a set, or l itself.
func under(l Ledger) Ledger {
	if s, ok := l.(*Set); ok {
		return s.of()
	}
	return l
}

// ledger returns the book's ledger, where there is a book.
func (b *Book) ledger() Ledger {
	if b == nil {
		return nil
	}
	return b.Ledger
}

// Record records in the ledger. Who is screened next finds it.
func (s *Set) Record(ctx context.Context, by Sealer, events ...Event) error {
	return s.of().Record(ctx, by, events...)
}

// History asks the ledger.
func (s *Set) History(ctx context.Context, d Digest) ([]Event, error) { return s.of().History(ctx, d) }

// Histories asks the ledger.
func (s *Set) Histories(ctx context.Context, of []Digest) ([]Event, error) {
	return histories(ctx, s.of(), of)
}

// Generation asks the ledger.
func (s *Set) Generation(ctx context.Context) (uint64, error) { return s.of().Generation(ctx) }

// Digests reads the ledger.
func (s *Set) Digests(ctx context.Context, after uint64) iter.Seq2[Entry, error] {
	return s.of().Digests(ctx, after)
}

// Chain reads the ledger.
func (s *Set) Chain(ctx context.Context, controller string) iter.Seq2[Sealed, error] {
	return s.of().Chain(ctx, controller)
}

// Head asks the ledger.
func (s *Set) Head(ctx context.Context, controller string, count uint64) (Head, error) {
	return s.of().Head(ctx, controller, count)
}

// Keys asks the ledger.
func (s *Set) Keys(ctx context.Context) ([]KeyCheck, error) { return s.of().Keys(ctx) }
