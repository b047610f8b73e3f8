package source

import (
	"go/token"

	"github.com/scrutateur/scrutateur/analyzer/internal/words"
)

// TransferKind says whether a change keeps the text.
type TransferKind uint8

// The kinds of transfers.
const (
	Wrapped TransferKind = iota // put into a format from which it can be read back: JSON, base64, a form
	Altered                     // not the same text any more: cut, in capitals
	Through                     // passed through a function nobody knows
	Joined                      // made one text with others; what they are decides between Wrapped and Altered
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
	case s.Base != Joined:
		return s.Base
	case s.format, s.envelope && !s.words:
		return Wrapped
	}
	return Altered
}

// Takes notes that a text is among those that are joined. A template's output counts as words, since that is what templates are for.
func (s *Transfer) Takes(l Source) {
	switch {
	case l.Kind == Literal:
		s.words = s.words || l.Words
		s.format = s.format || l.Format
		s.envelope = s.envelope || l.Envelope
	case l.Kind == Unknown && l.Role == words.BodyRole:
		s.words = true
	}
}

// Transfer returns the change of a kind at a place.
func (p *Pool) Transfer(k TransferKind, what string, pos token.Pos) *Transfer {
	key := transferKey{k, what, pos}
	if p.transfers[key] == nil {
		if p.transfers == nil {
			p.transfers = map[transferKey]*Transfer{}
		}
		p.transfers[key] = &Transfer{transferKey: key}
	}
	return p.transfers[key]
}
