package preview

import (
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// inert returns the HTML of a message as a document that shows and does nothing: no script, no form, no request, no link that
// leads anywhere. What is left is what mail clients leave. It goes into the srcdoc of a sandboxed frame, whose policy
// forbids every request besides; each of the three alone would do.
func inert(source string, c concealed) string {
	doc, err := html.Parse(strings.NewReader(source))
	if err != nil {
		return ""
	}
	clean(doc, c)
	for n := range doc.Descendants() {
		if n.DataAtom == atom.Head {
			for _, child := range policy() {
				n.InsertBefore(child, n.FirstChild)
			}
			break
		}
	}
	var b strings.Builder
	if err := html.Render(&b, doc); err != nil {
		return ""
	}
	return b.String()
}

// policy is what a document of the page is allowed: its own styles and images.
func policy() []*html.Node {
	element := func(a atom.Atom, attr ...html.Attribute) *html.Node {
		return &html.Node{Type: html.ElementNode, DataAtom: a, Data: a.String(), Attr: attr}
	}
	style := element(atom.Style)
	// What most clients do with a message that says nothing of its fonts; its own styles come after and win.
	style.AppendChild(&html.Node{Type: html.TextNode, Data: "body{margin:8px;font-family:Arial,Helvetica,sans-serif;overflow-wrap:break-word}img{max-width:100%}img[data-absent]{outline:1px dashed #767676}"})
	return []*html.Node{
		style,
		element(atom.Meta, html.Attribute{Key: "name", Val: "viewport"}, html.Attribute{Key: "content", Val: "width=device-width"}),
		element(atom.Meta, html.Attribute{Key: "http-equiv", Val: "Content-Security-Policy"},
			html.Attribute{Key: "content", Val: "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'"}),
		element(atom.Meta, html.Attribute{Key: "charset", Val: "utf-8"}),
	}
}

// shown are the elements that stay. Another element goes, and what is in it stays, but for those in dropped.
var shown = map[atom.Atom]bool{
	atom.Html: true, atom.Head: true, atom.Body: true, atom.Title: true, atom.Style: true,
	atom.A: true, atom.Abbr: true, atom.Address: true, atom.Article: true, atom.Aside: true, atom.B: true, atom.Big: true, atom.Blockquote: true,
	atom.Br: true, atom.Caption: true, atom.Center: true, atom.Cite: true, atom.Code: true, atom.Col: true, atom.Colgroup: true, atom.Dd: true,
	atom.Del: true, atom.Div: true, atom.Dl: true, atom.Dt: true, atom.Em: true, atom.Figcaption: true, atom.Figure: true, atom.Font: true,
	atom.Footer: true, atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true, atom.Header: true, atom.Hr: true,
	atom.I: true, atom.Img: true, atom.Ins: true, atom.Kbd: true, atom.Li: true, atom.Main: true, atom.Mark: true, atom.Nav: true, atom.Ol: true,
	atom.P: true, atom.Pre: true, atom.Q: true, atom.S: true, atom.Samp: true, atom.Section: true, atom.Small: true, atom.Span: true, atom.Strike: true,
	atom.Strong: true, atom.Sub: true, atom.Sup: true, atom.Table: true, atom.Tbody: true, atom.Td: true, atom.Tfoot: true, atom.Th: true,
	atom.Thead: true, atom.Time: true, atom.Tr: true, atom.Tt: true, atom.U: true, atom.Ul: true, atom.Var: true, atom.Wbr: true,
}

var dropped = map[atom.Atom]bool{
	atom.Script: true, atom.Noscript: true, atom.Template: true, atom.Iframe: true, atom.Frame: true, atom.Frameset: true, atom.Object: true,
	atom.Embed: true, atom.Applet: true, atom.Svg: true, atom.Math: true, atom.Audio: true, atom.Video: true, atom.Canvas: true,
	atom.Select: true, atom.Textarea: true, atom.Option: true, atom.Link: true, atom.Meta: true, atom.Base: true, atom.Noembed: true, atom.Noframes: true,
}

// kept are the attributes that stay as they are. href, src and style are looked at.
var kept = map[string]bool{
	"align": true, "alt": true, "bgcolor": true, "border": true, "cellpadding": true, "cellspacing": true, "class": true, "color": true, "colspan": true,
	"dir": true, "face": true, "height": true, "hidden": true, "id": true, "lang": true, "role": true, "rowspan": true, "scope": true, "size": true,
	"title": true, "valign": true, "width": true, "aria-label": true, "aria-hidden": true, "aria-labelledby": true,
}

func clean(n *html.Node, c concealed) {
	for child := n.FirstChild; child != nil; {
		next := child.NextSibling
		switch {
		case child.Type == html.CommentNode:
			n.RemoveChild(child)
		case child.Type == html.TextNode && n.DataAtom == atom.Style:
			child.Data = quietCSS(child.Data)
		case child.Type == html.TextNode:
			child.Data = c.mask(child.Data)
		case child.Type == html.ElementNode && (dropped[child.DataAtom] || child.Namespace != ""):
			n.RemoveChild(child)
		case child.Type == html.ElementNode && !shown[child.DataAtom]:
			// Unwrap: its children take its place and are cleaned in turn.
			first := child.FirstChild
			for k := child.FirstChild; k != nil; {
				after := k.NextSibling
				child.RemoveChild(k)
				n.InsertBefore(k, child)
				k = after
			}
			n.RemoveChild(child)
			if first != nil {
				next = first
			}
		case child.Type == html.ElementNode:
			child.Attr = attributes(child, c)
			clean(child, c)
		}
		child = next
	}
}

func attributes(n *html.Node, c concealed) []html.Attribute {
	var out []html.Attribute
	add := func(key, val string) { out = append(out, html.Attribute{Key: key, Val: val}) }
	titled := false
	for _, a := range n.Attr {
		switch {
		case a.Namespace != "":
		case a.Key == "style":
			if s := quietDeclarations(a.Val); s != "" {
				add("style", s)
			}
		case a.Key == "href" && n.DataAtom == atom.A:
			// It looks like a link, and says where it would lead: the host, because the rest may be one person's.
			add("href", "#")
			if where := destination(a.Val, c); where != "" && !titled {
				titled = true
				add("title", where)
			}
		case a.Key == "src" && n.DataAtom == atom.Img:
			if inlineImage.MatchString(a.Val) {
				add("src", a.Val)
			} else {
				add("data-absent", "")
			}
		case a.Key == "title" && titled:
		case kept[a.Key]:
			titled = titled || a.Key == "title"
			add(a.Key, c.mask(a.Val))
		}
	}
	return out
}

var inlineImage = regexp.MustCompile(`^data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]+$`)

// destination names the host, or the mailbox, that a link leads to.
func destination(href string, c concealed) string {
	u, err := url.Parse(strings.TrimSpace(href))
	switch {
	case err != nil:
		return ""
	case u.Scheme == "mailto":
		return c.mask(u.Opaque)
	}
	return u.Hostname()
}

var (
	cssImport  = regexp.MustCompile(`(?i)@import[^;]*;?`)
	cssURL     = regexp.MustCompile(`(?i)(?:url|image-set|image|src)\s*\([^)]*\)?`)
	cssComment = regexp.MustCompile(`(?s)/\*.*?\*/`)
)

// quietCSS takes out of a style sheet what would load something. An escape could hide it, so that a sheet with escapes goes
// as a whole.
func quietCSS(s string) string {
	s = cssComment.ReplaceAllString(s, "")
	if strings.ContainsAny(s, "\\<") {
		return ""
	}
	return cssURL.ReplaceAllString(cssImport.ReplaceAllString(s, ""), "none")
}

func quietDeclarations(s string) string {
	var out []string
	for d := range strings.SplitSeq(cssComment.ReplaceAllString(s, ""), ";") {
		if d = strings.TrimSpace(d); d != "" && !strings.Contains(d, `\`) && !cssURL.MatchString(d) {
			out = append(out, d)
		}
	}
	return strings.Join(out, "; ")
}
