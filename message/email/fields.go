package email

import (
	"reflect"
	"slices"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/scrutateur/scrutateur/internal/bounds"
	"github.com/scrutateur/scrutateur/internal/plaintext"
	"github.com/scrutateur/scrutateur/internal/subset"
	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/row"
	"github.com/scrutateur/scrutateur/notice/law"
)

// field is a field of a row as an e-mail has it: every character may stand in it but control and direction characters, and a
// bound counts characters in NFC.
type field struct{ row.Field }

// fieldsOf finds the fields that the templates use, in order of first appearance, and which of them stand in conditions.
func fieldsOf(rowType reflect.Type, tpls []*subset.Template, limits map[string]message.Limit) (fields []field, conds []int, fs law.Findings) {
	printed := map[string]bool{}
	var paths []string
	for _, t := range tpls {
		for _, op := range t.Ops {
			if op.Kind == subset.Field {
				printed[t.Fields[op.Arg]] = true
			}
		}
		for _, p := range t.Fields {
			if !slices.Contains(paths, p) {
				paths = append(paths, p)
			}
		}
	}
	for _, path := range paths {
		found, problems := row.Find(rowType, path, printed[path], limits)
		found.Bound.Alphabet = message.Any // nothing is folded: the alphabets are those of an SMS
		fs = append(fs, problems...)
		if printed[path] {
			for i, v := range found.Bound.OneOf {
				if _, _, _, p := appendClean(nil, v); p.kind != 0 {
					fs = append(fs, law.Find(law.FieldBound, path, "choice %d of oneof has a character that the field may not hold", i+1))
				}
			}
		}
		fields = append(fields, field{found})
	}
	fs = append(fs, row.LimitFindings(rowType, limits)...)
	for _, t := range tpls {
		for _, c := range t.Conds {
			if i := slices.Index(paths, t.Fields[c]); !slices.Contains(conds, i) {
				conds = append(conds, i)
			}
		}
	}
	return fields, conds, fs
}

// problem is why a value may not stand in an e-mail, without the value. The zero problem is none.
type problem struct {
	kind    row.Problem
	n, want int // characters, and how many were proved; or the number of choices
	char    rune
}

// finding says the problem at the path of a row.
func (p problem) finding(path string) law.Finding {
	switch p.kind {
	case row.TooLong:
		return law.Find(law.ValueBound, path, "the value has %d characters, at most %d were proved", p.n, p.want)
	case row.TooShort:
		return law.Find(law.ValueBound, path, "the value has %d characters, at least %d are asked for", p.n, p.want)
	case row.LeadsElsewhere:
		return law.Find(law.ValueBound, path, "the value stands in the path of a link and may hold none of / ? # %% & + and their like; put it in the query, or write it otherwise")
	}
	return p.kind.Finding(path, p.want, p.char)
}

// appendClean appends a text in NFC and returns how many characters it has so, and how many it had. A text with a control
// or direction character is refused.
func appendClean(dst []byte, s string) (_ []byte, n, before int, p problem) {
	for i := 0; i < len(s); n++ {
		c := s[i]
		if c < utf8.RuneSelf {
			if c < ' ' || c == 0x7F {
				return dst, 0, 0, problem{kind: row.Control, char: rune(c)}
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			return dst, 0, 0, problem{kind: row.BadUTF8}
		case plaintext.Forbidden(r):
			return dst, 0, 0, problem{kind: row.Control, char: r}
		case r >= 0x300 && !norm.NFC.IsNormalString(s): // below U+0300 every text is in NFC
			dst, n, _, p = appendClean(dst, norm.NFC.String(s))
			return dst, n, utf8.RuneCountInString(s), p
		}
		i += size
	}
	return append(dst, s...), n, n, problem{}
}

// append appends the row's value of the field as an e-mail has it, judged.
func (f *field) append(dst []byte, r *row.Row) ([]byte, problem) {
	b := &f.Bound
	if f.Kind != row.String {
		dst, p := r.AppendNumber(dst, &f.Field)
		return dst, problem{kind: p, want: len(b.OneOf)}
	}
	s := r.Text(&f.Field)
	dst, n, before, p := appendClean(dst, s)
	if p.kind != 0 {
		return dst, p
	}
	switch {
	case n == 0 && b.Required:
		p.kind = row.Missing
	case n == 0 && b.Omit:
	case int64(max(n, before)) > b.Max:
		p = problem{kind: row.TooLong, n: max(n, before), want: int(b.Max)}
	case int64(min(n, before)) < b.Min:
		p = problem{kind: row.TooShort, n: min(n, before), want: int(b.Min)}
	case b.OneOf != nil && !slices.Contains(b.OneOf, s):
		p = problem{kind: row.NotChosen, want: len(b.OneOf)}
	}
	return dst, p
}

// width returns the least and the most characters that the field prints.
func (f *field) width() (shortest, longest int) {
	if f.Bound.Kind != bounds.String || f.Bound.OneOf == nil {
		return f.Bound.Width()
	}
	for i, v := range f.Bound.OneOf {
		n := utf8.RuneCountInString(norm.NFC.String(v))
		if shortest = min(shortest, n); i == 0 {
			shortest = n
		}
		longest = max(longest, n)
	}
	if f.Bound.Omit {
		shortest = 0
	}
	return shortest, longest
}
