package subset

import (
	"strings"
	"testing"
	"text/template"
)

// render runs the steps with values that are strings; a condition holds when its value is not empty.
func render(t *Template, values map[string]string) string {
	var b strings.Builder
	t.Walk(func(c int) bool { return values[t.Fields[t.Conds[c]]] != "" }, func(op *Op) {
		if op.Kind == Text {
			b.WriteString(op.Text)
		} else {
			b.WriteString(values[t.Fields[op.Arg]])
		}
	})
	return b.String()
}

var bodies = []string{
	"", "Bonjour", "Bonjour {{.A}}", "{{.A}}{{.B}}{{.A}}", "x {{- .A -}} y", "{{/* c */}}a{{- /* d */ -}} b",
	"{{if .A}}a{{end}}", "{{if .A}}a{{else}}b{{end}}c", "{{if .A}}a{{else if .B}}b{{else}}c{{end}}",
	"{{if .A}}{{if .B}}{{.A}}{{.B}}{{else}}{{.A}}{{end}}{{end}} {{.C}}", "{{if .A}}{{end}}", "{{ .A }}\n{{ .B }}",
	"{{range .A}}x{{end}}", "{{with .A}}x{{end}}", "{{$x := .A}}{{$x}}", "{{.A | printf \"%s\"}}", "{{printf .A}}", "{{.}}", "{{\"a\"}}",
	"{{if and .A .B}}x{{end}}", "{{define \"x\"}}y{{end}}", "{{template \"x\"}}", "{{block \"x\" .}}y{{end}}", "{{break}}", "{{if}}", "{{.A", "{{end}}", "{{A}}", "{{$.A}}", "{{not .A}}", "{{(.A)}}", "{{nil}}", "{{.A.b.C}}",
}

func FuzzRender(f *testing.F) {
	for _, s := range bodies {
		f.Add(s, "Zoë", "", "x{{y}}")
	}
	f.Fuzz(func(t *testing.T, body, a, b, c string) {
		tpl, fs := Parse("Body", body, MaxBytes)
		if tpl == nil && len(fs) == 0 {
			t.Fatal("neither template nor findings")
		}
		for _, f := range fs {
			if f.Start < 0 || f.End < f.Start || f.End > len(body) {
				t.Fatalf("finding outside the body: %d to %d of %d", f.Start, f.End, len(body))
			}
		}
		if len(fs) > 0 {
			return
		}
		values := map[string]string{"A": a, "B": b, "C": c}
		for _, field := range tpl.Fields {
			if _, ok := values[field]; !ok {
				return
			}
		}
		std, err := template.New("Body").Parse(body)
		if err != nil {
			t.Fatalf("accepted, but text/template refuses it: %v", err)
		}
		var want strings.Builder
		if err := std.Execute(&want, values); err != nil {
			t.Fatalf("accepted, but text/template fails: %v", err)
		}
		if got := render(tpl, values); got != want.String() {
			t.Fatalf("%q renders %q, text/template %q", body, got, want.String())
		}
	})
}

func TestRefusals(t *testing.T) {
	for body, want := range map[string]int{
		"{{range .A}}{{end}}":              1,
		"{{with .A}}{{.B}}{{end}}":         1,
		"{{$x := .A}}":                     1,
		"{{.A | html}}{{print .A .B}}":     2,
		"{{.}} {{len .A}} {{\"x\"}} {{$}}": 4,
		"{{if and .A .B}}x{{end}}":         1,
		"{{define \"x\"}}y{{end}}":         1,
		"a\nb\n{{.A":                       1,
		"{{if .A}}":                        1,
		strings.Repeat("x", MaxBytes+1):    1,
		"{{if .A}}{{end}}{{if .B}}{{end}}{{if .C}}{{end}}{{if .D}}{{end}}{{if .E}}{{end}}{{if .F}}{{end}}{{if .G}}{{end}}{{if .H}}{{end}}{{if .I}}{{end}}": 1,
	} {
		_, fs := Parse("Body", body, MaxBytes)
		if len(fs) != want {
			t.Errorf("%.60q: %d findings, want %d: %v", body, len(fs), want, fs)
		}
	}
	_, fs := Parse("Body", "a\nb{{if}}\nc", MaxBytes)
	if len(fs) != 1 || fs[0].Start != 2 || fs[0].End != 9 {
		t.Errorf("a syntax error is not placed on its line: %+v", fs)
	}
}

func TestHostile(t *testing.T) {
	deep := strings.Repeat("{{if .A}}", 1000) + strings.Repeat("{{end}}", 1000)
	if tpl, fs := Parse("Body", deep, MaxBytes); len(fs) > 0 || len(tpl.Conds) != 1 {
		t.Errorf("a thousand nested conditions: %v", fs)
	}
	many := strings.Repeat("{{.A}}", 10000)
	if tpl, fs := Parse("Body", many, MaxBytes); len(fs) > 0 || len(tpl.Ops) != 10000 {
		t.Errorf("ten thousand fields: %v", fs)
	}
}
