package flow

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/internal/ir"
	"github.com/scrutateur/scrutateur/analyzer/internal/say"
	"github.com/scrutateur/scrutateur/analyzer/sinks"
)

// Write is one write into an object.
type Write struct {
	Instr ssa.Instruction
	v     ssa.Value // what is written, at path; nil when the write happens in a callee
	path  string
	Via   *Transfer
	role  Role
	piece bool   // one of several pieces that make one text, as with a writer
	part  string // of what was asked for: pieces of different parts are different texts

	Call   ssa.CallInstruction // the call in whose callee the write happens
	Callee *ssa.Function
	idx    int // the callee's parameter that is the object

	leaf   *Source // a write whose beginning is known without asking
	format *sinks.Step
}

type writeKey struct {
	v    ssa.Value
	path string
}

// written is what is known about the writes into one object.
type written struct {
	cs       []Write
	fallback *Source
}

func (e *Engine) writes(root ssa.Value, path string) ([]Write, *Source) {
	k := writeKey{root, path}
	w, ok := e.contribs[k]
	if !ok {
		w.cs, w.fallback = e.walk([]alias{{root, ""}}, path)
		e.contribs[k] = w
	}
	return w.cs, w.fallback
}

// after adds to the answer for a call's result what is written into the object that it returns. Who may have filled it is
// said only if the call itself says nothing.
func (e *Engine) after(n *node, v ssa.Value, path string) {
	for _, l := range e.get(n, Query{Mode: OfWrites, V: v, Path: path}) {
		n.set.Add(l)
	}
	if _, fb := e.writes(v, path); n.fallback == nil {
		n.fallback = fb
	}
}

type alias struct {
	v      ssa.Value
	prefix string // where in the object v points
}

// contents answers for what is written into the object that root refers to.
func (e *Engine) contents(n *node, root ssa.Value, path string) {
	cs, fb := e.writes(root, path)
	if _, isParam := root.(*ssa.Parameter); !isParam && n.q.Mode == ofContents {
		n.fallback = fb
	}
	// A writer that gets its text in pieces makes one text of them.
	type piece struct {
		in   ssa.Instruction
		part string
	}
	pieces := map[piece][]Source{}
	texts := map[string][]piece{} // by part
	var parts []string
	for _, c := range cs {
		if !c.piece {
			e.write(n, c)
			continue
		}
		tmp := &node{}
		e.writeInto(n, tmp, c)
		p := piece{c.Instr, c.part}
		if texts[c.part] == nil {
			parts = append(parts, c.part)
		}
		if _, seen := pieces[p]; !seen {
			texts[c.part] = append(texts[c.part], p)
		}
		pieces[p] = append(pieces[p], tmp.set.List...)
	}
	for _, part := range parts {
		order := texts[part]
		var sets [][]Source
		for _, p := range order {
			sets = append(sets, pieces[p])
		}
		text := &node{}
		if len(order) == 1 {
			text.set.List = sets[0]
		} else {
			e.mixed(text, say.Phrase("written together with other text"), order[0].in.Pos(), sets...)
		}
		for _, l := range text.set.List {
			n.set.Add(l.Under(e.beside(part), NoRole))
		}
	}
}

func (e *Engine) write(n *node, c Write) { e.writeInto(n, n, c) }

func (e *Engine) writeInto(n, into *node, c Write) {
	pos := c.Instr.Pos()
	switch {
	case c.leaf != nil:
		into.set.Add(c.leaf.in(c))
	case c.format != nil:
		tmp := &node{q: n.q}
		e.formatInto(n, tmp, c.Call, c.format, pos)
		for _, l := range tmp.set.List {
			into.set.Add(l.in(c))
		}
	case c.Callee != nil:
		var as []ssa.Value // unknown where the method is called as a value
		if c.Call != nil {
			as = ir.Args(c.Call.Common())
		}
		for _, l := range e.get(n, Query{Mode: ofContents, V: c.Callee.Params[c.idx], Path: c.path}) {
			if l.Kind != Param || l.Fn != c.Callee {
				into.set.Add(e.rooted(l, c.Callee, as).in(c))
				continue
			}
			if l.Idx >= len(as) || l.Idx == c.idx {
				continue
			}
			for _, o := range e.get(n, Query{Mode: OfValue, V: as[l.Idx], Path: l.Path}) {
				if o.At == token.NoPos {
					o.At = pos
				}
				into.set.Add(o.Under(l.Via, l.Part).in(c))
			}
		}
	default:
		for _, l := range e.get(n, Query{Mode: OfValue, V: c.v, Path: c.path}) {
			if l.At == token.NoPos {
				l.At = pos
			}
			into.set.Add(l.in(c))
		}
	}
}

