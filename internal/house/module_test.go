package house

import (
	"encoding/json"
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
