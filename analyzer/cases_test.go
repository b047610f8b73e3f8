package analyzer

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"go/ast"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"
)

// A case is a folder under testdata/src/cases: a program in one or more packages. A comment "// want `RULE: …`" on a line
// wants a finding there whose text matches; "// whole `…` because …" wants it from the driver that sees the whole program only,
// and "// vet `…` because …" from the other only, with what the other does not see. Nothing else may be found. Stubs of the libraries lie beside the cases under their import paths.

var load = sync.OnceValues(func() ([]*packages.Package, error) {
	dir, err := filepath.Abs("testdata")
	if err != nil {
		return nil, err
	}
	return packages.Load(&packages.Config{
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedSyntax | packages.NeedTypes | packages.NeedTypesInfo | packages.NeedImports | packages.NeedExportFile | packages.NeedModule,
		Dir:  filepath.Join(dir, "src"),
		Env:  append(os.Environ(), "GOPATH="+dir, "GO111MODULE=off", "GOFLAGS=", "GOWORK=off", "GOPROXY=off"),
	}, "./...")
})

func caseNames(t *testing.T) []string {
	es, err := os.ReadDir("testdata/src/cases")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range es {
		names = append(names, e.Name())
	}
	return names
}

// program returns the packages of a case, those it imports first.
func program(t testing.TB, name string) []*packages.Package {
	all, err := load()
	if err != nil {
		t.Fatal(err)
	}
	byPath := map[string]*packages.Package{}
	for _, p := range all {
		for _, e := range p.Errors {
			t.Fatal(e)
		}
		byPath[p.PkgPath] = p
	}
	var out []*packages.Package
	var visit func(path string)
	seen := map[string]bool{}
	visit = func(path string) {
		p := byPath[path]
		if p == nil || seen[path] {
			return
		}
		seen[path] = true
		for _, imp := range slices.Sorted(maps.Keys(p.Imports)) {
			visit(imp)
		}
		out = append(out, p)
	}
	root := "cases/" + name
	for _, p := range slices.Sorted(maps.Keys(byPath)) {
		if p == root || strings.HasPrefix(p, root+"/") {
			visit(p)
		}
	}
	return slices.DeleteFunc(out, func(p *packages.Package) bool {
		return p.PkgPath != root && !strings.HasPrefix(p.PkgPath, root+"/")
	})
}

// newInfo returns what the analyzer wants to know of a package.
func newInfo() *types.Info {
	return &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Implicits: map[ast.Node]types.Object{}, Instances: map[*ast.Ident]types.Instance{}, Scopes: map[ast.Node]*types.Scope{},
		Selections: map[*ast.SelectorExpr]*types.Selection{}, FileVersions: map[*ast.File]string{},
	}
}

type want struct {
	re   *regexp.Regexp
	kind string
	why  string // of whole and vet: what the other driver does not see
	met  bool
}

var wantRE = regexp.MustCompile("// ?(want|whole|vet) ((?:`[^`]*` ?)+)(?:because ([^/]+))?")

func wants(t *testing.T, pkgs []*packages.Package) map[string][]*want {
	ws := map[string][]*want{}
	for _, p := range pkgs {
		for _, file := range p.GoFiles {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			wantsIn(ws, file, string(data))
		}
	}
	return ws
}

// wantsIn adds the expectations of one file.
func wantsIn(ws map[string][]*want, file, text string) {
	for i, line := range strings.Split(text, "\n") {
		for _, m := range wantRE.FindAllStringSubmatch(line, -1) {
			for _, re := range strings.Split(strings.Trim(strings.TrimSpace(m[2]), "`"), "` `") {
				k := file + ":" + strconv.Itoa(i+1)
				ws[k] = append(ws[k], &want{re: regexp.MustCompile(re), kind: m[1], why: strings.TrimSpace(m[3])})
			}
		}
	}
}

// heads returns the findings as "file:line: RULE: message".
type headed struct{ at, text string }

func compare(t *testing.T, ws map[string][]*want, driver string, got []headed) {
	t.Helper()
	for _, g := range got {
		ok := false
		for _, w := range ws[g.at] {
			if (w.kind == "want" || w.kind == driver) && !w.met && w.re.MatchString(g.text) {
				w.met, ok = true, true
				break
			}
		}
		if !ok {
			t.Errorf("%s: %s: unwanted: %s", driver, rel(g.at), g.text)
		}
	}
	for _, at := range slices.Sorted(maps.Keys(ws)) {
		for _, w := range ws[at] {
			if !w.met && (w.kind == "want" || w.kind == driver) {
				t.Errorf("%s: %s: nothing matches %s", driver, rel(at), w.re)
			}
			w.met = false
		}
	}
}

