package analyzer

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ast/astutil"

	"github.com/scrutateur/scrutateur/analyzer/finding"
	"github.com/scrutateur/scrutateur/analyzer/internal/product"
)

// replace puts the text of a built message into the place of an argument: of the one message in scope, or of one that the one
// batch in scope builds for the one clearance in scope. Of two it does not guess which.
func (m mender) replace(call *ast.CallExpr, arg ast.Expr) finding.Fix {
	near := m.atHand(call)
	want := m.u.Info.TypeOf(arg)
	if near == nil || m.orphans(arg, nil) {
		return finding.Fix{}
	}
	switch {
	case len(near.messages) == 1:
		v := near.messages[0]
		if text := textOf(v.Name(), product.Of(v.Type()), want); text != "" {
			return finding.Fix{Title: m.say("Send the text of %s", v.Name()), Edits: []finding.Edit{{From: arg.Pos(), To: arg.End(), New: text}}}
		}
	case len(near.messages) == 0 && len(near.batches) == 1 && len(near.cleared) == 1 && sameRows(near.batches[0].Type(), near.cleared[0].Type()):
		return m.build(near, call, arg)
	}
	return finding.Fix{}
}

// atHand are the variables at a place of a program that a message can come from.
type atHand struct {
	messages, batches, cleared []*types.Var
	names                      map[string]bool // of all variables
}

// atHand returns what is in scope at a call and declared before it; nil where the scopes are not known.
func (m mender) atHand(call *ast.CallExpr) *atHand {
	scope := m.u.Pkg.Scope().Innermost(call.Pos())
	if scope == nil {
		return nil
	}
	h := &atHand{names: map[string]bool{}}
	for s := scope; s != nil && s != types.Universe; s = s.Parent() {
		for _, name := range s.Names() {
			v, ok := s.Lookup(name).(*types.Var)
			if !ok || h.names[name] || name == "_" || s != m.u.Pkg.Scope() && v.Pos() > call.Pos() {
				continue
			}
			h.names[name] = true
			p := product.Of(v.Type())
			if p == nil {
				continue
			}
			switch p.Role {
			case product.Message:
				h.messages = append(h.messages, v)
			case product.Batch:
				h.batches = append(h.batches, v)
			case product.Clearance:
				h.cleared = append(h.cleared, v)
			}
		}
	}
	return h
}

// build writes a call of Build before the statement of a call, returns its error, and sends what it built.
func (m mender) build(near *atHand, call *ast.CallExpr, arg ast.Expr) finding.Fix {
	batch := near.batches[0]
	name := "built"
	for i := 2; near.names[name]; i++ {
		name = fmt.Sprint("built", i)
	}
	text := textOf(name, product.MessageOf(product.Of(batch.Type()).Channel), m.u.Info.TypeOf(arg))
	path, _ := astutil.PathEnclosingInterval(m.file, call.Pos(), call.End())
	stmt := statement(path)
	give, ok := m.failing(path)
	if text == "" || stmt == nil || !ok {
		return finding.Fix{}
	}
	indent := strings.Repeat("\t", min(max(m.fset.PositionFor(stmt.Pos(), false).Column-1, 0), maxIndent))
	build := fmt.Sprintf("%s, err := %s.Build(%s)\n%sif err != nil {\n%s\treturn %s\n%s}\n%s",
		name, batch.Name(), near.cleared[0].Name(), indent, indent, strings.Join(give, ", "), indent, indent)
	return finding.Fix{Title: m.say("Build the message with %s", batch.Name()), Edits: []finding.Edit{
		{From: stmt.Pos(), To: stmt.Pos(), New: build}, {From: arg.Pos(), To: arg.End(), New: text}}}
}

// maxIndent is how far a statement is indented at most. One that stands at the end of a line of a megabyte would be told with as many tabs.
const maxIndent = 40

// textOf returns the expression for the text of a message as a type, "" where the type holds no such text.
func textOf(name string, message *product.Type, t types.Type) string {
	if t == nil {
		return ""
	}
	text := name + "." + message.Text + "()"
	switch u := types.Unalias(t).(type) {
	case *types.Basic:
		if !message.Bytes && u.Info()&types.IsString != 0 {
			return text
		}
	case *types.Slice:
		if b, ok := u.Elem().Underlying().(*types.Basic); ok && b.Kind() == types.Byte {
			if message.Bytes {
				return text
			}
			return "[]byte(" + text + ")"
		}
	}
	return ""
}

// statement returns the innermost statement before which another can stand, nil where there is none.
func statement(path []ast.Node) ast.Stmt {
	for i, n := range path {
		if s, ok := n.(ast.Stmt); ok && i+1 < len(path) {
			switch path[i+1].(type) {
			case *ast.BlockStmt, *ast.CaseClause, *ast.CommClause:
				return s
			}
		}
	}
	return nil
}

// failing returns what the innermost function returns when it fails: zero values and "err". It is false where the function has
// no error to return, or a result whose zero value has no short name.
func (m mender) failing(path []ast.Node) (give []string, ok bool) {
	sig := m.signature(path)
	if sig == nil || sig.Results().Len() == 0 {
		return nil, false
	}
	last := sig.Results().Len() - 1
	if !types.Identical(sig.Results().At(last).Type(), types.Universe.Lookup("error").Type()) {
		return nil, false
	}
	for i := range last {
		z := zeroOf(sig.Results().At(i).Type())
		if z == "" {
			return nil, false
		}
		give = append(give, z)
	}
	return append(give, "err"), true
}

// signature returns the type of the innermost function, nil where there is none.
func (m mender) signature(path []ast.Node) *types.Signature {
	for _, n := range path {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if f, ok := m.u.Info.Defs[n.Name].(*types.Func); ok {
				return f.Signature()
			}
			return nil
		case *ast.FuncLit:
			sig, _ := m.u.Info.TypeOf(n).(*types.Signature)
			return sig
		}
	}
	return nil
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

// sameRows reports whether a batch and a clearance are for rows of one type.
func sameRows(a, b types.Type) bool {
	x, y := rowType(a), rowType(b)
	return x != nil && y != nil && types.Identical(x, y)
}

func rowType(t types.Type) types.Type {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok && n.TypeArgs().Len() == 1 {
		return n.TypeArgs().At(0)
	}
	return nil
}
