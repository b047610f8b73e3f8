package analyzer

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ast/astutil"

	"github.com/scrutateur/scrutateur/analyzer/internal/flow"
	"github.com/scrutateur/scrutateur/analyzer/internal/ir"
	"github.com/scrutateur/scrutateur/analyzer/internal/judge"
)

// The fixes of RAW and ALTERED: where a built message is at hand, or a batch and a clearance of the same rows, the text of what
// Build returns takes the place of the text that was not built.

// mend returns the change that sends a built text, nil where a machine cannot make it.
func (w *world) mend(u *ir.Unit, f judge.Finding) *Fix {
	tf := w.fset.File(f.Call)
	file := w.files[tf]
	if tf == nil || file == nil || u == nil {
		return nil
	}
	switch f.Rule {
	case judge.Altered:
		return w.unchange(u, file, f.Pos)
	case judge.Raw:
		call := w.callAt(f.Call)
		if call == nil || f.Arg < 0 || f.Arg >= len(call.Args) || call.Ellipsis.IsValid() {
			return nil
		}
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && u.Info.Selections[sel] != nil && u.Info.Selections[sel].Kind() == types.MethodExpr {
			return nil // its arguments begin with the receiver
		}
		return w.insteadOf(u, file, call, call.Args[f.Arg])
	}
	return nil
}

// unchange takes the built text out of the expression that changes it.
func (w *world) unchange(u *ir.Unit, file *ast.File, pos token.Pos) *Fix {
	path, _ := astutil.PathEnclosingInterval(file, pos, pos)
	var change ast.Expr
	for _, n := range path {
		e, ok := n.(ast.Expr)
		if !ok {
			if change != nil {
				break
			}
			continue
		}
		switch e := e.(type) {
		case *ast.BinaryExpr:
			if e.Op == token.ADD && (change != nil || e.OpPos == pos) {
				change = e
				continue
			}
		case *ast.SliceExpr:
			if change == nil && e.Lbrack == pos {
				change = e
			}
		case *ast.CallExpr:
			if change == nil && (e.Lparen == pos || calledName(e) != nil && calledName(e).Pos() == pos) {
				change = e
			}
		case *ast.ParenExpr:
			continue
		}
		if change != nil {
			break
		}
	}
	if change == nil {
		return nil
	}
	var texts []*ast.CallExpr
	ast.Inspect(change, func(n ast.Node) bool {
		c, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		if f := calledBy(u.Info, c); f != nil && f.Signature().Recv() != nil && flow.Product(f.Signature().Recv().Type()) != "" {
			texts = append(texts, c)
			return false
		}
		return true
	})
	if len(texts) != 1 || w.orphans(u, change, texts[0]) || !types.Identical(u.Info.TypeOf(texts[0]), u.Info.TypeOf(change)) {
		return nil
	}
	return &Fix{Message: w.say("Send the text as it was built"), Edits: []Edit{{change.Pos(), change.End(), types.ExprString(texts[0])}}}
}

// insteadOf puts the text of a built message into the place of an argument.
func (w *world) insteadOf(u *ir.Unit, file *ast.File, call *ast.CallExpr, arg ast.Expr) *Fix {
	scope := u.Pkg.Scope().Innermost(call.Pos())
	if scope == nil {
		return nil
	}
	seen := map[string]bool{}
	var products, batches, cleared []*types.Var
	for s := scope; s != nil && s != types.Universe; s = s.Parent() {
		for _, name := range s.Names() {
			v, ok := s.Lookup(name).(*types.Var)
			if !ok || seen[name] || name == "_" || s != u.Pkg.Scope() && v.Pos() > call.Pos() {
				continue
			}
			seen[name] = true
			switch kind := flow.Product(v.Type()); {
			case kind == "SMS", kind == "Email":
				products = append(products, v)
			case ours(v.Type(), "/message", "SMSBatch"), ours(v.Type(), "/message", "EmailBatch"):
				batches = append(batches, v)
			case ours(v.Type(), "/optout", "Cleared"):
				cleared = append(cleared, v)
			}
		}
	}
	want := u.Info.TypeOf(arg)
	if w.orphans(u, arg, nil) {
		return nil
	}
	if len(products) == 1 {
		if text := textOf(products[0].Name(), flow.Product(products[0].Type()), want); text != "" {
			return &Fix{Message: w.say("Send the text of %s", products[0].Name()), Edits: []Edit{{arg.Pos(), arg.End(), text}}}
		}
		return nil
	}
	if len(products) > 0 || len(batches) != 1 || len(cleared) != 1 || !sameRows(batches[0].Type(), cleared[0].Type()) {
		return nil
	}
	kind := "SMS"
	if ours(batches[0].Type(), "/message", "EmailBatch") {
		kind = "Email"
	}
	name := "built"
	for i := 2; seen[name]; i++ {
		name = fmt.Sprint("built", i)
	}
	text := textOf(name, kind, want)
	path, _ := astutil.PathEnclosingInterval(file, call.Pos(), call.End())
	stmt, give := w.before(u, path)
	if text == "" || stmt == nil {
		return nil
	}
	indent := strings.Repeat("\t", max(w.fset.Position(stmt.Pos()).Column-1, 0))
	build := fmt.Sprintf("%s, err := %s.Build(%s)\n%sif err != nil {\n%s\treturn %s\n%s}\n%s",
		name, batches[0].Name(), cleared[0].Name(), indent, indent, strings.Join(give, ", "), indent, indent)
	return &Fix{Message: w.say("Build the message with %s", batches[0].Name()), Edits: []Edit{{stmt.Pos(), stmt.Pos(), build}, {arg.Pos(), arg.End(), text}}}
}

