package ir

import (
	"cmp"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Keys of cells.

type paramKey struct {
	fn *ssa.Function
	i  int
}

type resultKey struct {
	fn *ssa.Function
	i  int
}

type callKey struct {
	call ssa.CallInstruction
	i    int
}

// invokeKey is an argument of an interface's method.
type invokeKey struct {
	call ssa.CallInstruction
	i    int
}

type metKey struct {
	call ssa.CallInstruction
	m    held
}

// funcs is what is known about function values.
type funcs struct {
	p       *Program
	cells   map[any]*cell
	where   map[*ssa.Function][]holder
	met     map[metKey]bool
	asked   map[any]bool
	carry   map[types.Type]bool
	linkers []func() // to be done after a union: functions that met calls
	version int      // grows with what is learned, from 1
}

func newFuncs(p *Program) *funcs {
	return &funcs{p: p, cells: map[any]*cell{}, where: map[*ssa.Function][]holder{}, met: map[metKey]bool{}, asked: map[any]bool{}, carry: map[types.Type]bool{}, version: 1}
}

// carries reports whether a value of the type can hold functions, other than in fields of its own, which are cells.
func (fs *funcs) carries(t types.Type) bool {
	if b, ok := fs.carry[t]; ok {
		return b
	}
	fs.carry[t] = false // while it is looked into
	var b bool
	switch u := t.Underlying().(type) {
	case *types.Signature:
		b = true
	case *types.Pointer:
		b = fs.carries(u.Elem())
	case *types.Slice:
		b = fs.carries(u.Elem())
	case *types.Array:
		b = fs.carries(u.Elem())
	case *types.Chan:
		b = fs.carries(u.Elem())
	case *types.Map:
		b = fs.carries(u.Elem())
	case *types.Interface:
		_, b = types.Unalias(t).(*types.TypeParam)
	}
	fs.carry[t] = b
	return b
}

// passes reports whether a call through a value hands functions on, as arguments or results.
func (fs *funcs) passes(call ssa.CallInstruction) bool {
	res := call.Common().Signature().Results()
	for i := range res.Len() {
		if fs.carries(res.At(i).Type()) {
			return true
		}
	}
	return slices.ContainsFunc(call.Common().Args, func(a ssa.Value) bool { return fs.carries(a.Type()) })
}

// meet notes that a call can reach a function: functions among its arguments and results go on through it.
func (fs *funcs) meet(call ssa.CallInstruction, m held) {
	k := metKey{call, m}
	if fs.met[k] {
		return
	}
	fs.met[k] = true
	fs.linkers = append(fs.linkers, func() {
		as := call.Common().Args
		if m.recv != nil {
			as = append([]ssa.Value{m.recv}, as...)
		}
		fs.pass(call, m.fn, as)
	})
}

// drain does what unions left to be done.
func (fs *funcs) drain() {
	for len(fs.linkers) > 0 {
		f := fs.linkers[0]
		fs.linkers = fs.linkers[1:]
		f()
	}
}

// value returns the cell of a value that is not a function by itself.
func (fs *funcs) value(v ssa.Value) *cell {
	switch v := v.(type) {
	case *ssa.Parameter:
		return fs.param(v.Parent(), slices.Index(v.Parent().Params, v))
	case *ssa.Call:
		return fs.at(callKey{v, 0})
	case *ssa.Global:
		known := fs.cells[v] != nil
		c := fs.at(v)
		if !known && v.Object() != nil {
			c.vars = append(c.vars, v.Object())
		}
		return c
	}
	return fs.at(v)
}

// param returns the class of a parameter. Functions out of view do with theirs what nobody knows.
func (fs *funcs) param(f *ssa.Function, i int) *cell {
	return fs.of(paramKey{f, i}, f, !fs.p.HasFunc(f))
}

// result returns the class of a result.
func (fs *funcs) result(f *ssa.Function, i int) *cell { return fs.of(resultKey{f, i}, f, false) }

// of returns the cell of a parameter or result of a function.
func (fs *funcs) of(key any, f *ssa.Function, outside bool) *cell {
	if fs.cells[key] == nil {
		c := fs.at(key)
		c.fns, c.outside = append(c.fns, f), outside
		return c
	}
	return fs.at(key)
}

// field returns the class of a field, of whatever object.
func (fs *funcs) field(v *types.Var) *cell {
	v = v.Origin()
	if fs.cells[v] == nil {
		c := fs.at(v)
		c.vars = append(c.vars, v)
		c.outside = fs.p.byPkg[v.Pkg()] == nil
		return c
	}
	return fs.at(v)
}

// flows notes that a cell holds a value.
func (fs *funcs) flows(to *cell, v ssa.Value) {
	add := func(m held) {
		if to = find(to); !to.hold(m) {
			return
		}
		fs.version++
		fs.where[m.fn] = append(fs.where[m.fn], holder{to, m.recv})
		for _, c := range to.passing {
			fs.meet(c, m)
		}
	}
	switch v := v.(type) {
	case *ssa.Const:
	case *ssa.Function:
		add(held{fn: fs.p.Real(v)})
	case *ssa.MakeClosure:
		f := v.Fn.(*ssa.Function)
		if f.Synthetic != "" && len(v.Bindings) == 1 && !Abstract(f) {
			add(held{fs.p.Real(f), v.Bindings[0]})
		} else {
			add(held{fn: f})
		}
	default:
		fs.union(to, fs.value(v))
	}
}

// pass links the arguments and results of a call with those of a function that it reaches.
func (fs *funcs) pass(call ssa.CallInstruction, f *ssa.Function, as []ssa.Value) {
	for i, a := range as {
		if fs.carries(a.Type()) {
			fs.flows(fs.param(f, i), a)
		}
	}
	res := f.Signature.Results()
	for i := range res.Len() {
		if fs.carries(res.At(i).Type()) {
			fs.union(fs.at(callKey{call, i}), fs.result(f, i))
		}
	}
}

// pointsToArray reports whether a type is a pointer to an array, whose elements are those of the pointer: a slice of it shares them.
func pointsToArray(t types.Type) bool {
	p, ok := t.Underlying().(*types.Pointer)
	if !ok {
		return false
	}
	_, ok = p.Elem().Underlying().(*types.Array)
	return ok
}

// index reads what a function's instructions do with functions.
func (fs *funcs) index(f *ssa.Function) {
	for _, b := range f.Blocks {
		for _, in := range b.Instrs {
			fs.instr(f, in)
		}
	}
	fs.drain()
}

// instr reads one instruction: what it stores, hands on or calls.
func (fs *funcs) instr(f *ssa.Function, in ssa.Instruction) {
	switch in := in.(type) {
	case *ssa.Store:
		if fs.carries(in.Val.Type()) {
			to := fs.value(in.Addr)
			if !pointsToArray(in.Addr.Type()) {
				to = fs.elem(to)
			}
			fs.flows(to, in.Val)
		}
	case *ssa.MapUpdate:
		if fs.carries(in.Value.Type()) {
			fs.flows(fs.elem(fs.value(in.Map)), in.Value)
		}
	case *ssa.Send:
		if fs.carries(in.X.Type()) {
			fs.flows(fs.elem(fs.value(in.Chan)), in.X)
		}
	case *ssa.Select:
		for _, st := range in.States {
			if st.Dir == types.SendOnly && fs.carries(st.Send.Type()) {
				fs.flows(fs.elem(fs.value(st.Chan)), st.Send)
			}
		}
	case *ssa.Return:
		for i, r := range in.Results {
			if fs.carries(r.Type()) {
				fs.flows(fs.result(f, i), r)
			}
		}
	case *ssa.MakeClosure:
		fn := in.Fn.(*ssa.Function)
		if fn.Synthetic == "" || Abstract(fn) {
			for i, b := range in.Bindings {
				if fs.carries(b.Type()) {
					fs.flows(fs.value(fn.FreeVars[i]), b)
				}
			}
		}
	case *ssa.MakeInterface:
		if !fs.carries(in.X.Type()) {
			return
		}
		c := fs.value(in)
		fs.flows(c, in.X)
		// http.HandlerFunc(f): the methods of a function type call their receiver.
		if n, ok := types.Unalias(in.X.Type()).(*types.Named); ok && n.NumMethods() > 0 && fs.p.byPkg[n.Obj().Pkg()] != nil {
			for i := range n.NumMethods() {
				if m := fs.p.prog.FuncValue(n.Method(i).Origin()); m != nil {
					fs.flows(fs.param(m, 0), in.X)
				}
			}
			return
		}
		find(c).outside = true
	case ssa.CallInstruction:
		fs.call(in)
	case ssa.Value:
		if fs.carries(in.Type()) {
			fs.step(in)
		}
	}
}

// step links a value with what it is made of.
func (fs *funcs) step(in ssa.Value) {
	same := func(v ssa.Value) { fs.flows(fs.value(in), v) }
	part := func(v ssa.Value) { fs.union(fs.value(in), fs.elem(fs.value(v))) }
	switch in := in.(type) {
	case *ssa.UnOp:
		switch {
		case in.Op == token.ARROW, in.Op == token.MUL && !pointsToArray(in.X.Type()):
			part(in.X)
		case in.Op == token.MUL:
			same(in.X)
		}
	case *ssa.FieldAddr:
		fs.union(fs.elem(fs.value(in)), fs.field(FieldVar(in.X.Type(), in.Field)))
	case *ssa.Field:
		fs.union(fs.value(in), fs.field(FieldVar(in.X.Type(), in.Field)))
	case *ssa.IndexAddr:
		fs.union(fs.elem(fs.value(in)), fs.elem(fs.value(in.X)))
	case *ssa.Index:
		part(in.X)
	case *ssa.Lookup:
		if !in.CommaOk {
			part(in.X)
		}
	case *ssa.Phi:
		for _, e := range in.Edges {
			same(e)
		}
	case *ssa.ChangeType:
		same(in.X)
	case *ssa.ChangeInterface:
		same(in.X)
	case *ssa.Slice:
		same(in.X)
	case *ssa.TypeAssert:
		if !in.CommaOk {
			same(in.X)
		}
	case *ssa.Extract:
		switch t := in.Tuple.(type) {
		case *ssa.Call:
			fs.union(fs.value(in), fs.at(callKey{t, in.Index}))
		case *ssa.Lookup:
			part(t.X)
		case *ssa.TypeAssert:
			same(t.X)
		case *ssa.UnOp:
			part(t.X)
		case *ssa.Next:
			if r, ok := t.Iter.(*ssa.Range); ok && in.Index == 2 {
				part(r.X)
			}
		case *ssa.Select:
			if st := Received(t, in.Index); st != nil {
				part(st.Chan)
			}
		}
	}
}

// call reads one call. One that names its function links arguments and parameters; one through a value waits for the functions
// that reach the value.
func (fs *funcs) call(call ssa.CallInstruction) {
	c := call.Common()
	if b, ok := c.Value.(*ssa.Builtin); ok {
		if (b.Name() == "append" || b.Name() == "copy") && fs.carries(c.Args[0].Type()) {
			to := fs.at(callKey{call, 0})
			for _, a := range c.Args {
				fs.flows(to, a)
			}
		}
		return
	}
	as := Args(c)
	if !c.IsInvoke() {
		f := fs.p.Static(c)
		switch {
		case f == nil:
			to := find(fs.value(c.Value))
			to.calls = append(to.calls, call)
			if fs.passes(call) {
				to.passing = append(to.passing, call)
				for _, m := range to.has {
					fs.meet(call, m)
				}
			}
		case fs.p.HasFunc(f):
			fs.pass(call, f, as)
		default:
			for _, a := range as {
				if fs.carries(a.Type()) {
					fs.flows(fs.param(f, slices.Index(as, a)), a) // out of view: it is held outside
				}
			}
		}
		return
	}
	for i, a := range c.Args {
		if fs.carries(a.Type()) {
			to := fs.at(invokeKey{call, i})
			fs.flows(to, a)
			to = find(to)
			to.invokes = append(to.invokes, call)
		}
	}
	res := c.Signature().Results()
	for i := range res.Len() {
		if fs.carries(res.At(i).Type()) {
			to := fs.at(callKey{call, i})
			to.invokes = append(to.invokes, call)
		}
	}
}

// complete builds the packages that can add to what a cell holds, and returns the root of its class.
func (fs *funcs) complete(c *cell) *cell {
	for {
		if c = find(c); c.settled == fs.version {
			return c
		}
		work := containers(c)
		var vars []types.Object
		var fns []*ssa.Function
		var invokes []ssa.CallInstruction
		for _, x := range work {
			vars, fns, invokes = append(vars, x.vars...), append(fns, x.fns...), append(invokes, x.invokes...)
		}
		grown := fs.build(vars, fns)
		grown = fs.enter(invokes) || grown
		fs.drain()
		if !grown {
			c = find(c)
			c.settled = fs.version
			c.escapes = slices.ContainsFunc(work, func(x *cell) bool { return x.outside })
			return c
		}
	}
}

// once reports whether this is the first time that something is asked.
func (fs *funcs) once(k any) bool {
	old := fs.asked[k]
	fs.asked[k] = true
	return !old
}

// build builds the packages that mention fields and variables, and those that declare or mention functions. It reports whether there
// were any that had not been asked for.
func (fs *funcs) build(vars []types.Object, fns []*ssa.Function) (grown bool) {
	for _, v := range vars {
		if fs.once(v) {
			grown = true
			for _, u := range fs.p.usersOf(v) {
				fs.p.need(u)
			}
		}
	}
	for _, f := range fns {
		if !fs.p.HasFunc(f) || !fs.once(f) {
			continue
		}
		grown = true
		fs.p.Body(f)
		if obj, ok := f.Object().(*types.Func); ok {
			for _, u := range fs.p.usersOf(obj) {
				fs.p.need(u)
			}
		}
	}
	return grown
}

// enter links calls of interfaces' methods that hand functions on with the methods that they reach; where that is not known,
// functions out of view get them.
func (fs *funcs) enter(invokes []ssa.CallInstruction) (grown bool) {
	for _, in := range invokes {
		if !fs.once(in) {
			continue
		}
		grown = true
		cc := in.Common()
		known := false
		for _, f := range fs.p.Implementations(cc.Method, cc.Value.Type()) {
			if f, ok := fs.p.Body(f); ok {
				known = true
				fs.pass(in, f, Args(cc))
			}
		}
		if !known || fs.p.byPkg[cc.Method.Pkg()] == nil {
			for i, a := range cc.Args {
				if fs.carries(a.Type()) {
					fs.at(invokeKey{in, i}).outside = true
				}
			}
		}
	}
	return grown
}

// HasFunc reports whether the function's package is in view, built or not.
func (p *Program) HasFunc(f *ssa.Function) bool {
	if p.wrappers[f] {
		return true
	}
	pkg := f.Pkg
	if pkg == nil && f.Parent() != nil {
		pkg = f.Parent().Pkg
	}
	return pkg != nil && p.byPkg[pkg.Pkg] != nil
}

// Targets returns the functions that a function value can be, as far as the view tells.
func (p *Program) Targets(v ssa.Value) []*ssa.Function {
	switch v := v.(type) {
	case *ssa.Function:
		return []*ssa.Function{p.Real(v)}
	case *ssa.MakeClosure:
		return []*ssa.Function{p.Real(v.Fn.(*ssa.Function))}
	case *ssa.Const, *ssa.Builtin:
		return nil
	}
	var fns []*ssa.Function
	for _, m := range p.funcs.complete(p.funcs.value(v)).has {
		if !slices.Contains(fns, m.fn) {
			fns = append(fns, m.fn)
		}
	}
	slices.SortStableFunc(fns, func(a, b *ssa.Function) int { return p.Before(a.Pos(), b.Pos()) })
	return fns
}

// ValueCalls returns the calls that reach a function through a value, with the arguments that its parameters get. outside
// tells that functions out of view hold it too.
func (p *Program) ValueCalls(f *ssa.Function) (sites []Site, outside bool) {
	type callOf struct {
		call ssa.CallInstruction
		recv ssa.Value
	}
	known := map[callOf]bool{}
	for i := 0; i < len(p.funcs.where[f]); i++ { // completing can find more places
		at := p.funcs.where[f][i]
		c := p.funcs.complete(at.c)
		outside = outside || c.escapes
		for _, call := range c.calls {
			as := call.Common().Args
			if at.recv != nil {
				as = append([]ssa.Value{at.recv}, as...)
			}
			if k := (callOf{call, at.recv}); !known[k] {
				known[k] = true
				sites = append(sites, Site{call, as})
			}
		}
	}
	return sites, outside
}

// Before orders positions by file and offset, whatever the order in which the files were read.
func (p *Program) Before(a, b token.Pos) int {
	x, y := p.Fset.PositionFor(a, false), p.Fset.PositionFor(b, false)
	return cmp.Or(cmp.Compare(x.Filename, y.Filename), cmp.Compare(x.Offset, y.Offset))
}

// ForeignValues returns the declared functions out of view that are held as values in what was built so far, sorted by name.
func (p *Program) ForeignValues() []*ssa.Function {
	var fns []*ssa.Function
	for f := range p.funcs.where {
		if _, ok := f.Object().(*types.Func); ok && !p.HasFunc(f) {
			fns = append(fns, f)
		}
	}
	slices.SortFunc(fns, func(a, b *ssa.Function) int { return cmp.Compare(a.String(), b.String()) })
	return fns
}
