package flow

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/internal/source"
	"github.com/scrutateur/scrutateur/analyzer/internal/words"
)

// mix adds the sources of values that become one text: a + b.
func (e *Engine) mix(n *node, what string, pos token.Pos, vs ...ssa.Value) {
	sets := make([][]source.Source, len(vs))
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

// mixed adds the sources of several texts that become one, in sets of those that can stand in each other's place. A constant
// without words, as "Subject: ", {"to":%q} or <p>, says that it is a header: it is format, not the text.
func (e *Engine) mixed(n *node, what string, pos token.Pos, sets ...[]source.Source) {
	s := e.Transfer(source.Joined, what, pos)
	for _, set := range sets {
		for _, l := range set {
			s.Takes(l)
		}
	}
	for _, set := range sets {
		for _, l := range source.Alternatives(set) {
			if l.Kind == source.Literal && l.Via == nil {
				if !l.Words {
					l.Role = words.HeaderRole
				} else if l.Role == words.NoRole {
					l.Role = words.BodyRole
				}
				o := *l.Origin
				o.Text = ""
				l.Origin = e.Source(o, l.At).Origin
			}
			n.set.Add(l.Under(s, words.NoRole))
		}
	}
}
