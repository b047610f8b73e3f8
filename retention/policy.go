package retention

import (
	"fmt"
	"slices"
	"time"

	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/retention/internal/record"
)

// Do is what happens at the end of a term.
type Do string

const (
	Erase     Do = "erase"
	Aggregate Do = "aggregate" // counts stay, records go
	Review    Do = "review"    // a person decides: erase, or keep until another day
)

// Bound says which way a term binds.
type Bound string

const (
	AtMost  Bound = "at-most"  // erased by that day
	AtLeast Bound = "at-least" // not erased before that day
)

// Level says what stands behind a term.
type Level string

const (
	Statute  Level = "law"      // a text that binds
	Doctrine Level = "cnil"     // what CNIL asks for when it checks
	Contract Level = "contract" // what the provider or the owner of a file asks for
	Practice Level = "practice" // no text fixes a figure; this one is ours
)

// What a term may measure at most; a Notice has the same limits.
const (
	maxMonths = 240
	maxDays   = 3660
)

// Term says how long a class of data is kept: from the day of an event, so many calendar months and then so many days.
// Months and Days zero: until the event.
type Term struct {
	Class    Class        `json:"class"`
	After    Event        `json:"after"`
	Months   int          `json:"months,omitempty"`
	Days     int          `json:"days,omitempty"`
	Do       Do           `json:"do"`
	Bound    Bound        `json:"bound"`
	Rule     law.ID       `json:"rule"`
	Level    Level        `json:"level"`
	Evidence law.Evidence `json:"evidence"` // how the figure was established, not the article
	Source   law.Cite     `json:"source"`
}

// End returns the last day of the term that the event started: the day by which the data are erased (AtMost), or
// before which they are not (AtLeast). Month ends are clamped. The error says that start is no day.
func (t Term) End(start law.Day) (law.Day, error) {
	s, ok := record.Civil(start)
	if !ok {
		return "", fmt.Errorf("retention: not a day between 1900 and 2199 in the form 2026-03-15")
	}
	return record.DayOf(later(s, t.Months, t.Days)), nil
}

// Policy is a term for each class of data.
type Policy struct {
	Name  string `json:"name"` // with its year or version: it stands in the plan and the certificate
	Terms []Term `json:"terms"`
}

// Term returns the term of the class.
func (p Policy) Term(c Class) (Term, bool) {
	i := slices.IndexFunc(p.Terms, func(t Term) bool { return t.Class == c })
	if i < 0 {
		return Term{}, false
	}
	return p.Terms[i], true
}

