package router

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Merge is the syntax in which a provider's templates name a recipient's fields. The zero Merge is a
// provider that merges nothing.
type Merge struct {
	Open     string   `json:"open,omitempty"`     // what a placeholder begins with: "#", "{{"
	Prefix   string   `json:"prefix,omitempty"`   // what stands before the name inside it: "contact."
	Close    string   `json:"close,omitempty"`    // what it ends with
	Fields   []string `json:"fields,omitempty"`   // the only names there are; empty: any
	Reserved []string `json:"reserved,omitempty"` // names that the provider fills in itself, the short code, say
}

// Span is a placeholder in a text: bytes Start to End, and the field it names.
type Span struct {
	Start, End int
	Field      string // as it is written between the delimiters, trimmed
	Syntax     string // an example of the syntax: "#prenom#"
}

// IsZero reports whether the provider merges nothing.
func (m Merge) IsZero() bool { return m.Open == "" }

// Valid reports whether the field can be written in this syntax: a letter, then letters, digits, "_", "-" and ".", at most
// 48 bytes; one of the names the provider knows where those are fixed, and none that it fills in itself.
func (m Merge) Valid(field string) bool {
	if m.IsZero() || len(m.Fields) > 0 && !slices.Contains(m.Fields, field) || slices.Contains(m.Reserved, field) {
		return false
	}
	return ident(field)
}

func ident(s string) bool {
	if len(s) > maxName/2 {
		return false
	}
	for i, r := range s {
		if !nameRune(r) || i == 0 && !unicode.IsLetter(r) {
			return false
		}
	}
	return s != "" && utf8.ValidString(s)
}

func nameRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) || r == '_' || r == '-' || r == '.'
}

// Write returns the placeholder of a field, or "" when the field is not Valid.
func (m Merge) Write(field string) string {
	if !m.Valid(field) {
		return ""
	}
	return m.Open + m.Prefix + field + m.Close
}

// Placeholders returns the placeholders of this syntax in a template, in order, those of reserved names excepted. What Write
// writes, it reads; blanks inside delimiters of two characters are allowed: "{{ contact.PRENOM }}".
func (m Merge) Placeholders(text string) []Span {
	if m.IsZero() {
		return nil
	}
	var spans []Span
	for from := 0; ; {
		s, ok := m.first(text, from)
		if !ok {
			return spans
		}
		spans = append(spans, s)
		from = s.End
	}
}

// maxName bounds the bytes between two delimiters, so that a hostile text costs time in proportion to its length.
const maxName = 96

// first finds the first placeholder at or after from.
func (m Merge) first(text string, from int) (Span, bool) {
	for {
		i := strings.Index(text[from:], m.Open)
		if i < 0 {
			return Span{}, false
		}
		start := from + i
		inner := start + len(m.Open)
		n := strings.Index(text[inner:min(len(text), inner+maxName+len(m.Close))], m.Close)
		if n >= 0 {
			name := text[inner : inner+n]
			if len(m.Open) > 1 { // between single characters a blank ends a hashtag
				name = strings.TrimSpace(name)
			}
			field, ok := strings.CutPrefix(name, m.Prefix)
			if ok && m.Valid(field) {
				return Span{Start: start, End: inner + n + len(m.Close), Field: field, Syntax: m.syntax()}, true
			}
		}
		from = start + 1
	}
}

func (m Merge) syntax() string { return m.Open + m.Prefix + "prenom" + m.Close }
