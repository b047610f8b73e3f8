package phone

import (
	"net/url"
	"slices"
	"strings"

	"github.com/scrutateur/scrutateur/message/internal/judge"
	"github.com/scrutateur/scrutateur/message/router"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
)

// within reports whether a byte stands in one of the links.
func within(links []judge.Link, at int) bool {
	_, ok := linkAt(links, at)
	return ok
}

// linkAt returns the link in which a byte stands.
func linkAt(links []judge.Link, at int) (judge.Link, bool) {
	i, found := slices.BinarySearchFunc(links, at, func(l judge.Link, at int) int {
		switch {
		case l.End <= at:
			return -1
		case l.Start > at:
			return 1
		}
		return 0
	})
	if !found {
		return judge.Link{}, false
	}
	return links[i], true
}

// domainsOf returns the domains that a Notice answers for: those of its links, of its mailboxes, and an ID that is a domain.
func domainsOf(n notice.Notice) map[string]bool {
	own := map[string]bool{}
	host := func(s string) {
		if l, ok := judge.ParseLink(s); ok && strings.Contains(l.Host, ".") {
			own[l.Domain] = true
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
		case l.URL == nil:
			j.add(law.Find(law.NoConceal, Path, "no URL: nobody can tell where this link leads").At(l.Start, l.End))
		case l.URL.User != nil:
			j.add(law.Find(law.NoConceal, Path, "a URL with a user name hides where it leads: remove what stands before @").At(l.Start, l.End))
		case judge.Numeric(l.Host):
			j.add(law.Find(law.NoConceal, Path, "a link to a number instead of a name: nobody can tell whose it is").At(l.Start, l.End))
		case j.own[l.Domain]:
		case router.Shortener(l.Host) || router.Shortener(l.Domain):
			j.add(law.Find(law.NoConceal, Path, "a shortened link hides where it leads, and %s sees who follows it: take a link of the sender's own domain", shortener(l)).At(l.Start, l.End))
		case !j.known || strings.HasSuffix("."+l.Host, ".gouv.fr"): // the State's pages on voting and proxies
		case tracked(l.URL):
			j.add(law.Find(law.NoConceal, Path, "a link that tracks, to a domain that is none of the notice's: take a link of the sender's own domain").At(l.Start, l.End))
		default:
			j.add(law.Find(law.NoConceal, Path, "a link to a domain that is none of the notice's: say whose it is, or take one of the sender's own").At(l.Start, l.End))
		}
	}
}

func shortener(l judge.Link) string {
	if router.Shortener(l.Host) {
		return l.Host
	}
	return l.Domain
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
