package flow_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/internal/flow"
	"github.com/scrutateur/scrutateur/analyzer/internal/ir"
	"github.com/scrutateur/scrutateur/analyzer/internal/say"
	"github.com/scrutateur/scrutateur/analyzer/internal/source"
	"github.com/scrutateur/scrutateur/internal/sinks"
)

// Where does the argument of send come from?
func ExampleEngine_Ask() {
	const program = `package app

func send(text string) {}

type mail struct{ body string }

func notify(name string) {
	m := &mail{}
	m.body = "Votez " + name
	send(m.body)
}
`
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "app.go", program, 0)
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
	e := flow.NewEngine(p, sinks.Default(), nil)
	for _, f := range p.Functions(pkg) {
		if f.Name() != "send" {
			continue
		}
		sites, _ := p.Callers(f)
		var text ssa.Value = sites[0].Args[0]
		for _, s := range source.Sorted(e.Ask(flow.Query{Mode: flow.OfValue, V: text})) {
			fmt.Printf("%s, %s\n", say.In("en", s.What), say.In("en", s.Via.What))
		}
	}
	// Output:
	// a constant text, joined with other text
	// the parameter name of app.notify, joined with other text
}
