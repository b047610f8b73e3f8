package flow

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/internal/fieldpath"
	"github.com/scrutateur/scrutateur/analyzer/internal/ir"
	"github.com/scrutateur/scrutateur/analyzer/internal/product"
	"github.com/scrutateur/scrutateur/analyzer/internal/say"
	"github.com/scrutateur/scrutateur/analyzer/internal/source"
	"github.com/scrutateur/scrutateur/analyzer/internal/words"
)

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

// isTemplate reports whether a type is a template of the standard library: what is made of it is never a built message.
func isTemplate(t types.Type) bool {
	if t == nil {
		return false
	}
	return ir.IsNamed(t, "html/template", "Template") || ir.IsNamed(t, "text/template", "Template")
}

// handles reports whether a function answers HTTP requests: it gets a ResponseWriter.
func handles(f *ssa.Function) bool {
	return slices.ContainsFunc(f.Params, func(p *ssa.Parameter) bool { return ir.IsNamed(p.Type(), "net/http", "ResponseWriter") })
}

// value answers for a value at a path: it goes back to what the value was made of, until something begins.
func (e *Engine) value(n *node, v ssa.Value, path string) {
	if made := product.Built(v.Type()); made != nil {
		o := built(made, nil)
		o.Root, o.Adopted = e.message(v), e.adopted(v)
		n.set.Add(e.Source(o, v.Pos()))
		return
	}
	if b, ok := v.Type().Underlying().(*types.Basic); ok && b.Info()&(types.IsNumeric|types.IsBoolean) != 0 {
		e.number(n, v, b, path)
		return
	}
	if x, way := e.part(v); x != nil {
		e.from(n, x, fieldpath.Cons(way, path), nil, words.NoRole, v.Pos())
		return
	}
	if x := same(v); x != nil {
		e.from(n, x, path, nil, words.NoRole, token.NoPos)
		return
	}
	switch v := v.(type) {
	case *ssa.Const:
		e.constant(n, v, path)
	case *ssa.Alloc, *ssa.MakeMap, *ssa.MakeSlice, *ssa.MakeChan:
		e.inside(n, v, path)
	case *ssa.Global:
		e.global(n, v, path)
	case *ssa.Phi:
		for _, x := range v.Edges {
			e.from(n, x, path, nil, words.NoRole, token.NoPos)
		}
	case *ssa.Extract:
		e.extract(n, v, path)
	case *ssa.Call:
		e.result(n, v, v, 0, path)
	case *ssa.BinOp:
		if v.Op == token.ADD {
			e.mix(n, say.Phrase("joined with other text"), v.Pos(), v.X, v.Y)
		}
	case *ssa.Slice:
		e.slice(n, v, path)
	case *ssa.Convert:
		e.convert(n, v, path)
	case *ssa.ChangeType:
		if !e.option(n, v, v.X, path) {
			e.from(n, v.X, path, nil, words.NoRole, token.NoPos)
		}
	case *ssa.Parameter:
		e.parameter(n, v, path)
	case *ssa.FreeVar:
		for _, b := range e.Program.Bindings(v) {
			e.from(n, b, path, nil, words.NoRole, token.NoPos)
		}
	case *ssa.Function:
		e.writerFunc(n, v, path)
	case *ssa.MakeClosure:
		e.writerFunc(n, v.Fn.(*ssa.Function), path)
	}
}

// part returns what a value is a part of, and the way to it: of m.Text the message m, and the field; nil for what is no part.
func (e *Engine) part(v ssa.Value) (of ssa.Value, way string) {
	switch v := v.(type) {
	case *ssa.FieldAddr:
		return v.X, e.Fields.Component(ir.FieldVar(v.X.Type(), v.Field))
	case *ssa.Field:
		return v.X, e.Fields.Component(ir.FieldVar(v.X.Type(), v.Field))
	case *ssa.IndexAddr:
		return v.X, "[]"
	case *ssa.Index:
		if _, ok := v.X.Type().Underlying().(*types.Basic); !ok {
			return v.X, "[]"
		}
	case *ssa.Lookup:
		if _, ok := v.X.Type().Underlying().(*types.Map); ok {
			return v.X, fieldpath.Key(v.Index)
		}
	case *ssa.UnOp:
		if v.Op == token.ARROW {
			return v.X, "[]"
		}
	}
	return nil, ""
}