func (e *Engine) formatInto(n, into *node, call ssa.CallInstruction, s *sinks.Step, pos token.Pos) {
	f := spotValue(call, s.From)
	rest := spotValue(call, sinks.Spot{Kind: "arg", Index: s.From.Index + 1})
	if f == nil {
		return
	}
	fs := e.located(n, f, "", pos)
	var as []Source
	if rest != nil {
		as = e.located(n, rest, "[]", pos)
	}
	if len(fs) == 1 && fs[0].Kind == Literal && (fs[0].Text == "%s" || fs[0].Text == "%v") {
		for _, l := range as {
			into.set.Add(l)
		}
		return
	}
	e.mixed(into, say.Phrase("formatted by %s", ir.ObjName(ir.Callee(call.Common()))), pos, append(pieces(as), fs)...)
}

// FieldWrites returns everything in view that is written into a field of any object.
func (e *Engine) FieldWrites(f *types.Var, path string) []Write {
	k := fieldKey{f, path}
	cs, ok := e.fields[k]
	if !ok {
		var roots []alias
		for _, a := range e.Program.Addrs(f) {
			roots = append(roots, alias{a, ""})
		}
		cs, _ = e.walk(roots, path)
		e.fields[k] = cs
	}
	return cs
}

type fieldKey struct {
	f    *types.Var
	path string
}

