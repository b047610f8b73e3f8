package htmlslot

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/html"

	"github.com/scrutateur/scrutateur/internal/style"
)

// InspectGuarded is Inspect and Guard in one reading.
func InspectGuarded(page string, block func(table *html.Node) bool, families ...string) (Page, []Unsafe) {
	t := parsePage(page)
	return t.inspect(), t.guard(block, families)
}

// Guard reports what of a page may keep its reader from seeing a part that must be seen. block says which tables are that part; every
// one of them is judged, so that a copy proves nothing for the other. families are the fonts that it is written in, in small
// letters. No problem means that, whatever holds of the conditions of the page's sheets,
//
//   - the part stands in <html> and <body> and in nothing else;
//   - neither of them, and no element of the part, is hidden, clear, small, clipped, moved or covered by its looks: each
//     declaration that could is beaten by a stronger one of the element's own, or is one that certainly does none of this;
//   - nothing is fixed over the part, draws it away or stands behind it out of the flow;
//   - no sheet is taken from elsewhere, but those of hosts of fonts, which hold fonts alone.
func Guard(page string, block func(table *html.Node) bool, families ...string) []Unsafe {
	return parsePage(page).guard(block, families)
}

func (t *tree) guard(block func(table *html.Node) bool, families []string) []Unsafe {
	if t == nil {
		return []Unsafe{{Format: guardDeep}}
	}
	g := guard{t: t}
	var blocks []*html.Node
	for _, n := range t.nodes {
		if n.Data == "table" && block(n) {
			blocks = append(blocks, n)
		}
	}
	if len(blocks) == 0 {
		return []Unsafe{{Format: guardSwallowed}}
	}
	own := map[*html.Node]bool{}
	for _, b := range blocks {
		g.block(b, own)
	}
	g.neighbours(own, blocks[0])
	g.sheets(families)
	if !inBrowser(t.source, block) {
		g.add(nil, guardSwallowed)
	}
	switch c, ok := inOutlook(t.source, block); {
	case !ok:
		g.add(nil, guardSwallowed)
	case c != nil:
		g.add(c, guardBlock)
	}
	return g.found
}

// The sentences are keys of the catalog.
const (
	guardDeep      = "the markup is nested deeper than mail programs read; take layers out"
	guardSwallowed = "the markup swallows what comes after it; close every tag, and use no frameset"
	guardAround    = "the style %s of <%s> may hide, cut or move the whole message, and with it what the law wants seen; set it on an element inside"
	guardAttribute = "the attribute %s of <%s> takes the whole message out of sight, or out of use; take it out"
	guardBlock     = "the style %s may hide the words that the law wants seen; select with a class what it is for"
	guardPseudo    = "the style %s of ::before, ::after or ::first-line may cover the words that the law wants seen; select with a class what it is for"
	guardCover     = "the style %s may lay an element over the words that the law wants seen, or move them away; let it stand in the flow, with margins above -300 px in all"
	guardBehind    = "the style %s of an element behind </body> may lay it over the words that the law wants seen; put the element inside"
	guardHead      = "the style %s shows what stands in <head>, and may lay it over the words that the law wants seen; leave <head> out of sight"
	guardTall      = "styles and attributes make the page higher than %d pixels, and nobody scrolls to what the law wants seen; lower them"
	guardEmpty     = "more than %d empty lines stand before what the law wants seen, and nobody scrolls to it; take them out"
	guardSize      = "the attribute %s of <%s> makes it so large that nobody scrolls to what the law wants seen; give it a smaller number"
	guardViewport  = "with this viewport a phone shows the message too small or too large to read; write width=device-width, initial-scale=1"
	guardSheet     = "a style sheet from elsewhere is not judged, and may hide what the law wants seen; write its rules into <style>; sheets of fonts may come from Google, Bunny or Adobe"
	guardFont      = "the page declares a font of its own under the name of one that the words are written in which the law wants seen; give it another name"
	guardUnread    = "the style sheets are nested too deep or have too many rules for one page to be judged; leave out what the page does not use"
)

type guard struct {
	t     *tree
	found []Unsafe
}

func (g *guard) add(c *style.Cause, format string, args ...any) {
	u := Unsafe{Format: format, Args: args}
	if c != nil {
		u.About, u.Tag, u.Args = c.Text, "<style", append([]any{c.Property}, args...)
	}
	if !slices.ContainsFunc(g.found, func(o Unsafe) bool { return o.Format == u.Format && o.About == u.About && slices.Equal(o.Args, u.Args) }) {
		g.found = append(g.found, u)
	}
}

