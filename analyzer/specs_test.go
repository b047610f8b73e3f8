package analyzer

import (
	"maps"
	"slices"
	"strings"
	"testing"

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
