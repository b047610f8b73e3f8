// Package optout is who may be written to: addresses, the objections and consents that a ledger keeps of them,
// and Screen, the only way to a Cleared row.
package optout

import (
	"context"
	"fmt"
	"iter"
	"log/slog"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
)

// SKELETON: the optout helper owns this package; signatures below are what other packages build on.

// Address is a phone number or a mailbox, in the one form under which it is compared. Never printed.
type Address struct{ stub *string }

func Phone(s string) (Address, error)           { return Address{}, nil }
func Mailbox(s string) (Address, error)         { return Address{}, nil }
func (a Address) IsZero() bool                  { return a.stub == nil }
func (a Address) Channel() law.Channel          { return "" }
func (a Address) E164() string                  { return "" } // "+33612345678", for transports; "" for a mailbox
func (a Address) Mailbox() string               { return "" } // for transports; "" for a phone number
func (a Address) Equal(b Address) bool          { return false }
func (a Address) Format(f fmt.State, verb rune) {}
func (a Address) LogValue() slog.Value          { return slog.Value{} }

// Digest is HMAC-SHA-256 of an address under the controller's key, cut to 128 bits.
type Digest [16]byte

type Key struct {
	ID     byte
	Secret []byte
}
type Keys struct {
	Current Key
	Older   []Key
}
type Kind string

const (
	Objection   Kind = "objection"
	ConsentKind Kind = "consent"
)

type Scope struct{ Controller, Topic string } // Topic "": every topic

type Event struct {
	Digest   Digest
	Kind     Kind
	Channel  law.Channel // "": every channel
	Scope    Scope
	At       time.Time
	Source   string
	Evidence string
}

type Ledger interface {
	Record(ctx context.Context, events ...Event) error      // returns after the events are durable
	History(ctx context.Context, d Digest) ([]Event, error) // in the order recorded; nil: none
}

type Book struct {
	Ledger     Ledger
	Keys       Keys
	Controller string
	Now        func() time.Time // nil outside tests
	Refused    func(row int, why law.ID)
}

type For struct {
	Channel law.Channel
	Topic   string
}

type Row[T any] struct {
	Data      *T
	To        Address
	Territory law.Territory
	Origin    law.Origin
}

// Cleared is one row and its address, cleared together.
type Cleared[T any] struct {
	_    [0]func(*T)
	data *T
}

func (c Cleared[T]) IsZero() bool                  { return c.data == nil }
func (c Cleared[T]) Data() *T                      { return c.data }
func (c Cleared[T]) To() Address                   { return Address{} }
func (c Cleared[T]) Number() int                   { return 0 } // row number, from 1
func (c Cleared[T]) Territory() law.Territory      { return "" }
func (c Cleared[T]) Origin() law.Origin            { return "" }
func (c Cleared[T]) Controller() string            { return "" }
func (c Cleared[T]) Channel() law.Channel          { return "" }
func (c Cleared[T]) Topic() string                 { return "" }
func (c Cleared[T]) Digest() Digest                { return Digest{} }
func (c Cleared[T]) At() time.Time                 { return time.Time{} } // when it was cleared
func (c Cleared[T]) Until() time.Time              { return time.Time{} } // when it goes stale
func (c Cleared[T]) Consented() bool               { return false }
func (c Cleared[T]) AppendToken(dst []byte) []byte { return dst }

func Screen[T any](ctx context.Context, b *Book, f For, rows iter.Seq2[Row[T], error]) iter.Seq2[Cleared[T], error] {
	return nil
}
