package htmlslot_test

import (
	"bytes"
	"flag"
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/tools/txtar"

	"github.com/scrutateur/scrutateur/internal/htmlslot"
	"github.com/scrutateur/scrutateur/internal/subset"
)

var update = flag.Bool("update", false, "rewrite the golden parts of testdata")

// row is what the cases are rendered with: N is a number, the others are texts.
type row struct {
	A, B, C string
	N       int
	T       struct{ D string }
}

// render runs the steps as package message does. Conditions hold where the field is not empty.
func render(t *subset.Template, steps []htmlslot.Step, value func(field string) string, head, foot string) string {
	var out []byte
	for pc := 0; pc < len(steps); {
		s := steps[pc]
		switch s.Kind {
		case htmlslot.Static:
			out = append(out, s.Text...)
		case htmlslot.Field:
			out = s.Context.Append(out, value(t.Fields[s.Arg]))
		case htmlslot.Head:
			out = append(out, head...)
		case htmlslot.Foot:
			out = append(out, foot...)
		case htmlslot.Unless:
			if f := t.Fields[t.Conds[s.Arg]]; value(f) == "" || f == "N" && value(f) == "0" {
				pc = s.To
				continue
			}
		case htmlslot.Jump:
			pc = s.To
			continue
		}
		pc++
	}
	return string(out)
}

func (r row) value(field string) string {
	return map[string]string{"A": r.A, "B": r.B, "C": r.C, "N": fmt.Sprint(r.N), "T.D": r.T.D}[field]
}

// compile parses and compiles; ok is false when something is refused.
func compile(src string) (*subset.Template, *htmlslot.Document, []string) {
	t, fs := subset.Parse("HTML", src, 1<<20)
	var refused []string
	for _, f := range fs {
		refused = append(refused, f.Detail)
	}
	if len(fs) > 0 {
		return nil, nil, refused
	}
	d, ps := htmlslot.Compile(t)
	for _, p := range ps {
		refused = append(refused, fmt.Sprintf("%q: ", src[p.Start:p.End])+fmt.Sprintf(p.Format, p.Args...))
	}
	return t, d, refused
}

// rows make every branch of a case run, and every character that is escaped stand in every slot.
func rows() []row {
	full := row{A: `Zoë <b onload="x">&'+`, B: "a b/é?", C: "c", N: 7}
	full.T.D = "déjà"
	none := row{}
	some := row{B: "\u2028&#34;\u00a0", N: -3}
	return []row{full, none, some}
}

