package analyzer

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"testing"
)

// giant is generated code: one function with n statements that put a mail together, or n sends.
func giant(t testing.TB, shape string, n int) (*token.FileSet, Package) {
	var b strings.Builder
	b.WriteString("package giant\n\nimport (\n\t\"bytes\"\n\t\"net/smtp\"\n)\n\nfunc mail(body []byte) error { return smtp.SendMail(\"h:25\", nil, \"a@example.org\", nil, body) }\n\nfunc f(name string) {\n")
	switch shape {
	case "pieces":
		b.WriteString("\tvar b bytes.Buffer\n")
		for i := range n {
			fmt.Fprintf(&b, "\tb.WriteString(\"line %d\")\n\tb.WriteString(name)\n", i)
		}
		b.WriteString("\tmail(b.Bytes())\n")
	case "joined":
		b.WriteString("\ts := name\n")
		for i := range n {
			fmt.Fprintf(&b, "\tif len(s) > %d {\n\t\ts += \"line %d\"\n\t}\n", i, i)
		}
		b.WriteString("\tmail([]byte(s))\n")
	case "table":
		b.WriteString("\tvar steps []func(to, text string) error\n")
		for i := range n {
			fmt.Fprintf(&b, "\tsteps = append(steps, func(to, text string) error { return mail([]byte(text + \"line %d\")) })\n", i)
		}
		b.WriteString("\tfor _, s := range steps {\n\t\ts(name, name)\n\t}\n")
	case "sends":
		for i := range n {
			fmt.Fprintf(&b, "\tmail([]byte(\"line %d \" + name))\n", i)
		}
	}
	b.WriteString("}\n\nvar _ bytes.Buffer\n")
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "giant.go", b.String(), parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	info := newInfo()
	p, err := (&types.Config{Importer: importer.Default()}).Check("giant", fset, []*ast.File{f}, info)
	if err != nil {
		t.Fatal(err)
	}
	return fset, Package{p, []*ast.File{f}, info}
}

// BenchmarkGiant shows how the cost of generated code grows with its length: compare the sizes of one shape.
func BenchmarkGiant(b *testing.B) {
	for _, shape := range []string{"pieces", "joined", "table", "sends"} {
		for _, n := range []int{1250, 2500, 5000, 10000} {
			b.Run(fmt.Sprintf("%s/%d", shape, n), func(b *testing.B) {
				fset, p := giant(b, shape, n)
				for b.Loop() {
					if _, err := Whole(Config{}, fset, []Package{p}); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/line")
			})
		}
	}
}
