package flow

import (
	"cmp"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/sinks"
)

// mode says what a query asks.
type mode uint8

const (
	ofValue    mode = iota // the beginnings of value v at path
	ofContents             // what is written, anywhere in view, into the object that v refers to, at path
	ofWrites               // likewise, without saying that something out of view may have written
	ofResult               // the beginnings of result idx of function v at path, in terms of its parameters
	ofField                // what is written into field f of any object, at path
)

type query struct {
	mode mode
	v    ssa.Value
	f    *types.Var
	idx  int
	path string
}

type node struct {
	q        query
	set      leafSet
	users    []*node
	hasUser  map[*node]bool
	queued   bool
	unsure   bool
	age      int
	fallback *leaf // taken when nothing else is found
}

// Engine answers queries about one program.
type Engine struct {
	p     *Program
	table *sinks.Table
	facts Facts

	nodes  map[query]*node
	order  []*node
	unsure []*node // with a fallback that may be needed
	work   heap    // of nodes to evaluate, the newest first
	steps  map[stepKey]*step
	vars   []*types.Var
	varID  map[*types.Var]int

	parts   map[part]ssa.Value
	origins map[origin]*origin
	fields  map[fieldKey][]contrib

	contribs map[contribKey]written
	roots    map[string]bool // repositories of the table
}

// Facts is what is known about packages out of view.
type Facts interface {
	// Results returns the beginnings of a function's result, in terms of its parameters; ok is false if nothing is known.
	Results(f *types.Func, idx int, path string) (beginnings []Beginning, ok bool)
}

// Beginning is a leaf that can be written down and read in another process.
type Beginning struct {
	Built   bool
	Adopted bool
	Param   int // -1: none
	Path    string
	What    string // of what is neither built nor a parameter
	Role    uint8
	Part    uint8
	Step    *StepFact
}

// StepFact is a step that can be written down.
type StepFact struct {
	Kind uint8
	What string
}

// NewEngine makes an engine; facts may be nil.
func NewEngine(p *Program, t *sinks.Table, facts Facts) *Engine {
	return &Engine{p: p, table: t, facts: facts, nodes: map[query]*node{}, steps: map[stepKey]*step{},
		varID: map[*types.Var]int{}, parts: map[part]ssa.Value{}, origins: map[origin]*origin{}, fields: map[fieldKey][]contrib{}, contribs: map[contribKey]written{}}
}

func (e *Engine) step(k stepKind, what string, pos token.Pos) *step {
	key := stepKey{k, what, pos}
	if e.steps[key] == nil {
		e.steps[key] = &step{stepKey: key}
	}
	return e.steps[key]
}

func (e *Engine) fieldName(v *types.Var) string {
	v = v.Origin()
	id, ok := e.varID[v]
	if !ok {
		id = len(e.vars)
		e.vars = append(e.vars, v)
		e.varID[v] = id
	}
	return v.Name() + "#" + strconv.Itoa(id)
}

func (e *Engine) varOf(c string) *types.Var {
	if _, id, ok := strings.Cut(c, "#"); ok {
		if i, err := strconv.Atoi(id); err == nil {
			return e.vars[i]
		}
	}
	return nil
}

// get returns what is known so far of a query's answer, and has n evaluated again when more is.
func (e *Engine) get(n *node, q query) []leaf {
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
	return m.set.list
}

func (e *Engine) push(n *node) {
	if !n.queued {
		n.queued = true
		e.work.push(n)
	}
}

// Ask returns the complete answer to a query.
func (e *Engine) ask(q query) []leaf {
	e.get(nil, q)
	e.settle()
	return e.nodes[q].set.list
}

