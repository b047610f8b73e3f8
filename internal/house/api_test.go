package house

import (
	"cmp"
	"fmt"
	"go/types"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"golang.org/x/tools/go/packages"
)

// docs/api.txt is the public API, a line a name, so that a change of it is seen in review as a change of that
// page and has to be meant: go test ./internal/house -run TestAPI -update writes it anew.
func TestAPI(t *testing.T) {
	list(t) // so that a change of any file runs this test again
	dir := root(t)
	pkgs, err := packages.Load(&packages.Config{Dir: dir, Mode: packages.NeedName | packages.NeedTypes | packages.NeedImports}, "./...")
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(pkgs, func(a, b *packages.Package) int { return cmp.Compare(a.PkgPath, b.PkgPath) })
	var page strings.Builder
	page.WriteString("The public API, a line a name. Whoever changes it says so in CHANGELOG.md and docs/migration.md.\n")
	for _, p := range pkgs {
		for _, e := range p.Errors {
			t.Fatal(e)
		}
		if short := strings.TrimPrefix(p.PkgPath, self+"/"); p.Name != "main" && !strings.Contains("/"+p.PkgPath+"/", "/internal/") {
			fmt.Fprintf(&page, "\npackage %s\n", short)
			for _, line := range api(p.Types) {
				page.WriteString(line + "\n")
			}
		}
	}
	path := filepath.Join(dir, "docs", "api.txt")
	if *update {
		if err := os.WriteFile(path, []byte(page.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if diff := gocmp.Diff(strings.Split(read(t, "docs/api.txt"), "\n"), strings.Split(page.String(), "\n")); diff != "" {
		t.Errorf("the public API is not what docs/api.txt says; if the change is meant, run go test ./internal/house -run TestAPI -update (- page, + code):\n%s", diff)
	}
}

// api returns what a package exports: its constants with their values, functions and methods with their
// signatures, and of a struct the exported fields with their tags, because a JSON key is a name that users write too.
func api(p *types.Package) (lines []string) {
	q := func(other *types.Package) string {
		if other == p {
			return ""
		}
		return other.Name()
	}
	for _, name := range p.Scope().Names() {
		obj := p.Scope().Lookup(name)
		if !obj.Exported() {
			continue
		}
		switch obj := obj.(type) {
		case *types.Const:
			lines = append(lines, fmt.Sprintf("const %s %s = %s", name, types.TypeString(obj.Type(), q), obj.Val().ExactString()))
		case *types.TypeName:
			lines = append(lines, apiType(obj, q)...)
		case *types.Func:
			lines = append(lines, apiFunc(obj, q))
		default:
			lines = append(lines, types.ObjectString(obj, q))
		}
	}
	return lines
}

// apiFunc writes a function or method with its signature. The compiler names nameless results "#rv1" where the body ranges over a
// function, and what stands in a body is not the API's.
func apiFunc(f *types.Func, q types.Qualifier) string {
	s := types.ObjectString(f, q)
	if before, result, ok := strings.Cut(s, "(#rv1 "); ok && f.Signature().Results().Len() == 1 {
		return before + strings.TrimSuffix(result, ")")
	}
	return nameless.ReplaceAllString(s, "")
}

var nameless = regexp.MustCompile(`#rv[0-9]+ `)

func apiType(obj *types.TypeName, q types.Qualifier) (lines []string) {
	name := obj.Name()
	if obj.IsAlias() {
		return []string{fmt.Sprintf("type %s = %s", name, types.TypeString(types.Unalias(obj.Type()), q))}
	}
	named := obj.Type().(*types.Named)
	head := "type " + types.TypeString(named, q)
	switch u := named.Underlying().(type) {
	case *types.Struct:
		lines = append(lines, head+" struct")
		for i := range u.NumFields() {
			if f := u.Field(i); f.Exported() {
				line := fmt.Sprintf("field %s.%s %s", name, f.Name(), types.TypeString(f.Type(), q))
				if tag := u.Tag(i); tag != "" {
					line += " `" + tag + "`"
				}
				lines = append(lines, line)
			}
		}
	case *types.Interface:
		lines = append(lines, head+" interface")
		for m := range u.Methods() {
			lines = append(lines, fmt.Sprintf("method %s.%s%s", name, m.Name(), strings.TrimPrefix(types.TypeString(m.Type(), q), "func")))
		}
	default:
		lines = append(lines, head+" "+types.TypeString(u, q))
	}
	var methods []string // by name, so that a method which moves to another file changes nothing
	for m := range named.Methods() {
		if m.Exported() {
			methods = append(methods, m.Name()+"\x00"+apiFunc(m, q))
		}
	}
	slices.Sort(methods)
	for _, m := range methods {
		_, line, _ := strings.Cut(m, "\x00")
		lines = append(lines, line)
	}
	return lines
}
