package htmlslot

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/html"

	"github.com/scrutateur/scrutateur/internal/style"
)

// Page is what a mail program makes of an HTML body, as far as rules ask.
type Page struct {
	Lang, Title string
	Words       string   // what is shown, in its order, blanks as one
	Links       []Link   // that are shown
	Views       []View   // every way in which it may be shown; Words and Links are the first
	Images      []Image  //
	Scripts     int      // that a program would run, if it ran any
	Tables      int      // tables without heading cells that do not say that they are for layout
	Remote      []string // what else is loaded from elsewhere: backgrounds, style sheets, fonts, frames
	Unsafe      []Unsafe // what runs, frames or redirects: no mail program shows it, and it may take the message's place
	Unread      bool     // its style sheets are too deep, or take too long, to judge
}

// View is what is shown under some of the conditions of the page's sheets: by night, on a phone, in one program.
type View struct {
	Words string
	Links []Link
}

// Link is an <a> or <area> with an address.
type Link struct {
	Href  string
	Words string // its text, or the alt texts of its images
}

// Image is an <img>, or an <input type="image">.
type Image struct {
	Src           string
	Alt           string
	HasAlt        bool
	Width, Height int  // pixels; -1 where nothing says
	Hidden        bool // it, or what it stands in, in every view
}

// Inspect reads a whole page. It never fails: a reader of HTML makes something of any text.
func Inspect(page string) Page { return parsePage(page).inspect() }

func (t *tree) inspect() Page {
	if t == nil {
		return Page{Unread: true} // deeper than any reader goes
	}
	p := Page{Remote: t.remote}
	seen := map[*html.Node]bool{} // images
	for view := range t.style.Views() {
		w := walker{t: t, view: view, seen: seen}
		w.visit(t.doc, style.Root(), false)
		v := View{Words: collapse(w.words.String()), Links: w.links}
		if !slices.ContainsFunc(p.Views, func(o View) bool { return o.Words == v.Words && slices.Equal(o.Links, v.Links) }) {
			p.Views = append(p.Views, v)
		}
	}
	p.Words, p.Links = p.Views[0].Words, p.Views[0].Links
	for _, n := range t.nodes {
		p.element(t, n, seen[n])
	}
	p.Unread = t.style.Unread()
	told := map[string]bool{}
	p.Remote = slices.DeleteFunc(p.Remote, func(a string) bool { was := told[a]; told[a] = true; return was })
	return p
}

// tree is a page that was parsed, with the style of its elements.
type tree struct {
	source   string
	doc      *html.Node
	nodes    []*html.Node // the elements in their order
	elements map[*html.Node]*style.Element
	sheet    *style.Sheet
	style    *style.Page
	linked   []string // sheets that stand elsewhere
	remote   []string // what sheets and styles load
}

// parsePage returns nil for a page that is nested deeper than browsers read.
func parsePage(page string) *tree {
	doc, err := html.ParseWithOptions(strings.NewReader(page), html.ParseOptionEnableScripting(false))
	if err != nil {
		return nil
	}
	t := &tree{source: page, doc: doc, elements: map[*html.Node]*style.Element{}, sheet: style.NewSheet()}
	for n := range doc.Descendants() {
		switch {
		case n.Type == html.CommentNode:
			t.outlook(n.Data)
		case n.Type == html.ElementNode:
			t.nodes = append(t.nodes, n)
			switch n.Data {
			case "style":
				t.sheet.Add(sheetText(n), attrOf(n, "media"))
			case "link":
				if strings.Contains(strings.ToLower(attrOf(n, "rel")), "stylesheet") {
					t.linked = append(t.linked, strings.TrimSpace(attrOf(n, "href")))
				}
			}
		}
	}
	t.linked = append(t.linked, t.sheet.Imports...)
	t.remote = append(t.remote, t.sheet.Loads...)
	t.style = t.sheet.Page(len(page))
	for _, n := range t.nodes {
		e := t.style.Element(n)
		t.elements[n] = e
		t.remote = append(t.remote, style.Loads(e.Inline)...)
	}
	return t
}

// outlook reads the sheets in a condition that only Outlook reads: <!--[if mso]><style>…</style><![endif]-->.
func (t *tree) outlook(comment string) {
	if !strings.HasPrefix(strings.TrimSpace(comment), "[if ") {
		return
	}
	open := ""
	tokens(comment, func(z *html.Tokenizer, tt html.TokenType, start, end int) {
		switch tt {
		case html.StartTagToken:
			name, _ := z.TagName()
			open = string(name)
		case html.TextToken:
			if open == "style" {
				t.sheet.Add(comment[start:end], "mso")
			}
		default:
			open = ""
		}
	})
}

// walker collects what is shown in one view.
type walker struct {
	t     *tree
	view  int
	words strings.Builder
	links []Link
	seen  map[*html.Node]bool
}

