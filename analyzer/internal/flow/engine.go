// Package flow answers where a text comes from. Given the argument of a call that sends, it returns the sources of it: the places
// where the text begins, with what became of it on the way. What a source means, and whether it is wrong, is said in
// package judge. Both drivers of the analyzer use it: the one that sees a whole module, and the one that sees a package and
// what was written down about its imports.
//
// It works backwards, by queries. For
//
//	s := "Votez " + name        // name is a parameter
//	smtp.SendMail(a, nil, from, to, []byte(s))
//
// the query for []byte(s) asks for s, that one for the constant and for name, and the answer is two sources, both joined with
// other text. Queries may ask for each other, as a loop or a recursive function does: the answer is the least set that
// satisfies all of them, found by evaluating again whatever depends on an answer that grew. So it ends, and neither the order of
// maps nor a bound on the work decides what is found.
//
// What a single call does, to its results and to what it is given, is read in effects.go and nowhere else.
//
// What it does not know: in which order things happen. A variable that does not escape is followed by SSA, assignment by
// assignment; a field, an element or a captured variable that is written twice holds either.
package flow

import (
	"cmp"
	"container/heap"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/internal/fieldpath"
	"github.com/scrutateur/scrutateur/analyzer/internal/ir"
	"github.com/scrutateur/scrutateur/analyzer/internal/source"
	"github.com/scrutateur/scrutateur/analyzer/internal/words"
	"github.com/scrutateur/scrutateur/internal/sinks"
)

// Mode says what a query asks.
type Mode uint8

// The modes of queries.
const (
	OfValue    Mode = iota // the sources of value V at Path
	ofContents             // what is written, anywhere in view, into the object that V refers to, at Path
	OfWrites               // likewise, without saying that something out of view may have written
	OfResult               // the sources of result Idx of function V at Path, in terms of its parameters
	ofField                // what is written into field f of any object, at Path
)

// Query is one question. Path leads from the value to the text: of a message m, "Body" asks for m.Body.
type Query struct {
	Mode Mode
	V    ssa.Value
	f    *types.Var
	Idx  int
	Path string
}

// node is a query with what is known of its answer.
type node struct {
	q        Query
	set      source.Set
	users    []*node // that asked for it, and are evaluated again when the answer grows
	hasUser  map[*node]bool
	queued   bool
	unsure   bool           // among Engine.unsure
	age      int            // the number of queries before it
	fallback *source.Source // the answer when nothing else is found
}

// Engine answers queries about one program.
type Engine struct {
	source.Pool // of all sources and transfers that it answers with

	Program *ir.Program
	Table   *sinks.Table
	Facts   Facts
	Fields  fieldpath.Fields // that paths of queries and sources name
	Steps   int              // sources and instructions looked at: what the work is in proportion to

	nodes  map[Query]*node
	order  []*node
	unsure []*node // with a fallback that may be needed
	work   newest  // of nodes to evaluate

	// What was read once.
	parts   map[part]ssa.Value
	effects map[ssa.CallInstruction]*Effects
	reading *reader
	written map[place]written
	fields  map[fieldPlace][]Write
	roots   map[string]bool // repositories of the table
}

// NewEngine makes an engine; facts may be nil.
func NewEngine(p *ir.Program, t *sinks.Table, facts Facts) *Engine {
	return &Engine{
		Program: p, Table: t, Facts: facts,
		nodes: map[Query]*node{}, parts: map[part]ssa.Value{},
		effects: map[ssa.CallInstruction]*Effects{}, written: map[place]written{}, fields: map[fieldPlace][]Write{},
	}
}

// LastField returns the last struct field of a path that is declared in view.
func (e *Engine) LastField(path string) *types.Var { return e.Fields.Last(path, e.Program.Has) }

// get returns what is known so far of a query's answer, and has n evaluated again when more is.
func (e *Engine) get(n *node, q Query) []source.Source {
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
	e.Steps += 1 + len(m.set.List)
	return m.set.List
}

// push has a query evaluated, again if it was before.
func (e *Engine) push(n *node) {
	if !n.queued {
		n.queued = true
		heap.Push(&e.work, n)
	}
}

// Ask returns the complete answer to a query.
func (e *Engine) Ask(q Query) []source.Source {
	e.get(nil, q)
	e.settle()
	return e.nodes[q].set.List
}

// AskWrite returns the sources of what one write brings. A write has no query of its own, so that it is asked until nothing new
// comes.
func (e *Engine) AskWrite(c Write) []source.Source {
	n := &node{}
	for asked := false; ; asked = true {
		before := n.set.Grown
		e.writeInto(nil, n, c)
		if e.settle(); asked && before == n.set.Grown {
			return n.set.List
		}
	}
}

// settle evaluates until every answer is complete. Where nothing in view writes into an object, what it holds comes from whoever
// made it: the fallback. That can only be said when all else is known, and of the innermost object first, because its answer
// may be what the others lack.
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

// run evaluates what is waiting.
func (e *Engine) run() {
	for len(e.work) > 0 {
		n := heap.Pop(&e.work).(*node)
		n.queued = false
		before := n.set.Grown
		e.eval(n)
		if n.fallback != nil && !n.unsure {
			n.unsure = true
			e.unsure = append(e.unsure, n)
		}
		if n.set.Grown > before {
			for _, u := range n.users {
				e.push(u)
			}
		}
	}
}

// eval adds to the answer of a query whatever the queries that it asks for know so far.
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
				e.from(n, r.Results[n.q.Idx], n.q.Path, nil, words.NoRole, r.Pos())
			}
		}
	case ofField:
		for _, c := range e.FieldWrites(n.q.f, n.q.Path) {
			e.write(n, c)
		}
	}
}

// from adds the sources of v at path to n: through a transfer, in a part of that role, coming in at a position.
func (e *Engine) from(n *node, v ssa.Value, path string, s *source.Transfer, r words.Role, at token.Pos) {
	for _, l := range e.get(n, Query{Mode: OfValue, V: v, Path: path}) {
		if l.At == token.NoPos {
			l.At = at
		}
		n.set.Add(l.Under(s, r))
	}
}
