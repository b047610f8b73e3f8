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
	"go/token"
	"go/types"
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
	values     map[*ssa.Function][]ssa.Instruction // uses of a function that are no call of it
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
		values: map[*ssa.Function][]ssa.Instruction{}, closures: map[*ssa.Function][]*ssa.MakeClosure{},
		functions: map[*types.Package][]*ssa.Function{}, impls: map[implKey][]*ssa.Function{},
	}
	for _, u := range units {
		p.byPkg[u.Pkg] = u
	}
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
	return true
}

func (p *Program) index(f *ssa.Function) {
	var ops []*ssa.Value
	for _, b := range f.Blocks {
		for _, in := range b.Instrs {
			var callee ssa.Value
			if c, ok := in.(ssa.CallInstruction); ok {
				cc := c.Common()
				if cc.IsInvoke() {
					p.invokes[cc.Method.Name()] = append(p.invokes[cc.Method.Name()], c)
				} else if fn := p.static(cc); fn != nil {
					p.calls[fn] = append(p.calls[fn], c)
					callee = cc.Value
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
			}
			ops = in.Operands(ops[:0])
			for _, op := range ops {
				switch v := (*op).(type) {
				case *ssa.Global:
					p.globals[v] = append(p.globals[v], in)
				case *ssa.Function:
					if v == callee {
						callee = nil // used as the callee once; as an argument of the same call it is a value
						continue
					}
					if mc, ok := in.(*ssa.MakeClosure); ok && mc.Fn == v && v.Synthetic == "" {
						p.values[v] = append(p.values[v], in)
						continue
					}
					r := p.real(v)
					p.values[r] = append(p.values[r], in)
				}
			}
		}
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
	if mc, ok := c.Value.(*ssa.MakeClosure); ok && mc.Fn.(*ssa.Function).Synthetic != "" {
		return append(slices.Clone(mc.Bindings), c.Args...)
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
	var fns []*ssa.Function
	for _, tn := range p.concrete() {
		t := tn.Type()
		if n, ok := t.(*types.Named); ok && n.TypeParams().Len() > 0 {
			continue
		}
		if !types.Implements(t, i) {
			t = types.NewPointer(t)
			if !types.Implements(t, i) {
				continue
			}
		}
		obj, _, _ := types.LookupFieldOrMethod(t, true, method.Pkg(), method.Name())
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
	if pkg == nil || !p.need(pkg.Pkg) || len(f.Blocks) == 0 {
		return f, false
	}
	return f, true
}

// targets returns the functions that a function value can be, as far as the view tells.
func (p *Program) targets(v ssa.Value) []*ssa.Function {
	var fns []*ssa.Function
	seen := map[ssa.Value]bool{}
	var visit func(v ssa.Value)
	stores := func(refs []ssa.Instruction, addr ssa.Value) {
		for _, in := range refs {
			if s, ok := in.(*ssa.Store); ok && s.Addr == addr {
				visit(s.Val)
			}
		}
	}
	visit = func(v ssa.Value) {
		if seen[v] {
			return
		}
		seen[v] = true
		switch v := v.(type) {
		case *ssa.Function:
			if f := p.real(v); !slices.Contains(fns, f) {
				fns = append(fns, f)
			}
		case *ssa.MakeClosure:
			visit(v.Fn)
		case *ssa.Phi:
			for _, e := range v.Edges {
				visit(e)
			}
		case *ssa.ChangeType:
			visit(v.X)
		case *ssa.FreeVar:
			for _, b := range p.bindings(v) {
				visit(b)
			}
		case *ssa.UnOp:
			visit(v.X)
		case *ssa.Alloc:
			stores(*v.Referrers(), v)
		case *ssa.FieldAddr:
			for _, a := range p.addrs(fieldVar(v.X.Type(), v.Field)) {
				stores(*a.Referrers(), a)
			}
		case *ssa.Global:
			if v.Object() != nil {
				for _, u := range p.usersOf(v.Object()) {
					p.need(u)
				}
			}
			stores(p.globals[v], v)
		}
	}
	visit(v)
	return fns
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

// valueCalls follows a function as a value to the places that call it.
func (p *Program) valueCalls(f *ssa.Function) (sites []site, outside bool) {
	seen := map[ssa.Value]bool{}
	type item struct {
		v    ssa.Value
		recv []ssa.Value // bound receiver
	}
	var work []item
	push := func(v ssa.Value, recv []ssa.Value) {
		if !seen[v] {
			seen[v] = true
			work = append(work, item{v, recv})
		}
	}
	loads := func(refs []ssa.Instruction, recv []ssa.Value) {
		for _, in := range refs {
			if u, ok := in.(*ssa.UnOp); ok && u.Op == token.MUL {
				push(u, recv)
			}
		}
	}
	flow := func(in ssa.Instruction, v ssa.Value, recv []ssa.Value) {
		switch in := in.(type) {
		case ssa.CallInstruction:
			c := in.Common()
			if !c.IsInvoke() && c.Value == v {
				if p.static(c) == f {
					return // counted among the calls by name
				}
				sites = append(sites, site{in, append(slices.Clone(recv), c.Args...)})
			}
			as := args(c)
			var fns []*ssa.Function
			if c.IsInvoke() {
				fns = p.implementations(c.Method, c.Value.Type())
			} else if fn := p.static(c); fn != nil {
				fns = []*ssa.Function{fn}
			}
			for i, a := range as {
				if a != v {
					continue
				}
				known := false
				for _, fn := range fns {
					if fn, ok := p.body(fn); ok && i < len(fn.Params) {
						known = true
						push(fn.Params[i], recv)
					}
				}
				if !known {
					outside = true
				}
			}
		case *ssa.MakeClosure:
			if in.Fn == v {
				fn := v.(*ssa.Function)
				if fn.Synthetic != "" {
					push(in, in.Bindings)
				} else {
					push(in, nil)
				}
				return
			}
			fn := in.Fn.(*ssa.Function)
			for i, b := range in.Bindings {
				if b == v {
					push(fn.FreeVars[i], recv)
				}
			}
		case *ssa.Store:
			if in.Val != v {
				return
			}
			switch a := in.Addr.(type) {
			case *ssa.Alloc:
				loads(*a.Referrers(), recv)
				for _, r := range *a.Referrers() {
					if mc, ok := r.(*ssa.MakeClosure); ok {
						for i, b := range mc.Bindings {
							if b == a {
								loads(*mc.Fn.(*ssa.Function).FreeVars[i].Referrers(), recv)
							}
						}
					}
				}
			case *ssa.FieldAddr:
				for _, addr := range p.addrs(fieldVar(a.X.Type(), a.Field)) {
					if _, ok := addr.(*ssa.Field); ok {
						push(addr, recv)
						continue
					}
					loads(*addr.Referrers(), recv)
				}
			case *ssa.Global:
				if a.Object() != nil {
					for _, u := range p.usersOf(a.Object()) {
						p.need(u)
					}
				}
				loads(p.globals[a], recv)
			case *ssa.FreeVar:
				loads(*a.Referrers(), recv)
			default:
				outside = true
			}
		case *ssa.Return:
			for _, c := range p.calls[in.Parent()] {
				if v, ok := c.(ssa.Value); ok {
					push(v, recv)
				}
			}
		case *ssa.Phi:
			push(in, recv)
		case *ssa.ChangeType:
			push(in, recv)
		case *ssa.Extract:
			push(in, recv)
		case *ssa.MakeInterface, *ssa.MapUpdate, *ssa.Send:
			outside = true
		}
	}
	for _, in := range p.values[f] {
		// The operand may be f itself, its instantiation, its bound method or its thunk.
		for _, op := range in.Operands(nil) {
			if fn, ok := (*op).(*ssa.Function); ok && p.real(fn) == f {
				if c, isCall := in.(ssa.CallInstruction); isCall && c.Common().Value == fn && !slices.Contains(c.Common().Args, ssa.Value(fn)) {
					continue
				}
				flow(in, fn, nil)
			}
		}
	}
	for len(work) > 0 {
		it := work[0]
		work = work[1:]
		if it.v.Referrers() == nil {
			continue
		}
		for _, in := range *it.v.Referrers() {
			flow(in, it.v, it.recv)
		}
	}
	return sites, outside
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
