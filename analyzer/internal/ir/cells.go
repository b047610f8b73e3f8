package ir

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// Functions are values too: kept in variables, fields, slices and maps, handed on as parameters and through channels. Which
// functions a call through a value can reach, and which calls can reach a function, is answered by unification. A cell is a place
// that can hold functions: a variable, a field of whatever object, a parameter, a result, the elements of a container. Where one
// hands functions on to another, as in s.send = smtp.SendMail, the two become one class, and all cells of a class hold the
// same functions. It does not know order and objects, it does know names, and it takes almost linear time.
//
// Why not golang.org/x/tools/go/callgraph/vta, which answers more precisely? It wants the SSA of all functions before it begins,
// and builds a graph of all values. SSA is built here when a question first reaches a package, which in most modules is a
// few of them, and more of it may come with each answer. On this module of 41 packages SSA of all of them and vta.CallGraph
// took 2.1 s and 340 MB of allocations; a whole run of the linter takes 0.8 s of CPU. It also would not say what is asked
// about a function that is kept where packages out of view can reach it (outside): whoever calls it is not in any graph.

// cell is a place that can hold functions. Cells of one class have the same root.
type cell struct {
	up   *cell // nil of a root; all else counts in roots alone
	size int

	elem  *cell   // what is in it: the elements of a container, what a pointer points to
	holds []*cell // the containers whose elem it is

	has     []held
	holding map[held]bool
	calls   []ssa.CallInstruction // through it
	passing []ssa.CallInstruction // those of them that hand functions on
	invokes []ssa.CallInstruction // of an interface's method, which get or return it
	vars    []types.Object        // fields and package variables
	fns     []*ssa.Function       // whose parameters or results it holds
	outside bool                  // functions out of view hold it too
	settled int                   // the version at which nothing could be added
	escapes bool                  // then: functions out of view hold it, or what contains it
}

// held is a function that a cell holds, with the receiver that is bound to it.
type held struct {
	fn   *ssa.Function
	recv ssa.Value
}

// holder is one cell that holds a function.
type holder struct {
	c    *cell
	recv ssa.Value
}

// find returns the root of a cell's class, and shortens the way to it.
func find(c *cell) *cell {
	for c.up != nil {
		if c.up.up != nil {
			c.up = c.up.up
		}
		c = c.up
	}
	return c
}

// at returns the class of the cell for a key.
func (fs *funcs) at(key any) *cell {
	c := fs.cells[key]
	if c == nil {
		c = &cell{size: 1}
		fs.cells[key] = c
	}
	return find(c)
}

// elem returns the class of what is in a container.
func (fs *funcs) elem(c *cell) *cell {
	c = find(c)
	if c.elem == nil {
		c.elem = &cell{size: 1, holds: []*cell{c}}
	}
	return find(c.elem)
}

// union makes two classes one, and so what is in them: what one holds meets the calls through the other.
func (fs *funcs) union(a, b *cell) {
	work := [][2]*cell{{a, b}}
	for len(work) > 0 {
		a, b := find(work[len(work)-1][0]), find(work[len(work)-1][1])
		work = work[:len(work)-1]
		if a == b {
			continue
		}
		fs.version++
		if a.size < b.size {
			a, b = b, a
		}
		b.up = a
		a.size += b.size
		if a.elem != nil && b.elem != nil {
			work = append(work, [2]*cell{a.elem, b.elem})
		} else if a.elem == nil {
			a.elem = b.elem
		}
		a.holds = append(a.holds, b.holds...)
		a.invokes = append(a.invokes, b.invokes...)
		a.vars = append(a.vars, b.vars...)
		a.fns = append(a.fns, b.fns...)
		a.outside = a.outside || b.outside
		for _, c := range b.passing {
			for _, m := range a.has {
				fs.meet(c, m)
			}
		}
		for _, m := range b.has {
			if a.hold(m) {
				for _, c := range a.passing {
					fs.meet(c, m)
				}
			}
		}
		a.calls, a.passing = append(a.calls, b.calls...), append(a.passing, b.passing...)
		*b = cell{up: a}
	}
}

// hold notes that the cell holds a function, and reports whether that is new.
func (c *cell) hold(m held) bool {
	if c.holding[m] {
		return false
	}
	if c.holding == nil {
		c.holding = map[held]bool{}
	}
	c.holding[m] = true
	c.has = append(c.has, m)
	return true
}

// containers returns the class of a cell and those that contain it.
func containers(c *cell) []*cell {
	all := []*cell{find(c)}
	seen := map[*cell]bool{all[0]: true}
	for i := 0; i < len(all); i++ {
		x := all[i]
		kept := x.holds[:0]
		mine := map[*cell]bool{}
		for _, h := range x.holds { // many of them have become one
			if h = find(h); !mine[h] {
				mine[h] = true
				kept = append(kept, h)
			}
			if !seen[h] {
				seen[h] = true
				all = append(all, h)
			}
		}
		x.holds = kept
	}
	return all
}
