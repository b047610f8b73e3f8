package endpoint_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"

	"github.com/scrutateur/scrutateur/analyzer/internal/endpoint"
	"github.com/scrutateur/scrutateur/analyzer/internal/ir"
)

// Of what is the URL of a request made?
func ExampleConstants() {
	const source = `package app

type client struct{ base string }

func get(url string) {}

func (c client) send(id string) { get(c.base + "/messages/" + id) }

var gateway = client{base: "https://api.provider.example"}
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
		if f.Name() != "get" {
			continue
		}
		sites, _ := p.Callers(f)
		texts, open := endpoint.Constants(p, sites[0].Args[0], sites[0].Instr.Parent(), true)
		fmt.Println(texts, "and the parameter", open[0].Name())
	}
	// Output: [https://api.provider.example /messages/] and the parameter id
}
