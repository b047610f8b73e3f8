package lint

import (
	"bytes"
	"cmp"
	"maps"
	"os"
	"slices"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/scrutateur/scrutateur/analyzer/finding"
)

// Fix writes the fixes of the open findings into the files and returns how many files changed.
func (r Report) Fix() (int, error) {
	cs, err := r.changes()
	if err != nil {
		return 0, err
	}
	for i, c := range cs {
		info, err := os.Stat(c.file)
		if err != nil {
			return i, err
		}
		if err := os.WriteFile(c.file, c.new, info.Mode().Perm()); err != nil {
			return i, err
		}
	}
	return len(cs), nil
}

// Diff returns what Fix would do as a unified diff, with file names relative to root: patch -p0 applies it there.
func (r Report) Diff(root string) ([]byte, error) {
	cs, err := r.changes()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	for _, c := range cs {
		name := slash(root, c.file)
		b.Write(diff.Diff(name, c.old, name, c.new))
	}
	return b.Bytes(), nil
}

// change is a file before and after the fixes.
type change struct {
	file     string
	old, new []byte
}

// changes applies the fixes of the open findings to what the files hold now.
func (r Report) changes() ([]change, error) {
	edits := r.edits()
	var cs []change
	for _, file := range slices.Sorted(maps.Keys(edits)) {
		old, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		cs = append(cs, change{file, old, apply(old, edits[file])})
	}
	return cs, nil
}

// edits chooses the fixes that can be made together, each whole or not at all, by file: of two that overlap, or that insert the
// same statement, the first wins, and the next run sees what is left.
func (r Report) edits() map[string][]finding.Edit {
	chosen := map[string][]finding.Edit{}
	for _, f := range r.Open() {
		clash := slices.ContainsFunc(f.Edits, func(e finding.Edit) bool {
			return slices.ContainsFunc(chosen[e.File], func(o finding.Edit) bool {
				same := len(f.Edits) > 1 && e.Start == e.End && o.Start == o.End && e.New == o.New
				return same || overlap(e, o)
			})
		})
		if clash {
			continue
		}
		for _, e := range f.Edits {
			chosen[e.File] = append(chosen[e.File], e)
		}
	}
	return chosen
}

// overlap reports whether two edits of one file touch the same bytes, or insert at the same place.
func overlap(a, b finding.Edit) bool {
	return a.Start < b.End && b.Start < a.End || a.Start == b.Start && (a.Start == a.End || b.Start == b.End)
}

// apply returns a text with edits made. An edit that does not fit the text, which may have changed since it was read, is left out.
func apply(old []byte, edits []finding.Edit) []byte {
	slices.SortStableFunc(edits, func(a, b finding.Edit) int { return cmp.Compare(a.Start, b.Start) })
	var out []byte
	at := 0
	for _, e := range edits {
		if e.Start < at || e.End > len(old) || e.Start > e.End {
			continue
		}
		start, end := e.Start, e.End
		if e.New == "" {
			start, end = widen(old, start, end, at)
		}
		out = append(append(out, old[at:start]...), e.New...)
		at = end
	}
	return append(out, old[at:]...)
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
