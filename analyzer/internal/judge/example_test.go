package judge_test

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/internal/flow"
	"github.com/scrutateur/scrutateur/analyzer/internal/ir"
	"github.com/scrutateur/scrutateur/analyzer/internal/judge"
	"github.com/scrutateur/scrutateur/internal/sinks"
)

// A program that hands its own text to net/smtp: one finding, where the text is made.
func Example() {
	const source = `package sender

import "net/smtp"

func send(to string) error {
	return smtp.SendMail("localhost:25", nil, "a@example.org", []string{to}, []byte("Votez dimanche !"))
}
`
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "sender.go", source, parser.ParseComments)
	if err != nil {
		fmt.Println(err)
		return
	}
	info := &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Implicits: map[ast.Node]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
		Scopes: map[ast.Node]*types.Scope{}, Instances: map[*ast.Ident]types.Instance{}, FileVersions: map[*ast.File]string{},
	}
	conf := types.Config{Importer: importer.ForCompiler(fset, "source", nil)}
	pkg, err := conf.Check("example.org/sender", fset, []*ast.File{file}, info)
	if err != nil {
		fmt.Println(err)
		return
	}
	p := ir.NewProgram(fset, []*ir.Unit{{Pkg: pkg, Files: []*ast.File{file}, Info: info}})
	j := &judge.Judge{
		Engine:   flow.NewEngine(p, sinks.Default(), nil),
		Channels: map[sinks.Channel]bool{sinks.Email: true},
		Exempt:   func(*ssa.Function) bool { return false },
		Skip:     func(token.Pos) bool { return false },
	}
	for _, f := range j.Run([]*types.Package{pkg}) {
		fmt.Println(f.Rule, fset.Position(f.Pos).Line)
	}
	// Output: RAW 6
}
