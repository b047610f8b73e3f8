package flow

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/internal/words"
)

// Transfer returns the change of a kind at a place; equal ones are one.
func (e *Engine) Transfer(k TransferKind, what string, pos token.Pos) *Transfer {
	key := transferKey{k, what, pos}
	if e.transfers[key] == nil {
		e.transfers[key] = &Transfer{transferKey: key}
	}
	return e.transfers[key]
}

// mix adds the sources of values that become one text: a + b.
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

// mixed adds the sources of several texts that become one, in sets of those that can stand in each other's place. A constant
// without words, as "Subject: ", {"to":%q} or <p>, says that it is a header: it is format, not the text.
func (e *Engine) mixed(n *node, what string, pos token.Pos, sets ...[]Source) {
	s := e.Transfer(joined, what, pos)
	for _, set := range sets {
		for _, l := range set {
			switch {
			case l.Kind == Literal:
				s.words = s.words || l.Words
				s.format = s.format || l.Format
				s.envelope = s.envelope || l.Envelope
			case l.Kind == Unknown && l.Role == words.BodyRole:
				s.words = true
			}
		}
	}
	for _, set := range sets {
		for _, l := range Alternatives(set) {
			if l.Kind == Literal && l.Via == nil {
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

// TransferKind says whether a change keeps the text.
type TransferKind uint8

// The kinds of transfers.
const (
	Wrapped TransferKind = iota // put into a format from which it can be read back: JSON, base64, a form
	Altered                     // not the same text any more: cut, in capitals
	through                     // passed through a function nobody knows
	joined                      // made one text with others; what they are decides between Wrapped and Altered
)

// Transfer is one change of a text on its way, identified by its place.
type Transfer struct {
	transferKey
	// What a joined text is made of: words to be read, JSON or a URL, the header of a mail. They only ever become true, so that the
	// answer does not depend on the order of work.
	words, format, envelope bool
}

type transferKey struct {
	Base TransferKind
	What string // "cut", "passed through strings.ToUpper": a phrase, for people
	Pos  token.Pos
}

// Kind says whether the text can be read back. In {"text":%q}, behind "?text=" or under "Subject: …\r\n\r\n" it can; beside words,
// as in "Dear voter, " + text, it is another text.
func (s *Transfer) Kind() TransferKind {
	switch {
	case s.Base != joined:
		return s.Base
	case s.format, s.envelope && !s.words:
		return Wrapped
	}
	return Altered
}
