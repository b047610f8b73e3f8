package analyzer

import (
	"go/format"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/scrutateur/scrutateur/analyzer/finding"
)

// TestFixes applies the changes that a machine can make to the program of an archive, which holds what is wanted too. What
// comes out compiles.
func TestFixes(t *testing.T) {
	const file = "testdata/fixes/wrap.txtar"
	ar, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	src, want := string(ar.Files[0].Data), string(ar.Files[1].Data)
	pkgs, _ := family(t, file)
	var edits []finding.Edit
	for _, f := range whole(t, Config{}, pkgs).Findings {
		edits = append(edits, f.Edits...)
	}
	slices.SortFunc(edits, func(a, b finding.Edit) int { return int(b.From - a.From) })
	for _, e := range edits {
		src = src[:e.Start] + e.New + src[e.End:]
	}
	out, err := format.Source([]byte(src))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, string(out)); d != "" {
		t.Error(d)
	}
	if got := string(out); got != src {
		t.Errorf("a change is not formatted:\n%s", cmp.Diff(got, src))
	}
	again := filepath.Join(t.TempDir(), "again.txtar")
	writeFile(t, again, "-- app/app.go --\n"+src)
	family(t, again) // fails where it does not compile
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
