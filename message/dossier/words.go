package dossier

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/notice/words"
)

// tongue is one of the two languages of the pages.
type tongue int

const (
	fr tongue = iota
	en
)

// French first: it is what an unknown language falls back to.
var languages = language.NewMatcher([]language.Tag{language.French, language.English})

func tongueOf(tag language.Tag) tongue {
	_, i, _ := languages.Match(tag)
	return tongue(i)
}

func (t tongue) tag() language.Tag { return [...]language.Tag{language.French, language.English}[t] }

// noBreak writes the spaces that French keeps on the line.
var noBreak = strings.NewReplacer(" :", "\u00a0:", " ;", "\u00a0;", " ?", "\u00a0?", " !", "\u00a0!", "« ", "«\u00a0", " »", "\u00a0»", " %", "\u00a0%")

// say returns a text in the language. Both stand side by side in the code, so that one reader compares them.
func (t tongue) say(french, english string) string {
	if t == en {
		return english
	}
	return noBreak.Replace(french)
}

// pair is a text in French and in English.
type pair [2]string

func (p pair) in(t tongue) string { return t.say(p[fr], p[en]) }

// known returns the words for a value of a closed set, or the value itself.
func known[K ~string](m map[K]pair, k K, t tongue) string {
	if p, ok := m[k]; ok {
		return p.in(t)
	}
	return string(k)
}

// writer holds what every page is made with.
type writer struct {
	tongue
	d     Dossier
	set   words.Set
	found law.Findings // all that is missing, judged
}

func (d Dossier) writer(lang language.Tag) *writer {
	t := tongueOf(lang)
	at := d.moment()
	return &writer{tongue: t, d: d, set: words.For(t.tag()), found: d.Rules.Apply(at, d.findings(at), d.Except)}
}

// page begins a page with all that is missing under its paths.
func (w *writer) page(name, title string, public bool, paths ...string) Page {
	return Page{Name: name, Title: title, Public: public, Missing: under(w.found, paths...), tongue: w.tongue, day: w.set.Date(w.d.At)}
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
	if name := display.Regions(w.tag()).Name(r); name != "" {
		return name
	}
	return code
}

// count groups digits by three.
func (w *writer) count(n int) string {
	s := strconv.Itoa(n)
	sep := w.say("\u202f", ",")
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + sep + s[i:]
	}
	return s
}

// election names the election without its article, empty for none.
func (w *writer) election() string {
	return upper(clean(w.set.Bare(w.d.Notice.Election.In(w.tag()))))
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
			out = append(out, in(p.in(w.tongue)))
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
	l := in(upper(known(originWords, o.Kind, w.tongue)))
	if detail := said(o.Detail, o.Enrichment); len(detail) > 0 {
		l = append(l, in(w.say(" : ", ": ")+strings.Join(detail, ", "))...)
	}
	return l
}

