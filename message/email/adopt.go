package email

import (
	"strings"
	"unicode/utf8"

	"github.com/scrutateur/scrutateur/internal/hidden"
	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/gate"
	"github.com/scrutateur/scrutateur/message/internal/judge/mail"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// Adopt takes a whole message that was rendered elsewhere, for one recipient, with CRLF line ends. It is judged as it stands by the
// rules that bind the template's own, for its occasion: audit.Email says how, and what it cannot know. Beside that it must be
// the recipient's own: To has this one mailbox, From is the specification's, answers go there or to the specification's ReplyTo, and
// List-Unsubscribe leads to the specification's
// handler with the recipient's token (optout.Cleared.AppendToken). Nothing is added to it, and nothing was proved: the next
// message may be refused. Message.Adopted tells such a message from one that Build made.
//
// A message that does not pass is refused with all findings at once, in a *law.Error whose paths name the row; a recipient
// who may not be written to with a *message.Refusal, as by Build.
func (b *Batch[T]) Adopt(to optout.Cleared[T], raw []byte) (Message, error) {
	if b == nil || b.b == nil || to.IsZero() {
		return Message{}, message.ErrUnbuilt
	}
	place, err := gate.Pass(b.b.gate, &to)
	if err != nil {
		return Message{}, err
	}
	s := &b.b.t.spec
	facts := mail.Facts{Occasion: s.Occasion, At: b.b.gate.At(), Rules: s.Rules, Except: s.Except}
	fs, read := mail.Judge(facts, raw, s.Notice)
	fs = append(fs, belongs(read, s, to.To().Mailbox(), string(to.AppendToken(nil)))...)
	for i := range fs {
		fs[i].Path = gate.RowPath(to.Number(), fs[i].Path)
	}
	if err := fs.Sort().Err(); err != nil {
		return Message{}, err
	}
	text, page := strings.Join(read.Texts, "\n\n"), strings.Join(read.Pages, "\n\n")
	m := Message{
		raw: hidden.New(string(raw)), to: to.To(), notAfter: b.b.gate.NotAfter(place, to.Until()), origin: b.b, digest: to.Digest(),
		adopted: &adopted{text: hidden.New(text), html: hidden.New(page)},
	}
	m.size = Size{Bytes: len(raw), HTML: len(page), Text: len(text), Subject: utf8.RuneCountInString(m.Subject())}
	if f, ok := read.Field("Message-ID"); ok {
		m.adopted.id = strings.Trim(f.Body, "<> ")
	}
	return m, nil
}

// adopted is what is read of a message that was rendered elsewhere.
type adopted struct {
	text, html hidden.Text
	id         string
}

// belongs reports what keeps the message from being this recipient's.
func belongs(read *mail.Read, s *Spec, mailbox, token string) (fs law.Findings) {
	one := func(field, want string) bool {
		f, _ := read.Field(field)
		list, ok := mail.Addresses(f.Body)
		return ok && len(list) == 1 && list[0].Address == want
	}
	if !one("To", mailbox) {
		fs = append(fs, law.Find(law.OneRecipient, "Header To", "the field is not the recipient's mailbox, and no other"))
	}
	for _, f := range read.Recipients() {
		if list, ok := mail.Addresses(f.Body); f.Name != "To" && !(ok && len(list) == 1 && list[0].Address == mailbox) {
			fs = append(fs, law.Find(law.OneRecipient, "Header "+f.Name, "the field names another recipient: leave it out; the envelope has the one"))
		}
	}
	for _, f := range read.Originators() {
		if list, ok := mail.Addresses(f.Body); !(ok && len(list) == 1 && list[0].Address == s.From) {
			fs = append(fs, law.Find(law.SpecField, "Header "+f.Name, "the field names somebody whom the specification does not: leave it out, or name the mailbox of From"))
		}
	}
	for _, f := range read.Replies() {
		if list, ok := mail.Addresses(f.Body); !(ok && len(list) == 1 && (list[0].Address == s.From || list[0].Address == s.ReplyTo)) {
			fs = append(fs, law.Find(law.SpecField, "Header "+f.Name, "the field names somebody whom the specification does not: leave it out, or name the mailbox of From"))
		}
	}
	if !one("From", s.From) {
		fs = append(fs, law.Find(law.SpecField, "Header From", "the mailbox is not the specification's"))
	}
	found := false
	for _, uri := range read.Unsubscribe {
		found = found || uri == tokenBase(s.Unsubscribe)+token
	}
	if !found {
		fs = append(fs, law.Find(law.OptOutEmail, "Header List-Unsubscribe", "no address leads to the specification's handler with the recipient's token"))
	}
	return fs
}