// walk follows an object through its aliases and collects what is written into it at the path. The fallback says who may
// have filled it when nothing in view does.
func (e *Engine) walk(roots []alias, asked string) (cs []Write, fallback *Source) {
	seen := map[alias]bool{}
	work := slices.Clone(roots)
	for _, a := range roots {
		seen[a] = true
	}
	push := func(v ssa.Value, prefix string) {
		if v == nil {
			return
		}
		if _, _, ok := relate(prefix, asked); !ok {
			return
		}
		if strings.Count(prefix, "/") > maxDepth {
			return
		}
		a := alias{v, prefix}
		if !seen[a] {
			seen[a] = true
			work = append(work, a)
		}
	}
	write := func(in ssa.Instruction, v ssa.Value, prefix string, c Write) {
		rest, extra, ok := relate(prefix, asked)
		if !ok {
			return
		}
		c.Instr, c.v, c.path = in, v, Join(rest, c.path)
		e.extra(&c, extra, in.Pos())
		cs = append(cs, c)
	}
	for len(work) > 0 {
		a := work[0]
		work = work[1:]
		var refs []ssa.Instruction
		if g, ok := a.v.(*ssa.Global); ok {
			refs = e.Program.Uses(g)
		} else if r := a.v.Referrers(); r != nil {
			refs = *r
		}
		for _, in := range refs {
			switch in := in.(type) {
			case *ssa.FieldAddr:
				if in.X == a.v {
					prefix := Join(a.prefix, e.fieldName(ir.FieldVar(in.X.Type(), in.Field)))
					if _, extra, ok := relate(prefix, asked); ok && extra != "" && !e.bodyField(in) {
						continue
					}
					push(in, prefix)
				}
			case *ssa.IndexAddr:
				if in.X == a.v {
					push(in, Join(a.prefix, "[]"))
				}
			case *ssa.Store:
				if in.Addr == a.v {
					write(in, in.Val, a.prefix, Write{})
				} else if in.Val == a.v {
					switch addr := in.Addr.(type) {
					case *ssa.Alloc:
						e.held(addr, func(v ssa.Value) { push(v, a.prefix) })
					case *ssa.IndexAddr:
						if by := scanner(addr); by != nil {
							fallback = e.filled(fallback, by, asked, in.Pos())
						}
					}
				}
			case *ssa.MapUpdate:
				if in.Map == a.v {
					write(in, in.Value, Join(a.prefix, keyName(in.Key)), Write{})
				}
			case *ssa.Send:
				if in.Chan == a.v {
					write(in, in.X, Join(a.prefix, "[]"), Write{})
				}
			case *ssa.Select:
				for _, st := range in.States {
					if st.Dir == types.SendOnly && st.Chan == a.v {
						write(in, st.Send, Join(a.prefix, "[]"), Write{})
					}
				}
			case *ssa.Slice:
				if in.X == a.v {
					push(in, a.prefix)
				}
			case *ssa.ChangeType, *ssa.ChangeInterface, *ssa.MakeInterface, *ssa.Phi:
				push(in.(ssa.Value), a.prefix)
			case *ssa.Convert:
				if ir.Reference(in.Type()) && !ir.Textual(in.Type()) {
					push(in, a.prefix)
				}
			case *ssa.TypeAssert:
				if in.CommaOk {
					push(ir.ResultValue(in, 0), a.prefix)
				} else {
					push(in, a.prefix)
				}
			case *ssa.UnOp:
				if in.Op == token.MUL && in.X == a.v && ir.Reference(in.Type()) {
					push(in, a.prefix)
				}
			case *ssa.Lookup:
				if in.X == a.v && ir.Reference(in.Type()) {
					push(in, Join(a.prefix, keyName(in.Index)))
				}
			case *ssa.MakeClosure:
				fn := in.Fn.(*ssa.Function)
				for i, b := range in.Bindings {
					if b != a.v {
						continue
					}
					if fn.Synthetic == "" || ir.Abstract(fn) {
						push(fn.FreeVars[i], a.prefix)
					} else if m, ok := e.Program.Body(e.Program.Real(fn)); ok {
						// A method kept as a value writes into its receiver whenever it is called.
						if rest, extra, ok := relate(a.prefix, asked); ok {
							w := Write{Instr: in, Callee: m, idx: 0, path: rest}
							e.extra(&w, extra, in.Pos())
							cs = append(cs, w)
						}
					}
				}
			case ssa.CallInstruction:
				cs, fallback = e.callWrites(cs, fallback, in, a, asked, push)
			}
		}
	}
	return cs, fallback
}

// extra notes that the write is to a part of what was asked for: it is one among others, with the role of its name.
func (e *Engine) extra(c *Write, extra string, pos token.Pos) {
	if c.part = extra; extra == "" {
		return
	}
	if c.role == NoRole {
		c.role = pathRole(extra)
	}
	if c.Via == nil && !c.piece {
		c.Via = e.beside(extra)
	}
}

