// Package hidden keeps texts and other values where package fmt does not print them.
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

// Ref refers to a value that fmt, slog and encoding/json do not print. fmt follows a plain pointer to a struct or a map where a
// verb does not fit it; it does not follow this one. The zero Ref refers to nothing.
type Ref[T any] struct {
	_ [0]func(*T) // T occurs: references to different types do not convert into each other
	p unsafe.Pointer
}

// To returns a reference to *v.
func To[T any](v *T) Ref[T] { return Ref[T]{p: unsafe.Pointer(v)} }

// Get returns the pointer that To was given, or nil.
func (r Ref[T]) Get() *T { return (*T)(r.p) }