// block judges what the part stands in, and its own elements.
func (g *guard) block(b *html.Node, own map[*html.Node]bool) {
	body := b.Parent
	if body == nil || body.Data != "body" || body.Parent == nil || body.Parent.Data != "html" || body.Parent.Parent != g.t.doc {
		g.add(nil, guardSwallowed)
		return
	}
	for _, n := range []*html.Node{body.Parent, body} {
		for _, a := range n.Attr {
			if slices.Contains([]string{"hidden", "inert", "popover", "slot"}, a.Key) || a.Key == "aria-hidden" && !strings.EqualFold(a.Val, "false") ||
				a.Key == "contenteditable" && !strings.EqualFold(a.Val, "false") { // where text is written, a link does not lead anywhere
				g.found = append(g.found, Unsafe{Format: guardAttribute, Args: []any{a.Key, n.Data}, About: a.Key})
			}
		}
		if c := g.t.style.Harm(g.t.elements[n]); c != nil {
			g.add(c, guardAround, n.Data)
		}
		if c := g.t.style.PseudoHarm(g.t.elements[n]); c != nil {
			g.add(c, guardPseudo)
		}
	}
	own[b] = true
	for n := range b.Descendants() {
		if n.Type == html.ElementNode && n.Data != "img" { // an image that reports is no words
			own[n] = true
		}
	}
	for n := range own {
		e := g.t.elements[n]
		if c := g.t.style.Harm(e); c != nil {
			g.add(c, guardBlock)
		}
		if c := g.t.style.PseudoHarm(e); c != nil {
			g.add(c, guardPseudo)
		}
	}
}

// The most that may stand before the part, beside the words of the author: nobody scrolls through more.
const (
	mostPush  = 100_000 // pixels of heights that styles and attributes give, of all elements together
	mostEmpty = 1_000   // line breaks, and paragraphs without words
)

// neighbours judges the rest of the page.
func (g *guard) neighbours(own map[*html.Node]bool, block *html.Node) {
	pull, push, empty, behind, tall := 0.0, 0.0, 0, false, false
	for _, n := range g.t.nodes {
		if n == block {
			behind = true
		}
		if own[n] {
			continue
		}
		e := g.t.elements[n]
		c := g.t.style.Cover(e)
		if pull += c.Pull; c.Cause == nil && pull > 300 {
			c.Cause = c.By
		}
		if c.Cause != nil {
			g.add(c.Cause, guardCover)
		}
		height, named := g.attributes(n)
		if c.Tall != nil {
			named = c.Tall.Text
		}
		if push += max(c.Push, height); push > mostPush && !tall {
			tall = true
			if len(g.found) == 0 { // it is said of one element that it is too high
				g.found = append(g.found, Unsafe{Format: guardTall, Args: []any{mostPush}, About: named})
			}
		}
		if emptyLine(n) {
			if empty++; empty == mostEmpty+1 {
				g.found = append(g.found, Unsafe{Format: guardEmpty, Args: []any{mostEmpty}, About: "<" + n.Data})
			}
		}
		if c := g.t.style.Lifted(e); behind && c != nil {
			g.add(c, guardBehind)
		}
		if n.Data == "head" {
			g.head(n)
		}
	}
}

// attributes judges what attributes say of the size of an element, and of what a phone makes of the page, and returns the
// height and the name of an attribute that says it.
func (g *guard) attributes(n *html.Node) (height float64, name string) {
	for _, a := range n.Attr {
		most := float64(style.Far)
		switch a.Key {
		case "height", "cellpadding", "cellspacing", "vspace", "border", "topmargin", "bottommargin", "marginheight":
			height, name = max(height, leading(a.Val)), a.Key
		case "viewBox": // of a picture as wide as the page
			if n := strings.FieldsFunc(a.Val, func(r rune) bool { return r == ' ' || r == ',' }); len(n) == 4 && leading(n[2]) > 0 {
				height, name = max(height, 800*leading(n[3])/leading(n[2])), a.Key
			}
			if height <= most {
				continue
			}
			a.Val = strconv.FormatFloat(height, 'f', 0, 64)
		case "width", "hspace":
		case "leftmargin", "rightmargin", "marginwidth":
			most = 200
		case "size", "rows": // lines of a field; a rule's are pixels
			if n.Data == "font" || n.Data == "input" {
				continue
			}
			most = 1000
		case "content":
			if strings.EqualFold(strings.TrimSpace(attrOf(n, "name")), "viewport") && n.Data == "meta" && !legible(a.Val) {
				g.found = append(g.found, Unsafe{Format: guardViewport, About: a.Val})
			}
			continue
		default:
			continue
		}
		if leading(a.Val) > most {
			g.found = append(g.found, Unsafe{Format: guardSize, Args: []any{a.Key, n.Data}, About: a.Key})
		}
	}
	return height, name
}