// beside returns the step of what stands in a part of an object, nil where the part is an element like all others.
func (e *Engine) beside(part string) *Transfer {
	if strings.Trim(part, "[]/") == "" {
		return nil
	}
	return e.Transfer(Wrapped, say.Phrase("put beside other fields"), token.NoPos)
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

// callWrites collects what a call writes into an object that it is given, and the results that are the object again.
func (e *Engine) callWrites(cs []Write, fallback *Source, call ssa.CallInstruction, a alias, asked string, push func(ssa.Value, string)) ([]Write, *Source) {
	c := call.Common()
	as := ir.Args(c)
	val, _ := call.(ssa.Value)
	add := func(w Write) {
		rest, extra, ok := relate(a.prefix, asked)
		if !ok {
			return
		}
		w.Instr, w.path = call, Join(rest, w.path)
		e.extra(&w, extra, call.Pos())
		cs = append(cs, w)
	}
	if b, ok := c.Value.(*ssa.Builtin); ok {
		switch b.Name() {
		case "copy":
			if c.Args[0] == a.v {
				add(Write{v: c.Args[1], piece: true})
			}
		case "append":
			if c.Args[0] == a.v && val != nil && !ir.Textual(val.Type()) {
				push(val, a.prefix) // may share the array
			}
		}
		return cs, fallback
	}
	obj := ir.Callee(c)
	known := false
	if obj != nil && obj.Pkg() != nil && obj.Pkg().Path() == MessagePath {
		// Email.WriteTo(w), SMSBatch.Handoff(w, …): the object gets a built message.
		if Product(ir.RecvType(obj)) != "" || IsBatch(ir.RecvType(obj)) {
			o := Origin{Kind: Built, What: "message." + ir.ObjName(obj), Root: e.message(as[0]), Adopted: e.adopted(as[0])}
			if made, ok := call.(*ssa.Call); ok && IsBatch(ir.RecvType(obj)) {
				o.Root = made // each call of Append is a message of its own
			}
			l := e.Source(o, call.Pos())
			add(Write{leaf: &l, piece: true})
		}
		return cs, fallback
	}
	if obj != nil {
		known = e.Table.Doubled(obj)
		for _, r := range e.Table.Func(obj) {
			recv := Place(call, sinks.Place{Arg: sinks.Recv})
			switch r.Kind {
			case sinks.Set:
				known = true
				if recv == a.v {
					for _, p := range r.Body {
						// The setter fills what it is named after, when that is asked for, or the message.
						rest, extra, ok := relate(a.prefix, asked)
						if b := Place(call, p); b != nil && ok && (rest == "" || sets(obj.Name(), rest)) {
							w := Write{Instr: call, v: b, path: BodyPath(p), role: setRole(obj, call, p)}
							e.extra(&w, extra, call.Pos())
							cs = append(cs, w)
						}
					}
					push(val, a.prefix)
				}
			case sinks.Header:
				known = true
				if rest, _, ok := relate(a.prefix, asked); recv == a.v && ok && rest == Addressed && addresses(obj.Name(), call) {
					for _, p := range r.To {
						if to := Place(call, p); to != nil {
							cs = append(cs, Write{Instr: call, v: to, path: BodyPath(p)})
						}
					}
				}
				if recv == a.v && val != nil && types.Identical(val.Type(), recv.Type()) {
					push(val, a.prefix)
				}
			case sinks.Part:
				known = true
				if recv == a.v {
					push(ir.ResultValue(val, 0), Join(a.prefix, obj.Name())) // each part is a text of its own
				}
			case sinks.Send, sinks.Ctor, sinks.Writer, sinks.Template, sinks.Request, sinks.Exec, sinks.Enqueue:
				known = true
			}
		}
		if !e.viewed(obj) {
			for _, s := range e.Table.Step(obj) {
				known = true
				if s.Name == "*" {
					continue
				}
				if s.Op == sinks.Alias {
					if s.From.Kind == "args" && slices.Contains(as, a.v) || spotValue(call, s.From) == a.v {
						known = true
						push(spotValue(call, s.To), a.prefix)
					}
					continue
				}
				if s.To.Kind == "result" || spotValue(call, s.To) != a.v {
					continue
				}
				known = true
				what := say.Phrase("passed through %s", ir.ObjName(obj))
				switch s.Op {
				case sinks.Copy, sinks.Wrap, sinks.Alter:
					from := spotValue(call, s.From)
					if from == nil {
						continue
					}
					w := Write{v: from, piece: true, path: spotPath(call, s.From)}
					switch s.Op {
					case sinks.Wrap:
						w.Via = e.Transfer(Wrapped, what, call.Pos())
						if k := Place(call, sinks.Place{Arg: 0}); k != nil && s.From.Kind == "arg" && s.From.Index == 1 {
							// url.Values.Set(key, text), multipart.Writer.WriteField(key, text)
							w.role, w.piece = roleOf(keyName(k)), false
							if rest, _, ok := relate(Join(a.prefix, keyName(k)), asked); ok {
								w.Instr, w.path = call, Join(rest, w.path)
								cs = append(cs, w)
							}
							continue
						}
					case sinks.Alter:
						w.Via = e.Transfer(Altered, what, call.Pos())
					}
					add(w)
				case sinks.Format:
					add(Write{format: s, Call: call, piece: true})
				case sinks.Render:
					add(Write{leaf: new(e.Source(Origin{Kind: Unknown, What: say.Phrase("the output of %s", ir.ObjName(obj))}, call.Pos()).as(BodyRole)), piece: true})
				case sinks.Fill:
					fallback = e.filled(fallback, obj, asked, call.Pos())
				}
			}
		}
		if e.viewed(obj) {
			known = false
		}
	}
	if known {
		return cs, fallback
	}
	// Functions in view: what they write into their parameter.
	inView := false
	for _, f := range e.Callees(c) {
		f, ok := e.Program.Body(f)
		if !ok {
			continue
		}
		inView = true
		for i, arg := range as {
			if arg == a.v && i < len(f.Params) {
				rest, extra, ok := relate(a.prefix, asked)
				if !ok {
					continue
				}
				w := Write{Instr: call, Call: call, Callee: f, idx: i, path: rest}
				e.extra(&w, extra, call.Pos())
				cs = append(cs, w)
			}
		}
	}
	if inView {
		// A method that returns its receiver goes on being the object.
		if val != nil && len(as) > 0 && as[0] == a.v && types.Identical(val.Type(), a.v.Type()) {
			push(val, a.prefix)
		}
		return cs, fallback
	}
	name := c.Value.Name()
	if obj != nil {
		name = obj.Name()
	}
	isRecv := len(as) > 0 && as[0] == a.v && (c.IsInvoke() || c.Signature().Recv() != nil)
	switch {
	case isRecv && (name == "Write" || name == "WriteString" || name == "Print" || name == "Println") && len(as) > 1 && ir.Texty(as[1].Type()):
		add(Write{v: as[1], piece: true})
	case isRecv && len(as) == 2 && obj != nil && strings.HasPrefix(name, "Set"):
		if path, extra, ok := relate(a.prefix, asked); ok {
			if rest, part, ok := e.setter(obj, path); ok {
				w := Write{Instr: call, v: as[1], path: rest, role: pathRole(part)}
				e.extra(&w, Join(extra, part), call.Pos())
				cs = append(cs, w)
			}
		}
		if val != nil && types.Identical(val.Type(), a.v.Type()) {
			push(val, a.prefix)
		}
	case !isRecv && name == "WriteTo" && len(as) > 1 && as[1] == a.v:
		add(Write{v: as[0], piece: true})
	case val != nil && isRecv && types.Identical(val.Type(), a.v.Type()):
		push(val, a.prefix) // fluent
	case !isRecv && !ir.Textual(a.v.Type()) && ir.Reference(a.v.Type()):
		fallback = e.filled(fallback, obj, asked, call.Pos())
	}
	return cs, fallback
}

// Addressed is the path of the addresses that the methods of a message gave it.
const Addressed = "@to"

// addresses reports whether a call that sets a header sets whom a message goes to: the method is named after it, or its key is.
func addresses(method string, call ssa.CallInstruction) bool {
	if !strings.HasSuffix(method, "Header") {
		return true
	}
	key := Place(call, sinks.Place{Arg: 0})
	if key == nil {
		return false
	}
	switch strings.ToLower(strings.Trim(keyName(key), "[]")) {
	case "to", "cc", "bcc":
		return true
	}
	return false
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

// sets reports whether a method is named after the last field of a path: SetBody, Body.
func sets(method, path string) bool {
	return strings.EqualFold(strings.TrimPrefix(method, "Set"), Name(path[strings.LastIndexByte(path, '/')+1:]))
}

// filled notes that a call out of view may have filled the object.
func (e *Engine) filled(old *Source, by *types.Func, asked string, at token.Pos) *Source {
	if old != nil {
		return old
	}
	what := say.Phrase("what a function value filled in")
	if by != nil {
		what = say.Phrase("what %s filled in", ir.ObjName(by))
	}
	if f := e.LastField(asked); f != nil {
		return new(e.Source(Origin{Kind: Field, Field: f, Path: TailAfterField(asked), What: what}, at))
	}
	return new(e.Source(Origin{Kind: Unknown, What: what}, at))
}
