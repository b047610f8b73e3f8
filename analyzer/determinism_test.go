package analyzer

import (
	"fmt"
	"go/parser"
	"go/token"
	"go/types"
	"math/rand/v2"
	"slices"
	"testing"

	"golang.org/x/tools/go/packages"
)

// TestDeterminism runs every case twenty times with its files and packages in another order: the findings are the same.
func TestDeterminism(t *testing.T) {
	for _, name := range caseNames(t) {
		pkgs := program(t, name)
		want := render(t, pkgs)
		rnd := rand.New(rand.NewPCG(1, 2))
		for i := range 20 {
			again := reparse(t, pkgs, rnd)
			if got := render(t, again); got != want {
				t.Fatalf("%s, run %d:\n%s\nwant\n%s", name, i, got, want)
			}
		}
	}
}

func render(t *testing.T, pkgs []*packages.Package) string {
	var ps []Package
	for _, p := range pkgs {
		ps = append(ps, Package{p.Types, p.Syntax, p.TypesInfo})
	}
	res, err := Whole(Config{}, pkgs[0].Fset, ps)
	if err != nil {
		t.Fatal(err)
	}
	var s string
	for _, f := range res.Findings {
		s += fmt.Sprintln(pkgs[0].Fset.Position(f.Pos), f.Rule, f.Message, f.Suppressed)
		for _, r := range f.Related {
			s += fmt.Sprintln("\t", pkgs[0].Fset.Position(r.Pos), r.Message)
		}
	}
	return s
}

// reparse checks the packages again with their files in another order, and so with other positions and other maps.
func reparse(t *testing.T, pkgs []*packages.Package, rnd *rand.Rand) []*packages.Package {
	fset := token.NewFileSet()
	fresh := map[string]*types.Package{}
	var out []*packages.Package
	for _, p := range pkgs { // imports come first
		files := slices.Clone(p.CompiledGoFiles)
		if len(files) == 0 {
			files = slices.Clone(p.GoFiles)
		}
		rnd.Shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
		q := &packages.Package{PkgPath: p.PkgPath, Fset: fset, TypesInfo: newInfo()}
		for _, f := range files {
			file, err := parser.ParseFile(fset, f, nil, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			q.Syntax = append(q.Syntax, file)
		}
		conf := types.Config{Importer: importerFunc(func(path string) (*types.Package, error) {
			if f := fresh[path]; f != nil {
				return f, nil
			}
			for _, imp := range p.Types.Imports() {
				if imp.Path() == path {
					return imp, nil
				}
			}
			return nil, fmt.Errorf("no package %s", path)
		})}
		var err error
		if q.Types, err = conf.Check(p.PkgPath, fset, q.Syntax, q.TypesInfo); err != nil {
			t.Fatal(err)
		}
		fresh[p.PkgPath] = q.Types
		out = append(out, q)
	}
	rnd.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// TestNoSSA shows that a package that sends nothing is not built, nor one that nothing leads to from a send.
func TestNoSSA(t *testing.T) {
	pkgs := program(t, "quiet")
	if res := whole(t, Config{}, pkgs); len(res.SSA) > 0 {
		t.Errorf("SSA was built of %v", res.SSA)
	}
	pkgs = program(t, "wrap")
	res := whole(t, Config{}, pkgs)
	if slices.Contains(res.SSA, "cases/wrap/idle") {
		t.Errorf("SSA was built of %v", res.SSA)
	}
	if !slices.Contains(res.SSA, "cases/wrap/app") {
		t.Errorf("SSA was built of %v only", res.SSA)
	}
}

// TestConfig shows what the configuration changes and refuses.
func TestConfig(t *testing.T) {
	pkgs := program(t, "smtp")
	all := len(wholeHeads(t, Config{}, pkgs))
	got := wholeHeads(t, Config{Transactional: []Exemption{{"cases/smtp", "receipts that donors ask for"}}}, pkgs)
	for _, g := range got {
		if g.text[:4] == "RAW:" {
			t.Errorf("%s in an exempted package", g.text)
		}
	}
	if len(got) >= all {
		t.Errorf("%d findings of %d", len(got), all)
	}
	for _, bad := range []string{
		`{"transactional":[{"package":"x"}]}`, `{"transactional":[{"package":"a/.../b","reason":"two words"}]}`, `{"sinks":[{"name":"F"}]}`,
		`{"transactional":[],"transactional":[{"package":"a","reason":"receipts for donors"}]}`, `{"Transactional":[{"package":"a","reason":"receipts for donors"}]}`, `{"transact\u0069onal":[],"transactional":[]}`, "{\"lang\":\"\xff\"}", `{"tests":null}`,
		`{"channels":["fax"]}`, `{"hosts":[{"host":"https://x/y","channel":"sms","provider":"X"}]}`, `{"lang":"de"}`, `{"a":1}`, `{} {}`, `[]`,
		`{"sinks":[{"channel":"fax","path":"p","name":"F","body":"arg0"}]}`, `{"sinks":[{"channel":"sms","path":"p\tq","name":"F","body":"arg0"}]}`,
	} {
		if _, err := ParseConfig([]byte(bad)); err == nil {
			t.Errorf("%s is accepted", bad)
		}
	}
	pkgs = program(t, "configured")
	c, err := ParseConfig([]byte(`{
		"sinks":   [{"channel": "sms", "path": "cases/configured", "type": "gateway", "name": "Push", "body": "arg1"}],
		"hosts":   [{"host": "sms.internal.example", "channel": "sms", "provider": "our gateway"}],
		"aliases": [{"path": "cases/configured/fork", "like": "gopkg.in/gomail.v2"}]
	}`))
	if err != nil {
		t.Fatal(err)
	}
	if got := wholeHeads(t, Config{}, pkgs); len(got) != 0 {
		t.Errorf("without configuration: %v", got)
	}
	if got := wholeHeads(t, c, pkgs); len(got) != 3 {
		t.Errorf("with configuration: %v", got)
	}
}