// TestCases runs testdata: a template, and either what is refused or the page and the text that come of it.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal(err, "no cases")
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			src := string(ar.Files[0].Data)
			got := []txtar.File{ar.Files[0]}
			add := func(name, data string) {
				if !strings.HasSuffix(data, "\n") {
					data += "\n"
				}
				got = append(got, txtar.File{Name: name, Data: []byte(data)})
			}
			tmpl, d, refused := compile(src)
			if len(refused) > 0 {
				add("refused", strings.Join(refused, "\n"))
			} else {
				if d.Fragment {
					add("fragment", "")
				}
				head, foot := "[HEAD]", d.Close+"[FOOT]"
				add("html", render(tmpl, d.Steps, rows()[0].value, head, foot))
				steps, ps := htmlslot.Derive(tmpl, d)
				if len(ps) > 0 {
					var s []string
					for _, p := range ps {
						s = append(s, fmt.Sprintf("%q: ", src[p.Start:p.End])+fmt.Sprintf(p.Format, p.Args...))
					}
					add("no text", strings.Join(s, "\n"))
				} else {
					add("text", render(tmpl, steps, rows()[0].value, "", ""))
					add("text of empty fields", render(tmpl, steps, row{}.value, "", ""))
				}
				if want := reference(t, src, rows()[0]); !strings.Contains(src, "<![") && dropComments(render(tmpl, d.Steps, rows()[0].value, "", "")) != dropComments(want) {
					t.Errorf("html/template writes\n%s", want)
				}
			}
			if *update {
				if err := os.WriteFile(file, txtar.Format(&txtar.Archive{Comment: ar.Comment, Files: got}), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if d := cmp.Diff(string(txtar.Format(ar)), string(txtar.Format(&txtar.Archive{Comment: ar.Comment, Files: got}))); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
}

// reference is what html/template itself writes.
func reference(t testing.TB, src string, r row) string {
	t.Helper()
	var b bytes.Buffer
	if err := template.Must(template.New("").Parse(src)).Execute(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// dropComments takes the comments out, which html/template does not write.
func dropComments(s string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.CommentToken:
			if strings.HasPrefix(string(z.Raw()), "<!--") {
				continue
			}
		}
		b.Write(z.Raw())
	}
}

func seeds(f *testing.F, add func(src string)) {
	files, _ := filepath.Glob("testdata/*.txtar")
	for _, file := range files {
		ar, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		add(string(ar.Files[0].Data))
	}
	for _, s := range []string{"", "{{.A}}", "<p>{{.A}}</p>", `<a href="https://example.org/?a={{.B}}">x</a>`, `<a href="https://example.org/{{.C}}">x</a>`,
		"a < b {{.A}}", "{{if .A}}<p>{{.B}}{{else}}<p>{{end}}", "<!-- x -->{{.A}}", "<title>{{.A}}</title>", `<img alt="{{.A}}">`, "<!--> {{.A}} -->", "<!-->-->", "<!-- --!> -->",
		"<style>/* c */ p{color:red}</style>{{.A}}", "<textarea>", "<![endif]>", "<p title='<!--'>{{.A}}<!-- b -->", "{ {{- .A}}", "&lt;{{.A}}",
		"<table><tr>{{if .A}}<td>{{.A}}</td>{{end}}</tr></table>", "<svg><title>{{.A}}</title></svg>", "<b><i>{{.A}}</b>", "<select><option>{{.A}}"} {
		add(s)
	}
}

// FuzzCompile: whatever is accepted is rendered as html/template renders it, and the block stands in <body>.
func FuzzCompile(f *testing.F) {
	seeds(f, func(src string) { f.Add(src, "Zoë <&\"'+>", "b/é") })
	f.Fuzz(func(t *testing.T, src, a, b string) {
		if len(src) > 4096 || !utf8.ValidString(src+a+b) || strings.ContainsRune(src, 0) || strings.Contains(src, "\r") {
			return
		}
		tmpl, d, refused := compile(src)
		if len(refused) > 0 {
			return
		}
		r := row{A: a, B: b, C: "c", N: 5}
		for _, f := range tmpl.Fields {
			if !strings.Contains(" A B C N T.D ", " "+f+" ") {
				return // html/template finds no such field
			}
		}
		for _, s := range d.Steps {
			if s.Kind == htmlslot.Field && !s.Context.Takes(r.value(tmpl.Fields[s.Arg])) {
				return
			}
		}
		for _, r := range []row{r, {}} {
			got := render(tmpl, d.Steps, r.value, "", "")
			if strings.Contains(src, "<![") {
				continue // html/template makes text of what only Outlook reads
			}
			if want := reference(t, src, r); dropComments(got) != dropComments(want) {
				t.Fatalf("%q\n got %q\nwant %q", src, got, want)
			}
		}
		const block = `<table role="presentation" id="block"><tr><td><p>Statutory</p></td></tr></table><span id="after">x</span>`
		page := render(tmpl, d.Steps, r.value, "", d.Close+block)
		doc, err := html.ParseWithOptions(strings.NewReader(page), html.ParseOptionEnableScripting(false))
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for n := range doc.Descendants() {
			for _, a := range n.Attr {
				if a.Key == "id" && (a.Val == "block" && n.Data == "table" || a.Val == "after") && n.Parent.Data == "body" {
					found++
				}
			}
		}
		if found != 2 {
			t.Fatalf("%q swallows the block: %q", src, page)
		}
		if steps, ps := htmlslot.Derive(tmpl, d); len(ps) == 0 {
			render(tmpl, steps, r.value, "", "")
		}
	})
}

// FuzzAppend: each context escapes as html/template does there.
func FuzzAppend(f *testing.F) {
	places := map[htmlslot.Context]*template.Template{}
	for c, src := range map[htmlslot.Context]string{
		htmlslot.Text: `<p>{{.}}</p>`, htmlslot.RCData: `<title>{{.}}</title>`, htmlslot.Attr: `<p title="{{.}}">`,
		htmlslot.Query: `<a href="https://example.org/?a={{.}}">`, htmlslot.Path: `<a href="https://example.org/{{.}}/b">`,
	} {
		places[c] = template.Must(template.New("").Parse(src))
	}
	for _, s := range []string{"", "Zoë", `<>&"'+` + "\x00", "a b/c?d#e%20f", "日本", "..", "%zz", "😀"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, v string) {
		if !utf8.ValidString(v) {
			return
		}
		for c, tmpl := range places {
			if !c.Takes(v) {
				continue
			}
			var b bytes.Buffer
			if err := tmpl.Execute(&b, v); err != nil {
				t.Fatal(err)
			}
			before, after, _ := strings.Cut(tmpl.Tree.Root.String(), "{{")
			_, after, _ = strings.Cut(after, "}}")
			got := string(c.Append(nil, v))
			if before+got+after != b.String() {
				t.Errorf("%s: got %q, html/template writes %q", c, got, b.String())
			}
			if n := utf8.RuneCountInString(v); !strings.ContainsAny(v, "\x00") && len(got) > c.Widest(n) {
				t.Errorf("%s: %d characters became %d bytes, more than %d", c, n, len(got), c.Widest(n))
			}
		}
	})
}

func TestNoAllocation(t *testing.T) {
	dst := make([]byte, 0, 1024)
	if n := testing.AllocsPerRun(100, func() { htmlslot.Text.Append(dst, "François <d'Argenteuil> & fils") }); n != 0 {
		t.Errorf("Append allocates %v times", n)
	}
}

func Example() {
	t, _ := subset.Parse("HTML", `<p>Bonjour {{.A}}, <a href="https://example.org/v?bureau={{.B}}">où voter</a></p>`, 1<<16)
	d, _ := htmlslot.Compile(t)
	for _, s := range d.Steps {
		if s.Kind == htmlslot.Field {
			fmt.Printf("%s: %s\n", t.Fields[s.Arg], s.Context)
		}
	}
	fmt.Printf("%s\n", htmlslot.Text.Append(nil, "Zoë <script>"))
	// Output:
	// A: text
	// B: query
	// Zoë &lt;script&gt;
}
