package product

import (
	"fmt"
	"go/types"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/packages"
)

// library loads what the module exports, as it is now.
var library = sync.OnceValues(func() (map[string]*types.Package, error) {
	pkgs, err := packages.Load(&packages.Config{Mode: packages.NeedName | packages.NeedTypes | packages.NeedImports | packages.NeedExportFile},
		messages+"/...", optouts+"/...", notices)
	byPath := map[string]*types.Package{}
	for _, p := range pkgs {
		if p.Types != nil {
			byPath[p.PkgPath] = p.Types
		}
	}
	return byPath, err
})

func load(t *testing.T) map[string]*types.Package {
	t.Helper()
	lib, err := library()
	if err != nil || len(lib) < 3 {
		t.Fatal(len(lib), err)
	}
	return lib
}

// TestTypes compares the table of types with the library.
func TestTypes(t *testing.T) {
	lib := load(t)
	for _, l := range all {
		p := lib[l.Path]
		if p == nil {
			t.Errorf("%s: the library has no package %s", &l, l.Path)
			continue
		}
		tn, ok := p.Scope().Lookup(l.Name).(*types.TypeName)
		if !ok {
			t.Errorf("the library has no type %s", &l)
			continue
		}
		if got := Of(types.NewPointer(tn.Type())); got == nil || *got != l {
			t.Errorf("Of(*%s) is %v", &l, got)
		}
		if l.Text == "" {
			continue
		}
		m, _, _ := types.LookupFieldOrMethod(tn.Type(), true, p, l.Text)
		f, ok := m.(*types.Func)
		if !ok {
			t.Errorf("%s has no method %s", &l, l.Text)
			continue
		}
		want := "string"
		if l.Bytes {
			want = "[]byte"
		}
		if got := f.Signature().Results().At(0).Type().String(); got != want {
			t.Errorf("%s.%s returns a %s, want %s", &l, l.Text, got, want)
		}
	}
}

// TestAnswers finds every function whose error decides, and that it returns an error.
func TestAnswers(t *testing.T) {
	lib := load(t)
	for _, a := range answers {
		for _, name := range a.names {
			fs := functions(lib, a.holds, name)
			if len(fs) == 0 {
				t.Errorf("nothing in %s is called %s", a.in, name)
			}
			for _, f := range fs {
				if Answer(f) == "" {
					t.Errorf("%s decides nothing", f.FullName())
				}
			}
			if !slices.ContainsFunc(fs, failing) {
				t.Errorf("no %s in %s returns an error", name, a.in)
			}
		}
	}
}

// TestFunctions finds the compilers, Notice.With, the clock of a Book and the methods that return no text.
func TestFunctions(t *testing.T) {
	lib := load(t)
	for c, g := range compilers {
		f, ok := lib[g.path].Scope().Lookup(g.name).(*types.Func)
		if !ok || Compiles(f) != c {
			t.Errorf("%s: nothing compiles it", c)
		}
	}
	if fs := functions(lib, func(path string) bool { return path == notices }, "With"); len(fs) != 1 || !Replaces(fs[0]) {
		t.Errorf("With: %v", fs)
	}
	book, ok := lib[optouts].Scope().Lookup("Book").Type().Underlying().(*types.Struct)
	if !ok || !slices.ContainsFunc(slices.Collect(book.Fields()), func(f *types.Var) bool { return Clock(f) }) {
		t.Error("Book has no clock")
	}
	if f, ok := lib[optouts].Scope().Lookup("NewKey").(*types.Func); !ok || !Draws(f) {
		t.Error("nothing draws a key")
	}
	if m, _, _ := types.LookupFieldOrMethod(lib[optouts].Scope().Lookup("Key").Type(), true, lib[optouts], "Secret"); m == nil || !Secret(m.(*types.Func)) {
		t.Error("nobody stores a key")
	}
	for _, name := range about {
		found := false
		for _, l := range all {
			if l.Text != "" {
				m, _, _ := types.LookupFieldOrMethod(lib[l.Path].Scope().Lookup(l.Name).Type(), true, lib[l.Path], name)
				found = found || m != nil
			}
		}
		if !found {
			t.Errorf("no message has a method %s", name)
		}
	}
}

// functions returns the exported functions of a name, and the methods of exported types.
func functions(lib map[string]*types.Package, in func(path string) bool, name string) (fs []*types.Func) {
	for path, p := range lib {
		if !in(path) {
			continue
		}
		for _, n := range p.Scope().Names() {
			switch o := p.Scope().Lookup(n).(type) {
			case *types.Func:
				if n == name {
					fs = append(fs, o)
				}
			case *types.TypeName:
				m, _, _ := types.LookupFieldOrMethod(types.NewPointer(o.Type()), true, p, name)
				if i, ok := o.Type().Underlying().(*types.Interface); ok {
					m, _, _ = types.LookupFieldOrMethod(i, false, p, name)
				}
				if f, ok := m.(*types.Func); ok && o.Exported() && f.Pkg() == p {
					fs = append(fs, f)
				}
			}
		}
	}
	return fs
}

// failing reports whether a function returns an error, or yields one.
func failing(f *types.Func) bool {
	res := f.Signature().Results()
	return res.Len() > 0 && strings.Contains(res.At(res.Len()-1).Type().String(), "error")
}

func ExampleType_String() {
	for i := range all {
		if all[i].Role == Message {
			fmt.Println(&all[i], all[i].Text)
		}
	}
	// Output:
	// sms.Message Text
	// email.Message Bytes
}
