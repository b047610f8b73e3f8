package flow

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/internal/fieldpath"
	"github.com/scrutateur/scrutateur/analyzer/internal/ir"
	"github.com/scrutateur/scrutateur/analyzer/internal/source"
)

// alias is a value that refers to the object, or to what is in it at prefix.
type alias struct {
	v      ssa.Value
	prefix string
}

// walker follows an object through its aliases and collects what is written into it at a path.
type walker struct {
	*Engine
	asked string // the path
	seen  map[alias]bool
	work  []alias
	found written
}

// walk collects what is written at the path into the object that the roots refer to.
func (e *Engine) walk(roots []alias, asked string) written {
	w := &walker{Engine: e, asked: asked, seen: map[alias]bool{}, work: slices.Clone(roots)}
	for _, a := range roots {
		w.seen[a] = true
	}
	for len(w.work) > 0 {
		a := w.work[0]
		w.work = w.work[1:]
		for _, in := range w.mentions(a.v) {
			w.Steps++
			w.instr(in, a)
		}
	}
	return w.found
}

// mentions returns the instructions that mention a value.
func (w *walker) mentions(v ssa.Value) []ssa.Instruction {
	if g, ok := v.(*ssa.Global); ok {
		return w.Program.Uses(g)
	}
	if r := v.Referrers(); r != nil {
		return *r
	}
	return nil
}

// push follows another value that refers to the object, or to what is in it at a prefix.
func (w *walker) push(v ssa.Value, prefix string) {
	if v == nil {
		return
	}
	if _, _, ok := fieldpath.Relate(prefix, w.asked); !ok {
		return
	}
	if strings.Count(prefix, "/") > fieldpath.MaxDepth {
		return
	}
	a := alias{v, prefix}
	if !w.seen[a] {
		w.seen[a] = true
		w.work = append(w.work, a)
	}
}

// write notes that a value, at c.path, is written at a prefix of the object.
func (w *walker) write(in ssa.Instruction, prefix string, c Write) {
	rest, extra, ok := fieldpath.Relate(prefix, w.asked)
	if !ok {
		return
	}
	c.Instr, c.path = in, fieldpath.Join(rest, c.path)
	w.extra(&c, extra, in.Pos())
	w.found.writes = append(w.found.writes, c)
}

// writeBy notes that a function in view writes into the object, which is its parameter idx. call is nil where the function is a
// method kept as a value, which writes into its receiver whenever it is called.
func (w *walker) writeBy(in ssa.Instruction, a alias, call ssa.CallInstruction, f *ssa.Function, idx int) {
	w.write(in, a.prefix, Write{Call: call, Callee: f, idx: idx})
}

// instr reads one instruction that mentions an alias of the object: it writes, or makes another alias, or neither.
func (w *walker) instr(in ssa.Instruction, a alias) {
	switch in := in.(type) {
	case *ssa.FieldAddr:
		if in.X == a.v {
			w.field(in, a)
		}
	case *ssa.IndexAddr:
		if in.X == a.v {
			w.push(in, fieldpath.Join(a.prefix, "[]"))
		}
	case *ssa.Store:
		w.store(in, a)
	case *ssa.MapUpdate:
		if in.Map == a.v {
			w.write(in, fieldpath.Join(a.prefix, fieldpath.Key(in.Key)), Write{v: in.Value})
		}
	case *ssa.Send:
		if in.Chan == a.v {
			w.write(in, fieldpath.Join(a.prefix, "[]"), Write{v: in.X})
		}
	case *ssa.Select:
		for _, st := range in.States {
			if st.Dir == types.SendOnly && st.Chan == a.v {
				w.write(in, fieldpath.Join(a.prefix, "[]"), Write{v: st.Send})
			}
		}
	case *ssa.Slice:
		if in.X == a.v {
			w.push(in, a.prefix)
		}
	case *ssa.ChangeType, *ssa.ChangeInterface, *ssa.MakeInterface, *ssa.Phi:
		w.push(in.(ssa.Value), a.prefix)
	case *ssa.Convert:
		if ir.Reference(in.Type()) && !ir.Textual(in.Type()) {
			w.push(in, a.prefix)
		}
	case *ssa.TypeAssert:
		if in.CommaOk {
			w.push(ir.ResultValue(in, 0), a.prefix)
		} else {
			w.push(in, a.prefix)
		}
	case *ssa.UnOp:
		if in.Op == token.MUL && in.X == a.v && ir.Reference(in.Type()) {
			w.push(in, a.prefix)
		}
	case *ssa.Lookup:
		if in.X == a.v && ir.Reference(in.Type()) {
			w.push(in, fieldpath.Join(a.prefix, fieldpath.Key(in.Index)))
		}
	case *ssa.MakeClosure:
		w.closure(in, a)
	case ssa.CallInstruction:
		w.call(in, a)
	}
}