// orphans reports whether a variable or an import is used in an expression and nowhere else, so that the program would not
// compile without it. What stands in kept goes on being used.
func (w *world) orphans(u *ir.Unit, gone, kept ast.Expr) bool {
	uses := map[types.Object]bool{}
	ast.Inspect(gone, func(n ast.Node) bool {
		if n == kept && kept != nil {
			return false
		}
		if id, ok := n.(*ast.Ident); ok {
			switch o := u.Info.Uses[id].(type) {
			case *types.Var:
				if o.Kind() == types.LocalVar {
					uses[o] = false
				}
			case *types.PkgName:
				uses[o] = false
			}
		}
		return true
	})
	for o := range uses {
		uses[o] = slices.ContainsFunc(w.usesOf(u)[o], func(p token.Pos) bool {
			return p < gone.Pos() || gone.End() <= p || kept != nil && kept.Pos() <= p && p < kept.End()
		})
	}
	for _, used := range uses {
		if !used {
			return true
		}
	}
	return false
}

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
		if w.uses == nil {
			w.uses = map[*ir.Unit]map[types.Object][]token.Pos{}
		}
		w.uses[u] = uses
	}
	return w.uses[u]
}

// textOf returns the expression for a message's text as a type, "" where it is not clear which text that is.
func textOf(name, kind string, t types.Type) string {
	if kind == "" || t == nil {
		return ""
	}
	switch u := types.Unalias(t).(type) {
	case *types.Basic:
		if kind == "SMS" && u.Info()&types.IsString != 0 {
			return name + ".Text()"
		}
	case *types.Slice:
		if b, ok := u.Elem().Underlying().(*types.Basic); ok && b.Kind() == types.Byte {
			if kind == "Email" {
				return name + ".Bytes()"
			}
			return "[]byte(" + name + ".Text())"
		}
	}
	return ""
}

// before returns the statement of a block before which another can stand, and what its function returns when that fails;
// nil where the function returns no error.
func (w *world) before(u *ir.Unit, path []ast.Node) (stmt ast.Stmt, give []string) {
	for i, n := range path {
		if s, ok := n.(ast.Stmt); ok && stmt == nil && i+1 < len(path) {
			switch path[i+1].(type) {
			case *ast.BlockStmt, *ast.CaseClause, *ast.CommClause:
				stmt = s
			}
		}
		var ft *ast.FuncType
		switch n := n.(type) {
		case *ast.FuncDecl:
			ft = n.Type
		case *ast.FuncLit:
			ft = n.Type
		default:
			continue
		}
		sig, ok := u.Info.TypeOf(ft).(*types.Signature)
		if ft == nil || !ok {
			if d, isDecl := n.(*ast.FuncDecl); isDecl {
				if obj, isFunc := u.Info.Defs[d.Name].(*types.Func); isFunc {
					sig, ok = obj.Signature(), true
				}
			}
		}
		if !ok || sig.Results().Len() == 0 {
			return nil, nil
		}
		for i := range sig.Results().Len() {
			t := sig.Results().At(i).Type()
			if i == sig.Results().Len()-1 {
				if !types.Identical(t, types.Universe.Lookup("error").Type()) {
					return nil, nil
				}
				return stmt, append(give, "err")
			}
			z := zeroOf(t)
			if z == "" {
				return nil, nil
			}
			give = append(give, z)
		}
	}
	return nil, nil
}

func zeroOf(t types.Type) string {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		switch {
		case u.Info()&types.IsString != 0:
			return `""`
		case u.Info()&types.IsNumeric != 0:
			return "0"
		case u.Info()&types.IsBoolean != 0:
			return "false"
		}
	case *types.Pointer, *types.Slice, *types.Map, *types.Chan, *types.Signature, *types.Interface:
		return "nil"
	}
	return ""
}

// ours reports whether a type, or what it points to, is a named type of this module.
func ours(t types.Type, pkg, name string) bool {
	n := namedOf(t)
	return n != nil && n.Obj().Name() == name && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == module+pkg
}

func namedOf(t types.Type) *types.Named {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, _ := types.Unalias(t).(*types.Named)
	return n
}

// sameRows reports whether a batch and a clearance are for rows of one type.
func sameRows(a, b types.Type) bool {
	x, y := namedOf(a).TypeArgs(), namedOf(b).TypeArgs()
	return x.Len() == 1 && y.Len() == 1 && types.Identical(x.At(0), y.At(0))
}

// callAt returns the call whose parenthesis is at a position.
func (w *world) callAt(pos token.Pos) *ast.CallExpr {
	tf := w.fset.File(pos)
	if tf == nil || w.files[tf] == nil {
		return nil
	}
	if w.calls[tf] == nil {
		calls := map[token.Pos]*ast.CallExpr{}
		ast.Inspect(w.files[tf], func(n ast.Node) bool {
			if c, ok := n.(*ast.CallExpr); ok {
				calls[c.Lparen] = c
			}
			return true
		})
		w.calls[tf] = calls
	}
	return w.calls[tf][pos]
}

// unitAt returns the package in whose files a position lies.
func (w *world) unitAt(pos token.Pos) *ir.Unit {
	for _, u := range w.units {
		if slices.ContainsFunc(u.Files, func(f *ast.File) bool { return f.FileStart <= pos && pos <= f.FileEnd }) {
			return u
		}
	}
	return nil
}
