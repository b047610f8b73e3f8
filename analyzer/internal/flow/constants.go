package flow

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/internal/ir"
)

// Constants returns the string constants that a URL, or another text that decides, can be made of, in the order in which
// they are met, and the parameters of the function at hand that bring in more. It asks less than a query does: a field is
// every field of that name of the type, whichever object holds it, so that one walk through what is reachable is enough. What
// functions in view return counts only when it is deep: the name of a command is a constant, a field or a parameter.
func (e *Engine) Constants(v ssa.Value, at *ssa.Function, deep bool) (texts []string, open []*ssa.Parameter) {
	p := e.Program
	seen := map[ssa.Value]bool{}
	fields := map[*types.Var]bool{}
	results := map[*ssa.Function]bool{}
	var visit func(v ssa.Value)
	stored := func(addr ssa.Value, refs []ssa.Instruction) {
		for _, in := range refs {
			switch in := in.(type) {
			case *ssa.Store:
				if in.Addr == addr {
					visit(in.Val)
				}
			case *ssa.MapUpdate:
				if in.Map == addr {
					visit(in.Value)
				}
			}
		}
	}
	field := func(f *types.Var) {
		if fields[f] {
			return
		}
		fields[f] = true
		for _, a := range p.Addrs(f) {
			if a.Referrers() != nil {
				stored(a, *a.Referrers())
			}
		}
	}
	visit = func(v ssa.Value) {
		if v == nil || seen[v] {
			return
		}
		seen[v] = true
		switch v := v.(type) {
		case *ssa.Const:
			if v.Value != nil && v.Value.Kind() == constant.String && constant.StringVal(v.Value) != "" {
				texts = append(texts, constant.StringVal(v.Value))
			}
		case *ssa.BinOp:
			visit(v.X)
			visit(v.Y)
		case *ssa.Phi:
			for _, e := range v.Edges {
				visit(e)
			}
		case *ssa.UnOp:
			if v.Op == token.MUL {
				visit(v.X)
			}
		case *ssa.FieldAddr:
			field(ir.FieldVar(v.X.Type(), v.Field))
		case *ssa.Field:
			field(ir.FieldVar(v.X.Type(), v.Field))
		case *ssa.Alloc:
			stored(v, *v.Referrers())
			// A struct of another package, such as url.URL, is what is stored into its fields; an array is its elements.
			for _, in := range *v.Referrers() {
				switch in := in.(type) {
				case *ssa.FieldAddr:
					stored(in, *in.Referrers())
				case *ssa.IndexAddr:
					stored(in, *in.Referrers())
				}
			}
		case *ssa.MakeMap:
			stored(v, *v.Referrers())
		case *ssa.Global:
			if v.Object() != nil && v.Pkg != nil && p.Has(v.Pkg.Pkg) {
				stored(v, p.Uses(v))
			}
		case *ssa.IndexAddr:
			visit(v.X)
		case *ssa.Index:
			visit(v.X)
		case *ssa.Lookup:
			visit(v.X)
		case *ssa.Slice:
			visit(v.X)
		case *ssa.Convert:
			visit(v.X)
		case *ssa.ChangeType:
			visit(v.X)
		case *ssa.ChangeInterface:
			visit(v.X)
		case *ssa.MakeInterface:
			visit(v.X)
		case *ssa.TypeAssert:
			visit(v.X)
		case *ssa.Extract:
			visit(v.Tuple)
		case *ssa.FreeVar:
			for _, b := range p.Bindings(v) {
				visit(b)
			}
		case *ssa.Parameter:
			for f := at; f != nil; f = f.Parent() {
				if v.Parent() == f {
					if ir.Textual(v.Type()) {
						open = append(open, v)
					}
					return
				}
			}
			if !ir.Textual(v.Type()) {
				return
			}
			sites, _ := p.Callers(v.Parent())
			for _, s := range sites {
				for i, q := range v.Parent().Params {
					if q == v && i < len(s.Args) {
						visit(s.Args[i])
					}
				}
			}
		case *ssa.Call:
			c := v.Common()
			var fns []*ssa.Function
			switch f := p.Static(c); {
			case !deep:
			case c.IsInvoke():
				fns = p.Implementations(c.Method, c.Value.Type())
			case f != nil:
				fns = []*ssa.Function{f}
			}
			inView := false
			for _, f := range fns {
				f, ok := p.Body(f)
				if !ok {
					continue
				}
				inView = true
				if results[f] {
					continue
				}
				results[f] = true
				for _, b := range f.Blocks {
					if r, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok {
						for _, x := range r.Results {
							if ir.Textual(x.Type()) {
								visit(x)
							}
						}
					}
				}
			}
			if inView {
				for _, a := range ir.Args(c) {
					if ir.Textual(a.Type()) {
						visit(a)
					}
				}
				return
			}
			// Sprintf, TrimRight, JoinPath, Parse, String: what they are made of.
			for _, a := range ir.Args(c) {
				visit(a)
			}
		}
	}
	visit(v)
	return texts, open
}

