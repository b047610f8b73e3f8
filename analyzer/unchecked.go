package analyzer

import (
	"go/ast"
	"go/types"
	"slices"
	"strconv"

	"github.com/scrutateur/scrutateur/analyzer/finding"
	"github.com/scrutateur/scrutateur/analyzer/internal/callee"
	"github.com/scrutateur/scrutateur/analyzer/internal/ir"
	"github.com/scrutateur/scrutateur/analyzer/internal/product"
	"github.com/scrutateur/scrutateur/analyzer/internal/say"
	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/notice/law"
)

// unchecked reports where a package ignores an error of this module that says whether a message may leave, and what has no place
// beside its types outside of tests.
func (w *world) unchecked(u *ir.Unit) {
	if !slices.ContainsFunc(u.Pkg.Imports(), func(p *types.Package) bool { return product.Ours(p.Path()) }) {
		return
	}
	durable := slices.ContainsFunc(u.Pkg.Imports(), func(p *types.Package) bool { return product.Durable(p.Path()) })
	for _, file := range w.wanted(u) {
		if imports(file, product.Ours) {
			c := &checker{world: w, info: u.Info, test: w.isTest(file.FileStart)}
			c.durable = durable && !c.test && !stores(u.Info, file)
			c.unsafe(file)
			ast.Inspect(file, c.visit)
		}
	}
}

// imports reports whether a file imports a package of which something holds.
func imports(file *ast.File, holds func(path string) bool) bool {
	return slices.ContainsFunc(file.Imports, func(i *ast.ImportSpec) bool {
		path, err := strconv.Unquote(i.Path.Value)
		return err == nil && holds(path)
	})
}

// checker looks through one file that uses this module.
type checker struct {
	*world
	info    *types.Info
	test    bool
	durable bool // keys that are drawn here and kept nowhere stand beside a ledger that outlives the program
}

// stores reports whether a file asks a key for its secret: whoever draws a key to put it into a vault does.
func stores(info *types.Info, file *ast.File) (asked bool) {
	ast.Inspect(file, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		f, _ := info.Uses[id].(*types.Func)
		asked = asked || ok && product.Secret(f)
		return !asked
	})
	return asked
}

func (c *checker) at(n ast.Node, format tongue.Text, args ...string) {
	c.report(finding.Finding{Rule: law.LintUnchecked, Place: finding.Range(n.Pos(), n.End()), Message: c.say(format, args...)})
}

func (c *checker) unsafe(file *ast.File) {
	cgo := finding.CgoSource(c.fset.File(file.FileStart)) != ""
	for _, imp := range file.Imports {
		if imp.Path.Value == `"unsafe"` {
			if cgo && imp.Name != nil && imp.Name.Name == "_" {
				cgo = false // that is what cgo makes of import "C", once
				continue
			}
			c.at(imp, "package unsafe stands beside this module's types: what they promise does not hold against it; move it to a file that does not import them")
		}
	}
}

// visit looks at one node: statements that drop the last result of a call, and uses of what is for tests.
func (c *checker) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.ExprStmt:
		c.ignored(n.X)
	case *ast.GoStmt:
		c.ignored(n.Call)
	case *ast.DeferStmt:
		c.ignored(n.Call)
	case *ast.AssignStmt:
		if len(n.Rhs) == 1 && blank(n.Lhs[len(n.Lhs)-1]) {
			c.ignored(n.Rhs[0])
		}
		for _, l := range n.Lhs {
			if s, ok := ast.Unparen(l).(*ast.SelectorExpr); ok && product.Clock(c.info.Uses[s.Sel]) {
				c.clock(s)
			}
		}
	case *ast.ValueSpec:
		if len(n.Values) == 1 && blank(n.Names[len(n.Names)-1]) {
			c.ignored(n.Values[0])
		}
	case *ast.RangeStmt:
		if call, ok := ast.Unparen(n.X).(*ast.CallExpr); ok && (n.Value == nil || blank(n.Value)) {
			if f := callee.Func(c.info, call); product.Answer(f) != "" && f.Name() == product.Screen {
				c.at(n.X, "the error of %s is ignored: it says whether %s", f.Name(), say.Phrase("the ledger answered; no answer means no message"))
			}
		}
	case *ast.KeyValueExpr:
		if id, ok := n.Key.(*ast.Ident); ok && product.Clock(c.info.Uses[id]) && !c.info.Types[n.Value].IsNil() {
			c.clock(n)
		}
	case *ast.Ident:
		if f, ok := c.info.Uses[n].(*types.Func); ok && c.durable && product.Draws(f) {
			c.at(n, "a key that is drawn anew finds nobody in a ledger that is there: use optout.KeyFile, or store what Key.Secret returns")
		}
		if tn, ok := c.info.Uses[n].(*types.TypeName); ok && !c.test && product.Is(tn.Type(), product.Forgetful) {
			c.at(n, "a Memory ledger outside of tests forgets every objection when the process ends: use package optoutsql")
		}
	}
	return true
}

// ignored reports a call whose last result nobody looks at, if that is an error that decides.
func (c *checker) ignored(e ast.Expr) {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return
	}
	f := callee.Func(c.info, call)
	if says := product.Answer(f); says != "" && returnsError(f) {
		c.at(call, "the error of %s is ignored: it says whether %s", f.Name(), says)
	}
}

func (c *checker) clock(n ast.Node) {
	if !c.test {
		c.at(n, "the clock of a Book is set outside of tests: what was cleared yesterday would still count")
	}
}

func returnsError(f *types.Func) bool {
	res := f.Signature().Results()
	return res.Len() > 0 && types.Identical(res.At(res.Len()-1).Type(), types.Universe.Lookup("error").Type())
}

func blank(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == "_"
}
