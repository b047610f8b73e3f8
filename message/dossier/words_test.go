package dossier

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"testing"

	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
)

// constants returns the values of the constants of a type in a file of another package.
func constants(t *testing.T, file, typ string) []string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	ast.Inspect(f, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if id, ok := v.Type.(*ast.Ident); !ok || id.Name != typ {
			return true
		}
		for _, x := range v.Values {
			lit, ok := x.(*ast.BasicLit)
			if !ok {
				continue
			}
			s, err := strconv.Unquote(lit.Value)
			if err != nil {
				t.Fatal(err)
			}
			if s != "" {
				out = append(out, s)
			}
		}
		return true
	})
	if len(out) < 3 {
		t.Fatalf("%s has %d constants of type %s", file, len(out), typ)
	}
	return out
}

// TestWords: every value of the vocabulary has words in both languages.
func TestWords(t *testing.T) {
	has := func(kind, value string, p tongue.Text, ok bool) {
		if !ok || p == "" || !tongue.Dossier.In(tongue.French).Has(p) {
			t.Errorf("no words for the %s %q", kind, value)
		}
	}
	for _, v := range constants(t, "../../notice/law/vocabulary.go", "Origin") {
		p, ok := originWords[law.Origin(v)]
		has("origin", v, p, ok)
	}
	for _, v := range constants(t, "../../notice/law/vocabulary.go", "Basis") {
		p, ok := basisWords[law.Basis(v)]
		has("basis", v, p, ok)
	}
	for _, v := range constants(t, "../../notice/law/vocabulary.go", "Territory") {
		p, ok := territoryWords[law.Territory(v)]
		has("territory", v, p, ok)
	}
	for _, v := range constants(t, "../../notice/targeting.go", "Criterion") {
		p, ok := criterionWords[notice.Criterion(v)]
		has("criterion", v, p, ok)
	}
	for _, v := range constants(t, "../../notice/controller.go", "ControllerKind") {
		p, ok := kindWords[notice.ControllerKind(v)]
		has("kind of controller", v, p, ok)
	}
	for _, v := range rights {
		p, ok := rightWords[v]
		has("right", v, p, ok)
	}
	if len(territories) != len(territoryWords) {
		t.Errorf("%d territories are listed, %d have names", len(territories), len(territoryWords))
	}
}

// TestEuros: thousandths count, and cents are written.
func TestEuros(t *testing.T) {
	for _, c := range []struct {
		v      float64
		fr, en string
	}{{0.065, "0,065\u00a0€", "€0.065"}, {0.5, "0,50\u00a0€", "€0.50"}, {0, "0,00\u00a0€", "€0.00"}, {12, "12,00\u00a0€", "€12.00"}, {0.12, "0,12\u00a0€", "€0.12"}} {
		for l, want := range map[tongue.Tongue]string{tongue.French: c.fr, tongue.English: c.en} {
			if got := (&writer{Words: tongue.Dossier.In(l)}).euros(c.v); got != want {
				t.Errorf("%v is %q, want %q", c.v, got, want)
			}
		}
	}
}
