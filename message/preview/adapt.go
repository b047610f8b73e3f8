package preview

import (
	"bytes"
	"errors"
	"strings"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/message/sms"
)

// OfSample shows a sample of a proof: Longest, say, with the values that the proof invented. Nobody's data are in it.
func OfSample(name string, p sms.Proof, s sms.Sample) SMS {
	return SMS{Name: name, Text: s.Text, Suffix: p.Suffix, Marks: s.Marks}
}

// OfSMS shows a message that was built, with the proof of the template that it was built from, which tells the statutory words
// from the author's; with another template's proof nothing is told apart. The values of the recipient's fields are shown as they are.
func OfSMS(name string, m sms.Message, p sms.Proof) SMS {
	s := SMS{Name: name, Sender: m.Sender(), To: m.To(), Text: m.Text(), Suffix: p.Suffix, NotAfter: m.NotAfter()}
	if i := strings.LastIndex(s.Text, p.Words); i >= 0 && p.Words != "" {
		mark := sms.Mark{Start: i, End: i + len(p.Words)}
		for _, k := range p.Longest.Marks {
			if k.Field == "" {
				mark.Rules += " " + k.Rules
			}
		}
		s.Marks = []sms.Mark{mark}
	}
	return s
}

// OfEmailSample shows a sample of an e-mail's proof, with the values that the proof invented. From and Mailbox are the caller's.
func OfEmailSample(name string, s email.Sample) Email {
	return Email{Name: name, Subject: s.Subject, Preheader: s.Preheader, HTML: s.HTML, Text: s.Text, Bytes: s.Size.Bytes, OneClick: true}
}

// OfEmail shows a message that was built. The error is ErrUnbuilt for a zero one.
func OfEmail(name string, m email.Message) (Email, error) {
	if m.IsZero() {
		return Email{}, message.ErrUnbuilt
	}
	e, err := ReadEmail(bytes.NewReader(m.Bytes()))
	e.Name, e.To = name, m.To()
	return e, err
}

// OfError shows why a batch or one of its recipients got no message. False: err is no refusal.
func OfError(err error) (Refused, bool) {
	r, ok := errors.AsType[*message.Refusal](err)
	if !ok {
		return Refused{}, false
	}
	return Refused{Row: r.Row, Finding: r.Finding, Until: r.Until}, true
}
