// Package sms stands for the real one: the same names, nothing behind them.
package sms

import (
	"io"
	"iter"
	"time"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/optout"
)

type Message struct{ p *int }

func (m Message) Text() string        { return "" }
func (m Message) To() optout.Address  { return optout.Address{} }
func (m Message) Sender() string      { return "" }
func (m Message) Key() string         { return "" }
func (m Message) NotAfter() time.Time { return time.Time{} }

type Bulk struct{ p *int }

func (b Bulk) Text() string                         { return "" }
func (b Bulk) Recipients() iter.Seq[optout.Address] { return nil }

type Batch[T any] struct{ _ [0]func(*T) }

func (b *Batch[T]) Build(to optout.Cleared[T]) (Message, error)              { return Message{}, nil }
func (b *Batch[T]) Adopt(to optout.Cleared[T], text string) (Message, error) { return Message{}, nil }
func (b *Batch[T]) Append(dst []byte, to optout.Cleared[T]) ([]byte, message.Size, error) {
	return dst, message.Size{}, nil
}
func (b *Batch[T]) Handoff(w io.Writer, to iter.Seq2[optout.Cleared[T], error]) (Handoff, error) {
	return Handoff{}, nil
}

type Handoff struct{ Rows int }

type Template[T any] struct{ _ [0]func(*T) }
type Proof struct{ Longest struct{ Text string } }

func (t *Template[T]) Proof() Proof                          { return Proof{} }
func (t *Template[T]) Batch(at time.Time) (*Batch[T], error) { return nil, nil }
