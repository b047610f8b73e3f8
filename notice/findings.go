package notice

import (
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/scrutateur/scrutateur/internal/civil"
	"github.com/scrutateur/scrutateur/notice/law"
)

// Findings judges the Notice, all findings at once, sorted: what is missing, over-long, contradictory or forbidden, each
// with the path of the field and a remedy. The moment is that of the message; a zero one leaves out what depends on it.
// Findings are raw: law.Profile.Apply keeps those whose rules apply at the moment.
//
// It judges the Notice alone. Allows says what it can carry on a channel.
func (n Notice) Findings(at time.Time) law.Findings {
	day := Day("")
	if !at.IsZero() {
		day = Day(civil.Paris.In(at, "").Format(time.DateOnly))
	}
	fs := append(n.shape(), n.texts()...)
	fs = append(fs, n.Election.findings()...)
	fs = append(fs, n.Origin.findings(day)...)
	fs = append(fs, n.Basis.findings(n.Origin.Kind, n.Controller.Kind, day)...)
	fs = append(fs, n.Rights.findings()...)
	if n.Origin.Direct() && !n.Rights.Directives {
		fs = append(fs, law.Find(law.AfterDeath, "Notice.Rights.Directives", "people who gave their data are told that they can say what becomes of them after their death: set Directives, and say it on the page"))
	}
	if n.Controller.Kind == LocalAuthority {
		fs = append(fs, law.Find(law.PublicPromotion, "Notice.Controller.Kind", "a local authority may not campaign: the candidate, list or party is the controller"))
	}
	for i, p := range n.Processors {
		fs = append(fs, p.findings(indexed("Notice.Processors", i), n.Advert != nil)...)
	}
	fs = append(fs, keepFindings(n.Keep)...)
	if n.Advert != nil {
		fs = append(fs, n.Advert.findings(n, day)...)
	}
	return fs.Sort()
}

func (r Rights) findings() law.Findings {
	var fs law.Findings
	if blank(r.Email) && blank(r.Postal) && blank(r.Page) {
		fs = append(fs, law.Find(law.RightsContact, "Notice.Rights", "nobody to ask: give an e-mail address, a postal address or a page where people exercise their rights"))
	}
	fs = append(fs, linkFindings(law.RightsContact, "Notice.Rights.Page", r.Page)...)
	fs = append(fs, linkFindings(law.NoticeLink, "Notice.Rights.Notice", r.Notice)...)
	return fs
}

// economicArea is the European Union with Iceland, Liechtenstein and Norway.
var economicArea = []string{"AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT", "LU", "MT", "NL",
	"PL", "PT", "RO", "SK", "SI", "ES", "SE", "IS", "LI", "NO"}

// findings names the clauses of GDPR 28(3) that the contract lacks.
func (p Processor) findings(path string, advert bool) law.Findings {
	var fs law.Findings
	if p.Outside() && blank(p.Transfer) {
		fs = append(fs, law.Find(law.FullNotice, path+".Transfer", "a country outside the European Economic Area: say what protects the data there, an adequacy decision or standard clauses"))
	}
	if !blank(p.Replaces) && p.SuppressionImported == "" {
		fs = append(fs, law.Find(law.SuppressionKept, path+".SuppressionImported", "another provider is replaced: take over its list of objections and say when"))
	}
	if advert && p.SponsorDeclared == "" {
		fs = append(fs, law.Find(law.SponsorDeclaration, path+".SponsorDeclared", "the provider was not told that the messages are political advertising: declare it and say when"))
	}
	if blank(p.Contract) {
		return fs // without a contract, it has no clauses: said once
	}
	for _, letter := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
		if !slices.Contains(p.Clauses, letter) {
			fs = append(fs, clauseFinding(path+".Clauses", letter))
		}
	}
	return fs
}

