package dossier

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/notice/words"
)

// known returns the words for a value of a closed set, or the value itself.
func known[K ~string](m map[K]tongue.Text, k K, w tongue.Words) string {
	if t, ok := m[k]; ok {
		return w.Say(t)
	}
	return string(k)
}

// writer holds what every page is made with.
type writer struct {
	tongue.Words
	d     Dossier
	set   words.Set
	found law.Findings // all that is missing, judged
}

func (d Dossier) writer(lang language.Tag) *writer {
	t := tongue.Of(lang)
	at := d.moment()
	return &writer{Words: tongue.Dossier.In(t), d: d, set: words.For(t.Tag()), found: d.Rules.Apply(at, d.findings(at), d.Except)}
}

// page begins a page with all that is missing under its paths.
func (w *writer) page(name, title string, public bool, paths ...string) Page {
	return Page{Name: name, Title: title, Public: public, Missing: under(w.found, paths...), words: w.Words, day: w.set.Date(w.d.At)}
}

// date says a civil day; a day that is none stands as it is.
func (w *writer) date(d notice.Day) string {
	if s := w.set.Date(d); s != "" {
		return s
	}
	return string(d)
}

// country says the name of a country.
func (w *writer) country(code string) string {
	r, err := language.ParseRegion(code)
	if err != nil {
		return code
	}
	if name := display.Regions(w.Tag()).Name(r); name != "" {
		return name
	}
	return code
}

// election names the election without its article, empty for none.
func (w *writer) election() string {
	return upper(clean(w.set.Bare(w.d.Notice.Election.In(w.Tag()))))
}

// terms says how long each class of data is kept, as the messages say it.
func (w *writer) terms() []line {
	var out []line
	for _, k := range w.d.Notice.Keep {
		if s := w.set.Term(k.Class, k.After, k.Months, k.Days); s != "" {
			out = append(out, in(upper(s)))
		}
	}
	return out
}

// people are the classes of persons that the terms name.
func (w *writer) people() []line {
	var out []line
	for _, k := range w.d.Notice.Keep {
		if p, ok := classWords[k.Class]; ok {
			out = append(out, in(w.Say(p)))
		}
	}
	return out
}

// origin says where the data came from, for others than those whose data they are.
func (w *writer) origin() line {
	o := w.d.Notice.Origin
	if o.Kind == "" {
		return nil
	}
	l := in(upper(known(originWords, o.Kind, w.Words)))
	if detail := said(o.Detail, o.Enrichment); len(detail) > 0 {
		l = append(l, in(w.Say(": ")+strings.Join(detail, ", "))...)
	}
	return l
}

// basis says the legal basis, for others than those whose data they are.
func (w *writer) basis() string {
	if w.d.Notice.Basis.Kind == "" {
		return ""
	}
	return known(basisWords, w.d.Notice.Basis.Kind, w.Words)
}

// contacts are where people exercise their rights.
func (w *writer) contacts() []line {
	r := w.d.Notice.Rights
	var out []line
	for _, s := range said(r.Email, r.Postal, r.Page) {
		out = append(out, in(to(s)))
	}
	return out
}

// upper begins a text with a capital, lower with a small letter.
func upper(s string) string { return begin(s, unicode.ToUpper) }
func lower(s string) string { return begin(s, unicode.ToLower) }

func begin(s string, f func(rune) rune) string {
	s = clean(s)
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(f(r)) + s[n:]
}

// classWords are the classes of data that stand for people, as an outsider says them.
var classWords = map[string]tongue.Text{
	notice.ElectionOnly:  "voters whose contact details were gathered for this election alone",
	notice.ElectoralRoll: "voters on the electoral rolls",
	notice.ConsularList:  "voters on the consular lists",
	notice.Occasional:    "occasional contacts",
	notice.Regular:       "regular contacts",
	notice.Member:        "members and former members",
	notice.Rented:        "people of a rented or bought file",
}

