package analyzer

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/scrutateur/scrutateur/analyzer/finding"
	"github.com/scrutateur/scrutateur/analyzer/internal/ir"
	"github.com/scrutateur/scrutateur/notice/law"
)

// mender makes the changes that a machine can make in one file: of a built text that was changed, see unchange.go; of a text that
// was not built although a built message is at hand, see replace.go. A change leaves a program that compiles.
type mender struct {
	*world
	u    *ir.Unit
	file *ast.File
}

// mend returns the change that sends a built text, none where a person has to think.
func (w *world) mend(f finding.Finding) finding.Fix {
	m := mender{world: w, u: w.unitAt(f.Sent.Call), file: w.files[w.fset.File(f.Sent.Call)]}
	if m.u == nil || m.file == nil {
		return finding.Fix{}
	}
	switch f.Rule {
	case law.LintAltered:
		return m.unchange(f.Pos)
	case law.LintRaw:
		call := w.callAt(f.Sent.Call)
		i := f.Sent.Index
		if call == nil || i < 0 || i >= len(call.Args) || call.Ellipsis.IsValid() || m.methodExpr(call) {
			return finding.Fix{}
		}
		return m.replace(call, call.Args[i])
	}
	return finding.Fix{}
}

// methodExpr reports whether a call is of the form (*T).Method(t, …), whose arguments begin with the receiver.
func (m mender) methodExpr(call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	return ok && m.u.Info.Selections[sel] != nil && m.u.Info.Selections[sel].Kind() == types.MethodExpr
}

// orphans reports whether a variable or an import is used in an expression and nowhere else, so that the program would not
// compile without it. What stands in kept, which may be nil, goes on being used.
func (m mender) orphans(gone, kept ast.Expr) bool {
	uses := m.usesOf(m.u)
	lost := false
	ast.Inspect(gone, func(n ast.Node) bool {
		if lost || n == kept && kept != nil {
			return false
		}
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		o := m.u.Info.Uses[id]
		if v, isVar := o.(*types.Var); isVar && v.Kind() != types.LocalVar {
			return true
		}
		if places, counted := uses[o]; counted {
			lost = !slices.ContainsFunc(places, func(p token.Pos) bool { return !inside(gone, p) || kept != nil && inside(kept, p) })
		}
		return true
	})
	return lost
}

func inside(e ast.Expr, p token.Pos) bool { return e.Pos() <= p && p < e.End() }

// usesOf returns where a package uses its variables and imports.
func (w *world) usesOf(u *ir.Unit) map[types.Object][]token.Pos {
	if w.uses[u] == nil {
		uses := map[types.Object][]token.Pos{}
		for id, o := range u.Info.Uses {
			switch o.(type) {
			case *types.Var, *types.PkgName:
				uses[o] = append(uses[o], id.Pos())
			}
		}
		w.uses[u] = uses
	}
	return w.uses[u]
}
