package house

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// pkg is what go list says of a package.
type pkg struct {
	ImportPath   string
	Name         string
	Dir          string
	Standard     bool
	Module       *struct{ Path string }
	Imports      []string
	TestImports  []string
	XTestImports []string
	GoFiles      []string
	TestGoFiles  []string
	XTestGoFiles []string
	DepOnly      bool
}

func (p *pkg) short() string { return strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, self), "/") }
func (p *pkg) ours() bool    { return p.Module != nil && p.Module.Path == self }

// root is the folder of go.mod.
func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "go.mod")); err != nil {
		t.Fatal(err)
	}
	return dir
}

// list runs go list -deps over the module. It first looks at every folder and file of the module itself:
// the go command remembers what a test read, not what a child of the test read.
func list(t *testing.T) map[string]*pkg {
	t.Helper()
	dir := root(t)
	for _, f := range files(t) {
		if filepath.Ext(f) == ".go" || f == "go.mod" {
			if _, err := os.ReadFile(filepath.Join(dir, f)); err != nil && !errors.Is(err, os.ErrNotExist) {
				t.Fatal(err)
			}
		}
	}
	cmd := exec.Command("go", "list", "-deps",
		"-json=ImportPath,Name,Dir,Standard,Module,Imports,TestImports,XTestImports,GoFiles,TestGoFiles,XTestGoFiles,DepOnly", "./...")
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, &stderr)
	}
	all := map[string]*pkg{}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		p := new(pkg)
		if err := dec.Decode(p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all[p.ImportPath] = p
	}
}

// match reports whether the path is the pattern, or lies below it when the pattern ends in "…".
func match(pattern, path string) bool {
	if below, ok := strings.CutSuffix(pattern, "…"); ok {
		return strings.HasPrefix(path+"/", below)
	}
	return pattern == path
}

func matchAny(patterns []string, path string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return match(p, path) })
}

// find returns the room of a package: its own entry before a folder's.
func find(path string) (room, bool) {
	if r, ok := plan[path]; ok {
		return r, true
	}
	for _, pattern := range slices.Backward(slices.Sorted(maps.Keys(plan))) {
		if strings.HasSuffix(pattern, "…") && match(pattern, path) {
			return plan[pattern], true
		}
	}
	return room{}, false
}

func TestArrows(t *testing.T) {
	all := list(t)
	n := 0
	for _, path := range slices.Sorted(maps.Keys(all)) {
		p := all[path]
		if !p.ours() || p.DepOnly {
			continue
		}
		n++
		r, ok := find(p.short())
		if !ok {
			t.Errorf("%s is a new package: say in plan.go what it may import", p.short())
			continue
		}
		for _, imp := range p.Imports {
			q := all[imp]
			switch {
			case q == nil || q.Standard:
			case q.ours():
				if !matchAny(r.ours, q.short()) {
					t.Errorf("the arrow %s → %s is not in the plan: %s may import %s", p.short(), q.short(), p.short(), orNothing(r.ours))
				}
			case !slices.Contains(r.modules, q.Module.Path):
				t.Errorf("%s imports %s: of third-party modules it may use %s", p.short(), q.Module.Path, orNothing(r.modules))
			}
		}
	}
	if n < 5 {
		t.Errorf("go list found %d packages of this module: something else was read", n)
	}
}

func TestBarriers(t *testing.T) {
	all := list(t)
	for _, b := range barriers {
		from := self + "/" + b.from
		if all[from] == nil {
			t.Errorf("the barrier before %s: there is no such package", b.from)
			continue
		}
		if way := reach(all, from, b.to); way != nil {
			t.Errorf("%s must not reach %s (%s), and does: %s", b.from, b.to, b.why, strings.Join(way, " → "))
		}
	}
}

// TestRooms refuses a plan of more than stands: a room, an arrow's end or a permission that no package answers to is a
// name that was moved away, or never built, and whoever reads the plan would look for it.
func TestRooms(t *testing.T) {
	var paths, modules []string
	for _, p := range list(t) {
		if p.ours() && !p.DepOnly {
			paths = append(paths, p.short())
		}
		for _, imp := range slices.Concat(p.Imports, p.TestImports, p.XTestImports) {
			if p.ours() {
				modules = append(modules, imp)
			}
		}
	}
	for _, missing := range missing(plan, barriers, only, paths, modules) {
		t.Error(missing)
	}
}