var (
	storageLimitation = law.Cite{
		Text: "Regulation (EU) 2016/679 (GDPR)", Article: "5(1)(e)", Version: "CELEX:32016R0679", URL: "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:32016R0679",
		Quote: "kept in a form which permits identification of data subjects for no longer than is necessary for the purposes for which the personal data are processed",
	}
	minimisation = law.Cite{
		Text: storageLimitation.Text, Article: "5(1)(c)", Version: storageLimitation.Version, URL: storageLimitation.URL,
		Quote: "adequate, relevant and limited to what is necessary in relation to the purposes for which they are processed",
	}
	accountability = law.Cite{
		Text: storageLimitation.Text, Article: "5(2)", Version: storageLimitation.Version, URL: storageLimitation.URL,
		Quote: "The controller shall be responsible for, and be able to demonstrate compliance with, paragraph 1",
	}
	provenConsent = law.Cite{
		Text: storageLimitation.Text, Article: "7(1)", Version: storageLimitation.Version, URL: storageLimitation.URL,
		Quote: "Where processing is based on consent, the controller shall be able to demonstrate that the data subject has consented to processing of his or her personal data.",
	}
	sevenReflexes = law.Cite{
		Text: "CNIL, Élections : sept réflexes pour une campagne responsable", Version: "2026-01-30", URL: "https://www.cnil.fr/fr/elections-sept-reflexes-pour-une-campagne-responsable",
		Quote: "Après chaque élection, supprimez les fichiers de prospection exclusivement constitués à cette occasion. Ne conservez que les données de vos contacts réguliers et des personnes qui ont explicitement manifesté leur accord",
	}
	voterLists = law.Cite{
		Text: "CNIL, L’utilisation de listes d’électeurs pour la communication politique", Version: "2025-10-21", URL: "https://www.cnil.fr/fr/lutilisation-de-listes-delecteurs-pour-la-communication-politique",
		Quote: "devraient donc être supprimées à l’issue du scrutin",
	}
	ns34 = law.Cite{
		Text: "CNIL, norme simplifiée n° 34 (délibération n° 2012-021), without legal force since 25 May 2018", Version: "JORFARTI000025365421", URL: "https://legal.tricoteuses.fr/articles/JORFARTI000025365421",
	}
	oneMessage   = quoting(ns34, "dans un délai maximal de deux mois après l'envoi de l'unique message de prospection")
	endOfContact = quoting(ns34, "lorsque les échanges prennent fin")
	threeYears   = law.Cite{
		Text: "CNIL, recommendation for commercial canvassing, as olympe.legal reports it: objections at least three years, as digests", Version: "2024-02-07",
		URL: "https://olympe.legal/quelle-est-la-duree-de-conservation-des-donnees-recommandee-par-la-cnil-pour-la-finalite-effectuer-des-operations-relatives-a-la-prospection-par-telephone-sans-centrale-dappel-automatique/",
	}
	sevenYears = law.Cite{
		Text: "Regulation (EU) 2024/900", Article: "9, 12", Version: "CELEX:32024R0900", URL: "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:32024R0900",
	}
	campaignAccount = law.Cite{Text: "Code électoral", Article: "L52-12", URL: "https://www.legifrance.gouv.fr/codes/texte_lc/LEGITEXT000006070239"}
)

func quoting(c law.Cite, quote string) law.Cite { c.Quote = quote; return c }

// Default returns the terms for a campaign in France, "fr-2026". The copy is the caller's.
//
// The figures for election files, voters' lists, occasional and regular contacts are CNIL's. Those marked law.Inferred
// (members, rented files, proofs of consent, logs, requests, replies, vouchers) are chosen here because no text that was read
// fixes one: a campaign that has a reason for another figure writes its own Policy, and says it in its Notice.
func Default() Policy {
	return Policy{Name: "fr-2026", Terms: []Term{
		{ElectionOnly, ElectionDecided, 0, 0, Erase, AtMost, law.RetentionElection, Doctrine, law.Verbatim, sevenReflexes},
		{ElectoralRoll, ElectionDecided, 0, 0, Erase, AtMost, law.RetentionRoll, Doctrine, law.Verbatim, voterLists},
		{ConsularList, ElectionDecided, 0, 0, Erase, AtMost, law.RetentionRoll, Doctrine, law.Inferred, voterLists},
		{Occasional, LastMessage, 2, 0, Erase, AtMost, law.RetentionOnce, Doctrine, law.Verbatim, oneMessage},
		{Regular, EndOfContact, 0, 0, Erase, AtMost, law.ContactClass, Doctrine, law.Verbatim, endOfContact},
		{Member, EndOfMembership, 12, 0, Erase, AtMost, law.ContactClass, Practice, law.Inferred, storageLimitation},
		{Rented, LastMessage, 0, 0, Erase, AtMost, law.RentedFile, Contract, law.Inferred, storageLimitation},
		{Objection, ObjectionMade, 36, 0, Review, AtLeast, law.SuppressionKept, Doctrine, law.Reported, threeYears},
		{ConsentProof, LastUse, 60, 0, Erase, AtMost, law.BasisEvidence, Practice, law.Inferred, provenConsent},
		{AdRecord, Publication, 84, 0, Erase, AtLeast, law.AdvertRecords, Statute, law.Reported, sevenYears},
		{SendLog, LastMessage, 6, 0, Aggregate, AtMost, law.BasisEvidence, Practice, law.Inferred, accountability},
		{RightsRequest, RequestAnswered, 36, 0, Erase, AtMost, law.AnswerInTime, Practice, law.Inferred, accountability},
		{ReplyText, Collection, 0, 14, Erase, AtMost, law.SpecialCategory, Practice, law.Inferred, minimisation},
		{CampaignAccount, AccountSettled, 0, 0, Review, AtLeast, law.CampaignAccount, Practice, law.Inferred, campaignAccount},
	}}
}

