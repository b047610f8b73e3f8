package notice

import (
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/scrutateur/scrutateur/internal/plaintext"
	"github.com/scrutateur/scrutateur/notice/law"
)

// clean makes a value safe to stand in a sentence whatever it holds. Findings has reported what clean changes.
// Braces become parentheses: a name must not be read as a placeholder of ours or of a provider's.
func clean(s string) string {
	if plaintext.Index(s) < 0 && !strings.ContainsAny(s, "{}") && !strings.Contains(s, "  ") && strings.Trim(s, " ") == s {
		return s
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case plaintext.Forbidden(r):
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
	plaintext.Walk(reflect.ValueOf(n), "Notice", func(path, s string) { fs = append(fs, textFindings(path, s)...) })
	return fs
}

// textFindings reports each kind of fault once, at its first place.
func textFindings(path, s string) law.Findings {
	var fs law.Findings
	var invalid, line, control, bidi, brace bool
	for i, r := range s {
		end := i + utf8.RuneLen(r)
		switch {
		case r == utf8.RuneError && !plaintext.Written(s, i):
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
		case plaintext.Forbidden(r):
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
