package message

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/internal/plaintext"
	"github.com/scrutateur/scrutateur/internal/subset"
	"github.com/scrutateur/scrutateur/message/router"
	"github.com/scrutateur/scrutateur/notice/law"
)

// textFindings judges a text that stands in a message: valid UTF-8, no control characters but line feeds, no bidi
// controls. All of them at once.
func textFindings(path, s string) (fs law.Findings) {
	first, more := 0, 0
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch invalid := r == utf8.RuneError && size == 1; {
		case r == '\n' || !invalid && !plaintext.Forbidden(r):
		case len(fs) == named: // a binary file has no use for a finding a byte
			if more++; more == 1 {
				first = i
			}
		case invalid:
			fs = append(fs, law.Find(law.CleanText, path, "the byte at %d is not UTF-8: save the file as UTF-8", i).At(i, i+1))
		case r == '\r':
			fs = append(fs, law.Find(law.CleanText, path, "a carriage return at byte %d: lines end with a line feed alone", i).At(i, i+1))
		default:
			fs = append(fs, law.Find(law.CleanText, path, "%U at byte %d is a control or direction character: remove it", r, i).At(i, i+size))
		}
		i += size
	}
	if more > 0 {
		fs = append(fs, law.Find(law.CleanText, path, "%d other control characters or bytes that are not UTF-8 from byte %d on", more, first).At(first, len(s)))
	}
	return fs
}

// labelFindings judges a short text of one line.
func labelFindings(path, s string, longest int) law.Findings {
	fs := textFindings(path, s)
	for i := range len(s) {
		if s[i] == '\n' {
			fs = append(fs, law.Find(law.CleanText, path, "a line break at byte %d: this is a single line", i).At(i, i+1))
		}
	}
	if n := utf8.RuneCountInString(s); n > longest {
		fs = append(fs, law.Find(law.SpecField, path, "%d characters, at most %d", n, longest))
	}
	return fs
}

// langOf reads a language tag.
func langOf(s string) (language.Tag, law.Findings) {
	if s == "" {
		return language.French, nil
	}
	t, err := language.Parse(s)
	if err != nil {
		return language.French, law.Findings{law.Find(law.SpecField, "Lang", "no BCP 47 language tag: write \"fr\" or \"en\"")}
	}
	return t, nil
}

// placeholders finds what another provider's merge syntax left in the literal text.
func placeholders(path string, t *subset.Template, p router.Profile) (fs law.Findings) {
	for _, op := range t.Ops {
		if op.Kind != subset.Text {
			continue
		}
		for _, s := range p.Foreign(op.Text) {
			at := position(t.Source, op, s.Start)
			fs = append(fs, law.Find(law.Placeholder, path, "%s would be sent as it stands: write {{.%s}} and give the row that field", s.Syntax, exported(s.Field)).At(at, at+s.End-s.Start))
		}
	}
	return fs
}

// exported makes a Go field's name of a placeholder's.
func exported(name string) string {
	name = strings.TrimFunc(strings.ToLower(name), func(r rune) bool { return r > 'z' || r < 'a' })
	if name == "" {
		return "Field"
	}
	if len(name) > 24 || strings.ContainsFunc(name, func(r rune) bool { return r > 'z' || r < 'a' }) {
		return "Field"
	}
	return strings.ToUpper(name[:1]) + name[1:]
}

// position finds the byte of the source at which a byte of a literal text stands; trimming moves the start of the text.
func position(source string, op subset.Op, offset int) int {
	if i := strings.Index(source[min(op.Pos, len(source)):], op.Text); i >= 0 {
		return op.Pos + i + offset
	}
	return op.Pos
}
