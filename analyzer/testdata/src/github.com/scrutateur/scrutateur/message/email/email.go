// Package email stands for the real one: the same names, nothing behind them.
package email

import (
	"io"
	"time"

	"github.com/scrutateur/scrutateur/optout"
)

type Message struct{ p *int }

func (m Message) WriteTo(w io.Writer) (int64, error) { return 0, nil }
func (m Message) Bytes() []byte                      { return nil }
func (m Message) Header(name string) string          { return "" }
func (m Message) HTML() string                       { return "" }
func (m Message) PlainText() string                  { return "" }
func (m Message) Subject() string                    { return "" }
func (m Message) Text() string                       { return "" }
func (m Message) Key() string                        { return "" }
func (m Message) NotAfter() time.Time                { return time.Time{} }
func (m Message) To() optout.Address                 { return optout.Address{} }

type Batch[T any] struct{ _ [0]func(*T) }

func (b *Batch[T]) Build(to optout.Cleared[T]) (Message, error) { return Message{}, nil }

type Template[T any] struct{ _ [0]func(*T) }

func (t *Template[T]) Batch(at time.Time) (*Batch[T], error) { return nil, nil }
