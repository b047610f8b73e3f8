// Package message stands for the real one: the same names, nothing behind them.
package message

import (
	"io"
	"iter"
	"time"

	"github.com/scrutateur/scrutateur/optout"
)

type Size struct{ Units, Parts int }
type SMS struct{ p *int }

func (s SMS) Text() string        { return "" }
func (s SMS) To() optout.Address  { return optout.Address{} }
func (s SMS) Sender() string      { return "" }
func (s SMS) Key() string         { return "" }
func (s SMS) NotAfter() time.Time { return time.Time{} }

type Email struct{ p *int }

func (e Email) WriteTo(w io.Writer) (int64, error) { return 0, nil }
func (e Email) Bytes() []byte                      { return nil }
func (e Email) Header(name string) string          { return "" }
func (e Email) HTML() string                       { return "" }
func (e Email) PlainText() string                  { return "" }
func (e Email) Subject() string                    { return "" }
func (e Email) Text() string                       { return "" }
func (e Email) Key() string                        { return "" }
func (e Email) NotAfter() time.Time                { return time.Time{} }
func (e Email) To() optout.Address                 { return optout.Address{} }

type SMSBulk struct{ p *int }

func (b SMSBulk) Text() string                         { return "" }
func (b SMSBulk) Recipients() iter.Seq[optout.Address] { return nil }

type SMSBatch[T any] struct{ _ [0]func(*T) }

func (b *SMSBatch[T]) Build(to optout.Cleared[T]) (SMS, error)              { return SMS{}, nil }
func (b *SMSBatch[T]) Adopt(to optout.Cleared[T], text string) (SMS, error) { return SMS{}, nil }
func (b *SMSBatch[T]) Append(dst []byte, to optout.Cleared[T]) ([]byte, Size, error) {
	return dst, Size{}, nil
}
func (b *SMSBatch[T]) Handoff(w io.Writer, to iter.Seq2[optout.Cleared[T], error]) (SMSHandoff, error) {
	return SMSHandoff{}, nil
}

type SMSHandoff struct{ Rows int }

type EmailBatch[T any] struct{ _ [0]func(*T) }

func (b *EmailBatch[T]) Build(to optout.Cleared[T]) (Email, error) { return Email{}, nil }

type EmailTemplate[T any] struct{ _ [0]func(*T) }

func (t *EmailTemplate[T]) Batch(at time.Time) (*EmailBatch[T], error) { return nil, nil }

type SMSTemplate[T any] struct{ _ [0]func(*T) }
type Proof struct{ Longest struct{ Text string } }

func (t *SMSTemplate[T]) Proof() Proof                             { return Proof{} }
func (t *SMSTemplate[T]) Batch(at time.Time) (*SMSBatch[T], error) { return nil, nil }
