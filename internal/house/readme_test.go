package house

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write what the programs print into README.md and README.fr.md")

var readmes = []string{"README.md", "README.fr.md"}

// A block of a README that a program or a file fills: <!-- KIND FLAGS: ARGUMENT -->, and the code below it.
var block = regexp.MustCompile("(?s)(<!-- (file|comment|check|output)([^:]*): ([^\n]*) -->\n```[a-z]*\n)(.*?)```")

// What the READMEs show is what the programs print today, but for how fast the machine was.
func TestReadme(t *testing.T) {
	dir := root(t)
	list(t) // so that a change of any file runs this test again
	runs := map[string]string{}
	output := func(args ...string) string {
		key := strings.Join(args, " ")
		if _, ok := runs[key]; !ok {
			cmd := exec.CommandContext(t.Context(), "go", append([]string{"run"}, args...)...)
			cmd.Dir = dir
			var stderr bytes.Buffer
			cmd.Stderr = &stderr
			out, err := cmd.Output()
			if err != nil {
				t.Fatalf("go run %s: %v\n%s", key, err, &stderr)
			}
			runs[key] = string(out)
		}
		return runs[key]
	}
	for _, name := range readmes {
		page, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		blocks := 0
		fresh := block.ReplaceAllStringFunc(string(page), func(b string) string {
			blocks++
			m := block.FindStringSubmatch(b)
			head, kind, flags, argument, shown := m[1], m[2], strings.Fields(m[3]), m[4], m[5]
			var now string
			switch kind {
			case "file":
				now = read(t, argument)
			case "comment": // of an Example
				_, now, _ = strings.Cut(read(t, argument), "// Output:\n")
				now = strings.ReplaceAll(strings.TrimSuffix(now, "}\n"), "\t// ", "")
			case "check":
				now = output(slices.Concat([]string{"./cmd/scrutateur", "check"}, flags, []string{argument})...)
			case "output":
				args := []string{"./examples/campaign", "-out", filepath.Join(t.TempDir(), "out")}
				if len(flags) == 2 { // "of", the day
					args = append(args, "-at", flags[1])
				}
				now = chapter(t, output(args...), argument)
			}
			if steady(now) == steady(shown) {
				return b
			}
			return head + now + "```"
		})
		if blocks < 6 {
			t.Errorf("%s has %d blocks that programs fill", name, blocks)
		}
		if fresh == string(page) {
			continue
		}
		if *update {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(fresh), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		t.Errorf("%s is stale: go test ./internal/house -update\n%s", name, cmp.Diff(string(page), fresh))
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root(t), file))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// chapter returns what stands under a title.
func chapter(t *testing.T, out, title string) string {
	t.Helper()
	_, rest, ok := strings.Cut(out, "\n"+title+"\n")
	if !ok {
		t.Fatalf("the example has no chapter %q", title)
	}
	text, _, _ := strings.Cut(rest, "\n\n")
	return strings.TrimSuffix(text, "\n") + "\n"
}

// steady leaves out how fast the machine was.
func steady(s string) string {
	return regexp.MustCompile(` built in .*`).ReplaceAllString(s, " built")
}

// Every link of a page leads to a file of the repository.
func TestLinks(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#\s]+)(#[^)]*)?\)`)
	for _, page := range files(t) {
		if filepath.Ext(page) != ".md" || strings.Contains(page, "testdata/") {
			continue
		}
		for _, m := range link.FindAllStringSubmatch(read(t, page), -1) {
			if strings.Contains(m[1], ":") {
				continue // on the web
			}
			if _, err := os.Stat(filepath.Join(root(t), filepath.Dir(page), m[1])); err != nil {
				t.Errorf("%s links to %s, which is not there", page, m[1])
			}
		}
	}
}

// The map of packages names every package that a program can import, and no other.
func TestPackageMap(t *testing.T) {
	want := map[string]bool{}
	for _, p := range list(t) {
		if p.ours() && !p.DepOnly && p.Name != "main" && !strings.Contains("/"+p.short()+"/", "/internal/") {
			want[p.short()] = true
		}
	}
	row := regexp.MustCompile(`(?m)^\| \[([a-z/]+)\]`)
	for _, name := range readmes {
		got := map[string]bool{}
		for _, m := range row.FindAllStringSubmatch(read(t, name), -1) {
			got[m[1]] = true
		}
		for _, p := range slices.Sorted(maps.Keys(want)) {
			if !got[p] {
				t.Errorf("%s does not list %s", name, p)
			}
		}
		for _, p := range slices.Sorted(maps.Keys(got)) {
			if _, err := os.Stat(filepath.Join(root(t), p)); err != nil {
				t.Errorf("%s lists %s, which is not there", name, p)
			}
		}
	}
}

// The two READMEs have the same parts: the same headings in number, the same blocks.
func TestReadmesAgree(t *testing.T) {
	shape := func(name string) string {
		var parts []string
		for _, m := range regexp.MustCompile(`(?m)^(#+) |<!-- ([a-z]+)|^\| \[([a-z/]+)\]`).FindAllStringSubmatch(read(t, name), -1) {
			parts = append(parts, fmt.Sprint(m[1:]))
		}
		return strings.Join(parts, "\n")
	}
	if diff := cmp.Diff(shape(readmes[0]), shape(readmes[1])); diff != "" {
		t.Errorf("%s and %s differ:\n%s", readmes[0], readmes[1], diff)
	}
}
