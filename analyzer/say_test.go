package analyzer

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/scrutateur/scrutateur/analyzer/internal/say"
)

// TestFrench refuses a sentence without translation, or one whose translation has other holes.
func TestFrench(t *testing.T) {
	fset := token.NewFileSet()
	n := 0
	for _, dir := range []string{".", "internal/ir", "internal/flow", "internal/judge"} {
		names, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			{
				if strings.HasSuffix(name, "_test.go") {
					continue
				}
				f, err := parser.ParseFile(fset, name, nil, 0)
				if err != nil {
					t.Fatal(err)
				}
				ast.Inspect(f, func(node ast.Node) bool {
					c, ok := node.(*ast.CallExpr)
					if !ok || len(c.Args) == 0 {
						return true
					}
					fn, arg := "", 0
					switch x := c.Fun.(type) {
					case *ast.Ident:
						fn = x.Name
					case *ast.SelectorExpr:
						fn = x.Sel.Name
					}
					switch fn {
					case "Phrase", "say":
					case "at":
						arg = 1
					default:
						return true
					}
					if arg >= len(c.Args) {
						return true
					}
					lit, ok := c.Args[arg].(*ast.BasicLit)
					if !ok {
						return true
					}
					format, err := strconv.Unquote(lit.Value)
					if err != nil {
						t.Fatal(err)
					}
					n++
					if !say.French(format) {
						t.Errorf("%s: no French for %q", fset.Position(lit.Pos()), format)
					}
					return true
				})
			}
		}
	}
	if n < 40 {
		t.Errorf("only %d sentences found", n)
	}
}

// TestSpeaksFrench shows a finding in French, and that none of its words stays English.
func TestSpeaksFrench(t *testing.T) {
	for _, name := range caseNames(t) {
		for _, g := range wholeHeads(t, Config{Lang: "fr"}, program(t, name)) {
			for _, english := range []string{" the ", " is ", " was ", " which ", "constant text"} {
				if strings.Contains(g.text, english) {
					t.Errorf("%s says %q", g.text, english)
				}
			}
		}
	}
	got := wholeHeads(t, Config{Lang: "fr"}, program(t, "sns"))
	if want := "RAW: le corps de ce SMS n'a pas été construit par ce module : c'est un texte constant, et il part vers sns.Client.Publish ; construisez-le avec message.SMSBatch.Build et envoyez son Text"; len(got) == 0 || got[0].text != want {
		t.Errorf("got %v, want %s", got, want)
	}
}
