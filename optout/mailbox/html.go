package mailbox

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// unseen are the elements whose content nobody reads as words.
var unseen = []string{"head", "script", "style", "title", "template", "svg", "object", "iframe", "noscript", "textarea", "select", "audio", "video"}

// lineBreaks are the elements that begin a line, and end it where they have an end.
var lineBreaks = []string{"p", "div", "br", "hr", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "section", "article",
	"header", "footer", "dt", "dd", "center", "address", "body"}

// quoting are the ids and classes, or what they begin with, under which mail programs put the message that is answered. What mail programs
// call them is theirs to change: a quotation that is not known is read as the person's own words, and then shown to a human.
var quoting = []string{
	"gmail_quote", "gmail_attr", "gmail_extra", // Gmail
	"divRplyFwdMsg", "appendonsend", "mail-editor-reference-message-container", "reply-intro", "OLK_SRC_BODY_SECTION", // Outlook
	"yahoo_quoted", "ymail_android_signature", // Yahoo
	"moz-cite-prefix", "moz-signature", "moz-forward-container", // Thunderbird
	"protonmail_quote", "tutanota_quote", "zmail_extra", "zimbra_quote", "ox-quote", "wm_quote", "replyBlockquote", "x_gmail_quote", "x_divRplyFwdMsg", "x_appendonsend",
	"AppleMailSignature", "lineBreakAtBeginningOfMessage", "gmail_signature", "Signature", "ms-outlook-mobile-signature", "x_ms-outlook-mobile-signature",
}

// toTheEnd are those after which nothing is the person's own: Outlook puts the quotation beside them, not into them.
var toTheEnd = []string{"divRplyFwdMsg", "appendonsend", "x_divRplyFwdMsg", "x_appendonsend", "mail-editor-reference-message-container", "stopSpelling"}

// htmlText returns the words of an HTML text, a line a block, and without the quotations that its structure tells. It reads tag by
// tag and builds no tree, so it is linear whatever the nesting.
func htmlText(page string) (own string) {
	z := html.NewTokenizer(strings.NewReader(page))
	z.SetMaxBuf(maxPart)
	var b strings.Builder
	skip, depth := "", 0 // the element whose content is left out, and how many of its name are open
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			if skip == "" {
				b.Write(collapse(z.Text()))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			if skip != "" {
				if t.Data == skip && t.Type == html.StartTagToken {
					depth++
				}
				continue
			}
			if t.Data == "br" || slices.Contains(lineBreaks, t.Data) {
				b.WriteByte('\n')
			}
			if marked(t, toTheEnd) {
				return b.String()
			}
			if t.Type == html.StartTagToken && (slices.Contains(unseen, t.Data) || t.Data == "blockquote" || !isVoid(t.Data) && marked(t, quoting)) {
				skip, depth = t.Data, 1
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if skip == "" {
				if slices.Contains(lineBreaks, string(name)) {
					b.WriteByte('\n')
				}
			} else if string(name) == skip {
				if depth--; depth == 0 {
					skip = ""
					b.WriteByte('\n')
				}
			}
		}
	}
}

// collapse makes one blank of any white space: in HTML a line break is none.
func collapse(s []byte) []byte {
	out := make([]byte, 0, len(s))
	for _, c := range s {
		if c == '\n' || c == '\r' || c == '\t' || c == '\f' {
			c = ' '
		}
		if c == ' ' && len(out) > 0 && out[len(out)-1] == ' ' {
			continue
		}
		out = append(out, c)
	}
	return out
}

func isVoid(name string) bool {
	return slices.Contains([]string{"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}, name)
}

// marked reports whether an id or a class of the element is one of names, or begins with one and a "_" or "-".
func marked(t html.Token, names []string) bool {
	for _, a := range t.Attr {
		if a.Key != "id" && a.Key != "class" {
			continue
		}
		for v := range strings.FieldsSeq(a.Val) {
			for _, n := range names {
				rest, ok := strings.CutPrefix(v, n)
				if ok && (rest == "" || rest[0] == '_' || rest[0] == '-' || '0' <= rest[0] && rest[0] <= '9') {
					return true
				}
			}
		}
	}
	return false
}
