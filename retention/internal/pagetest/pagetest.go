// Package pagetest judges the pages of package retention in tests.
package pagetest

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Problems says what keeps a page from being one that can be opened anywhere, offline and years from now: it must name its
// language, have one heading of the first level, run nothing and load nothing.
func Problems(page []byte, lang string) (out []string) {
	bad := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return []string{err.Error()}
	}
	var headings int
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "script", "iframe", "img", "link", "object", "b":
			bad("has an element %s", n.Data)
		case "html":
			if !slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "lang" && a.Val == lang }) {
				bad("does not say its language, %s", lang)
			}
		case "h1":
			headings++
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "src" || a.Key == "href" {
				bad("%s has the attribute %s", n.Data, a.Key)
			}
		}
	}
	if headings != 1 {
		bad("%d headings of the first level", headings)
	}
	if bytes.Contains(page, []byte("url(")) || bytes.Contains(page, []byte("@import")) {
		bad("loads something")
	}
	return out
}
