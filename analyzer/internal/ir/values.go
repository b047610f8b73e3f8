package ir

import (
	"cmp"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A cell is kept under what it stands for: a value of SSA or a field by itself, and what has no value of its own, as the second
// result of a function, under one of these keys.

// paramKey is parameter i of a function, counted with the receiver.
type paramKey struct {
	fn *ssa.Function
	i  int
}

// resultKey is result i of a function.
type resultKey struct {
	fn *ssa.Function
	i  int
}

// callKey is what result i of one call holds: send in send, err := pick(), whichever function pick is.
type callKey struct {
	call ssa.CallInstruction
	i    int
}

// invokeKey is argument i of a call of an interface's method, where it is not known yet which methods get it.
type invokeKey struct {
	call ssa.CallInstruction
	i    int
}

// metKey is a call through a value with one function that it can reach: they are linked once.
type metKey struct {
	call ssa.CallInstruction
	m    held
}

// funcs is what is known about function values. In
//
//	type mailer struct{ send func(text string) error }
//
//	m := mailer{send: deliver}
//	m.send("Votez")
//
// the field send is a cell that holds deliver, and the call goes through it, so deliver's parameter gets "Votez".
type funcs struct {
	p       *Program
	cells   map[any]*cell              // by a value, a field or one of the keys above
	where   map[*ssa.Function][]holder // the cells into which a function was put
	met     map[metKey]bool
	asked   map[any]bool // whose users were built already
	carry   map[types.Type]bool
	linkers []func() // functions that met calls, to be linked when the union that made them meet is done
	version int      // grows with what is learned, from 1
}

func newFuncs(p *Program) *funcs {
	return &funcs{p: p, cells: map[any]*cell{}, where: map[*ssa.Function][]holder{}, met: map[metKey]bool{}, asked: map[any]bool{}, carry: map[types.Type]bool{}, version: 1}
}

// carries reports whether a value of the type can hold functions: func() does, and so do []func(), map[string]func() and the T of a
// generic function, which may stand for one of them. A struct does not, because each of its fields is a cell of its own, and
// an interface does not: what becomes an interface is handled where it does (MakeInterface in instr).
func (fs *funcs) carries(t types.Type) bool {
	if b, ok := fs.carry[t]; ok {
		return b
	}
	fs.carry[t] = false // of a type that contains itself, as type list []list, while it is looked into
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

// passes reports whether a call hands functions on: use(logging) and h := wrap(h) do, send("Votez") does not.
func (fs *funcs) passes(call ssa.CallInstruction) bool {
	res := call.Common().Signature().Results()
	for i := range res.Len() {
		if fs.carries(res.At(i).Type()) {
			return true
		}
	}
	return slices.ContainsFunc(call.Common().Args, func(a ssa.Value) bool { return fs.carries(a.Type()) })
}

// meet notes that a call through a value can reach a function: in wrap(h), where wrap is a variable that can hold logged, h goes into
// the parameter of logged, and what logged returns comes out. The linking waits, because it may join the very classes that are
// being joined when they meet.
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

// drain links what met during unions, and what meets because of that.
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
	// Parameters and results have cells that those who call the function find too. A package variable remembers which it is, because
	// other packages may store into it, and these have to be built before its answer is complete.
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

// param returns the class of a parameter. What a function out of view does with its own nobody knows: http.HandleFunc("/", f) keeps f, and
// calls it from outside.
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

// field returns the class of a field. All objects of the type share it: what one mailer's send holds, another's may.
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

// flows notes that a cell holds a value: a function by itself, or whatever the value's own cell holds.
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
	case *ssa.Const: // nil
	case *ssa.Function:
		add(held{fn: fs.p.Real(v)})
	case *ssa.MakeClosure:
		f := v.Fn.(*ssa.Function)
		// A method value, m.Send without a call, is a function of SSA's own making around m. It stands for the method, with m kept beside it.
		if f.Synthetic != "" && len(v.Bindings) == 1 && !Abstract(f) {
			add(held{fs.p.Real(f), v.Bindings[0]})
		} else {
			add(held{fn: f})
		}
	default:
		fs.union(to, fs.value(v))
	}
}

// pass links a call with a function that it reaches: each argument goes into its parameter, and what comes out of the call is what the
// function returns.
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

// pointsToArray reports whether a type is a pointer to an array. SSA makes []func(){f, g} as a slice of such a pointer: so that the slice
// finds f and g as its elements, they count as elements of the pointer, and not as those of what it points to.
func pointsToArray(t types.Type) bool {
	p, ok := t.Underlying().(*types.Pointer)
	if !ok {
		return false
	}
	_, ok = p.Elem().Underlying().(*types.Array)
	return ok
}

// index reads a function of which SSA was just built, for what its instructions do with functions.
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
	case *ssa.Store: // *p = send, which SSA also writes for m.send = send
		if fs.carries(in.Val.Type()) {
			to := fs.value(in.Addr)
			if !pointsToArray(in.Addr.Type()) {
				to = fs.elem(to)
			}
			fs.flows(to, in.Val)
		}
	case *ssa.MapUpdate: // senders["sms"] = send
		if fs.carries(in.Value.Type()) {
			fs.flows(fs.elem(fs.value(in.Map)), in.Value)
		}
	case *ssa.Send: // jobs <- send
		if fs.carries(in.X.Type()) {
			fs.flows(fs.elem(fs.value(in.Chan)), in.X)
		}
	case *ssa.Select: // select { case jobs <- send: }
		for _, st := range in.States {
			if st.Dir == types.SendOnly && fs.carries(st.Send.Type()) {
				fs.flows(fs.elem(fs.value(st.Chan)), st.Send)
			}
		}
	case *ssa.Return: // return send
		for i, r := range in.Results {
			if fs.carries(r.Type()) {
				fs.flows(fs.result(f, i), r)
			}
		}
	case *ssa.MakeClosure: // func() { send() }: the variable send of the closure is the one around it
		fn := in.Fn.(*ssa.Function)
		if fn.Synthetic == "" || Abstract(fn) {
			for i, b := range in.Bindings {
				if fs.carries(b.Type()) {
					fs.flows(fs.value(fn.FreeVars[i]), b)
				}
			}
		}
	case *ssa.MakeInterface: // var x any = send: from here on it is out of sight, unless it goes by methods that are in view
		if !fs.carries(in.X.Type()) {
			return
		}
		c := fs.value(in)
		fs.flows(c, in.X)
		// type job func(); func (j job) Run() { j() }; var r runner = job(send): the methods of a function type call their receiver.
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
	case ssa.Value: // all else that makes a value of others
		if fs.carries(in.Type()) {
			fs.step(in)
		}
	}
}