func rel(at string) string {
	if _, r, ok := strings.Cut(at, "/testdata/"); ok {
		return r
	}
	return at
}

func whole(t testing.TB, c Config, pkgs []*packages.Package) Result {
	var ps []Package
	for _, p := range pkgs {
		ps = append(ps, Package{p.Types, p.Syntax, p.TypesInfo})
	}
	res, err := Whole(c, pkgs[0].Fset, ps)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func wholeHeads(t testing.TB, c Config, pkgs []*packages.Package) (got []headed) {
	for _, f := range whole(t, c, pkgs).Findings {
		if f.Suppressed == "" {
			p := pkgs[0].Fset.Position(f.Pos)
			got = append(got, headed{p.Filename + ":" + strconv.Itoa(p.Line), f.Says()})
		}
	}
	return got
}

// vet runs the analyzer as go vet does, package by package, with facts that go through gob.
func vet(t testing.TB, a *analysis.Analyzer, pkgs []*packages.Package) []headed {
	got, _ := vetFacts(t, a, pkgs)
	return got
}

// vetFacts returns the facts too, as they are written down.
func vetFacts(t testing.TB, a *analysis.Analyzer, pkgs []*packages.Package) (got []headed, written map[string]string) {
	written = map[string]string{}
	type key struct {
		obj types.Object
		t   reflect.Type
	}
	facts := map[key][]byte{}
	for _, p := range pkgs {
		pass := &analysis.Pass{
			Analyzer: a, Fset: p.Fset, Files: p.Syntax, Pkg: p.Types, TypesInfo: p.TypesInfo,
			Report: func(d analysis.Diagnostic) {
				at := p.Fset.Position(d.Pos)
				got = append(got, headed{at.Filename + ":" + strconv.Itoa(at.Line), d.Message})
			},
			ReadFile: os.ReadFile,
			ImportObjectFact: func(o types.Object, f analysis.Fact) bool {
				b, ok := facts[key{o, reflect.TypeOf(f)}]
				if ok {
					if err := gob.NewDecoder(bytes.NewReader(b)).Decode(f); err != nil {
						t.Fatal(err)
					}
				}
				return ok
			},
			ExportObjectFact: func(o types.Object, f analysis.Fact) {
				if o.Pkg() != p.Types {
					t.Fatalf("fact about %v exported by %s", o, p.PkgPath)
				}
				var b bytes.Buffer
				if err := gob.NewEncoder(&b).Encode(f); err != nil {
					t.Fatal(err)
				}
				facts[key{o, reflect.TypeOf(f)}] = b.Bytes()
				written[fmt.Sprintf("%v %T", o, f)] = fmt.Sprintf("%v %x", f, b.Bytes())
			},
			AllObjectFacts: func() (all []analysis.ObjectFact) {
				for k := range facts {
					all = append(all, analysis.ObjectFact{Object: k.obj})
				}
				return all
			},
		}
		if _, err := a.Run(pass); err != nil {
			t.Fatal(err)
		}
	}
	return got, written
}

// TestFacts shows what packages tell those that import them, and that it is written down the same each time.
func TestFacts(t *testing.T) {
	for _, name := range []string{"wrap", "outbox", "shapes", "http"} {
		pkgs := program(t, name)
		_, want := vetFacts(t, New(Config{}), pkgs)
		for range 5 {
			if _, got := vetFacts(t, New(Config{}), pkgs); !maps.Equal(got, want) {
				t.Fatalf("%s: %v, before %v", name, got, want)
			}
		}
		if name != "wrap" {
			continue
		}
		for fact, say := range map[string]string{
			"func cases/wrap/mailer.Raw(to string, data []byte) error *analyzer.sendsFact":                                         "sends email(1)",
			"func (*cases/wrap/mailer.SMTP).Send(m cases/wrap/mailer.Message) error *analyzer.sendsFact":                           "sends email(1.Body)",
			"func (cases/wrap/mailer.Sender).Send(m cases/wrap/mailer.Message) error *analyzer.sendsFact":                          "sends email(1.Body)",
			"func cases/wrap/compose.Bytes(e github.com/scrutateur/scrutateur/message/email.Message) []byte *analyzer.resultsFact": "results 0 built",
		} {
			if !strings.HasPrefix(want[fact], say+" ") {
				t.Errorf("%s: %q, want %q", fact, want[fact], say)
			}
		}
	}
}

func TestCases(t *testing.T) {
	for _, name := range caseNames(t) {
		t.Run(name, func(t *testing.T) {
			pkgs := program(t, name)
			ws := wants(t, pkgs)
			compare(t, ws, "whole", wholeHeads(t, Config{}, pkgs))
			compare(t, ws, "vet", vet(t, New(Config{}), pkgs))
		})
	}
}
