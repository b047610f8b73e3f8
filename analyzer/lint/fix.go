package lint

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/scrutateur/scrutateur/analyzer/finding"
	"github.com/scrutateur/scrutateur/internal/termsafe"
	"github.com/scrutateur/scrutateur/internal/userfile"
)

// Fix writes the fixes of the open findings into the files and returns how many files changed.
//
// It writes where a person would have written: into regular files of the module, no links, that the go command lists and no program
// wrote. A file that is not byte for byte what was judged is an error.
func (r Report) Fix() (int, error) {
	cs, err := r.changes()
	if err != nil {
		return 0, err
	}
	for i, c := range cs {
		if err := c.write(); err != nil {
			return i, err
		}
	}
	return len(cs), nil
}

// Diff returns what Fix would do as a unified diff, with file names relative to root: patch -p0 applies it there. A file of which
// something would be shown that a terminal or a continuous integration's runner obeys is left out, and the error names it.
func (r Report) Diff(root string) ([]byte, error) {
	cs, err := r.changes()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	var errs []error
	for _, c := range cs {
		name := slash(root, c.file)
		d := diff.Diff(name, c.old, name, c.new)
		if !showable(d) {
			errs = append(errs, fmt.Errorf("%s: what changes stands beside characters that a terminal or a runner obeys, and is not shown; -fix makes the change", termsafe.Escape(name)))
			continue
		}
		b.Write(d)
	}
	return b.Bytes(), errors.Join(errs...)
}

// showable reports whether nothing in a diff is more than text to whoever shows it. Tabs and the ends of lines of Windows are text here.
func showable(d []byte) bool {
	for line := range bytes.Lines(d) {
		s := strings.TrimSuffix(strings.TrimSuffix(string(line), "\n"), "\r")
		s = strings.ReplaceAll(strings.TrimLeft(s, " +-"), "\t", " ")
		if termsafe.Escape(s) != s {
			return false
		}
	}
	return true
}

// editable reports whether a machine may edit a file of the build.
func (f *file) editable(name string) bool {
	if f == nil || !f.listed || f.made || f.cgo || f.root == "" {
		return false
	}
	rel, err := filepath.Rel(f.root, name)
	if err != nil || !filepath.IsLocal(rel) {
		return false
	}
	// Neither the file is a link nor a directory on the way to it.
	top, err := filepath.EvalSymlinks(f.root)
	if err != nil {
		return false
	}
	real, err := filepath.EvalSymlinks(name)
	if err != nil || real != filepath.Join(top, rel) {
		return false
	}
	info, err := os.Lstat(name)
	return err == nil && info.Mode().IsRegular()
}

// keepEditable takes the fixes away that would edit a file that is nobody's to edit. The findings stay.
func (r *Report) keepEditable() {
	known := map[string]bool{}
	for i := range r.Findings {
		f := &r.Findings[i]
		for _, e := range f.Edits {
			ok, asked := known[e.File]
			if !asked {
				ok = r.files[e.File].editable(e.File)
				known[e.File] = ok
			}
			if !ok {
				f.Fix = finding.Fix{}
				break
			}
		}
	}
}

// change is a file before and after the fixes.
type change struct {
	file      string
	root, rel string // its module, and its place there, with slashes
	old, new  []byte
}

func (c change) write() error {
	dir, err := userfile.Open(c.root)
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Write(c.rel, c.new, userfile.Shared)
}

// changes applies the fixes of the open findings to what the files hold, which is what was judged.
func (r Report) changes() ([]change, error) {
	edits, _ := r.edits()
	var cs []change
	for _, name := range slices.Sorted(maps.Keys(edits)) {
		f := r.files[name]
		if !f.editable(name) {
			return nil, &userfile.Error{Name: name, Why: "is not to be edited any more: it was a file of the module when it was judged"}
		}
		c, err := f.read(name)
		if err != nil {
			return nil, err
		}
		if c.new, err = apply(c.old, edits[name]); err != nil {
			return nil, &userfile.Error{Name: name, Why: err.Error()}
		}
		cs = append(cs, c)
	}
	return cs, nil
}

