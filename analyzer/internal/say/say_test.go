package say

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

func TestPhrases(t *testing.T) {
	inner := Phrase("passed through %s", "strings.ToUpper")
	p := Phrase("%s is %s here", Phrase("a constant text"), inner)
	q := Phrase("through %s, which hands it to %s", Phrase("a function literal in %s", "main.main"), p)
	if got, want := In("en", q), "through a function literal in main.main, which hands it to a constant text is passed through strings.ToUpper here"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := In("fr", p); got != "un texte constant est passé par strings.ToUpper ici" {
		t.Errorf("%q", got)
	}
	if got := In("en", "100 % sure"); got != "100 % sure" {
		t.Errorf("%q", got)
	}
}

// TestFrench refuses a sentence of the linter without translation, or one whose translation has other holes.
func TestFrench(t *testing.T) {
	said := map[string]bool{}
	fset := token.NewFileSet()
	for _, name := range sources(t) {
		f, err := parser.ParseFile(fset, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if c, ok := n.(*ast.CallExpr); ok {
				if format, pos, ok := sentence(c); ok {
					said[format] = true
					if _, ok := french[format]; !ok {
						t.Errorf("%s: no French for %q", fset.Position(pos), format)
					}
				}
			}
			return true
		})
	}
	if len(said) < 40 {
		t.Errorf("only %d sentences found", len(said))
	}
	for en, fr := range french {
		if strings.Count(en, "%s") != strings.Count(fr, "%s") {
			t.Errorf("%q has other holes than %q", fr, en)
		}
	}
}

// sources returns the files of the linter.
func sources(t *testing.T) (names []string) {
	err := filepath.WalkDir("../..", func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && d.Name() == "testdata" {
			return fs.SkipDir
		}
		if err == nil && strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// sentence returns the format that a call says: the first argument of Phrase and of say, the second of at.
func sentence(c *ast.CallExpr) (format string, pos token.Pos, ok bool) {
	name := ""
	switch x := c.Fun.(type) {
	case *ast.Ident:
		name = x.Name
	case *ast.SelectorExpr:
		name = x.Sel.Name
	}
	arg, ok := map[string]int{"Phrase": 0, "say": 0, "at": 1}[name]
	if !ok || arg >= len(c.Args) {
		return "", 0, false
	}
	lit, ok := c.Args[arg].(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", 0, false
	}
	format, err := strconv.Unquote(lit.Value)
	return format, lit.Pos(), err == nil
}
