package house

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// go install …@latest refuses a module that replaces, and every requirement is a decision with a reason.
func TestModule(t *testing.T) {
	cmd := exec.Command("go", "mod", "edit", "-json")
	cmd.Dir = root(t)
	if _, err := os.ReadFile(filepath.Join(cmd.Dir, "go.mod")); err != nil {
		t.Fatal(err)
	}
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var mod struct {
		Module  struct{ Path string }
		Replace []any
		Exclude []any
	}
	if err := json.Unmarshal(out, &mod); err != nil {
		t.Fatal(err)
	}
	if mod.Module.Path != self {
		t.Errorf("the module is %s", mod.Module.Path)
	}
	if len(mod.Replace)+len(mod.Exclude) > 0 {
		t.Error("go.mod has a replace or an exclude: go install cmd@latest refuses it")
	}
}

// Every third-party module that the code imports, tests included, stands in the table of CONTRIBUTING.md
// with its role, and nothing stands there that is not used.
func TestDependenciesAreExplained(t *testing.T) {
	all := list(t)
	modules := map[string]string{} // module by package
	for _, p := range all {
		if p.Module != nil {
			modules[p.ImportPath] = p.Module.Path
		}
	}
	used := map[string]string{} // one package of ours that uses it
	for _, p := range all {
		if !p.ours() {
			continue
		}
		for _, imp := range slices.Concat(p.Imports, p.TestImports, p.XTestImports) {
			if first, _, _ := strings.Cut(imp, "/"); !strings.Contains(first, ".") || strings.HasPrefix(imp, self) {
				continue
			}
			used[imp] = p.short()
		}
	}
	page, err := os.ReadFile(filepath.Join(root(t), "CONTRIBUTING.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(page), "## Dependencies")
	table, _, _ = strings.Cut(table, "\n## ")
	listed := map[string]bool{}
	for _, line := range strings.Split(table, "\n") {
		if name, ok := strings.CutPrefix(line, "| `"); ok {
			name, _, _ = strings.Cut(name, "`")
			listed[name] = false
		}
	}
	for _, imp := range slices.Sorted(maps.Keys(used)) {
		known := false
		for name := range listed {
			if imp == name || strings.HasPrefix(imp, name+"/") {
				listed[name], known = true, true
			}
		}
		if !known {
			t.Errorf("%s imports %s, which the table of dependencies in CONTRIBUTING.md does not explain", used[imp], imp)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(listed)) {
		if !listed[name] {
			t.Errorf("CONTRIBUTING.md explains %s, which nothing imports", name)
		}
	}
}

// A scanner of dependencies reads go.mod and does not ask whether an example alone needs what stands there. These versions are
// known to be broken, or their project has ended, and would be reported to people who never run an example: an SDK that asks for
// an old version gets the newer one that go.mod names.
func TestNothingThatScannersReport(t *testing.T) {
	broken := []struct{ module, fixed, why string }{
		{"github.com/golang-jwt/jwt/v5", "v5.2.2", "CVE-2025-30204"},
		{"golang.org/x/crypto", "v0.45.0", "CVE-2025-58181, CVE-2025-47914"},
		{"golang.org/x/net", "v0.38.0", "CVE-2025-22872"},
		{"golang.org/x/oauth2", "v0.27.0", "CVE-2025-22868"},
		{"google.golang.org/protobuf", "v1.33.0", "CVE-2024-24786"},
		{"github.com/golang/protobuf", "", "ended: google.golang.org/protobuf has taken its place"},
		{"google.golang.org/appengine", "", "ended"},
	}
	cmd := exec.Command("go", "mod", "edit", "-json")
	cmd.Dir = root(t)
	if _, err := os.ReadFile(filepath.Join(cmd.Dir, "go.mod")); err != nil {
		t.Fatal(err)
	}
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var mod struct {
		Require []struct{ Path, Version string } // since Go 1.17 all that is compiled, for programs and tests
	}
	if err := json.Unmarshal(out, &mod); err != nil {
		t.Fatal(err)
	}
	required := map[string]string{}
	for _, r := range mod.Require {
		required[r.Path] = r.Version
	}
	if required["golang.org/x/net"] == "" {
		t.Fatal("go.mod names no version of golang.org/x/net, which mail is read with")
	}
	for _, b := range broken {
		version, ok := required[b.module]
		if ok && (b.fixed == "" || older(version, b.fixed)) {
			t.Errorf("%s %s: %s", b.module, version, b.why)
		}
	}
}

// older compares two versions as vMAJOR.MINOR.PATCH; what follows the patch does not count.
func older(a, b string) bool {
	numbers := func(version string) (n [3]int) {
		fmt.Sscanf(version, "v%d.%d.%d", &n[0], &n[1], &n[2])
		return n
	}
	x, y := numbers(a), numbers(b)
	return slices.Compare(x[:], y[:]) < 0
}
