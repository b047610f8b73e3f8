package constspec

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/scrutateur/scrutateur/internal/bounds"
)

// check type-checks one file that imports nothing.
func check(t testing.TB, name, source string) *Program {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, name, source, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	info := &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Instances: map[*ast.Ident]types.Instance{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
	}
	p, err := (&types.Config{}).Check("p", fset, []*ast.File{f}, info)
	if err != nil {
		t.Fatal(err)
	}
	return &Program{Fset: fset, Packages: []Package{{p, []*ast.File{f}, info}}, Skip: func(token.Pos) bool { return false }}
}

// value is what the sources below write down.
type value struct {
	Name   string
	Yes    bool
	N      int8
	U      uint16
	F      float64
	List   []string
	Fixed  [2]int
	Ptrs   []*inner
	ByName map[string]inner
	Inner  inner
	hidden int //lint:ignore U1000 the reader must not set it
}

type inner struct{ A, B string }

const types1 = `package p

type value struct {
	Name   string
	Yes    bool
	N      int8
	U      uint16
	F      float64
	List   []string
	Fixed  [2]int
	Ptrs   []*inner
	ByName map[string]inner
	Inner  inner
	hidden int
}

type inner struct{ A, B string }

func f() string { return "" }
`

// TestLiterals reads values from what a program writes, and says what of it is not constant.
func TestLiterals(t *testing.T) {
	for _, c := range []struct {
		name, source string
		want         value
		open         string
	}{
		{"constants", `var v = value{Name: "a" + "b", Yes: 1 < 2, N: -3, U: 1 << 9, F: 1.5}`, value{Name: "ab", Yes: true, N: -3, U: 512, F: 1.5}, ""},
		{"named constants", "const c = `x`\nvar v = value{Name: (c)}", value{Name: "x"}, ""},
		{"lists", `var v = value{List: []string{"a", 3: "d", "e"}, Fixed: [2]int{1: 7}}`, value{List: []string{"a", "", "", "d", "e"}, Fixed: [2]int{0, 7}}, ""},
		{"an empty list", `var v = value{List: []string{}}`, value{List: []string{}}, ""},
		{"nil", `var v = value{List: nil}`, value{}, ""},
		{"pointers without their &", `var v = value{Ptrs: []*inner{{A: "x"}, &inner{B: "y"}}}`, value{Ptrs: []*inner{{A: "x"}, {B: "y"}}}, ""},
		{"maps", `var v = value{ByName: map[string]inner{"k": {"a", "b"}}}`, value{ByName: map[string]inner{"k": {"a", "b"}}}, ""},
		{"variables", "var n = inner{A: s}\nvar s = `x`\nvar v = value{Inner: n}", value{Inner: inner{A: "x"}}, ""},
		{"the zero value", "var s string\nvar v = value{Name: s}", value{}, ""},
		{"a call", `var v = value{Name: f()}`, value{}, "f()"},
		{"several", `var v = value{Name: f(), Inner: inner{A: f() + "x"}}`, value{}, `f(), f() + "x"`},
		{"an assigned variable", "var s = `x`\nfunc init() { s = `y` }\nvar v = value{Name: s}", value{}, "s"},
		{"an assigned part", "var n = inner{A: `x`}\nfunc init() { n.A = `y` }\nvar v = value{Inner: n}", value{}, "n"},
		{"an address", "var n = inner{A: `x`}\nvar p = &n\nvar v = value{Inner: n}", value{}, "n"},
		{"one of two results", "func g() (string, string) { return f(), f() }\nvar s, _ = g()\nvar v = value{Name: s}", value{}, "s"},
		{"an unexported field", `var v = value{hidden: 1}`, value{}, "hidden: 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := check(t, "p.go", types1+c.source)
			var got value
			_, open := p.read(p.Packages[0], initOf(p, "v"), reflect.ValueOf(&got).Elem())
			if is := strings.Join(open, ", "); is != c.open {
				t.Errorf("not constant: %s, want %s", is, c.open)
			}
			if c.open == "" {
				if d := cmp.Diff(c.want, got, cmp.AllowUnexported(value{})); d != "" {
					t.Error(d)
				}
			}
		})
	}
}

// initOf returns what a package's variable begins with.
func initOf(p *Program, name string) ast.Expr {
	pkg := p.Packages[0]
	return declared(pkg, pkg.Types.Scope().Lookup(name).(*types.Var)).init
}

