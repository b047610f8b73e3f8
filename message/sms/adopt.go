package sms

import (
	"github.com/scrutateur/scrutateur/internal/gsm7"
	"github.com/scrutateur/scrutateur/internal/hidden"
	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/gate"
	"github.com/scrutateur/scrutateur/message/internal/judge"
	"github.com/scrutateur/scrutateur/message/internal/judge/phone"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// Adopt takes a text that was rendered elsewhere, for one recipient. The text is judged as it stands by the rules that bind
// the template's own, for its occasion, router and budget: audit.SMS says how, and what it cannot know. Nothing is added to
// it, and nothing was proved: the next text may be refused. Message.Adopted tells such a message from one that Build made.
//
// A text that does not pass is refused with all findings at once, in a *law.Error whose paths name the row; a recipient who
// may not be written to with a *message.Refusal, as by Build.
func (b *Batch[T]) Adopt(to optout.Cleared[T], text string) (Message, error) {
	if b == nil || b.b == nil || to.IsZero() {
		return Message{}, message.ErrUnbuilt
	}
	place, err := gate.Pass(b.b.gate, &to)
	if err != nil {
		return Message{}, err
	}
	s := &b.b.t.spec
	facts := phone.Facts{
		Sender: s.Sender, Router: s.Router, Occasion: s.Occasion, At: b.b.gate.At(), Territory: to.Territory(),
		Rules: s.Rules, Except: s.Except,
	}
	fs := phone.Judge(facts, text, s.Notice, b.b.t.profile)
	fs = append(fs, judge.TextFindings("text", text)...)
	size := message.Size{}
	whole := phone.Arrives(b.b.t.profile.StopFor(s.Sender), text)
	if c, ok := gsm7.Scan(whole); ok {
		size = sizeOf(c, gsm7.Parts(c, whole))
		if size.Parts > s.MaxParts {
			fs = append(fs, law.Find(law.PartBudget, "text", "the message needs %d parts, %d are allowed", size.Parts, s.MaxParts))
		}
	}
	for i := range fs {
		fs[i].Path = gate.RowPath(to.Number(), fs[i].Path)
	}
	if err := fs.Sort().Err(); err != nil {
		return Message{}, err
	}
	return Message{
		text: hidden.New(text), to: to.To(), size: size, notAfter: b.b.gate.NotAfter(place, to.Until()),
		origin: b.b, digest: to.Digest(), adopted: true,
	}, nil
}