// settle evaluates until every answer is complete. Where nothing writes into an object, what it holds comes from whoever made
// it. That can only be said when all else is known, the innermost object first, since its answer may be what the others lack.
func (e *Engine) settle() {
	e.run()
	for len(e.unsure) > 0 {
		slices.SortFunc(e.unsure, func(a, b *node) int { return cmp.Compare(a.age, b.age) })
		n := e.unsure[len(e.unsure)-1]
		e.unsure = e.unsure[:len(e.unsure)-1]
		if len(n.set.list) > 0 {
			continue
		}
		n.set.add(*n.fallback)
		for _, u := range n.users {
			e.push(u)
		}
		e.run()
	}
}

func (e *Engine) run() {
	for len(e.work) > 0 {
		n := e.work.pop()
		n.queued = false
		before := len(n.set.list)
		e.eval(n)
		if n.fallback != nil && !n.unsure {
			n.unsure = true
			e.unsure = append(e.unsure, n)
		}
		if len(n.set.list) > before {
			for _, u := range n.users {
				e.push(u)
			}
		}
	}
}

func (e *Engine) eval(n *node) {
	switch n.q.mode {
	case ofValue:
		e.value(n, n.q.v, n.q.path)
	case ofContents, ofWrites:
		e.contents(n, n.q.v, n.q.path)
	case ofResult:
		f := n.q.v.(*ssa.Function)
		for _, b := range f.Blocks {
			if r, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && n.q.idx < len(r.Results) {
				e.from(n, r.Results[n.q.idx], n.q.path, nil, noRole, r.Pos())
			}
		}
	case ofField:
		for _, c := range e.fieldContribs(n.q.f, n.q.path) {
			e.fromContrib(n, c)
		}
	}
}

// from adds the beginnings of v at path to n, seen through a step.
func (e *Engine) from(n *node, v ssa.Value, path string, s *step, r role, at token.Pos) {
	for _, l := range e.get(n, query{mode: ofValue, v: v, path: path}) {
		if l.at == token.NoPos {
			l.at = at
		}
		n.set.add(l.under(s, r))
	}
}

// messagePath is the package whose products count as built.
const messagePath = "github.com/scrutateur/scrutateur/message"

// Product returns the name of a type of package message whose values are built messages, "" for any other.
func Product(t types.Type) string {
	if t == nil {
		return ""
	}
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || n.Obj().Pkg() == nil || n.Obj().Pkg().Path() != messagePath {
		return ""
	}
	switch name := n.Obj().Name(); name {
	case "SMS", "Email", "SMSBulk":
		return name
	}
	return ""
}

func isBatch(t types.Type) bool {
	n := namedType(t)
	return n != nil && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == messagePath && strings.HasSuffix(n.Obj().Name(), "Batch")
}

// typeAt returns the type of what a path leads to from a value of type t: t itself, or that of the last field.
func (e *Engine) typeAt(t types.Type, path string) types.Type {
	if path == "" {
		return t
	}
	if f := e.varOf(path[strings.LastIndexByte(path, '/')+1:]); f != nil {
		return f.Type()
	}
	return nil
}

// isTemplate reports whether a type is a template of the standard library: what is made of it is never a built message.
func isTemplate(t types.Type) bool {
	if t == nil {
		return false
	}
	return isNamed(t, "html/template", "Template") || isNamed(t, "text/template", "Template")
}

// handles reports whether a function answers HTTP requests: it gets a ResponseWriter.
func handles(f *ssa.Function) bool {
	return slices.ContainsFunc(f.Params, func(p *ssa.Parameter) bool { return isNamed(p.Type(), "net/http", "ResponseWriter") })
}

func isNamed(t types.Type, pkg, name string) bool {
	n := namedType(t)
	return n != nil && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == pkg && n.Obj().Name() == name
}

// optoutPath is the package that clears a row and its address together.
const optoutPath = "github.com/scrutateur/scrutateur/optout"

func isCleared(t types.Type) bool {
	return isNamed(t, optoutPath, "Cleared")
}

// namedType returns the named type that a type is or points to, nil if it is none.
func namedType(t types.Type) *types.Named {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, _ := types.Unalias(t).(*types.Named)
	return n
}

