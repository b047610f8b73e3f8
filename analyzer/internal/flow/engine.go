// Package flow answers where a text comes from. It is the core that both drivers of the analyzer share: the one that sees a whole
// module, and the one that sees a package and what is known about its imports.
//
// It works backwards. A query asks for the beginnings of a value at a path, its sources; the answer is the least fixpoint of the
// equations between queries, computed with a worklist, so that recursion ends and neither the order of maps nor a cap
// decides what is found. What a source means, and what is wrong with it, is said in package judge.
//
// Variables that do not escape are followed by SSA; memory is followed without regard to order: a variable that is
// written twice holds either.
package flow

import (
	"cmp"
	"container/heap"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/internal/ir"
	"github.com/scrutateur/scrutateur/analyzer/sinks"
)

// Mode says what a query asks.
type Mode uint8

const (
	OfValue    Mode = iota // the beginnings of value v at path
	ofContents             // what is written, anywhere in view, into the object that v refers to, at path
	OfWrites               // likewise, without saying that something out of view may have written
	OfResult               // the beginnings of result idx of function v at path, in terms of its parameters
	ofField                // what is written into field f of any object, at path
)

type Query struct {
	Mode Mode
	V    ssa.Value
	f    *types.Var
	Idx  int
	Path string
}

type node struct {
	q        Query
	set      SourceSet
	users    []*node
	hasUser  map[*node]bool
	queued   bool
	unsure   bool
	age      int
	fallback *Source // taken when nothing else is found
}

// Engine answers queries about one program.
type Engine struct {
	Program *ir.Program
	Table   *sinks.Table
	Facts   Facts

	nodes  map[Query]*node
	order  []*node
	unsure []*node // with a fallback that may be needed
	work   newest  // of nodes to evaluate
	steps  map[transferKey]*Transfer
	vars   []*types.Var
	varID  map[*types.Var]int

	parts   map[part]ssa.Value
	origins map[Origin]*Origin
	fields  map[fieldKey][]Write

	contribs map[writeKey]written
	effects  map[ssa.CallInstruction]*Effects
	roots    map[string]bool // repositories of the table
}

// NewEngine makes an engine; facts may be nil.
func NewEngine(p *ir.Program, t *sinks.Table, facts Facts) *Engine {
	return &Engine{Program: p, Table: t, Facts: facts, nodes: map[Query]*node{}, steps: map[transferKey]*Transfer{},
		varID: map[*types.Var]int{}, parts: map[part]ssa.Value{}, origins: map[Origin]*Origin{}, fields: map[fieldKey][]Write{}, contribs: map[writeKey]written{}, effects: map[ssa.CallInstruction]*Effects{}}
}

// get returns what is known so far of a query's answer, and has n evaluated again when more is.
func (e *Engine) get(n *node, q Query) []Source {
	m := e.nodes[q]
	if m == nil {
		m = &node{q: q, age: len(e.order)}
		e.nodes[q] = m
		e.order = append(e.order, m)
		e.push(m)
	}
	if n != nil && !m.hasUser[n] {
		if m.hasUser == nil {
			m.hasUser = map[*node]bool{}
		}
		m.hasUser[n] = true
		m.users = append(m.users, n)
	}
	return m.set.List
}

func (e *Engine) push(n *node) {
	if !n.queued {
		n.queued = true
		heap.Push(&e.work, n)
	}
}

// Ask returns the complete answer to a query.
func (e *Engine) Ask(q Query) []Source {
	e.get(nil, q)
	e.settle()
	return e.nodes[q].set.List
}

// AskWrite returns the complete answer to what one write brings. It has no query of its own, so that it is asked until nothing comes anew.
func (e *Engine) AskWrite(c Write) []Source {
	n := &node{}
	for asked := false; ; asked = true {
		before := len(n.set.List)
		e.writeInto(nil, n, c)
		if e.settle(); asked && before == len(n.set.List) {
			return n.set.List
		}
	}
}

// settle evaluates until every answer is complete. Where nothing writes into an object, what it holds comes from whoever made
// it. That can only be said when all else is known, the innermost object first, since its answer may be what the others lack.
func (e *Engine) settle() {
	e.run()
	for len(e.unsure) > 0 {
		slices.SortFunc(e.unsure, func(a, b *node) int { return cmp.Compare(a.age, b.age) })
		n := e.unsure[len(e.unsure)-1]
		e.unsure = e.unsure[:len(e.unsure)-1]
		if len(n.set.List) > 0 {
			continue
		}
		n.set.Add(*n.fallback)
		for _, u := range n.users {
			e.push(u)
		}
		e.run()
	}
}

func (e *Engine) run() {
	for len(e.work) > 0 {
		n := heap.Pop(&e.work).(*node)
		n.queued = false
		before := len(n.set.List)
		e.eval(n)
		if n.fallback != nil && !n.unsure {
			n.unsure = true
			e.unsure = append(e.unsure, n)
		}
		if len(n.set.List) > before {
			for _, u := range n.users {
				e.push(u)
			}
		}
	}
}

func (e *Engine) eval(n *node) {
	switch n.q.Mode {
	case OfValue:
		e.value(n, n.q.V, n.q.Path)
	case ofContents, OfWrites:
		e.contents(n, n.q.V, n.q.Path)
	case OfResult:
		f := n.q.V.(*ssa.Function)
		for r := range ir.Returns(f) {
			if n.q.Idx < len(r.Results) {
				e.from(n, r.Results[n.q.Idx], n.q.Path, nil, NoRole, r.Pos())
			}
		}
	case ofField:
		for _, c := range e.FieldWrites(n.q.f, n.q.Path) {
			e.write(n, c)
		}
	}
}

// from adds the beginnings of v at path to n, seen through a step.
func (e *Engine) from(n *node, v ssa.Value, path string, s *Transfer, r Role, at token.Pos) {
	for _, l := range e.get(n, Query{Mode: OfValue, V: v, Path: path}) {
		if l.At == token.NoPos {
			l.At = at
		}
		n.set.Add(l.Under(s, r))
	}
}
