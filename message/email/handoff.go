package email

import (
	"encoding/hex"
	"io"
	"iter"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/internal/htmlslot"
	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/handoff"
	"github.com/scrutateur/scrutateur/message/internal/row"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/manifest"
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

// Merge is an e-mail in the syntax of a provider that merges fields itself.
type Merge struct {
	Subject string
	Text    string
	HTML    string // with the statutory words, the provider's own tag where the link to unsubscribe goes
}

// Handoff says what was handed to a provider that merges fields itself.
type Handoff struct {
	Template Merge              // in the provider's syntax; the same as MergeTemplate
	Columns  []string           // of the recipient file: the mailbox, then the fields under the provider's names
	Rows     int                // recipients in the file
	Refused  []*message.Refusal // who is not in it, and why
	NotAfter time.Time          // the earliest of all recipients': the provider must have delivered by then
	Proof    Proof              // what the provider will send is within it, but for the length of its link
	Manifest *manifest.List     // who is in the file: Keep it, or nobody can be taken out who objects later
}

// Handoff writes the recipient file of the Spec's Router: CSV in UTF-8 with a header, the mailbox first, then each field.
// Subject and bodies for it are in Handoff.Template; the sender, the List-Unsubscribe fields and the signature are the
// provider's to add.
//
// Whoever Build would refuse is left out of the file and stands in Refused. So is who stands twice, and a row whose value would
// stand otherwise in HTML than in text (it holds < > & or ", or in a link anything but letters, digits and -._~), that the
// provider would read as a field, or that a spreadsheet would run as a formula, and one whose mailbox begins so: what the provider
// merges is then what Build makes, whether it escapes or not. An error of the rows or of w ends it; what was written until then is no whole file, and
// Handoff says how far it came. message.Refusal lists the errors.
//
// A file outlives the check of its recipients: hand it over at once, and not after NotAfter. The link to unsubscribe is the
// provider's, not ours: who uses it is on the provider's own list, which has to be read back into the ledger. Who objects to us
// later is found in Handoff.Manifest, if it was kept.
func (b *Batch[T]) Handoff(w io.Writer, to iter.Seq2[optout.Cleared[T], error]) (Handoff, error) {
	if b == nil || b.b == nil || to == nil || w == nil {
		return Handoff{}, message.ErrUnbuilt
	}
	t := b.b.t
	text, columns, fs := t.mergeTemplate()
	if err := fs.Err(); err != nil {
		return Handoff{}, err
	}
	h := Handoff{Template: text, Columns: columns, Proof: t.proof()}
	head := manifest.Header{Template: hex.EncodeToString(t.hash[:]), Provider: string(t.spec.Router)}
	f, err := handoff.Write(w, h.Columns, to, b.b.gate, head, handoff.Channel{Address: optout.Address.Mailbox, Record: t.record})
	h.Rows, h.Refused, h.NotAfter, h.Manifest = f.Rows, f.Refused, f.NotAfter, f.People
	return h, err
}

// MergeTemplate returns the e-mail in the merge syntax of the Spec's Router, with the statutory words. A template with
// conditions, attachments, or names that the provider lacks has none, nor has one whose text the provider would read as a
// field: the findings say which.
func (t *Template[T]) MergeTemplate() (Merge, error) {
	if t == nil || t.t == nil {
		return Merge{}, message.ErrUnbuilt
	}
	m, _, fs := t.t.mergeTemplate()
	return m, fs.Err()
}

// routerFindings judges the provider's name, where one is given.
func (s *Spec) routerFindings() law.Findings {
	if _, ok := mergers[s.Router]; !ok && s.Router != "" {
		return law.Findings{law.Find(law.SpecField, "Router", "unknown provider: email.Mailchimp, email.Mailjet and email.Brevo are known")}
	}
	return nil
}

// mergeTemplate writes subject and bodies in the provider's syntax, and names the columns of its recipient file.
func (t *template) mergeTemplate() (out Merge, columns []string, fs law.Findings) {
	m, ok := mergers[t.spec.Router]
	if !ok {
		return out, nil, law.Findings{law.Find(law.SpecField, "Router", "no provider merges the fields: name email.Mailchimp, email.Mailjet or email.Brevo, or send what Build makes")}
	}
	if len(t.conds) > 0 {
		fs = append(fs, law.Find(law.TemplateBody, "HTML", "a merge template has no conditions: make a template for each case, or send what Build makes"))
	}
	if len(t.spec.Attach) > 0 {
		fs = append(fs, law.Find(law.SpecField, "Attach", "attachments are not handed over: attach them at the provider, or send what Build makes"))
	}
	names := make([]string, len(t.fields))
	columns = []string{m.mailbox}
	for i, f := range t.fields {
		name, ok := m.name(f.Path)
		if !ok || slices.Contains(columns, name) {
			fs = append(fs, law.Find(law.Placeholder, f.Path, "the provider has no field of that name"))
		}
		names[i] = m.open + name + m.close
		columns = append(columns, name)
	}
	if len(fs) > 0 {
		return out, columns, fs
	}
	merge := func(path string, s script) string {
		text, found := t.merge(path, s, names)
		fs = append(fs, found...)
		return text
	}
	out = Merge{Subject: merge("Subject", t.subject), Text: merge("Text", t.text), HTML: merge("HTML", t.html)}
	return out, columns, fs
}

// merge writes one part of the e-mail in the provider's syntax. names are how it writes the fields.
func (t *template) merge(path string, s script, names []string) (text string, fs law.Findings) {
	m := mergers[t.spec.Router]
	var out strings.Builder
	for i, p := range s {
		switch p.kind {
		case pieceText:
			text := p.text
			if i+1 < len(s) && s[i+1].kind == pieceToken { // the provider's tag is the whole address
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
	return out.String(), fs
}

// record fills a row's values, when the provider can merge them as Build would.
func (t *template) record(values []string, r *row.Row) *law.Finding {
	for i := range t.fields {
		f := &t.fields[i]
		b, p := f.append(nil, r)
		if p.kind != 0 {
			found := p.finding(f.Path)
			return &found
		}
		values[i] = string(b)
		if found := handoff.ValueFinding(&f.Field, values[i], mergers[t.spec.Router].delimiters...); found != nil {
			return found
		}
		if t.differs(i, values[i]) {
			found := law.Find(law.ValueBound, f.Path, "the value stands otherwise in HTML than in text, and the provider may not know: send what Build makes")
			return &found
		}
	}
	return nil
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
