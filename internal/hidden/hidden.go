// Package hidden keeps a text where package fmt does not print it.
//
// fmt prints the unexported fields of a struct by reflection, without asking the type. A pointer below the
// top level is printed as an address, so a text behind a pointer to its first byte stays unread whatever the
// verb. This is the module's one use of unsafe.
package hidden

import "unsafe"

// Text is an immutable text that fmt, slog and encoding/json do not print. The zero Text is "".
type Text struct {
	p *byte
	n int
}

// New hides s without copying it.
func New(s string) Text {
	if s == "" {
		return Text{}
	}
	return Text{unsafe.StringData(s), len(s)}
}

// Of hides b without copying it: b must never be written again.
func Of(b []byte) Text {
	if len(b) == 0 {
		return Text{}
	}
	return Text{unsafe.SliceData(b), len(b)}
}

// Reveal returns the text.
func (t Text) Reveal() string {
	if t.p == nil {
		return ""
	}
	return unsafe.String(t.p, t.n)
}

// Len returns its length in bytes.
func (t Text) Len() int { return t.n }
