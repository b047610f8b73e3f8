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
	Built   Kind = iota // a method or function of package message
	Literal             // a string constant
	Unknown             // something that no function in view makes
	Param               // a parameter: the callers decide
	Field               // a struct field of an object met elsewhere: whoever fills it decides
	Neutral             // an attribute of a built message that is no body: its recipient, its sender
)

// Role says what a text is in what it is part of, by the name of the field, key or parameter that holds it.
type Role uint8

const (
	NoRole Role = iota
	HeaderRole
	BodyRole
)

// Source is one beginning of a text, and what became of it on the way. It is small and comparable: sets of leaves are sets of values.
type Source struct {
	*Origin
	Role Role      // among the texts that were put together
	Part Role      // of the field, key or setter that holds it
	Slot string    // the name of that field, key or setter where it says that it holds a whole text: "html"
	Alt  bool      // another text could be in its place, a built one
	Via  *Transfer // the change nearest to the beginning; interned
	At   token.Pos // where it comes in
}

// Origin is where a text begins; interned, so that equal ones are one.
type Origin struct {
	Kind  Kind
	What  string // "a constant text", "the result of strings.ToUpper"
	Text  string // of a constant that stands for itself
	class        // of a constant

	Fn   *ssa.Function // param
	Idx  int
	Path string

	Field *types.Var // field; path is the way from it

	Root    ssa.Value     // built, neutral: the message
	Adopted bool          // built by Adopt
	Message *product.Type // built: what the message is, or the batch that builds it; nil where facts say it
	Bulk    bool          // built: it has many recipients
	Empty   bool          // unknown: an object as a sending library makes it, to be filled
}

// class says what a constant is like. Of one that is mixed with other texts nothing else is kept, so that a text made of a
// thousand constants has a few beginnings and not a thousand.
type class struct{ Words, format, envelope bool }

// Source returns a beginning at a place.
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

// as returns the leaf with the role that it has among the texts that were put together.
func (l Source) as(r Role) Source { l.Role = r; return l }

// Key orders leaves without regard to addresses.
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

// Under returns the leaf as seen from outside a step and a role: what is nearest to the beginning wins.
func (l Source) Under(s *Transfer, r Role) Source {
	if s != nil && l.Via == nil {
		l.Via = s
	}
	if l.Part == NoRole {
		l.Part = r
	}
	return l
}

// Alternatives marks what can be in the place of a built text: it is no envelope of it.
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

// in returns the leaf as what a contribution puts where it goes.
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

// SourceSet is a set that only grows, in the order in which it grew. A beginning that comes in by several changes of one kind is
// one member, with the change and the place by which it came first: which of them is told makes no difference to what is wrong.
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

func Sorted(ls []Source) []Source {
	out := slices.Clone(ls)
	slices.SortFunc(out, func(a, b Source) int { return cmp.Compare(a.Key(), b.Key()) })
	return out
}