// linkFindings judges a link that a recipient follows, under the rule that asks for it.
func linkFindings(rule law.ID, path, link string) law.Findings {
	if blank(link) {
		return nil // the shape says so where it is needed
	}
	u, err := url.Parse(link)
	switch {
	case err != nil:
		return law.Findings{law.Find(rule, path, "no URL: write it as https://example.org/page")}
	case u.Scheme != "https":
		return law.Findings{law.Find(rule, path, "not https: people follow this link with their data")}
	case u.User != nil:
		return law.Findings{law.Find(rule, path, "a URL with a user name hides where it leads: remove what stands before @")}
	case !realHost(u.Hostname()):
		return law.Findings{law.Find(rule, path, "no host that people can reach: give a domain name")}
	case strings.ContainsAny(link, " <>\"'`\\"):
		return law.Findings{law.Find(rule, path, "a space, quote or bracket in a URL: percent-encode it")}
	}
	return nil
}

// realHost reports whether a voter's phone could reach the host: a domain name with a letter in its last label.
func realHost(host string) bool {
	if _, err := netip.ParseAddr(host); err == nil || len(host) > 253 {
		return false
	}
	labels := strings.Split(host, ".")
	if len(labels) < 2 {
		return false
	}
	for _, l := range labels {
		if strings.ContainsFunc(l, func(r rune) bool { return r >= 0x80 }) { // punycode is what phones show anyway
			return false
		}
		if l == "" || len(l) > 63 || l[0] == '-' || l[len(l)-1] == '-' || strings.ContainsAny(l, "_%:[]") {
			return false
		}
	}
	last := labels[len(labels)-1]
	return strings.ContainsFunc(last, func(r rune) bool { return r < '0' || r > '9' }) &&
		!slices.Contains([]string{"local", "localhost", "internal", "invalid", "lan"}, strings.ToLower(last))
}

// keepFindings judges the terms against what the regulator says of each class.
func keepFindings(terms []Term) law.Findings {
	if len(terms) == 0 {
		return law.Findings{missing("Notice.Keep")}
	}
	var fs law.Findings
	seen := map[string]int{}
	for i, t := range terms {
		path := indexed("Notice.Keep", i)
		if j, twice := seen[t.Class]; twice && t.Class != "" {
			fs = append(fs, law.Find(law.ContactClass, path+".Class", "the class %q has a term already, in Keep[%d]: keep one", short(t.Class), j))
		}
		seen[t.Class] = i
		switch t.Class {
		case ElectionOnly:
			if t.After != "" && (t.After != ElectionDecided || t.Months > 0 || t.Days > 0) {
				fs = append(fs, law.Find(law.RetentionElection, path, "a file built for one election goes when the election is decided: write that event and no delay; those who agreed to hear more move to the class regular"))
			}
		case ElectoralRoll, ConsularList:
			if t.After != "" && (t.After != ElectionDecided || t.Months > 0 || t.Days > 0) {
				fs = append(fs, law.Find(law.RetentionRoll, path, "data drawn from electoral lists go when the election is decided: write that event and no delay"))
			}
		case Occasional:
			if t.After != "" && t.After != LastMessage {
				fs = append(fs, law.Find(law.RetentionOnce, path+".After", "an occasional contact goes two months after its message: let the term run from last-message"))
			} else if t.Months > 2 || t.Months == 2 && t.Days > 0 || t.Months == 0 && t.Days > 62 || t.Months == 1 && t.Days > 31 {
				fs = append(fs, law.Find(law.RetentionOnce, path, "an occasional contact goes at most two months after its message: shorten the term"))
			}
		case AdRecord:
			if t.After == Publication && t.Months < 84 {
				fs = append(fs, law.Find(law.AdvertRecords, path, "records of political advertisements are kept seven years: write 84 months"))
			}
		}
	}
	return fs
}

