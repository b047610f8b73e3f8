package lint_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/scrutateur/scrutateur/analyzer"
	"github.com/scrutateur/scrutateur/analyzer/finding"
	"github.com/scrutateur/scrutateur/analyzer/lint"
)

// offline keeps the go command from the network and from what the test's own module says.
func offline(t testing.TB) {
	t.Setenv("GOPROXY", "off")
	t.Setenv("GOFLAGS", "-mod=mod")
	t.Setenv("GOWORK", "off")
}

func ExampleDir() {
	os.Setenv("GOFLAGS", "-mod=mod")
	found, err := lint.Dir(context.Background(), "testdata/app")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, d := range found {
		fmt.Printf("%s:%d: %s\n", filepath.Base(d.File), d.Line, d.Rule)
		for _, r := range d.Related {
			fmt.Printf("  %s:%d: %s\n", filepath.Base(r.File), r.Line, r.Message)
		}
	}
	// Output:
	// app.go:17: RAW
	//   app.go:13: through mailer.send, which hands it to smtp.SendMail
	//   app.go:17: a constant text is joined with other text here
}

func TestErrors(t *testing.T) {
	offline(t)
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module example.org/x\n\ngo 1.24\n")
	write("x.go", "package x\n\nfunc f() { undefined() }\n")
	if _, err := lint.Dir(context.Background(), dir); err == nil || !strings.Contains(err.Error(), "undefined") {
		t.Errorf("a package that does not compile: %v", err)
	}
	write("x.go", "package x\n")
	if ds, err := lint.Dir(context.Background(), dir); err != nil || len(ds) != 0 {
		t.Errorf("an empty package: %v %v", ds, err)
	}
	write("x.go", "package x\n\nimport (\n\t_ \"embed\"\n\t\"net/smtp\"\n)\n\n//go:embed dist/*.js\nvar s string\n\nfunc f() error { return smtp.SendMail(\"h:25\", nil, \"a@example.org\", nil, []byte(\"Votez lundi\")) }\n")
	if ds, err := lint.Dir(context.Background(), dir); err != nil || len(ds) != 1 {
		t.Errorf("a file to embed that another step makes: %v %v", ds, err)
	}
	if _, err := lint.Dir(context.Background(), dir, "./nowhere"); err == nil {
		t.Error("a package that is not there is no error")
	}
	write(analyzer.ConfigName, `{"sinks": 1}`)
	if _, err := lint.Dir(context.Background(), dir); err == nil || !strings.Contains(err.Error(), analyzer.ConfigName) {
		t.Errorf("a broken configuration: %v", err)
	}
}

// TestTests shows that files of tests are judged when asked for, each once.
func TestTests(t *testing.T) {
	offline(t)
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":      "module example.org/x\n\ngo 1.24\n",
		"x.go":        "package x\n\nimport \"net/smtp\"\n\nfunc f() error { return smtp.SendMail(\"h:25\", nil, \"a@example.org\", nil, []byte(\"Votez lundi\")) }\n",
		"x_test.go":   "package x\n\nimport \"net/smtp\"\n\nfunc g() error { return smtp.SendMail(\"h:25\", nil, \"a@example.org\", nil, []byte(\"Votez mardi\")) }\n",
		"ext_test.go": "package x_test\n\nimport \"net/smtp\"\n\nfunc h() error { return smtp.SendMail(\"h:25\", nil, \"a@example.org\", nil, []byte(\"Votez jeudi\")) }\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, tests := range []bool{false, true} {
		r, err := lint.Run(context.Background(), lint.Options{Dir: dir, Tests: tests})
		if err != nil {
			t.Fatal(err)
		}
		want := 1
		if tests {
			want = 3
		}
		if len(r.Findings) != want {
			t.Errorf("tests %v: %v", tests, r.Findings)
		}
	}
}

