// Package optout stands for the real one.
package optout

import (
	"context"
	"iter"
	"time"
)

type Address struct{ n uint64 }

func (a Address) E164() string    { return "" }
func (a Address) Mailbox() string { return "" }

type Row[T any] struct {
	Data *T
	To   Address
}

type Cleared[T any] struct{ row *T }

func (c Cleared[T]) Data() *T    { return c.row }
func (c Cleared[T]) To() Address { return Address{} }

type Event struct{}
type Ledger interface {
	Record(ctx context.Context, events ...Event) error
}
type Memory struct{}

func (m *Memory) Record(ctx context.Context, events ...Event) error { return nil }

type Key struct{ ID byte }

func (k Key) Secret() []byte { return nil }

func NewKey(id byte) Key                        { return Key{} }
func KeyFile(name string, id byte) (Key, error) { return Key{}, nil }

type Keys struct{ Current Key }

type For struct{ Topic string }
type Book struct {
	Ledger Ledger
	Keys   Keys
	Now    func() time.Time
}

func (b *Book) Object(ctx context.Context, to Address, f For, source string) error { return nil }

func Screen[T any](ctx context.Context, b *Book, f For, rows iter.Seq2[Row[T], error]) iter.Seq2[Cleared[T], error] {
	return nil
}