// TestEmbedded reads the file that a variable embeds, in a declaration of its own and in a block.
func TestEmbedded(t *testing.T) {
	dir, err := filepath.Abs("../../testdata/specs")
	if err != nil {
		t.Fatal(err)
	}
	for _, source := range []string{
		"//go:embed body.txt\nvar s string\nvar v = value{Name: s}",
		"var (\n\t//go:embed body.txt\n\ts string\n\tother string\n)\nvar v = value{Name: s}",
	} {
		p := check(t, filepath.Join(dir, "p.go"), types1+source)
		var got value
		if _, open := p.read(p.Packages[0], initOf(p, "v"), reflect.ValueOf(&got).Elem()); len(open) > 0 || !strings.Contains(got.Name, "Bonjour") {
			t.Errorf("%q, not constant: %v", got.Name, open)
		}
	}
	p := check(t, filepath.Join(dir, "p.go"), types1+"//go:embed *.txt\nvar s string\nvar v = value{Name: s}")
	if _, open := p.read(p.Packages[0], initOf(p, "v"), reflect.ValueOf(new(value)).Elem()); !slices.Equal(open, []string{"s"}) {
		t.Errorf("a pattern is constant, but for %v", open)
	}
}

// TestRow finds fields as the template does, with the reasons why one cannot be found.
func TestRow(t *testing.T) {
	p := check(t, "p.go", "package p\n"+`
type row struct {
	Name  string `+"`validate:\"max=9\"`"+`
	town
	*street
	Town  town
	Ptr   *town
	own   string
	Small int8
	Port  uint16
	Price float64
	Said  said
}
type town struct{ City string `+"`validate:\"max=46\"`"+` }
type street struct{ Road string }
type said string
func (said) String() string { return "" }
func (row) Full() string { return "" }
`)
	row := p.Packages[0].Types.Scope().Lookup("row").Type()
	for path, want := range map[string]string{
		"Name": `validate:"max=9"`, "City": `validate:"max=46"`, "Town.City": `validate:"max=46"`,
		"Road": "embed by value", "Ptr.City": "only structs nested by value", "Full": "is a method", "own": "is not exported", "Nobody": "has no field",
	} {
		v, tag, problem := lookup(row, path)
		if got := tag + problem.Detail; !strings.Contains(got, want) || (v == nil) == (problem.Detail == "") {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
	for path, want := range map[string]string{"Name": "string 0", "Small": "int 8", "Port": "uint 16", "Price": " 0"} {
		v, _, _ := lookup(row, path)
		kind, bits := kindOf(v.Type().Underlying().(*types.Basic))
		if kind == bounds.String || kind == bounds.Bool || kind == "" {
			bits = 0
		}
		if got := fmt.Sprint(kind, " ", bits); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
	if v, _, _ := lookup(row, "Said"); !printsItself(v.Type()) {
		t.Error("a type with String does not print itself")
	}
}

// TestWithin finds bytes of a literal's value in the source, whatever stands between.
func TestWithin(t *testing.T) {
	for _, c := range []struct{ lit, part string }{
		{`"abc"`, "b"}, {`"a\nbc"`, "bc"}, {`"\u00e9bc"`, "b"}, {`"ébc"`, "bc"}, {"`a\\nb`", "b"}, {`"a\xc3\xa9b"`, "b"}, {`"a\tb\"c"`, `b`},
	} {
		e, err := parser.ParseExpr(c.lit)
		if err != nil {
			t.Fatal(err)
		}
		lit := e.(*ast.BasicLit)
		p := check(t, "p.go", "package p\nconst c = "+c.lit)
		plain := constant.StringVal(p.Packages[0].Types.Scope().Lookup("c").(*types.Const).Val())
		at := strings.LastIndex(plain, c.part)
		s, end, ok := within(lit, at, at+len(c.part))
		if !ok || c.lit[s-lit.Pos():end-lit.Pos()] != c.part {
			t.Errorf("%s: %v %v %v", c.lit, s, end, ok)
		}
	}
	if _, _, ok := within(&ast.BasicLit{Value: "`a\r\nb`", ValuePos: 1}, 1, 2); ok {
		t.Error("a carriage return, which the compiler drops, is counted")
	}
}

// TestFlat keeps the length of a template, so that positions in it stay.
func TestFlat(t *testing.T) {
	body := "{{.Town.Name}}, {{.Town.NameShort}} {{if .Town.Name}}.Town.Name{{end}}"
	was := body
	r := &rowReader{used: map[string]bool{"Town.Name": true, "Town.NameShort": true, "Other": true}}
	r.flatten(map[string]*string{"Body": &body})
	if want := "{{.Town_Name}}, {{.Town_NameShort}} {{if .Town_Name}}.Town.Name{{end}}"; body != want || len(body) != len(was) {
		t.Errorf("%q, want %q", body, want)
	}
}
