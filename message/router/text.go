package router

import (
	"slices"
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

// forbidRules are the rules that a Forbid may name.
var forbidRules = []string{string(law.ShortCode), string(law.SenderID), string(law.NoConceal), string(law.SpecField)}

// domains are the top-level domains after which a name without scheme is a link, because phones make links of it: those met in
// French campaigns. "Dimanche.Votez" is a missing space.
var domains = strings.Fields(`fr com org net eu info io me ly co gl gd gy be re cc to at id in link page site app ink biz mobi tv vote ch lu
	paris bzh alsace corsica nc pf gp mq gf yt pm wf`)

// links returns the links of a text with their hosts, in lower case and without "www.". E-mail addresses are none.
func links(text string) (spans []Span, hosts []string) {
	host := func(c byte) bool {
		return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '.'
	}
	for i := 0; i < len(text); {
		if !host(text[i]) {
			i++
			continue
		}
		start := i
		for i < len(text) && host(text[i]) {
			i++
		}
		name := strings.Trim(text[start:i], ".-")
		if name == "" {
			continue
		}
		start += strings.Index(text[start:i], name)
		scheme := 0
		for _, s := range []string{"https://", "http://"} {
			if n := start - len(s); n >= 0 && strings.EqualFold(text[n:start], s) {
				scheme = len(s)
				break
			}
		}
		if scheme == 0 && (start > 0 && text[start-1] == '@' || !named(name)) {
			continue
		}
		if end := start + len(name); end < len(text) && strings.IndexByte("/?#:", text[end]) >= 0 {
			if n := strings.IndexAny(text[end:], " \t\r\n<>\""); n >= 0 {
				i = end + n
			} else {
				i = len(text)
			}
		}
		spans = append(spans, Span{Start: start - scheme, End: max(i, start+len(name))})
		hosts = append(hosts, strings.TrimPrefix(strings.ToLower(name), "www."))
	}
	return spans, hosts
}

// named reports whether a run of host characters without scheme is the name of a host.
func named(name string) bool {
	if len(name) > 4 && strings.EqualFold(name[:4], "www.") {
		return true
	}
	dot := strings.LastIndexByte(name, '.')
	if dot <= 0 || strings.Contains(name, "..") {
		return false
	}
	top := name[dot+1:]
	// "mars.Vote": a sentence begins after the dot.
	if 'A' <= top[0] && top[0] <= 'Z' && top != strings.ToUpper(top) {
		return false
	}
	return slices.Contains(domains, strings.ToLower(top))
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
	spans, hosts := links(text)
	kind := p.kindOf(sender)
	for _, forbid := range p.Forbids {
		if len(spans) == 0 || forbid.When != "" && forbid.When != kind {
			continue
		}
		span := spans[0]
		if forbid.What == ShortenedURL {
			i := slices.IndexFunc(hosts, Shortener)
			if i < 0 {
				continue
			}
			span = spans[i]
		}
		var f law.Finding
		switch {
		case forbid.What == ShortenedURL:
			f = law.Find(forbid.Rule, path, "%s does not carry a link through a public shortener", p.title())
		case forbid.When == ShortCode:
			f = law.Find(forbid.Rule, path, "%s blocks a message with a link whose sender is a short code: take an alphanumeric sender", p.title())
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
