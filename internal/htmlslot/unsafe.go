package htmlslot

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// Unsafe is something of a page that does more than to be read: it runs, frames, sends or redirects. Format is an English sentence, the
// key under which the catalog holds other languages.
type Unsafe struct {
	Format string
	Args   []any
	About  string // what it is about, as the page's reader has it: an attribute's value, a declaration, or the beginning of a tag
	Tag    string // the beginning of the tag, for what is written otherwise than it is read
	Advice bool   // a mistake rather than a danger
}

// In finds what is meant in the source of the page: its bytes, or 0 and 0.
func (u Unsafe) In(source string) (start, end int) {
	for _, s := range []string{u.About, u.Tag} {
		if at := strings.Index(source, s); at >= 0 && s != "" {
			return at, at + len(s)
		}
	}
	return 0, 0
}

// judge notes what is unsafe about an element.
func (p *Page) judge(n *html.Node) {
	add := func(about, format string, args ...any) {
		p.Unsafe = append(p.Unsafe, Unsafe{Format: format, Args: args, About: about, Tag: "<" + n.Data})
	}
	tag := "<" + n.Data
	switch n.Data {
	case "form":
		add(tag, "mail programs break forms or warn of them; link to a page that has the form")
	case "iframe", "frame", "frameset", "object", "embed", "applet", "portal", "fencedframe":
		add(tag, "<%s> shows something from elsewhere, and mail programs show nothing in its place; link to it instead", n.Data)
	case "foreignobject", "foreignObject", "set", "animate", "animateTransform", "animateMotion", "handler", "listener":
		if n.Namespace == "svg" {
			add(tag, "<%s> lets a picture change the page; attach the picture as a file", n.Data)
		}
	case "base":
		if has(n, "href") {
			add(tag, "<base> changes where every link leads; write the links in full")
		}
	case "meta":
		switch name := strings.ToLower(strings.TrimSpace(attrOf(n, "http-equiv"))); name {
		case "", "content-type", "content-language", "x-ua-compatible", "cleartype", "imagetoolbar", "x-dns-prefetch-control", "pragma", "cache-control", "expires":
		case "refresh":
			add(attrOf(n, "http-equiv"), "a page that leads elsewhere by itself is taken for fraud; take <meta http-equiv=\"refresh\"> out and write a link")
		default:
			add(attrOf(n, "http-equiv"), "<meta http-equiv> may change how the page is read, and with it what the law wants seen; take it out")
		}
	case "template":
		if has(n, "shadowrootmode") || has(n, "shadowroot") {
			add(tag, "a shadow tree takes the place of what stands beside it, and with it of what the law wants seen; take it out")
		}
	}
	for _, a := range n.Attr {
		if len(a.Key) > 2 && strings.HasPrefix(strings.ToLower(a.Key), "on") {
			add(a.Key, "the attribute %s runs a script, and mail programs run none; take it out", strings.ToLower(a.Key))
			continue
		}
		if a.Key == "formaction" { // of a button outside of any form, which form= may give it
			add(a.Key, "mail programs break forms or warn of them; link to a page that has the form")
			continue
		}
		switch a.Key {
		case "href", "action", "src", "data", "to", "from", "values", "background", "poster", "cite", "longdesc", "lowsrc", "dynsrc":
		default:
			continue
		}
		switch scheme := schemeOf(a.Val); {
		case dangerous[scheme], scheme == "data" && (a.Key == "href" && n.Data != "image" || a.Key == "action"):
			add(a.Val, "an address of the kind %s: runs a script, or holds a page of its own; mail programs take it away: write https://", scheme)
		case a.Key == "href" && (n.Data == "a" || n.Data == "area") && nowhere(a.Val):
			p.Unsafe = append(p.Unsafe, Unsafe{Format: "a link that leads nowhere: write its address, or take the link away", About: a.Val, Tag: tag, Advice: true})
		}
	}
}

// dangerous are the schemes that run what they hold, or read what is the reader's own.
var dangerous = map[string]bool{"javascript": true, "vbscript": true, "livescript": true, "mocha": true, "jscript": true, "file": true, "filesystem": true, "blob": true,
	"view-source": true, "about": true, "jar": true, "ms-settings": true, "search-ms": true, "ms-msdt": true, "mhtml": true, "wyciwyg": true, "res": true}

// schemeOf reads the scheme of an address as a browser does: control characters and blanks before it, and tabs and line breaks
// anywhere, are nothing (WHATWG URL, 4.4). Characters that are never seen are taken out too.
func schemeOf(address string) string {
	clean := strings.Map(func(r rune) rune {
		if r <= ' ' || r == 0x7f || unicode.Is(unicode.Cf, r) || r == '\uFFFD' || unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, address)
	scheme, _, ok := strings.Cut(clean, ":")
	if !ok || strings.ContainsAny(scheme, "/?#") {
		return ""
	}
	return scheme
}

// nowhere reports whether an address leads to no place: "#", what a program wrote for a value that it lacked, or a host without
// its scheme, for which a mail program has no page to take it from.
func nowhere(href string) bool {
	h := strings.ToLower(strings.TrimSpace(href))
	switch h {
	case "", "#", "#!", "undefined", "null", "none", "nan", "[object object]", "http://", "https://", "http://undefined", "https://undefined", "mailto:", "tel:":
		return true
	}
	return strings.HasPrefix(h, "//") || strings.HasPrefix(h, "\\")
}
