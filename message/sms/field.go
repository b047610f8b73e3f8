package sms

import (
	"math"
	"reflect"
	"slices"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/scrutateur/scrutateur/internal/bounds"
	"github.com/scrutateur/scrutateur/internal/gsm7"
	"github.com/scrutateur/scrutateur/internal/plaintext"
	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/row"
	"github.com/scrutateur/scrutateur/notice/law"
)

// field is a field of a row as an SMS has it: folded into its alphabet, and counted in septets.
type field struct {
	row.Field
	exact bool // not folded

	// What append asks for every message, computed once.
	min, max int  // bounds of a string in units; a value that is empty and may be (omitempty) is not held against min
	free     bool // any value within the bounds will do: the tag has no oneof
}

// fieldsOf finds the fields that a template uses in its row type. printed says which of them it prints: only those need a
// bound.
func fieldsOf(rowType reflect.Type, paths []string, printed []bool, limits map[string]message.Limit, exact bool) ([]field, law.Findings) {
	fields := make([]field, len(paths))
	var fs law.Findings
	for i, path := range paths {
		found, problems := row.Find(rowType, path, printed[i], limits)
		f := field{Field: found, exact: exact || found.Bound.Alphabet == message.Any, free: found.Bound.OneOf == nil}
		f.min, f.max = int(f.Bound.Min), int(min(f.Bound.Max, math.MaxInt32))
		if f.Bound.Required {
			f.min = max(f.min, 1)
		}
		fs = append(fs, problems...)
		if printed[i] {
			fs = append(fs, f.checkChoices()...)
		}
		fields[i] = f
	}
	return fields, append(fs, row.LimitFindings(rowType, limits)...)
}

// checkChoices refuses a choice of oneof that could never be sent.
func (f field) checkChoices() (fs law.Findings) {
	for i, v := range f.Bound.OneOf {
		var c gsm7.Count
		if _, problem, _ := f.appendString(nil, v, &c); problem != 0 {
			fs = append(fs, law.Find(law.FieldBound, f.Path, "choice %d of oneof has a character that the field may not hold", i+1))
		}
	}
	return fs
}

// width returns the shortest and the longest that the field prints, in units.
func (f *field) width() (shortest, longest int) { return f.Bound.Width() }

// holds reports whether {{if .Field}} is true for the row. As in text/template that is a value which is not zero; here it is the value
// as it is sent, so that one of invisible characters alone, which folding takes out, counts as empty.
func (f *field) holds(r *row.Row) bool {
	if f.Kind != row.String {
		return r.Holds(&f.Field)
	}
	s := r.Text(&f.Field)
	if s == "" || s[0] < utf8.RuneSelf || f.exact {
		return s != ""
	}
	b, _ := gsm7.AppendFold(nil, s)
	return len(b) > 0
}

// append appends the row's value of the field, judged, and adds to the count. A problem may be of one character, which is
// returned with it.
func (f *field) append(dst []byte, r *row.Row, c *gsm7.Count) ([]byte, row.Problem, rune) {
	if f.Kind != row.String {
		start := len(dst)
		dst, p := r.AppendNumber(dst, &f.Field)
		c.Septets += len(dst) - start
		c.Units += len(dst) - start
		return dst, p, 0
	}
	s := r.Text(&f.Field)
	var own gsm7.Count
	dst, p, char := f.appendString(dst, s, &own)
	if p == 0 {
		p = f.check(bounds.Units(own), utf8.RuneCountInString(s))
	}
	if p == 0 && !f.free && !(s == "" && f.Bound.Omit) && !slices.Contains(f.Bound.OneOf, s) {
		p = row.NotChosen
	}
	c.Grow(&own)
	return dst, p, char
}

// check judges a value of n units that had so many characters before folding. It is never laxer than validator, which counts
// characters.
func (f *field) check(n, runes int) row.Problem {
	switch {
	case runes == 0 && f.Bound.Omit && !f.Bound.Required:
		return 0
	case n == 0 && f.Bound.Required:
		return row.Missing
	case max(n, runes) > f.max:
		return row.TooLong
	case min(n, runes) < f.min:
		return row.TooShort
	}
	return 0
}

// appendString appends a value as it is sent: in NFC, folded unless exact, and only what the field's alphabet holds. c counts
// what was appended. A refusal names the character.
func (f *field) appendString(dst []byte, s string, c *gsm7.Count) ([]byte, row.Problem, rune) {
	start := len(dst)
	i, n := gsm7.Prefix(s)
	dst = append(dst, s[:i]...)
	c.Septets += n
	c.Units += n
	for i < len(s) {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			if r, size = utf8.DecodeRuneInString(s[i:]); r == utf8.RuneError && size == 1 {
				return dst, row.BadUTF8, 0
			}
		}
		if r >= 0x300 && !norm.NFC.IsNormalString(s) { // below U+0300 every text is in NFC
			*c = gsm7.Count{}
			return f.appendString(dst[:start], norm.NFC.String(s), c)
		}
		if plaintext.Forbidden(r) {
			return dst, row.Control, r
		}
		as := s[i : i+size]
		if !f.exact && gsm7.Septets(r) == 0 {
			var ok bool
			if as, ok = gsm7.FoldRune(r); !ok {
				return dst, row.NotHeld, r
			}
		}
		i += size
		dst = append(dst, as...)
		for _, r := range as {
			if !f.count(c, r) {
				return dst, row.NotHeld, r
			}
		}
	}
	return dst, 0, 0
}

// count adds one character; false when the field's alphabet does not hold it.
func (f *field) count(c *gsm7.Count, r rune) bool {
	c.Units += gsm7.Units16(r)
	switch n := gsm7.Septets(r); n {
	case 1:
		c.Septets++
	case 2:
		c.Septets += 2
		c.Pairs++
		return f.Bound.Alphabet != message.Septet
	default:
		c.Foreign++
		c.Astral += gsm7.Units16(r) - 1
		return f.Bound.Alphabet == message.Any
	}
	return true
}

// explain says the problem at the path of a row, without the value: lengths and code points only.
func (f *field) explain(r *row.Row, p row.Problem, char rune) law.Finding {
	switch p {
	case row.TooLong, row.TooShort:
		s := r.Text(&f.Field)
		var c gsm7.Count
		f.appendString(nil, s, &c)
		n, runes := bounds.Units(c), utf8.RuneCountInString(s)
		if p == row.TooLong {
			return law.Find(law.ValueBound, f.Path, "the value has %d units, at most %d were proved", max(n, runes), f.max)
		}
		return law.Find(law.ValueBound, f.Path, "the value has %d units, at least %d are asked for", min(n, runes), f.min)
	case row.NotHeld:
		return law.Find(law.Alphabet, f.Path, "%U may not stand in this field: fold it, or widen the field's alphabet with the tag `sms`", char)
	}
	return p.Finding(f.Path, len(f.Bound.OneOf), char)
}