func (w *walker) visit(n *html.Node, look style.Look, unread bool) {
	switch n.Type {
	case html.TextNode:
		if !unread {
			w.words.WriteString(strings.ReplaceAll(n.Data, "\n", " "))
		}
		return
	case html.ElementNode:
		look = w.t.style.Look(&look, w.t.elements[n], w.view)
		if look.Gone() != nil || unseen[n.Data] || n.Data == "head" {
			return
		}
		unread = look.NoText() != nil
		w.element(n, &look, unread)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.visit(c, look, unread)
	}
	if n.Type == html.ElementNode && (breaks[n.Data] > 0 || n.Data == "br") {
		w.words.WriteByte('\n')
	}
}

func (w *walker) element(n *html.Node, look *style.Look, unread bool) {
	if breaks[n.Data] > 0 {
		w.words.WriteByte('\n')
	}
	if look.Unseen() != nil {
		return
	}
	switch n.Data {
	case "a", "area":
		if href := strings.TrimSpace(attrOf(n, "href")); href != "" {
			words := text(n)
			if n.Data == "area" {
				words = attrOf(n, "alt")
			}
			w.links = append(w.links, Link{href, strings.Join(strings.Fields(words), " ")})
		}
	case "img", "input":
		w.seen[n] = true
		if n.Data == "img" {
			w.words.WriteString(" " + attrOf(n, "alt") + " ")
		}
	}
}

// collapse makes one blank of several, one line break of blanks with a break among them.
func collapse(s string) string {
	var lines []string
	for line := range strings.Lines(s) {
		if line = strings.Join(strings.FieldsFunc(line, func(r rune) bool { return unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f' }), " "); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// text is all text in an element, with the words of its pictures.
func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		switch {
		case d.Type == html.TextNode:
			b.WriteString(d.Data)
		case d.Type == html.ElementNode && d.Data == "img":
			b.WriteString(" " + attrOf(d, "alt") + " ")
		}
	}
	return b.String()
}

// sheetText is what a browser reads as the sheet of a <style>: its own text, without that of elements in it. In an SVG there may be some:
// <style><g>/*</g>body{opacity:0}<g>*/</g></style> hides the page.
func sheetText(n *html.Node) string {
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

func attrOf(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

// element notes what an element is, whether it is shown or not.
func (p *Page) element(t *tree, n *html.Node, seen bool) {
	p.judge(n)
	load := func(addresses ...string) {
		for _, a := range addresses {
			if a = strings.TrimSpace(a); a != "" {
				p.Remote = append(p.Remote, a)
			}
		}
	}
	switch n.Data {
	case "html":
		p.Lang = strings.TrimSpace(attrOf(n, "lang"))
	case "title":
		if n.Parent != nil && n.Parent.Data == "head" && n.Namespace == "" {
			p.Title = strings.TrimSpace(text(n))
		}
	case "img", "input":
		load(srcset(attrOf(n, "srcset"))...)
		if n.Data == "input" && !strings.EqualFold(attrOf(n, "type"), "image") {
			break
		}
		i := Image{Src: strings.TrimSpace(attrOf(n, "src")), Alt: attrOf(n, "alt"), HasAlt: has(n, "alt"), Hidden: !seen}
		i.Width, i.Height = size(t, n, "width"), size(t, n, "height")
		p.Images = append(p.Images, i)
	case "script":
		if attrOf(n, "type") != "application/ld+json" {
			p.Scripts++
		}
	case "table":
		if role := attrOf(n, "role"); role != "presentation" && role != "none" && !heads(n) {
			p.Tables++
		}
	case "link":
		if has(n, "href") && !slices.Contains([]string{"canonical", "alternate", "license", "author"}, strings.ToLower(attrOf(n, "rel"))) {
			load(attrOf(n, "href"))
		}
	case "iframe", "embed", "video", "audio", "source", "track", "frame":
		load(attrOf(n, "src"), attrOf(n, "poster"))
		load(srcset(attrOf(n, "srcset"))...)
	case "object":
		load(attrOf(n, "data"))
	case "image", "use", "feImage": // of an SVG
		for _, a := range n.Attr {
			if a.Key == "href" {
				load(a.Val)
			}
		}
	case "a", "area":
		load(strings.Fields(attrOf(n, "ping"))...)
	}
	load(attrOf(n, "background"))
}

// srcset returns the addresses in a list of pictures by size.
func srcset(s string) (found []string) {
	for part := range strings.SplitSeq(s, ",") {
		if f := strings.Fields(part); len(f) > 0 {
			found = append(found, f[0])
		}
	}
	return found
}

// heads reports whether a table has a heading cell of its own.
func heads(n *html.Node) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && (c.Data == "th" || c.Data != "table" && heads(c)) {
			return true
		}
	}
	return false
}

// size is a length in pixels, from the style or the attribute: the largest of any view, because a picture that some reader
// sees is none that hides.
func size(t *tree, n *html.Node, name string) int {
	most := -1
	for view := range t.style.Views() {
		most = max(most, t.style.Size(t.elements[n], view, name))
	}
	if most >= 0 {
		return most
	}
	if f, err := strconv.ParseFloat(strings.TrimSuffix(strings.ToLower(strings.TrimSpace(attrOf(n, name))), "px"), 64); err == nil && f >= 0 && f < 1e6 {
		return int(f)
	}
	return -1
}
