package gsm7

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// special holds the replacements that decomposition does not find: typography, invisible characters and letters
// that are no accented form of another. Everything that GSM-7 has stays itself.
var special = map[rune]string{
	// quotation marks and apostrophes
	'’': "'", '‘': "'", '‚': "'", '‛': "'", '′': "'", '‹': "'", '›': "'", '`': "'", '´': "'", 'ʼ': "'",
	'“': `"`, '”': `"`, '„': `"`, '‟': `"`, '″': `"`, '«': `"`, '»': `"`, '¨': `"`,
	// dashes, dots, signs
	'‐': "-", '‑': "-", '‒': "-", '–': "-", '—': "-", '―': "-", '−': "-", '•': "-", '·': ".", '⁄': "/", '×': "x", '÷': "/",
	'±': "+/-", '°': "o", '©': "(c)", '®': "(r)", '→': "->", '←': "<-", '≤': "<=", '≥': ">=", '✓': "v", '✔': "v", '¦': "|", '¬': "-",
	'¢': "c", '¶': "", '†': "+", '‡': "+", '‰': "o/oo", 'µ': "u", 'μ': "u", '¸': ",", '¯': "-",
	// spaces
	'\t': " ", '\u00a0': " ", '\u1680': " ", '\u2028': "\n", '\u2029': "\n", '\u0085': "\n", '\v': "\n",
	// invisible
	'\u00ad': "", '\u034f': "", '\u061c': "", '\u180e': "", '\u200b': "", '\u200c': "", '\u200d': "", '\u200e': "", '\u200f': "",
	'\u2060': "", '\ufeff': "",
	// letters
	'œ': "oe", 'Œ': "OE", 'đ': "d", 'Đ': "D", 'ð': "d", 'Ð': "D", 'þ': "th", 'Þ': "Th", 'ł': "l", 'Ł': "L", 'ħ': "h", 'Ħ': "H",
	'ı': "i", 'ĸ': "k", 'ŋ': "n", 'Ŋ': "N", 'ŧ': "t", 'Ŧ': "T", 'ſ': "s", 'ƒ': "f", 'ə': "e", 'Ə': "E", 'ẞ': "SS",
	// Greek capitals that look like Latin ones
	'Α': "A", 'Β': "B", 'Ε': "E", 'Ζ': "Z", 'Η': "H", 'Ι': "I", 'Κ': "K", 'Μ': "M", 'Ν': "N", 'Ο': "O", 'Ρ': "P", 'Τ': "T", 'Υ': "Y", 'Χ': "X",
}

// FoldRune returns what stands for the character in GSM-7: itself where GSM-7 has it, "" where it is invisible.
// It returns false for what nothing can stand for, an emoji say.
func FoldRune(r rune) (string, bool) {
	if r >= 0 && int(r) < len(folds()) {
		f := folds()[r]
		return f.to, f.ok
	}
	return foldRune(r)
}

type folded struct {
	to string
	ok bool
}

// folds is foldRune for the characters that texts in Latin letters are made of.
var folds = sync.OnceValue(func() *[0x2100]folded {
	t := new([0x2100]folded)
	for r := range rune(len(t)) {
		t[r].to, t[r].ok = foldRune(r)
	}
	return t
})

func foldRune(r rune) (string, bool) {
	if Septets(r) > 0 {
		return string(r), true
	}
	if s, ok := special[r]; ok {
		return s, true
	}
	switch {
	case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Variation_Selector, r):
		return "", true
	case r == utf8.RuneError, unicode.IsControl(r):
		return "", false
	case unicode.Is(unicode.Zs, r):
		return " ", true
	}
	// ê is e and a mark, ² is 2, ™ is TM: the compatibility decomposition without its marks.
	d := norm.NFKD.String(string(r))
	if d == string(r) {
		return "", false
	}
	var b strings.Builder
	for _, r := range d {
		switch s, known := special[r]; {
		case Septets(r) > 0:
			b.WriteRune(r)
		case known:
			b.WriteString(s)
		case unicode.Is(unicode.Mn, r):
		default:
			return "", false
		}
	}
	return b.String(), true
}

// AppendFold appends s, which is valid UTF-8, folded: every character that GSM-7 lacks is replaced by what stands
// for it. What nothing stands for is kept, and ok is false.
func AppendFold(dst []byte, s string) (_ []byte, ok bool) {
	if !norm.NFC.IsNormalString(s) {
		s = norm.NFC.String(s)
	}
	ok = true
	for _, r := range s {
		if Septets(r) > 0 {
			dst = utf8.AppendRune(dst, r)
			continue
		}
		f, has := FoldRune(r)
		if !has {
			ok = false
			dst = utf8.AppendRune(dst, r)
			continue
		}
		dst = append(dst, f...)
	}
	return dst, ok
}

// Fold returns s in GSM-7, whatever s is: what nothing stands for becomes '?'.
func Fold(s string) string {
	if c, ok := Scan(s); ok && c.Foreign == 0 {
		return s
	}
	b := make([]byte, 0, len(s))
	for _, r := range norm.NFC.String(s) {
		if f, ok := FoldRune(r); ok {
			b = append(b, f...)
		} else {
			b = append(b, '?')
		}
	}
	return string(b)
}
