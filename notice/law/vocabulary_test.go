package law_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"testing"

	"github.com/scrutateur/scrutateur/notice/law"
)

// Every constant of type Origin is known, and nothing else is.
func TestOriginKnown(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "vocabulary.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	ast.Inspect(file, func(node ast.Node) bool {
		v, ok := node.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if id, ok := v.Type.(*ast.Ident); !ok || id.Name != "Origin" {
			return true
		}
		for _, x := range v.Values {
			s, err := strconv.Unquote(x.(*ast.BasicLit).Value)
			if err != nil || !law.Origin(s).Known() {
				t.Errorf("%s is not known", s)
			}
			n++
		}
		return true
	})
	if n < 20 {
		t.Errorf("only %d origins were found", n)
	}
	for _, o := range []law.Origin{"", "dupont", "Form", "form "} {
		if o.Known() {
			t.Errorf("%q is known", o)
		}
	}
}

func TestLater(t *testing.T) {
	for _, c := range []struct {
		d    law.Day
		n    int
		want law.Day
	}{
		{"2026-01-31", 1, "2026-02-28"}, {"2028-01-31", 1, "2028-02-29"}, {"2026-03-15", 3, "2026-06-15"}, {"2026-12-31", 2, "2027-02-28"},
		{"2026-03-31", -1, "2026-02-28"}, {"2026-03-31", 0, "2026-03-31"}, {"", 1, ""}, {"15 mars", 1, ""}, {"2026-02-30", 1, ""},
	} {
		if got := c.d.Later(c.n); got != c.want {
			t.Errorf("%s and %d months: %q, want %q", c.d, c.n, got, c.want)
		}
	}
}
