// Package flow answers where a text that leaves a program comes from. It is the core that both drivers of the analyzer
// share: the one that sees a whole module, and the one that sees a package and what is known about its imports.
//
// It works backwards from the calls that send. A query asks for the beginnings (leaves) of a value at a path; its answer is
// the least fixpoint of the equations between queries, computed with a worklist, so that recursion ends and neither
// the order of maps nor a cap decides what is found. A send whose text is a parameter makes a send of every call of that
// function; one whose text is a field of an object met elsewhere makes a send of everything that fills the field.
//
// Variables that do not escape are followed by SSA; memory is followed without regard to order: a variable that is
// written twice holds either.
package flow

import (
	"cmp"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/sinks"
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
	invokes    map[string][]ssa.CallInstruction
	fieldAddrs map[*types.Var][]ssa.Value
	globals    map[*ssa.Global][]ssa.Instruction
	funcs      *funcs
	wrappers   map[*ssa.Function]bool // methods of interfaces as values
	conv       *conversions
	hosts      *bool                                    // whether a provider's host is named
	boxes      map[*types.TypeName][]*ssa.MakeInterface // objects made interfaces
	closures   map[*ssa.Function][]*ssa.MakeClosure
	functions  map[*types.Package][]*ssa.Function
	impls      map[implKey][]*ssa.Function
}

type implKey struct {
	method *types.Func
	iface  *types.Interface
}

// NewProgram prepares the packages; it builds nothing.
func NewProgram(fset *token.FileSet, units []*Unit) *Program {
	units = slices.Clone(units)
	slices.SortFunc(units, func(a, b *Unit) int { return cmp.Compare(a.Pkg.Path(), b.Pkg.Path()) })
	p := &Program{
		Fset: fset, Units: units,
		byPkg: map[*types.Package]*Unit{}, built: map[*types.Package]bool{},
		calls: map[*ssa.Function][]ssa.CallInstruction{}, invokes: map[string][]ssa.CallInstruction{},
		fieldAddrs: map[*types.Var][]ssa.Value{}, globals: map[*ssa.Global][]ssa.Instruction{},
		closures: map[*ssa.Function][]*ssa.MakeClosure{}, boxes: map[*types.TypeName][]*ssa.MakeInterface{}, wrappers: map[*ssa.Function]bool{},
		functions: map[*types.Package][]*ssa.Function{}, impls: map[implKey][]*ssa.Function{},
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
			seen := map[types.Object]bool{}
			note := func(o types.Object) {
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
				if o.Pkg() != nil && p.byPkg[o.Pkg()] != nil {
					note(o)
				}
			}
			// Promoted fields and methods are used without being named.
			for _, s := range u.Info.Selections {
				if s.Obj().Pkg() != nil && p.byPkg[s.Obj().Pkg()] != nil {
					note(s.Obj())
				}
			}
			for o := range seen {
				p.users[o] = append(p.users[o], u.Pkg)
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
				if st, ok := structOf(u.Info.TypeOf(lit)); ok {
					for i := range st.NumFields() {
						o := types.Object(st.Field(i).Origin())
						if !seen[o] {
							seen[o] = true
							p.users[o] = append(p.users[o], u.Pkg)
						}
					}
				}
				return true
			})
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
	sp := p.prog.Package(pkg)
	sp.Build()
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
	p.functions[pkg] = fns
	for _, f := range fns {
		p.index(f)
	}
	for _, f := range fns {
		p.funcs.index(f)
	}
	return true
}