// step links a value with what it is made of. Either it holds the same functions, or they are the elements of what it comes from.
func (fs *funcs) step(in ssa.Value) {
	same := func(v ssa.Value) { fs.flows(fs.value(in), v) }
	part := func(v ssa.Value) { fs.union(fs.value(in), fs.elem(fs.value(v))) }
	switch in := in.(type) {
	case *ssa.UnOp:
		switch {
		case in.Op == token.ARROW, in.Op == token.MUL && !pointsToArray(in.X.Type()): // <-jobs, *p
			part(in.X)
		case in.Op == token.MUL: // *p of an array, whose elements are those of p
			same(in.X)
		}
	case *ssa.FieldAddr: // &m.send
		fs.union(fs.elem(fs.value(in)), fs.field(FieldVar(in.X.Type(), in.Field)))
	case *ssa.Field: // newMailer().send
		fs.union(fs.value(in), fs.field(FieldVar(in.X.Type(), in.Field)))
	case *ssa.IndexAddr: // &senders[i]
		fs.union(fs.elem(fs.value(in)), fs.elem(fs.value(in.X)))
	case *ssa.Index: // senders[i] of an array that has no address
		part(in.X)
	case *ssa.Lookup: // senders["sms"]; with an ok beside it, an Extract reads it
		if !in.CommaOk {
			part(in.X)
		}
	case *ssa.Phi: // send := a; if urgent { send = b }
		for _, e := range in.Edges {
			same(e)
		}
	case *ssa.ChangeType: // http.HandlerFunc(f)
		same(in.X)
	case *ssa.ChangeInterface: // to another type parameter
		same(in.X)
	case *ssa.Slice: // senders[1:]
		same(in.X)
	case *ssa.TypeAssert: // x.(func()); with an ok beside it, an Extract reads it
		if !in.CommaOk {
			same(in.X)
		}
	case *ssa.Extract: // one of several values
		switch t := in.Tuple.(type) {
		case *ssa.Call: // send, err := pick()
			fs.union(fs.value(in), fs.at(callKey{t, in.Index}))
		case *ssa.Lookup: // send, ok := senders["sms"]
			part(t.X)
		case *ssa.TypeAssert: // send, ok := x.(func())
			same(t.X)
		case *ssa.UnOp: // send, ok := <-jobs
			part(t.X)
		case *ssa.Next: // for _, send := range senders, of a map: 0 is ok, 1 the key, 2 the element
			if r, ok := t.Iter.(*ssa.Range); ok && in.Index == 2 {
				part(r.X)
			}
		case *ssa.Select: // select { case send := <-jobs: }
			if st := Received(t, in.Index); st != nil {
				part(st.Chan)
			}
		}
	}
}

// call reads one call. If it names its function, as send(f), its arguments go into the parameters. If it goes through a value, as m.send(f),
// it waits in the value's cell for the functions that come there. If it goes through an interface, as s.Send(f), it
// waits until somebody asks: finding all types that have the method may mean building their packages.
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
		case f == nil: // through a value
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

// complete makes sure that nothing more can come into a cell, and returns the root of its class. Whoever mentions a field, a variable or a
// function whose parameter belongs to the class may put a function into it, so their packages are built; that may make the class
// larger, and then it is asked again. The classes that contain the cell belong to it: who has the map has its elements.
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
			// Nobody in view is left to ask. Whether others hold it too is decided once, for this version of what is known.
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

// build builds the packages that mention these fields and variables, and those that declare or mention these functions. It reports
// whether one of them had not been asked for before: then more may be known now.
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

// enter links calls of interfaces' methods with the methods that they reach: r.Register(f) hands f to the Register of every type in view
// that r can be. Where none is in view, or the interface is declared elsewhere, so that others may have it too, f is also held outside.
// It reports whether a call had not been asked for before.
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

// Targets returns the functions that a function value can be, in the order of the source: of the variable send every function that anybody in
// view puts there. None for nil and for a builtin.
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

// ValueCalls returns the calls that reach a function through a value, as m.send("Votez") reaches deliver, with the arguments that its
// parameters get: of a method value the receiver that was kept beside it comes first. outside tells that functions out of view hold it
// too, as an http.ServeMux holds its handlers, so that these calls are not all.
func (p *Program) ValueCalls(f *ssa.Function) (sites []Site, outside bool) {
	type callOf struct {
		call ssa.CallInstruction
		recv ssa.Value
	}
	known := map[callOf]bool{}
	for i := 0; i < len(p.funcs.where[f]); i++ { // no range: completing one place can find more of them
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

// Before compares positions by file and offset, as cmp.Compare does, whatever the order in which the files were read: a token.Pos
// depends on it, and a report must not.
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
