package flow

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/internal/ir"
	"github.com/scrutateur/scrutateur/analyzer/internal/product"
	"github.com/scrutateur/scrutateur/analyzer/internal/say"
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

func (e *Engine) value(n *node, v ssa.Value, path string) {
	if made := product.Built(v.Type()); made != nil {
		o := built(made, nil)
		o.Root, o.Adopted = e.message(v), e.adopted(v)
		n.set.Add(e.Source(o, v.Pos()))
		return
	}
	if b, ok := v.Type().Underlying().(*types.Basic); ok && b.Info()&(types.IsNumeric|types.IsBoolean) != 0 {
		// No text, but something that was set: a template's number.
		if c, isConst := v.(*ssa.Const); path == "" && !(isConst && (c.Value == nil || constant.Compare(c.Value, token.EQL, constant.MakeInt64(0)))) && b.Info()&types.IsInteger != 0 {
			n.set.Add(e.Source(Origin{Kind: Neutral, What: say.Phrase("a number")}, v.Pos()))
		}
		return
	}
	same := func(x ssa.Value) { e.from(n, x, path, nil, NoRole, token.NoPos) }
	switch v := v.(type) {
	case *ssa.Const:
		if path == "" && v.Value != nil && v.Value.Kind() == constant.String {
			if s := constant.StringVal(v.Value); s != "" {
				l := e.Source(Origin{Kind: Literal, What: say.Phrase("a constant text"), Text: s}, token.NoPos)
				if kind := e.optionName(v.Type()); kind != "" {
					l = l.Under(e.beside(kind), roleOf(kind))
				}
				n.set.Add(l)
			}
		}
	case *ssa.Alloc, *ssa.MakeMap, *ssa.MakeSlice, *ssa.MakeChan:
		e.inside(n, v, path)
	case *ssa.Global:
		if v.Pkg == nil || !e.Program.Has(v.Pkg.Pkg) {
			if v.Pkg != nil && v.Pkg.Pkg.Path() == "net/http" && v.Name() == "NoBody" {
				return
			}
			n.set.Add(e.Source(Origin{Kind: Unknown, What: say.Phrase("the variable %s of another package", v.Name())}, token.NoPos))
			return
		}
		e.inside(n, v, path)
	case *ssa.FieldAddr:
		e.from(n, v.X, Cons(e.fieldName(ir.FieldVar(v.X.Type(), v.Field)), path), nil, NoRole, v.Pos())
	case *ssa.Field:
		e.from(n, v.X, Cons(e.fieldName(ir.FieldVar(v.X.Type(), v.Field)), path), nil, NoRole, v.Pos())
	case *ssa.IndexAddr:
		e.from(n, v.X, Cons("[]", path), nil, NoRole, v.Pos())
	case *ssa.Index:
		if _, ok := v.X.Type().Underlying().(*types.Basic); !ok {
			e.from(n, v.X, Cons("[]", path), nil, NoRole, v.Pos())
		}
	case *ssa.Lookup:
		if _, ok := v.X.Type().Underlying().(*types.Map); ok {
			e.from(n, v.X, Cons(keyName(v.Index), path), nil, NoRole, v.Pos())
		}
	case *ssa.UnOp:
		switch v.Op {
		case token.MUL:
			same(v.X)
		case token.ARROW:
			e.from(n, v.X, Cons("[]", path), nil, NoRole, v.Pos())
		}
	case *ssa.Phi:
		for _, x := range v.Edges {
			same(x)
		}
	case *ssa.Extract:
		switch t := v.Tuple.(type) {
		case *ssa.Call:
			e.result(n, t, v, v.Index, path)
		case *ssa.TypeAssert:
			if v.Index == 0 {
				same(t.X)
			}
		case *ssa.Lookup:
			if v.Index == 0 {
				e.from(n, t.X, Cons(keyName(t.Index), path), nil, NoRole, t.Pos())
			}
		case *ssa.UnOp:
			if v.Index == 0 {
				e.from(n, t.X, Cons("[]", path), nil, NoRole, t.Pos())
			}
		case *ssa.Next:
			if r, ok := t.Iter.(*ssa.Range); ok && v.Index == 2 && !t.IsString {
				e.from(n, r.X, Cons("[]", path), nil, NoRole, r.Pos())
			}
		case *ssa.Select:
			// Index 0 and 1 say which case ran; the values received follow in the order of the receiving cases.
			i := 2
			for _, st := range t.States {
				if st.Dir == types.RecvOnly {
					if i == v.Index {
						e.from(n, st.Chan, Cons("[]", path), nil, NoRole, st.Pos)
					}
					i++
				}
			}
		}
	case *ssa.Call:
		e.result(n, v, v, 0, path)
	case *ssa.BinOp:
		if v.Op == token.ADD {
			e.mix(n, say.Phrase("joined with other text"), v.Pos(), v.X, v.Y)
		}
	case *ssa.Slice:
		switch t := v.X.Type().Underlying().(type) {
		case *types.Basic:
			e.cut(n, v, path)
		case *types.Slice:
			if ir.Textual(t) {
				e.cut(n, v, path)
				return
			}
			same(v.X)
		default:
			same(v.X)
		}
	case *ssa.Convert:
		if e.option(n, v, v.X, path) {
			return
		}
		if ir.Textual(v.X.Type()) {
			same(v.X)
		} else if path == "" && ir.Textual(v.Type()) {
			n.set.Add(e.Source(Origin{Kind: Unknown, What: say.Phrase("a number made a text")}, v.Pos()))
		}
	case *ssa.MultiConvert:
		same(v.X)
	case *ssa.ChangeType:
		if !e.option(n, v, v.X, path) {
			same(v.X)
		}
	case *ssa.ChangeInterface:
		same(v.X)
	case *ssa.MakeInterface:
		same(v.X)
	case *ssa.SliceToArrayPointer:
		same(v.X)
	case *ssa.TypeAssert:
		same(v.X)
	case *ssa.Parameter:
		f := v.Parent()
		if path != "" && handles(f) && ir.IsNamed(v.Type(), "net/http", "Request") {
			n.set.Add(e.Source(Origin{Kind: Unknown, What: say.Phrase("what an HTTP request brings")}, v.Pos()))
			return
		}
		if t := e.typeAt(v.Type(), path); isTemplate(t) {
			n.set.Add(e.Source(Origin{Kind: Unknown, What: say.Phrase("a template that the library renders")}, v.Pos()).as(BodyRole))
			return
		}
		n.set.Add(e.Source(Origin{Kind: Param, Fn: f, Idx: slices.Index(f.Params, v), Path: path, What: say.Phrase("the parameter %s of %s", v.Name(), ir.FuncName(f))}, v.Pos()))
		if ir.Reference(v.Type()) {
			for _, l := range e.get(n, Query{Mode: ofContents, V: v, Path: path}) {
				n.set.Add(l)
			}
		}
	case *ssa.FreeVar:
		for _, b := range e.Program.Bindings(v) {
			same(b)
		}
	case *ssa.Function:
		e.writerFunc(n, v, path)
	case *ssa.MakeClosure:
		e.writerFunc(n, v.Fn.(*ssa.Function), path)
	}
}

// option answers for a text that is made one of a sending library's own types, which says what it is: Body(text).
func (e *Engine) option(n *node, v, x ssa.Value, path string) bool {
	kind := e.optionName(v.Type())
	if kind != "" {
		e.from(n, x, path, e.beside(kind), roleOf(kind), v.Pos())
	}
	return kind != ""
}

// optionName returns the name of a sending library's own type of text where it says what the text is, else "".
func (e *Engine) optionName(typ types.Type) string {
	t := ir.NamedType(typ)
	if t == nil || t.Obj().Pkg() == nil || !ir.Textual(t) || roleOf(t.Obj().Name()) == NoRole || !e.library(t.Obj().Pkg().Path()) {
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
		e.from(n, v.X, path, nil, NoRole, v.Pos())
		return
	}
	e.from(n, v.X, path, e.Transfer(Altered, say.Phrase("cut"), v.Pos()), NoRole, v.Pos())
}

func zero(v ssa.Value) bool {
	if v == nil {
		return true
	}
	c, ok := v.(*ssa.Const)
	return ok && c.Value != nil && c.Int64() == 0
}
