package judge

import (
	"unicode/utf8"

	"github.com/scrutateur/scrutateur/internal/plaintext"
	"github.com/scrutateur/scrutateur/notice/law"
)

// TextFindings judges a text that stands in a message: valid UTF-8, no control characters but line feeds, no bidi
// controls. All of them at once.
func TextFindings(path, s string) (fs law.Findings) {
	first, more := 0, 0
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch invalid := r == utf8.RuneError && size == 1; {
		case r == '\n' || !invalid && !plaintext.Forbidden(r):
		case len(fs) == Named: // a binary file has no use for a finding a byte
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

// LabelFindings judges a short text of one line.
func LabelFindings(path, s string, longest int) law.Findings {
	fs := TextFindings(path, s)
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

// Named is how many findings of one kind are told apart in a text. A text in another script, or a binary file, has no use for
// a finding a character.
const Named = 64

// Advice returns the finding as one that advises and does not block.
func Advice(f law.Finding) law.Finding {
	f = f.AsShould()
	return f
}