// clearance returns the clearance that a message was built for, nil where the call that built it is not in view.
func (e *Engine) clearance(root ssa.Value) ssa.Value {
	if x, ok := root.(*ssa.Extract); ok {
		root = x.Tuple
	}
	call, ok := root.(*ssa.Call)
	if !ok {
		return nil
	}
	for _, a := range call.Call.Args {
		if isCleared(a.Type()) {
			return e.message(a)
		}
	}
	return nil
}

// part names a part of a value: two reads of one field are the same message.
type part struct {
	of    ssa.Value
	field int
	index ssa.Value
}

// message returns the message that a value is, through loads, a variable that is stored once, and captured variables. A field
// or an element of something is the one first met.
func (e *Engine) message(v ssa.Value) ssa.Value {
	for {
		switch x := v.(type) {
		case *ssa.UnOp:
			v = x.X
		case *ssa.FreeVar:
			bs := e.p.bindings(x)
			if len(bs) != 1 {
				return v
			}
			v = bs[0]
		case *ssa.FieldAddr:
			return e.same(part{of: e.message(x.X), field: x.Field}, v)
		case *ssa.Field:
			return e.same(part{of: e.message(x.X), field: x.Field}, v)
		case *ssa.IndexAddr:
			return e.same(part{of: e.message(x.X), field: -1, index: x.Index}, v)
		case *ssa.Alloc:
			var val ssa.Value
			for _, in := range *x.Referrers() {
				if s, ok := in.(*ssa.Store); ok && s.Addr == x {
					if val != nil {
						return v
					}
					val = s.Val
				}
			}
			if val == nil {
				return v
			}
			v = val
		default:
			return v
		}
	}
}

func (e *Engine) same(p part, v ssa.Value) ssa.Value {
	if c, ok := p.index.(*ssa.Const); ok {
		p.index, p.field = nil, -2-int(c.Int64()) // each constant is a value of its own in SSA
	}
	if first, ok := e.parts[p]; ok {
		return first
	}
	e.parts[p] = v
	return v
}

func (e *Engine) adopted(v ssa.Value) bool {
	if x, ok := e.message(v).(*ssa.Extract); ok {
		if c, ok := x.Tuple.(*ssa.Call); ok {
			if f := c.Common().StaticCallee(); f != nil {
				return f.Name() == "Adopt" || f.Origin() != nil && f.Origin().Name() == "Adopt"
			}
		}
	}
	return false
}

