package flow

import (
	"cmp"
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// kind says where a text begins.
type kind uint8

const (
	built   kind = iota // a method or function of package message
	literal             // a string constant
	unknown             // something that no function in view makes
	param               // a parameter: the callers decide
	field               // a struct field of an object met elsewhere: whoever fills it decides
	neutral             // an attribute of a built message that is no body: its recipient, its sender
)

// role says what a text is in what it is part of, by the name of the field, key or parameter that holds it.
type role uint8

const (
	noRole role = iota
	headerRole
	bodyRole
)

// stepKind says whether a change keeps the text.
type stepKind uint8

const (
	wrapped stepKind = iota // put into a format from which it can be read back
	altered                 // not the same text any more
	through                 // passed through a function nobody knows
	joined                  // made one text with others; what they are decides between wrapped and altered
)

// step is one change on the way, identified by its place.
type step struct {
	stepKey
	// What a joined text is made of. They only ever become true, so that the answer does not depend on the order of work.
	words, format, envelope bool
}

type stepKey struct {
	base stepKind
	what string
	pos  token.Pos
}

// kind says whether the step keeps the text. Text that was put into JSON, a form or a URL, or under the header of a mail, is kept;
// beside words it is not the same any more.
func (s *step) kind() stepKind {
	switch {
	case s.base != joined:
		return s.base
	case s.format, s.envelope && !s.words:
		return wrapped
	}
	return altered
}

// leaf is one beginning of a text, and what became of it on the way. It is small and comparable: sets of leaves are sets of values.
type leaf struct {
	*origin
	role role      // among the texts that were put together
	part role      // of the field, key or setter that holds it
	slot string    // the name of that field, key or setter where it says that it holds a whole text: "html"
	alt  bool      // another text could be in its place, a built one
	step *step     // the change nearest to the beginning; interned
	at   token.Pos // where it comes in
}

// origin is where a text begins; interned, so that equal ones are one.
type origin struct {
	kind  kind
	what  string // "a constant text", "the result of strings.ToUpper"
	text  string // of a constant that stands for itself
	class        // of a constant

	fn   *ssa.Function // param
	idx  int
	path string

	field *types.Var // field; path is the way from it

	root    ssa.Value // built, neutral: the message
	adopted bool      // built by Adopt
	empty   bool      // unknown: an object as a sending library makes it, to be filled
}

// class says what a constant is like. Of one that is mixed with other texts nothing else is kept, so that a text made of a
// thousand constants has a few beginnings and not a thousand.
type class struct{ words, format, envelope bool }

// leaf returns a beginning at a place.
func (e *Engine) leaf(o origin, at token.Pos) leaf {
	if o.kind == literal && o.class == (class{}) {
		o.class = class{prose(o.text), format(o.text), envelope(o.text)}
	}
	p := e.origins[o]
	if p == nil {
		p = &o
		e.origins[o] = p
	}
	return leaf{origin: p, at: at}
}

// as returns the leaf with the role that it has among the texts that were put together.
func (l leaf) as(r role) leaf { l.role = r; return l }

// key orders leaves without regard to addresses.
func (l leaf) key() string {
	f := ""
	if l.fn != nil {
		f = l.fn.String()
	}
	if l.field != nil {
		f += l.field.Id()
	}
	s := ""
	if l.step != nil {
		s = fmt.Sprint(l.step.base, l.step.pos, l.step.what)
	}
	return fmt.Sprint(l.kind, "|", l.role, l.part, l.slot, l.alt, "|", f, "|", l.idx, "|", l.path, "|", s, "|", l.at, "|", l.what, "|", l.text, l.class)
}

// under returns the leaf as seen from outside a step and a role: what is nearest to the beginning wins.
func (l leaf) under(s *step, r role) leaf {
	if s != nil && l.step == nil {
		l.step = s
	}
	if l.part == noRole {
		l.part = r
	}
	return l
}

// alternatives marks what can be in the place of a built text: it is no envelope of it.
func alternatives(ls []leaf) []leaf {
	if len(ls) < 2 || !slices.ContainsFunc(ls, func(l leaf) bool { return l.kind == built }) {
		return ls
	}
	out := slices.Clone(ls)
	for i := range out {
		// What was put together before is no alternative by itself.
		out[i].alt = out[i].kind != built && out[i].kind != neutral && out[i].step == nil
	}
	return out
}

// in returns the leaf as what a contribution puts where it goes.
func (l leaf) in(c contrib) leaf {
	l = l.under(c.step, c.role)
	if l.slot == "" && l.part == bodyRole {
		for part := c.part; part != "" && l.slot == ""; {
			i := strings.LastIndexByte(part, '/')
			if holdsBody(part) {
				l.slot = strings.ToLower(name(part[i+1:]))
			}
			part = part[:max(i, 0)]
		}
	}
	return l
}

// leafSet is a set that only grows, in the order in which it grew. A beginning that comes in by several changes of one kind is
// one member, with the change and the place by which it came first: which of them is told makes no difference to what is wrong.
type leafSet struct {
	has  map[member]bool
	list []leaf
}

type member struct {
	*origin
	role, part role
	slot       string
	alt        bool
	changed    bool
	base       stepKind
	at         token.Pos // of what did not change
}

func (s *leafSet) add(l leaf) bool {
	m := member{origin: l.origin, role: l.role, part: l.part, slot: l.slot, alt: l.alt}
	if l.step != nil {
		m.changed, m.base = true, l.step.base
	} else {
		m.at = l.at
	}
	if s.has[m] {
		return false
	}
	if s.has == nil {
		s.has = map[member]bool{}
	}
	s.has[m] = true
	s.list = append(s.list, l)
	return true
}

func sorted(ls []leaf) []leaf {
	out := slices.Clone(ls)
	slices.SortFunc(out, func(a, b leaf) int { return cmp.Compare(a.key(), b.key()) })
	return out
}

// Paths are written "Message/[]/Body": a struct field by name, an element of a slice, array, channel or map as "[]", a map
// entry of constant key as "[key]". A field's name may be followed by "#" and the index of its types.Var in Engine.vars.

// maxDepth bounds the length of a path, so that a list of lists ends somewhere: what is deeper counts as all of it.
const maxDepth = 6

func cons(c, p string) string {
	if p == "" {
		return c
	}
	// A list or a tree goes on as long as its data: the next of the next is a next.
	if strings.Contains(c, "#") {
		for rest := p; rest != ""; {
			var first string
			if first, rest = head(rest); first == c {
				p = rest
			}
		}
		if p == "" {
			return c
		}
	}
	p = c + "/" + p
	if strings.Count(p, "/") >= maxDepth {
		i := 0
		for n := 0; n < maxDepth; n++ {
			i += strings.IndexByte(p[i:], '/') + 1
		}
		return p[:i-1]
	}
	return p
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	for {
		i := strings.LastIndexByte(a, '/')
		b = cons(a[i+1:], b)
		if i < 0 {
			return b
		}
		a = a[:i]
	}
}

func head(p string) (string, string) {
	c, rest, _ := strings.Cut(p, "/")
	return c, rest
}

func name(c string) string {
	n, _, _ := strings.Cut(c, "#")
	return n
}

// meets reports whether the component of a place and that of a query can be the same.
func meets(a, b string) bool {
	a, b = name(a), name(b)
	if a == b {
		return true
	}
	return strings.HasPrefix(a, "[") && strings.HasPrefix(b, "[") && (a == "[]" || b == "[]")
}

// relate compares the place that was written with the place that is asked for. ok is false when they are different places.
// rest is what remains of the question inside the written value; extra is the way from the question's place down to
// what was written.
func relate(written, asked string) (rest, extra string, ok bool) {
	for written != "" && asked != "" {
		var a, b string
		a, written = head(written)
		b, asked = head(asked)
		if !meets(a, b) {
			return "", "", false
		}
	}
	return asked, written, true
}
