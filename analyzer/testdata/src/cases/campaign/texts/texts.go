// Package texts makes the messages of a campaign: whoever may be written to, and nothing else than what was proved.
package texts

import (
	"context"
	"fmt"
	"io"
	"iter"
	"time"

	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/optout"
)

// Voter is what a message says of somebody.
type Voter struct{ First, Station string }

// Maker holds the templates, which were compiled when the program began.
type Maker struct {
	book *optout.Book
	sms  *sms.Template[Voter]
	mail *email.Template[Voter]
}

func New(b *optout.Book, s *sms.Template[Voter], m *email.Template[Voter]) *Maker {
	return &Maker{b, s, m}
}

// SMS yields one message for each row that may be written to.
func (m *Maker) SMS(ctx context.Context, at time.Time, rows iter.Seq2[optout.Row[Voter], error]) iter.Seq2[sms.Message, error] {
	return func(yield func(sms.Message, error) bool) {
		batch, err := m.sms.Batch(at)
		if err != nil {
			yield(sms.Message{}, err)
			return
		}
		for c, err := range optout.Screen(ctx, m.book, optout.For{Topic: "vote"}, rows) {
			if err != nil {
				yield(sms.Message{}, err)
				return
			}
			if built, err := batch.Build(c); !yield(built, err) {
				return
			}
		}
	}
}

// Emails builds one e-mail for each row that may be written to.
func (m *Maker) Emails(ctx context.Context, at time.Time, rows iter.Seq2[optout.Row[Voter], error]) ([]email.Message, error) {
	batch, err := m.mail.Batch(at)
	if err != nil {
		return nil, err
	}
	var all []email.Message
	for c, err := range optout.Screen(ctx, m.book, optout.For{Topic: "vote"}, rows) {
		if err != nil {
			return nil, err
		}
		e, err := batch.Build(c)
		if err != nil {
			return nil, fmt.Errorf("e-mail %d: %w", len(all)+1, err)
		}
		all = append(all, e)
	}
	return all, nil
}

// Batch begins a batch for whoever has cleared recipients of their own.
func (m *Maker) Batch(at time.Time) (*sms.Batch[Voter], error) { return m.sms.Batch(at) }

// Screen yields whoever may be written to.
func (m *Maker) Screen(ctx context.Context, rows iter.Seq2[optout.Row[Voter], error]) iter.Seq2[optout.Cleared[Voter], error] {
	return optout.Screen(ctx, m.book, optout.For{Topic: "vote"}, rows)
}

// File writes the recipients for a provider that merges by itself.
func (m *Maker) File(ctx context.Context, w io.Writer, at time.Time, rows iter.Seq2[optout.Row[Voter], error]) (int, error) {
	batch, err := m.sms.Batch(at)
	if err != nil {
		return 0, err
	}
	h, err := batch.Handoff(w, optout.Screen(ctx, m.book, optout.For{Topic: "vote"}, rows))
	return h.Rows, err
}
