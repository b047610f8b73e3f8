package analyzer

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// shapes are programs that grow, each of which once took the square, the cube or a power of its length.
var shapes = map[string]struct {
	head string // before all
	each string // for each i of n; N is i
	tail string
	all  bool // each send is reported; else one finding tells all
	most int  // what twice the program may take, in tenths; 0 is 23
}{
	"functions that append to one list and send it": {
		head: "var lines []string\n",
		each: "func fN(x string) {\n\tlines = append(lines, \"Votez N\", x)\n\tmail([]byte(lines[N]))\n}\n", all: true},
	"functions that append to one list": {
		head: "var lines []string\n\nfunc all() { s := \"\"; for _, l := range lines { s += l }; mail([]byte(s)) }\n",
		each: "func fN(x string) { lines = append(lines, \"Votez N\", x) }\n"},
	"implementations of one interface": {
		head: "type sender interface{ Send(string) error }\n",
		each: "type tN struct{}\n\nfunc (tN) Send(s string) error { return mail([]byte(s)) }\n\nfunc useN(x sender) error { return x.Send(\"Votez N\") }\n", all: true},
	"texts behind one interface": {
		head: "type texter interface{ Text() string }\n\nfunc one(x texter) error { return mail([]byte(x.Text())) }\n",
		each: "type tN struct{}\n\nfunc (tN) Text() string { return \"Votez N\" }\n\nfunc useN() error { return one(tN{}) }\n"},
	"objects in one list": {
		head: "type letter struct{ Body string }\n\nvar box []*letter\n\nfunc work() { for _, m := range box { mail([]byte(m.Body)) } }\n",
		each: "func fN() { box = append(box, &letter{Body: \"Votez N\"}) }\n"},
	"entries of a map made of each other": {
		head: "var texts = map[string]string{}\n\nfunc work(k string) error { return mail([]byte(texts[k])) }\n",
		each: "func fN() { texts[\"N\"] = texts[\"N0\"] + \"Votez N\" }\n",
		most: 42}, // for each key that is read, each entry that is written is looked at once
	"functions that hand on in three ways": {
		head: "func f0(s string) error { return mail([]byte(s)) }\n",
		each: "func fM(s string) error {\n\tif err := fN(s + \"a\"); err != nil {\n\t\treturn fN(\"b\" + s)\n\t}\n\treturn fN(s)\n}\n",
		tail: "func z() error { return fM(\"Votez\") }\n"},
	"a chain of functions that each send something": {
		head: "func f0(s string) error { return mail([]byte(s)) }\n",
		each: "func fM(s string) error { return fN(s) }\n\nfunc sN() error { return fN(\"Votez N\") }\n", all: true},
	"functions that call each other": {
		head: "func work() { mail([]byte(f0(\"Votez\"))) }\n",
		each: "func fN(s string) string {\n\tif len(s) > N {\n\t\treturn s + \"line N\"\n\t}\n\treturn fM(s)\n}\n",
		tail: "func fM(s string) string { return f0(s) }\n"},
	"function values in one list": {
		head: "var steps []func(string) error\n\nfunc work() { for _, f := range steps { f(\"Votez\") } }\n",
		each: "func fN(s string) error { return mail([]byte(s)) }\n\nfunc rN() { steps = append(steps, fN) }\n"},
}

// grown returns a program of a shape.
func grown(head, each, tail string, n int) string {
	var b strings.Builder
	b.WriteString("package grown\n\nimport \"net/smtp\"\n\nfunc mail(body []byte) error { return smtp.SendMail(\"h:25\", nil, \"a@example.org\", nil, body) }\n\n" + head)
	for i := range n {
		b.WriteString(strings.NewReplacer("N", fmt.Sprint(i), "M", fmt.Sprint(i+1)).Replace(each))
	}
	b.WriteString(strings.ReplaceAll(tail, "M", fmt.Sprint(n)))
	return b.String()
}

