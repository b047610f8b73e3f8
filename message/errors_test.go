package message_test

import (
	"errors"
	"io"
	"iter"
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/message/internal/fixture"
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

var (
	errRows   = errors.New("the rows end")
	errWriter = errors.New("the disk is full")
)

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errWriter }

// kindOf names an error as the comment of message.Refusal does. Errors are told by their own type and not by what they wrap, so
// that a caller's switch is complete.
func kindOf(err error) string {
	switch err.(type) {
	case *law.Error:
		return "findings"
	case *message.Refusal:
		return "refusal"
	}
	switch {
	case err == nil:
		return "none"
	case err == message.ErrUnbuilt:
		return "unbuilt"
	case err == sms.ErrFields:
		return "fields"
	case errors.Is(err, errRows), errors.Is(err, errWriter):
		return "the caller's"
	}
	return "another: " + err.Error()
}

// A batch and a template as both channels have them. M is the message, S its size, H what Handoff says.
type batch[T, M, S, H, A any] interface {
	Build(optout.Cleared[T]) (M, error)
	Append([]byte, optout.Cleared[T]) ([]byte, S, error)
	Adopt(optout.Cleared[T], A) (M, error)
	Handoff(io.Writer, iter.Seq2[optout.Cleared[T], error]) (H, error)
}

type proved[B any] interface{ Batch(time.Time) (B, error) }

type row = message.Values

func seq(to ...optout.Cleared[row]) iter.Seq2[optout.Cleared[row], error] {
	return func(yield func(optout.Cleared[row], error) bool) {
		for _, c := range to {
			if !yield(c, nil) {
				return
			}
		}
	}
}

func failing(yield func(optout.Cleared[row], error) bool) { yield(optout.Cleared[row]{}, errRows) }

// batchErrors brings about each error that a channel's template and batch can return. good is cleared for the channel, strange for
// the other; adopted passes no audit.
func batchErrors[M, S, H, A any, B batch[row, M, S, H, A]](t *testing.T, tpl, none, merge proved[B], zero B, good, strange optout.Cleared[row], adopted A) {
	t.Helper()
	at := fixture.Paris("2026-03-05", 10)
	b, merging := message.Must(tpl.Batch(at)), message.Must(merge.Batch(at))
	one := func(_ any, err error) error { return err }
	two := func(_, _ any, err error) error { return err }
	var nobody optout.Cleared[row]
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"Batch of nothing":        {one(none.Batch(at)), "unbuilt"},
		"Batch without a moment":  {one(tpl.Batch(time.Time{})), "findings"},
		"Batch in the silence":    {one(tpl.Batch(fixture.Paris("2026-03-14", 12))), "refusal"},
		"Build of nothing":        {one(zero.Build(good)), "unbuilt"},
		"Build for nobody":        {one(b.Build(nobody)), "unbuilt"},
		"Build":                   {one(b.Build(good)), "refusal"}, // the value is missing
		"Build for another":       {one(b.Build(strange)), "refusal"},
		"Append of nothing":       {two(zero.Append(nil, good)), "unbuilt"},
		"Append":                  {two(b.Append(nil, good)), "refusal"},
		"Append for another":      {two(b.Append(nil, strange)), "refusal"},
		"Adopt of nothing":        {one(zero.Adopt(good, adopted)), "unbuilt"},
		"Adopt":                   {one(b.Adopt(good, adopted)), "findings"},
		"Adopt for another":       {one(b.Adopt(strange, adopted)), "refusal"},
		"Handoff of nothing":      {one(zero.Handoff(io.Discard, seq())), "unbuilt"},
		"Handoff to nowhere":      {one(merging.Handoff(nil, seq())), "unbuilt"},
		"Handoff without merging": {one(b.Handoff(io.Discard, seq(good))), "findings"},
		"Handoff of nobody":       {one(merging.Handoff(io.Discard, seq(nobody))), "unbuilt"},
		"Handoff refuses":         {one(merging.Handoff(io.Discard, seq(good, strange))), "none"},
		"Handoff of bad rows":     {one(merging.Handoff(io.Discard, failing)), "the caller's"},
		"Handoff to a full disk":  {one(merging.Handoff(full{}, seq(good))), "the caller's"},
	} {
		if got := kindOf(c.err); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// TestErrors holds both channels to the list of errors in the comment of message.Refusal.
func TestErrors(t *testing.T) {
	at := fixture.Paris("2026-03-05", 10)
	phone, box := fixture.ClearPhone(t, at, row{}), fixture.ClearMail(t, at, row{})
	fields := map[string]message.Limit{"prenom": {Max: 24, Required: true}}

	text := fixture.SMS("Bonjour {{.prenom}}", 2)
	text.Fields, text.Router, text.StopTo = fields, "", "36111"
	texts := message.Must(sms.Compile[row](text))
	text.Router, text.StopTo = "ovh", ""
	merged := message.Must(sms.Compile[row](text))
	batchErrors(t, proved[*sms.Batch[row]](texts), (*sms.Template[row])(nil), merged, (*sms.Batch[row])(nil), phone, box, "Votez")

	mail := fixture.Email("Réunion", "<p>Bonjour {{.prenom}}</p>")
	mail.Fields = fields
	mails := message.Must(email.Compile[row](mail))
	mail.Router = email.Brevo
	mergedMail := message.Must(email.Compile[row](mail))
	batchErrors(t, proved[*email.Batch[row]](mails), (*email.Template[row])(nil), mergedMail, (*email.Batch[row])(nil), box, phone, []byte("Votez"))

	bulk := func(b *sms.Batch[row], to ...optout.Cleared[row]) error {
		_, err := b.Bulk(func(yield func(optout.Cleared[row]) bool) {
			for _, c := range to {
				if !yield(c) {
					return
				}
			}
		})
		return err
	}
	text.Body, text.Fields = "Bonjour", nil
	same := message.Must(message.Must(sms.Compile[row](text)).Batch(at))
	_, noSMS := sms.Compile[row](sms.Spec{})
	_, noEmail := email.Compile[row](email.Spec{})
	_, noMerge := texts.MergeTemplate()
	_, noMailMerge := mails.MergeTemplate()
	_, unbuiltMerge := (*sms.Template[row])(nil).MergeTemplate()
	_, unbuiltMailMerge := (*email.Template[row])(nil).MergeTemplate()
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"sms.Compile":                  {noSMS, "findings"},
		"email.Compile":                {noEmail, "findings"},
		"sms MergeTemplate":            {noMerge, "findings"},
		"email MergeTemplate":          {noMailMerge, "findings"},
		"sms MergeTemplate, nothing":   {unbuiltMerge, "unbuilt"},
		"email MergeTemplate, nothing": {unbuiltMailMerge, "unbuilt"},
		"Bulk of nothing":              {bulk(nil, phone), "unbuilt"},
		"Bulk of nobody":               {bulk(same, optout.Cleared[row]{}), "unbuilt"},
		"Bulk with fields":             {bulk(message.Must(texts.Batch(at)), phone), "fields"},
		"Bulk when all are refused":    {bulk(same, box), "refusal"},
		"Bulk":                         {bulk(same, phone), "none"},
	} {
		if got := kindOf(c.err); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
