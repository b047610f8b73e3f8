package ir

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// implKey is a method of an interface type, by which calls of it are answered once.
type implKey struct {
	method *types.Func
	iface  *types.Interface
}

// concrete returns the named types that packages in view declare, interfaces apart, sorted.
func (p *Program) concrete() []*types.TypeName {
	if p.types == nil {
		p.types = []*types.TypeName{}
		for _, u := range p.Units {
			for _, n := range u.Pkg.Scope().Names() {
				if tn, ok := u.Pkg.Scope().Lookup(n).(*types.TypeName); ok && !tn.IsAlias() && !types.IsInterface(tn.Type()) {
					p.types = append(p.types, tn)
				}
			}
		}
	}
	return p.types
}

// Implementations returns the methods in view that a call of an interface's method can reach: those of the types that implement
// it, and where more than one does, only of those that the program makes the interface (conversions.go).
func (p *Program) Implementations(method *types.Func, iface types.Type) []*ssa.Function {
	i, ok := iface.Underlying().(*types.Interface)
	if !ok {
		return nil
	}
	k := implKey{method, i}
	if fns, ok := p.impls[k]; ok {
		return fns
	}
	var cands []*types.TypeName
	for _, tn := range p.concrete() {
		if n, ok := tn.Type().(*types.Named); ok && n.TypeParams().Len() > 0 {
			continue
		}
		if types.Implements(tn.Type(), i) || types.Implements(types.NewPointer(tn.Type()), i) {
			cands = append(cands, tn)
		}
	}
	if len(cands) > 1 {
		if ok, all := p.converted().makes(iface); !all {
			// Where nothing makes any of them the interface, reflection does, as containers of services use it.
			if made := slices.DeleteFunc(slices.Clone(cands), func(t *types.TypeName) bool { return !ok(t) }); len(made) > 0 {
				cands = made
			}
		}
	}
	var fns []*ssa.Function
	among := map[*ssa.Function]bool{}
	for _, tn := range cands {
		obj, _, _ := types.LookupFieldOrMethod(types.NewPointer(tn.Type()), true, method.Pkg(), method.Name())
		m, ok := obj.(*types.Func)
		if !ok || !p.need(m.Pkg()) {
			continue
		}
		if f := p.prog.FuncValue(m.Origin()); f != nil && !among[f] {
			among[f] = true
			fns = append(fns, f)
		}
	}
	p.impls[k], p.among[k] = fns, among
	return fns
}

// reaches reports whether a call of an interface's method can reach a function.
func (p *Program) reaches(c *ssa.CallCommon, f *ssa.Function) bool {
	p.Implementations(c.Method, c.Value.Type())
	i, _ := c.Value.Type().Underlying().(*types.Interface)
	return p.among[implKey{c.Method, i}][f]
}

// Abstracts returns the methods of interfaces declared in view that a concrete method implements.
func (p *Program) Abstracts(m *types.Func) []*types.Func {
	if p.ifaces == nil {
		p.ifaces = map[string][]*types.Interface{}
		for _, u := range p.Units {
			for _, n := range u.Pkg.Scope().Names() {
				tn, ok := u.Pkg.Scope().Lookup(n).(*types.TypeName)
				if !ok {
					continue
				}
				if i, ok := tn.Type().Underlying().(*types.Interface); ok {
					for j := range i.NumMethods() {
						p.ifaces[i.Method(j).Name()] = append(p.ifaces[i.Method(j).Name()], i)
					}
				}
			}
		}
	}
	var ms []*types.Func
	recv := RecvType(m)
	for _, i := range p.ifaces[m.Name()] {
		if types.Implements(recv, i) || types.Implements(types.NewPointer(recv), i) {
			for j := range i.NumMethods() {
				if a := i.Method(j); a.Name() == m.Name() {
					ms = append(ms, a)
				}
			}
		}
	}
	return ms
}
