package ir

import (
	"go/types"
	"iter"
	"regexp"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Callee returns the function or method that a call names, of an interface too; nil where it calls a value.
func Callee(c *ssa.CallCommon) *types.Func {
	if c.IsInvoke() {
		return c.Method
	}
	f := c.StaticCallee()
	if f == nil {
		return nil
	}
	if o := f.Origin(); o != nil {
		f = o
	}
	obj, _ := f.Object().(*types.Func)
	return obj
}

// Bound reports whether a call is one of a method that was taken as a value on the spot: send := client.Send; send(m).
func Bound(c *ssa.CallCommon) bool {
	mc, ok := c.Value.(*ssa.MakeClosure)
	return ok && mc.Fn.(*ssa.Function).Synthetic != "" && !Abstract(mc.Fn.(*ssa.Function))
}

// Abstract reports whether a function is one that go/ssa makes of an interface's method that is used as a value: f := io.Reader.Read.
// It calls whatever the interface holds.
func Abstract(f *ssa.Function) bool {
	obj, ok := f.Object().(*types.Func)
	return ok && f.Synthetic != "" && types.IsInterface(RecvType(obj))
}

// ResultValue returns the value that holds component i of what an instruction yields: result i of a call, or the value before its
// ok; nil if nobody looks at it.
func ResultValue(v ssa.Value, i int) ssa.Value {
	if v == nil {
		return nil
	}
	if t, ok := v.Type().(*types.Tuple); ok {
		if t.Len() == 0 || v.Referrers() == nil {
			return nil
		}
		for _, in := range *v.Referrers() {
			if x, ok := in.(*ssa.Extract); ok && x.Index == i {
				return x
			}
		}
		return nil
	}
	return v
}

// Real returns the function as it is declared, of one that go/ssa made of it: an instance of a generic function, a method that is
// bound to its receiver or takes it as an argument.
func (p *Program) Real(f *ssa.Function) *ssa.Function {
	if o := f.Origin(); o != nil && o != f {
		f = o
	}
	if f.Synthetic != "" {
		if obj, ok := f.Object().(*types.Func); ok {
			if types.IsInterface(RecvType(obj)) {
				return f
			}
			if r := p.prog.FuncValue(obj.Origin()); r != nil {
				return r
			}
		}
	}
	return f
}

// RecvType returns the type of a method's receiver, types.Typ[types.Invalid] for a function.
func RecvType(f *types.Func) types.Type {
	if r := f.Signature().Recv(); r != nil {
		return r.Type()
	}
	return types.Typ[types.Invalid]
}

// Static returns the function that a call names, or that the closure made on the spot calls.
func (p *Program) Static(c *ssa.CallCommon) *ssa.Function {
	if f := c.StaticCallee(); f != nil {
		return p.Real(f)
	}
	return nil
}

// Args returns the arguments of a call in the order of the parameters of its function, receiver first.
func Args(c *ssa.CallCommon) []ssa.Value {
	if c.IsInvoke() {
		return append([]ssa.Value{c.Value}, c.Args...)
	}
	if Bound(c) {
		return append(slices.Clone(c.Value.(*ssa.MakeClosure).Bindings), c.Args...)
	}
	return c.Args
}

// Site is one call of a function, with the values that its parameters get.
type Site struct {
	Instr ssa.Instruction
	Args  []ssa.Value
}

// Group is the calls of one method of one interface type. They reach the same functions: a thousand calls and a thousand types that
// implement the interface are a million ways.
type Group struct {
	key   implKey
	calls []ssa.CallInstruction
}

// Len returns how many calls there are, in what was built so far.
func (g *Group) Len() int { return len(g.calls) }

// Some reports whether something holds of a call.
func (g *Group) Some(holds func(ssa.CallInstruction) bool) bool {
	return slices.ContainsFunc(g.calls, holds)
}

// grouped notes a call of an interface's method.
func (p *Program) grouped(c ssa.CallInstruction) {
	cc := c.Common()
	i, ok := cc.Value.Type().Underlying().(*types.Interface)
	if !ok {
		return
	}
	k := implKey{cc.Method, i}
	g := p.groups[k]
	if g == nil {
		g = &Group{key: k}
		p.groups[k] = g
		p.invokes[cc.Method.Name()] = append(p.invokes[cc.Method.Name()], g)
	}
	g.calls = append(g.calls, c)
}

// Callers returns every call in view that can reach the function; outside tells that functions out of view get it as a value.
func (p *Program) Callers(f *ssa.Function) (sites []Site, outside bool) {
	return p.CallersBut(f, func(*Group) bool { return false })
}

// CallersBut returns the calls that can reach the function, without those groups of calls that are of no interest.
func (p *Program) CallersBut(f *ssa.Function, skip func(*Group) bool) (sites []Site, outside bool) {
	if obj, ok := f.Object().(*types.Func); ok {
		for _, u := range p.usersOf(obj) {
			p.need(u)
		}
		if r := RecvType(obj); r != types.Typ[types.Invalid] {
			for _, m := range p.Abstracts(obj) {
				for _, u := range p.usersOf(m) {
					p.need(u)
				}
			}
			for _, g := range p.invokes[f.Name()] {
				if !p.reaches(g.calls[0].Common(), f) || skip(g) {
					continue
				}
				for _, c := range g.calls {
					sites = append(sites, Site{c, Args(c.Common())})
				}
			}
		}
	}
	for _, c := range p.calls[f] {
		sites = append(sites, Site{c, Args(c.Common())})
	}
	dyn, outside := p.ValueCalls(f)
	return append(sites, dyn...), outside
}

// Foreign reports whether a call is one of an interface that is declared out of view, as w.Write(b) of an io.Writer: it can reach
// any writer, and that it reaches the one in question is not known.
func (p *Program) Foreign(in ssa.Instruction) bool {
	call, ok := in.(ssa.CallInstruction)
	return ok && call.Common().IsInvoke() && p.byPkg[call.Common().Method.Pkg()] == nil
}

// ForeignGroup reports whether the interface of the calls is declared out of view.
func (p *Program) ForeignGroup(g *Group) bool { return p.byPkg[g.key.method.Pkg()] == nil }

// Boxed reports whether functions out of view get an object whose method this is: as an interface that has the method, or as an
// any that they register, mux.Handle("/", h). They will call the method, with what nobody in view decides.
func (p *Program) Boxed(f *ssa.Function) bool {
	obj, ok := f.Object().(*types.Func)
	if !ok || !obj.Exported() {
		return false
	}
	n := NamedType(RecvType(obj))
	if n == nil {
		return false
	}
	for _, u := range p.Units {
		if u.Pkg == n.Obj().Pkg() || slices.Contains(u.Pkg.Imports(), n.Obj().Pkg()) {
			p.need(u.Pkg)
		}
	}
	for _, in := range p.boxes[n.Obj()] {
		i := in.Type().Underlying().(*types.Interface)
		if i.NumMethods() == 0 {
			for _, use := range *in.Referrers() {
				if call, ok := use.(ssa.CallInstruction); ok && registers(Callee(call.Common())) && len(p.Named(call.Common())) == 0 {
					return true
				}
			}
			continue
		}
		if m, _, _ := types.LookupFieldOrMethod(i, false, obj.Pkg(), obj.Name()); m != nil && p.byPkg[m.Pkg()] == nil {
			return true
		}
	}
	return false
}

var registering = regexp.MustCompile(`(?i)(^|[.])(register|handle|serve|bind|subscribe|provide|mount)`)

// registers reports whether a function is named after taking an object whose methods it will call: grpc's RegisterService.
func registers(f *types.Func) bool { return f != nil && registering.MatchString(ObjName(f)) }

// Named returns the functions in view that a call names.
func (p *Program) Named(c *ssa.CallCommon) []*ssa.Function {
	if c.IsInvoke() {
		return p.Implementations(c.Method, c.Value.Type())
	}
	if f := p.Static(c); f != nil && p.HasFunc(f) {
		return []*ssa.Function{f}
	}
	return nil
}

// Returns yields the return instructions of a function.
func Returns(f *ssa.Function) iter.Seq[*ssa.Return] {
	return func(yield func(*ssa.Return) bool) {
		for _, b := range f.Blocks {
			if r, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && !yield(r) {
				return
			}
		}
	}
}

// Received returns the case of a select statement whose value is component i of what the statement yields, nil if none is: 0 and 1
// say which case ran, and the values received follow in the order of the receiving cases.
func Received(s *ssa.Select, i int) *ssa.SelectState {
	next := 2
	for _, st := range s.States {
		if st.Dir == types.RecvOnly {
			if next == i {
				return st
			}
			next++
		}
	}
	return nil
}