// originWords name every origin, the forbidden ones too: a page about a file that may not be used says so.
var originWords = map[law.Origin]tongue.Text{
	law.OriginForm:      "form filled in by the person",
	law.OriginMember:    "membership, present or past",
	law.OriginDonor:     "donation",
	law.OriginEvent:     "attendance at an event",
	law.OriginPetition:  "signature of a petition",
	law.OriginRegular:   "subscription or regular correspondence",
	law.OriginReferral:  "referral by someone the person knows",
	law.OriginRented:    "rented or bought file",
	law.OriginRoll:      "electoral roll",
	law.OriginConsular:  "consular electoral list",
	law.OriginDirectory: "public directory",
	law.OriginDoorstep:  "doorstep canvassing",
	law.OriginPhone:     "phone canvassing",
	law.OriginTransfer:  "transfer from another political body",
	law.OriginElected:   "public register of elected officials",

	law.OriginMunicipal:    "municipal file",
	law.OriginPublicFile:   "file of a public administration",
	law.OriginStaff:        "staff file",
	law.OriginPatients:     "file of patients",
	law.OriginPupils:       "file of pupils or parents",
	law.OriginTenants:      "file of tenants",
	law.OriginPollingStaff: "contact details of polling-station officers",
	law.OriginSignOff:      "sign-off lists",
	law.OriginScraped:      "data gathered from web pages or networks",
}

var basisWords = map[law.Basis]tongue.Text{
	law.Consent:            "consent of the people concerned (GDPR 6(1)(a) and 9(2)(a))",
	law.LegitimateInterest: "legitimate interest (GDPR 6(1)(f))",
	law.PoliticalBody:      "political not-for-profit body, for its members and regular contacts (GDPR 9(2)(d))",
}

var kindWords = map[notice.ControllerKind]tongue.Text{
	notice.Candidate:      "candidate",
	notice.List:           "list",
	notice.Party:          "party",
	notice.Association:    "association",
	notice.LocalAuthority: "local authority",
}

var criterionWords = map[notice.Criterion]tongue.Text{
	notice.ByCommune:        "the commune",
	notice.ByConstituency:   "the constituency",
	notice.ByPollingStation: "the polling station",
	notice.ByAge:            "age",
	notice.BySex:            "sex",
	notice.ByOccupation:     "the occupation",
	notice.ByInterest:       "the topics that the person chose",
	notice.ByLanguage:       "the language that the person chose",
	notice.ByAttendance:     "attendance at meetings",
	notice.ByDonation:       "donations",
	notice.ByNameOrigin:     "how the name sounds",
	notice.ByBirthplace:     "the birthplace",
	notice.ByReligion:       "religion",
	notice.ByEthnicity:      "ethnic origin",
	notice.ByHealth:         "health",
	notice.ByOrientation:    "sexual orientation",
	notice.ByUnion:          "union membership",
	notice.ByOpinion:        "the inferred opinion",
	notice.ByTurnout:        "turnout",
	notice.ByOpened:         "whether earlier messages were opened",
	notice.ByClicked:        "whether links in earlier messages were clicked",
}

var rightWords = map[string]tongue.Text{
	Access:        "access",
	Rectification: "rectification",
	Erasure:       "erasure",
	Restriction:   "restriction",
	Portability:   "portability",
	Objection:     "objection",
	Withdrawal:    "withdrawal of consent",
}

var territoryWords = map[law.Territory]tongue.Text{
	law.Metropole:         "European France",
	law.Guadeloupe:        "Guadeloupe",
	law.Martinique:        "Martinique",
	law.Guyane:            "French Guiana",
	law.Reunion:           "Réunion",
	law.Mayotte:           "Mayotte",
	law.SaintPierre:       "Saint Pierre and Miquelon",
	law.SaintBarthelemy:   "Saint Barthélemy",
	law.SaintMartin:       "Saint Martin",
	law.Polynesie:         "French Polynesia",
	law.WallisFutuna:      "Wallis and Futuna",
	law.NouvelleCaledonie: "New Caledonia",
	law.Abroad:            "French abroad",
	law.AbroadAmericas:    "French abroad, American continent",
}
