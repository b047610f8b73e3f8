package flow

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/internal/ir"
	"github.com/scrutateur/scrutateur/analyzer/internal/product"
	"github.com/scrutateur/scrutateur/analyzer/internal/source"
)

// built returns the origin of a text that a message is, or that a method of one, or of a batch, returns or writes.
func built(of *product.Type, method *types.Func) source.Origin {
	o := source.Origin{Kind: source.Built, Message: of}
	if of != nil {
		o.What, o.Bulk = of.String(), of.Role == product.Bulk
	}
	if method != nil {
		o.What, o.Bulk = ir.Qualified(method), o.Bulk || method.Name() == "Bulk"
	}
	return o
}

// Clearance returns the clearance that a message was built for, nil where the call that built it is not in view.
func (e *Engine) Clearance(root ssa.Value) ssa.Value {
	if x, ok := root.(*ssa.Extract); ok {
		root = x.Tuple
	}
	call, ok := root.(*ssa.Call)
	if !ok {
		return nil
	}
	for _, a := range call.Call.Args {
		if product.Is(a.Type(), product.Clearance) {
			return e.message(a)
		}
	}
	return nil
}

// part names a part of a value: two reads of one field are the same message.
type part struct {
	of    ssa.Value
	field int
	index ssa.Value
}

// message returns the message that a value is, through loads, a variable that is stored once, and captured variables. A field
// or an element of something is the one first met.
func (e *Engine) message(v ssa.Value) ssa.Value {
	for {
		switch x := v.(type) {
		case *ssa.UnOp:
			v = x.X
		case *ssa.FreeVar:
			bs := e.Program.Bindings(x)
			if len(bs) != 1 {
				return v
			}
			v = bs[0]
		case *ssa.FieldAddr:
			return e.same(part{of: e.message(x.X), field: x.Field}, v)
		case *ssa.Field:
			return e.same(part{of: e.message(x.X), field: x.Field}, v)
		case *ssa.IndexAddr:
			return e.same(part{of: e.message(x.X), field: -1, index: x.Index}, v)
		case *ssa.Alloc:
			var val ssa.Value
			for _, in := range *x.Referrers() {
				if s, ok := in.(*ssa.Store); ok && s.Addr == x {
					if val != nil {
						return v
					}
					val = s.Val
				}
			}
			if val == nil {
				return v
			}
			v = val
		default:
			return v
		}
	}
}

func (e *Engine) same(p part, v ssa.Value) ssa.Value {
	if c, ok := p.index.(*ssa.Const); ok {
		p.index, p.field = nil, -2-int(c.Int64()) // each constant is a value of its own in SSA
	}
	if first, ok := e.parts[p]; ok {
		return first
	}
	e.parts[p] = v
	return v
}

func (e *Engine) adopted(v ssa.Value) bool {
	if x, ok := e.message(v).(*ssa.Extract); ok {
		if c, ok := x.Tuple.(*ssa.Call); ok {
			if f := c.Common().StaticCallee(); f != nil {
				return f.Name() == "Adopt" || f.Origin() != nil && f.Origin().Name() == "Adopt"
			}
		}
	}
	return false
}
