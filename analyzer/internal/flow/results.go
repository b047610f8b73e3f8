package flow

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/internal/fieldpath"
	"github.com/scrutateur/scrutateur/analyzer/internal/ir"
	"github.com/scrutateur/scrutateur/analyzer/internal/product"
	"github.com/scrutateur/scrutateur/analyzer/internal/source"
	"github.com/scrutateur/scrutateur/analyzer/internal/words"
)

// result answers for result idx of a call; v is the value that holds it. What is known of the call comes first, then the bodies
// in view, then what the run over another package wrote down, then what names tell.
func (e *Engine) result(n *node, call *ssa.Call, v ssa.Value, idx int, path string) {
	fx := e.Effects(call)
	e.resultOf(n, call, v, idx, path, fx.Known)
	open := ir.Reference(v.Type()) && !fx.final && !(fx.finalTexts && ir.Textual(v.Type()))
	if !fx.Results && !e.resultInView(n, call, idx, path) && !e.resultByFacts(n, call, idx, path) {
		guesses := e.guesses(call, fx)
		e.resultOf(n, call, v, idx, path, guesses)
		// A builder's method goes on with its object, even one that is no pointer.
		open = open || slices.ContainsFunc(guesses, func(x Effect) bool { return x.Op == Carry && x.To.result(idx) })
	}
	if open {
		e.after(n, v, path)
	}
}

// resultOf adds what the effects of a call put into one of its results.
func (e *Engine) resultOf(n *node, call *ssa.Call, v ssa.Value, idx int, path string, effects []Effect) {
	for i := range effects {
		x := &effects[i]
		if !x.To.result(idx) {
			continue
		}
		switch x.Op {
		case Carry:
			e.from(n, x.From[0].V, path, nil, words.NoRole, call.Pos())
		case Set:
			if path == "" || sets(x.Name, path) {
				e.from(n, x.From[0].V, x.From[0].Path, nil, x.Role, call.Pos())
			}
		case Make:
			if strings.Trim(path, "[]/") == "" {
				e.from(n, x.From[0].V, x.From[0].Path, nil, x.Role, call.Pos())
			}
		case Address:
			if path == x.To.Path {
				e.from(n, x.From[0].V, x.From[0].Path, nil, words.NoRole, call.Pos())
			}
		case SetByName:
			if rest, part, ok := e.setter(ir.Callee(call.Common()), path); ok {
				e.fromPart(n, x.From[0].V, rest, Write{Via: e.beside(part), role: source.PathRole(part), part: part}, call.Pos())
			}
		case Construct:
			rest := ""
			if path != "" {
				var first string
				if first, rest = fieldpath.Head(path); !strings.EqualFold(x.Name, fieldpath.Name(first)) {
					continue
				}
			}
			e.fromPart(n, x.From[0].V, rest, Write{Via: x.Via, role: x.Role, part: x.Name}, call.Pos())
		case Pass:
			for _, p := range x.From {
				e.from(n, p.V, p.Path, x.Via, words.NoRole, call.Pos())
			}
		case Append:
			if len(x.From) == 2 && len(e.get(n, Query{Mode: OfValue, V: x.From[0].V})) == 0 && empty(x.From[0].V) {
				e.from(n, x.From[1].V, path, nil, words.NoRole, call.Pos()) // a copy
				continue
			}
			e.combine(n, n, x, call.Pos())
		case Join, Mix, Format:
			e.combine(n, n, x, call.Pos())
		case Change:
			e.change(n, x, call.Pos())
		case Through:
			if path == "" {
				e.through(n, x, ir.Callee(call.Common()) != nil)
			}
		case Begin:
			if path == "" || !ir.Textual(v.Type()) {
				n.set.Add(*x.Source)
			}
		case Opaque:
			l := *x.Source
			if f := e.LastField(path); f != nil {
				l = e.Source(source.Origin{Kind: source.Field, Field: f, Path: fieldpath.TailAfterField(path), What: l.What}, call.Pos())
			}
			n.fallback = &l
		}
	}
}

// fromPart adds what is put into a part of the result.
func (e *Engine) fromPart(n *node, v ssa.Value, path string, w Write, at token.Pos) {
	for _, l := range e.get(n, Query{Mode: OfValue, V: v, Path: path}) {
		if l.At == token.NoPos {
			l.At = at
		}
		n.set.Add(w.put(l))
	}
}

// combine adds what becomes of several texts that one effect makes one.
func (e *Engine) combine(n, into *node, x *Effect, at token.Pos) {
	var sets [][]source.Source
	switch x.Op {
	case Append, Mix:
		for _, p := range x.From {
			if ls := e.located(n, p, at); p.Path == "" {
				sets = append(sets, ls)
			} else {
				sets = append(sets, pieces(ls)...)
			}
		}
	case Join:
		var all []source.Source
		for _, p := range x.From {
			all = append(all, e.located(n, p, at)...)
		}
		if len(all) == 1 {
			into.set.Add(all[0])
			return
		}
		sets = pieces(all)
	case Format:
		if len(x.From) == 0 {
			return
		}
		format := e.located(n, x.From[0], at)
		var args []source.Source
		if len(x.From) > 1 {
			args = e.located(n, x.From[1], at)
		}
		if len(format) == 1 && format[0].Kind == source.Literal && (format[0].Text == "%s" || format[0].Text == "%v") {
			for _, l := range args {
				into.set.Add(l)
			}
			return
		}
		sets = append(pieces(args), format)
	}
	e.mixed(into, x.Name, at, sets...)
}