func parsed(t testing.TB, src string) (*token.FileSet, Package) {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "grown.go", src, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	info := newInfo()
	p, err := (&types.Config{Importer: importer.Default()}).Check("grown", fset, []*ast.File{f}, info)
	if err != nil {
		t.Fatal(err)
	}
	return fset, Package{p, []*ast.File{f}, info}
}

// Twice the program is about twice the work, and nothing that is sent goes unreported. It counts what is looked at, not time.
func TestGrowth(t *testing.T) {
	for name, s := range shapes {
		t.Run(name, func(t *testing.T) {
			var steps [2]int
			for i, n := range []int{300, 600} {
				fset, p := parsed(t, grown(s.head, s.each, s.tail, n))
				r, err := Whole(Config{}, fset, []Package{p})
				if err != nil {
					t.Fatal(err)
				}
				if want := 1; len(r.Findings) < want || s.all && len(r.Findings) != n {
					t.Errorf("%d: %d findings", n, len(r.Findings))
				}
				told := 0
				for _, f := range r.Findings {
					told += len(f.Related)
				}
				if told > 200*len(r.Findings) {
					t.Errorf("%d: %d places on the ways of %d findings", n, told, len(r.Findings))
				}
				steps[i] = r.steps
			}
			if steps[1]*10 > steps[0]*max(s.most, 23) {
				t.Errorf("%d steps for 300, %d for 600: %.1f times as many", steps[0], steps[1], float64(steps[1])/float64(steps[0]))
			}
		})
	}
}

// TestGrowthOfHooks is of code as frameworks have it: hooks with generic handlers, each handing on to the next.
func TestGrowthOfHooks(t *testing.T) {
	head, err := os.ReadFile(filepath.Join("testdata", "hooks", "head.go.txt"))
	if err != nil {
		t.Fatal(err)
	}
	each, err := os.ReadFile(filepath.Join("testdata", "hooks", "each.go.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var steps [2]int
	for i, n := range []int{48, 96} {
		src := string(head)
		for k := range n {
			src += strings.ReplaceAll(string(each), "NNN", fmt.Sprint(k))
		}
		fset, p := parsed(t, src)
		r, err := Whole(Config{}, fset, []Package{p})
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Findings) < n {
			t.Errorf("%d: %d findings", n, len(r.Findings))
		}
		steps[i] = r.steps
	}
	// Every handler may be that of every hook, and what each writes reaches all: more than the square, and no power of the length.
	if steps[1] > steps[0]*7 {
		t.Errorf("%d steps for 48, %d for 96", steps[0], steps[1])
	}
}

// TestGrowthOfClosures is of functions within functions. What one of its own captures costs as much at any depth; a variable that all
// of them write, or all the variables above, are as many writes and captures as the square of the depth, and no more than those.
func TestGrowthOfClosures(t *testing.T) {
	for name, s := range map[string]struct {
		each, send string
		most       int // what twice the depth may take, in tenths
	}{
		"a variable of its own":  {"func() {\na := a + \"x\"\n", "a", 23},
		"one variable of all":    {"func() {\na = a + \"x\"\n", "a", 43},
		"every variable of each": {"func() {\naM := aN + \"x\"\n", "ALL", 43},
	} {
		t.Run(name, func(t *testing.T) {
			var steps [2]int
			for i, n := range []int{100, 200} {
				src, every := grown("func all() {\na, a0 := \"Votez\", \"Votez\"\n_, _ = a, a0\n", s.each, "", n), "a0"
				for k := range n {
					every += fmt.Sprintf("+a%d", k+1)
				}
				src += "mail([]byte(" + strings.ReplaceAll(s.send, "ALL", every) + "))\n" + strings.Repeat("}()\n", n) + "}\n"
				fset, p := parsed(t, src)
				r, err := Whole(Config{}, fset, []Package{p})
				if err != nil {
					t.Fatal(err)
				}
				if len(r.Findings) != 1 {
					t.Errorf("%d: %d findings", n, len(r.Findings))
				}
				steps[i] = r.steps
			}
			if steps[1]*10 > steps[0]*s.most {
				t.Errorf("%d steps for 100, %d for 200", steps[0], steps[1])
			}
		})
	}
}
