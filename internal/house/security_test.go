package house

import (
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// held is a test that SECURITY.md names: `message/email.TestHostilePages`, or a script of the command, `cmd/scrutateur.TestScript/hostile`.
var held = regexp.MustCompile("`([a-z/]+)\\.((?:Test|Fuzz)[A-Za-z0-9]+)(?:/([a-z_]+))?`")

// promises are the entries of the lists of a section of SECURITY.md, each on one line.
func promises(page, section string) (all []string) {
	_, rest, _ := strings.Cut(page, "\n## "+section+"\n")
	rest, _, _ = strings.Cut(rest, "\n## ")
	for line := range strings.Lines(rest) {
		if strings.HasPrefix(line, "- ") {
			all = append(all, strings.TrimSpace(line))
		} else if len(all) > 0 && strings.HasPrefix(line, "  ") {
			all[len(all)-1] += " " + strings.TrimSpace(line)
		}
	}
	return all
}

// A promise that no test holds is none: each names its tests, and each test is there.
func TestSecurityPage(t *testing.T) {
	page, tests := read(t, "SECURITY.md"), map[string]bool{}
	for _, p := range list(t) {
		if !p.ours() {
			continue
		}
		for _, f := range slices.Concat(p.TestGoFiles, p.XTestGoFiles) {
			for _, d := range parse(t, token.NewFileSet(), filepath.Join(p.Dir, f)).Decls {
				if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil {
					tests[p.short()+"."+fn.Name.Name] = true
				}
			}
		}
	}
	all := promises(page, "What counts as a vulnerability here")
	if len(all) < 20 {
		t.Fatalf("only %d promises were read", len(all))
	}
	for _, promise := range all {
		if !held.MatchString(promise) {
			t.Errorf("SECURITY.md promises without a test: %.120s", promise)
		}
	}
	for _, m := range held.FindAllStringSubmatch(page, -1) {
		if !tests[m[1]+"."+m[2]] {
			t.Errorf("SECURITY.md names %s.%s, which is no test", m[1], m[2])
		}
		if m[3] != "" {
			script := filepath.Join(root(t), m[1], "testdata", "script", m[3]+".txtar")
			if _, err := os.Stat(script); err != nil {
				t.Errorf("SECURITY.md names a script that is not there: %s", m[0])
			}
		}
	}
}

// reading are the functions that read or write a whole file, or read to an end that nobody has set.
var reading = map[string]bool{
	"os.ReadFile": true, "os.Open": true, "os.OpenFile": true, "os.Create": true, "os.WriteFile": true, "os.DirFS": true,
	"io.ReadAll": true, "ioutil.ReadFile": true, "ioutil.ReadAll": true, "ioutil.WriteFile": true,
}

// readsItself says where a file is read, or a stream to its end, by other means than internal/userfile, and why that harms nobody.
var readsItself = map[string]string{
	"retention/internal/record/read.go io.ReadAll":    "the reader is the caller's, and one byte more than the limit is read",
	"message/preview/read.go io.ReadAll":              "the message is read to 50 MiB, and a part of it is in memory already",
	"message/email/message.go io.ReadAll":             "what is decoded was written by this package",
	"message/internal/judge/mail/mail.go io.ReadAll":  "a body that is in memory",
	"message/internal/judge/mail/parts.go io.ReadAll": "a part of a body that is in memory",
	"optout/mailbox/mbox.go os.Open":                  "an mbox is of any size, and a message of it is read as it comes",
	"optout/oneclick/request.go io.ReadAll":           "a request's body, to its limit and its deadline",
	"optout/oneclick/providers.go io.ReadAll":         "a request's body that was read to its limit, and is in memory",
	"internal/synced/synced.go os.ReadFile":           "the kernel's own table of what is mounted",
	"cmd/scrutateur/vet.go os.Open":                   "the program's own file, for the build ID that go vet asks for",
}

// workshop are programs of whoever works on the module: they are run at its root, on its own files.
var workshop = map[string]bool{
	"optout/reply/internal/train": true, "optout/reply/internal/score": true, "optout/reply/internal/lookalikes": true,
}

// What a user hands in is read by internal/userfile alone: regular, of a stated size, and from no link that leaves the folder.
func TestFilesHaveOneReader(t *testing.T) {
	used := map[string]bool{}
	for _, p := range list(t) {
		name := p.short()
		if !p.ours() || name == "internal/userfile" || name == "internal/mutant" || strings.HasPrefix(name, "examples/") || strings.HasSuffix(name, "/internal/gen") || workshop[name] {
			continue // tools of whoever works on the module, and programs to be taken from, which have no internal packages
		}
		fset := token.NewFileSet()
		for _, f := range p.GoFiles {
			file := parse(t, fset, filepath.Join(p.Dir, f))
			names := map[string]string{} // under which the three packages stand in this file
			for _, imp := range file.Imports {
				path, _ := strconv.Unquote(imp.Path.Value)
				if path != "os" && path != "io" && path != "io/ioutil" {
					continue
				}
				last := path[strings.LastIndexByte(path, '/')+1:]
				names[last] = last
				if imp.Name != nil {
					names[imp.Name.Name] = last
				}
			}
			ast.Inspect(file, func(n ast.Node) bool {
				sel, ok := n.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				x, ok := sel.X.(*ast.Ident)
				if !ok || !reading[names[x.Name]+"."+sel.Sel.Name] {
					return true
				}
				key := name + "/" + f + " " + names[x.Name] + "." + sel.Sel.Name
				if used[key] = true; readsItself[key] == "" {
					t.Errorf("%s: %s: read and write through internal/userfile, or say in readsItself why not", relative(t, fset.Position(n.Pos()).String()), key)
				}
				return true
			})
		}
	}
	for key := range readsItself {
		if !used[key] {
			t.Errorf("nothing does so any more: %s", key)
		}
	}
}