// change adds a text that was changed. strings.ReplaceAll(s, old, new): the first text is what is changed, and constants among the
// others say how.
func (e *Engine) change(n *node, x *Effect, at token.Pos) {
	for i, p := range x.From {
		if !ir.Texty(p.V.Type()) {
			continue
		}
		for _, l := range e.located(n, p, at) {
			if i == 0 || l.Kind != source.Literal || l.Via != nil {
				n.set.Add(l.Under(x.Via, words.NoRole))
			}
		}
		if sl, ok := p.V.Type().Underlying().(*types.Slice); ok && ir.Textual(sl.Elem()) {
			for _, l := range e.located(n, Port{V: p.V, Path: "[]"}, at) {
				n.set.Add(l.Under(x.Via, words.NoRole))
			}
		}
	}
}

// through adds what goes into a function that nobody knows and comes out as a text: a built message, which is not the same any
// more, and a parameter of which callers decide. A parameter goes through a named function by itself, or as the field of a
// message that holds its body: what a function makes of a field of some configuration, or a function value of anything, is
// made here.
func (e *Engine) through(n *node, x *Effect, named bool) {
	for _, p := range x.From {
		for _, l := range e.get(n, Query{Mode: OfValue, V: p.V, Path: p.Path}) {
			if l.Kind == source.Built || named && l.Kind == source.Param && source.Grade(l) == words.BodyRole && (l.Path == "" || words.NamesFinished(fieldpath.Name(fieldpath.Last(l.Path)))) {
				n.set.Add(l.Under(x.Via, words.NoRole))
			}
		}
	}
}

// resultInView adds what the bodies in view return. It reports whether there are any.
func (e *Engine) resultInView(n *node, call *ssa.Call, idx int, path string) (known bool) {
	c := call.Common()
	for _, f := range e.Callees(c) {
		f, ok := e.Program.Body(f)
		if !ok {
			// A method of a built message, kept as a value.
			if m, isFunc := f.Object().(*types.Func); isFunc && product.Built(ir.RecvType(m)) != nil {
				known = true
				n.set.Add(e.Source(built(product.Of(ir.RecvType(m)), m), call.Pos()))
			}
			continue
		}
		known = true
		for _, l := range e.get(n, Query{Mode: OfResult, V: f, Idx: idx, Path: path}) {
			e.substitute(n, l, f, ir.Args(c), call.Pos())
		}
	}
	return known
}

// resultByFacts adds what is written down about a function's result.
func (e *Engine) resultByFacts(n *node, call *ssa.Call, idx int, path string) bool {
	obj := ir.Callee(call.Common())
	if obj == nil || e.Facts == nil {
		return false
	}
	known, ok := e.Facts.Results(obj, idx, fieldpath.Plain(path))
	for _, b := range known {
		e.sourceFact(n, b, ir.Args(call.Common()), call.Pos())
	}
	return ok
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

// substitute adds a source of a callee as the caller sees it: a parameter is what the call gives it.
func (e *Engine) substitute(n *node, l source.Source, f *ssa.Function, as []ssa.Value, at token.Pos) {
	if l.Kind != source.Param || l.Fn != f {
		if l.At == token.NoPos {
			l.At = at
		}
		n.set.Add(e.rooted(l, f, as))
		return
	}
	if l.Idx >= len(as) {
		return
	}
	os := e.get(n, Query{Mode: OfValue, V: as[l.Idx], Path: l.Path})
	if l.Via != nil && !IsList(as[l.Idx].Type(), l.Path) {
		os = source.Alternatives(os)
	}
	for _, o := range os {
		if o.At == token.NoPos {
			o.At = at
		}
		n.set.Add(o.Under(l.Via, l.Part))
	}
}

// rooted says which message of the caller a message is that a callee was given.
func (e *Engine) rooted(l source.Source, f *ssa.Function, as []ssa.Value) source.Source {
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

// setter says what of its argument a method that is named after a field puts where a path leads: what remains of the path in
// the argument, and the field beside others when all of the object is asked for, which is known of libraries that send.
func (e *Engine) setter(f *types.Func, path string) (rest, part string, ok bool) {
	field, isSet := strings.CutPrefix(f.Name(), "Set")
	if path == "" {
		params := f.Signature().Params()
		return "", field, isSet && f.Pkg() != nil && e.library(f.Pkg().Path()) && params.Len() == 1 && !ir.Texty(params.At(0).Type()) && words.RoleOf(field) != words.HeaderRole
	}
	first, rest := fieldpath.Head(path)
	if strings.EqualFold(strings.TrimPrefix(f.Name(), "Set"), fieldpath.Name(first)) {
		return rest, "", true
	}
	return "", "", sets(f.Name(), path)
}

// sets reports whether a method is named after the last field of a path: SetBody, Body.
func sets(method, path string) bool {
	return strings.EqualFold(strings.TrimPrefix(method, "Set"), fieldpath.Name(fieldpath.Last(path)))
}

// located returns the sources of what is at a port; those that begin nowhere in particular begin here.
func (e *Engine) located(n *node, p Port, at token.Pos) []source.Source {
	ls := slices.Clone(e.get(n, Query{Mode: OfValue, V: p.V, Path: p.Path}))
	for i := range ls {
		if ls[i].At == token.NoPos {
			ls[i].At = at
		}
	}
	return ls
}

// pieces makes a set of each text of a list, of which all count and none is in the place of another.
func pieces(ls []source.Source) [][]source.Source {
	sets := make([][]source.Source, len(ls))
	for i, l := range ls {
		sets[i] = []source.Source{l}
	}
	return sets
}

// IsList reports whether a path leads to the elements of a list: they are pieces, and none is in the place of another.
func IsList(t types.Type, path string) bool {
	if path != "" {
		return strings.HasSuffix(path, "[]")
	}
	s, ok := t.Underlying().(*types.Slice)
	return ok && !ir.Textual(t) && ir.Texty(s.Elem())
}