// missing says which names in the plan stand for no package, and which modules nobody imports.
func missing(plan map[string]room, barriers []barrier, only map[string][]string, paths, imports []string) []string {
	var out []string
	stands := func(what, pattern string) {
		if !slices.ContainsFunc(paths, func(p string) bool { return match(pattern, p) }) {
			out = append(out, what+": there is no package "+pattern)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(plan)) {
		stands("plan", name)
		for _, to := range plan[name].ours {
			stands("the arrows from "+name, to)
		}
		for _, m := range plan[name].modules {
			if !slices.ContainsFunc(imports, func(imp string) bool { return imp == m || strings.HasPrefix(imp, m+"/") }) {
				out = append(out, "the modules of "+name+": no package imports "+m)
			}
		}
	}
	for _, b := range barriers {
		stands("barriers", b.from)
		if to, ok := strings.CutPrefix(b.to, self+"/"); ok {
			stands("the barrier before "+b.from, to)
		}
	}
	for _, what := range slices.Sorted(maps.Keys(only)) {
		for _, may := range only[what] {
			stands("only, for "+what, may)
		}
	}
	return out
}

// An empty room is found wherever it is named.
func TestMissing(t *testing.T) {
	got := missing(
		map[string]room{"a": {[]string{"b", "gone"}, []string{"x.org/used", "x.org/unused"}}, "b": {}, "attic": {}, "c/…": {}},
		[]barrier{{"a", self + "/cellar", ""}, {"shed", "net/http", ""}},
		map[string][]string{"unsafe": {"b", "c/…", "d/…"}},
		[]string{"a", "b", "c/inner"}, []string{"x.org/used/v2"})
	want := []string{
		"the arrows from a: there is no package gone",
		"the modules of a: no package imports x.org/unused",
		"plan: there is no package attic",
		"the barrier before a: there is no package cellar",
		"barriers: there is no package shed",
		"only, for unsafe: there is no package d/…",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestOnly(t *testing.T) {
	for _, p := range list(t) {
		if !p.ours() {
			continue
		}
		for _, imp := range p.Imports {
			if may, ok := only[imp]; ok && !matchAny(may, p.short()) {
				t.Errorf("%s imports %s, which is for %s alone", p.short(), imp, strings.Join(may, ", "))
			}
		}
	}
}

// reach returns the shortest way from one package to another, or nil.
func reach(all map[string]*pkg, from, to string) []string {
	type step struct {
		path string
		prev *step
	}
	seen := map[string]bool{from: true}
	for queue := []*step{{path: from}}; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		if at.prev != nil && match(to, at.path) {
			var way []string
			for s := at; s != nil; s = s.prev {
				way = append(way, strings.TrimPrefix(s.path, self+"/"))
			}
			slices.Reverse(way)
			return way
		}
		if p := all[at.path]; p != nil {
			for _, imp := range p.Imports {
				if !seen[imp] {
					seen[imp] = true
					queue = append(queue, &step{imp, at})
				}
			}
		}
	}
	return nil
}

func orNothing(s []string) string {
	if len(s) == 0 {
		return "nothing"
	}
	return strings.Join(s, ", ")
}

// The way that a broken barrier is reported is itself worth a test: it is read by someone who did not expect it.
func TestReach(t *testing.T) {
	all := map[string]*pkg{
		"a": {ImportPath: "a", Imports: []string{"b", "c"}},
		"b": {ImportPath: "b", Imports: []string{"d"}},
		"c": {ImportPath: "c", Imports: []string{"b", "golang.org/x/tools/go/ssa"}},
	}
	for _, c := range []struct{ to, want string }{
		{"d", "a → b → d"}, {"golang.org/x/tools/…", "a → c → golang.org/x/tools/go/ssa"}, {"golang.org/x/tool", ""}, {"a", ""},
	} {
		if got := strings.Join(reach(all, "a", c.to), " → "); got != c.want {
			t.Errorf("reach(a, %s) = %q, want %q", c.to, got, c.want)
		}
	}
}