func (e *Engine) value(n *node, v ssa.Value, path string) {
	if name := Product(v.Type()); name != "" {
		n.set.add(e.leaf(origin{kind: built, what: "message." + name, root: e.message(v), adopted: e.adopted(v)}, v.Pos()))
		return
	}
	if b, ok := v.Type().Underlying().(*types.Basic); ok && b.Info()&(types.IsNumeric|types.IsBoolean) != 0 {
		// No text, but something that was set: a template's number.
		if c, isConst := v.(*ssa.Const); path == "" && !(isConst && (c.Value == nil || constant.Compare(c.Value, token.EQL, constant.MakeInt64(0)))) && b.Info()&types.IsInteger != 0 {
			n.set.add(e.leaf(origin{kind: neutral, what: Phrase("a number")}, v.Pos()))
		}
		return
	}
	same := func(x ssa.Value) { e.from(n, x, path, nil, noRole, token.NoPos) }
	switch v := v.(type) {
	case *ssa.Const:
		if path == "" && v.Value != nil && v.Value.Kind() == constant.String {
			if s := constant.StringVal(v.Value); s != "" {
				l := e.leaf(origin{kind: literal, what: Phrase("a constant text"), text: s}, token.NoPos)
				if kind := e.optionName(v.Type()); kind != "" {
					l = l.under(e.beside(kind), roleOf(kind))
				}
				n.set.add(l)
			}
		}
	case *ssa.Alloc, *ssa.MakeMap, *ssa.MakeSlice, *ssa.MakeChan:
		e.inside(n, v, path)
	case *ssa.Global:
		if v.Pkg == nil || e.p.byPkg[v.Pkg.Pkg] == nil {
			if v.Pkg != nil && v.Pkg.Pkg.Path() == "net/http" && v.Name() == "NoBody" {
				return
			}
			n.set.add(e.leaf(origin{kind: unknown, what: Phrase("the variable %s of another package", v.Name())}, token.NoPos))
			return
		}
		e.inside(n, v, path)
	case *ssa.FieldAddr:
		e.from(n, v.X, cons(e.fieldName(fieldVar(v.X.Type(), v.Field)), path), nil, noRole, v.Pos())
	case *ssa.Field:
		e.from(n, v.X, cons(e.fieldName(fieldVar(v.X.Type(), v.Field)), path), nil, noRole, v.Pos())
	case *ssa.IndexAddr:
		e.from(n, v.X, cons("[]", path), nil, noRole, v.Pos())
	case *ssa.Index:
		if _, ok := v.X.Type().Underlying().(*types.Basic); !ok {
			e.from(n, v.X, cons("[]", path), nil, noRole, v.Pos())
		}
	case *ssa.Lookup:
		if _, ok := v.X.Type().Underlying().(*types.Map); ok {
			e.from(n, v.X, cons(keyName(v.Index), path), nil, noRole, v.Pos())
		}
	case *ssa.UnOp:
		switch v.Op {
		case token.MUL:
			same(v.X)
		case token.ARROW:
			e.from(n, v.X, cons("[]", path), nil, noRole, v.Pos())
		}
	case *ssa.Phi:
		for _, x := range v.Edges {
			same(x)
		}
	case *ssa.Extract:
		switch t := v.Tuple.(type) {
		case *ssa.Call:
			e.result(n, t, v, v.Index, path)
		case *ssa.TypeAssert:
			if v.Index == 0 {
				same(t.X)
			}
		case *ssa.Lookup:
			if v.Index == 0 {
				e.from(n, t.X, cons(keyName(t.Index), path), nil, noRole, t.Pos())
			}
		case *ssa.UnOp:
			if v.Index == 0 {
				e.from(n, t.X, cons("[]", path), nil, noRole, t.Pos())
			}
		case *ssa.Next:
			if r, ok := t.Iter.(*ssa.Range); ok && v.Index == 2 && !t.IsString {
				e.from(n, r.X, cons("[]", path), nil, noRole, r.Pos())
			}
		case *ssa.Select:
			// Index 0 and 1 say which case ran; the values received follow in the order of the receiving cases.
			i := 2
			for _, st := range t.States {
				if st.Dir == types.RecvOnly {
					if i == v.Index {
						e.from(n, st.Chan, cons("[]", path), nil, noRole, st.Pos)
					}
					i++
				}
			}
		}
	case *ssa.Call:
		e.result(n, v, v, 0, path)
	case *ssa.BinOp:
		if v.Op == token.ADD {
			e.mix(n, Phrase("joined with other text"), v.Pos(), v.X, v.Y)
		}
	case *ssa.Slice:
		switch t := v.X.Type().Underlying().(type) {
		case *types.Basic:
			e.cut(n, v, path)
		case *types.Slice:
			if textual(t) {
				e.cut(n, v, path)
				return
			}
			same(v.X)
		default:
			same(v.X)
		}
	case *ssa.Convert:
		if e.option(n, v, v.X, path) {
			return
		}
		if textual(v.X.Type()) {
			same(v.X)
		} else if path == "" && textual(v.Type()) {
			n.set.add(e.leaf(origin{kind: unknown, what: Phrase("a number made a text")}, v.Pos()))
		}
	case *ssa.MultiConvert:
		same(v.X)
	case *ssa.ChangeType:
		if !e.option(n, v, v.X, path) {
			same(v.X)
		}
	case *ssa.ChangeInterface:
		same(v.X)
	case *ssa.MakeInterface:
		same(v.X)
	case *ssa.SliceToArrayPointer:
		same(v.X)
	case *ssa.TypeAssert:
		same(v.X)
	case *ssa.Parameter:
		f := v.Parent()
		if path != "" && handles(f) && isNamed(v.Type(), "net/http", "Request") {
			n.set.add(e.leaf(origin{kind: unknown, what: Phrase("what an HTTP request brings")}, v.Pos()))
			return
		}
		if t := e.typeAt(v.Type(), path); isTemplate(t) {
			n.set.add(e.leaf(origin{kind: unknown, what: Phrase("a template that the library renders")}, v.Pos()).as(bodyRole))
			return
		}
		n.set.add(e.leaf(origin{kind: param, fn: f, idx: slices.Index(f.Params, v), path: path, what: Phrase("the parameter %s of %s", v.Name(), funcName(f))}, v.Pos()))
		if reference(v.Type()) {
			for _, l := range e.get(n, query{mode: ofContents, v: v, path: path}) {
				n.set.add(l)
			}
		}
	case *ssa.FreeVar:
		for _, b := range e.p.bindings(v) {
			same(b)
		}
	case *ssa.Function:
		e.writerFunc(n, v, path)
	case *ssa.MakeClosure:
		e.writerFunc(n, v.Fn.(*ssa.Function), path)
	}
}

