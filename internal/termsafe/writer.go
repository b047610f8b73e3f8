package termsafe

import (
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// Writer passes on a program's output, whatever of it came from files, without what a terminal or a runner would obey. Lines and
// tabs stay; everything else that Escape escapes is written as "\u001b", which means the same in the strings of JSON, so that
// JSON stays JSON. It is the last guard: it cannot know that a line feed was part of a file's name.
type Writer struct {
	w       io.Writer
	partial []byte // the beginning of a character whose rest is not written yet, or a carriage return
	line    []byte // the visible beginning of the line, as far as it can still become a command: "" or ":"
	begun   bool   // the line holds more than that
	last    [5]byte
}

// NewWriter returns a Writer that writes to w. Call Flush at the end.
func NewWriter(w io.Writer) *Writer { return &Writer{w: w} }

// Write passes p on. It reports all of p as written, or the error of the writer below.
func (w *Writer) Write(p []byte) (int, error) {
	data := p
	if len(w.partial) > 0 {
		data = append(w.partial, p...)
		w.partial = nil
	}
	out := make([]byte, 0, len(data)+16)
	for at := 0; at < len(data); {
		rest := data[at:]
		if !utf8.FullRune(rest) || rest[0] == '\r' && len(rest) == 1 {
			w.partial = append([]byte(nil), rest...)
			break
		}
		r, size := utf8.DecodeRune(rest)
		out = w.append(out, r, rest[:size], len(rest) > 1 && rest[1] == '\n')
		at += size
	}
	if _, err := w.w.Write(out); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Flush writes what is left of a character that was cut off.
func (w *Writer) Flush() error {
	var out []byte
	for _, b := range w.partial {
		r := rune(b)
		if b >= utf8.RuneSelf {
			r = utf8.RuneError
		}
		out = w.append(out, r, []byte{b}, false)
	}
	w.partial = nil
	_, err := w.w.Write(out)
	return err
}

// append adds one character; ends says that a line feed follows.
func (w *Writer) append(out []byte, r rune, raw []byte, ends bool) []byte {
	switch {
	case r == '\n':
		w.line, w.begun = nil, false
		w.note(raw)
		return append(out, '\n')
	case r == '\t', r == '\r' && ends:
		return append(out, raw...)
	case r == utf8.RuneError && len(raw) == 1:
		out = append(out, `\ufffd`...)
	case !shown(r), w.commands(r):
		out = escaped(out, r)
	default:
		out = append(out, raw...)
	}
	if !w.begun && r != ' ' && r != '\u00a0' && r != '\u202f' {
		w.begun = r != ':' || len(w.line) > 0
		w.line = append(w.line, raw...)
	}
	w.note(raw)
	return out
}

// note keeps the last bytes, in which a command of the older form would begin.
func (w *Writer) note(raw []byte) {
	for _, b := range raw {
		copy(w.last[:], w.last[1:])
		w.last[len(w.last)-1] = b
	}
}

// commands reports whether the character would complete the beginning of a command: the second colon of a line, or the bracket
// behind "##" and "##vso".
func (w *Writer) commands(r rune) bool {
	switch r {
	case ':':
		return !w.begun && string(w.line) == ":"
	case '[':
		return string(w.last[3:]) == "##" || string(w.last[:]) == "##vso"
	}
	return false
}

func escaped(out []byte, r rune) []byte {
	if r > 0xffff {
		high, low := utf16.EncodeRune(r)
		return fmt.Appendf(out, `\u%04x\u%04x`, high, low)
	}
	return fmt.Appendf(out, `\u%04x`, r)
}
