package optout

import (
	"context"
	"errors"
	"iter"
	"slices"
	"sync"
	"time"
	"unique"

	"github.com/scrutateur/scrutateur/notice/law"
)

// Memory is a Ledger in memory, for tests and demonstrations: it forgets every objection when the process ends. Package
// optoutsql keeps them. The zero Memory is empty and ready.
type Memory struct {
	mu      sync.RWMutex
	events  []memoryEvent // of all controllers: the generation of one is its place, from 1
	threads map[Digest]thread
	told    map[told]struct{}
	chains  map[string]*memoryChain // by controller
}

var _ Ledger = (*Memory)(nil)

var errNilMemory = errors.New("optout: a nil Memory keeps nothing")

// memoryEvent is an Event in little room: what many events share is kept once.
type memoryEvent struct {
	shape        unique.Handle[Event] // without what follows
	digest       Digest
	exact        Digest
	at           time.Time
	evidence, id string
	link         Link
	sealedBy     byte
	next         int32 // of the same digest; -1: none
}

// event returns the event as it was recorded.
func (m *memoryEvent) event() Event {
	e := m.shape.Value()
	e.Digest, e.Exact, e.At, e.Evidence, e.ID = m.digest, m.exact, m.at, m.evidence, m.id
	return e
}

// thread is the events of one digest.
type thread struct{ first, last int32 }

// told is the name under which a source tells an event.
type told struct {
	digest  Digest
	kind    Kind
	channel law.Channel
	scope   Scope
	source  string
	id      string
}

// memoryChain is the chain of one controller.
type memoryChain struct {
	events []int32
	keys   []KeyCheck
}

// Record appends the events. It is as durable as the process.
func (m *Memory) Record(ctx context.Context, s Sealer, events ...Event) error {
	if m == nil {
		return errNilMemory
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := s.Accept(events...); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := s.Admit(m.keys()); err != nil {
		return err
	}
	if m.threads == nil {
		m.threads, m.told, m.chains = make(map[Digest]thread), make(map[told]struct{}), make(map[string]*memoryChain)
	}
	for _, e := range events {
		if e.ID != "" {
			name := told{e.Digest, e.Kind, e.Channel, e.Scope, e.Source, e.ID}
			if _, ok := m.told[name]; ok {
				continue
			}
			m.told[name] = struct{}{}
		}
		m.append(s, e)
	}
	return nil
}

func (m *Memory) append(s Sealer, e Event) {
	e.At, e.Until = e.At.UTC().Round(0), e.Until.UTC().Round(0)
	chain := m.chains[s.Controller()]
	if chain == nil {
		chain = new(memoryChain)
		m.chains[s.Controller()] = chain
	}
	var prev Link
	if n := len(chain.events); n > 0 {
		prev = m.events[chain.events[n-1]].link
	}
	n := int32(len(m.events))
	chain.events = append(chain.events, n)
	chain.count(s, e.Key)

	shape := e
	shape.Digest, shape.Exact, shape.At, shape.Evidence, shape.ID = Digest{}, Digest{}, time.Time{}, "", ""
	m.events = append(m.events, memoryEvent{unique.Make(shape), e.Digest, e.Exact, e.At, e.Evidence, e.ID, s.Link(prev, e), s.Key(), -1})
	t, ok := m.threads[e.Digest]
	if ok {
		m.events[t.last].next = n
	} else {
		t.first = n
	}
	t.last = n
	m.threads[e.Digest] = t
}

// count counts an event under its key.
func (c *memoryChain) count(s Sealer, key byte) {
	i := slices.IndexFunc(c.keys, func(k KeyCheck) bool { return k.Key == key })
	if i < 0 {
		own := s.Checks()
		c.keys = append(c.keys, own[slices.IndexFunc(own, func(k KeyCheck) bool { return k.Key == key })])
		i = len(c.keys) - 1
	}
	c.keys[i].Events++
}

// asked reports why the ledger does not answer.
func (m *Memory) asked(ctx context.Context) error {
	if m == nil {
		return errNilMemory
	}
	return ctx.Err()
}

// History returns the events of one person in the order recorded.
func (m *Memory) History(ctx context.Context, d Digest) ([]Event, error) {
	if err := m.asked(ctx); err != nil {
		return nil, err
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	t, ok := m.threads[d]
	if !ok {
		return nil, nil
	}
	var events []Event
	for i := t.first; i >= 0; i = m.events[i].next {
		events = append(events, m.events[i].event())
	}
	return slices.Clip(events), nil
}

// Generation returns the number of events.
func (m *Memory) Generation(ctx context.Context) (uint64, error) {
	if err := m.asked(ctx); err != nil {
		return 0, err
	}
	return uint64(m.Len()), nil
}

// Digests yields the digests of the events recorded after the first so many.
func (m *Memory) Digests(ctx context.Context, after uint64) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		if err := m.asked(ctx); err != nil {
			yield(Entry{}, err)
			return
		}
		m.mu.RLock()
		events := m.events
		m.mu.RUnlock()
		for i := after; i < uint64(len(events)); i++ { // what was appended is not written to again, but for next
			if !yield(Entry{events[i].digest, i + 1, events[i].shape.Value().Kind}, nil) {
				return
			}
		}
	}
}

// Chain yields the events of one controller in the order recorded.
func (m *Memory) Chain(ctx context.Context, controller string) iter.Seq2[Sealed, error] {
	return func(yield func(Sealed, error) bool) {
		if err := m.asked(ctx); err != nil {
			yield(Sealed{}, err)
			return
		}
		m.mu.RLock()
		events := m.events
		var places []int32
		if c := m.chains[controller]; c != nil {
			places = c.events
		}
		m.mu.RUnlock()
		for _, i := range places {
			e := &events[i]
			if !yield(Sealed{e.event(), uint64(i) + 1, e.sealedBy, e.link}, nil) {
				return
			}
		}
	}
}

// Head returns the end of a controller's chain as it was after count events, or is.
func (m *Memory) Head(ctx context.Context, controller string, count uint64) (Head, error) {
	if err := m.asked(ctx); err != nil {
		return Head{}, err
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	h := Head{Controller: controller}
	if c := m.chains[controller]; c != nil {
		h.Count = uint64(len(c.events))
		if count != 0 {
			h.Count = min(h.Count, count)
		}
		h.Link = m.events[c.events[h.Count-1]].link
	}
	return h, nil
}

// Keys returns the check values of all controllers.
func (m *Memory) Keys(ctx context.Context) ([]KeyCheck, error) {
	if err := m.asked(ctx); err != nil {
		return nil, err
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.keys(), nil
}

func (m *Memory) keys() (all []KeyCheck) {
	for _, c := range m.chains {
		all = append(all, c.keys...)
	}
	return all
}

// Len returns the number of events.
func (m *Memory) Len() int {
	if m == nil {
		return 0
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	return len(m.events)
}
