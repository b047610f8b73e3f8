package message

import (
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/scrutateur/scrutateur/message/router"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
)

// auditLink is a link that a phone makes of a stretch of text.
type auditLink struct {
	start, end int
	url        *url.URL
	host       string // in small letters, without "www."
	domain     string // what somebody registered: "example.org" of "a.b.example.org"
	scheme     bool   // the text has the scheme; without it phones open http first
}

// linkForm is what may be a link: with a scheme, or a name of labels with dots.
var linkForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)https?://[^\s<>"«»“”]+|(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}(?::[0-9]{1,5})?(?:[/?#][^\s<>"«»“”]*)?`)
})

// linksOf returns the links of a text. A name without scheme is one when phones take it for one, or when its domain is one of
// own: "Dimanche.Votez" is a missing space, and what follows @ is a mailbox.
func linksOf(text string, own map[string]bool) []auditLink {
	var out []auditLink
	for _, at := range linkForm().FindAllStringIndex(text, -1) {
		start, end := at[0], at[0]+len(strings.TrimRight(text[at[0]:at[1]], ".,;:!?)]}'’…"))
		l, ok := parseLink(text[start:end])
		if !ok {
			if l.scheme {
				out = append(out, auditLink{start: start, end: end, scheme: true})
			}
			continue
		}
		before, _ := utf8.DecodeLastRuneInString(text[:start])
		if !l.scheme && (start > 0 && (before == '@' || before == '_' || unicode.IsLetter(before) || unicode.IsDigit(before)) ||
			!own[l.domain] && !router.HasLink(text[start:end])) {
			continue
		}
		l.start, l.end = start, end
		out = append(out, l)
	}
	return out
}

// parseLink reads a link as a phone does. It returns false for what is no URL with a host; scheme says whether it claims to be one.
func parseLink(s string) (auditLink, bool) {
	l := auditLink{scheme: len(s) > 7 && strings.EqualFold(s[:4], "http") && strings.Contains(s[:8], "://")}
	if !l.scheme {
		s = "https://" + s
	}
	u, err := url.Parse(s)
	if err != nil || u.Hostname() == "" {
		return l, false
	}
	l.url = u
	l.host = strings.TrimPrefix(strings.Trim(strings.ToLower(u.Hostname()), "."), "www.")
	l.domain = registered(l.host)
	return l, true
}

// registered returns the domain that somebody registered, of which the host is a part: "example.org" of "a.b.example.org", and
// "demain.asso.fr" of "www.demain.asso.fr".
func registered(host string) string {
	if numericHost(host) {
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
// pages. A domain that is missing here makes two strangers one, and is not told of.
var sharedDomains = strings.Fields(`asso.fr com.fr nom.fr gouv.fr prd.fr tm.fr co.uk org.uk eu.org
	blogspot.com wordpress.com wixsite.com hubside.fr over-blog.com e-monsite.com jimdofree.com jimdosite.com weebly.com webnode.fr
	github.io gitlab.io pages.dev netlify.app vercel.app web.app firebaseapp.com notion.site carrd.co strikingly.com`)

// leadsTo reports whether the link is that of want: host and path are the same; a query may follow.
func (l auditLink) leadsTo(want auditLink) bool {
	return l.url != nil && want.url != nil && l.host == want.host &&
		strings.TrimRight(l.url.Path, "/") == strings.TrimRight(want.url.Path, "/") &&
		(want.url.RawQuery == "" || l.url.RawQuery == want.url.RawQuery)
}

// within reports whether a byte stands in one of the links.
func within(links []auditLink, at int) bool {
	_, ok := linkAt(links, at)
	return ok
}

// linkAt returns the link in which a byte stands.
func linkAt(links []auditLink, at int) (auditLink, bool) {
	i, found := slices.BinarySearchFunc(links, at, func(l auditLink, at int) int {
		switch {
		case l.end <= at:
			return -1
		case l.start > at:
			return 1
		}
		return 0
	})
	if !found {
		return auditLink{}, false
	}
	return links[i], true
}

// domainsOf returns the domains that a Notice answers for: those of its links, of its mailboxes, and an ID that is a domain.
func domainsOf(n notice.Notice) map[string]bool {
	own := map[string]bool{}
	host := func(s string) {
		if l, ok := parseLink(s); ok && strings.Contains(l.host, ".") {
			own[l.domain] = true
		}
	}
	mailbox := func(s string) {
		if i := strings.LastIndexByte(s, '@'); i >= 0 {
			host(s[i+1:])
		}
	}
	host(n.Rights.Notice)
	host(n.Rights.Page)
	mailbox(n.Rights.Email)
	if n.Advert != nil {
		host(n.Advert.Notice)
	}
	for _, c := range append([]notice.Controller{n.Controller}, n.Joint...) {
		host(c.ID)
		mailbox(c.Email)
	}
	return own
}

// linkFindings judges where links lead, as far as they say it.
func (j *auditor) linkFindings() {
	for _, l := range j.links {
		switch {
		case l.url == nil:
			j.add(law.Find(law.NoConceal, auditPath, "no URL: nobody can tell where this link leads").At(l.start, l.end))
		case l.url.User != nil:
			j.add(law.Find(law.NoConceal, auditPath, "a URL with a user name hides where it leads: remove what stands before @").At(l.start, l.end))
		case numericHost(l.host):
			j.add(law.Find(law.NoConceal, auditPath, "a link to a number instead of a name: nobody can tell whose it is").At(l.start, l.end))
		case j.own[l.domain]:
		case router.Shortener(l.host) || router.Shortener(l.domain):
			j.add(law.Find(law.NoConceal, auditPath, "a shortened link hides where it leads, and %s sees who follows it: take a link of the sender's own domain", shortener(l)).At(l.start, l.end))
		case !j.known || strings.HasSuffix("."+l.host, ".gouv.fr"): // the State's pages on voting and proxies
		case tracked(l.url):
			j.add(law.Find(law.NoConceal, auditPath, "a link that tracks, to a domain that is none of the notice's: take a link of the sender's own domain").At(l.start, l.end))
		default:
			j.add(law.Find(law.NoConceal, auditPath, "a link to a domain that is none of the notice's: say whose it is, or take one of the sender's own").At(l.start, l.end))
		}
	}
}

func shortener(l auditLink) string {
	if router.Shortener(l.host) {
		return l.host
	}
	return l.domain
}

func numericHost(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil
}

// tracked reports whether the query carries what campaigns and networks tell their visitors apart by.
func tracked(u *url.URL) bool {
	for key := range u.Query() {
		key = strings.ToLower(key)
		if strings.HasPrefix(key, "utm_") || slices.Contains(trackers, key) {
			return true
		}
	}
	return false
}

// trackers are query parameters that carry an identifier of a click or a recipient.
var trackers = strings.Fields("fbclid gclid gbraid wbraid dclid msclkid twclid mc_eid mc_cid mkt_tok _hsenc _hsmi sib_id at_campaign")
