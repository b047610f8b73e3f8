package fieldpath

import (
	"go/constant"
	"go/types"
	"testing"

	"golang.org/x/tools/go/ssa"
)

func TestPaths(t *testing.T) {
	for _, c := range []struct {
		written, asked, rest, extra string
		ok                          bool
	}{
		{"", "Body", "Body", "", true},
		{"Body#1", "Body#2", "", "", true},
		{"Body#1", "To#2", "", "", false},
		{"Body#1/Text#2", "Body#1", "", "Text#2", true},
		{"Body#1", "Body#1/Text#2", "Text#2", "", true},
		{"[]/Body", "[to]/Body", "", "", true},
		{"[from]", "[to]", "", "", false},
	} {
		rest, extra, ok := Relate(c.written, c.asked)
		if rest != c.rest || extra != c.extra || ok != c.ok {
			t.Errorf("Relate(%q, %q) is %q, %q, %v", c.written, c.asked, rest, extra, ok)
		}
	}
	p := ""
	for range 100 {
		p = Cons("next", p)
	}
	if len(p) > 8*len("next/") {
		t.Errorf("a path of %d bytes", len(p))
	}
	if got := Join("a/b", "c/d"); got != "a/b/c/d" {
		t.Errorf("join is %q", got)
	}
}

func TestFields(t *testing.T) {
	here, there := types.NewPackage("app", "app"), types.NewPackage("lib", "lib")
	text := types.Typ[types.String]
	a, b := types.NewField(0, here, "Body", text, false), types.NewField(0, there, "Body", types.NewSlice(text), false)
	var fs Fields
	if x, y := fs.Component(a), fs.Component(b); x == y || Name(x) != "Body" || Name(y) != "Body" || fs.Component(a) != x {
		t.Errorf("two fields of one name are %q and %q", x, y)
	}
	if fs.Var(fs.Component(b)) != b || fs.Var("[]") != nil || fs.Var("Body") != nil {
		t.Error("a component does not name its field")
	}
	path := Join(fs.Component(a), fs.Component(b))
	if got := fs.Last(path, func(p *types.Package) bool { return p == here }); got != a {
		t.Errorf("the last field in view is %v", got)
	}
	if got := fs.Last(path, func(*types.Package) bool { return false }); got != nil {
		t.Errorf("out of view is %v", got)
	}
	if fs.TypeAt(text, "") != text || fs.TypeAt(text, path) != b.Type() || fs.TypeAt(text, path+"/[]") != nil {
		t.Error("the type at a path is not that of its last field")
	}
	if got := TailAfterField(path + "/[]/[to]"); got != "[]/[to]" {
		t.Errorf("behind the last field is %q", got)
	}
	if got := Plain(path + "/[]"); got != "Body/Body/[]" {
		t.Errorf("without numbers it is %q", got)
	}
}

func TestKey(t *testing.T) {
	for key, want := range map[string]string{"to": "[to]", "a/b#1": "[a_b_1]"} {
		c := ssa.NewConst(constant.MakeString(key), types.Typ[types.String])
		if got := Key(c); got != want {
			t.Errorf("Key(%q) is %q, want %q", key, got, want)
		}
	}
	if got := Key(ssa.NewConst(constant.MakeInt64(1), types.Typ[types.Int])); got != "[]" {
		t.Errorf("a number's component is %q", got)
	}
}