// same returns the value that a value is another form of, nil if it is none.
func same(v ssa.Value) ssa.Value {
	switch v := v.(type) {
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return v.X
		}
	case *ssa.MultiConvert:
		return v.X
	case *ssa.ChangeInterface:
		return v.X
	case *ssa.MakeInterface:
		return v.X
	case *ssa.SliceToArrayPointer:
		return v.X
	case *ssa.TypeAssert:
		return v.X
	}
	return nil
}

// number answers for what is no text but something that was set: a template's number.
func (e *Engine) number(n *node, v ssa.Value, b *types.Basic, path string) {
	if path != "" || b.Info()&types.IsInteger == 0 {
		return
	}
	if c, ok := v.(*ssa.Const); ok && (c.Value == nil || constant.Compare(c.Value, token.EQL, constant.MakeInt64(0))) {
		return
	}
	n.set.Add(e.Source(source.Origin{Kind: source.Neutral, What: say.Phrase("a number")}, v.Pos()))
}

// constant answers for a text that stands in the program. A constant of a sending library's own type of text says what it is.
func (e *Engine) constant(n *node, v *ssa.Const, path string) {
	if path != "" || v.Value == nil || v.Value.Kind() != constant.String || constant.StringVal(v.Value) == "" {
		return
	}
	l := e.Source(source.Origin{Kind: source.Literal, What: say.Phrase("a constant text"), Text: constant.StringVal(v.Value)}, token.NoPos)
	if kind := e.optionName(v.Type()); kind != "" {
		l = l.Under(e.beside(kind), words.RoleOf(kind))
	}
	n.set.Add(l)
}

// global answers for a package variable.
func (e *Engine) global(n *node, v *ssa.Global, path string) {
	switch {
	case v.Pkg != nil && e.Program.Has(v.Pkg.Pkg):
		e.inside(n, v, path)
	case v.Pkg != nil && v.Pkg.Pkg.Path() == "net/http" && v.Name() == "NoBody":
	default:
		n.set.Add(e.Source(source.Origin{Kind: source.Unknown, What: say.Phrase("the variable %s of another package", v.Name())}, token.NoPos))
	}
}

// extract answers for one of several values that come together: results of a call, or a value and whether there was one.
func (e *Engine) extract(n *node, v *ssa.Extract, path string) {
	switch t := v.Tuple.(type) {
	case *ssa.Call:
		e.result(n, t, v, v.Index, path)
	case *ssa.TypeAssert:
		if v.Index == 0 {
			e.from(n, t.X, path, nil, words.NoRole, token.NoPos)
		}
	case *ssa.Lookup:
		if v.Index == 0 {
			e.from(n, t.X, fieldpath.Cons(fieldpath.Key(t.Index), path), nil, words.NoRole, t.Pos())
		}
	case *ssa.UnOp:
		if v.Index == 0 {
			e.from(n, t.X, fieldpath.Cons("[]", path), nil, words.NoRole, t.Pos())
		}
	case *ssa.Next:
		if r, ok := t.Iter.(*ssa.Range); ok && v.Index == 2 && !t.IsString {
			e.from(n, r.X, fieldpath.Cons("[]", path), nil, words.NoRole, r.Pos())
		}
	case *ssa.Select:
		if st := ir.Received(t, v.Index); st != nil {
			e.from(n, st.Chan, fieldpath.Cons("[]", path), nil, words.NoRole, st.Pos)
		}
	}
}

// slice answers for a piece of a text, which is another text, or of a list or array.
func (e *Engine) slice(n *node, v *ssa.Slice, path string) {
	switch t := v.X.Type().Underlying().(type) {
	case *types.Basic:
		e.cut(n, v, path)
	case *types.Slice:
		if ir.Textual(t) {
			e.cut(n, v, path)
			return
		}
		e.from(n, v.X, path, nil, words.NoRole, token.NoPos)
	default:
		e.from(n, v.X, path, nil, words.NoRole, token.NoPos)
	}
}

