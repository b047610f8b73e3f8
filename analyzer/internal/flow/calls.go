package flow

import (
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/internal/ir"
	"github.com/scrutateur/scrutateur/analyzer/internal/say"
	"github.com/scrutateur/scrutateur/analyzer/sinks"
)

// Place returns the value at a table's place in a call. Variadic places are the slice of the arguments.
func Place(call ssa.CallInstruction, p sinks.Place) ssa.Value {
	c := call.Common()
	as := ir.Args(c)
	off := 0
	if c.IsInvoke() || c.Signature().Recv() != nil || ir.Bound(c) {
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
		return ir.ResultValue(v, 0)
	}
	if i := p.Arg + off; i < len(as) {
		return as[i]
	}
	return nil
}

// spotValue returns the value at a spot of a step.
func spotValue(call ssa.CallInstruction, s sinks.Spot) ssa.Value {
	switch s.Kind {
	case "recv":
		return Place(call, sinks.Place{Arg: sinks.Recv})
	case "arg":
		return Place(call, sinks.Place{Arg: s.Index})
	case "result":
		v, _ := call.(ssa.Value)
		return ir.ResultValue(v, s.Index)
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
			if ir.Textual(c.Args[0].Type()) {
				if len(c.Args) == 2 && len(e.get(n, Query{Mode: OfValue, V: c.Args[0]})) == 0 && empty(c.Args[0]) {
					e.from(n, c.Args[1], path, nil, NoRole, call.Pos()) // a copy
					return
				}
				e.mix(n, say.Phrase("appended to other text"), call.Pos(), c.Args...)
				return
			}
			for _, a := range c.Args {
				e.from(n, a, path, nil, NoRole, call.Pos())
			}
		}
		return
	}
	obj := ir.Callee(c)
	if obj != nil && obj.Pkg() != nil && obj.Pkg().Path() == MessagePath {
		if path == "" || !ir.Textual(v.Type()) {
			e.builtResult(n, call, obj, idx)
		}
		return
	}
	if obj != nil && obj.Name() == "To" && IsCleared(ir.RecvType(obj)) {
		// Whoever a message is built for is its recipient.
		n.set.Add(e.Source(Origin{Kind: Neutral, What: ir.ObjName(obj), Root: e.message(ir.Args(c)[0])}, call.Pos()))
		return
	}
	if obj != nil {
		if rows := e.Table.Func(obj); len(rows) > 0 {
			known := false
			for _, r := range rows {
				switch r.Kind {
				case sinks.Set, sinks.Header:
					// A builder's method returns its receiver or a copy of it.
					known = true
					if recv := Place(call, sinks.Place{Arg: sinks.Recv}); recv != nil {
						e.from(n, recv, path, nil, NoRole, call.Pos())
					}
					fallthrough
				case sinks.Ctor:
					known = true
					if r.Kind == sinks.Ctor && path == Addressed {
						for _, p := range r.To {
							if to := Place(call, p); to != nil {
								e.from(n, to, BodyPath(p), nil, NoRole, call.Pos())
							}
						}
					}
					if r.Kind == sinks.Ctor && strings.Trim(path, "[]/") == "" || r.Kind == sinks.Set && (path == "" || sets(obj.Name(), path)) {
						for _, p := range r.Body {
							if b := Place(call, p); b != nil && p.Arg != sinks.Recv {
								e.from(n, b, BodyPath(p), nil, setRole(obj, call, p), call.Pos())
							}
						}
					}
				case sinks.Part, sinks.Writer, sinks.Exec:
					known = true
				}
			}
			if known {
				if ir.Reference(v.Type()) {
					e.after(n, v, path)
				}
				return
			}
		}
		if steps := e.Table.Step(obj); len(steps) > 0 && !e.viewed(obj) {
			e.stepResult(n, call, v, obj, steps, idx, path)
			return
		}
	}
	fns := e.Callees(c)
	known := false
	for _, f := range fns {
		f, ok := e.Program.Body(f)
		if !ok {
			// A method of a built message, kept as a value.
			if m, isFunc := f.Object().(*types.Func); isFunc && m.Pkg() != nil && m.Pkg().Path() == MessagePath && Product(ir.RecvType(m)) != "" {
				known = true
				n.set.Add(e.Source(Origin{Kind: Built, What: "message." + ir.ObjName(m)}, call.Pos()))
			}
			continue
		}
		known = true
		for _, l := range e.get(n, Query{Mode: OfResult, V: f, Idx: idx, Path: path}) {
			e.substitute(n, l, f, ir.Args(c), call.Pos(), nil, NoRole)
		}
	}
	if known {
		if ir.Reference(v.Type()) {
			e.after(n, v, path)
		}
		return
	}
	if obj != nil && e.Facts != nil {
		if bs, ok := e.Facts.Results(obj, idx, Plain(path)); ok {
			as := ir.Args(c)
			for _, b := range bs {
				e.sourceFact(n, b, as, call.Pos())
			}
			if ir.Reference(v.Type()) {
				e.after(n, v, path)
			}
			return
		}
	}
	e.foreignResult(n, call, v, path)
}

