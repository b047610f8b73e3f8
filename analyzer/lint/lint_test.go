package lint_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/scrutateur/scrutateur/analyzer"
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