// leading reads the number that a dimension attribute begins with (HTML, section 2.3.4.4). A percentage is of something that somebody
// else judges.
func leading(s string) float64 {
	s = strings.TrimLeft(s, " \t\n\f\r+")
	end := 0
	for end < len(s) && (s[end] >= '0' && s[end] <= '9' || s[end] == '.') {
		end++
	}
	if strings.HasPrefix(s[end:], "%") {
		return 0
	}
	f, err := strconv.ParseFloat(s[:end], 64)
	if err != nil && !math.IsInf(f, 0) {
		return 0
	}
	return f
}

// legible reports whether a phone that follows a viewport shows words in a size that can be read: a page of 10,000 pixels is drawn
// as small as a stamp.
func legible(content string) bool {
	for part := range strings.FieldsFuncSeq(strings.ToLower(content), func(r rune) bool { return r == ',' || r == ';' }) {
		name, value, _ := strings.Cut(part, "=")
		value = strings.TrimSpace(value)
		switch f := leading(value); strings.TrimSpace(name) {
		case "width":
			if !strings.HasPrefix(value, "device-") && (f < 200 || f > 1200) {
				return false
			}
		case "initial-scale", "maximum-scale":
			if value != "" && (f < 0.5 || f > 10) {
				return false
			}
		case "minimum-scale":
			if f > 2 {
				return false
			}
		}
	}
	return true
}

// emptyLine reports whether an element is a line without anything on it.
func emptyLine(n *html.Node) bool {
	switch n.Data {
	case "br", "hr":
		return true
	case "p", "div", "li", "dd", "dt", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote":
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == html.ElementNode || c.Type == html.TextNode && strings.TrimFunc(c.Data, unicode.IsSpace) != "" {
				return false
			}
		}
		return true
	}
	return false
}

// head judges <head>, which a sheet may show, and lay over the message.
func (g *guard) head(head *html.Node) {
	e := g.t.elements[head]
	if g.t.style.Shown(e) == nil {
		return
	}
	judge := func(e *style.Element) {
		if c := g.t.style.Lifted(e); c != nil {
			g.add(c, guardHead)
		}
		if c := g.t.style.PseudoHarm(e); c != nil {
			g.add(c, guardPseudo)
		}
	}
	judge(e)
	for n := range head.Descendants() {
		if n.Type == html.ElementNode && g.t.style.Shown(g.t.elements[n]) != nil {
			judge(g.t.elements[n])
		}
	}
}

// inBrowser holds that a program that runs scripts, which takes <noscript> for text without tags, has the part in its body too.
func inBrowser(page string, block func(table *html.Node) bool) bool {
	if !strings.Contains(strings.ToLower(page), "<noscript") {
		return true
	}
	doc, err := html.ParseWithOptions(strings.NewReader(page), html.ParseOptionEnableScripting(true))
	if err != nil {
		return false
	}
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && n.Data == "table" && block(n) && n.Parent.Data == "body" {
			return true
		}
	}
	return false
}

// fontHosts serve sheets that hold fonts and nothing else. MJML and most editors link Google's.
var fontHosts = []string{"fonts.googleapis.com", "fonts.bunny.net", "use.typekit.net", "p.typekit.net"}

func (g *guard) sheets(families []string) {
	for _, a := range g.t.linked {
		host := strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(a), "https:"), "http:"), "//")
		host, _, _ = strings.Cut(host, "/")
		host, _, _ = strings.Cut(host, "?")
		if !slices.Contains(fontHosts, host) {
			g.found = append(g.found, Unsafe{Format: guardSheet, About: a, Tag: "<link"})
		}
	}
	if g.t.sheet.Renamed(families...) {
		g.found = append(g.found, Unsafe{Format: guardFont, About: "@font-face"})
	}
	if g.t.style.Unread() {
		g.found = append(g.found, Unsafe{Format: guardUnread, About: "<style"})
	}
}