// read reads a file as it was judged.
func (f *file) read(name string) (change, error) {
	rel, err := filepath.Rel(f.root, name)
	if err != nil {
		return change{}, err
	}
	c := change{file: name, root: f.root, rel: filepath.ToSlash(rel)}
	dir, err := userfile.Open(f.root)
	if err != nil {
		return change{}, err
	}
	defer dir.Close()
	if c.old, err = userfile.ReadFS(context.Background(), dir, c.rel, maxFile); err != nil {
		return change{}, err
	}
	if sha256.Sum256(c.old) != f.sum {
		return change{}, &userfile.Error{Name: name, Why: "has changed since it was judged: run again"}
	}
	return c, nil
}

// Left returns the open findings that Fix leaves: those without a fix, and those whose fix overlaps another's.
func (r Report) Left() []finding.Finding {
	_, left := r.edits()
	return left
}

// edits chooses the fixes that can be made together, each whole or not at all, by file: of two that overlap, or that insert the
// same statement, the first wins, and the next run sees what is left.
func (r Report) edits() (edits map[string][]finding.Edit, left []finding.Finding) {
	chosen := map[string]*choice{}
	of := func(file string) *choice {
		if chosen[file] == nil {
			chosen[file] = &choice{inserted: map[string]bool{}}
		}
		return chosen[file]
	}
	for _, f := range r.Open() {
		if len(f.Edits) == 0 || slices.ContainsFunc(f.Edits, func(e finding.Edit) bool { return of(e.File).clashes(e, len(f.Edits) > 1) }) {
			left = append(left, f)
			continue
		}
		for _, e := range f.Edits {
			of(e.File).take(e)
		}
	}
	edits = map[string][]finding.Edit{}
	for file, c := range chosen {
		if len(c.edits) > 0 {
			edits[file] = c.edits
		}
	}
	return edits, left
}

// choice is what was chosen for one file: sorted by where it begins, none over another.
type choice struct {
	edits    []finding.Edit
	inserted map[string]bool
}

func (c *choice) index(e finding.Edit) int {
	i, _ := slices.BinarySearchFunc(c.edits, e, func(a, b finding.Edit) int { return cmp.Compare(a.Start, b.Start) })
	return i
}

// clashes reports whether an edit cannot be made beside those that were chosen. One of several edits may not insert what is inserted already.
func (c *choice) clashes(e finding.Edit, several bool) bool {
	if several && e.Start == e.End && c.inserted[e.New] {
		return true
	}
	i := c.index(e)
	return i > 0 && overlap(e, c.edits[i-1]) || i < len(c.edits) && overlap(e, c.edits[i])
}

func (c *choice) take(e finding.Edit) {
	c.edits = slices.Insert(c.edits, c.index(e), e)
	if e.Start == e.End {
		c.inserted[e.New] = true
	}
}

// overlap reports whether two edits of one file touch the same bytes, or insert at the same place.
func overlap(a, b finding.Edit) bool {
	return a.Start < b.End && b.Start < a.End || a.Start == b.Start && (a.Start == a.End || b.Start == b.End)
}

// apply returns a text with edits made, which are sorted.
func apply(old []byte, edits []finding.Edit) ([]byte, error) {
	var out []byte
	at := 0
	for _, e := range edits {
		if e.Start < at || e.End > len(old) || e.Start > e.End {
			return nil, fmt.Errorf("an edit of bytes %d to %d does not fit", e.Start, e.End)
		}
		start, end := e.Start, e.End
		if e.New == "" {
			start, end = widen(old, start, end, at)
		}
		out = append(append(out, old[at:start]...), e.New...)
		at = end
	}
	return append(out, old[at:]...), nil
}

// widen takes along what a comment that goes away would leave behind: its line if it stands alone on it, or the blanks before
// it. Nothing before from is taken.
func widen(old []byte, start, end, from int) (int, int) {
	line := bytes.LastIndexByte(old[:start], '\n') + 1
	if alone := len(bytes.TrimSpace(old[line:start])) == 0; alone && line >= from && end < len(old) && old[end] == '\n' {
		return line, end + 1
	}
	for start > from && (old[start-1] == ' ' || old[start-1] == '\t') {
		start--
	}
	return start, end
}
