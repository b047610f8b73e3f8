// Package source says where a text begins and what became of it on its way to whoever asks. Of
//
//	mail.Body = "Votez " + name
//
// the body has two sources: a constant, and the parameter name, each joined with other text. Which sources a text has is found by
// package flow; what is wrong with them is said by package judge.
package source

import (
	"cmp"
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/internal/fieldpath"
	"github.com/scrutateur/scrutateur/analyzer/internal/product"
	"github.com/scrutateur/scrutateur/analyzer/internal/say"
	"github.com/scrutateur/scrutateur/analyzer/internal/words"
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

// Source is one place where a text begins, and what became of it on the way to whoever asks. It is small and comparable.
type Source struct {
	*Origin
	Role words.Role // what it is among the texts that it was put together with, if that was said
	Part words.Role // what the name of the field, key or setter says that holds it
	Slot string     // that name, where it says that it holds a whole text: "html"
	Alt  bool       // a built text could stand in its place: s := m.Text(); if short { s = "Votez" }
	Via  *Transfer  // the change nearest to where it begins, nil if it reaches whoever asks as it is
	At   token.Pos  // where it comes in
}

// Origin is where a text begins. Equal ones are one.
type Origin struct {
	Kind Kind
	What string // "a constant text", "the result of os.Getenv": a phrase, for people

	// Literal
	// Of a constant that is mixed with other texts the class alone is kept, so that a text made of a thousand constants has a few
	// sources and not a thousand.
	Text string
	words.Class

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

	Many bool // it stands for more than Most sources that are wrong or right alike
}

// Pool makes sources and transfers of which equal ones are one, so that they are compared by their address. The zero value is ready
// to use.
type Pool struct {
	origins   map[Origin]*Origin
	transfers map[transferKey]*Transfer
}

// Source returns the source that begins so, at a place. The class of a constant is read from its text where it has none yet.
func (p *Pool) Source(o Origin, at token.Pos) Source {
	if o.Kind == Literal && o.Class == (words.Class{}) {
		o.Class = words.Classify(o.Text)
	}
	one := p.origins[o]
	if one == nil {
		if p.origins == nil {
			p.origins = map[Origin]*Origin{}
		}
		one = &o
		p.origins[o] = one
	}
	return Source{Origin: one, At: at}
}

// As returns the source with the role that it has among the texts that were put together.
func (l Source) As(r words.Role) Source { l.Role = r; return l }

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
	return fmt.Sprint(l.Kind, "|", l.Role, l.Part, l.Slot, l.Alt, "|", f, "|", l.Idx, "|", l.Path, "|", s, "|", l.At, "|", l.What, "|", l.Text, l.Class)
}

// Under returns the source as seen from outside a transfer and a part: what is nearest to where the text begins wins.
func (l Source) Under(s *Transfer, r words.Role) Source {
	if s != nil && l.Via == nil {
		l.Via = s
	}
	if l.Part == words.NoRole {
		l.Part = r
	}
	return l
}

// Grade judges how likely a source is the body among the texts that were put together: by what was said of it, else by the name of the
// parameter or field, and of a constant by whether it has words. The parameter m of which m.Body is asked is judged by
// Body, and by m only when no component of the path says anything.
func Grade(l Source) words.Role {
	if l.Role != words.NoRole {
		return l.Role
	}
	switch l.Kind {
	case Param:
		if r := PathRole(l.Path); r != words.NoRole {
			return r
		}
		if l.Idx < len(l.Fn.Params) {
			return words.RoleOf(l.Fn.Params[l.Idx].Name())
		}
	case Field:
		return words.RoleOf(l.Field.Name())
	case Literal:
		if l.Words {
			return words.BodyRole
		}
		return words.HeaderRole
	}
	return words.NoRole
}

// PathRole judges a path by its components, the end first: of "Header/Body" the body is asked.
func PathRole(path string) words.Role {
	for ; path != ""; path = path[:max(strings.LastIndexByte(path, '/'), 0)] {
		if r := words.RoleOf(fieldpath.Name(fieldpath.Last(path))); r != words.NoRole {
			return r
		}
	}
	return words.NoRole
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

// Set is a set that only grows, in the order in which it grew. A source that comes in by several changes of one kind is one
// member, with the change and the place by which it came first: which of them is told makes no difference to what is wrong.
//
// Of more than Most sources that are alike one remains that stands for all, because a program can have a thousand functions that append to
// one list and a thousand that send it. That so many of them were put in, and not which came first, decides about it, so that the order
// of work makes no difference. What stands for parameters and fields is a text that nobody built: of so many, nobody asks all who fill them.
type Set struct {
	has   map[member]bool
	alike map[kinship]int // how many; more than Most where one stands for all; nil while there cannot be so many
	Grown int             // how often something was added, which is more than the length of List where some became one
	List  []Source
}

// Most is how many sources that are alike are told apart.
const Most = 128

type member struct {
	*Origin
	role, part words.Role
	slot       string
	alt        bool
	changed    bool
	base       TransferKind
	at         token.Pos // of what did not change
}

// kinship is what sources have in common that makes no difference to what is wrong. Messages are never alike: each has its recipient.
type kinship struct {
	literal bool
	words.Class
	grade, part  words.Role
	alt, changed bool
	base         TransferKind
}

func (l Source) kinship() kinship {
	k := kinship{literal: l.Kind == Literal, grade: Grade(l), part: l.Part, alt: l.Alt}
	if k.literal {
		k.Class = l.Class
	}
	if l.Via != nil {
		k.changed, k.base = true, l.Via.Base
	}
	return k
}

// all returns the source that stands for all that are akin to one.
func (k kinship) all(l Source) Source {
	o := &Origin{Kind: Unknown, What: say.Phrase("one of more than %s texts, of which nobody asks where each comes from", strconv.Itoa(Most)), Many: true}
	if k.literal {
		o.Kind, o.What, o.Class = Literal, say.Phrase("one of more than %s constant texts", strconv.Itoa(Most)), k.Class
	}
	l.Origin, l.Role, l.Slot, l.At = o, k.grade, "", token.NoPos
	return l
}

// counts reports whether a source can be akin to others.
func (l Source) counts() bool { return l.Kind != Built && l.Kind != Neutral }

// Add adds a source, and reports whether it is new.
func (s *Set) Add(l Source) bool {
	if s.alike == nil && (l.Many || len(s.List) >= Most) {
		s.alike = map[kinship]int{}
		for _, o := range s.List {
			if o.counts() {
				s.alike[o.kinship()]++
			}
		}
	}
	var k kinship
	counted := s.alike != nil && l.counts()
	if counted {
		if k = l.kinship(); s.alike[k] > Most {
			return false
		}
	}
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
	s.Grown++
	if counted {
		if s.alike[k]++; l.Many || s.alike[k] > Most {
			s.merge(k, l)
			return true
		}
	}
	s.has[m] = true
	s.List = append(s.List, l)
	return true
}

// merge puts one source into the place of all that are akin to it.
func (s *Set) merge(k kinship, l Source) {
	s.alike[k] = Most + 1
	kept := make([]Source, 0, len(s.List)) // not in place: somebody may be reading the list
	for _, o := range s.List {
		if !o.counts() || o.kinship() != k {
			kept = append(kept, o)
		}
	}
	s.List = append(kept, k.all(l))
}

// Sorted returns sources in an order that does not depend on the order of work.
func Sorted(ls []Source) []Source {
	out := slices.Clone(ls)
	slices.SortFunc(out, func(a, b Source) int { return cmp.Compare(a.Key(), b.Key()) })
	return out
}