// viewed reports whether the function's body is in view, so that nothing about it needs to be assumed.
func (e *Engine) viewed(obj *types.Func) bool {
	return e.Program.Has(obj.Pkg()) && !types.IsInterface(ir.RecvType(obj))
}

// Callees returns the functions in view that a call can reach.
func (e *Engine) Callees(c *ssa.CallCommon) []*ssa.Function {
	if c.IsInvoke() {
		return e.Program.Implementations(c.Method, c.Value.Type())
	}
	if f := e.Program.Static(c); f != nil {
		return []*ssa.Function{f}
	}
	return e.Program.Targets(c.Value)
}

// substitute adds a leaf of a callee as the caller sees it.
func (e *Engine) substitute(n *node, l Source, f *ssa.Function, as []ssa.Value, at token.Pos, s *Transfer, r Role) {
	if l.Kind != Param || l.Fn != f {
		if l.At == token.NoPos {
			l.At = at
		}
		n.set.Add(e.rooted(l, f, as).Under(s, r))
		return
	}
	if l.Idx >= len(as) {
		return
	}
	os := e.get(n, Query{Mode: OfValue, V: as[l.Idx], Path: l.Path})
	if l.Via != nil && !IsList(as[l.Idx].Type(), l.Path) {
		os = Alternatives(os)
	}
	for _, o := range os {
		if o.At == token.NoPos {
			o.At = at
		}
		n.set.Add(o.Under(l.Via, l.Part).Under(s, r))
	}
}

// setter says what of its argument a method that is named after a field puts where a path leads: what remains of the path in
// the argument, and the field beside others when all of the object is asked for, which is known of libraries that send.
func (e *Engine) setter(f *types.Func, path string) (rest, part string, ok bool) {
	field, isSet := strings.CutPrefix(f.Name(), "Set")
	if path == "" {
		params := f.Signature().Params()
		return "", field, isSet && f.Pkg() != nil && e.library(f.Pkg().Path()) && params.Len() == 1 && !ir.Texty(params.At(0).Type()) && roleOf(field) != HeaderRole
	}
	first, rest := Head(path)
	if strings.EqualFold(strings.TrimPrefix(f.Name(), "Set"), Name(first)) {
		return rest, "", true
	}
	return "", "", sets(f.Name(), path)
}

var keyed = regexp.MustCompile(`Param|Query|Field|Form`)

// setRole says what a setter sets: a body, or what its key says.
func setRole(f *types.Func, call ssa.CallInstruction, p sinks.Place) Role {
	if k := Place(call, sinks.Place{Arg: 0}); p.Arg == 1 && k != nil && keyed.MatchString(f.Name()) {
		return roleOf(keyName(k))
	}
	return BodyRole
}

