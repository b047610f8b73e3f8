package sms

import (
	"strings"

	"github.com/scrutateur/scrutateur/internal/subset"
	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/judge"
	"github.com/scrutateur/scrutateur/message/router"
	"github.com/scrutateur/scrutateur/notice/law"
)

// ReadMerge reads a template in a provider's merge syntax ("Bonjour #prenom#") into a body for Spec ("Bonjour
// {{.prenom}}") and the fields it names, in order of their first appearance: give each a Limit, compile the specification
// for Values, and what the provider would send is proved.
//
// A STOP mention that the provider fills in itself is left out of the body: compiling adds it. Findings are about the text:
// a syntax that the provider lacks, braces that would be read as another field, a field name that no template can have.
func ReadMerge(text string, p router.Profile) (body string, fields []string, fs law.Findings) {
	fs = judge.TextFindings("Body", text)
	if p.Merge.IsZero() {
		return "", nil, append(fs, law.Find(law.SpecField, "Router", "no document says that the provider merges fields: write the template with {{.Field}}"))
	}
	if p.Stop.Mode == router.StopPlaceholder && p.Stop.Write != "" {
		text = cutStop(text, p.Stop.Write)
	}
	var b strings.Builder
	at := 0
	literal := func(s string) {
		if i := strings.Index(s, "{{"); i >= 0 {
			fs = append(fs, law.Find(law.Placeholder, "Body", "two braces at byte %d are no field of this provider's syntax", at+i).At(at+i, at+i+2))
		}
		b.WriteString(s)
	}
	seen := map[string]bool{}
	for _, span := range p.Merge.Placeholders(text) {
		literal(text[at:span.Start])
		at = span.End
		if !fieldName(span.Field) {
			fs = append(fs, law.Find(law.Placeholder, "Body", "the field at byte %d has a name that no row can have: use letters, digits and _ alone", span.Start).At(span.Start, span.End))
			continue
		}
		b.WriteString("{{." + span.Field + "}}")
		if !seen[span.Field] {
			seen[span.Field] = true
			fields = append(fields, span.Field)
		}
	}
	literal(text[at:])
	return b.String(), fields, fs.Sort()
}

// cutStop removes the mention that the provider fills in, with the blank or line break before it.
func cutStop(text, mention string) string {
	before, after, ok := strings.Cut(text, mention)
	if !ok {
		return text
	}
	return strings.TrimRight(before, " \n") + after
}

// fieldName reports whether text/template reads ".name" as one field.
func fieldName(name string) bool {
	t, fs := subset.Parse("Body", "{{."+name+"}}", subset.MaxBytes)
	return fs.Err() == nil && len(t.Fields) == 1 && t.Fields[0] == name && !strings.Contains(name, ".")
}

// MergeTemplate returns the template in the merge syntax of its router, with the statutory words and without what the
// provider appends by itself: what the provider makes of it and a row is byte for byte what Build makes. A template with
// conditions has none, nor has one for a provider that merges nothing, one whose fields the provider cannot name, or one
// whose text the provider would read as a field: the findings say which.
func (t *Template[T]) MergeTemplate() (string, error) {
	if t == nil || t.t == nil {
		return "", message.ErrUnbuilt
	}
	text, fs := t.t.mergeTemplate()
	return text, fs.Err()
}

func (t *template) mergeTemplate() (string, law.Findings) {
	m := t.profile.Merge
	if m.IsZero() {
		return "", law.Findings{law.Find(law.SpecField, "Router", "no document says that the provider merges fields: send what Build makes")}
	}
	if len(t.body.conds) > 0 {
		return "", law.Findings{law.Find(law.TemplateBody, "Body", "a merge template has no conditions: make a template for each case, or send what Build makes")}
	}
	var fs law.Findings
	var b strings.Builder
	var spans []router.Span
	for _, s := range t.body.steps {
		if s.kind != subset.Field {
			b.WriteString(s.text)
			continue
		}
		path := t.body.fields[s.arg].Path
		w := m.Write(path)
		if w == "" {
			fs = append(fs, law.Find(law.Placeholder, path, "the provider has no field of that name"))
			continue
		}
		spans = append(spans, router.Span{Start: b.Len(), End: b.Len() + len(w), Field: path})
		b.WriteString(w)
	}
	b.WriteString(t.tail.text)
	text := b.String()
	read := m.Placeholders(text)
	same := len(read) == len(spans)
	for i := 0; same && i < len(read); i++ {
		same = read[i].Start == spans[i].Start && read[i].End == spans[i].End && read[i].Field == spans[i].Field
	}
	if fs == nil && !same {
		fs = append(fs, law.Find(law.Placeholder, "Body", "the provider would read a part of the text itself as a field: write it without its delimiters"))
	}
	return text, fs
}
