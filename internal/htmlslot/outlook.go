package htmlslot

import (
	"strings"

	"golang.org/x/net/html"

	"github.com/scrutateur/scrutateur/internal/style"
)

// outlookPage is the page as Outlook for Windows reads it: what stands in <!--[if mso]>…<![endif]--> is markup to it, and what
// stands between <!--[if !mso]><!--> and <!--<![endif]--> is nothing. Which version a condition names does not matter here:
// every one that may hold is taken to.
func outlookPage(page string) string {
	var b strings.Builder
	dropping := false
	tokens(page, func(_ *html.Tokenizer, tt html.TokenType, start, end int) {
		raw := page[start:end]
		if tt != html.CommentToken || !strings.Contains(raw, "[") {
			if !dropping {
				b.WriteString(raw)
			}
			return
		}
		lower := strings.ToLower(raw)
		open, shut := strings.Index(lower, "[if "), strings.LastIndex(lower, "<![endif]")
		if open < 0 {
			dropping = dropping && shut < 0
			return
		}
		condition, _, _ := strings.Cut(lower[open:], "]")
		others := strings.Contains(strings.Join(strings.Fields(condition), ""), "!mso")
		if at := strings.IndexByte(raw, '>'); strings.HasPrefix(raw, "<!--") && shut > at {
			if !others && !dropping {
				b.WriteString(raw[at+1 : shut])
			}
		} else if shut < 0 {
			dropping = others
		}
	})
	return b.String()
}

// inOutlook holds that nothing which only Outlook reads stands around the part and hides it.
func inOutlook(page string, block func(table *html.Node) bool) (c *style.Cause, ok bool) {
	if !strings.Contains(page, "[if ") {
		return nil, true
	}
	t := parsePage(outlookPage(page))
	if t == nil {
		return nil, false
	}
	found := false
	for _, n := range t.nodes {
		if n.Data != "table" || !block(n) {
			continue
		}
		found = true
		for up := n.Parent; up != nil && up.Type == html.ElementNode; up = up.Parent {
			if unseen[up.Data] {
				return nil, false
			}
			root := style.Root()
			for view := range t.style.Views() {
				if l := t.style.Look(&root, t.elements[up], view); l.Unseen() != nil {
					return l.Unseen(), true
				}
			}
		}
	}
	return nil, found
}