// option answers for a text that is made one of a sending library's own types, which says what it is: Body(text).
func (e *Engine) option(n *node, v, x ssa.Value, path string) bool {
	kind := e.optionName(v.Type())
	if kind != "" {
		e.from(n, x, path, e.beside(kind), roleOf(kind), v.Pos())
	}
	return kind != ""
}

// optionName returns the name of a sending library's own type of text where it says what the text is, else "".
func (e *Engine) optionName(typ types.Type) string {
	t := namedType(typ)
	if t == nil || t.Obj().Pkg() == nil || !textual(t) || roleOf(t.Obj().Name()) == noRole || !e.library(t.Obj().Pkg().Path()) {
		return ""
	}
	return t.Obj().Name()
}

// writerFunc answers for a body given as a function that writes it.
func (e *Engine) writerFunc(n *node, f *ssa.Function, path string) {
	f = e.p.real(f)
	if path != "" || len(f.Blocks) == 0 {
		return
	}
	for _, p := range f.Params {
		if reference(p.Type()) {
			for _, l := range e.get(n, query{mode: ofContents, v: p}) {
				n.set.add(l)
			}
		}
	}
}

// inside answers for an object by what is written into it.
func (e *Engine) inside(n *node, v ssa.Value, path string) {
	for _, l := range e.get(n, query{mode: ofContents, v: v, path: path}) {
		n.set.add(l)
	}
}

func (e *Engine) cut(n *node, v *ssa.Slice, path string) {
	if c, ok := v.High.(*ssa.Const); ok && c.Value != nil && c.Int64() == 0 {
		return // b[:0] holds nothing
	}
	if zero(v.Low) && v.High == nil {
		e.from(n, v.X, path, nil, noRole, v.Pos())
		return
	}
	e.from(n, v.X, path, e.step(altered, Phrase("cut"), v.Pos()), noRole, v.Pos())
}

func zero(v ssa.Value) bool {
	if v == nil {
		return true
	}
	c, ok := v.(*ssa.Const)
	return ok && c.Value != nil && c.Int64() == 0
}

// mix adds the beginnings of values that become one text.
func (e *Engine) mix(n *node, what string, pos token.Pos, vs ...ssa.Value) {
	sets := make([][]leaf, len(vs))
	for i, v := range vs {
		for _, l := range e.get(n, query{mode: ofValue, v: v}) {
			if l.at == token.NoPos {
				l.at = pos
			}
			sets[i] = append(sets[i], l)
		}
	}
	e.mixed(n, what, pos, sets...)
}