// field follows a field, if it counts when all of the object is asked for.
func (w *walker) field(in *ssa.FieldAddr, a alias) {
	prefix := fieldpath.Join(a.prefix, w.Fields.Component(ir.FieldVar(in.X.Type(), in.Field)))
	if _, extra, ok := fieldpath.Relate(prefix, w.asked); ok && extra != "" && !w.bodyField(in) {
		return
	}
	w.push(in, prefix)
}

// store: something is written into the object, or the object is kept in a variable, or in the list of what a row is read into.
func (w *walker) store(in *ssa.Store, a alias) {
	switch {
	case in.Addr == a.v:
		w.write(in, a.prefix, Write{v: in.Val})
	case in.Val == a.v:
		switch addr := in.Addr.(type) {
		case *ssa.Alloc:
			w.held(addr, func(v ssa.Value) { w.push(v, a.prefix) })
		case *ssa.IndexAddr:
			if by := scanner(addr); by != nil {
				w.fill(by, in.Pos())
			}
		}
	}
}

// closure follows the object into a function literal.
func (w *walker) closure(in *ssa.MakeClosure, a alias) {
	fn := in.Fn.(*ssa.Function)
	for i, b := range in.Bindings {
		if b != a.v {
			continue
		}
		if fn.Synthetic == "" || ir.Abstract(fn) {
			w.push(fn.FreeVars[i], a.prefix)
		} else if m, ok := w.Program.Body(w.Program.Real(fn)); ok {
			w.writeBy(in, a, nil, m, 0)
		}
	}
}

// call follows the object into a call. What is known of the call comes first, then the bodies in view, then what names tell.
func (w *walker) call(call ssa.CallInstruction, a alias) {
	fx := w.Effects(call)
	for i := range fx.Known {
		w.effect(call, &fx.Known[i], a)
	}
	if fx.Objects || w.bodies(call, a) {
		return
	}
	guesses := w.guesses(call, fx)
	for i := range guesses {
		w.effect(call, &guesses[i], a)
	}
}

