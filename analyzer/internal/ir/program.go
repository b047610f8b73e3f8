// Package ir is the program that the linter reads: packages in SSA form, which calls can reach which functions, what a function
// value can be, and which types are made which interfaces. It judges nothing and knows no library.
//
// SSA of a package is built when a question first reaches it, so that a module of a thousand packages of which three send pays
// for those three and what leads to them.
package ir

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// Unit is one type-checked package with its syntax.
type Unit struct {
	Pkg   *types.Package
	Files []*ast.File
	Info  *types.Info
}

// Program is the packages in view. SSA is built of a package when a question first reaches it.
type Program struct {
	Fset  *token.FileSet
	Units []*Unit // sorted by path

	prog  *ssa.Program
	byPkg map[*types.Package]*Unit
	built map[*types.Package]bool
	order []*types.Package // in which packages were built

	users  map[types.Object][]*types.Package
	types  []*types.TypeName             // concrete types declared in view
	ifaces map[string][]*types.Interface // declared in view, by the names of their methods

	calls      map[*ssa.Function][]ssa.CallInstruction
	invokes    map[string][]*Group // calls of interfaces' methods, by the method's name
	groups     map[implKey]*Group
	fieldAddrs map[*types.Var][]ssa.Value
	globals    map[*ssa.Global][]ssa.Instruction
	funcs      *funcs
	wrappers   map[*ssa.Function]bool // methods of interfaces as values
	conv       *conversions
	boxes      map[*types.TypeName][]*ssa.MakeInterface // objects made interfaces
	closures   map[*ssa.Function][]*ssa.MakeClosure
	functions  map[*types.Package][]*ssa.Function
	impls      map[implKey][]*ssa.Function
	among      map[implKey]map[*ssa.Function]bool // the same
}

// NewProgram prepares the packages; it builds nothing.
func NewProgram(fset *token.FileSet, units []*Unit) *Program {
	units = slices.Clone(units)
	slices.SortFunc(units, func(a, b *Unit) int { return cmp.Compare(a.Pkg.Path(), b.Pkg.Path()) })
	p := &Program{
		Fset: fset, Units: units,
		byPkg: map[*types.Package]*Unit{}, built: map[*types.Package]bool{},
		calls: map[*ssa.Function][]ssa.CallInstruction{}, invokes: map[string][]*Group{}, groups: map[implKey]*Group{},
		fieldAddrs: map[*types.Var][]ssa.Value{}, globals: map[*ssa.Global][]ssa.Instruction{},
		closures: map[*ssa.Function][]*ssa.MakeClosure{}, boxes: map[*types.TypeName][]*ssa.MakeInterface{}, wrappers: map[*ssa.Function]bool{},
		functions: map[*types.Package][]*ssa.Function{}, impls: map[implKey][]*ssa.Function{}, among: map[implKey]map[*ssa.Function]bool{},
	}
	for _, u := range units {
		p.byPkg[u.Pkg] = u
	}
	p.funcs = newFuncs(p)
	return p
}

// BuiltPaths returns the import paths of the packages that SSA was built of, in that order.
func (p *Program) BuiltPaths() []string {
	var paths []string
	for _, pkg := range p.order {
		paths = append(paths, pkg.Path())
	}
	return paths
}

// Mentions calls f for every function or field that a package uses, sorted by nothing.
func (u *Unit) Mentions(f func(types.Object)) {
	for _, obj := range u.Info.Uses {
		f(obj)
	}
}

// usersOf returns the packages in view that mention the object, sorted.
func (p *Program) usersOf(obj types.Object) []*types.Package {
	if len(p.Units) == 1 {
		return []*types.Package{p.Units[0].Pkg}
	}
	if p.users == nil {
		p.users = map[types.Object][]*types.Package{}
		for _, u := range p.Units {
			p.readUses(u)
		}
	}
	switch o := obj.(type) {
	case *types.Func:
		obj = o.Origin()
	case *types.Var:
		obj = o.Origin()
	}
	users := p.users[obj]
	if own := obj.Pkg(); own != nil && p.byPkg[own] != nil && !slices.Contains(users, own) {
		users = append([]*types.Package{own}, users...)
	}
	return users
}