// basis says the legal basis, for others than those whose data they are.
func (w *writer) basis() string {
	if w.d.Notice.Basis.Kind == "" {
		return ""
	}
	return known(basisWords, w.d.Notice.Basis.Kind, w.tongue)
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
var classWords = map[string]pair{
	notice.ElectionOnly:  {"électeurs dont les coordonnées ont été réunies pour cette seule élection", "voters whose contact details were gathered for this election alone"},
	notice.ElectoralRoll: {"électeurs inscrits sur les listes électorales", "voters on the electoral rolls"},
	notice.ConsularList:  {"électeurs inscrits sur les listes consulaires", "voters on the consular lists"},
	notice.Occasional:    {"contacts occasionnels", "occasional contacts"},
	notice.Regular:       {"contacts réguliers", "regular contacts"},
	notice.Member:        {"adhérents et anciens adhérents", "members and former members"},
	notice.Rented:        {"personnes d’un fichier loué ou acheté", "people of a rented or bought file"},
}

// originWords name every origin, the forbidden ones too: a page about a file that may not be used says so.
var originWords = map[law.Origin]pair{
	law.OriginForm:      {"formulaire rempli par la personne", "form filled in by the person"},
	law.OriginMember:    {"adhésion, présente ou passée", "membership, present or past"},
	law.OriginDonor:     {"don", "donation"},
	law.OriginEvent:     {"participation à un événement", "attendance at an event"},
	law.OriginPetition:  {"signature d’une pétition", "signature of a petition"},
	law.OriginRegular:   {"abonnement ou correspondance régulière", "subscription or regular correspondence"},
	law.OriginReferral:  {"parrainage par un proche", "referral by someone the person knows"},
	law.OriginRented:    {"fichier loué ou acheté", "rented or bought file"},
	law.OriginRoll:      {"liste électorale", "electoral roll"},
	law.OriginConsular:  {"liste électorale consulaire", "consular electoral list"},
	law.OriginDirectory: {"annuaire public", "public directory"},
	law.OriginDoorstep:  {"porte-à-porte", "doorstep canvassing"},
	law.OriginPhone:     {"appel téléphonique", "phone canvassing"},
	law.OriginTransfer:  {"transmission par une autre formation politique", "transfer from another political body"},
	law.OriginElected:   {"répertoire public des élus", "public register of elected officials"},

	law.OriginMunicipal:    {"fichier d’une commune", "municipal file"},
	law.OriginPublicFile:   {"fichier d’une administration", "file of a public administration"},
	law.OriginStaff:        {"fichier du personnel", "staff file"},
	law.OriginPatients:     {"fichier de patients", "file of patients"},
	law.OriginPupils:       {"fichier d’élèves ou de parents", "file of pupils or parents"},
	law.OriginTenants:      {"fichier de locataires", "file of tenants"},
	law.OriginPollingStaff: {"coordonnées des membres des bureaux de vote", "contact details of polling-station officers"},
	law.OriginSignOff:      {"listes d’émargement", "sign-off lists"},
	law.OriginScraped:      {"données relevées sur des pages ou des réseaux", "data gathered from web pages or networks"},
}

var basisWords = map[law.Basis]pair{
	law.Consent:            {"consentement des personnes (RGPD, art. 6.1.a et 9.2.a)", "consent of the people concerned (GDPR 6(1)(a) and 9(2)(a))"},
	law.LegitimateInterest: {"intérêt légitime (RGPD, art. 6.1.f)", "legitimate interest (GDPR 6(1)(f))"},
	law.PoliticalBody:      {"organisme politique à but non lucratif, pour ses membres et contacts réguliers (RGPD, art. 9.2.d)", "political not-for-profit body, for its members and regular contacts (GDPR 9(2)(d))"},
}

var kindWords = map[notice.ControllerKind]pair{
	notice.Candidate:      {"candidat", "candidate"},
	notice.List:           {"liste", "list"},
	notice.Party:          {"parti", "party"},
	notice.Association:    {"association", "association"},
	notice.LocalAuthority: {"collectivité", "local authority"},
}

var criterionWords = map[notice.Criterion]pair{
	notice.ByCommune:        {"la commune", "the commune"},
	notice.ByConstituency:   {"la circonscription", "the constituency"},
	notice.ByPollingStation: {"le bureau de vote", "the polling station"},
	notice.ByAge:            {"l’âge", "age"},
	notice.BySex:            {"le sexe", "sex"},
	notice.ByOccupation:     {"la catégorie professionnelle", "the occupation"},
	notice.ByInterest:       {"les sujets que la personne a choisis", "the topics that the person chose"},
	notice.ByLanguage:       {"la langue que la personne a choisie", "the language that the person chose"},
	notice.ByAttendance:     {"la participation à des réunions", "attendance at meetings"},
	notice.ByDonation:       {"les dons", "donations"},
	notice.ByNameOrigin:     {"la consonance du nom", "how the name sounds"},
	notice.ByBirthplace:     {"le lieu de naissance", "the birthplace"},
	notice.ByReligion:       {"la religion", "religion"},
	notice.ByEthnicity:      {"l’origine", "ethnic origin"},
	notice.ByHealth:         {"la santé", "health"},
	notice.ByOrientation:    {"l’orientation sexuelle", "sexual orientation"},
	notice.ByUnion:          {"l’appartenance syndicale", "union membership"},
	notice.ByOpinion:        {"l’opinion supposée", "the inferred opinion"},
	notice.ByTurnout:        {"la participation au vote", "turnout"},
	notice.ByOpened:         {"l’ouverture des messages précédents", "whether earlier messages were opened"},
	notice.ByClicked:        {"les clics dans les messages précédents", "whether links in earlier messages were clicked"},
}

var rightWords = map[string]pair{
	Access:        {"accès", "access"},
	Rectification: {"rectification", "rectification"},
	Erasure:       {"effacement", "erasure"},
	Restriction:   {"limitation", "restriction"},
	Portability:   {"portabilité", "portability"},
	Objection:     {"opposition", "objection"},
	Withdrawal:    {"retrait du consentement", "withdrawal of consent"},
}

var territoryWords = map[law.Territory]pair{
	law.Metropole:         {"France métropolitaine", "European France"},
	law.Guadeloupe:        {"Guadeloupe", "Guadeloupe"},
	law.Martinique:        {"Martinique", "Martinique"},
	law.Guyane:            {"Guyane", "French Guiana"},
	law.Reunion:           {"La Réunion", "Réunion"},
	law.Mayotte:           {"Mayotte", "Mayotte"},
	law.SaintPierre:       {"Saint-Pierre-et-Miquelon", "Saint Pierre and Miquelon"},
	law.SaintBarthelemy:   {"Saint-Barthélemy", "Saint Barthélemy"},
	law.SaintMartin:       {"Saint-Martin", "Saint Martin"},
	law.Polynesie:         {"Polynésie française", "French Polynesia"},
	law.WallisFutuna:      {"Wallis-et-Futuna", "Wallis and Futuna"},
	law.NouvelleCaledonie: {"Nouvelle-Calédonie", "New Caledonia"},
	law.Abroad:            {"Français établis hors de France", "French abroad"},
	law.AbroadAmericas:    {"Français établis sur le continent américain", "French abroad, American continent"},
}
