package endpoint

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/internal/ir"
)

// Bases returns the addresses that a client of an HTTP library, from which a request is made, was given for all its requests:
// client.SetBaseURL("https://api.provider.example"), on the way from the client to the request or on the client elsewhere.
func Bases(p *ir.Program, client ssa.Value) []ssa.Value {
	w := &bases{p: p, seen: map[ssa.Value]bool{}}
	w.visit(client)
	return w.urls
}

// bases is one walk back from a client.
type bases struct {
	p    *ir.Program
	seen map[ssa.Value]bool
	urls []ssa.Value
}

func (w *bases) visit(v ssa.Value) {
	if v == nil || w.seen[v] {
		return
	}
	w.seen[v] = true
	w.given(v.Referrers(), v)
	switch v := v.(type) {
	case *ssa.Call:
		w.call(v.Common())
	case *ssa.Extract:
		w.visit(v.Tuple)
	case *ssa.Phi:
		for _, e := range v.Edges {
			w.visit(e)
		}
	case *ssa.UnOp:
		w.visit(v.X)
	case *ssa.ChangeType:
		w.visit(v.X)
	case *ssa.MakeInterface:
		w.visit(v.X)
	case *ssa.FreeVar:
		for _, b := range w.p.Bindings(v) {
			w.visit(b)
		}
	case *ssa.Alloc:
		w.stored(v, *v.Referrers())
	case *ssa.FieldAddr:
		for _, a := range w.p.Addrs(ir.FieldVar(v.X.Type(), v.Field)) {
			if a.Referrers() != nil {
				w.stored(a, *a.Referrers())
			}
		}
	case *ssa.Global:
		if v.Object() != nil && v.Pkg != nil && w.p.Has(v.Pkg.Pkg) {
			w.stored(v, w.p.Uses(v))
		}
	case *ssa.Parameter:
		sites, _ := w.p.Callers(v.Parent())
		i := slices.Index(v.Parent().Params, v)
		for _, s := range sites {
			if i < len(s.Args) {
				w.visit(s.Args[i])
			}
		}
	}
}

// given notes the base addresses that the methods of a value get among the instructions that mention it.
func (w *bases) given(refs *[]ssa.Instruction, v ssa.Value) {
	if refs == nil {
		return
	}
	for _, in := range *refs {
		if call, ok := in.(ssa.CallInstruction); ok {
			if as := ir.Args(call.Common()); len(as) == 2 && as[0] == v && setsBase(ir.Callee(call.Common())) {
				w.urls = append(w.urls, as[1])
			}
		}
	}
}

// stored visits the clients that are kept at an address, and looks at what they are given when they are read from it.
func (w *bases) stored(addr ssa.Value, refs []ssa.Instruction) {
	for _, in := range refs {
		switch in := in.(type) {
		case *ssa.Store:
			if in.Addr == addr {
				w.visit(in.Val)
			}
		case *ssa.UnOp:
			w.given(in.Referrers(), in)
		}
	}
}

// call goes back through a function in view to what it returns, and through a method of the library to its receiver: client.R().
func (w *bases) call(c *ssa.CallCommon) {
	if fns := w.p.Named(c); len(fns) > 0 {
		for _, f := range fns {
			if f, ok := w.p.Body(f); ok {
				for r := range ir.Returns(f) {
					if len(r.Results) > 0 {
						w.visit(r.Results[0])
					}
				}
			}
		}
		return
	}
	if as := ir.Args(c); len(as) > 0 && (c.IsInvoke() || c.Signature().Recv() != nil) {
		w.visit(as[0])
	}
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
