package ir_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"

	"github.com/scrutateur/scrutateur/analyzer/internal/ir"
)

// Which calls reach a function that is kept in a field?
func ExampleProgram_Callers() {
	const source = `package app

type mailer struct{ send func(text string) }

func print(text string) {}

func main() {
	m := mailer{send: print}
	m.send("Votez")
}
`
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "app.go", source, 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	info := &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Implicits: map[ast.Node]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
		Scopes: map[ast.Node]*types.Scope{}, Instances: map[*ast.Ident]types.Instance{}, FileVersions: map[*ast.File]string{},
	}
	pkg, err := new(types.Config).Check("app", fset, []*ast.File{file}, info)
	if err != nil {
		fmt.Println(err)
		return
	}
	p := ir.NewProgram(fset, []*ir.Unit{{Pkg: pkg, Files: []*ast.File{file}, Info: info}})
	for _, f := range p.Functions(pkg) {
		if f.Name() == "print" {
			sites, outside := p.Callers(f)
			fmt.Println("line", fset.Position(sites[0].Instr.Pos()).Line, "and elsewhere:", outside)
		}
	}
	// Output: line 9 and elsewhere: false
}