func indexed(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

// findings judges an election: known or described, in order, and not in contradiction with what is known.
func (e Election) findings() law.Findings {
	var fs law.Findings
	if e.ID == "" {
		return nil // the shape has said so
	}
	if e.none() {
		if len(e.Rounds) > 0 || e.Name != "" || e.ShortName != "" {
			fs = append(fs, law.Find(law.SpecField, "Notice.Election", "no election, and yet a name or rounds: give the election an ID, or use NoElection alone"))
		}
		return fs
	}
	k := lookup(e.ID)
	if k == nil {
		if !e.dated() {
			fs = append(fs, law.Find(law.SpecField, "Notice.Election.ID", "%q is no embedded election: give its Rounds, or correct the ID", short(e.ID)))
		}
		if blank(e.Name) {
			fs = append(fs, law.Find(law.ElectionNamed, "Notice.Election.Name", "no name: say which election it is, as it stands in a sentence"))
		}
	} else if len(k.Rounds) > 0 && len(e.Rounds) > 0 && !sameDays(k.Rounds, e.Rounds) {
		fs = append(fs, law.Find(law.SpecField, "Notice.Election.Rounds", "other days than those known for this election: leave Rounds out, or give the election an ID of its own"))
	}
	r := e.Resolve()
	if r.Provisional && len(r.Rounds) > 0 {
		fs = append(fs, law.Find(law.Silence, "Notice.Election", "the days are announced and no decree has set them: check them before each batch").AsShould())
	}
	if len(r.Rounds) == 0 && isDay(r.Earliest) && isDay(r.Latest) {
		fs = append(fs, law.Find(law.Silence, "Notice.Election", "nobody has set the days: from %s to %s nothing will be sent; give Rounds when the decree is published", string(r.Earliest), string(r.Latest)).AsShould())
	}
	for i, t := range e.Territories {
		if _, ok := zones[t]; !ok {
			fs = append(fs, law.Find(law.SpecField, indexed("Notice.Election.Territories", i), "unknown territory %q: take one of the constants of package law", short(t)))
		}
	}
	if isDay(e.Earliest) && isDay(e.Latest) && e.Earliest > e.Latest {
		fs = append(fs, law.Find(law.SpecField, "Notice.Election.Latest", "before Earliest: exchange them"))
	}
	for i, r := range e.Rounds {
		path := indexed("Notice.Election.Rounds", i)
		if r.Day != "" && !isDay(r.Day) && validDate(r.Day) {
			fs = append(fs, law.Find(law.SpecField, path+".Day", "a year outside 1958 to 2200: correct it"))
		}
		if i > 0 && isDay(r.Day) && isDay(e.Rounds[i-1].Day) && r.Day < e.Rounds[i-1].Day {
			fs = append(fs, law.Find(law.SpecField, path+".Day", "before the round that precedes it: put the rounds in order"))
		}
		opens, ok1 := minutes(r.Open)
		closes, ok2 := minutes(r.Close)
		if ok1 && ok2 && closes <= opens {
			fs = append(fs, law.Find(law.SpecField, path+".Close", "polls that close before they open: correct the times"))
		}
		for t, c := range r.LocalClose {
			if _, ok := zones[t]; !ok {
				fs = append(fs, law.Find(law.SpecField, path+".LocalClose", "unknown territory %q: take one of the constants of package law", short(t)))
			}
			if _, ok := minutes(c); !ok {
				fs = append(fs, law.Find(law.SpecField, path+".LocalClose["+clean(string(t))+"]", "no time of day: write it as 18:00"))
			}
		}
		for t, d := range r.Local {
			if _, ok := zones[t]; !ok {
				fs = append(fs, law.Find(law.SpecField, path+".Local", "unknown territory %q: take one of the constants of package law", short(t)))
			}
			if !isDay(d) {
				fs = append(fs, law.Find(law.SpecField, path+".Local["+clean(string(t))+"]", "no day: write it as 2026-03-15"))
			}
		}
	}
	return fs
}

func sameDays(a, b []Round) bool {
	return slices.EqualFunc(a, b, func(x, y Round) bool { return x.Day == y.Day })
}

func validDate(d Day) bool { _, err := time.Parse(time.DateOnly, string(d)); return err == nil }
