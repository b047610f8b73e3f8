package constspec_test

import (
	"fmt"
	"go/token"

	"golang.org/x/tools/go/packages"

	"github.com/scrutateur/scrutateur/analyzer/internal/constspec"
)

// The specifications of the linter's own test data, of which one has no body.
func Example() {
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax}, "../../testdata/specs")
	if err != nil {
		fmt.Println(err)
		return
	}
	pkg := constspec.Package{Types: pkgs[0].Types, Files: pkgs[0].Syntax, Info: pkgs[0].TypesInfo}
	p := &constspec.Program{Fset: pkgs[0].Fset, Packages: []constspec.Package{pkg}, Skip: func(token.Pos) bool { return false }}
	found, notes := p.Judge(pkg)
	fmt.Println(found[0].Says())
	fmt.Println(notes[0].Message)
	// Output:
	// SCR-SPEC: Body: the body is empty: write what the message is for — Correct the field that the finding names (GDPR, art. 5(2))
	// proved: at most 3 parts, GSM-7
}