// Findings judges the policy by itself: its form, and the terms that a text fixes (Level Statute or Doctrine in Default)
// where the policy keeps longer than AtMost, or shorter than AtLeast. All findings at once, sorted.
func (p Policy) Findings() law.Findings {
	fs, legal := p.check()
	return append(fs, legal...).Sort()
}

// check returns apart what makes a policy unreadable and what makes it unlawful: only the second can be excepted.
func (p Policy) check() (form, legal law.Findings) {
	if p.Name == "" {
		form = append(form, law.Find(law.SpecField, "policy.name", "is empty: the plan and the certificate name the policy"))
	} else if why := record.Unclean(p.Name); why != "" {
		form = append(form, law.Find(law.SpecField, "policy.name", "%s", why))
	}
	if len(p.Terms) == 0 {
		form = append(form, law.Find(law.SpecField, "policy.terms", "is empty: no class of data has a term"))
	}
	standard := Default()
	seen := map[Class]bool{}
	for i, t := range p.Terms {
		path := fmt.Sprintf("policy.terms[%d]", i)
		bad := t.form(path)
		if seen[t.Class] && slug.MatchString(string(t.Class)) {
			bad = append(bad, law.Find(law.SpecField, path+".class", "is the second term of this class"))
		}
		seen[t.Class] = true
		form = append(form, bad...)
		if std, ok := standard.Term(t.Class); ok && len(bad) == 0 {
			legal = append(legal, t.beside(std, path)...)
		}
	}
	return form, legal
}

// form judges whether the term can be read at all, and whether it says on what it rests.
func (t Term) form(path string) (fs law.Findings) {
	bad := func(field, format string, args ...any) {
		fs = append(fs, law.Find(law.SpecField, path+field, format, args...))
	}
	if !slug.MatchString(string(t.Class)) {
		bad(".class", "is not a name in the form election-only")
	}
	if !slug.MatchString(string(t.After)) {
		bad(".after", "is not an event in the form election-decided")
	}
	if t.Months < 0 || t.Months > maxMonths {
		bad(".months", "is not between 0 and %d", maxMonths)
	}
	if t.Days < 0 || t.Days > maxDays {
		bad(".days", "is not between 0 and %d", maxDays)
	}
	if !slices.Contains([]Do{Erase, Aggregate, Review}, t.Do) {
		bad(".do", "is not one of erase, aggregate, review")
	}
	if !slices.Contains([]Bound{AtMost, AtLeast}, t.Bound) {
		bad(".bound", "is not one of at-most, at-least")
	}
	if !slices.Contains([]Level{Statute, Doctrine, Contract, Practice}, t.Level) {
		bad(".level", "is not one of law, cnil, contract, practice")
	}
	if !slices.Contains([]law.Evidence{law.Verbatim, law.Quoted, law.Reported, law.Inferred}, t.Evidence) {
		bad(".evidence", "is not one of verbatim, quoted, reported, inferred")
	}
	if t.Rule == "" {
		bad(".rule", "is empty: a term rests on a rule")
	} else if why := record.Unclean(string(t.Rule)); why != "" {
		bad(".rule", "%s", why)
	}
	if t.Source.Text == "" || t.Source.URL == "" {
		bad(".source", "has no text or no address: a term without a source is an opinion")
	}
	for _, s := range []string{t.Source.Text, t.Source.Article, t.Source.Version, t.Source.URL, t.Source.Quote} {
		if why := record.Unclean(s); why != "" {
			bad(".source", "%s", why)
			break
		}
	}
	return fs
}

