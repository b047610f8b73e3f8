package ir

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/types/typeutil"
	"golang.org/x/tools/refactor/satisfy"
)

// A method that is called through an interface can be that of any type that has it. Of those only the types count that the
// program makes such an interface: a file that has a WriteTo is no mail because a mail is an io.WriterTo.

// conversions is what a whole program makes into which interface.
type conversions struct {
	become map[*types.TypeName][]types.Type // interfaces that a type is made
	from   typeutil.Map                     // interface → []types.Type: interfaces that are made it
	open   typeutil.Map                     // interfaces that anything is asserted to be
	known  bool
}

// converted looks at every package once. It is nil when only one package is in view: the others convert too.
func (p *Program) converted() *conversions {
	if len(p.Units) == 1 || p.conv != nil {
		return p.conv
	}
	c := &conversions{become: map[*types.TypeName][]types.Type{}}
	p.conv = c
	for _, u := range p.Units {
		if !c.find(u) {
			return c
		}
	}
	c.known = true
	return c
}

// find reads one package. It reports false where its syntax is not understood.
func (c *conversions) find(u *Unit) (ok bool) {
	defer func() {
		if recover() != nil { // the finder panics on syntax that it does not know
			ok = false
		}
	}()
	var f satisfy.Finder
	f.Find(u.Info, u.Files)
	for k := range f.Result {
		if types.IsInterface(k.RHS) {
			old, _ := c.from.At(k.LHS).([]types.Type)
			c.from.Set(k.LHS, append(old, k.RHS))
			continue
		}
		if n := NamedType(k.RHS); n != nil {
			c.become[n.Obj()] = append(c.become[n.Obj()], k.LHS)
		}
	}
	for _, file := range u.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.TypeAssertExpr:
				if n.Type != nil {
					c.assert(u.Info.TypeOf(n.Type))
				}
			case *ast.TypeSwitchStmt:
				for _, cc := range n.Body.List {
					for _, e := range cc.(*ast.CaseClause).List {
						c.assert(u.Info.TypeOf(e))
					}
				}
			case *ast.GenDecl:
				return n.Tok != token.IMPORT
			}
			return true
		})
	}
	return true
}

func (c *conversions) assert(t types.Type) {
	if t != nil && types.IsInterface(t) {
		c.open.Set(t, true)
	}
}

// makes returns which types the program makes the interface; all is true when it cannot be said.
func (c *conversions) makes(iface types.Type) (ok func(*types.TypeName) bool, all bool) {
	if c == nil || !c.known {
		return nil, true
	}
	if _, isParam := types.Unalias(iface).(*types.TypeParam); isParam {
		return nil, true
	}
	var same typeutil.Map
	work := []types.Type{iface}
	same.Set(iface, true)
	for len(work) > 0 {
		i := work[0]
		work = work[1:]
		if c.open.At(i) != nil {
			return nil, true
		}
		js, _ := c.from.At(i).([]types.Type)
		for _, j := range js {
			if same.At(j) == nil {
				same.Set(j, true)
				work = append(work, j)
			}
		}
	}
	return func(t *types.TypeName) bool {
		for _, j := range c.become[t] {
			if same.At(j) != nil {
				return true
			}
		}
		return false
	}, false
}
