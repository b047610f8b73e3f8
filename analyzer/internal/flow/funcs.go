package flow

import (
	"cmp"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Functions are values too: kept in variables, fields, slices and maps, handed on as parameters and through channels. Which
// function a call through a value can reach, and which calls can reach a function, is answered by classes of places that hand
// functions on to each other (unification). A place is a variable, a field of any object, a parameter, a result, or the elements
// of a container. It is coarse about order and objects, exact about names, and almost linear.

// cell is such a place. Cells of one class have the same root.
type cell struct {
	up   *cell
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

// holder is one cell that holds a function.
type holder struct {
	c    *cell
	recv ssa.Value
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

func find(c *cell) *cell {
	for c.up != nil {
		if c.up.up != nil {
			c.up = c.up.up
		}
		c = c.up
	}
	return c
}

func (fs *funcs) at(key any) *cell {
	c := fs.cells[key]
	if c == nil {
		c = &cell{size: 1}
		fs.cells[key] = c
	}
	return find(c)
}

func (fs *funcs) elem(c *cell) *cell {
	c = find(c)
	if c.elem == nil {
		c.elem = &cell{size: 1, holds: []*cell{c}}
	}
	return find(c.elem)
}

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

func (fs *funcs) param(f *ssa.Function, i int) *cell {
	return fs.of(paramKey{f, i}, f, !fs.p.inView(f))
}

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
		add(held{fn: fs.p.real(v)})
	case *ssa.MakeClosure:
		f := v.Fn.(*ssa.Function)
		if f.Synthetic != "" && len(v.Bindings) == 1 && !abstract(f) {
			add(held{fs.p.real(f), v.Bindings[0]})
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
		if fn.Synthetic == "" || abstract(fn) {
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
		fs.union(fs.elem(fs.value(in)), fs.field(fieldVar(in.X.Type(), in.Field)))
	case *ssa.Field:
		fs.union(fs.value(in), fs.field(fieldVar(in.X.Type(), in.Field)))
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
			i := 2
			for _, st := range t.States {
				if st.Dir == types.RecvOnly {
					if i == in.Index {
						part(st.Chan)
					}
					i++
				}
			}
		}
	}
}

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
	as := args(c)
	if !c.IsInvoke() {
		f := fs.p.static(c)
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
		case fs.p.inView(f):
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

// complete builds the packages that can add to what a cell holds, and returns the root of its class.
func (fs *funcs) complete(c *cell) *cell {
	once := func(k any) bool {
		old := fs.asked[k]
		fs.asked[k] = true
		return !old
	}
	for {
		if c = find(c); c.settled == fs.version {
			return c
		}
		changed := false
		work := containers(c)
		var vars []types.Object
		var fns []*ssa.Function
		var invokes []ssa.CallInstruction
		for _, x := range work {
			vars, fns, invokes = append(vars, x.vars...), append(fns, x.fns...), append(invokes, x.invokes...)
		}
		for _, v := range vars {
			if once(v) {
				changed = true
				for _, u := range fs.p.usersOf(v) {
					fs.p.need(u)
				}
			}
		}
		for _, f := range fns {
			if !fs.p.inView(f) || !once(f) {
				continue
			}
			changed = true
			fs.p.body(f)
			if obj, ok := f.Object().(*types.Func); ok {
				for _, u := range fs.p.usersOf(obj) {
					fs.p.need(u)
				}
			}
		}
		for _, in := range invokes {
			if !once(in) {
				continue
			}
			changed = true
			cc := in.Common()
			known := false
			for _, f := range fs.p.implementations(cc.Method, cc.Value.Type()) {
				if f, ok := fs.p.body(f); ok {
					known = true
					fs.pass(in, f, args(cc))
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
		fs.drain()
		if !changed {
			c = find(c)
			c.settled = fs.version
			c.escapes = slices.ContainsFunc(work, func(x *cell) bool { return x.outside })
			return c
		}
	}
}

// inView reports whether the function's package is in view, built or not.
func (p *Program) inView(f *ssa.Function) bool {
	if p.wrappers[f] {
		return true
	}
	pkg := f.Pkg
	if pkg == nil && f.Parent() != nil {
		pkg = f.Parent().Pkg
	}
	return pkg != nil && p.byPkg[pkg.Pkg] != nil
}

// targets returns the functions that a function value can be, as far as the view tells.
func (p *Program) targets(v ssa.Value) []*ssa.Function {
	switch v := v.(type) {
	case *ssa.Function:
		return []*ssa.Function{p.real(v)}
	case *ssa.MakeClosure:
		return []*ssa.Function{p.real(v.Fn.(*ssa.Function))}
	case *ssa.Const, *ssa.Builtin:
		return nil
	}
	var fns []*ssa.Function
	for _, m := range p.funcs.complete(p.funcs.value(v)).has {
		if !slices.Contains(fns, m.fn) {
			fns = append(fns, m.fn)
		}
	}
	slices.SortStableFunc(fns, func(a, b *ssa.Function) int { return p.before(a.Pos(), b.Pos()) })
	return fns
}

// valueCalls returns the calls that reach a function through a value, with the arguments that its parameters get. outside
// tells that functions out of view hold it too.
func (p *Program) valueCalls(f *ssa.Function) (sites []site, outside bool) {
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
				sites = append(sites, site{call, as})
			}
		}
	}
	return sites, outside
}

// before orders positions by file and offset, whatever the order in which the files were read.
func (p *Program) before(a, b token.Pos) int {
	x, y := p.Fset.Position(a), p.Fset.Position(b)
	return cmp.Or(cmp.Compare(x.Filename, y.Filename), cmp.Compare(x.Offset, y.Offset))
}
