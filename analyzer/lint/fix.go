package lint

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
)

// A baseline is a text file of fingerprints, one a line, so that an old program can adopt the linter without changing at once.

// ParseBaseline reads a baseline. Lines after "#" say what the fingerprint was.
func ParseBaseline(data []byte) (map[string]bool, error) {
	known := map[string]bool{}
	var errs []error
	for i, line := range strings.Split(string(data), "\n") {
		print, _, _ := strings.Cut(line, "#")
		if print = strings.TrimSpace(print); print == "" {
			continue
		}
		if len(print) != 32 || strings.Trim(print, "0123456789abcdef") != "" {
			errs = append(errs, fmt.Errorf("line %d: %q is no fingerprint of 32 hexadecimal digits", i+1, print))
			continue
		}
		known[print] = true
	}
	return known, errors.Join(errs...)
}

// WriteBaseline returns a baseline of everything that is open.
func (r Report) WriteBaseline(root string) []byte {
	var b bytes.Buffer
	b.WriteString("# scrutateur lint -baseline: findings that were there before. A line goes when its finding is gone.\n")
	prints := Fingerprints(root, r.Diagnostics)
	for i, d := range r.Diagnostics {
		if d.Suppressed == "" || d.Suppressed == Baseline {
			fmt.Fprintf(&b, "%s # %s %s\n", prints[i], d.Rule, slash(root, d.File))
		}
	}
	return b.Bytes()
}

// Adopt marks what the baseline knows as suppressed and returns how many of its lines are not needed any more.
func (r *Report) Adopt(root string, known map[string]bool) (stale int) {
	met := map[string]bool{}
	for i, p := range Fingerprints(root, r.Diagnostics) {
		if known[p] && r.Diagnostics[i].Suppressed == "" {
			r.Diagnostics[i].Suppressed = Baseline
			met[p] = true
		}
	}
	return len(known) - len(met)
}

// change is a file before and after the fixes.
type change struct {
	file     string
	old, new []byte
	edits    []Edit
}

// changes applies the fixes of the open diagnostics, each whole or not at all: of two that overlap, or that insert the same
// statement, the first wins, and the next run sees what is left.
func (r Report) changes() ([]change, error) {
	byFile := map[string][]Edit{}
	var files []string
	overlap := func(a, b Edit) bool {
		return a.File == b.File && (a.Start < b.End && b.Start < a.End || a.Start == b.Start && (a.Start == a.End || b.Start == b.End))
	}
	for _, d := range r.Open() {
		if slices.ContainsFunc(d.Fixes, func(e Edit) bool {
			return slices.ContainsFunc(byFile[e.File], func(o Edit) bool {
				return overlap(e, o) || len(d.Fixes) > 1 && e.Start == e.End && o.Start == o.End && e.New == o.New
			})
		}) {
			continue
		}
		for _, e := range d.Fixes {
			if byFile[e.File] == nil {
				files = append(files, e.File)
			}
			byFile[e.File] = append(byFile[e.File], e)
		}
	}
	slices.Sort(files)
	var cs []change
	for _, file := range files {
		old, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		edits := byFile[file]
		slices.SortStableFunc(edits, func(a, b Edit) int { return cmp.Compare(a.Start, b.Start) })
		var out []byte
		var done []Edit
		at := 0
		for _, e := range edits {
			if e.Start < at || e.End > len(old) || e.Start > e.End {
				continue
			}
			// A comment that goes away alone on its line takes the line along.
			if e.New == "" {
				if i := bytes.LastIndexByte(old[:e.Start], '\n'); len(bytes.TrimSpace(old[i+1:e.Start])) == 0 && e.End < len(old) && old[e.End] == '\n' && i+1 >= at {
					e.Start, e.End = i+1, e.End+1
				} else {
					for e.Start > at && (old[e.Start-1] == ' ' || old[e.Start-1] == '\t') {
						e.Start--
					}
				}
			}
			out = append(append(out, old[at:e.Start]...), e.New...)
			at = e.End
			done = append(done, e)
		}
		out = append(out, old[at:]...)
		cs = append(cs, change{file, old, out, done})
	}
	return cs, nil
}

// Fix writes the fixes of the open diagnostics into the files and returns how many files changed.
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

// Diff returns what Fix would do as a unified diff without context, with file names relative to root.
func (r Report) Diff(root string) ([]byte, error) {
	cs, err := r.changes()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	for _, c := range cs {
		name := slash(root, c.file)
		fmt.Fprintf(&b, "--- %s\n+++ %s\n", name, name)
		shift := 0
		for i := 0; i < len(c.edits); {
			// Edits of one line make one hunk.
			start := bytes.LastIndexByte(c.old[:c.edits[i].Start], '\n') + 1
			end := lineEnd(c.old, c.edits[i].End)
			j := i + 1
			for j < len(c.edits) && c.edits[j].Start < end {
				end = max(end, lineEnd(c.old, c.edits[j].End))
				j++
			}
			var now []byte
			at := start
			for _, e := range c.edits[i:j] {
				now = append(append(now, c.old[at:e.Start]...), e.New...)
				at = e.End
			}
			now = append(now, c.old[at:end]...)
			was := c.old[start:end]
			line := bytes.Count(c.old[:start], []byte("\n")) + 1
			n, m := count(was), count(now)
			fmt.Fprintf(&b, "@@ -%s +%s @@\n", span(line, n), span(line+shift, m))
			write(&b, "-", was)
			write(&b, "+", now)
			shift += m - n
			i = j
		}
	}
	return b.Bytes(), nil
}

func lineEnd(b []byte, at int) int {
	if at > 0 && b[at-1] == '\n' {
		return at
	}
	if i := bytes.IndexByte(b[at:], '\n'); i >= 0 {
		return at + i + 1
	}
	return len(b)
}

func count(b []byte) int {
	n := bytes.Count(b, []byte("\n"))
	if len(b) > 0 && b[len(b)-1] != '\n' {
		n++
	}
	return n
}

func span(line, n int) string {
	if n == 0 {
		line--
	}
	return fmt.Sprintf("%d,%d", line, n)
}

func write(b *bytes.Buffer, sign string, text []byte) {
	for _, l := range strings.SplitAfter(string(text), "\n") {
		if l != "" {
			b.WriteString(sign + strings.TrimSuffix(l, "\n") + "\n")
		}
	}
}
