package flow

import (
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/sinks"
)

// callee returns the object that a call names, if it names one.
func callee(c *ssa.CallCommon) *types.Func {
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

// place returns the value at a table's place in a call. Variadic places are the slice of the arguments.
func place(call ssa.CallInstruction, p sinks.Place) ssa.Value {
	c := call.Common()
	as := args(c)
	off := 0
	if c.IsInvoke() || c.Signature().Recv() != nil || bound(c) {
		off = 1
	}
	switch p.Arg {
	case sinks.Recv:
		if off == 1 && len(as) > 0 {
			return as[0]
		}
		return nil
	case sinks.Result0:
		v, _ := call.(ssa.Value)
		return resultValue(v, 0)
	}
	if i := p.Arg + off; i < len(as) {
		return as[i]
	}
	return nil
}

func bound(c *ssa.CallCommon) bool {
	mc, ok := c.Value.(*ssa.MakeClosure)
	return ok && mc.Fn.(*ssa.Function).Synthetic != "" && !abstract(mc.Fn.(*ssa.Function))
}

// abstract reports whether a function is made of the method of an interface, as a value: it calls whatever the interface holds.
func abstract(f *ssa.Function) bool {
	obj, ok := f.Object().(*types.Func)
	return ok && f.Synthetic != "" && types.IsInterface(recvType(obj))
}

// resultValue returns the value that holds result i of a call, nil if nobody looks at it.
func resultValue(v ssa.Value, i int) ssa.Value {
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

// spotValue returns the value at a spot of a step.
func spotValue(call ssa.CallInstruction, s sinks.Spot) ssa.Value {
	switch s.Kind {
	case "recv":
		return place(call, sinks.Place{Arg: sinks.Recv})
	case "arg":
		return place(call, sinks.Place{Arg: s.Index})
	case "result":
		v, _ := call.(ssa.Value)
		return resultValue(v, s.Index)
	}
	return nil
}

// spotPath returns the path that reaches the text of a spot: the arguments of a variadic parameter are a slice.
func spotPath(call ssa.CallInstruction, s sinks.Spot) string {
	sig := call.Common().Signature()
	if s.Kind == "arg" && sig.Variadic() && s.Index == sig.Params().Len()-1 {
		return "[]"
	}
	return ""
}

// result answers for result idx of a call; v is the value that holds it.
func (e *Engine) result(n *node, call *ssa.Call, v ssa.Value, idx int, path string) {
	c := call.Common()
	if b, ok := c.Value.(*ssa.Builtin); ok {
		if b.Name() == "append" {
			if textual(c.Args[0].Type()) {
				if len(c.Args) == 2 && len(e.get(n, query{mode: ofValue, v: c.Args[0]})) == 0 && empty(c.Args[0]) {
					e.from(n, c.Args[1], path, nil, noRole, call.Pos()) // a copy
					return
				}
				e.mix(n, Phrase("appended to other text"), call.Pos(), c.Args...)
				return
			}
			for _, a := range c.Args {
				e.from(n, a, path, nil, noRole, call.Pos())
			}
		}
		return
	}
	obj := callee(c)
	if obj != nil && obj.Pkg() != nil && obj.Pkg().Path() == messagePath {
		if path == "" || !textual(v.Type()) {
			e.builtResult(n, call, obj, idx)
		}
		return
	}
	if obj != nil && obj.Name() == "To" && isCleared(recvType(obj)) {
		// Whoever a message is built for is its recipient.
		n.set.add(e.leaf(origin{kind: neutral, what: objName(obj), root: e.message(args(c)[0])}, call.Pos()))
		return
	}
	if obj != nil {
		if rows := e.table.Func(obj); len(rows) > 0 {
			known := false
			for _, r := range rows {
				switch r.Kind {
				case sinks.Set, sinks.Header:
					// A builder's method returns its receiver or a copy of it.
					known = true
					if recv := place(call, sinks.Place{Arg: sinks.Recv}); recv != nil {
						e.from(n, recv, path, nil, noRole, call.Pos())
					}
					fallthrough
				case sinks.Ctor:
					known = true
					if r.Kind == sinks.Ctor && path == addressed {
						for _, p := range r.To {
							if to := place(call, p); to != nil {
								e.from(n, to, bodyPath(p), nil, noRole, call.Pos())
							}
						}
					}
					if r.Kind == sinks.Ctor && strings.Trim(path, "[]/") == "" || r.Kind == sinks.Set && (path == "" || sets(obj.Name(), path)) {
						for _, p := range r.Body {
							if b := place(call, p); b != nil && p.Arg != sinks.Recv {
								e.from(n, b, bodyPath(p), nil, setRole(obj, call, p), call.Pos())
							}
						}
					}
				case sinks.Part, sinks.Writer, sinks.Exec:
					known = true
				}
			}
			if known {
				if reference(v.Type()) {
					e.after(n, v, path)
				}
				return
			}
		}
		if steps := e.table.Step(obj); len(steps) > 0 && !e.viewed(obj) {
			e.stepResult(n, call, v, obj, steps, idx, path)
			return
		}
	}
	fns := e.callees(c)
	known := false
	for _, f := range fns {
		f, ok := e.p.body(f)
		if !ok {
			// A method of a built message, kept as a value.
			if m, isFunc := f.Object().(*types.Func); isFunc && m.Pkg() != nil && m.Pkg().Path() == messagePath && Product(recvType(m)) != "" {
				known = true
				n.set.add(e.leaf(origin{kind: built, what: "message." + objName(m)}, call.Pos()))
			}
			continue
		}
		known = true
		for _, l := range e.get(n, query{mode: ofResult, v: f, idx: idx, path: path}) {
			e.substitute(n, l, f, args(c), call.Pos(), nil, noRole)
		}
	}
	if known {
		if reference(v.Type()) {
			e.after(n, v, path)
		}
		return
	}
	if obj != nil && e.facts != nil {
		if bs, ok := e.facts.Results(obj, idx, plain(path)); ok {
			as := args(c)
			for _, b := range bs {
				e.beginning(n, b, as, call.Pos())
			}
			if reference(v.Type()) {
				e.after(n, v, path)
			}
			return
		}
	}
	e.foreignResult(n, call, v, path)
}

// viewed reports whether the function's body is in view, so that nothing about it needs to be assumed.
func (e *Engine) viewed(obj *types.Func) bool {
	return e.p.byPkg[obj.Pkg()] != nil && !types.IsInterface(recvType(obj))
}

// callees returns the functions in view that a call can reach.
func (e *Engine) callees(c *ssa.CallCommon) []*ssa.Function {
	if c.IsInvoke() {
		return e.p.implementations(c.Method, c.Value.Type())
	}
	if f := e.p.static(c); f != nil {
		return []*ssa.Function{f}
	}
	return e.p.targets(c.Value)
}

// substitute adds a leaf of a callee as the caller sees it.
func (e *Engine) substitute(n *node, l leaf, f *ssa.Function, as []ssa.Value, at token.Pos, s *step, r role) {
	if l.kind != param || l.fn != f {
		if l.at == token.NoPos {
			l.at = at
		}
		n.set.add(e.rooted(l, f, as).under(s, r))
		return
	}
	if l.idx >= len(as) {
		return
	}
	os := e.get(n, query{mode: ofValue, v: as[l.idx], path: l.path})
	if l.step != nil && !list(as[l.idx].Type(), l.path) {
		os = alternatives(os)
	}
	for _, o := range os {
		if o.at == token.NoPos {
			o.at = at
		}
		n.set.add(o.under(l.step, l.part).under(s, r))
	}
}

// setter says what of its argument a method that is named after a field puts where a path leads: what remains of the path in
// the argument, and the field beside others when all of the object is asked for, which is known of libraries that send.
func (e *Engine) setter(f *types.Func, path string) (rest, part string, ok bool) {
	field, isSet := strings.CutPrefix(f.Name(), "Set")
	if path == "" {
		params := f.Signature().Params()
		return "", field, isSet && f.Pkg() != nil && e.library(f.Pkg().Path()) && params.Len() == 1 && !texty(params.At(0).Type()) && roleOf(field) != headerRole
	}
	first, rest := head(path)
	if strings.EqualFold(strings.TrimPrefix(f.Name(), "Set"), name(first)) {
		return rest, "", true
	}
	return "", "", sets(f.Name(), path)
}

var keyed = regexp.MustCompile(`Param|Query|Field|Form`)

// setRole says what a setter sets: a body, or what its key says.
func setRole(f *types.Func, call ssa.CallInstruction, p sinks.Place) role {
	if k := place(call, sinks.Place{Arg: 0}); p.Arg == 1 && k != nil && keyed.MatchString(f.Name()) {
		return roleOf(keyName(k))
	}
	return bodyRole
}

// constructs reports whether a function is named after making an object of its arguments: NewMessage, TextAsContent.
func constructs(name string) bool {
	return strings.HasPrefix(name, "New") || strings.Contains(name, "As")
}

// library reports whether a package belongs to a repository that the table has a package of.
func (e *Engine) library(path string) bool {
	root := repository(path)
	if e.roots == nil {
		e.roots = map[string]bool{}
		for i := range e.table.Rows {
			if p := e.table.Rows[i].Path; strings.Contains(p, ".") {
				e.roots[repository(p)] = true
			}
		}
	}
	return e.roots[root] || e.table.Package(path)
}

// repository returns what an import path names of its repository: host, owner and name on the hosts that have owners.
func repository(path string) string {
	elems := strings.SplitN(path, "/", 4)
	if len(elems) > 3 {
		elems = elems[:3]
	}
	if strings.HasPrefix(path, "gopkg.in/") || strings.HasPrefix(path, "gomodules.xyz/") {
		elems = elems[:2]
	}
	return strings.Join(elems, "/")
}

// rooted says which message of the caller a message is that a callee was given.
func (e *Engine) rooted(l leaf, f *ssa.Function, as []ssa.Value) leaf {
	p, ok := l.root.(*ssa.Parameter)
	if !ok || p.Parent() != f {
		return l
	}
	i := slices.Index(f.Params, p)
	if i < 0 || i >= len(as) {
		return l
	}
	o := *l.origin
	o.root = e.message(as[i])
	l.origin = e.leaf(o, l.at).origin
	return l
}

func (e *Engine) beginning(n *node, b Beginning, as []ssa.Value, at token.Pos) {
	var s *step
	if b.Step != nil {
		s = e.step(stepKind(b.Step.Kind), b.Step.What, token.NoPos)
	}
	switch {
	case b.Built:
		n.set.add(e.leaf(origin{kind: built, what: b.What, adopted: b.Adopted}, at).under(s, role(b.Part)))
	case b.Param >= 0:
		if b.Param < len(as) {
			for _, o := range e.get(n, query{mode: ofValue, v: as[b.Param], path: b.Path}) {
				if o.at == token.NoPos {
					o.at = at
				}
				n.set.add(o.under(s, role(b.Part)))
			}
		}
	default:
		n.set.add(e.leaf(origin{kind: unknown, what: b.What}, at).as(role(b.Role)).under(s, role(b.Part)))
	}
}

// builtResult answers for functions of package message itself.
func (e *Engine) builtResult(n *node, call *ssa.Call, obj *types.Func, idx int) {
	recv := recvType(obj)
	switch {
	case Product(recv) != "":
		o := origin{kind: built, what: "message." + objName(obj)}
		if as := args(call.Common()); len(as) > 0 {
			o.root, o.adopted = e.message(as[0]), e.adopted(as[0])
		}
		switch obj.Name() {
		case "To", "Sender", "Key", "NotAfter", "Header", "Size", "Subject", "DKIMHeaders", "Recipients", "Refused", "Len", "MarshalText", "LogValue":
			o.kind = neutral
		}
		n.set.add(e.leaf(o, call.Pos()))
	case isBatch(recv) && obj.Name() == "Append" && idx == 0:
		n.set.add(e.leaf(origin{kind: built, what: "message." + objName(obj), root: call}, call.Pos()))
	default:
		n.set.add(e.leaf(origin{kind: unknown, what: Phrase("the result of %s, which is no message", objName(obj))}, call.Pos()))
	}
}

func (e *Engine) stepResult(n *node, call *ssa.Call, v ssa.Value, obj *types.Func, steps []*sinks.Step, idx int, path string) {
	what := Phrase("passed through %s", objName(obj))
	for _, s := range steps {
		if s.To.Kind != "result" || s.To.Index != idx && s.Name != "*" {
			continue
		}
		if s.Name == "*" && !texty(v.Type()) {
			continue
		}
		var from []ssa.Value
		if s.From.Kind == "args" {
			from = append(from, call.Common().Args...)
		} else if f := spotValue(call, s.From); f != nil {
			from = []ssa.Value{f}
		}
		switch s.Op {
		case sinks.Copy, sinks.Alias:
			for _, f := range from {
				if s.Op == sinks.Copy {
					e.from(n, f, spotPath(call, s.From), nil, noRole, call.Pos())
				}
			}
		case sinks.Join:
			var all []leaf
			for i, f := range from {
				path := ""
				if call.Common().Signature().Variadic() && i == len(from)-1 {
					path = "[]"
				}
				all = append(all, e.located(n, f, path, call.Pos())...)
			}
			if len(all) == 1 {
				n.set.add(all[0])
				break
			}
			e.mixed(n, Phrase("joined with other text"), call.Pos(), pieces(all)...)
		case sinks.Wrap:
			for _, f := range from {
				e.from(n, f, spotPath(call, s.From), e.step(wrapped, what, call.Pos()), noRole, call.Pos())
			}
		case sinks.Alter:
			sig := call.Common().Signature()
			if len(from) > 1 && s.Name != "*" || sig.Variadic() {
				var sets [][]leaf
				for i, f := range from {
					p := ""
					if sig.Variadic() && i == len(from)-1 {
						p = "[]"
					}
					if ls := e.located(n, f, p, call.Pos()); p == "" {
						sets = append(sets, ls)
					} else {
						sets = append(sets, pieces(ls)...)
					}
				}
				e.mixed(n, what, call.Pos(), sets...)
				break
			}
			// strings.ReplaceAll(s, old, new): the first text is what is changed, the others say how.
			for i, f := range from {
				if !texty(f.Type()) {
					continue
				}
				st := e.step(altered, what, call.Pos())
				for _, l := range e.located(n, f, "", call.Pos()) {
					if i > 0 && l.kind == literal && l.step == nil {
						continue
					}
					n.set.add(l.under(st, noRole))
				}
				if sl, ok := f.Type().Underlying().(*types.Slice); ok && textual(sl.Elem()) {
					for _, l := range e.located(n, f, "[]", call.Pos()) {
						n.set.add(l.under(st, noRole))
					}
				}
			}
		case sinks.Format:
			e.formatInto(n, n, call, s, call.Pos())
		case sinks.Render:
			n.set.add(e.leaf(origin{kind: unknown, what: Phrase("the result of %s", objName(obj))}, call.Pos()).as(bodyRole))
		}
	}
	if reference(v.Type()) && !textual(v.Type()) {
		e.after(n, v, path)
	}
}

// empty reports whether a slice holds nothing: nil, a literal without elements, or one that is cut to nothing.
func empty(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Const:
		return true
	case *ssa.Slice:
		if c, ok := v.High.(*ssa.Const); ok && c.Value != nil && c.Int64() == 0 {
			return true
		}
		p, ok := v.X.Type().Underlying().(*types.Pointer)
		if !ok {
			return false
		}
		a, ok := p.Elem().Underlying().(*types.Array)
		return ok && a.Len() == 0
	case *ssa.MakeSlice:
		return zero(v.Len)
	}
	return false
}

// list reports whether a path leads to the elements of a list: they are pieces, and none is in the place of another.
func list(t types.Type, path string) bool {
	if path != "" {
		return strings.HasSuffix(path, "[]")
	}
	s, ok := t.Underlying().(*types.Slice)
	return ok && !textual(t) && texty(s.Elem())
}

// pieces makes a set of each text of a list, of which all count and none is in the place of another.
func pieces(ls []leaf) [][]leaf {
	sets := make([][]leaf, len(ls))
	for i, l := range ls {
		sets[i] = []leaf{l}
	}
	return sets
}

func (e *Engine) located(n *node, v ssa.Value, path string, at token.Pos) []leaf {
	ls := slices.Clone(e.get(n, query{mode: ofValue, v: v, path: path}))
	for i := range ls {
		if ls[i].at == token.NoPos {
			ls[i].at = at
		}
	}
	return ls
}

// foreignResult answers for a function of which nothing is known: text in, text out is a change of the text, and
// everything else comes from outside.
func (e *Engine) foreignResult(n *node, call *ssa.Call, v ssa.Value, path string) {
	c := call.Common()
	if as := args(c); len(as) > 0 && (c.IsInvoke() || c.Signature().Recv() != nil) && types.Identical(as[0].Type(), v.Type()) && !texty(v.Type()) {
		// A builder's method: the object goes on, with what the method is named after.
		e.from(n, as[0], path, nil, noRole, call.Pos())
		if obj := callee(c); obj != nil && len(as) == 2 {
			if rest, part, ok := e.setter(obj, path); ok {
				for _, l := range e.get(n, query{mode: ofValue, v: as[1], path: rest}) {
					if l.at == token.NoPos {
						l.at = call.Pos()
					}
					n.set.add(l.in(contrib{step: e.beside(part), role: pathRole(part), part: part}))
				}
			}
		}
		e.after(n, v, path)
		return
	}
	what := Phrase("the result of %s", calleeName(c))
	obj := callee(c)
	l := e.leaf(origin{kind: unknown, what: what, empty: obj != nil && obj.Pkg() != nil && e.library(obj.Pkg().Path()) && !textual(v.Type())}, call.Pos())
	switch {
	case obj != nil && envelopes[obj.FullName()]:
		l = l.as(headerRole)
	case obj != nil && renders(obj.Name()):
		l = l.as(bodyRole)
	}
	if f := e.lastField(path); f != nil {
		l = e.leaf(origin{kind: field, field: f, path: tailAfterField(path), what: what}, call.Pos())
	}
	n.fallback = &l
	if l.empty && !c.IsInvoke() && c.Signature().Recv() == nil && constructs(obj.Name()) {
		// What a constructor gets it puts into the field of that name.
		params := c.Signature().Params()
		for i := range min(params.Len(), len(c.Args)) {
			part, rest := params.At(i).Name(), ""
			if roleOf(part) != bodyRole && !strings.Contains(obj.Name(), "As") {
				continue // a client, an address
			}
			if path != "" {
				var first string
				if first, rest = head(path); !strings.EqualFold(part, name(first)) {
					continue
				}
			}
			for _, l := range e.get(n, query{mode: ofValue, v: c.Args[i], path: rest}) {
				if l.at == token.NoPos {
					l.at = call.Pos()
				}
				n.set.add(l.in(contrib{step: e.beside(part), role: roleOf(part), part: part}))
			}
		}
	}
	if path == "" && texty(v.Type()) {
		kind := through
		if sf, ok := e.facts.(SendFacts); ok && obj != nil && obj.Pkg() != nil && sf.Judged(obj.Pkg()) {
			kind = wrapped // a helper of the same module, of which this run knows nothing: whoever sees the whole judges it
		}
		s := e.step(kind, Phrase("passed through %s", calleeName(c)), call.Pos())
		as := args(c)
		sig := c.Signature()
		for i, a := range as {
			p := ""
			if sig.Variadic() && i == len(as)-1 {
				p = "[]"
			}
			if !texty(a.Type()) {
				continue
			}
			for _, l := range e.get(n, query{mode: ofValue, v: a, path: p}) {
				// A parameter goes through a named function by itself, or as the field of a message that holds its body: what a
				// function makes of a field of some configuration, or a function value of anything, is made here.
				if l.kind == built || l.kind == param && grade(l) == bodyRole && (l.path == "" || holdsBody(l.path)) && callee(c) != nil {
					n.set.add(l.under(s, noRole))
				}
			}
		}
	}
	if reference(v.Type()) {
		e.after(n, v, path)
	}
}

// envelopes are functions whose result stands in a header, not in a text.
var envelopes = map[string]bool{
	"(*mime/multipart.Writer).Boundary": true, "(*mime/multipart.Writer).FormDataContentType": true, "mime.FormatMediaType": true,
	"mime.TypeByExtension": true, "(*net/mail.Address).String": true, "(time.Time).Format": true, "os.Hostname": true,
}

func calleeName(c *ssa.CallCommon) string {
	if obj := callee(c); obj != nil {
		return objName(obj)
	}
	switch v := c.Value.(type) {
	case *ssa.Parameter:
		return Phrase("the function %s", v.Name())
	case *ssa.UnOp:
		switch a := v.X.(type) {
		case *ssa.FieldAddr:
			return Phrase("the function in field %s", fieldVar(a.X.Type(), a.Field).Name())
		case *ssa.Global:
			return Phrase("the function %s", a.Name())
		}
	}
	return Phrase("a function value")
}

// lastField returns the last struct field of a path that is declared in view.
func (e *Engine) lastField(path string) *types.Var {
	var f *types.Var
	for _, c := range strings.Split(path, "/") {
		if v := e.varOf(c); v != nil && v.Pkg() != nil && e.p.byPkg[v.Pkg()] != nil {
			f = v
		}
	}
	return f
}

// tailAfterField returns what follows the last field of a path.
func tailAfterField(path string) string {
	elems := strings.Split(path, "/")
	for i := len(elems) - 1; i >= 0; i-- {
		if strings.Contains(elems[i], "#") {
			return strings.Join(elems[i+1:], "/")
		}
	}
	return path
}

// plain returns a path without the indices of its fields.
func plain(path string) string {
	elems := strings.Split(path, "/")
	for i := range elems {
		elems[i] = name(elems[i])
	}
	return strings.Join(elems, "/")
}

// bodyPath returns the path of a table's place in its argument.
func bodyPath(p sinks.Place) string {
	if p.Variadic {
		return join("[]", p.Path)
	}
	return p.Path
}
