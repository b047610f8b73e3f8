package analyzer

import (
	"go/ast"
	"go/types"
	"strings"

	"github.com/scrutateur/scrutateur/analyzer/internal/ir"
)

const module = "github.com/scrutateur/scrutateur"

// answers are the functions and methods of this module whose error decides whether a message may leave, or whether an
// objection was kept.
var answers = map[string]map[string]bool{
	module + "/message": {"CompileSMS": true, "CompileEmail": true, "Batch": true, "Build": true, "Append": true, "Bulk": true, "Handoff": true, "Adopt": true, "WriteTo": true},
	module + "/optout":  {"Screen": true, "Record": true, "Object": true, "Consent": true, "Recheck": true},
}

// decides returns the function that a call names if its error must not be ignored.
func decides(info *types.Info, call *ast.CallExpr) *types.Func {
	f := calledBy(info, call)
	if f == nil || f.Pkg() == nil {
		return nil
	}
	names := answers[f.Pkg().Path()]
	if strings.HasPrefix(f.Pkg().Path(), module+"/optout/") {
		names = answers[module+"/optout"]
	}
	if !names[f.Name()] {
		return nil
	}
	return f
}

// calledBy returns the function that a call names, nil for a value.
func calledBy(info *types.Info, call *ast.CallExpr) *types.Func {
	id := calledName(call)
	if id == nil {
		return nil
	}
	f, _ := info.Uses[id].(*types.Func)
	return f
}

// calledName returns the name that a call calls, without package, receiver and type arguments; nil where there is none.
func calledName(call *ast.CallExpr) *ast.Ident {
	fun := ast.Unparen(call.Fun)
	switch x := fun.(type) {
	case *ast.IndexExpr:
		fun = x.X
	case *ast.IndexListExpr:
		fun = x.X
	}
	switch x := fun.(type) {
	case *ast.Ident:
		return x
	case *ast.SelectorExpr:
		return x.Sel
	}
	return nil
}

// unchecked reports ignored errors of this module, and what has no place beside its types outside of tests.
func (w *world) unchecked(u *ir.Unit, report func(Finding)) {
	if !importsModule(u.Pkg) {
		return
	}
	at := func(n ast.Node, format string, args ...string) {
		report(Finding{Rule: Unchecked, Pos: n.Pos(), End: n.End(), Message: w.say(format, args...)})
	}
	ignored := func(call *ast.CallExpr) {
		if f := decides(u.Info, call); f != nil && returnsError(f) {
			at(call, "the error of %s is ignored: it says whether %s", f.Name(), says(f))
		}
	}
	for _, file := range w.wanted(u.Files) {
		ours := false
		for _, imp := range file.Imports {
			if strings.HasPrefix(strings.Trim(imp.Path.Value, `"`), module+"/") {
				ours = true
			}
		}
		if !ours {
			continue
		}
		for _, imp := range file.Imports {
			if imp.Path.Value == `"unsafe"` {
				at(imp, "package unsafe stands beside this module's types: what they promise does not hold against it; move it to a file that does not import them")
			}
		}
		test := w.isTest(file.FileStart)
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ExprStmt:
				if c, ok := ast.Unparen(n.X).(*ast.CallExpr); ok {
					ignored(c)
				}
			case *ast.GoStmt:
				ignored(n.Call)
			case *ast.DeferStmt:
				ignored(n.Call)
			case *ast.AssignStmt:
				if len(n.Rhs) == 1 {
					if c, ok := ast.Unparen(n.Rhs[0]).(*ast.CallExpr); ok && blank(n.Lhs[len(n.Lhs)-1]) {
						ignored(c)
					}
				}
				for _, l := range n.Lhs {
					if s, ok := ast.Unparen(l).(*ast.SelectorExpr); ok && !test && isBookNow(u.Info.Uses[s.Sel]) {
						at(s, "the clock of a Book is set outside of tests: what was cleared yesterday would still count")
					}
				}
			case *ast.ValueSpec:
				if len(n.Values) == 1 && blankName(n.Names[len(n.Names)-1]) {
					if c, ok := ast.Unparen(n.Values[0]).(*ast.CallExpr); ok {
						ignored(c)
					}
				}
			case *ast.RangeStmt:
				if c, ok := ast.Unparen(n.X).(*ast.CallExpr); ok && (n.Value == nil || blank(n.Value)) {
					if f := decides(u.Info, c); f != nil && f.Name() == "Screen" {
						at(n.X, "the error of %s is ignored: it says whether %s", "Screen", "the ledger answered; no answer means no message")
					}
				}
			case *ast.KeyValueExpr:
				if id, ok := n.Key.(*ast.Ident); ok && !test && isBookNow(u.Info.Uses[id]) && !isNil(u.Info, n.Value) {
					at(n, "the clock of a Book is set outside of tests: what was cleared yesterday would still count")
				}
			case *ast.Ident:
				if tn, ok := u.Info.Uses[n].(*types.TypeName); ok && !test && tn.Name() == "Memory" && tn.Pkg() != nil && tn.Pkg().Path() == module+"/optout" {
					at(n, "a Memory ledger outside of tests forgets every objection when the process ends: use package optoutsql")
				}
			}
			return true
		})
	}
}

func says(f *types.Func) string {
	switch f.Name() {
	case "CompileSMS", "CompileEmail":
		return "the template is proved"
	case "Batch":
		return "the law allows a message at that moment"
	case "Record", "Object", "Consent":
		return "the objection was kept"
	case "WriteTo", "Handoff":
		return "the whole message was written"
	case "Recheck":
		return "an objection came in the meantime"
	}
	return "this person may be written to, now"
}

func returnsError(f *types.Func) bool {
	res := f.Signature().Results()
	return res.Len() > 0 && types.Identical(res.At(res.Len()-1).Type(), types.Universe.Lookup("error").Type())
}

func blank(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return ok && blankName(id)
}

func blankName(id *ast.Ident) bool { return id.Name == "_" }

func isNil(info *types.Info, e ast.Expr) bool { return info.Types[e].IsNil() }

func isBookNow(o types.Object) bool {
	v, ok := o.(*types.Var)
	if !ok || !v.IsField() || v.Name() != "Now" || v.Pkg() == nil || v.Pkg().Path() != module+"/optout" {
		return false
	}
	return strings.Contains(v.Type().String(), "time.Time")
}

func importsModule(p *types.Package) bool {
	for _, imp := range p.Imports() {
		if strings.HasPrefix(imp.Path(), module+"/") {
			return true
		}
	}
	return false
}