// beside judges the term beside the one that Default has for its class. Only what a statute or CNIL fixes binds: a campaign may
// keep the file of its members for as long as it likes, if it says so in its Notice.
func (t Term) beside(std Term, path string) law.Findings {
	if std.Level != Statute && std.Level != Doctrine {
		return nil
	}
	switch {
	case t.After != std.After:
		return law.Findings{law.Find(std.Rule, path+".after", "counts from %s; the rule counts from %s", t.After, std.After)}
	case std.Bound == AtMost && outlasts(t.Months, t.Days, std.Months, std.Days):
		return law.Findings{law.Find(std.Rule, path, "keeps %s longer than the rule allows", t.Class)}
	case std.Bound == AtLeast && outlasts(std.Months, std.Days, t.Months, t.Days):
		return law.Findings{law.Find(std.Rule, path, "keeps %s shorter than the rule asks", t.Class)}
	}
	return nil
}

// against compares the policy with what people were told (GDPR 13(2)(a), 14(2)(a)): keeping longer is a broken promise.
func (p Policy) against(keep []notice.Term, held map[Class]bool) law.Findings {
	var fs law.Findings
	told := map[Class]bool{}
	for i, k := range keep {
		path := fmt.Sprintf("notice.keep[%d]", i)
		c := Class(k.Class)
		if told[c] {
			fs = append(fs, law.Find(law.FullNotice, path, "tells a second term for the same class"))
		}
		told[c] = true
		t, ok := p.Term(c)
		switch {
		case !ok:
			fs = append(fs, law.Find(law.FullNotice, path, "tells a term for a class that the policy has no term for"))
		case k.Months < 0 || k.Days < 0 || k.Months > maxMonths || k.Days > maxDays:
			fs = append(fs, law.Find(law.FullNotice, path, "tells a term that is no length of time"))
		case string(t.After) != k.After:
			fs = append(fs, law.Find(law.FullNotice, path, "counts %s from another event than the policy, which counts from %s", c, t.After))
		case outlasts(t.Months, t.Days, k.Months, k.Days):
			fs = append(fs, law.Find(law.FullNotice, path, "the policy keeps %s longer than people were told: %d months and %d days against %d and %d", c, t.Months, t.Days, k.Months, k.Days))
		}
	}
	for _, t := range p.Terms {
		if held[t.Class] && !told[t.Class] && t.Class.told() {
			fs = append(fs, law.Find(law.FullNotice, "notice.keep", "does not say how long %s is kept", t.Class))
		}
	}
	return fs
}

// Keep writes the terms of a Notice from the policy, so that people are told what the plan does. A class that the policy
// lacks, or that a Notice has no words for, is left out.
func (p Policy) Keep(classes ...Class) []notice.Term {
	var keep []notice.Term
	for _, c := range classes {
		if t, ok := p.Term(c); ok && c.told() {
			keep = append(keep, notice.Term{Class: string(c), After: string(t.After), Months: t.Months, Days: t.Days})
		}
	}
	return keep
}

// told reports whether a Notice has words for the class.
func (c Class) told() bool {
	return c != CampaignAccount && slices.ContainsFunc(Default().Terms, func(t Term) bool { return t.Class == c })
}

// outlasts reports whether one term can end later than the other when both start on the same day. Months and days
// do not compare (a month is 28 to 31 days), so every day of a leap cycle is tried.
func outlasts(months, days, otherMonths, otherDays int) bool {
	if days <= otherDays && months <= otherMonths {
		return false
	}
	start := time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 4*365 + 1 {
		d := start.AddDate(0, 0, i)
		if later(d, months, days).After(later(d, otherMonths, otherDays)) {
			return true
		}
	}
	return false
}
