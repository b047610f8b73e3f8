package preview

import (
	"errors"
	"strings"

	"github.com/scrutateur/scrutateur/message"
)

// OfSample shows a sample of a proof: Longest, say, with the values that the proof invented. Nobody's data are in it.
func OfSample(name string, p message.Proof, s message.Sample) SMS {
	return SMS{Name: name, Text: s.Text, Suffix: p.Suffix, Marks: s.Marks}
}

// OfSMS shows a message that was built, with the proof of its template, which tells the statutory words from the author's. The
// values of the recipient's fields are shown as they are.
func OfSMS(name string, m message.SMS, p message.Proof) SMS {
	s := SMS{Name: name, Sender: m.Sender(), To: m.To(), Text: m.Text(), Suffix: p.Suffix, NotAfter: m.NotAfter()}
	if i := strings.LastIndex(s.Text, p.Words); i >= 0 && p.Words != "" {
		mark := message.Mark{Start: i, End: i + len(p.Words)}
		for _, k := range p.Longest.Marks {
			if k.Field == "" {
				mark.Rules += " " + k.Rules
			}
		}
		s.Marks = []message.Mark{mark}
	}
	return s
}

// OfError shows why a batch or one of its recipients got no message. False: err is no refusal.
func OfError(err error) (Refused, bool) {
	r, ok := errors.AsType[*message.Refusal](err)
	if !ok {
		return Refused{}, false
	}
	return Refused{Row: r.Row, Finding: r.Finding, Until: r.Until}, true
}
