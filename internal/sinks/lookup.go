package sinks

import (
	"go/types"
	"iter"
	"slices"
	"strings"
)

// Canonical returns the path under which the rows of an import path are found: without version, a fork as its original.
func (t *Table) Canonical(path string) string {
	path = strings.TrimPrefix(path[strings.LastIndex(path, "/vendor/")+1:], "vendor/")
	p := Unversioned(path)
	if like, ok := t.forks[p]; ok {
		return like
	}
	for i := len(p) - 1; i > 0; i-- {
		if p[i] == '/' {
			if like, ok := t.forks[p[:i]]; ok {
				return like + p[i:]
			}
		}
	}
	return p
}

// Package reports whether anything in the package sends or holds a body.
func (t *Table) Package(path string) bool { return len(t.index[t.Canonical(path)]) > 0 }

// Func returns the rows for a function or method, of any kind but Field.
func (t *Table) Func(f *types.Func) []*Row {
	if f == nil || f.Pkg() == nil {
		return nil
	}
	rows := t.index[t.Canonical(f.Pkg().Path())]
	if len(rows) == 0 {
		return nil
	}
	return closest(f.Pkg().Path(), rows, func(r *Row) bool {
		return r.Kind != Field && r.Name == f.Name() && r.Type == receiver(f)
	})
}

// Fields returns the names of the fields of a named type that hold a body; none if the table says nothing about the type.
func (t *Table) Fields(named *types.TypeName) []string {
	if named == nil || named.Pkg() == nil {
		return nil
	}
	var names []string
	for _, r := range closest(named.Pkg().Path(), t.index[t.Canonical(named.Pkg().Path())], func(r *Row) bool {
		return r.Kind == Field && r.Type == named.Name()
	}) {
		names = append(names, r.Name)
	}
	return names
}

// closest keeps the rows of the version that the path names, or else of the newest version before it, or else of the oldest.
// Rows of a fork count only where the original has none of the same name.
func closest(path string, rows []*Row, ok func(*Row) bool) []*Row {
	want, best := major(path), -1
	for _, r := range rows {
		if m := major(r.Path); ok(r) && (best < 0 || nearer(want, m, best)) {
			best = m
		}
	}
	var match []*Row
	for _, r := range rows {
		if ok(r) && major(r.Path) == best && !slices.ContainsFunc(match, func(o *Row) bool { return o.Name == r.Name && o.Path != r.Path }) {
			match = append(match, r)
		}
	}
	return match
}

// nearer reports whether version m serves the wanted version better than o.
func nearer(want, m, o int) bool {
	switch {
	case m <= want && o <= want:
		return m > o
	case m > want && o > want:
		return m < o
	}
	return m <= want
}

// Step returns what a function does with a text, nil if nothing is known.
func (t *Table) Step(f *types.Func) []*Step {
	if f == nil || f.Pkg() == nil {
		return nil
	}
	var exact, any []*Step
	for _, s := range t.steps[t.Canonical(f.Pkg().Path())] {
		if s.Type != receiver(f) {
			continue
		}
		if s.Name == f.Name() {
			exact = append(exact, s)
		} else if s.Name == "*" {
			any = append(any, s)
		}
	}
	if exact != nil {
		return exact
	}
	return any
}

func receiver(f *types.Func) string {
	recv := f.Signature().Recv()
	if recv == nil {
		return ""
	}
	typ := types.Unalias(recv.Type())
	if p, ok := typ.(*types.Pointer); ok {
		typ = types.Unalias(p.Elem())
	}
	if n, ok := typ.(*types.Named); ok {
		return n.Obj().Name()
	}
	return ""
}

// Doubles yields the rows that send and have the name of an interface's method, of the libraries that the interface's package
// imports, each with its package: the library's client, or its double in a test, may stand behind the interface.
func (t *Table) Doubles(m *types.Func) iter.Seq2[*types.Package, *Row] {
	return func(yield func(*types.Package, *Row) bool) {
		if r := m.Signature().Recv(); r == nil || m.Pkg() == nil || !types.IsInterface(r.Type()) {
			return
		}
		for _, imp := range m.Pkg().Imports() {
			for _, r := range t.index[t.Canonical(imp.Path())] {
				if (r.Kind == Send || r.Kind == Template || r.Kind == Resubscribe) && r.Name == m.Name() && r.Type != "" && !yield(imp, r) {
					return
				}
			}
		}
	}
}

// Doubled reports whether a library's client may stand behind the interface of a method.
func (t *Table) Doubled(m *types.Func) bool {
	for range t.Doubles(m) {
		return true
	}
	return false
}