// readUses notes which functions, fields and variables of packages in view a package mentions.
func (p *Program) readUses(u *Unit) {
	seen := map[types.Object]bool{}
	note := func(o types.Object) {
		if o.Pkg() == nil || p.byPkg[o.Pkg()] == nil {
			return
		}
		switch o := o.(type) {
		case *types.Func:
			seen[o.Origin()] = true
		case *types.Var:
			if o.IsField() || o.Parent() == o.Pkg().Scope() {
				seen[o.Origin()] = true
			}
		}
	}
	for _, o := range u.Info.Uses {
		note(o)
	}
	// Promoted fields and methods are used without being named.
	for _, s := range u.Info.Selections {
		note(s.Obj())
	}
	// A literal without field names uses every field of its type.
	ast.Inspect(&ast.File{Name: ast.NewIdent("_"), Decls: decls(u.Files)}, func(n ast.Node) bool {
		lit, ok := n.(*ast.CompositeLit)
		if !ok || len(lit.Elts) == 0 {
			return true
		}
		if _, keyed := lit.Elts[0].(*ast.KeyValueExpr); keyed {
			return true
		}
		if st, ok := StructOf(u.Info.TypeOf(lit)); ok {
			for i := range st.NumFields() {
				seen[st.Field(i).Origin()] = true
			}
		}
		return true
	})
	for o := range seen {
		p.users[o] = append(p.users[o], u.Pkg)
	}
}

func decls(files []*ast.File) []ast.Decl {
	var ds []ast.Decl
	for _, f := range files {
		ds = append(ds, f.Decls...)
	}
	return ds
}

// need builds the SSA of a package in view, once, and indexes it. It reports whether the package is in view.
func (p *Program) need(pkg *types.Package) bool {
	u := p.byPkg[pkg]
	if u == nil {
		return false
	}
	if p.built[pkg] {
		return true
	}
	p.built[pkg] = true
	p.order = append(p.order, pkg)
	if p.prog == nil {
		p.create()
	}
	sp := p.prog.Package(pkg)
	sp.Build()
	fns := p.declared(sp, u)
	p.functions[pkg] = fns
	for _, f := range fns {
		p.index(f)
	}
	for _, f := range fns {
		p.funcs.index(f)
	}
	return true
}

// create makes the SSA program of the packages in view and those that they import, without functions' bodies.
func (p *Program) create() {
	p.prog = ssa.NewProgram(p.Fset, 0)
	created := map[*types.Package]bool{}
	for _, u := range p.Units {
		created[u.Pkg] = true
	}
	for _, u := range p.Units {
		for _, imp := range u.Pkg.Imports() {
			if !created[imp] {
				created[imp] = true
				p.prog.CreatePackage(imp, nil, nil, true)
			}
		}
	}
	for _, u := range p.Units {
		p.prog.CreatePackage(u.Pkg, u.Files, u.Info, true)
	}
}

// declared returns the functions that a package declares, in the order of its files, with the literals in them.
func (p *Program) declared(sp *ssa.Package, u *Unit) []*ssa.Function {
	var fns []*ssa.Function
	var visit func(f *ssa.Function)
	visit = func(f *ssa.Function) {
		fns = append(fns, f)
		for _, a := range f.AnonFuncs {
			visit(a)
		}
	}
	if init := sp.Func("init"); init != nil {
		visit(init)
	}
	for _, file := range u.Files {
		for _, d := range file.Decls {
			if d, ok := d.(*ast.FuncDecl); ok && d.Name.Name != "_" {
				if obj, ok := u.Info.Defs[d.Name].(*types.Func); ok {
					if f := p.prog.FuncValue(obj); f != nil {
						visit(f)
					}
				}
			}
		}
	}
	// func init() has no object that FuncValue knows under its name; its functions are init#1, init#2, …
	var inits []*ssa.Function
	for n, m := range sp.Members {
		if f, ok := m.(*ssa.Function); ok && strings.HasPrefix(n, "init#") && !slices.Contains(fns, f) {
			inits = append(inits, f)
		}
	}
	slices.SortFunc(inits, func(a, b *ssa.Function) int { return cmp.Compare(a.Pos(), b.Pos()) })
	for _, f := range inits {
		visit(f)
	}
	return fns
}