// effect reads one effect of a call that is given the object.
func (w *walker) effect(call ssa.CallInstruction, x *Effect, a alias) {
	if x.Op == Alias {
		if slices.ContainsFunc(x.From, func(p Port) bool { return p.V == a.v }) {
			prefix := a.prefix
			if x.To.Path != "" {
				prefix = fieldpath.Join(prefix, x.To.Path)
			}
			w.push(x.To.in(call), prefix)
		}
		return
	}
	if !x.To.object(a.v) {
		return
	}
	switch x.Op {
	case Set:
		// The setter fills what it is named after, when that is asked for, or the message.
		if rest, extra, ok := fieldpath.Relate(a.prefix, w.asked); ok && (rest == "" || sets(x.Name, rest)) {
			c := Write{Instr: call, v: x.From[0].V, path: x.From[0].Path, role: x.Role}
			w.extra(&c, extra, call.Pos())
			w.found.writes = append(w.found.writes, c)
		}
	case SetByName:
		if path, extra, ok := fieldpath.Relate(a.prefix, w.asked); ok {
			if rest, part, ok := w.setter(ir.Callee(call.Common()), path); ok {
				c := Write{Instr: call, v: x.From[0].V, path: rest, role: source.PathRole(part)}
				w.extra(&c, fieldpath.Join(extra, part), call.Pos())
				w.found.writes = append(w.found.writes, c)
			}
		}
	case Address:
		if rest, _, ok := fieldpath.Relate(a.prefix, w.asked); ok && rest == x.To.Path {
			w.found.writes = append(w.found.writes, Write{Instr: call, v: x.From[0].V, path: x.From[0].Path})
		}
	case Key:
		if rest, _, ok := fieldpath.Relate(fieldpath.Join(a.prefix, x.Name), w.asked); ok {
			w.found.writes = append(w.found.writes, Write{Instr: call, v: x.From[0].V, path: fieldpath.Join(rest, x.From[0].Path), Via: x.Via, role: x.Role})
		}
	case Pass:
		w.write(call, a.prefix, Write{v: x.From[0].V, path: x.From[0].Path, Via: x.Via, piece: true})
	case Format:
		w.write(call, a.prefix, Write{format: x, piece: true})
	case Begin:
		w.write(call, a.prefix, Write{source: x.Source, piece: true})
	case Fill:
		w.fill(ir.Callee(call.Common()), call.Pos())
	}
}

// bodies notes that functions in view get the object. It reports whether the call reaches any.
func (w *walker) bodies(call ssa.CallInstruction, a alias) (inView bool) {
	as := ir.Args(call.Common())
	for _, f := range w.Callees(call.Common()) {
		f, ok := w.Program.Body(f)
		if !ok {
			continue
		}
		inView = true
		for i, arg := range as {
			if arg == a.v && i < len(f.Params) {
				w.writeBy(call, a, call, f, i)
			}
		}
	}
	// A method that returns its receiver goes on being the object.
	if val, ok := call.(ssa.Value); inView && ok && len(as) > 0 && as[0] == a.v && types.Identical(val.Type(), a.v.Type()) {
		w.push(val, a.prefix)
	}
	return inView
}

// fill notes that a call out of view may have filled the object.
func (w *walker) fill(by *types.Func, at token.Pos) {
	w.found.fallback = w.filled(w.found.fallback, by, w.asked, at)
}

// held calls f for every value loaded from a variable that holds a reference.
func (e *Engine) held(a *ssa.Alloc, f func(ssa.Value)) {
	loads := func(refs *[]ssa.Instruction) {
		if refs == nil {
			return
		}
		for _, in := range *refs {
			if u, ok := in.(*ssa.UnOp); ok && u.Op == token.MUL {
				f(u)
			}
		}
	}
	loads(a.Referrers())
	for _, in := range *a.Referrers() {
		if mc, ok := in.(*ssa.MakeClosure); ok {
			for i, b := range mc.Bindings {
				if b == a {
					loads(mc.Fn.(*ssa.Function).FreeVars[i].Referrers())
				}
			}
		}
	}
}

// bodyField reports whether a field counts when all of an object is asked for: where the table names the fields of a
// type that hold a body, the others do not.
func (e *Engine) bodyField(a *ssa.FieldAddr) bool {
	t := a.X.Type()
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return true
	}
	names := e.Table.Fields(n.Obj())
	return len(names) == 0 || slices.Contains(names, ir.FieldVar(a.X.Type(), a.Field).Name())
}

// scanner returns the function that reads a row into its variadic arguments, when an element is one of them: rows.Scan(&m.Text).
func scanner(a *ssa.IndexAddr) *types.Func {
	array, ok := a.X.(*ssa.Alloc)
	if !ok {
		return nil
	}
	for _, in := range *array.Referrers() {
		s, ok := in.(*ssa.Slice)
		if !ok {
			continue
		}
		for _, in := range *s.Referrers() {
			call, ok := in.(ssa.CallInstruction)
			if !ok {
				continue
			}
			if f := ir.Callee(call.Common()); f != nil && strings.HasPrefix(f.Name(), "Scan") {
				return f
			}
		}
	}
	return nil
}
