// Package plaintext judges and folds plain text: which characters no text may hold, which nobody sees, what a word is
// without its accents, and where the strings of a value lie.
//
// Every package that takes a text from outside asks here, so that a name which the notice refuses is refused by the ledger,
// the retention plan and the message too.
package plaintext

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Forbidden reports whether a character may stand in no text: a control character, line breaks among them; a separator
// of lines or paragraphs; a bidirectional control (Unicode UAX #9), which makes people read other words than those
// that were checked ("a\u202ecb" shows "abc"); or one of the format characters U+206A to U+206F, which
// Unicode deprecates and which turned shapes and directions, too.
//
// What is merely invisible stays, because good texts hold it: U+200D joins the parts of an emoji, U+FEFF and U+200B come along
// when a name is copied from a web page, U+00AD lets a word break. See Invisible for where even those do harm.
func Forbidden(r rune) bool {
	switch {
	case r < 0xa0:
		return r < ' ' || r >= 0x7f
	case r < '\u2028':
		return r == '\u061c' || r == '\u200e' || r == '\u200f'
	}
	return r <= '\u202e' || r >= '\u2066' && r <= '\u206f'
}

// Invisible reports whether nobody sees the character: format characters (Cf: zero width spaces and joiners, the soft hyphen, the byte
// order mark), variation selectors and U+034F. A word goes on over it, "S\u200bTOP" is one. In what is compared byte by byte, a mailbox or
// the name of a topic, it makes two of what everybody takes for one, so there it is refused.
func Invisible(r rune) bool {
	switch {
	case r < 0x80:
		return false
	case r == '\u034f':
		return true
	}
	return unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r)
}

// Index returns the byte at which s stops being a text of one line, that is where a forbidden character or a byte that is not UTF-8
// stands; -1 where there is none.
func Index(s string) int {
	for i, r := range s {
		if Forbidden(r) || r == utf8.RuneError && !Written(s, i) {
			return i
		}
	}
	return -1
}

// IndexName is Index for what is compared byte by byte: it refuses what is invisible, too.
func IndexName(s string) int {
	for i, r := range s {
		if Forbidden(r) || Invisible(r) || r == utf8.RuneError && !Written(s, i) {
			return i
		}
	}
	return -1
}

// Written tells the U+FFFD that somebody wrote at a byte of s from the one that ranging over invalid UTF-8 yields there.
func Written(s string, i int) bool {
	_, n := utf8.DecodeRuneInString(s[i:])
	return n > 1
}

// Line returns s without what is forbidden or not UTF-8, so that it can stand in a path.
func Line(s string) string {
	return strings.Map(func(r rune) rune {
		if Forbidden(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}
