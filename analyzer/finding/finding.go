// Package finding holds the one shape in which the linter says what it found: the judge fills it, the drivers print it as
// text, as JSON, as SARIF or as a diagnostic of go vet.
package finding

import (
	"cmp"
	"fmt"
	"go/token"
	"strings"

	"github.com/scrutateur/scrutateur/notice/law"
)

// Finding is what is wrong at one place of a program.
type Finding struct {
	// Rule is the rule that is broken: one of pack lint, or for a constant specification any other of package law.
	Rule law.ID `json:"rule"`
	// Message says what was found and what to do about it, in one sentence, in the language of the configuration.
	Message string `json:"message"`
	// Place is where it was found.
	Place
	// Related are the places on the way of the text, in the order in which one would follow it.
	Related []Related `json:"related,omitempty"`
	// Fix is the change that a machine can make; it is empty where a person has to think.
	Fix
	// Suppressed says why the finding does not count: the reason of the directive that exempts it, or "baseline". "" is a
	// finding that counts.
	Suppressed string `json:"suppressed,omitempty"`

	// Sent says which argument of which call holds a text that was not built. The analyzer writes a Fix there.
	Sent Argument `json:"-"`
}

// Place is a range in a file. Lines and columns count from 1, columns in bytes; a Place that is one point has no end.
//
// Pos and End are the same range in the file set of the run. They are valid as long as the file set is; the other fields are
// filled by [Finding.Locate].
type Place struct {
	Pos       token.Pos `json:"-"`
	End       token.Pos `json:"-"`
	File      string    `json:"file"`
	Line      int       `json:"line"`
	Column    int       `json:"column"`
	EndLine   int       `json:"end_line,omitempty"`
	EndColumn int       `json:"end_column,omitempty"`
}

// Related is a place with what happens there.
type Related struct {
	Place
	Message string `json:"message"`
}

// Fix is a change that a machine can make: all of its edits, or none.
type Fix struct {
	Edits []Edit `json:"fixes,omitempty"` // sorted, apart from each other
	Title string `json:"fix,omitempty"`   // what the change does, as an editor offers it
}

// Edit replaces a piece of a file by New.
type Edit struct {
	From  token.Pos `json:"-"`
	To    token.Pos `json:"-"`
	File  string    `json:"file"`
	Start int       `json:"start"` // offset in bytes; File, Start and End are filled by Locate
	End   int       `json:"end"`   // offset behind the last byte that goes
	New   string    `json:"new"`
}

// Argument is one argument of a call, as the program is written.
type Argument struct {
	Call  token.Pos // of the opening parenthesis
	Index int       // counted from 0, -1 where the text is no argument by itself
}

// Point returns the place that is one position.
func Point(pos token.Pos) Place { return Place{Pos: pos} }

// Range returns the place between two positions.
func Range(pos, end token.Pos) Place { return Place{Pos: pos, End: end} }

// Locate fills files, lines, columns and offsets of a finding and of everything in it from its positions.
func (f *Finding) Locate(fset *token.FileSet) {
	f.Place.Locate(fset)
	for i := range f.Related {
		f.Related[i].Locate(fset)
	}
	for i := range f.Edits {
		e := &f.Edits[i]
		from, to := fset.PositionFor(e.From, false), fset.PositionFor(e.To, false) // not what cgo read: its bytes are others
		e.File, e.Start, e.End = from.Filename, from.Offset, to.Offset
	}
}

// Locate fills the file, the lines and the columns of a place from its positions.
func (p *Place) Locate(fset *token.FileSet) {
	at := Position(fset, p.Pos)
	p.File, p.Line, p.Column = at.Filename, at.Line, at.Column
	p.EndLine, p.EndColumn = 0, 0
	if p.End.IsValid() {
		end := Position(fset, p.End)
		p.EndLine, p.EndColumn = end.Line, end.Column
	}
}

// Compare orders findings as they are printed: by file, line, column, rule and message. They must be located.
func Compare(a, b Finding) int {
	return cmp.Or(strings.Compare(a.File, b.File), a.Line-b.Line, a.Column-b.Column,
		cmp.Compare(a.Rule, b.Rule), strings.Compare(a.Message, b.Message))
}

// Says returns "RULE: message", which is all that a driver prints that knows the place by itself.
func (f Finding) Says() string { return string(f.Rule) + ": " + f.Message }

// String returns "file:line:column: RULE: message".
func (f Finding) String() string {
	return fmt.Sprintf("%s:%d:%d: %s", f.File, f.Line, f.Column, f.Says())
}