func TestSARIF(t *testing.T) {
	offline(t)
	r, err := lint.Run(context.Background(), lint.Options{Dir: "testdata/app"})
	if err != nil {
		t.Fatal(err)
	}
	root, err := filepath.Abs("testdata/app")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := r.WriteSARIF(&b, root, "v0.1.0"); err != nil {
		t.Fatal(err)
	}
	var log struct {
		Version string
		Runs    []struct {
			Tool struct {
				Driver struct {
					Rules []struct{ ID, HelpURI string }
				}
			}
			Results []struct {
				RuleID              string
				RuleIndex           int
				PartialFingerprints map[string]string
				Locations           []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI, URIBaseID string }
						Region           struct{ StartLine, StartColumn int }
					}
				}
				RelatedLocations []struct{ Message struct{ Text string } }
			}
		}
	}
	if err := json.Unmarshal(b.Bytes(), &log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	if log.Version != "2.1.0" || len(run.Results) != 1 {
		t.Fatal(b.String())
	}
	res := run.Results[0]
	loc := res.Locations[0].PhysicalLocation
	if res.RuleID != "RAW" || run.Tool.Driver.Rules[res.RuleIndex].ID != "RAW" || loc.ArtifactLocation.URI != "app.go" || loc.Region.StartLine != 17 ||
		len(res.PartialFingerprints) != 1 || len(res.RelatedLocations) != 2 {
		t.Error(b.String())
	}
}

func TestBaseline(t *testing.T) {
	offline(t)
	r, err := lint.Run(context.Background(), lint.Options{Dir: "testdata/app"})
	if err != nil {
		t.Fatal(err)
	}
	known, err := lint.ParseBaseline(r.WriteBaseline("."))
	if err != nil {
		t.Fatal(err)
	}
	known[strings.Repeat("0", 32)] = true
	if stale := r.Adopt(".", known); stale != 1 || len(r.Open()) != 0 {
		t.Errorf("%d stale, %d open", stale, len(r.Open()))
	}
	if _, err := lint.ParseBaseline([]byte("xyz\n" + strings.Repeat("g", 32))); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("a broken baseline: %v", err)
	}
}