// rooted says which message of the caller a message is that a callee was given.
func (e *Engine) rooted(l Source, f *ssa.Function, as []ssa.Value) Source {
	p, ok := l.Root.(*ssa.Parameter)
	if !ok || p.Parent() != f {
		return l
	}
	i := slices.Index(f.Params, p)
	if i < 0 || i >= len(as) {
		return l
	}
	o := *l.Origin
	o.Root = e.message(as[i])
	l.Origin = e.Source(o, l.At).Origin
	return l
}

func (e *Engine) stepResult(n *node, call *ssa.Call, v ssa.Value, obj *types.Func, steps []*sinks.Step, idx int, path string) {
	what := say.Phrase("passed through %s", ir.ObjName(obj))
	for _, s := range steps {
		if s.To.Kind != "result" || s.To.Index != idx && s.Name != "*" {
			continue
		}
		if s.Name == "*" && !ir.Texty(v.Type()) {
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
					e.from(n, f, spotPath(call, s.From), nil, NoRole, call.Pos())
				}
			}
		case sinks.Join:
			var all []Source
			for i, f := range from {
				path := ""
				if call.Common().Signature().Variadic() && i == len(from)-1 {
					path = "[]"
				}
				all = append(all, e.located(n, f, path, call.Pos())...)
			}
			if len(all) == 1 {
				n.set.Add(all[0])
				break
			}
			e.mixed(n, say.Phrase("joined with other text"), call.Pos(), pieces(all)...)
		case sinks.Wrap:
			for _, f := range from {
				e.from(n, f, spotPath(call, s.From), e.Transfer(Wrapped, what, call.Pos()), NoRole, call.Pos())
			}
		case sinks.Alter:
			sig := call.Common().Signature()
			if len(from) > 1 && s.Name != "*" || sig.Variadic() {
				var sets [][]Source
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
				if !ir.Texty(f.Type()) {
					continue
				}
				st := e.Transfer(Altered, what, call.Pos())
				for _, l := range e.located(n, f, "", call.Pos()) {
					if i > 0 && l.Kind == Literal && l.Via == nil {
						continue
					}
					n.set.Add(l.Under(st, NoRole))
				}
				if sl, ok := f.Type().Underlying().(*types.Slice); ok && ir.Textual(sl.Elem()) {
					for _, l := range e.located(n, f, "[]", call.Pos()) {
						n.set.Add(l.Under(st, NoRole))
					}
				}
			}
		case sinks.Format:
			e.formatInto(n, n, call, s, call.Pos())
		case sinks.Render:
			n.set.Add(e.Source(Origin{Kind: Unknown, What: say.Phrase("the result of %s", ir.ObjName(obj))}, call.Pos()).as(BodyRole))
		}
	}
	if ir.Reference(v.Type()) && !ir.Textual(v.Type()) {
		e.after(n, v, path)
	}
}

// IsList reports whether a path leads to the elements of a list: they are pieces, and none is in the place of another.
func IsList(t types.Type, path string) bool {
	if path != "" {
		return strings.HasSuffix(path, "[]")
	}
	s, ok := t.Underlying().(*types.Slice)
	return ok && !ir.Textual(t) && ir.Texty(s.Elem())
}

// pieces makes a set of each text of a list, of which all count and none is in the place of another.
func pieces(ls []Source) [][]Source {
	sets := make([][]Source, len(ls))
	for i, l := range ls {
		sets[i] = []Source{l}
	}
	return sets
}

func (e *Engine) located(n *node, v ssa.Value, path string, at token.Pos) []Source {
	ls := slices.Clone(e.get(n, Query{Mode: OfValue, V: v, Path: path}))
	for i := range ls {
		if ls[i].At == token.NoPos {
			ls[i].At = at
		}
	}
	return ls
}

