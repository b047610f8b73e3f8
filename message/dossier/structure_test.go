package dossier_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/message/dossier"
	"github.com/scrutateur/scrutateur/notice/law"
)

func parsed(t testing.TB, p dossier.Page) *html.Node {
	t.Helper()
	var b bytes.Buffer
	if err := p.WriteHTML(&b); err != nil {
		t.Fatal(err)
	}
	doc, err := html.Parse(&b)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// nodes returns the elements of a kind, in order; no kind: all elements.
func nodes(n *html.Node, kinds ...atom.Atom) []*html.Node {
	var out []*html.Node
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && (len(kinds) == 0 || slices.Contains(kinds, c.DataAtom)) {
			out = append(out, c)
		}
	}
	return out
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func content(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return strings.TrimSpace(b.String())
}

// dossiers are one in which nothing is missing, one with gaps, an empty one, and one of hostile texts.
func dossiers(t testing.TB) map[string]dossier.Dossier {
	t.Helper()
	gaps := full(t)
	gaps.Notice.Keep, gaps.Facts.Security, gaps.Notice.Processors[1].Clauses = nil, nil, nil
	gaps.Except = []law.Exception{{Rule: law.ProcessorContract, Reason: "contrat en cours de signature"}}
	hostile := full(t)
	spoil(&hostile, `"><script>alert(1)</script><img src=x onerror=y> javascript:alert(1) {{.}} </p>`)
	return map[string]dossier.Dossier{"full": full(t), "bare": bare(t), "gaps": gaps, "zero": {}, "hostile": hostile}
}

// spoil writes a text over every text of the dossier but the values of closed sets, days and templates.
func spoil(d *dossier.Dossier, text string) {
	kept := []string{"ID", "Kind", "Class", "After", "Country", "Clauses", "Declaration", "Consent", "Exempt", "Criteria", "Right", "At", "Templates"}
	var walk func(v reflect.Value, name string)
	walk = func(v reflect.Value, name string) {
		if slices.Contains(kept, name) {
			return
		}
		switch v.Kind() {
		case reflect.String:
			if v.String() != "" && v.Type().Name() == "string" {
				v.SetString(text)
			}
		case reflect.Struct:
			for i := range v.NumField() {
				walk(v.Field(i), v.Type().Field(i).Name)
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i), name)
			}
		case reflect.Pointer:
			if !v.IsNil() {
				walk(v.Elem(), name)
			}
		}
	}
	walk(reflect.ValueOf(d).Elem(), "")
}

// TestStructure holds what a reader needs who hears the page, and what a page may not do.
func TestStructure(t *testing.T) {
	for name, d := range dossiers(t) {
		for _, lang := range both {
			pages := d.Pages(lang)
			for _, p := range pages {
				where := fmt.Sprintf("%s/%s.%s", name, p.Name, lang)
				doc := parsed(t, p)
				if root := nodes(doc, atom.Html)[0]; attr(root, "lang") != lang.String() {
					t.Errorf("%s: lang=%q", where, attr(root, "lang"))
				}
				if h := nodes(doc, atom.H1); len(h) != 1 || content(h[0]) != content(nodes(doc, atom.Title)[0]) || content(h[0]) == "" {
					t.Errorf("%s: %d headings of the first level, or another than the title", where, len(h))
				}
				if len(nodes(doc, atom.Main)) != 1 {
					t.Errorf("%s: no main part", where)
				}
				for _, n := range nodes(doc) {
					checkElement(t, where, n, pages)
				}
				for _, n := range nodes(doc, atom.Table) {
					checkTable(t, where, n)
				}
				if noindex := strings.Contains(fmt.Sprint(nodes(doc, atom.Meta)[2:]), "noindex"); p.Public && noindex {
					t.Errorf("%s: a public page that nobody finds", where)
				}
			}
		}
	}
}