// TestDiff shows that the diff of all fixes is one that a machine applies, and that it does what -fix does, in a file whose last
// line has no end too.
func TestDiff(t *testing.T) {
	offline(t)
	dir := t.TempDir()
	files := map[string]string{
		"go.mod": "module example.org/x\n\ngo 1.24\n",
		"a.go":   "package x\n\n//scrutateur:ignore RAW because of the old mailer\nfunc f() {}\n\nfunc g() {} //scrutateur:ignore RAW because of the old mailer\n",
		"b.go":   "package x\n\nfunc h() {}\n\n//scrutateur:ignore RAW because of the old mailer",
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	r, err := lint.Run(context.Background(), lint.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	patch, err := r.Diff(dir)
	if err != nil {
		t.Fatal(err)
	}
	apply := exec.Command("git", "apply", "-p0")
	apply.Dir, apply.Stdin = dir, bytes.NewReader(patch)
	apply.Env = append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(dir))
	if out, err := apply.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s\n%s", err, out, patch)
	}
	patched := map[string]string{}
	for name, text := range files {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		patched[name] = string(data)
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := r.Fix(); n != 2 || err != nil {
		t.Fatal(n, err)
	}
	for name := range files {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if string(data) != patched[name] || name != "go.mod" && strings.Contains(patched[name], "scrutateur") {
			t.Errorf("%s: the patch makes it\n%s\nand -fix\n%s", name, patched[name], data)
		}
	}
}

// A baseline accepts what its lines say: a file's name makes none.
func TestBaselineNames(t *testing.T) {
	digest := strings.Repeat("0123456789abcdef", 2)
	r := lint.Report{Findings: []finding.Finding{{Rule: "RAW", Place: finding.Place{File: "a\n" + digest + "\r\n::error::\u2028" + digest + ".go", Line: 1}}}}
	b := string(r.WriteBaseline("."))
	if n := strings.Count(b, "\n"); n != 2 || strings.Contains(b, "\r") {
		t.Errorf("%d lines: %q", n, b)
	}
	known, err := lint.ParseBaseline([]byte(b))
	if err != nil || len(known) != 1 || known[digest] {
		t.Errorf("%v, error %v", known, err)
	}
	if _, err := lint.ParseBaseline([]byte(strings.Repeat("\x1b[2J::error::\n", 100_000))); err == nil || len(err.Error()) > 10_000 || strings.Contains(err.Error(), "\x1b") {
		t.Errorf("a baseline of nothing but mistakes: %.100q", err)
	}
}

// What changed since it was judged is not edited: bytes of it would go that nobody looked at.
func TestFixChanged(t *testing.T) {
	offline(t)
	const text = "package x\n\n//scrutateur:ignore RAW because of the old mailer\nfunc f() {}\n"
	for name, change := range map[string]func(file string) error{
		"another byte": func(file string) error {
			return os.WriteFile(file, []byte(strings.Replace(text, "f()", "g()", 1)), 0o666)
		},
		"shorter":  func(file string) error { return os.WriteFile(file, []byte("package x\n"), 0o666) },
		"gone":     os.Remove,
		"a link":   func(file string) error { return errors.Join(os.Rename(file, file+"2"), os.Symlink(file+"2", file)) },
		"a folder": func(file string) error { return errors.Join(os.Remove(file), os.Mkdir(file, 0o777)) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			file := filepath.Join(dir, "x.go")
			err := errors.Join(os.WriteFile(file, []byte(text), 0o666), os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module example.org/x\n\ngo 1.24\n"), 0o666))
			if err != nil {
				t.Fatal(err)
			}
			r, err := lint.Run(t.Context(), lint.Options{Dir: dir})
			if err != nil || len(r.Findings) != 1 || len(r.Findings[0].Edits) != 1 {
				t.Fatal(r.Findings, err)
			}
			if err := change(file); err != nil {
				t.Skip(err)
			}
			if n, err := r.Fix(); n != 0 || err == nil {
				t.Errorf("%d files changed, error %v", n, err)
			}
			if d, err := r.Diff(dir); len(d) != 0 || err == nil {
				t.Errorf("a diff: %q, error %v", d, err)
			}
		})
	}
}

// Of two fixes that cannot be made together one is made, and the other is not said to be.
func TestLeft(t *testing.T) {
	edit := func(start, end int, text string) finding.Finding {
		return finding.Finding{Rule: "RAW", Fix: finding.Fix{Edits: []finding.Edit{{File: "x.go", Start: start, End: end, New: text}}}}
	}
	for _, c := range []struct {
		name  string
		edits []finding.Finding
		left  int
	}{
		{"apart", []finding.Finding{edit(0, 5, "a"), edit(10, 15, "b"), edit(5, 10, "c")}, 0},
		{"over", []finding.Finding{edit(0, 5, "a"), edit(4, 6, "b")}, 1},
		{"within", []finding.Finding{edit(0, 50, "a"), edit(60, 61, "b"), edit(10, 11, "c")}, 1},
		{"around", []finding.Finding{edit(10, 11, "a"), edit(0, 50, "b")}, 1},
		{"inserted at one place", []finding.Finding{edit(7, 7, "a"), edit(7, 7, "b")}, 1},
		{"inserted where another begins", []finding.Finding{edit(7, 9, "a"), edit(7, 7, "b")}, 1},
		{"inserted where another ends", []finding.Finding{edit(7, 9, "a"), edit(9, 9, "b")}, 0},
		{"backwards", []finding.Finding{edit(20, 25, "a"), edit(10, 15, "b"), edit(0, 5, "c"), edit(12, 22, "d")}, 1},
		{"none", []finding.Finding{{Rule: "RAW"}}, 1},
	} {
		if left := (lint.Report{Findings: c.edits}).Left(); len(left) != c.left {
			t.Errorf("%s: %d are left, want %d", c.name, len(left), c.left)
		}
	}
}
