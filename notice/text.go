package notice

import (
	"reflect"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/scrutateur/scrutateur/notice/law"
)

// bad reports whether the rune may not stand in any text of a Notice: a control character, a line or paragraph
// separator, or a bidirectional control, which makes a reader see other words than those that were checked.
func bad(r rune) bool {
	switch {
	case unicode.IsControl(r), r == '\u2028', r == '\u2029':
		return true
	case r == '\u061c', r == '\u200e', r == '\u200f', r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
		return true
	}
	return false
}

// clean makes a value safe to stand in a sentence whatever it holds. Findings has reported what clean changes.
// Braces become parentheses: a name must not be read as a placeholder of ours or of a provider's.
func clean(s string) string {
	ok := true
	for i, r := range s {
		if r == utf8.RuneError && !validAt(s, i) || bad(r) || r == '{' || r == '}' || r == ' ' && (i == 0 || i == len(s)-1 || s[i-1] == ' ') {
			ok = false
			break
		}
	}
	if ok {
		return s
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case bad(r):
			return ' '
		case r == '{':
			return '('
		case r == '}':
			return ')'
		}
		return r
	}, strings.ToValidUTF8(s, " "))
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' }), " ")
}

// validAt tells U+FFFD that was written from the one that ranging over invalid UTF-8 yields.
func validAt(s string, i int) bool {
	_, n := utf8.DecodeRuneInString(s[i:])
	return n > 1
}

// blank reports whether a text says nothing.
func blank(s string) bool { return clean(s) == "" }

// short cuts a value of the Notice so that a finding stays a line; %q shows what is not printable.
func short[S ~string](s S) string {
	const most = 40
	n := 0
	for i := range s {
		if n == most {
			return string(s[:i]) + "…"
		}
		n++
	}
	return string(s)
}

// texts judges every text of the Notice, however nested: valid UTF-8, one line, no control characters, no braces.
func (n Notice) texts() law.Findings {
	var fs law.Findings
	walk(reflect.ValueOf(n), "Notice", func(path, s string) { fs = append(fs, textFindings(path, s)...) })
	return fs
}

// textFindings reports each kind of fault once, at its first place.
func textFindings(path, s string) law.Findings {
	var fs law.Findings
	var invalid, line, control, bidi, brace bool
	for i, r := range s {
		end := i + utf8.RuneLen(r)
		switch {
		case r == utf8.RuneError && !validAt(s, i):
			if !invalid {
				fs = append(fs, law.Find(law.CleanText, path, "byte %d is no UTF-8: save the text as UTF-8", i).At(i, i+1))
			}
			invalid = true
		case r == '\r' || r == '\n' || r == '\u0085' || r == '\u2028' || r == '\u2029':
			if !line {
				fs = append(fs, law.Find(law.CleanText, path, "a line break (U+%04X) at byte %d: write it in one line", r, i).At(i, end))
			}
			line = true
		case unicode.IsControl(r):
			if !control {
				fs = append(fs, law.Find(law.CleanText, path, "a control character (U+%04X) at byte %d: remove it", r, i).At(i, end))
			}
			control = true
		case bad(r):
			if !bidi {
				fs = append(fs, law.Find(law.CleanText, path, "a character (U+%04X) at byte %d that turns the direction of the text: remove it", r, i).At(i, end))
			}
			bidi = true
		case r == '{' || r == '}':
			if !brace {
				fs = append(fs, law.Find(law.Placeholder, path, "a brace at byte %d reads as a placeholder: write parentheses", i).At(i, end))
			}
			brace = true
		}
	}
	return fs
}

// walk calls f for every string that v holds, with its path: "Notice.Processors[1].Name".
func walk(v reflect.Value, path string, f func(path, s string)) {
	switch v.Kind() {
	case reflect.String:
		f(path, v.String())
	case reflect.Struct:
		for i := range v.NumField() {
			walk(v.Field(i), path+"."+v.Type().Field(i).Name, f)
		}
	case reflect.Slice:
		for i := range v.Len() {
			walk(v.Index(i), path+"["+strconv.Itoa(i)+"]", f)
		}
	case reflect.Map:
		for it := v.MapRange(); it.Next(); {
			key := clean(it.Key().String())
			f(path+"["+key+"]", it.Key().String())
			walk(it.Value(), path+"["+key+"]", f)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			walk(v.Elem(), path, f)
		}
	}
}