func checkElement(t *testing.T, where string, n *html.Node, pages []dossier.Page) {
	t.Helper()
	switch n.DataAtom {
	case atom.Script, atom.Link, atom.Img, atom.Iframe, atom.Object, atom.Form, atom.Input, atom.Svg, atom.H3, atom.H4:
		t.Errorf("%s: <%s>", where, n.Data)
	case atom.H2, atom.P, atom.Li, atom.Dt, atom.Th, atom.Caption, atom.Dd:
		blankLine := n.DataAtom == atom.P && n.Parent.DataAtom == atom.Blockquote
		if content(n) == "" && !blankLine {
			t.Errorf("%s: an empty <%s>", where, n.Data)
		}
	case atom.A:
		href := attr(n, "href")
		page, isPage := strings.CutSuffix(href, ".html")
		switch {
		case isPage && !strings.Contains(href, ":"):
			if !slices.ContainsFunc(pages, func(p dossier.Page) bool { return p.Name == page }) {
				t.Errorf("%s: a link to the page %q, which is not there", where, href)
			}
		case !strings.HasPrefix(href, "https://") && !strings.HasPrefix(href, "mailto:"):
			t.Errorf("%s: a link to %q", where, href)
		}
		if content(n) == "" {
			t.Errorf("%s: a link without text", where)
		}
	}
	for _, a := range n.Attr {
		if strings.HasPrefix(a.Key, "on") || a.Key == "src" || a.Key == "style" {
			t.Errorf("%s: the attribute %s of <%s>", where, a.Key, n.Data)
		}
	}
}

// checkTable: a caption, a heading for each column, a heading for each row, as many cells everywhere.
func checkTable(t *testing.T, where string, n *html.Node) {
	t.Helper()
	if len(nodes(n, atom.Caption)) != 1 {
		t.Errorf("%s: a table without caption", where)
	}
	rows := nodes(n, atom.Tr)
	width := len(nodes(rows[0], atom.Th))
	for i, r := range rows {
		cells := nodes(r, atom.Th, atom.Td)
		if len(cells) != width {
			t.Errorf("%s: row %d has %d cells of %d", where, i, len(cells), width)
		}
		for j, c := range cells {
			scope := attr(c, "scope")
			if want := map[bool]string{true: "col", false: "row"}[i == 0]; c.DataAtom == atom.Th && scope != want || (i == 0 || j == 0) != (c.DataAtom == atom.Th) {
				t.Errorf("%s: cell %d of row %d is <%s scope=%q>", where, j, i, c.Data, scope)
			}
			if c.DataAtom == atom.Td && attr(c, "data-h") == "" {
				t.Errorf("%s: cell %d of row %d does not name its column", where, j, i)
			}
		}
	}
}

// shape is a page's elements, without its texts.
func shape(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && c.DataAtom != atom.A {
			fmt.Fprintf(&b, "%s ", c.Data)
		}
	}
	return b.String()
}

// Both languages have the same structure: nothing is said in one alone.
func TestBothLanguages(t *testing.T) {
	for name, d := range dossiers(t) {
		french, english := d.Pages(language.French), d.Pages(language.English)
		if len(french) != len(english) {
			t.Fatalf("%s: %d pages in French, %d in English", name, len(french), len(english))
		}
		for i := range french {
			if a, b := shape(parsed(t, french[i])), shape(parsed(t, english[i])); a != b {
				t.Errorf("%s/%s:\n%s", name, french[i].Name, cmp.Diff(strings.Fields(a), strings.Fields(b)))
			}
		}
	}
	if got := (dossier.Dossier{}).Pages(language.German)[0].Lang(); got != language.French {
		t.Errorf("a language that is not there gives %s", got)
	}
}

// What is declared is text, whatever it holds: in HTML the page keeps its shape, in Markdown its lines and cells.
func TestDeclaredIsText(t *testing.T) {
	plain := full(t)
	spoil(&plain, "mot")
	was := plain.Pages(language.French)
	for i := range was {
		was[i].Missing = nil
	}
	for _, text := range []string{
		"<b>gras</b>", "</table>", "a | b", "[x](https://example.com)", "`code`", "# titre", "- liste", "1. un", "*x*", "<!-- x -->", "&lt;", "\\", "\\|", "{{.}}", "~~x~~", "![](x)",
	} {
		d := full(t)
		spoil(&d, text)
		for i, p := range d.Pages(language.French) {
			p.Missing = nil // the length and kind of the texts is judged elsewhere
			q := was[i]
			if diff := cmp.Diff(shape(parsed(t, q)), shape(parsed(t, p))); diff != "" {
				t.Errorf("%q in %s: %s", text, p.Name, diff)
			}
			if diff := cmp.Diff(cells(t, q), cells(t, p)); diff != "" {
				t.Errorf("%q in %s as Markdown: %s", text, p.Name, diff)
			}
		}
	}
}

