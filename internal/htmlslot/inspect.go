package htmlslot

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// Page is what a mail program makes of an HTML body, as far as rules ask.
type Page struct {
	Lang, Title string
	Words       string // what is shown, in its order, blanks as one
	Links       []Link // that are shown
	Images      []Image
	Scripts     int      // that a program would run, if it ran any
	Tables      int      // tables without heading cells that do not say that they are for layout
	Remote      []string // what else is loaded from elsewhere: backgrounds, style sheets, fonts, frames
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
	Hidden        bool // it, or what it stands in
}

// Inspect reads a whole page. It never fails: a reader of HTML makes something of any text.
func Inspect(page string) Page {
	var p Page
	doc, err := html.ParseWithOptions(strings.NewReader(page), html.ParseOptionEnableScripting(false))
	if err != nil {
		return p // only a reader that fails gives one, and a text does not
	}
	var words strings.Builder
	var visit func(n *html.Node, hidden bool)
	visit = func(n *html.Node, hidden bool) {
		switch n.Type {
		case html.TextNode:
			if !hidden {
				words.WriteString(strings.ReplaceAll(n.Data, "\n", " "))
			}
			return
		case html.ElementNode:
			hidden = p.element(n, hidden)
			if n.Data == "title" && n.Parent != nil && n.Parent.Data == "head" {
				p.Title = strings.TrimSpace(textOf(n))
			}
			if unseen[n.Data] || n.Data == "head" {
				hidden = true
			}
			if !hidden && breaks[n.Data] > 0 {
				words.WriteByte('\n')
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			visit(c, hidden)
		}
		if n.Type == html.ElementNode && !hidden && (breaks[n.Data] > 0 || n.Data == "br" || n.Data == "td") {
			words.WriteByte('\n')
		}
		if n.Type == html.ElementNode && n.Data == "img" && !hidden {
			words.WriteString(" " + attrOf(n, "alt") + " ")
		}
	}
	visit(doc, false)
	p.Words = collapse(words.String())
	return p
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

func textOf(n *html.Node) string {
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

// element notes what an element is, and reports whether its content is hidden.
func (p *Page) element(n *html.Node, hidden bool) bool {
	hidden = hidden || hides(n.Attr) || vanishes(attrOf(n, "style"))
	p.Remote = append(p.Remote, urls(attrOf(n, "style"))...)
	switch n.Data {
	case "html":
		p.Lang = strings.TrimSpace(attrOf(n, "lang"))
	case "a", "area":
		if href := strings.TrimSpace(attrOf(n, "href")); href != "" && !hidden {
			words := textOf(n)
			if n.Data == "area" {
				words = attrOf(n, "alt")
			}
			p.Links = append(p.Links, Link{href, strings.Join(strings.Fields(words), " ")})
		}
	case "img", "input":
		if n.Data == "input" && !strings.EqualFold(attrOf(n, "type"), "image") {
			break
		}
		i := Image{Src: strings.TrimSpace(attrOf(n, "src")), Alt: attrOf(n, "alt"), HasAlt: has(n, "alt"), Hidden: hidden}
		i.Width, i.Height = size(n, "width"), size(n, "height")
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
		if strings.Contains(strings.ToLower(attrOf(n, "rel")), "stylesheet") {
			p.Remote = append(p.Remote, attrOf(n, "href"))
		}
	case "iframe", "embed", "video", "audio", "source":
		p.Remote = append(p.Remote, attrOf(n, "src"))
	case "style":
		p.Remote = append(p.Remote, urls(textOf(n))...)
	}
	if bg := attrOf(n, "background"); bg != "" {
		p.Remote = append(p.Remote, bg)
	}
	return hidden
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

// size reads a length in pixels from the attribute or the style.
func size(n *html.Node, name string) int {
	for d := range strings.SplitSeq(attrOf(n, "style"), ";") {
		if k, v, ok := strings.Cut(d, ":"); ok && strings.EqualFold(strings.TrimSpace(k), name) {
			if px, ok := pixels(v); ok {
				return px
			}
		}
	}
	if px, ok := pixels(attrOf(n, name)); ok {
		return px
	}
	return -1
}

func pixels(v string) (int, bool) {
	v = strings.TrimSpace(strings.TrimSuffix(strings.ToLower(strings.TrimSpace(v)), "!important"))
	f, err := strconv.ParseFloat(strings.TrimSuffix(v, "px"), 64)
	return int(f), err == nil && f >= 0 && f < 1e6
}

// vanishes reports whether a style makes an element so small or clear that nobody sees it.
func vanishes(style string) bool {
	s := strings.ToLower(strings.Join(strings.Fields(style), "")) + ";"
	for _, d := range []string{"opacity:0;", "font-size:0;", "font-size:0px;", "max-height:0;", "max-height:0px;"} {
		if strings.Contains(s, d) {
			return true
		}
	}
	return false
}

var urlPattern = regexp.MustCompile(`(?i)url\(\s*['"]?([^'")]+)`)

// urls finds what a style loads.
func urls(style string) (found []string) {
	for _, m := range urlPattern.FindAllStringSubmatch(style, -1) {
		found = append(found, strings.TrimSpace(m[1]))
	}
	return found
}
