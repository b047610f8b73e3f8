package callee_test

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"

	"github.com/scrutateur/scrutateur/analyzer/internal/callee"
)

func Example() {
	const source = `package p

import "strings"

func first[T any](ts ...T) T { return ts[0] }

var (
	_ = strings.ToUpper("a")
	_ = (first[int])(1, 2)
	_ = len("a")
	_ = func() func() int { return nil }()()
	_ = new(strings.Builder).Len()
)
`
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", source, 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}, Types: map[ast.Expr]types.TypeAndValue{}, Selections: map[*ast.SelectorExpr]*types.Selection{}}
	if _, err := (&types.Config{Importer: importer.ForCompiler(fset, "source", nil)}).Check("p", fset, []*ast.File{file}, info); err != nil {
		fmt.Println(err)
		return
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			fmt.Printf("%s: %v, %v\n", types.ExprString(call.Fun), callee.Ident(call), callee.Func(info, call))
		}
		return true
	})
	// Output:
	// strings.ToUpper: ToUpper, func strings.ToUpper(s string) string
	// (first[int]): first, func p.first[T any](ts ...T) T
	// len: len, <nil>
	// (func() func() int literal)(): <nil>, <nil>
	// (func() func() int literal): <nil>, <nil>
	// new(strings.Builder).Len: Len, func (*strings.Builder).Len() int
	// new: new, <nil>
}
