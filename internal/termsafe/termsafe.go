// Package termsafe writes a text that somebody else chose so that a terminal and a log show it and obey nothing in it.
//
// A file's name and a key of a JSON file are such texts. Printed as they are, "\x1b[2J" clears the reader's screen,
// "\u202e" turns the rest of the line around, a line feed makes a second line that looks like the program's own,
// and "::error::" at the start of a line, or "##[" anywhere in it, is a command to the runner that keeps the log.
package termsafe

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Escape returns s on one line with everything a terminal or a runner would act on written as Go writes it in a
// string: "\x1b" for ESC, "\n" for a line feed, "\u202e" for an override of direction, "\xff" for a byte that is no
// UTF-8. A text of visible characters and spaces, of whatever script, stays as it is; a no-break space too, which
// French puts before a colon.
//
// The result is for people. It cannot be turned back: a backslash of s stays single.
func Escape(s string) string {
	if !escapes(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 8)
	lead := margin(s)
	for at := 0; at < len(s); {
		r, size := utf8.DecodeRuneInString(s[at:])
		switch {
		case r == utf8.RuneError && size == 1:
			b.WriteString(`\x` + string(hex[s[at]>>4]) + string(hex[s[at]&15]))
		case !shown(r):
			q := strconv.QuoteRuneToASCII(r)
			b.WriteString(q[1 : len(q)-1])
		case command(s, at, lead):
			b.WriteString(`\x` + string(hex[s[at]>>4]) + string(hex[s[at]&15]))
		default:
			b.WriteString(s[at : at+size])
		}
		at += size
	}
	return b.String()
}

const hex = "0123456789abcdef"

// shown reports whether a terminal shows the character and does nothing else with it.
func shown(r rune) bool {
	return strconv.IsPrint(r) || r == '\u00a0' || r == '\u202f' // the no-break spaces: French puts them before : and ;
}

// margin is where the text of a line begins: runners leave out the spaces before it.
func margin(s string) int { return len(s) - len(strings.TrimLeft(s, " \u00a0\u202f")) }

// command reports whether a runner reads a command at this byte: "::" that begins the text of the line, or "##[" and
// "##vso[" anywhere.
func command(s string, at, lead int) bool {
	switch s[at] {
	case ':':
		return at == lead && strings.HasPrefix(s[at:], "::")
	case '#':
		return strings.HasPrefix(s[at:], "##")
	}
	return false
}

// escapes reports whether Escape changes anything, which is rare: the common text is returned without a copy.
func escapes(s string) bool {
	lead := margin(s)
	for at, r := range s {
		if r == utf8.RuneError && !strings.HasPrefix(s[at:], "\ufffd") || !shown(r) || command(s, at, lead) {
			return true
		}
	}
	return false
}
