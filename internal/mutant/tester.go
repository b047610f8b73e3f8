package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A verdict is what became of a change.
type verdict string

const (
	killed     verdict = "killed by"
	hung       verdict = "hung or ran out of memory in"
	survived   verdict = "**survived**"
	uncompiled verdict = "did not compile"
)

// A tester runs tests with and without a change.
type tester struct {
	dir      string
	work     string // a folder of our own for overlays
	mod      *module
	limit    string                   // a program that runs another with little memory
	patience map[string]time.Duration // by package: how long its tests may take
	reach    reach
}

// newTester runs all tests once as they are: a change is judged by tests that pass without it, and by how long they take then.
func newTester(ctx context.Context, dir string, mod *module, slack time.Duration, memory int, progress io.Writer) (*tester, error) {
	work, err := os.MkdirTemp("", "mutant")
	if err != nil {
		return nil, err
	}
	t := &tester{dir: dir, work: work, mod: mod, patience: map[string]time.Duration{}, reach: reach{}}
	// Without a shell that knows the limit, tests run without one.
	t.limit = filepath.Join(work, "limited")
	script := fmt.Sprintf("#!/bin/sh\nulimit -v %d\nexec \"$@\"\n", memory<<10)
	if err := os.WriteFile(t.limit, []byte(script), 0o700); err != nil {
		return nil, errors.Join(err, t.close())
	}
	var all []string
	for _, p := range mod.packages {
		all = append(all, p.PkgPath)
	}
	profile := filepath.Join(work, "profile")
	for _, p := range mod.packages {
		start := time.Now()
		out, err := t.test(ctx, p.PkgPath, 10*time.Minute, "-coverprofile="+profile, "-coverpkg="+strings.Join(all, ","))
		if err != nil {
			return nil, errors.Join(fmt.Errorf("%s: the tests fail without any change: %w\n%s", p.PkgPath, err, out), t.close())
		}
		// Compiling counts as well, so that a busy machine gets more time.
		took := time.Since(start)
		if err := t.cover(p.PkgPath, profile); err != nil {
			return nil, errors.Join(err, t.close())
		}
		t.patience[p.PkgPath] = 3*took + slack
		fmt.Fprintf(progress, "%s: %s\n", p.PkgPath, took.Round(time.Second/10))
	}
	return t, nil
}

// cover reads which code the tests of a package run through. A package without tests leaves no profile, and runs through none.
func (t *tester) cover(pkg, profile string) error {
	file, err := os.Open(profile)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return errors.Join(t.reach.read(pkg, file), file.Close(), os.Remove(profile))
}

func (t *tester) close() error { return os.RemoveAll(t.work) }

// try says what the tests make of a change, those of its own package first, and which test it was.
func (t *tester) try(ctx context.Context, m mutation) (verdict, string, error) {
	changed, err := m.apply()
	if err != nil {
		return "", "", err
	}
	file := filepath.Join(t.work, "changed.go")
	if err := os.WriteFile(file, changed, 0o600); err != nil {
		return "", "", err
	}
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{m.file: file}})
	if err != nil {
		return "", "", err
	}
	config := filepath.Join(t.work, "overlay.json")
	if err := os.WriteFile(config, overlay, 0o600); err != nil {
		return "", "", err
	}
	for _, pkg := range t.order(m.pkg) {
		if !t.reach.can(pkg, m) {
			continue
		}
		out, err := t.test(ctx, pkg, t.patience[pkg], "-overlay="+config)
		if err == nil {
			continue
		}
		if ctx.Err() != nil {
			return "", "", ctx.Err()
		}
		verdict, by := judge(out)
		if verdict == uncompiled {
			return verdict, "", nil
		}
		if by == "" {
			by = "its tests"
		}
		if pkg != m.pkg {
			by += " of " + t.short(pkg)
		}
		return verdict, by, nil
	}
	return survived, "", nil
}

// order is whose tests are run: the changed package's own, then what is quick.
func (t *tester) order(pkg string) []string {
	users := slices.Clone(t.mod.users[pkg])
	slices.SortStableFunc(users[1:], func(a, b string) int { return cmp.Compare(t.patience[a], t.patience[b]) })
	return users
}

func (t *tester) short(pkg string) string {
	return strings.TrimPrefix(strings.TrimPrefix(pkg, t.mod.packages[0].Module.Path), "/")
}

// test runs the tests of one package.
func (t *tester) test(ctx context.Context, pkg string, patience time.Duration, more ...string) ([]byte, error) {
	args := []string{"test", "-vet=off", "-failfast", "-count=1", "-timeout=" + patience.String(), "-exec=" + t.limit}
	cmd := exec.CommandContext(ctx, "go", slices.Concat(args, more, []string{pkg})...)
	cmd.Dir = t.dir
	cmd.WaitDelay = 10 * time.Second // programs that a test left behind may hold its output
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	return out.Bytes(), err
}

var (
	failure = regexp.MustCompile(`(?m)^--- FAIL: (\S+)`)
	running = regexp.MustCompile(`(?m)^\t+(Test\w+|Fuzz\w+|Example\w*) \(`)
	panics  = regexp.MustCompile(`(?m)^(?:panic|fatal error): (.*)`)
)

// judge reads what go test printed about tests that did not pass.
func judge(out []byte) (verdict, string) {
	if bytes.Contains(out, []byte("[build failed]")) || bytes.Contains(out, []byte("[setup failed]")) {
		return uncompiled, ""
	}
	name := ""
	if m := failure.FindSubmatch(out); m != nil {
		name = string(m[1])
	}
	m := panics.FindSubmatch(out)
	if m == nil {
		return killed, name
	}
	if strings.HasPrefix(string(m[1]), "test timed out") || strings.Contains(string(m[1]), "out of memory") ||
		strings.Contains(string(m[1]), "cannot allocate memory") {
		if r := running.FindSubmatch(out); r != nil {
			name = string(r[1])
		}
		return hung, name
	}
	if name == "" {
		name = "a panic: " + strconv.Quote(string(m[1]))
	}
	return killed, name
}
