package analyzer

import (
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"
)

// TestSpecs compiles the specifications of testdata/specs, which use the real packages of this module.
func TestSpecs(t *testing.T) {
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax | packages.NeedModule}, "./testdata/specs")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range pkgs[0].Errors {
		t.Fatal(e)
	}
	ws := wants(t, pkgs)
	compare(t, ws, "whole", wholeHeads(t, Config{}, pkgs))
	compare(t, ws, "vet", vet(t, New(Config{}), pkgs))

	res := whole(t, Config{}, pkgs)
	var notes []string
	for _, n := range res.Notes {
		notes = append(notes, n.Message)
	}
	all := strings.Join(notes, "\n")
	for _, want := range []string{"proved: at most", `this is not constant: os.Getenv("BODY")`, "this is not constant: spec"} {
		if !strings.Contains(all, want) {
			t.Errorf("no note says %q:\n%s", want, all)
		}
	}
	fixes := map[string]bool{}
	for _, f := range res.Findings {
		for _, e := range f.Edits {
			fixes[e.New] = true
		}
	}
	if !fixes[`"Bonjour {{.FirstName}}, fetons la vie de quartier le 15 mars, près de l'école !"`] {
		t.Errorf("no fix writes the body in GSM-7: %v", slices.Sorted(maps.Keys(fixes)))
	}
	if !fixes[" `validate:\"max=24\"`"] {
		t.Errorf("no fix adds a bound: %v", slices.Sorted(maps.Keys(fixes)))
	}
}

// A comment says that a field of a row stands in another file. What gives it a bound goes where the field is, and go vet is given no fix at all.
func TestMovedRow(t *testing.T) {
	file, err := filepath.Abs("testdata/specs/specs.go")
	if err != nil {
		t.Fatal(err)
	}
	plain, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"/*line /elsewhere/.netrc:1:1*/", "/*line ../../specs_test.go:1:1*/", "/*line :9999:9999*/", "/*line specs.go:1:1*/"} {
		src := strings.Replace(string(plain), "FirstName string  // want", "FirstName "+line+" string // want", 1)
		if src == string(plain) {
			t.Fatal("the case has changed")
		}
		pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax | packages.NeedModule, Overlay: map[string][]byte{file: []byte(src)}}, "./testdata/specs")
		if err != nil || len(pkgs[0].Errors) > 0 {
			t.Fatal(err, pkgs[0].Errors)
		}
		bounds := 0
		for _, f := range whole(t, Config{}, pkgs).Findings {
			if f.File != file || f.Line > strings.Count(src, "\n") {
				t.Errorf("%s: a finding at %s:%d", line, f.File, f.Line)
			}
			for _, e := range f.Edits {
				if e.File != file || e.Start > e.End || e.End > len(src) {
					t.Fatalf("%s: an edit of %s, bytes %d to %d", line, e.File, e.Start, e.End)
				}
				if strings.Contains(e.New, "max=24") {
					bounds++
					if !strings.HasSuffix(src[:e.Start], "FirstName "+line+" string") {
						t.Errorf("%s: the bound goes behind %q", line, src[max(e.Start-60, 0):e.Start])
					}
				}
			}
		}
		if bounds != 1 {
			t.Errorf("%s: %d bounds are added", line, bounds)
		}
		for _, d := range vetted(t, New(Config{}), pkgs) {
			if at := pkgs[0].Fset.Position(d.Pos); at.Filename != file || at.Line > strings.Count(src, "\n") {
				t.Errorf("%s: go vet prints %s", line, at)
			}
			for _, f := range d.SuggestedFixes {
				for _, e := range f.TextEdits {
					if at := pkgs[0].Fset.Position(e.Pos); at.Filename != file || at.Offset != pkgs[0].Fset.PositionFor(e.Pos, false).Offset || strings.Contains(string(e.NewText), "max=24") {
						t.Errorf("%s: go vet edits %s", line, at)
					}
				}
			}
		}
	}
}

// vetted returns what a driver of single packages is told about the first.
func vetted(t *testing.T, a *analysis.Analyzer, pkgs []*packages.Package) (ds []analysis.Diagnostic) {
	t.Helper()
	p := pkgs[0]
	_, err := a.Run(&analysis.Pass{
		Analyzer: a, Fset: p.Fset, Files: p.Syntax, Pkg: p.Types, TypesInfo: p.TypesInfo, ReadFile: os.ReadFile,
		Report:            func(d analysis.Diagnostic) { ds = append(ds, d) },
		ImportObjectFact:  func(types.Object, analysis.Fact) bool { return false },
		ExportObjectFact:  func(types.Object, analysis.Fact) {},
		AllObjectFacts:    func() []analysis.ObjectFact { return nil },
		ImportPackageFact: func(*types.Package, analysis.Fact) bool { return false },
		ExportPackageFact: func(analysis.Fact) {},
	})
	if err != nil || len(ds) == 0 {
		t.Fatal(ds, err)
	}
	return ds
}
