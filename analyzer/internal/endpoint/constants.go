// Package endpoint says where a request goes and which command is run, as far as constants tell: whether it is a provider's host, or
// a mailer, is decided by them.
package endpoint

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/internal/ir"
)

// Constants returns the string constants that a text can be made of, as "https://api.provider.example" + path, in the order in which
// they are met, and the parameters of the function at hand that bring in more. It is one walk through whatever is reachable,
// and asks less than package flow does: a field is every field of that name of the type, whichever object holds it. What functions in view return counts only when the walk is deep: a URL is put together
// by helpers, the name of a command is a constant, a field or a parameter.
func Constants(p *ir.Program, v ssa.Value, at *ssa.Function, deep bool) (texts []string, open []*ssa.Parameter) {
	w := &constants{p: p, at: at, deep: deep, seen: map[ssa.Value]bool{}, fields: map[*types.Var]bool{}, results: map[*ssa.Function]bool{}}
	w.visit(v)
	return w.texts, w.open
}

// constants is one walk.
type constants struct {
	p    *ir.Program
	at   *ssa.Function
	deep bool

	seen    map[ssa.Value]bool
	fields  map[*types.Var]bool
	results map[*ssa.Function]bool

	texts []string
	open  []*ssa.Parameter
}

func (w *constants) visit(v ssa.Value) {
	if v == nil || w.seen[v] {
		return
	}
	w.seen[v] = true
	switch v := v.(type) {
	case *ssa.Const:
		if v.Value != nil && v.Value.Kind() == constant.String && constant.StringVal(v.Value) != "" {
			w.texts = append(w.texts, constant.StringVal(v.Value))
		}
	case *ssa.BinOp:
		w.visit(v.X)
		w.visit(v.Y)
	case *ssa.Phi:
		for _, e := range v.Edges {
			w.visit(e)
		}
	case *ssa.UnOp:
		if v.Op == token.MUL {
			w.visit(v.X)
		}
	case *ssa.FieldAddr:
		w.field(ir.FieldVar(v.X.Type(), v.Field))
	case *ssa.Field:
		w.field(ir.FieldVar(v.X.Type(), v.Field))
	case *ssa.Alloc:
		w.stored(v, *v.Referrers())
		// A struct of another package, such as url.URL, is what is stored into its fields; an array is its elements.
		for _, in := range *v.Referrers() {
			switch in := in.(type) {
			case *ssa.FieldAddr:
				w.stored(in, *in.Referrers())
			case *ssa.IndexAddr:
				w.stored(in, *in.Referrers())
			}
		}
	case *ssa.MakeMap:
		w.stored(v, *v.Referrers())
	case *ssa.Global:
		if v.Object() != nil && v.Pkg != nil && w.p.Has(v.Pkg.Pkg) {
			w.stored(v, w.p.Uses(v))
		}
	case *ssa.FreeVar:
		for _, b := range w.p.Bindings(v) {
			w.visit(b)
		}
	case *ssa.Parameter:
		w.parameter(v)
	case *ssa.Call:
		w.call(v.Common())
	default:
		w.visit(container(v))
	}
}

// container returns what a value is taken out of, or is another form of, nil if it is neither.
func container(v ssa.Value) ssa.Value {
	switch v := v.(type) {
	case *ssa.IndexAddr:
		return v.X
	case *ssa.Index:
		return v.X
	case *ssa.Lookup:
		return v.X
	case *ssa.Slice:
		return v.X
	case *ssa.Convert:
		return v.X
	case *ssa.ChangeType:
		return v.X
	case *ssa.ChangeInterface:
		return v.X
	case *ssa.MakeInterface:
		return v.X
	case *ssa.TypeAssert:
		return v.X
	case *ssa.Extract:
		return v.Tuple
	}
	return nil
}

// stored visits what is written into an address or a map.
func (w *constants) stored(addr ssa.Value, refs []ssa.Instruction) {
	for _, in := range refs {
		switch in := in.(type) {
		case *ssa.Store:
			if in.Addr == addr {
				w.visit(in.Val)
			}
		case *ssa.MapUpdate:
			if in.Map == addr {
				w.visit(in.Value)
			}
		}
	}
}

// field visits what is written into a field, of any object.
func (w *constants) field(f *types.Var) {
	if w.fields[f] {
		return
	}
	w.fields[f] = true
	for _, a := range w.p.Addrs(f) {
		if a.Referrers() != nil {
			w.stored(a, *a.Referrers())
		}
	}
}

// parameter notes a parameter of the function at hand, or of one around it, as one that brings in more, and visits what callers
// give to any other.
func (w *constants) parameter(v *ssa.Parameter) {
	if !ir.Textual(v.Type()) {
		return
	}
	for f := w.at; f != nil; f = f.Parent() {
		if v.Parent() == f {
			w.open = append(w.open, v)
			return
		}
	}
	sites, _ := w.p.Callers(v.Parent())
	i := slices.Index(v.Parent().Params, v)
	for _, s := range sites {
		if i < len(s.Args) {
			w.visit(s.Args[i])
		}
	}
}

// call visits what functions in view return and the texts that they get; of others, as Sprintf, TrimRight, JoinPath, Parse and
// String, whatever they get.
func (w *constants) call(c *ssa.CallCommon) {
	inView := false
	if w.deep {
		for _, f := range w.called(c) {
			if f, ok := w.p.Body(f); ok {
				inView = true
				w.returned(f)
			}
		}
	}
	for _, a := range ir.Args(c) {
		if !inView || ir.Textual(a.Type()) {
			w.visit(a)
		}
	}
}

func (w *constants) called(c *ssa.CallCommon) []*ssa.Function {
	if c.IsInvoke() {
		return w.p.Implementations(c.Method, c.Value.Type())
	}
	if f := w.p.Static(c); f != nil {
		return []*ssa.Function{f}
	}
	return nil
}

// returned visits the texts that a function returns, once.
func (w *constants) returned(f *ssa.Function) {
	if w.results[f] {
		return
	}
	w.results[f] = true
	for r := range ir.Returns(f) {
		for _, x := range r.Results {
			if ir.Textual(x.Type()) {
				w.visit(x)
			}
		}
	}
}
