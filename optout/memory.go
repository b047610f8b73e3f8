package optout

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"
	"unique"
)

// Memory is a Ledger in memory, for tests and demonstrations: it forgets every objection when the process ends. Package
// optoutsql keeps them. The zero Memory is empty and ready.
type Memory struct {
	mu     sync.RWMutex
	events []memoryEvent
	chains map[Digest]chain
	told   map[told]struct{}
}

var _ Ledger = (*Memory)(nil)

var errNilMemory = errors.New("optout: a nil Memory keeps nothing")

// memoryEvent is an Event in little room: what many events share is kept once.
type memoryEvent struct {
	shape        unique.Handle[Event] // without Digest, Exact, At, Evidence, ID
	exact        Digest
	at           time.Time
	evidence, id string
	next         int32 // of the same digest; -1: none
}

type chain struct{ first, last int32 }

// told is the name under which a source tells an event.
type told struct {
	digest Digest
	source string
	id     string
}

// Record appends the events. It is as durable as the process.
func (m *Memory) Record(ctx context.Context, events ...Event) error {
	if m == nil {
		return errNilMemory
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, e := range events {
		if err := e.Check(); err != nil {
			return err
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.chains == nil {
		m.chains, m.told = make(map[Digest]chain), make(map[told]struct{})
	}
	for _, e := range events {
		if e.ID != "" {
			name := told{e.Digest, e.Source, e.ID}
			if _, ok := m.told[name]; ok {
				continue
			}
			m.told[name] = struct{}{}
		}
		shape := e
		shape.Digest, shape.Exact, shape.At, shape.Evidence, shape.ID = Digest{}, Digest{}, time.Time{}, "", ""
		n := int32(len(m.events))
		m.events = append(m.events, memoryEvent{unique.Make(shape), e.Exact, e.At.UTC().Round(0), e.Evidence, e.ID, -1})
		c, ok := m.chains[e.Digest]
		if ok {
			m.events[c.last].next = n
		} else {
			c.first = n
		}
		c.last = n
		m.chains[e.Digest] = c
	}
	return nil
}

// History returns the events of one person in the order recorded.
func (m *Memory) History(ctx context.Context, d Digest) ([]Event, error) {
	if m == nil {
		return nil, errNilMemory
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	c, ok := m.chains[d]
	if !ok {
		return nil, nil
	}
	var events []Event
	for i := c.first; i >= 0; i = m.events[i].next {
		e := m.events[i].shape.Value()
		e.Digest, e.Exact, e.At = d, m.events[i].exact, m.events[i].at
		e.Evidence, e.ID = m.events[i].evidence, m.events[i].id
		events = append(events, e)
	}
	return slices.Clip(events), nil
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
