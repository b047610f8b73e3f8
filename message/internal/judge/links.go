package judge

import (
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/scrutateur/scrutateur/message/router"
)

// Link is a link that a phone makes of a stretch of text.
type Link struct {
	Start, End int
	URL        *url.URL
	Host       string // in small letters, without "www."
	Domain     string // what somebody registered: "example.org" of "a.b.example.org"
	Scheme     bool   // the text has the scheme; without it phones open http first
}

// linkForm is what may be a link: with a scheme, or a name of labels with dots.
var linkForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)https?://[^\s<>"«»“”]+|(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}(?::[0-9]{1,5})?(?:[/?#][^\s<>"«»“”]*)?`)
})

// Links returns the links of a text. A name without scheme is one when phones take it for one, or when its domain is one of
// those in own: "Dimanche.Votez" is a missing space, and what follows @ is a mailbox.
func Links(text string, own map[string]bool) []Link {
	var out []Link
	for _, at := range linkForm().FindAllStringIndex(text, -1) {
		start, end := at[0], at[0]+len(strings.TrimRight(text[at[0]:at[1]], ".,;:!?)]}'’…"))
		l, ok := ParseLink(text[start:end])
		if !ok {
			if l.Scheme {
				out = append(out, Link{Start: start, End: end, Scheme: true})
			}
			continue
		}
		before, _ := utf8.DecodeLastRuneInString(text[:start])
		if !l.Scheme && (start > 0 && (before == '@' || before == '_' || unicode.IsLetter(before) || unicode.IsDigit(before)) ||
			!own[l.Domain] && !router.HasLink(text[start:end])) {
			continue
		}
		l.Start, l.End = start, end
		out = append(out, l)
	}
	return out
}

// ParseLink reads a link as a phone does. It returns false for what is no URL with a host; scheme says whether it claims to be one.
func ParseLink(s string) (Link, bool) {
	l := Link{Scheme: len(s) > 7 && strings.EqualFold(s[:4], "http") && strings.Contains(s[:8], "://")}
	if !l.Scheme {
		s = "https://" + s
	}
	u, err := url.Parse(s)
	if err != nil || u.Hostname() == "" {
		return l, false
	}
	l.URL = u
	l.Host = strings.TrimPrefix(strings.Trim(strings.ToLower(u.Hostname()), "."), "www.")
	l.Domain = Registered(l.Host)
	return l, true
}

// Registered returns the domain that somebody registered, of which the host is a part: "example.org" of "a.b.example.org", and
// "demain.asso.fr" of "www.demain.asso.fr".
func Registered(host string) string {
	if Numeric(host) {
		return host
	}
	keep := 2
	for _, s := range sharedDomains {
		if strings.HasSuffix(host, "."+s) {
			keep = strings.Count(s, ".") + 2
		}
	}
	labels := strings.Split(host, ".")
	return strings.Join(labels[max(len(labels)-keep, 0):], ".")
}

// sharedDomains are domains under which strangers have names: those of AFNIC and of the United Kingdom, and hosts of web
// pages. The list is not whole: for a domain that is missing here, "a.shared.example" and "b.shared.example" are taken for one owner's, and
// a link that leads from one to the other is not found.
var sharedDomains = strings.Fields(`asso.fr com.fr nom.fr gouv.fr prd.fr tm.fr co.uk org.uk eu.org
	blogspot.com wordpress.com wixsite.com hubside.fr over-blog.com e-monsite.com jimdofree.com jimdosite.com weebly.com webnode.fr
	github.io gitlab.io pages.dev netlify.app vercel.app web.app firebaseapp.com notion.site carrd.co strikingly.com`)

// LeadsTo reports whether the link is that of want: host and path are the same; a query may follow.
func (l Link) LeadsTo(want Link) bool {
	return l.URL != nil && want.URL != nil && l.Host == want.Host &&
		strings.TrimRight(l.URL.Path, "/") == strings.TrimRight(want.URL.Path, "/") &&
		(want.URL.RawQuery == "" || l.URL.RawQuery == want.URL.RawQuery)
}

// Numeric reports whether a host is an IP address.
func Numeric(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil
}
