// Package termsafe writes a text that somebody else chose so that a terminal and a log show it and obey nothing in it.
//
// A file's name and a key of a JSON file are such texts. Printed as they are, "\x1b[2J" clears the reader's screen,
// "\u202e" turns the rest of the line around, a line feed makes a second line that looks like the program's own,
// and "::error::" at the start of a line, or "##[" anywhere in it, is a command to the runner that keeps the log.
package termsafe

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
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

// Lines is Escape of each line of a text that has several: line feeds and tabs stay. It is for a text whose lines are the program's own, an
// error that joins others say: a line feed inside of a value still makes a line, which can say anything, and command nothing.
func Lines(s string) string {
	if !strings.ContainsAny(s, "\n\t") {
		return Escape(s)
	}
	var b strings.Builder
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			b.WriteByte('\n')
		}
		// A runner leaves out tabs before a command as it does spaces.
		text := strings.TrimLeft(line, "\t ")
		b.WriteString(line[:len(line)-len(text)])
		for j, part := range strings.Split(text, "\t") {
			if j > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(Escape(part))
		}
	}
	return b.String()
}

// JSON returns a JSON document that says the same and holds nothing on which a terminal or a runner acts: such a character can stand in
// strings alone, where \u stands for it. Bytes that are no UTF-8 are for the encoder to refuse; they go out as U+FFFD.
func JSON(data []byte) []byte {
	plain := true
	for at, r := range string(data) {
		if !plain {
			break
		}
		plain = r == '\n' || shown(r) && !(r == '#' && strings.HasPrefix(string(data[at:min(at+2, len(data))]), "##"))
	}
	if plain {
		return data
	}
	out := make([]byte, 0, len(data)+64)
	for at := 0; at < len(data); {
		r, size := utf8.DecodeRune(data[at:])
		switch {
		case r == '#' && at+1 < len(data) && data[at+1] == '#':
			out = append(out, `\u0023`...)
		case r == '\n' || r == '\t' || shown(r):
			out = utf8.AppendRune(out, r)
		case r > 0xffff:
			hi, lo := utf16.EncodeRune(r)
			out = fmt.Appendf(out, `\u%04x\u%04x`, hi, lo)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
		at += size
	}
	return out
}