// convert answers for []byte(s), which is the same text, Body(s), which says what the text is, and string(rune(n)), which is one
// that begins here.
func (e *Engine) convert(n *node, v *ssa.Convert, path string) {
	switch {
	case e.option(n, v, v.X, path):
	case ir.Textual(v.X.Type()):
		e.from(n, v.X, path, nil, words.NoRole, token.NoPos)
	case path == "" && ir.Textual(v.Type()):
		n.set.Add(e.Source(source.Origin{Kind: source.Unknown, What: say.Phrase("a number made a text")}, v.Pos()))
	}
}

// parameter answers for a parameter: callers decide, and what the function itself writes into an object that it is given. What
// an HTTP request brings, and what is rendered from a template, come from nowhere else.
func (e *Engine) parameter(n *node, v *ssa.Parameter, path string) {
	f := v.Parent()
	if path != "" && handles(f) && ir.IsNamed(v.Type(), "net/http", "Request") {
		n.set.Add(e.Source(source.Origin{Kind: source.Unknown, What: say.Phrase("what an HTTP request brings")}, v.Pos()))
		return
	}
	if t := e.Fields.TypeAt(v.Type(), path); isTemplate(t) {
		n.set.Add(e.Source(source.Origin{Kind: source.Unknown, What: say.Phrase("a template that the library renders")}, v.Pos()).As(words.BodyRole))
		return
	}
	n.set.Add(e.Source(source.Origin{Kind: source.Param, Fn: f, Idx: slices.Index(f.Params, v), Path: path, What: say.Phrase("the parameter %s of %s", v.Name(), ir.FuncName(f))}, v.Pos()))
	if ir.Reference(v.Type()) {
		e.inside(n, v, path)
	}
}

// option answers for a text that is made one of a sending library's own types, which says what it is: Body(text).
func (e *Engine) option(n *node, v, x ssa.Value, path string) bool {
	kind := e.optionName(v.Type())
	if kind != "" {
		e.from(n, x, path, e.beside(kind), words.RoleOf(kind), v.Pos())
	}
	return kind != ""
}

// optionName returns the name of a sending library's own type of text where it says what the text is, else "".
func (e *Engine) optionName(typ types.Type) string {
	t := ir.NamedType(typ)
	if t == nil || t.Obj().Pkg() == nil || !ir.Textual(t) || words.RoleOf(t.Obj().Name()) == words.NoRole || !e.library(t.Obj().Pkg().Path()) {
		return ""
	}
	return t.Obj().Name()
}

// writerFunc answers for a body given as a function that writes it.
func (e *Engine) writerFunc(n *node, f *ssa.Function, path string) {
	f = e.Program.Real(f)
	if path != "" || len(f.Blocks) == 0 {
		return
	}
	for _, p := range f.Params {
		if ir.Reference(p.Type()) {
			for _, l := range e.get(n, Query{Mode: ofContents, V: p}) {
				n.set.Add(l)
			}
		}
	}
}

// inside answers for an object by what is written into it.
func (e *Engine) inside(n *node, v ssa.Value, path string) {
	for _, l := range e.get(n, Query{Mode: ofContents, V: v, Path: path}) {
		n.set.Add(l)
	}
}

func (e *Engine) cut(n *node, v *ssa.Slice, path string) {
	if c, ok := v.High.(*ssa.Const); ok && c.Value != nil && c.Int64() == 0 {
		return // b[:0] holds nothing
	}
	if zero(v.Low) && v.High == nil {
		e.from(n, v.X, path, nil, words.NoRole, v.Pos())
		return
	}
	e.from(n, v.X, path, e.Transfer(source.Altered, say.Phrase("cut"), v.Pos()), words.NoRole, v.Pos())
}

func zero(v ssa.Value) bool {
	if v == nil {
		return true
	}
	c, ok := v.(*ssa.Const)
	return ok && c.Value != nil && c.Int64() == 0
}
