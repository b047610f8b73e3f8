package analyzer

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ast/astutil"

	"github.com/scrutateur/scrutateur/analyzer/finding"
	"github.com/scrutateur/scrutateur/analyzer/internal/callee"
	"github.com/scrutateur/scrutateur/analyzer/internal/product"
)

// unchange takes the built text out of the expression that changes it: m.Text() out of m.Text()[:120], or out of
// "Bonjour, " + m.Text() + "!".
func (m mender) unchange(pos token.Pos) finding.Fix {
	change := m.changeAt(pos)
	if change == nil {
		return finding.Fix{}
	}
	texts := m.builtTexts(change)
	if len(texts) != 1 || m.orphans(change, texts[0]) || !types.Identical(m.u.Info.TypeOf(texts[0]), m.u.Info.TypeOf(change)) {
		return finding.Fix{}
	}
	return finding.Fix{Title: m.say("Send the text as it was built"), Edits: []finding.Edit{{From: change.Pos(), To: change.End(), New: types.ExprString(texts[0])}}}
}

// changeAt returns the expression that changes a text at a position, which is that of its operator, bracket or call. Of a sum of
// texts it returns the whole sum.
func (m mender) changeAt(pos token.Pos) (change ast.Expr) {
	path, _ := astutil.PathEnclosingInterval(m.file, pos, pos)
	for _, n := range path { // from the inside
		switch e := n.(type) {
		case *ast.ParenExpr:
			continue
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
			if id := callee.Ident(e); change == nil && (e.Lparen == pos || id != nil && id.Pos() == pos) {
				change = e
			}
		}
		if change != nil {
			return change
		}
	}
	return change
}

// builtTexts returns the calls of methods of built messages in an expression.
func (m mender) builtTexts(e ast.Expr) (texts []*ast.CallExpr) {
	ast.Inspect(e, func(n ast.Node) bool {
		c, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		if f := callee.Func(m.u.Info, c); f != nil && f.Signature().Recv() != nil && product.Built(f.Signature().Recv().Type()) != nil {
			texts = append(texts, c)
			return false
		}
		return true
	})
	return texts
}
