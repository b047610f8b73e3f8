package inbox

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"iter"
	"slices"
	"sync"
)

// Memory is a Store in memory, for tests and demonstrations: it forgets everything when the process ends. The zero Memory is empty and
// ready.
type Memory struct {
	mu    sync.Mutex
	items map[Ref]Sealed
	order []Ref
}

var _ Store = (*Memory)(nil)

var errNilMemory = errors.New("inbox: a nil Memory keeps nothing")

// Put keeps an item. It is as durable as the process.
func (m *Memory) Put(ctx context.Context, item Sealed) error {
	if m == nil {
		return errNilMemory
	}
	if err := cmp.Or(ctx.Err(), item.Check()); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.items[item.Ref]; ok {
		return nil
	}
	if m.items == nil {
		m.items = make(map[Ref]Sealed)
	}
	item.Received, item.Body = item.Received.UTC().Round(0), bytes.Clone(item.Body)
	m.items[item.Ref] = item
	m.order = append(m.order, item.Ref)
	return nil
}

// List yields the items of a controller as they are when it begins.
func (m *Memory) List(ctx context.Context, controller string) iter.Seq2[Sealed, error] {
	return func(yield func(Sealed, error) bool) {
		if m == nil {
			yield(Sealed{}, errNilMemory)
			return
		}
		if err := ctx.Err(); err != nil {
			yield(Sealed{}, err)
			return
		}
		m.mu.Lock()
		var items []Sealed
		for _, ref := range m.order {
			if item := m.items[ref]; item.Controller == controller {
				item.Body = bytes.Clone(item.Body)
				items = append(items, item)
			}
		}
		m.mu.Unlock()
		slices.SortStableFunc(items, func(a, b Sealed) int { return a.Received.Compare(b.Received) })
		for _, item := range items {
			if !yield(item, nil) {
				return
			}
		}
	}
}

// Forget erases the body of an item.
func (m *Memory) Forget(ctx context.Context, ref Ref, done Done) error {
	if m == nil {
		return errNilMemory
	}
	if err := cmp.Or(ctx.Err(), done.Check()); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	item, ok := m.items[ref]
	if !ok {
		return ErrUnknown
	}
	if item.Done.IsZero() {
		clear(item.Body)
		done.At = done.At.UTC().Round(0)
		item.Body, item.Done = nil, done
		m.items[ref] = item
	}
	return nil
}