// Bases returns the addresses that a client of an HTTP library, from which a request is made, was given for all its requests:
// what SetBaseURL got on the way from the client to the request, or on the client elsewhere.
func (e *Engine) Bases(v ssa.Value) (urls []ssa.Value) {
	p := e.Program
	seen := map[ssa.Value]bool{}
	var visit func(v ssa.Value)
	given := func(refs *[]ssa.Instruction, v ssa.Value) {
		if refs == nil {
			return
		}
		for _, in := range *refs {
			if call, ok := in.(ssa.CallInstruction); ok {
				if as := ir.Args(call.Common()); len(as) == 2 && as[0] == v && setsBase(ir.Callee(call.Common())) {
					urls = append(urls, as[1])
				}
			}
		}
	}
	stored := func(addr ssa.Value, refs []ssa.Instruction) {
		for _, in := range refs {
			switch in := in.(type) {
			case *ssa.Store:
				if in.Addr == addr {
					visit(in.Val)
				}
			case *ssa.UnOp:
				given(in.Referrers(), in)
			}
		}
	}
	visit = func(v ssa.Value) {
		if v == nil || seen[v] {
			return
		}
		seen[v] = true
		given(v.Referrers(), v)
		switch v := v.(type) {
		case *ssa.Call:
			c := v.Common()
			if fns := p.Named(c); len(fns) > 0 {
				for _, f := range fns {
					if f, ok := p.Body(f); ok {
						for _, b := range f.Blocks {
							if r, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && len(r.Results) > 0 {
								visit(r.Results[0])
							}
						}
					}
				}
				return
			}
			if as := ir.Args(c); len(as) > 0 && (c.IsInvoke() || c.Signature().Recv() != nil) {
				visit(as[0])
			}
		case *ssa.Extract:
			visit(v.Tuple)
		case *ssa.Phi:
			for _, e := range v.Edges {
				visit(e)
			}
		case *ssa.UnOp:
			visit(v.X)
		case *ssa.ChangeType:
			visit(v.X)
		case *ssa.MakeInterface:
			visit(v.X)
		case *ssa.FreeVar:
			for _, b := range p.Bindings(v) {
				visit(b)
			}
		case *ssa.Alloc:
			stored(v, *v.Referrers())
		case *ssa.FieldAddr:
			for _, a := range p.Addrs(ir.FieldVar(v.X.Type(), v.Field)) {
				if a.Referrers() != nil {
					stored(a, *a.Referrers())
				}
			}
		case *ssa.Global:
			if v.Object() != nil && v.Pkg != nil && p.Has(v.Pkg.Pkg) {
				stored(v, p.Uses(v))
			}
		case *ssa.Parameter:
			sites, _ := p.Callers(v.Parent())
			i := slices.Index(v.Parent().Params, v)
			for _, s := range sites {
				if i < len(s.Args) {
					visit(s.Args[i])
				}
			}
		}
	}
	visit(v)
	return urls
}

// setsBase reports whether a method is named after giving a client the address under which all its requests go.
func setsBase(f *types.Func) bool {
	if f == nil {
		return false
	}
	switch f.Name() {
	case "SetBaseURL", "SetHostURL", "BaseURL", "Base", "SetBaseUrl":
		return true
	}
	return false
}
