package flow

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/sinks"
)

// contrib is one write into an object.
type contrib struct {
	instr ssa.Instruction
	v     ssa.Value // what is written, at path; nil when the write happens in a callee
	path  string
	step  *step
	role  role
	piece bool   // one of several pieces that make one text, as with a writer
	part  string // of what was asked for: pieces of different parts are different texts

	call   ssa.CallInstruction // the call in whose callee the write happens
	callee *ssa.Function
	idx    int // the callee's parameter that is the object

	leaf   *leaf // a write whose beginning is known without asking
	format *sinks.Step
}

type contribKey struct {
	v    ssa.Value
	path string
}

// written is what is known about the writes into one object.
type written struct {
	cs       []contrib
	fallback *leaf
}

func (e *Engine) writes(root ssa.Value, path string) ([]contrib, *leaf) {
	k := contribKey{root, path}
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
	for _, l := range e.get(n, query{mode: ofWrites, v: v, path: path}) {
		n.set.add(l)
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
	if _, isParam := root.(*ssa.Parameter); !isParam && n.q.mode == ofContents {
		n.fallback = fb
	}
	// A writer that gets its text in pieces makes one text of them.
	type piece struct {
		in   ssa.Instruction
		part string
	}
	pieces := map[piece][]leaf{}
	texts := map[string][]piece{} // by part
	var parts []string
	for _, c := range cs {
		if !c.piece {
			e.fromContrib(n, c)
			continue
		}
		tmp := &node{}
		e.fromContribInto(n, tmp, c)
		p := piece{c.instr, c.part}
		if texts[c.part] == nil {
			parts = append(parts, c.part)
		}
		if _, seen := pieces[p]; !seen {
			texts[c.part] = append(texts[c.part], p)
		}
		pieces[p] = append(pieces[p], tmp.set.list...)
	}
	for _, part := range parts {
		order := texts[part]
		var sets [][]leaf
		for _, p := range order {
			sets = append(sets, pieces[p])
		}
		text := &node{}
		if len(order) == 1 {
			text.set.list = sets[0]
		} else {
			e.mixed(text, Phrase("written together with other text"), order[0].in.Pos(), sets...)
		}
		for _, l := range text.set.list {
			n.set.add(l.under(e.beside(part), noRole))
		}
	}
}

func (e *Engine) fromContrib(n *node, c contrib) { e.fromContribInto(n, n, c) }

func (e *Engine) fromContribInto(n, into *node, c contrib) {
	pos := c.instr.Pos()
	switch {
	case c.leaf != nil:
		into.set.add(c.leaf.in(c))
	case c.format != nil:
		tmp := &node{q: n.q}
		e.formatInto(n, tmp, c.call, c.format, pos)
		for _, l := range tmp.set.list {
			into.set.add(l.in(c))
		}
	case c.callee != nil:
		var as []ssa.Value // unknown where the method is called as a value
		if c.call != nil {
			as = args(c.call.Common())
		}
		for _, l := range e.get(n, query{mode: ofContents, v: c.callee.Params[c.idx], path: c.path}) {
			if l.kind != param || l.fn != c.callee {
				into.set.add(e.rooted(l, c.callee, as).in(c))
				continue
			}
			if l.idx >= len(as) || l.idx == c.idx {
				continue
			}
			for _, o := range e.get(n, query{mode: ofValue, v: as[l.idx], path: l.path}) {
				if o.at == token.NoPos {
					o.at = pos
				}
				into.set.add(o.under(l.step, l.part).in(c))
			}
		}
	default:
		for _, l := range e.get(n, query{mode: ofValue, v: c.v, path: c.path}) {
			if l.at == token.NoPos {
				l.at = pos
			}
			into.set.add(l.in(c))
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
	var as []leaf
	if rest != nil {
		as = e.located(n, rest, "[]", pos)
	}
	if len(fs) == 1 && fs[0].kind == literal && (fs[0].text == "%s" || fs[0].text == "%v") {
		for _, l := range as {
			into.set.add(l)
		}
		return
	}
	e.mixed(into, Phrase("formatted by %s", objName(callee(call.Common()))), pos, append(pieces(as), fs)...)
}

// fieldContribs returns everything in view that is written into a field of any object.
func (e *Engine) fieldContribs(f *types.Var, path string) []contrib {
	k := fieldKey{f, path}
	cs, ok := e.fields[k]
	if !ok {
		var roots []alias
		for _, a := range e.p.addrs(f) {
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
func (e *Engine) walk(roots []alias, asked string) (cs []contrib, fallback *leaf) {
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
	write := func(in ssa.Instruction, v ssa.Value, prefix string, c contrib) {
		rest, extra, ok := relate(prefix, asked)
		if !ok {
			return
		}
		c.instr, c.v, c.path = in, v, join(rest, c.path)
		e.extra(&c, extra, in.Pos())
		cs = append(cs, c)
	}
	for len(work) > 0 {
		a := work[0]
		work = work[1:]
		var refs []ssa.Instruction
		if g, ok := a.v.(*ssa.Global); ok {
			if g.Object() != nil {
				for _, u := range e.p.usersOf(g.Object()) {
					e.p.need(u)
				}
			}
			refs = e.p.globals[g]
		} else if r := a.v.Referrers(); r != nil {
			refs = *r
		}
		for _, in := range refs {
			switch in := in.(type) {
			case *ssa.FieldAddr:
				if in.X == a.v {
					prefix := join(a.prefix, e.fieldName(fieldVar(in.X.Type(), in.Field)))
					if _, extra, ok := relate(prefix, asked); ok && extra != "" && !e.bodyField(in) {
						continue
					}
					push(in, prefix)
				}
			case *ssa.IndexAddr:
				if in.X == a.v {
					push(in, join(a.prefix, "[]"))
				}
			case *ssa.Store:
				if in.Addr == a.v {
					write(in, in.Val, a.prefix, contrib{})
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
					write(in, in.Value, join(a.prefix, keyName(in.Key)), contrib{})
				}
			case *ssa.Send:
				if in.Chan == a.v {
					write(in, in.X, join(a.prefix, "[]"), contrib{})
				}
			case *ssa.Select:
				for _, st := range in.States {
					if st.Dir == types.SendOnly && st.Chan == a.v {
						write(in, st.Send, join(a.prefix, "[]"), contrib{})
					}
				}
			case *ssa.Slice:
				if in.X == a.v {
					push(in, a.prefix)
				}
			case *ssa.ChangeType, *ssa.ChangeInterface, *ssa.MakeInterface, *ssa.Phi:
				push(in.(ssa.Value), a.prefix)
			case *ssa.Convert:
				if reference(in.Type()) && !textual(in.Type()) {
					push(in, a.prefix)
				}
			case *ssa.TypeAssert:
				if in.CommaOk {
					push(resultValue(in, 0), a.prefix)
				} else {
					push(in, a.prefix)
				}
			case *ssa.UnOp:
				if in.Op == token.MUL && in.X == a.v && reference(in.Type()) {
					push(in, a.prefix)
				}
			case *ssa.Lookup:
				if in.X == a.v && reference(in.Type()) {
					push(in, join(a.prefix, keyName(in.Index)))
				}
			case *ssa.MakeClosure:
				fn := in.Fn.(*ssa.Function)
				for i, b := range in.Bindings {
					if b != a.v {
						continue
					}
					if fn.Synthetic == "" || abstract(fn) {
						push(fn.FreeVars[i], a.prefix)
					} else if m, ok := e.p.body(e.p.real(fn)); ok {
						// A method kept as a value writes into its receiver whenever it is called.
						if rest, extra, ok := relate(a.prefix, asked); ok {
							w := contrib{instr: in, callee: m, idx: 0, path: rest}
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
func (e *Engine) extra(c *contrib, extra string, pos token.Pos) {
	if c.part = extra; extra == "" {
		return
	}
	if c.role == noRole {
		c.role = pathRole(extra)
	}
	if c.step == nil && !c.piece {
		c.step = e.beside(extra)
	}
}

// beside returns the step of what stands in a part of an object, nil where the part is an element like all others.
func (e *Engine) beside(part string) *step {
	if strings.Trim(part, "[]/") == "" {
		return nil
	}
	return e.step(wrapped, Phrase("put beside other fields"), token.NoPos)
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
	names := e.table.Fields(n.Obj())
	return len(names) == 0 || slices.Contains(names, fieldVar(a.X.Type(), a.Field).Name())
}

// callWrites collects what a call writes into an object that it is given, and the results that are the object again.
func (e *Engine) callWrites(cs []contrib, fallback *leaf, call ssa.CallInstruction, a alias, asked string, push func(ssa.Value, string)) ([]contrib, *leaf) {
	c := call.Common()
	as := args(c)
	val, _ := call.(ssa.Value)
	add := func(w contrib) {
		rest, extra, ok := relate(a.prefix, asked)
		if !ok {
			return
		}
		w.instr, w.path = call, join(rest, w.path)
		e.extra(&w, extra, call.Pos())
		cs = append(cs, w)
	}
	if b, ok := c.Value.(*ssa.Builtin); ok {
		switch b.Name() {
		case "copy":
			if c.Args[0] == a.v {
				add(contrib{v: c.Args[1], piece: true})
			}
		case "append":
			if c.Args[0] == a.v && val != nil && !textual(val.Type()) {
				push(val, a.prefix) // may share the array
			}
		}
		return cs, fallback
	}
	obj := callee(c)
	known := false
	if obj != nil && obj.Pkg() != nil && obj.Pkg().Path() == messagePath {
		// Email.WriteTo(w), SMSBatch.Handoff(w, …): the object gets a built message.
		if Product(recvType(obj)) != "" || isBatch(recvType(obj)) {
			o := origin{kind: built, what: "message." + objName(obj), root: e.message(as[0]), adopted: e.adopted(as[0])}
			if made, ok := call.(*ssa.Call); ok && isBatch(recvType(obj)) {
				o.root = made // each call of Append is a message of its own
			}
			l := e.leaf(o, call.Pos())
			add(contrib{leaf: &l, piece: true})
		}
		return cs, fallback
	}
	if obj != nil {
		known = e.table.Doubled(obj)
		for _, r := range e.table.Func(obj) {
			recv := place(call, sinks.Place{Arg: sinks.Recv})
			switch r.Kind {
			case sinks.Set:
				known = true
				if recv == a.v {
					for _, p := range r.Body {
						// The setter fills what it is named after, when that is asked for, or the message.
						rest, extra, ok := relate(a.prefix, asked)
						if b := place(call, p); b != nil && ok && (rest == "" || sets(obj.Name(), rest)) {
							w := contrib{instr: call, v: b, path: bodyPath(p), role: setRole(obj, call, p)}
							e.extra(&w, extra, call.Pos())
							cs = append(cs, w)
						}
					}
					push(val, a.prefix)
				}
			case sinks.Header:
				known = true
				if rest, _, ok := relate(a.prefix, asked); recv == a.v && ok && rest == addressed && addresses(obj.Name(), call) {
					for _, p := range r.To {
						if to := place(call, p); to != nil {
							cs = append(cs, contrib{instr: call, v: to, path: bodyPath(p)})
						}
					}
				}
				if recv == a.v && val != nil && types.Identical(val.Type(), recv.Type()) {
					push(val, a.prefix)
				}
			case sinks.Part:
				known = true
				if recv == a.v {
					push(resultValue(val, 0), join(a.prefix, obj.Name())) // each part is a text of its own
				}
			case sinks.Send, sinks.Ctor, sinks.Writer, sinks.Template, sinks.Request, sinks.Exec, sinks.Enqueue:
				known = true
			}
		}
		if !e.viewed(obj) {
			for _, s := range e.table.Step(obj) {
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
				what := Phrase("passed through %s", objName(obj))
				switch s.Op {
				case sinks.Copy, sinks.Wrap, sinks.Alter:
					from := spotValue(call, s.From)
					if from == nil {
						continue
					}
					w := contrib{v: from, piece: true, path: spotPath(call, s.From)}
					switch s.Op {
					case sinks.Wrap:
						w.step = e.step(wrapped, what, call.Pos())
						if k := place(call, sinks.Place{Arg: 0}); k != nil && s.From.Kind == "arg" && s.From.Index == 1 {
							// url.Values.Set(key, text), multipart.Writer.WriteField(key, text)
							w.role, w.piece = roleOf(keyName(k)), false
							if rest, _, ok := relate(join(a.prefix, keyName(k)), asked); ok {
								w.instr, w.path = call, join(rest, w.path)
								cs = append(cs, w)
							}
							continue
						}
					case sinks.Alter:
						w.step = e.step(altered, what, call.Pos())
					}
					add(w)
				case sinks.Format:
					add(contrib{format: s, call: call, piece: true})
				case sinks.Render:
					add(contrib{leaf: new(e.leaf(origin{kind: unknown, what: Phrase("the output of %s", objName(obj))}, call.Pos()).as(bodyRole)), piece: true})
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
	for _, f := range e.callees(c) {
		f, ok := e.p.body(f)
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
				w := contrib{instr: call, call: call, callee: f, idx: i, path: rest}
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
	case isRecv && (name == "Write" || name == "WriteString" || name == "Print" || name == "Println") && len(as) > 1 && texty(as[1].Type()):
		add(contrib{v: as[1], piece: true})
	case isRecv && len(as) == 2 && obj != nil && strings.HasPrefix(name, "Set"):
		if path, extra, ok := relate(a.prefix, asked); ok {
			if rest, part, ok := e.setter(obj, path); ok {
				w := contrib{instr: call, v: as[1], path: rest, role: pathRole(part)}
				e.extra(&w, join(extra, part), call.Pos())
				cs = append(cs, w)
			}
		}
		if val != nil && types.Identical(val.Type(), a.v.Type()) {
			push(val, a.prefix)
		}
	case !isRecv && name == "WriteTo" && len(as) > 1 && as[1] == a.v:
		add(contrib{v: as[0], piece: true})
	case val != nil && isRecv && types.Identical(val.Type(), a.v.Type()):
		push(val, a.prefix) // fluent
	case !isRecv && !textual(a.v.Type()) && reference(a.v.Type()):
		fallback = e.filled(fallback, obj, asked, call.Pos())
	}
	return cs, fallback
}

// addressed is the path of the addresses that the methods of a message gave it.
const addressed = "@to"

// addresses reports whether a call that sets a header sets whom a message goes to: the method is named after it, or its key is.
func addresses(method string, call ssa.CallInstruction) bool {
	if !strings.HasSuffix(method, "Header") {
		return true
	}
	key := place(call, sinks.Place{Arg: 0})
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
			if f := callee(call.Common()); f != nil && strings.HasPrefix(f.Name(), "Scan") {
				return f
			}
		}
	}
	return nil
}

// sets reports whether a method is named after the last field of a path: SetBody, Body.
func sets(method, path string) bool {
	return strings.EqualFold(strings.TrimPrefix(method, "Set"), name(path[strings.LastIndexByte(path, '/')+1:]))
}

// filled notes that a call out of view may have filled the object.
func (e *Engine) filled(old *leaf, by *types.Func, asked string, at token.Pos) *leaf {
	if old != nil {
		return old
	}
	what := Phrase("what a function value filled in")
	if by != nil {
		what = Phrase("what %s filled in", objName(by))
	}
	if f := e.lastField(asked); f != nil {
		return new(e.leaf(origin{kind: field, field: f, path: tailAfterField(asked), what: what}, at))
	}
	return new(e.leaf(origin{kind: unknown, what: what}, at))
}