// foreignResult answers for a function of which nothing is known: text in, text out is a change of the text, and
// everything else comes from outside.
func (e *Engine) foreignResult(n *node, call *ssa.Call, v ssa.Value, path string) {
	c := call.Common()
	if as := ir.Args(c); len(as) > 0 && (c.IsInvoke() || c.Signature().Recv() != nil) && types.Identical(as[0].Type(), v.Type()) && !ir.Texty(v.Type()) {
		// A builder's method: the object goes on, with what the method is named after.
		e.from(n, as[0], path, nil, NoRole, call.Pos())
		if obj := ir.Callee(c); obj != nil && len(as) == 2 {
			if rest, part, ok := e.setter(obj, path); ok {
				for _, l := range e.get(n, Query{Mode: OfValue, V: as[1], Path: rest}) {
					if l.At == token.NoPos {
						l.At = call.Pos()
					}
					n.set.Add(l.in(Write{Via: e.beside(part), role: pathRole(part), part: part}))
				}
			}
		}
		e.after(n, v, path)
		return
	}
	what := say.Phrase("the result of %s", ir.CalleeName(c))
	obj := ir.Callee(c)
	l := e.Source(Origin{Kind: Unknown, What: what, Empty: obj != nil && obj.Pkg() != nil && e.library(obj.Pkg().Path()) && !ir.Textual(v.Type())}, call.Pos())
	switch {
	case obj != nil && envelopes[obj.FullName()]:
		l = l.as(HeaderRole)
	case obj != nil && renders(obj.Name()):
		l = l.as(BodyRole)
	}
	if f := e.LastField(path); f != nil {
		l = e.Source(Origin{Kind: Field, Field: f, Path: TailAfterField(path), What: what}, call.Pos())
	}
	n.fallback = &l
	if l.Empty && !c.IsInvoke() && c.Signature().Recv() == nil && constructs(obj.Name()) {
		// What a constructor gets it puts into the field of that name.
		params := c.Signature().Params()
		for i := range min(params.Len(), len(c.Args)) {
			part, rest := params.At(i).Name(), ""
			if roleOf(part) != BodyRole && !strings.Contains(obj.Name(), "As") {
				continue // a client, an address
			}
			if path != "" {
				var first string
				if first, rest = Head(path); !strings.EqualFold(part, Name(first)) {
					continue
				}
			}
			for _, l := range e.get(n, Query{Mode: OfValue, V: c.Args[i], Path: rest}) {
				if l.At == token.NoPos {
					l.At = call.Pos()
				}
				n.set.Add(l.in(Write{Via: e.beside(part), role: roleOf(part), part: part}))
			}
		}
	}
	if path == "" && ir.Texty(v.Type()) {
		kind := through
		if sf, ok := e.Facts.(SendFacts); ok && obj != nil && obj.Pkg() != nil && sf.Judged(obj.Pkg()) {
			kind = Wrapped // a helper of the same module, of which this run knows nothing: whoever sees the whole judges it
		}
		s := e.Transfer(kind, say.Phrase("passed through %s", ir.CalleeName(c)), call.Pos())
		as := ir.Args(c)
		sig := c.Signature()
		for i, a := range as {
			p := ""
			if sig.Variadic() && i == len(as)-1 {
				p = "[]"
			}
			if !ir.Texty(a.Type()) {
				continue
			}
			for _, l := range e.get(n, Query{Mode: OfValue, V: a, Path: p}) {
				// A parameter goes through a named function by itself, or as the field of a message that holds its body: what a
				// function makes of a field of some configuration, or a function value of anything, is made here.
				if l.Kind == Built || l.Kind == Param && Grade(l) == BodyRole && (l.Path == "" || holdsBody(l.Path)) && ir.Callee(c) != nil {
					n.set.Add(l.Under(s, NoRole))
				}
			}
		}
	}
	if ir.Reference(v.Type()) {
		e.after(n, v, path)
	}
}

// BodyPath returns the path of a table's place in its argument.
func BodyPath(p sinks.Place) string {
	if p.Variadic {
		return Join("[]", p.Path)
	}
	return p.Path
}
