package htmlslot

import (
	"slices"
	"strings"

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
		u.About, u.Args = c.Text, append([]any{c.Property}, args...)
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
			if slices.Contains([]string{"hidden", "inert", "popover", "slot"}, a.Key) || a.Key == "aria-hidden" && !strings.EqualFold(a.Val, "false") {
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

// neighbours judges the rest of the page.
func (g *guard) neighbours(own map[*html.Node]bool, block *html.Node) {
	pull, behind := 0.0, false
	for _, n := range g.t.nodes {
		if n == block {
			behind = true
		}
		if own[n] {
			continue
		}
		e := g.t.elements[n]
		c, px, by := g.t.style.Cover(e)
		if pull += px; c == nil && pull > 300 {
			c = by
		}
		if c != nil {
			g.add(c, guardCover)
		}
		if c := g.t.style.Lifted(e); behind && c != nil {
			g.add(c, guardBehind)
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
			g.found = append(g.found, Unsafe{Format: guardSheet, About: a})
		}
	}
	if g.t.sheet.Renamed(families...) {
		g.found = append(g.found, Unsafe{Format: guardFont, About: "@font-face"})
	}
	if g.t.style.Unread() {
		g.found = append(g.found, Unsafe{Format: guardUnread, About: "<style"})
	}
}
