package flow

import (
	"cmp"
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/internal/product"
)

// Kind says where a text begins.
type Kind uint8

// The kinds of sources.

const (
	Built   Kind = iota // this library built it: a message, or what its methods return
	Literal             // a string constant
	Unknown             // something that no function in view makes: os.Getenv, a template's output
	Param               // a parameter: the callers decide
	Field               // a struct field of an object met elsewhere: whoever fills it decides
	Neutral             // no text that counts: a built message's recipient or sender, a template's number
)

// Role says what a text is in what it is part of, by the name of the field, key or parameter that holds it.
type Role uint8

// The roles.
const (
	NoRole     Role = iota // the name says nothing: data, x
	HeaderRole             // beside the text: to, subject, apiKey, url
	BodyRole               // the text: body, message, htmlContent
)

// Source is one place where a text begins, and what became of it on the way to whoever asks. It is small and comparable.
type Source struct {
	*Origin
	Role Role      // what it is among the texts that it was put together with, if that was said
	Part Role      // what the name of the field, key or setter says that holds it
	Slot string    // that name, where it says that it holds a whole text: "html"
	Alt  bool      // a built text could stand in its place: s := m.Text(); if short { s = "Votez" }
	Via  *Transfer // the change nearest to where it begins, nil if it reaches whoever asks as it is
	At   token.Pos // where it comes in
}

// Origin is where a text begins. Equal ones are one.
type Origin struct {
	Kind Kind
	What string // "a constant text", "the result of os.Getenv": a phrase, for people

	// Literal
	Text string // of a constant that stands for itself
	class

	// Param
	Fn   *ssa.Function
	Idx  int
	Path string // into the parameter; of a Field, from it

	// Field
	Field *types.Var

	// Built, Neutral
	Root    ssa.Value     // the message
	Adopted bool          // it was built by Adopt
	Message *product.Type // what the message is, or the batch that builds it; nil where facts say it
	Bulk    bool          // it has many recipients

	// Unknown
	Empty bool // an object as a sending library makes it, to be filled
}

// class says what a constant is like. Of one that is mixed with other texts nothing else is kept, so that a text made of a
// thousand constants has a few sources and not a thousand.
type class struct{ Words, format, envelope bool }

// Source returns the source that begins so, at a place.
func (e *Engine) Source(o Origin, at token.Pos) Source {
	if o.Kind == Literal && o.class == (class{}) {
		o.class = class{prose(o.Text), format(o.Text), envelope(o.Text)}
	}
	p := e.origins[o]
	if p == nil {
		p = &o
		e.origins[o] = p
	}
	return Source{Origin: p, At: at}
}

// as returns the source with the role that it has among the texts that were put together.
func (l Source) as(r Role) Source { l.Role = r; return l }

// Key orders sources without regard to addresses in memory.
func (l Source) Key() string {
	f := ""
	if l.Fn != nil {
		f = l.Fn.String()
	}
	if l.Field != nil {
		f += l.Field.Id()
	}
	s := ""
	if l.Via != nil {
		s = fmt.Sprint(l.Via.Base, l.Via.Pos, l.Via.What)
	}
	return fmt.Sprint(l.Kind, "|", l.Role, l.Part, l.Slot, l.Alt, "|", f, "|", l.Idx, "|", l.Path, "|", s, "|", l.At, "|", l.What, "|", l.Text, l.class)
}

// Under returns the source as seen from outside a transfer and a part: what is nearest to where the text begins wins.
func (l Source) Under(s *Transfer, r Role) Source {
	if s != nil && l.Via == nil {
		l.Via = s
	}
	if l.Part == NoRole {
		l.Part = r
	}
	return l
}

// Alternatives marks the sources of one value that can stand in the place of a built text: they are no envelope around it.
func Alternatives(ls []Source) []Source {
	if len(ls) < 2 || !slices.ContainsFunc(ls, func(l Source) bool { return l.Kind == Built }) {
		return ls
	}
	out := slices.Clone(ls)
	for i := range out {
		// What was put together before is no alternative by itself.
		out[i].Alt = out[i].Kind != Built && out[i].Kind != Neutral && out[i].Via == nil
	}
	return out
}

// in returns the source as a write puts it where it goes.
func (l Source) in(c Write) Source {
	l = l.Under(c.Via, c.role)
	if l.Slot == "" && l.Part == BodyRole {
		for part := c.part; part != "" && l.Slot == ""; {
			i := strings.LastIndexByte(part, '/')
			if holdsBody(part) {
				l.Slot = strings.ToLower(Name(part[i+1:]))
			}
			part = part[:max(i, 0)]
		}
	}
	return l
}

// SourceSet is a set that only grows, in the order in which it grew. A source that comes in by several changes of one kind is one
// member, with the change and the place by which it came first: which of them is told makes no difference to what is wrong.
type SourceSet struct {
	has  map[member]bool
	List []Source
}

type member struct {
	*Origin
	role, part Role
	slot       string
	alt        bool
	changed    bool
	base       TransferKind
	at         token.Pos // of what did not change
}

// Add adds a source, and reports whether it is new.
func (s *SourceSet) Add(l Source) bool {
	m := member{Origin: l.Origin, role: l.Role, part: l.Part, slot: l.Slot, alt: l.Alt}
	if l.Via != nil {
		m.changed, m.base = true, l.Via.Base
	} else {
		m.at = l.At
	}
	if s.has[m] {
		return false
	}
	if s.has == nil {
		s.has = map[member]bool{}
	}
	s.has[m] = true
	s.List = append(s.List, l)
	return true
}

// Sorted returns sources in an order that does not depend on the order of work.
func Sorted(ls []Source) []Source {
	out := slices.Clone(ls)
	slices.SortFunc(out, func(a, b Source) int { return cmp.Compare(a.Key(), b.Key()) })
	return out
}