var (
	beginning = regexp.MustCompile(`^(#+ |- |  - |> |\d+[.)] |[+*] |---|\| )?`)
	escaped   = regexp.MustCompile(`\\[!-/:-@\[-` + "`" + `{-~]`)
)

// cells is what Markdown reads as structure: how each line begins, and its cells.
func cells(t *testing.T, p dossier.Page) string {
	t.Helper()
	var b bytes.Buffer
	if err := p.WriteMarkdown(&b); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for line := range strings.Lines(b.String()) {
		begins := beginning.FindString(line)
		bare := escaped.ReplaceAllString(line, "")
		fmt.Fprintf(&out, "%s%d %d %d\n", begins, strings.Count(bare, "|"), strings.Count(bare, "`"), strings.Count(bare, "<"))
	}
	return out.String()
}

// TestContrast computes the contrast of every text colour on every ground, light, dark and on paper (WCAG 2.2, 1.4.3: at least 4.5).
func TestContrast(t *testing.T) {
	page, err := os.ReadFile("page.gohtml")
	if err != nil {
		t.Fatal(err)
	}
	themes := regexp.MustCompile(`:root \{ color-scheme[^}]*\}|:root \{ --ink[^}]*\}`).FindAllString(string(page), -1)
	if len(themes) != 3 {
		t.Fatalf("%d themes, there were 3: light, dark and paper", len(themes))
	}
	for _, theme := range themes {
		colours := map[string]float64{}
		for _, m := range regexp.MustCompile(`--(\w+): (#[0-9a-f]{3,6})`).FindAllStringSubmatch(theme, -1) {
			colours[m[1]] = luminance(t, m[2])
		}
		for _, ink := range []string{"ink", "soft", "link", "gap", "yes", "no"} {
			for _, ground := range []string{"ground", "band", "gapband"} {
				a, b := colours[ink], colours[ground]
				if ratio := (math.Max(a, b) + 0.05) / (math.Min(a, b) + 0.05); ratio < 4.5 {
					t.Errorf("--%s on --%s: %.2f in %s", ink, ground, ratio, theme[:40])
				}
			}
		}
	}
}

func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	hex = hex[1:]
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	l := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		v, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(v) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		l += weight * c
	}
	return l
}

// FuzzPages writes any text over every text of a dossier: the pages keep the shape that an ordinary word gives them.
func FuzzPages(f *testing.F) {
	for _, s := range []string{"mot", "<script>", "a|b", "\x00", "\u202e", "\xff", "\\", "é\u0301", "«", "|", "#", "[", " ", "a\nb", "'", "&amp;", "]]>", "--", "1."} {
		f.Add(s)
	}
	base, err := json.Marshal(full(f))
	if err != nil {
		f.Fatal(err)
	}
	make := func(text string) []dossier.Page {
		var d dossier.Dossier
		if err := json.Unmarshal(base, &d); err != nil {
			panic(err) // the fixture is read in the seeds
		}
		spoil(&d, text)
		pages := d.Pages(language.English)
		for i := range pages {
			pages[i].Missing = nil
		}
		return pages[1:] // the index counts what is missing
	}
	want := make("mot")
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Trim(strings.Map(printable, strings.ToValidUTF8(text, " ")), ". ") == "" || strings.ContainsAny(text, "@") || strings.HasPrefix(text, "https://") {
			t.Skip("a text that says nothing is left out, an address becomes a link")
		}
		for i, p := range make(text) {
			if got, want := shape(parsed(t, p)), shape(parsed(t, want[i])); got != want {
				t.Errorf("%s has another shape", p.Name)
			}
			if got, want := cells(t, p), cells(t, want[i]); got != want {
				t.Errorf("%s has another shape as Markdown:\n%s", p.Name, cmp.Diff(want, got))
			}
		}
	})
}

// printable turns what the pages replace by a blank into one.
func printable(r rune) rune {
	switch {
	case r < ' ' || r >= 0x7f && r < 0xa0, r == '\u2028', r == '\u2029', r == '\ufffd',
		r == '\u061c', r == '\u200e', r == '\u200f', r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u206f':
		return ' '
	}
	return r
}