// index notes the calls, fields, variables and interfaces that a function mentions.
func (p *Program) index(f *ssa.Function) {
	var ops []*ssa.Value
	for _, b := range f.Blocks {
		for _, in := range b.Instrs {
			if c, ok := in.(ssa.CallInstruction); ok {
				cc := c.Common()
				if cc.IsInvoke() {
					p.grouped(c)
				} else if fn := p.Static(cc); fn != nil {
					p.calls[fn] = append(p.calls[fn], c)
				}
			}
			switch in := in.(type) {
			case *ssa.FieldAddr:
				v := FieldVar(in.X.Type(), in.Field)
				p.fieldAddrs[v] = append(p.fieldAddrs[v], in)
			case *ssa.Field:
				v := FieldVar(in.X.Type(), in.Field)
				p.fieldAddrs[v] = append(p.fieldAddrs[v], in)
			case *ssa.MakeClosure:
				fn := in.Fn.(*ssa.Function)
				p.closures[fn] = append(p.closures[fn], in)
				p.wrapper(fn)
			case *ssa.MakeInterface:
				if n := NamedType(in.X.Type()); n != nil && p.byPkg[n.Obj().Pkg()] != nil {
					p.boxes[n.Obj()] = append(p.boxes[n.Obj()], in)
				}
			}
			ops = in.Operands(ops[:0])
			for _, op := range ops {
				switch v := (*op).(type) {
				case *ssa.Global:
					p.globals[v] = append(p.globals[v], in)
				case *ssa.Function:
					p.wrapper(v)
				}
			}
		}
	}
}

// wrapper reads the function that stands for an interface's method as a value.
func (p *Program) wrapper(f *ssa.Function) {
	if Abstract(f) && !p.wrappers[f] && len(f.Blocks) > 0 {
		p.wrappers[f] = true
		p.index(f)
		p.funcs.index(f)
	}
}

// Body returns the function with its body if its package is in view.
func (p *Program) Body(f *ssa.Function) (*ssa.Function, bool) {
	if f == nil {
		return nil, false
	}
	pkg := f.Pkg
	if pkg == nil && f.Parent() != nil {
		pkg = f.Parent().Pkg
	}
	if p.wrappers[f] {
		return f, true
	}
	if pkg == nil || !p.need(pkg.Pkg) || len(f.Blocks) == 0 {
		return f, false
	}
	return f, true
}

// Addrs returns every place in view that takes the address of a field or reads it.
func (p *Program) Addrs(f *types.Var) []ssa.Value {
	for _, u := range p.usersOf(f) {
		p.need(u)
	}
	return p.fieldAddrs[f.Origin()]
}

// Bindings returns the values that a free variable stands for.
func (p *Program) Bindings(v *ssa.FreeVar) []ssa.Value {
	f := v.Parent()
	i := slices.Index(f.FreeVars, v)
	var vs []ssa.Value
	for _, mc := range p.closures[f] {
		if i < len(mc.Bindings) {
			vs = append(vs, mc.Bindings[i])
		}
	}
	return vs
}

// Together reports whether two positions lie in one declaration.
func (p *Program) Together(a, b token.Pos) bool {
	for _, u := range p.Units {
		for _, f := range u.Files {
			if a < f.FileStart || f.FileEnd < a {
				continue
			}
			i, found := slices.BinarySearchFunc(f.Decls, a, func(d ast.Decl, at token.Pos) int {
				switch {
				case d.End() <= at:
					return -1
				case d.Pos() > at:
					return 1
				}
				return 0
			})
			return found && f.Decls[i].Pos() <= b && b < f.Decls[i].End()
		}
	}
	return false
}

// Has reports whether a package is in view.
func (p *Program) Has(pkg *types.Package) bool { return p.byPkg[pkg] != nil }

// Functions returns the functions that a package in view declares, with the literals in them, nil of one that is not in view.
func (p *Program) Functions(pkg *types.Package) []*ssa.Function {
	if !p.need(pkg) {
		return nil
	}
	return p.functions[pkg]
}

// Uses returns every instruction in view that mentions a package variable.
func (p *Program) Uses(g *ssa.Global) []ssa.Instruction {
	if g.Object() != nil {
		for _, u := range p.usersOf(g.Object()) {
			p.need(u)
		}
	}
	return p.globals[g]
}

// ForeignFields returns the fields of types out of view that what was built so far reads or writes, sorted.
func (p *Program) ForeignFields() []*types.Var {
	var fields []*types.Var
	for f := range p.fieldAddrs {
		if p.byPkg[f.Pkg()] == nil {
			fields = append(fields, f)
		}
	}
	slices.SortFunc(fields, func(a, b *types.Var) int {
		return cmp.Or(cmp.Compare(a.Pkg().Path(), b.Pkg().Path()), cmp.Compare(a.Pos(), b.Pos()), cmp.Compare(a.Name(), b.Name()))
	})
	return fields
}