// mixed adds the beginnings of several texts that become one. What only formats (header names, JSON, markup) is dropped.
func (e *Engine) mixed(n *node, what string, pos token.Pos, sets ...[]leaf) {
	s := e.step(joined, what, pos)
	for _, set := range sets {
		for _, l := range set {
			switch {
			case l.kind == literal:
				s.words = s.words || l.words
				s.format = s.format || l.format
				s.envelope = s.envelope || l.envelope
			case l.kind == unknown && l.role == bodyRole:
				s.words = true
			}
		}
	}
	for _, set := range sets {
		for _, l := range alternatives(set) {
			if l.kind == literal && l.step == nil {
				if !l.words {
					l.role = headerRole
				} else if l.role == noRole {
					l.role = bodyRole
				}
				o := *l.origin
				o.text = ""
				l.origin = e.leaf(o, l.at).origin
			}
			n.set.add(l.under(s, noRole))
		}
	}
}

func keyName(k ssa.Value) string {
	if mi, ok := k.(*ssa.MakeInterface); ok {
		k = mi.X
	}
	if c, ok := k.(*ssa.Const); ok && c.Value != nil && c.Value.Kind() == constant.String {
		return "[" + strings.NewReplacer("/", "_", "#", "_").Replace(constant.StringVal(c.Value)) + "]"
	}
	return "[]"
}

// textual reports whether a type is a text by itself: a string, bytes or runes.
func textual(t types.Type) bool {
	switch t := t.Underlying().(type) {
	case *types.Basic:
		return t.Info()&types.IsString != 0
	case *types.Slice:
		b, ok := t.Elem().Underlying().(*types.Basic)
		return ok && (b.Kind() == types.Byte || b.Kind() == types.Rune)
	case *types.Interface:
		// A type parameter over strings or bytes.
		for i := range t.NumEmbeddeds() {
			if u, ok := t.EmbeddedType(i).(*types.Union); ok {
				for j := range u.Len() {
					if textual(u.Term(j).Type()) {
						return true
					}
				}
			}
		}
	}
	return false
}

// texty reports whether a value of the type is a text for someone: textual, a pointer to it, a reader, or any.
func texty(t types.Type) bool {
	if textual(t) {
		return true
	}
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		return textual(u.Elem())
	case *types.Slice:
		return textual(u.Elem()) || types.IsInterface(u.Elem())
	case *types.Interface:
		for i := range u.NumMethods() {
			switch u.Method(i).Name() {
			case "Read", "WriteTo", "String":
				return true
			}
		}
		return u.NumMethods() == 0
	}
	return false
}

// reference reports whether writing through a copy of the value is seen by whoever holds another.
func reference(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Map, *types.Slice, *types.Chan, *types.Interface:
		return true
	}
	return false
}

func funcName(f *ssa.Function) string {
	if f.Parent() != nil {
		return Phrase("a function literal in %s", funcName(f.Parent()))
	}
	if obj, ok := f.Object().(*types.Func); ok {
		return objName(obj)
	}
	return f.Name()
}

func objName(f *types.Func) string {
	if r := recvType(f); r != types.Typ[types.Invalid] {
		if p, ok := types.Unalias(r).(*types.Pointer); ok {
			r = p.Elem()
		}
		if n, ok := types.Unalias(r).(*types.Named); ok {
			return n.Obj().Name() + "." + f.Name()
		}
		return f.Name()
	}
	if f.Pkg() != nil {
		return f.Pkg().Name() + "." + f.Name()
	}
	return f.Name()
}

// qualified returns the name of a function with its package: "smtp.Client.Data".
func qualified(f *types.Func) string {
	if recvType(f) != types.Typ[types.Invalid] && f.Pkg() != nil {
		return f.Pkg().Name() + "." + objName(f)
	}
	return objName(f)
}
