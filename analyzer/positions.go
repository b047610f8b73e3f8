package analyzer

import (
	"go/ast"
	"go/token"
	"os"

	"github.com/scrutateur/scrutateur/analyzer/finding"
	"github.com/scrutateur/scrutateur/internal/termsafe"
)

// A driver of package go/analysis prints a position as line comments in the file say it, whatever that is: another file, of which it also
// shows lines when it is asked for context, or a command to the terminal. A diagnostic can only give it positions. So where a comment
// has moved one, it gets that of a twin: a file of the same lines that no comment moves, under a name that is safe to print.
type twins struct {
	fset *token.FileSet
	made map[*token.File]*token.File
}

// at returns the position that is to be told for a position.
func (t *twins) at(pos token.Pos) token.Pos {
	f := t.fset.File(pos)
	if f == nil || t.told(pos) {
		return pos
	}
	if t.made == nil {
		t.made = map[*token.File]*token.File{}
	}
	if t.made[f] == nil {
		name, lines := f.Name(), f.Lines()
		if source := finding.CgoSource(f); source != "" {
			name = source
			if lines = lines[:1:1]; f.LineCount() > finding.CgoHead {
				lines = append(lines, f.Lines()[finding.CgoHead+1:]...)
			}
		}
		twin := t.fset.AddFile(termsafe.Escape(name), -1, f.Size())
		twin.SetLines(lines)
		t.made[f] = twin
	}
	return t.made[f].Pos(f.Offset(pos))
}

// told reports whether a driver tells a position as it is.
func (t *twins) told(pos token.Pos) bool {
	if !pos.IsValid() {
		return true
	}
	said, real := t.fset.Position(pos), finding.Position(t.fset, pos)
	return said.Filename == real.Filename && said.Line == real.Line && said.Column == real.Column && termsafe.Escape(said.Filename) == said.Filename
}

// editable reports whether a driver may edit the file at a position: a regular one, no link, that no program wrote, and where positions are
// what they seem.
func (w *world) editable(t *twins, pos token.Pos) bool {
	f := w.fset.File(pos)
	if f == nil || w.files[f] == nil || ast.IsGenerated(w.files[f]) || finding.CgoSource(f) != "" || !t.told(pos) {
		return false
	}
	info, err := os.Lstat(f.Name())
	return err == nil && info.Mode().IsRegular() && info.Size() == int64(f.Size())
}
