package flow

import (
	"go/token"

	"golang.org/x/tools/go/ssa"
)

func (e *Engine) Transfer(k TransferKind, what string, pos token.Pos) *Transfer {
	key := transferKey{k, what, pos}
	if e.steps[key] == nil {
		e.steps[key] = &Transfer{transferKey: key}
	}
	return e.steps[key]
}

// mix adds the beginnings of values that become one text.
func (e *Engine) mix(n *node, what string, pos token.Pos, vs ...ssa.Value) {
	sets := make([][]Source, len(vs))
	for i, v := range vs {
		for _, l := range e.get(n, Query{Mode: OfValue, V: v}) {
			if l.At == token.NoPos {
				l.At = pos
			}
			sets[i] = append(sets[i], l)
		}
	}
	e.mixed(n, what, pos, sets...)
}

// mixed adds the beginnings of several texts that become one. What only formats (header names, JSON, markup) is dropped.
func (e *Engine) mixed(n *node, what string, pos token.Pos, sets ...[]Source) {
	s := e.Transfer(joined, what, pos)
	for _, set := range sets {
		for _, l := range set {
			switch {
			case l.Kind == Literal:
				s.words = s.words || l.Words
				s.format = s.format || l.format
				s.envelope = s.envelope || l.envelope
			case l.Kind == Unknown && l.Role == BodyRole:
				s.words = true
			}
		}
	}
	for _, set := range sets {
		for _, l := range Alternatives(set) {
			if l.Kind == Literal && l.Via == nil {
				if !l.Words {
					l.Role = HeaderRole
				} else if l.Role == NoRole {
					l.Role = BodyRole
				}
				o := *l.Origin
				o.Text = ""
				l.Origin = e.Source(o, l.At).Origin
			}
			n.set.Add(l.Under(s, NoRole))
		}
	}
}

// TransferKind says whether a change keeps the text.
type TransferKind uint8

const (
	Wrapped TransferKind = iota // put into a format from which it can be read back
	Altered                     // not the same text any more
	through                     // passed through a function nobody knows
	joined                      // made one text with others; what they are decides between wrapped and altered
)

// Transfer is one change on the way, identified by its place.
type Transfer struct {
	transferKey
	// What a joined text is made of. They only ever become true, so that the answer does not depend on the order of work.
	words, format, envelope bool
}

type transferKey struct {
	Base TransferKind
	What string
	Pos  token.Pos
}

// Kind says whether the step keeps the text. Text that was put into JSON, a form or a URL, or under the header of a mail, is kept;
// beside words it is not the same any more.
func (s *Transfer) Kind() TransferKind {
	switch {
	case s.Base != joined:
		return s.Base
	case s.format, s.envelope && !s.words:
		return Wrapped
	}
	return Altered
}
