package router

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/scrutateur/scrutateur/notice/law"
)

// Content is something a text may have that a provider forbids.
type Content string

const (
	URL          Content = "url"           // any link
	ShortenedURL Content = "shortened-url" // a link through a public shortener
)

// Forbid is something that a provider does not carry.
type Forbid struct {
	When     SenderKind   `json:"when,omitempty"` // from this kind of sender alone; empty: from all
	What     Content      `json:"what"`
	Rule     law.ID       `json:"rule"`
	Severity law.Severity `json:"severity,omitempty"` // empty: that of the rule
}

// host names are read with or without scheme, because phones make links of them either way. Without a scheme the top level
// must be one that French campaigns use: "Dimanche.Votez" is a missing space.
var link = regexp.MustCompile(`(?i)\b(?:https?://|www\.)[^\s<>"]+|\b(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:fr|com|org|net|eu|info|io|me|ly|co|gl|gd|gy|be|re|cc|to|link|page|site|app|paris|bzh|alsace|corsica|mobi|biz|tv|vote|ch|lu|nc|pf|gp|mq|gf|yt|pm|wf)\b(?:[/?#][^\s<>"]*)?`)

// shorteners are the public ones met most often; a campaign's own short domain is none.
var shorteners = []string{"bit.ly", "tinyurl.com", "t.co", "goo.gl", "ow.ly", "is.gd", "cutt.ly", "rb.gy", "t.ly", "buff.ly", "rebrand.ly", "shorturl.at", "tiny.cc", "urlz.fr", "lc.cx", "bl.ink", "v.gd", "s.id", "short.io", "urlr.me"}

func contents(text string) map[Content]Span {
	found := make(map[Content]Span)
	for _, at := range link.FindAllStringIndex(text, -1) {
		span := Span{Start: at[0], End: at[1]}
		if _, ok := found[URL]; !ok {
			found[URL] = span
		}
		host := strings.ToLower(text[at[0]:at[1]])
		for _, scheme := range []string{"https://", "http://"} {
			host = strings.TrimPrefix(host, scheme)
		}
		host = strings.TrimPrefix(host, "www.")
		if i := strings.IndexAny(host, "/?#:"); i >= 0 {
			host = host[:i]
		}
		for _, s := range shorteners {
			if _, ok := found[ShortenedURL]; host == s && !ok {
				found[ShortenedURL] = span
			}
		}
	}
	return found
}

// TextFindings judges a text by what the provider does not carry: links from a short code, say, or more characters than its
// interface takes. The text is the whole message as it is handed over. Placeholders left in it are not judged here: see Foreign.
func (p Profile) TextFindings(path, text, sender string) law.Findings {
	var fs law.Findings
	if n := utf8.RuneCountInString(text); p.MaxCharacters > 0 && n > p.MaxCharacters {
		fs = append(fs, law.Find(law.PartBudget, path, "the text has %d characters; %s takes at most %d", n, p.title(), p.MaxCharacters))
	}
	if len(p.Forbids) == 0 {
		return fs
	}
	found := contents(text)
	kind := KindOf(sender)
	for _, forbid := range p.Forbids {
		span, ok := found[forbid.What]
		if !ok || forbid.When != "" && forbid.When != kind {
			continue
		}
		var f law.Finding
		switch {
		case forbid.What == ShortenedURL:
			f = law.Find(forbid.Rule, path, "%s does not carry a link through a public shortener", p.title())
		case forbid.When == ShortCode:
			f = law.Find(forbid.Rule, path, "%s blocks messages with a link when a short code is the sender: take an alphanumeric sender", p.title())
		default:
			f = law.Find(forbid.Rule, path, "%s does not carry links", p.title())
		}
		if forbid.Severity != "" {
			f.Severity = forbid.Severity
		}
		fs = append(fs, f.At(span.Start, span.End))
	}
	return fs.Sort()
}
