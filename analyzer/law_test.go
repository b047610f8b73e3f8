package analyzer

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"

	"github.com/scrutateur/scrutateur/notice/law/lawtest"
)

// TestLawCases judges the Go cases of the rules: the bad ones break their rule, the good ones none.
func TestLawCases(t *testing.T) {
	all, err := load()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]*types.Package{}
	packages.Visit(all, nil, func(p *packages.Package) {
		if p.Types != nil {
			known[p.PkgPath] = p.Types
		}
	})
	n := 0
	for _, c := range lawtest.Cases("") {
		if c.Runner != "go" {
			continue
		}
		n++
		t.Run(string(c.Rule)+"/"+c.Name, func(t *testing.T) {
			fset := token.NewFileSet()
			f, err := parser.ParseFile(fset, "send.go", c.Data, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			info := newInfo()
			conf := types.Config{Importer: importerFunc(func(path string) (*types.Package, error) {
				if p := known[path]; p != nil {
					return p, nil
				}
				return nil, fmt.Errorf("no stub of %s", path)
			})}
			p, err := conf.Check("send", fset, []*ast.File{f}, info)
			if err != nil {
				t.Fatal(err)
			}
			res, err := Whole(Config{}, fset, []Package{{p, []*ast.File{f}, info}})
			if err != nil {
				t.Fatal(err)
			}
			broken := false
			var got []string
			for _, f := range res.Findings {
				if f.Suppressed == "" {
					got = append(got, f.Says())
					broken = broken || f.Rule == c.Rule
				}
			}
			if c.Bad && !broken || !c.Bad && len(got) > 0 {
				t.Errorf("found:\n%s\nin\n%s", strings.Join(got, "\n"), c.Data)
			}
		})
	}
	if n == 0 {
		t.Error("the rules have no Go case")
	}
}
