package message

import (
	"github.com/scrutateur/scrutateur/internal/gsm7"
	"github.com/scrutateur/scrutateur/internal/hidden"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// Adopt takes a text that was rendered elsewhere, for one recipient. The text is judged as it stands by the rules that bind
// the template's own, for its occasion, router and budget: AuditSMS says how, and what it cannot know. Nothing is added to
// it, and nothing was proved: the next text may be refused. SMS.Adopted tells such a message from one that Build made.
//
// A text that does not pass is refused with all findings at once, in a *law.Error whose paths name the row; a recipient who
// may not be written to with a *Refusal, as by Build.
func (b *SMSBatch[T]) Adopt(to optout.Cleared[T], text string) (SMS, error) {
	if b == nil || b.b == nil || to.IsZero() {
		return SMS{}, ErrUnbuilt
	}
	place, err := pass(b.b.gate, &to)
	if err != nil {
		return SMS{}, err
	}
	s := &b.b.t.spec
	audit := SMSAudit{
		Sender: s.Sender, Router: s.Router, Occasion: s.Occasion, At: b.b.gate.at, Territory: to.Territory(),
		Rules: s.Rules, Except: s.Except,
	}
	fs := audit.findings(text, s.Notice, b.b.t.profile)
	fs = append(fs, textFindings("text", text)...)
	size := Size{}
	whole := arrives(b.b.t.profile.StopFor(s.Sender), text)
	if c, ok := gsm7.Scan(whole); ok {
		size = sizeOf(c, gsm7.Parts(c, whole))
		if size.Parts > s.MaxParts {
			fs = append(fs, law.Find(law.PartBudget, "text", "the message needs %d parts, %d are allowed", size.Parts, s.MaxParts))
		}
	}
	for i := range fs {
		fs[i].Path = rowPath(to.Number(), fs[i].Path)
	}
	if err := fs.Sort().Err(); err != nil {
		return SMS{}, err
	}
	return SMS{
		text: hidden.New(text), to: to.To(), size: size, notAfter: b.b.gate.notAfter(place, to.Until()),
		origin: b.b, digest: to.Digest(), adopted: true,
	}, nil
}
