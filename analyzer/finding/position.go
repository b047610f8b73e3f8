package finding

import (
	"go/token"
	"path/filepath"
	"strings"
)

// A comment can say that what follows stands elsewhere:
//
//	FirstName /*line /builds/.netrc:1:1*/ string
//
// Whoever writes the code that is linted writes such comments, so that nothing here believes them: a machine would edit that file, and
// a report quote it. They are believed of what cgo wrote, whose output stands in the build's cache, where nobody edits, as far as they
// name the file that cgo read.

// Position returns where a position is: the file that was read, and the line and the column in it. What cgo made of x.go is in x.go.
func Position(fset *token.FileSet, pos token.Pos) token.Position {
	real := fset.PositionFor(pos, false)
	source := CgoSource(fset.File(pos))
	if source == "" {
		return real
	}
	if said := fset.PositionFor(pos, true); said.Filename == source {
		return said
	}
	return token.Position{Filename: source, Offset: real.Offset, Line: max(real.Line-CgoHead, 1), Column: real.Column}
}

// CgoHead is how many lines cgo writes before what it read: that the file is generated, an empty one, and where what follows stands.
const CgoHead = 3

const cgoSuffix = ".cgo1.go"

// CgoSource returns the name of the file of which cgo made a file, "" where cgo did not. Names decide. The build's cache, of which go list
// tells, gives a file the name of its digest, and no program of Go has a file whose name does not end in .go. Under go vet it is called
// x.cgo1.go; a file of a program that calls itself so can say that it is an x.go, of whatever folder, and no file of another name.
func CgoSource(f *token.File) string {
	if f == nil || f.LineCount() <= CgoHead {
		return ""
	}
	base, named := strings.CutSuffix(filepath.Base(f.Name()), cgoSuffix)
	if !named && strings.HasSuffix(f.Name(), ".go") {
		return ""
	}
	source := f.PositionFor(f.LineStart(CgoHead+1), true).Filename
	if named && filepath.Base(source) != base+".go" || source == f.Name() {
		return ""
	}
	return source
}
