package ir

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"
)

// load type-checks packages of one file each, in an order in which imports come first: "path" and its source in turn.
func load(t testing.TB, sources ...string) *Program {
	t.Helper()
	fset := token.NewFileSet()
	done := map[string]*types.Package{}
	std := importer.Default()
	var units []*Unit
	for i := 0; i < len(sources); i += 2 {
		file, err := parser.ParseFile(fset, sources[i]+".go", sources[i+1], 0)
		if err != nil {
			t.Fatal(err)
		}
		u := &Unit{Files: []*ast.File{file}, Info: &types.Info{
			Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
			Implicits: map[ast.Node]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
			Scopes: map[ast.Node]*types.Scope{}, Instances: map[*ast.Ident]types.Instance{}, FileVersions: map[*ast.File]string{},
		}}
		conf := types.Config{Importer: importerFunc(func(path string) (*types.Package, error) {
			if p := done[path]; p != nil {
				return p, nil
			}
			return std.Import(path)
		})}
		if u.Pkg, err = conf.Check(sources[i], fset, u.Files, u.Info); err != nil {
			t.Fatal(err)
		}
		done[sources[i]] = u.Pkg
		units = append(units, u)
	}
	return NewProgram(fset, units)
}

type importerFunc func(string) (*types.Package, error)

func (f importerFunc) Import(path string) (*types.Package, error) { return f(path) }

// function returns a function in view by its name.
func function(t testing.TB, p *Program, name string) *ssa.Function {
	t.Helper()
	for _, u := range p.Units {
		for _, f := range p.Functions(u.Pkg) {
			if f.String() == name {
				return f
			}
		}
	}
	t.Fatalf("no function %s", name)
	return nil
}

// callers returns the functions from which calls reach a function, sorted.
func callers(t testing.TB, p *Program, name string) string {
	sites, outside := p.Callers(function(t, p, name))
	var names []string
	for _, s := range sites {
		names = append(names, s.Instr.Parent().Name())
	}
	slices.Sort(names)
	if outside {
		names = append(names, "outside")
	}
	return strings.Join(slices.Compact(names), " ")
}

// TestCallers shows which calls reach a function through whatever holds it.
func TestCallers(t *testing.T) {
	p := load(t, "a", `package a

import "net/http"

type sender interface{ Send(text string) }
type one struct{ send func(string); hooks map[string][]func(string) }
type two struct{}

func (two) Send(text string)        {}
func (o *one) Send(text string)     { o.send(text) }

func direct(string)    {}
func field(string)     {}
func inMap(string)     {}
func onChannel(string) {}
func given(string)     {}
func returned(string)  {}
func nobody(string)    {}
func handed(http.ResponseWriter, *http.Request) {}

func callDirect()          { direct("") }
func fill() *one           { return &one{send: field, hooks: map[string][]func(string){"x": {inMap}}} }
func callHooks(o *one)     { for _, h := range o.hooks["x"] { h("") } }
func put(c chan func(string)) { c <- onChannel }
func callReceived()        { c := make(chan func(string), 1); put(c); f := <-c; f("") }
func apply(f func(string)) { f("") }
func give()                { apply(given) }
func pick() func(string)   { return returned }
func callPicked()          { pick()("") }
func callAny(s sender)     { s.Send("") }
func use()                 { callAny(two{}); callAny(fill()) }
func serve()               { http.HandleFunc("/", handed) }
`)
	for name, want := range map[string]string{
		"a.direct":      "callDirect",
		"a.field":       "Send",
		"a.inMap":       "callHooks",
		"a.onChannel":   "callReceived",
		"a.given":       "apply",
		"a.returned":    "callPicked",
		"a.nobody":      "",
		"a.handed":      "outside",
		"(*a.one).Send": "callAny",
		"(a.two).Send":  "callAny",
	} {
		if got := callers(t, p, name); got != want {
			t.Errorf("%s is called by %q, want %q", name, got, want)
		}
	}
}

// TestConversions shows that a call of an interface's method reaches only types that the program makes the interface.
func TestConversions(t *testing.T) {
	const lib = `package lib

type Writer interface{ WriteTo() }
type Mail struct{}
type File struct{}

func (Mail) WriteTo() {}
func (File) WriteTo() {}
func Send(w Writer)   { w.WriteTo() }
`
	p := load(t, "lib", lib, "app", `package app

import "lib"

func main() { lib.Send(lib.Mail{}); lib.File{}.WriteTo() }
`)
	if got := callers(t, p, "(lib.Mail).WriteTo"); got != "Send" {
		t.Errorf("Mail is written by %q", got)
	}
	if got := callers(t, p, "(lib.File).WriteTo"); got != "main" {
		t.Errorf("File is written by %q", got)
	}
}

// TestOnDemand shows that SSA is built of a package when a question reaches it.
func TestOnDemand(t *testing.T) {
	p := load(t, "a", "package a\n\nfunc F() {}\n", "b", "package b\n\nimport \"a\"\n\nfunc G() { a.F() }\n", "c", "package c\n\nfunc H() {}\n")
	if got := p.BuiltPaths(); len(got) > 0 {
		t.Errorf("built before anything was asked: %v", got)
	}
	p.Functions(p.Units[0].Pkg)
	if got := fmt.Sprint(p.BuiltPaths()); got != "[a]" {
		t.Errorf("built %s", got)
	}
	if got := callers(t, p, "a.F"); got != "G" {
		t.Errorf("F is called by %q", got)
	}
	if got := fmt.Sprint(p.BuiltPaths()[:2]); got != "[a b]" {
		t.Errorf("built %s", got)
	}
}

func TestTypes(t *testing.T) {
	p := load(t, "a", `package a

import "io"

type body string

var (
	named    body
	text     string
	bytes    []byte
	runes    []rune
	pointer  *string
	list     []string
	reader   io.Reader
	any_     any
	number   int
	numbers  []int
	function func()
)
`)
	for name, want := range map[string][3]bool{ // textual, texty, reference
		"named": {true, true, false}, "text": {true, true, false}, "bytes": {true, true, true}, "runes": {true, true, true},
		"pointer": {false, true, true}, "list": {false, true, true}, "reader": {false, true, true}, "any_": {false, true, true},
		"number": {}, "numbers": {false, false, true}, "function": {},
	} {
		typ := p.Units[0].Pkg.Scope().Lookup(name).Type()
		if got := [3]bool{Textual(typ), Texty(typ), Reference(typ)}; got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
}