func (p *Program) index(f *ssa.Function) {
	var ops []*ssa.Value
	for _, b := range f.Blocks {
		for _, in := range b.Instrs {
			if c, ok := in.(ssa.CallInstruction); ok {
				cc := c.Common()
				if cc.IsInvoke() {
					p.invokes[cc.Method.Name()] = append(p.invokes[cc.Method.Name()], c)
				} else if fn := p.static(cc); fn != nil {
					p.calls[fn] = append(p.calls[fn], c)
				}
			}
			switch in := in.(type) {
			case *ssa.FieldAddr:
				v := fieldVar(in.X.Type(), in.Field)
				p.fieldAddrs[v] = append(p.fieldAddrs[v], in)
			case *ssa.Field:
				v := fieldVar(in.X.Type(), in.Field)
				p.fieldAddrs[v] = append(p.fieldAddrs[v], in)
			case *ssa.MakeClosure:
				fn := in.Fn.(*ssa.Function)
				p.closures[fn] = append(p.closures[fn], in)
				p.wrapper(fn)
			case *ssa.MakeInterface:
				if n := namedType(in.X.Type()); n != nil && p.byPkg[n.Obj().Pkg()] != nil {
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
	if abstract(f) && !p.wrappers[f] && len(f.Blocks) > 0 {
		p.wrappers[f] = true
		p.index(f)
		p.funcs.index(f)
	}
}

// real returns the declared function behind an instantiation, a bound method or a thunk.
func (p *Program) real(f *ssa.Function) *ssa.Function {
	if o := f.Origin(); o != nil && o != f {
		f = o
	}
	if f.Synthetic != "" {
		if obj, ok := f.Object().(*types.Func); ok {
			if types.IsInterface(recvType(obj)) {
				return f
			}
			if r := p.prog.FuncValue(obj.Origin()); r != nil {
				return r
			}
		}
	}
	return f
}

func recvType(f *types.Func) types.Type {
	if r := f.Signature().Recv(); r != nil {
		return r.Type()
	}
	return types.Typ[types.Invalid]
}

// static returns the function that a call names, or that the closure made on the spot calls.
func (p *Program) static(c *ssa.CallCommon) *ssa.Function {
	if f := c.StaticCallee(); f != nil {
		return p.real(f)
	}
	return nil
}

// args returns the arguments of a call in the order of the parameters of its function, receiver first.
func args(c *ssa.CallCommon) []ssa.Value {
	if c.IsInvoke() {
		return append([]ssa.Value{c.Value}, c.Args...)
	}
	if bound(c) {
		return append(slices.Clone(c.Value.(*ssa.MakeClosure).Bindings), c.Args...)
	}
	return c.Args
}

func fieldVar(t types.Type, i int) *types.Var {
	st, _ := structOf(t)
	return st.Field(i).Origin()
}

func structOf(t types.Type) (*types.Struct, bool) {
	if t == nil {
		return nil, false
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		// A type parameter whose core type is a struct.
		if tp, isParam := types.Unalias(t).(*types.TypeParam); isParam {
			if i, isIface := tp.Constraint().Underlying().(*types.Interface); isIface && i.NumEmbeddeds() == 1 {
				if s, isStruct := i.EmbeddedType(0).Underlying().(*types.Struct); isStruct {
					return s, true
				}
			}
		}
	}
	return st, ok
}

// concrete returns the named types declared in view that are no interfaces, sorted.
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

// implementations returns the methods in view that a call of an interface's method can reach.
func (p *Program) implementations(method *types.Func, iface types.Type) []*ssa.Function {
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
	for _, tn := range cands {
		obj, _, _ := types.LookupFieldOrMethod(types.NewPointer(tn.Type()), true, method.Pkg(), method.Name())
		m, ok := obj.(*types.Func)
		if !ok || !p.need(m.Pkg()) {
			continue
		}
		if f := p.prog.FuncValue(m.Origin()); f != nil && !slices.Contains(fns, f) {
			fns = append(fns, f)
		}
	}
	p.impls[k] = fns
	return fns
}

// body returns the function with its body if its package is in view.
func (p *Program) body(f *ssa.Function) (*ssa.Function, bool) {
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

// addrs returns every place in view that takes the address of a field or reads it.
func (p *Program) addrs(f *types.Var) []ssa.Value {
	for _, u := range p.usersOf(f) {
		p.need(u)
	}
	return p.fieldAddrs[f.Origin()]
}

// bindings returns the values that a free variable stands for.
func (p *Program) bindings(v *ssa.FreeVar) []ssa.Value {
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

// site is one call of a function, with the values that its parameters get.
type site struct {
	instr ssa.Instruction
	args  []ssa.Value
}

// callers returns every call in view that can reach the function; outside tells that functions out of view get it as a value.
func (p *Program) callers(f *ssa.Function) (sites []site, outside bool) {
	if obj, ok := f.Object().(*types.Func); ok {
		for _, u := range p.usersOf(obj) {
			p.need(u)
		}
		if r := recvType(obj); r != types.Typ[types.Invalid] {
			for _, m := range p.abstracts(obj) {
				for _, u := range p.usersOf(m) {
					p.need(u)
				}
			}
			for _, c := range p.invokes[f.Name()] {
				if slices.Contains(p.implementations(c.Common().Method, c.Common().Value.Type()), f) {
					sites = append(sites, site{c, args(c.Common())})
				}
			}
		}
	}
	for _, c := range p.calls[f] {
		sites = append(sites, site{c, args(c.Common())})
	}
	dyn, outside := p.valueCalls(f)
	return append(sites, dyn...), outside
}

// foreign reports whether a call is one of an interface that is declared out of view, as io.Writer is: that it reaches just this
// object is not known.
func (p *Program) foreign(in ssa.Instruction) bool {
	call, ok := in.(ssa.CallInstruction)
	return ok && call.Common().IsInvoke() && p.byPkg[call.Common().Method.Pkg()] == nil
}

// boxed reports whether functions out of view get an object whose method this is, as an interface that has the method, or as
// anything when they register it: they will call it.
func (p *Program) boxed(f *ssa.Function) bool {
	obj, ok := f.Object().(*types.Func)
	if !ok || !obj.Exported() {
		return false
	}
	n := namedType(recvType(obj))
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
				if call, ok := use.(ssa.CallInstruction); ok && registers(calleeName(call.Common())) && len(p.inViewCallees(call.Common())) == 0 {
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

// registers reports whether a function is named after taking an object whose methods it will call.
func registers(name string) bool { return registering.MatchString(name) }

// named reports whether a constant of the packages in view names the host of a provider. Where only one package is in view the
// others may.
func (p *Program) named(t *sinks.Table) bool {
	if len(p.Units) == 1 {
		return true
	}
	if p.hosts == nil {
		found := false
		for _, u := range p.Units {
			for _, tv := range u.Info.Types {
				if tv.Value != nil && tv.Value.Kind() == constant.String && t.Names(constant.StringVal(tv.Value)) {
					found = true
					break
				}
			}
			if found {
				break
			}
		}
		p.hosts = &found
	}
	return *p.hosts
}

// together reports whether two positions lie in one declaration.
func (p *Program) together(a, b token.Pos) bool {
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

// inViewCallees returns the functions in view that a call names.
func (p *Program) inViewCallees(c *ssa.CallCommon) []*ssa.Function {
	if c.IsInvoke() {
		return p.implementations(c.Method, c.Value.Type())
	}
	if f := p.static(c); f != nil && p.inView(f) {
		return []*ssa.Function{f}
	}
	return nil
}

// abstracts returns the methods of interfaces declared in view that a concrete method implements.
func (p *Program) abstracts(m *types.Func) []*types.Func {
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
	recv := recvType(m)
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

// Sinks reports whether the package mentions anything of the table that sends by itself.
func (u *Unit) Sinks(t *sinks.Table) bool {
	found := false
	u.Mentions(func(o types.Object) {
		if f, ok := o.(*types.Func); ok && !found {
			for _, r := range t.Func(f) {
				switch r.Kind {
				case sinks.Send, sinks.Request, sinks.Exec, sinks.Writer, sinks.Enqueue, sinks.Template, sinks.Resubscribe:
					found = true
				}
			}
			if isDo(f) || t.Doubled(f) {
				found = true
			}
		}
	})
	return found
}
