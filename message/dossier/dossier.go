// Package dossier writes the pages that a campaign shows to the people it writes to and to the regulator, from one
// notice.Notice and the proofs of its templates, so that the pages and the messages say the same:
//
//	privacy       for the public: who uses the data, why, for how long, and every right (GDPR 13 and 14)
//	transparency  for the public: the notice of Regulation (EU) 2024/900, article 12, where there is an Advert
//	register      the record of processing activities (GDPR 30)
//	processors    for each provider, the clauses that its contract must have (GDPR 28)
//	impact        a document to start an impact assessment from (GDPR 35)
//	regulator     the answers to the six questions that CNIL put to parties
//	reminders     the days that the election sets, and the rules that no program can decide
//	index         what there is, and everything that is missing
//
// Fill in a Dossier, call Pages, and write each page with WriteHTML or WriteMarkdown: the two come from the same
// structure. Every page lists what it still lacks under the rule that asks for it. A page is for screens of any width,
// light or dark, and for A4; it loads nothing and runs nothing.
//
// What is not promised: that what is declared is true, and that a page without gaps is lawful. Whatever only a person can
// judge is left open on the page, and marked.
//
// Importing it adds the names of the countries to a program, 2.5 MB of x/text/language/display.
package dossier

import (
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
)

// Dossier is what the pages are written from: plain data, JSON in and out.
type Dossier struct {
	Notice    notice.Notice   `json:"notice"`
	Templates []Template      `json:"templates,omitempty"`
	Facts     Facts           `json:"facts,omitzero"`
	Rules     law.Profile     `json:"rules,omitempty"`  // the zero Profile is law.Default
	Except    []law.Exception `json:"except,omitempty"` // rules softened, each with its reason: the pages show it
	// At is the day that the pages bear, by whose rules they are judged, and on which a request is late. Empty: no day, the rules
	// of the first round, or the newest ones where there is none, and no request is late.
	At notice.Day `json:"at,omitempty"`
}

// Template is one proved template of the campaign, SMS or Email; both nil: it was not proved, and the pages say so.
type Template struct {
	Name  string       `json:"name"` // "sms/rappel"
	SMS   *sms.Proof   `json:"sms,omitempty"`
	Email *email.Proof `json:"email,omitempty"`
}

// The names of the pages.
const (
	Index        = "index"
	Privacy      = "privacy"
	Transparency = "transparency"
	Register     = "register"
	Processors   = "processors"
	Impact       = "impact"
	Regulator    = "regulator"
	Reminders    = "reminders"
)

// Pages writes every page in a language: French or English, whichever is nearer, French in doubt. The index comes first. A
// campaign without an Advert has no transparency page; the index says what that means.
func (d Dossier) Pages(lang language.Tag) []Page {
	w := d.writer(lang)
	pages := []Page{w.privacy()}
	if d.Notice.Advert != nil {
		pages = append(pages, w.transparency())
	}
	pages = append(pages, w.register(), w.processors(), w.impact(), w.regulator(), w.reminders())
	return append([]Page{w.index(pages)}, pages...)
}

// Findings returns everything that the pages lack, judged by the rules of the day and sorted; each finding stands on the index
// and on every page that it concerns.
func (d Dossier) Findings() law.Findings { return d.Pages(language.English)[0].Missing }

// moment is when the rules are judged; zero: by the newest ones, without what depends on the day.
func (d Dossier) moment() time.Time {
	if at := noon(d.At); !at.IsZero() {
		return at
	}
	first, _ := d.Notice.Election.FirstRound()
	return noon(first)
}

// noon is the middle of a day in Paris, the zero time for none.
func noon(d notice.Day) time.Time {
	at, err := d.Time(time.UTC)
	if err != nil {
		return time.Time{}
	}
	return at.Add(11 * time.Hour)
}

// findings are what the Notice and the facts lack, before the pages ask for more.
func (d Dossier) findings(at time.Time) law.Findings {
	fs := d.Notice.Findings(at)
	fs = append(fs, d.Facts.findings(noon(d.At))...) // whether an answer is late depends on today, not on the election
	if d.Notice.Advert != nil {
		fs = append(fs, d.Notice.Advert.Lacks()...)
	} else {
		fs = append(fs, law.Find(law.AdvertNotice, "Notice.Advert", "no advertisement is declared, so there is no transparency notice: fill Advert, or except the rule with the reason why Regulation (EU) 2024/900 does not reach these messages").AsShould())
	}
	if d.At != "" && noon(d.At).IsZero() {
		fs = append(fs, law.Find(law.SpecField, "At", "no day: write it as 2026-03-15"))
	}
	for i, t := range d.Templates {
		if t.SMS == nil && t.Email == nil {
			fs = append(fs, law.Find(law.SpecField, indexed("Templates", i), "the template is not proved, so no page can speak of it: compile it first"))
		}
	}
	return append(fs, d.lacks()...)
}

// lacks is what no message needs, and a page does.
func (d Dossier) lacks() law.Findings {
	n, f := d.Notice, d.Facts
	var fs law.Findings
	if len(n.Data) == 0 {
		if n.Origin.Kind != "" && !n.Origin.Direct() {
			fs = append(fs, law.Find(law.FullNotice, "Notice.Data", "no categories of data: people whose data came from somebody else are told which"))
		}
		fs = append(fs, law.Find(law.ProcessingRecord, "Notice.Data", "no categories of data: the record names them"))
	}
	if len(n.Joint) > 0 && blank(f.Arrangement) {
		fs = append(fs, law.Find(law.FullNotice, "Facts.Arrangement", "joint controllers without an arrangement: say who informs people and who answers them"))
	}
	if len(n.Processors) == 0 && slices.ContainsFunc(d.Templates, func(t Template) bool { return t.SMS != nil }) {
		fs = append(fs, law.Find(law.ProcessorContract, "Notice.Processors", "SMS leave through a provider, and none is declared: name it, with its contract"))
	}
	if len(f.Security) == 0 {
		fs = append(fs, law.Find(law.DataSecurity, "Facts.Security", "no security measures: say who can open and export the file, and how it is protected"))
	}
	if f.Tools == nil {
		fs = append(fs, law.Find(law.DataSecurity, "Facts.Tools", "no tools: name the software that holds the data and to whom it is given, or write an empty list where there is none"))
	}
	if f.People == 0 {
		fs = append(fs, law.Find(law.ImpactAssessment, "Facts.People", "nobody knows how many people: say how many the file holds, because scale decides whether an assessment is due"))
	}
	if blank(f.Contact) && blank(n.Controller.DPO) {
		fs = append(fs, law.Find(law.RightsContact, "Facts.Contact", "nobody answers the regulator: name a contact, or a data protection officer").AsShould())
	}
	return fs
}

// under returns the findings whose path begins with one of the prefixes.
func under(fs law.Findings, prefixes ...string) law.Findings {
	var out law.Findings
	for _, f := range fs {
		if slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(f.Path, p) }) {
			out = append(out, f)
		}
	}
	return out
}
