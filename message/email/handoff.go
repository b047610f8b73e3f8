package email

import (
	"encoding/csv"
	"errors"
	"io"
	"iter"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/internal/htmlslot"
	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/gate"
	"github.com/scrutateur/scrutateur/message/internal/row"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// Merger is a provider of e-mail campaigns that merges fields itself.
type Merger string

// The providers whose syntax is known, as of November 2026.
const (
	Mailchimp Merger = "mailchimp" // *|FNAME|*, *|UNSUB|*
	Mailjet   Merger = "mailjet"   // [[data:firstname:""]], [[UNSUB_LINK_FR]]
	Brevo     Merger = "brevo"     // {{ contact.FIRSTNAME }}, {{ unsubscribe }}
)

// mergers is how each of them names a field and the link to unsubscribe, and what its recipient files call the mailbox.
var mergers = map[Merger]struct {
	open, close string
	name        func(field string) (string, bool)
	unsubscribe func(language.Tag) string
	mailbox     string
	delimiters  []string // what it would read as the beginning of a field
}{
	Mailchimp: {"*|", "|*", capitals(10), func(language.Tag) string { return "*|UNSUB|*" }, "Email Address", []string{"*|"}},
	Mailjet: {"[[data:", `:""]]`, smallLetters, func(t language.Tag) string {
		if base, _ := t.Base(); base.String() == "fr" {
			return "[[UNSUB_LINK_FR]]"
		}
		return "[[UNSUB_LINK_EN]]"
	}, "email", []string{"[[", "{{", "{%"}},
	Brevo: {"{{ contact.", " }}", capitals(50), func(language.Tag) string { return "{{ unsubscribe }}" }, "EMAIL", []string{"{{", "{%", "{#"}},
}

// capitals writes a field's name as an attribute of at most so many capitals, digits and underscores.
func capitals(longest int) func(string) (string, bool) {
	return func(field string) (string, bool) {
		s := strings.ToUpper(field)
		return s, len(s) <= longest && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == ""
	}
}

func smallLetters(field string) (string, bool) {
	s := strings.ToLower(field)
	return s, len(s) <= 50 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

// Handoff says what was handed to a provider that merges fields itself.
type Handoff struct {
	Subject  string             // in the provider's syntax, as Text and HTML are
	Text     string             //
	HTML     string             // with the statutory words, the provider's own tag where the link to unsubscribe goes
	Columns  []string           // of the recipient file: the mailbox, then the fields under the provider's names
	Rows     int                // recipients in the file
	Refused  []*message.Refusal // who is not in it, and why
	NotAfter time.Time          // the earliest of all recipients': the provider must have delivered by then
	Proof    Proof              // what the provider will send is within it, but for the length of its link
}

// Handoff writes the recipient file of a provider that merges fields itself: CSV in UTF-8 with a header, the mailbox first,
// then each field. Subject and bodies for it are in Handoff; the sender, the List-Unsubscribe fields and the signature are
// the provider's to add.
//
// Whoever Build would refuse is left out of the file and stands in Refused. So is a row whose value would stand otherwise
// in HTML than in text (it holds < > & or ", or in a link anything but letters, digits and -._~), that the provider would
// read as a field, or that a spreadsheet would run as a formula, and one whose mailbox begins so: what the provider merges is then what Build makes, whether
// it escapes or not. A template with conditions, attachments, or names that the provider lacks is refused as a whole.
//
// A file outlives the check of its recipients: hand it over at once, and not after NotAfter. The link to unsubscribe is the
// provider's, not ours: who uses it is on the provider's own list, which has to be read back into the ledger.
func (b *Batch[T]) Handoff(w io.Writer, to iter.Seq2[optout.Cleared[T], error], provider Merger) (Handoff, error) {
	if b == nil || b.b == nil || to == nil || w == nil {
		return Handoff{}, message.ErrUnbuilt
	}
	t := b.b.t
	h, fs := t.handoff(provider)
	if err := fs.Err(); err != nil {
		return Handoff{}, err
	}
	out := csv.NewWriter(w)
	if err := out.Write(h.Columns); err != nil {
		return h, err
	}
	record := make([]string, len(h.Columns))
	var once gate.Once
	for c, err := range to {
		if err != nil {
			out.Flush()
			return h, errors.Join(err, out.Error())
		}
		r, ok := row.Of(&c)
		if !ok {
			return h, message.ErrUnbuilt
		}
		place, err := gate.Pass(b.b.gate, &c)
		switch {
		case err != nil:
		case once.Seen(c.To(), c.Digest()):
			err = gate.Refuse(c.Number(), law.Find(law.DuplicateRow, "", "the recipient stands in this call already"))
		case row.Formula(c.To().Mailbox()):
			err = gate.Refuse(c.Number(), law.Find(law.AddressForm, "", "the mailbox begins as a formula does, which a spreadsheet would run: send what Build makes"))
		}
		if err == nil {
			err = t.record(record[1:], r, c.Number(), provider)
		}
		if r, ok := errors.AsType[*message.Refusal](err); ok {
			h.Refused = append(h.Refused, r)
			continue
		}
		once.Add(c.To(), c.Digest())
		record[0] = c.To().Mailbox()
		if err := out.Write(record); err != nil {
			return h, err
		}
		h.Rows++
		if end := b.b.gate.NotAfter(place, c.Until()); h.NotAfter.IsZero() || end.Before(h.NotAfter) {
			h.NotAfter = end
		}
	}
	out.Flush()
	return h, out.Error()
}

// handoff writes subject and bodies in the provider's syntax.
func (t *template) handoff(provider Merger) (h Handoff, fs law.Findings) {
	m, ok := mergers[provider]
	if !ok {
		return h, law.Findings{law.Find(law.SpecField, "Handoff", "unknown provider: email.Mailchimp, email.Mailjet and email.Brevo are known")}
	}
	if len(t.conds) > 0 {
		fs = append(fs, law.Find(law.TemplateBody, "HTML", "a merge template has no conditions: make a template for each case, or send what Build makes"))
	}
	if len(t.spec.Attach) > 0 {
		fs = append(fs, law.Find(law.SpecField, "Attach", "attachments are not handed over: attach them at the provider, or send what Build makes"))
	}
	names := make([]string, len(t.fields))
	h.Columns = []string{m.mailbox}
	seen := map[string]bool{m.mailbox: true}
	for i, f := range t.fields {
		name, ok := m.name(f.Path)
		if !ok || seen[name] {
			fs = append(fs, law.Find(law.Placeholder, f.Path, "the provider has no field of that name"))
		}
		seen[name] = true
		names[i] = m.open + name + m.close
		h.Columns = append(h.Columns, name)
	}
	merge := func(path string, s script) string {
		var out strings.Builder
		for i, p := range s {
			switch p.kind {
			case pieceText:
				text := p.text
				if i+1 < len(s) && s[i+1].kind == pieceToken {
					text = strings.TrimSuffix(text, tokenBase(t.spec.Unsubscribe))
					text = strings.TrimSuffix(text, escapeHTML(tokenBase(t.spec.Unsubscribe)))
				}
				for _, d := range m.delimiters {
					if strings.Contains(text, d) {
						fs = append(fs, law.Find(law.Placeholder, path, "the provider would read a part of the text itself as a field: write it without its delimiters"))
					}
				}
				out.WriteString(text)
			case pieceToken:
				out.WriteString(m.unsubscribe(t.lang))
			case pieceField:
				out.WriteString(names[p.arg])
			}
		}
		return out.String()
	}
	if len(fs) > 0 {
		return h, fs
	}
	h.Subject, h.Text, h.HTML = merge("Subject", t.subject), merge("Text", t.text), merge("HTML", t.html)
	h.Proof = t.proof()
	return h, fs
}

// record fills a row's values, when the provider can merge them as Build would.
func (t *template) record(values []string, r row.Row, number int, provider Merger) error {
	for i := range t.fields {
		f := &t.fields[i]
		b, p := f.append(nil, &r)
		if p.kind != 0 {
			return gate.Refuse(number, p.finding(f.Path))
		}
		v := string(b)
		switch {
		case f.Kind == row.String && row.Formula(v):
			return gate.Refuse(number, law.Find(law.ValueBound, f.Path, "the value begins as a formula does, which a spreadsheet would run"))
		case delimited(v, provider):
			return gate.Refuse(number, law.Find(law.ValueBound, f.Path, "the value has the delimiter of the provider's fields"))
		case t.differs(i, v):
			return gate.Refuse(number, law.Find(law.ValueBound, f.Path, "the value stands otherwise in HTML than in text, and the provider may not know: send what Build makes"))
		}
		values[i] = v
	}
	return nil
}

func delimited(v string, provider Merger) bool {
	for _, d := range mergers[provider].delimiters {
		if strings.Contains(v, d) {
			return true
		}
	}
	return false
}

// differs reports whether the value is escaped anywhere in the message in a way that readers would notice were it not.
func (t *template) differs(field int, v string) bool {
	for _, s := range []script{t.text, t.html} {
		for _, p := range s {
			if p.kind != pieceField || p.arg != field {
				continue
			}
			switch p.context {
			case htmlslot.Query, htmlslot.Path:
				if string(p.context.Append(nil, v)) != v {
					return true
				}
			case htmlslot.Text, htmlslot.RCData:
				if strings.ContainsAny(v, "<>&") {
					return true
				}
			case htmlslot.Attr:
				if strings.ContainsAny(v, `<>&"'`) {
					return true
				}
			}
		}
	}
	return false
}
