package house

import (
	"bytes"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestPrograms keeps the module at one command. Everything else that has a main is an example, which one runs, or writes
// files of the module.
func TestPrograms(t *testing.T) {
	all := list(t)
	var commands []string
	for _, path := range slices.Sorted(maps.Keys(all)) {
		p := all[path]
		if !p.ours() || p.DepOnly || p.Name != "main" || strings.HasPrefix(p.short(), "examples/") || strings.Contains("/"+p.short(), "/internal/") {
			continue
		}
		commands = append(commands, p.short())
	}
	if !slices.Equal(commands, []string{"cmd/scrutateur"}) {
		t.Errorf("the module's commands are %v: one is enough, and its sub-commands are more", commands)
	}
}

// TestInstalls reads what the module says to its users: to install or run the command, and no pattern of packages.
func TestInstalls(t *testing.T) {
	install := regexp.MustCompile(`\bgo (install|get -tool) +(\S+)`)
	for _, f := range files(t) {
		if ext := filepath.Ext(f); ext != ".md" && ext != ".yml" && ext != ".yaml" && ext != ".sh" {
			continue
		}
		data, err := os.ReadFile(filepath.Join(root(t), f))
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(string(data), "\n") {
			for _, m := range install.FindAllStringSubmatch(line, -1) {
				if strings.Contains(m[2], "...") && !strings.HasPrefix(strings.TrimSpace(line), "#") {
					t.Errorf("%s: %q builds the examples too: name ./cmd/scrutateur", f, m[0])
				}
			}
		}
	}
}

// TestHook runs the hook of .pre-commit-hooks.yaml as pre-commit does, with another go command: it builds the command and nothing
// else, in the clone, and lints in the repository of its user.
func TestHook(t *testing.T) {
	hooks, err := os.ReadFile(filepath.Join(root(t), ".pre-commit-hooks.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	value := func(key string) string {
		m := regexp.MustCompile(`(?m)^\s+` + key + `: (\S+)`).FindSubmatch(hooks)
		if m == nil {
			t.Fatalf(".pre-commit-hooks.yaml has no %s", key)
		}
		return string(m[1])
	}
	if lang := value("language"); lang != "script" {
		t.Fatalf("the hook's language is %s: for golang pre-commit installs every program of the module", lang)
	}
	entry := value("entry")
	script, err := os.ReadFile(filepath.Join(root(t), entry))
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(filepath.Join(root(t), entry)); err != nil || info.Mode()&0o111 == 0 {
		t.Errorf("%s is not executable (%v)", entry, err)
	}
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip(err)
	}

	clone, user, bin := t.TempDir(), t.TempDir(), t.TempDir()
	log := filepath.Join(bin, "log")
	write := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	write(filepath.Join(clone, entry), string(script))
	write(filepath.Join(bin, "go"), `#!`+bash+`
echo "go $* in $PWD, git ${GIT_DIR:-} ${GIT_INDEX_FILE:-}" >>`+log+`
mkdir -p .pre-commit
printf '#!`+bash+`\necho "scrutateur $* in $PWD, git $GIT_DIR"\nexit 1\n' >.pre-commit/scrutateur
chmod +x .pre-commit/scrutateur
`)
	hook := exec.Command(filepath.Join(clone, entry), "-lang", "fr")
	hook.Dir = user
	hook.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"),
		"PWD="+user, "GIT_DIR="+filepath.Join(user, ".git"), "GIT_INDEX_FILE=index")
	var stderr bytes.Buffer
	hook.Stderr = &stderr
	out, err := hook.Output()
	if hook.ProcessState == nil || hook.ProcessState.ExitCode() != 1 {
		t.Fatalf("%v, and the linter's exit code is 1\n%s", err, &stderr)
	}
	if got, want := string(out), "scrutateur lint -lang fr in "+user+", git "+filepath.Join(user, ".git")+"\n"; got != want {
		t.Errorf("the hook runs %q, want %q", got, want)
	}
	built, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(built), "go build -o .pre-commit/ ./cmd/scrutateur in "+clone+", git  \n"; got != want {
		t.Errorf("the hook builds with %q, want %q", got, want)
	}
}
