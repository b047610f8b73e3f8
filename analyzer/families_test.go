package analyzer

import (
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/txtar"

	"github.com/scrutateur/scrutateur/internal/sinks"
)

// A family is an archive under testdata/families: the libraries that one sender of SMS or e-mail publishes, as stubs with the
// declared signatures, or one shape in which programs pass a text on, and a program that uses them. The folder of a file is
// its import path; packages called "app", and those below, are the program and are judged, the others are what it imports. A
// scrutateur.json in the archive configures the run. Expectations are written as in the cases.

// family type-checks an archive. It returns its program's packages, imports first, and the configuration.
func family(t testing.TB, file string) ([]*packages.Package, Config) {
	t.Helper()
	ar, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	sources := map[string][]txtar.File{} // by import path
	var config Config
	for _, f := range ar.Files {
		if f.Name == ConfigName {
			if config, err = ParseConfig(f.Data); err != nil {
				t.Fatal(err)
			}
			continue
		}
		sources[path.Dir(f.Name)] = append(sources[path.Dir(f.Name)], f)
	}
	for _, p := range []string{"message", "message/sms", "message/email", "optout"} {
		name := "github.com/scrutateur/scrutateur/" + p + "/" + path.Base(p) + ".go"
		data, err := os.ReadFile(filepath.Join("testdata/src", filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		sources[path.Dir(name)] = []txtar.File{{Name: name, Data: data}}
	}
	fset := token.NewFileSet()
	std := importer.Default()
	done := map[string]*packages.Package{}
	var order []*packages.Package
	var check func(p string) (*types.Package, error)
	check = func(p string) (*types.Package, error) {
		if q := done[p]; q != nil {
			return q.Types, nil
		}
		files := sources[p]
		if files == nil {
			return std.Import(p)
		}
		q := &packages.Package{PkgPath: p, Fset: fset, TypesInfo: newInfo()}
		for _, f := range files {
			syntax, err := parser.ParseFile(fset, filepath.Base(file)+"/"+f.Name, f.Data, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				return nil, err
			}
			q.Syntax = append(q.Syntax, syntax)
		}
		var err error
		conf := types.Config{Importer: importerFunc(check)}
		if q.Types, err = conf.Check(p, fset, q.Syntax, q.TypesInfo); err != nil {
			return nil, err
		}
		done[p] = q
		if p == "app" || strings.HasPrefix(p, "app/") {
			order = append(order, q)
		}
		return q.Types, nil
	}
	for _, p := range slices.Sorted(maps.Keys(sources)) {
		if _, err := check(p); err != nil {
			t.Fatalf("%s: %s: %v", filepath.Base(file), p, err)
		}
	}
	return order, config
}

// familyWants returns the expectations of an archive.
func familyWants(t testing.TB, file string) map[string][]*want {
	ar, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	ws := map[string][]*want{}
	for _, f := range ar.Files {
		wantsIn(ws, filepath.Base(file)+"/"+f.Name, string(f.Data))
	}
	return ws
}

func familyFiles(t testing.TB) []string {
	files, err := filepath.Glob("testdata/families/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	return files
}

// TestFamilies runs every archive through both drivers.
func TestFamilies(t *testing.T) {
	for _, file := range familyFiles(t) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			pkgs, config := family(t, file)
			ws := familyWants(t, file)
			compare(t, ws, "whole", wholeHeads(t, config, pkgs))
			compare(t, ws, "vet", vet(t, New(config), pkgs))
		})
	}
}

// TestEveryFamily shows that each library of the table has a program that is reported and a good twin that is not.
func TestEveryFamily(t *testing.T) {
	have := map[string]bool{}
	tab := sinks.Default()
	for _, file := range familyFiles(t) {
		ar, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		bad, good := false, false
		for _, f := range ar.Files {
			if strings.HasPrefix(f.Name, "app") {
				bad = bad || wantRE.Match(f.Data)
				good = good || strings.Contains(string(f.Data), "scrutateur/message/sms\"") || strings.Contains(string(f.Data), "scrutateur/message/email\"")
			} else if f.Name != ConfigName {
				have[tab.Canonical(path.Dir(f.Name))] = true
			}
		}
		if !bad || !good {
			t.Errorf("%s: a program that is reported (has // want: %v) and one that sends built messages (imports message/sms or message/email: %v) are needed",
				filepath.Base(file), bad, good)
		}
	}
	err := filepath.WalkDir("testdata/src", func(p string, d os.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			have[tab.Canonical(filepath.ToSlash(strings.TrimPrefix(p, "testdata/src/")))] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	missing := map[string]bool{}
	for _, r := range tab.Rows {
		if p := tab.Canonical(r.Path); !have[p] && strings.Contains(p, ".") {
			missing[p] = true
		}
	}
	for _, p := range slices.Sorted(maps.Keys(missing)) {
		t.Errorf("no case sends with %s: testdata/families needs an archive with its declarations (the file %s/x.go) and a program (app/app.go) that "+
			"sends a text of its own (a line with // want `RAW: …`) and a built one", p, p)
	}
}

// TestExpectations counts what the cases and the families want, and lists what one driver alone can see, with the reason.
func TestExpectations(t *testing.T) {
	total := 0
	count := func(ws map[string][]*want) {
		for _, at := range slices.Sorted(maps.Keys(ws)) {
			for _, w := range ws[at] {
				total++
				if w.kind == "want" {
					continue
				}
				t.Logf("%s: %s only, because %s", rel(at), w.kind, w.why)
				if len(strings.Fields(w.why)) < 2 {
					t.Errorf("%s: what does the other driver not see? // %s `…` because …", rel(at), w.kind)
				}
			}
		}
	}
	for _, name := range caseNames(t) {
		count(wants(t, program(t, name)))
	}
	for _, file := range familyFiles(t) {
		count(familyWants(t, file))
	}
	t.Logf("%d expectations", total)
	if total < 300 {
		t.Errorf("only %d expectations", total)
	}
}
