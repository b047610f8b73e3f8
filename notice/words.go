package notice

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/notice/words"
)

// Sentence is one statutory sentence, filled from a Notice. "{stop}" (the number that takes a STOP) and "{unsubscribe}" (the link)
// stay for message to fill.
type Sentence struct {
	Name     string // "sender", "origin", "notice", "stop", …: what the sentence is for
	Rules    []law.ID
	Forms    []string // the fullest first; each form alone satisfies Rules
	Optional bool     // may be left out where there is no room: good practice, or an open question of law
}

// Words returns the statutory sentences in the order in which they stand in a message. A language that is not French or English
// gets the nearer of the two, French in doubt; WordsIn takes other wording.
//
// An SMS has the sender with the election, the origin, the link to purposes and rights, and the STOP; Later leaves out
// what a first message said. An e-mail says all that GDPR 13 and 14 ask, and links to the rest. The sentences are as good
// as the Notice: what it lacks they cannot say, and Findings tells.
func (n Notice) Words(ch law.Channel, o law.Occasion, lang language.Tag) []Sentence {
	return n.WordsIn(words.For(lang), ch, o)
}

// WordsIn is Words with a set of your own, which words.Parse has accepted.
func (n Notice) WordsIn(set words.Set, ch law.Channel, o law.Occasion) []Sentence {
	facts := n.facts(set)
	var out []Sentence
	for _, w := range set.Sentences(ch, o) {
		if slices.ContainsFunc(out, func(s Sentence) bool { return s.Name == w.Name }) || missingFact(facts, w.With) {
			continue // the first that can be filled stands
		}
		s := Sentence{Name: w.Name, Rules: clone(w.Rules), Optional: w.Spare}
		for _, f := range w.Forms {
			if text, ok := f.Fill(facts); ok {
				s.Forms = append(s.Forms, text)
			}
		}
		if len(s.Forms) > 0 {
			out = append(out, s)
		}
	}
	return out
}

func missingFact(facts map[string]string, names []string) bool {
	for _, n := range names {
		if facts[n] == "" {
			return true
		}
	}
	return false
}

// facts are what the placeholders stand for, cleaned. What is not there is empty.
func (n Notice) facts(set words.Set) map[string]string {
	facts := map[string]string{
		"sender":       n.Controller.Name,
		"sender_short": n.Controller.short(),
		"postal":       n.Controller.Postal,
		"email":        n.Controller.Email,
		"dpo":          n.Controller.DPO,
		"purpose":      strings.TrimRight(n.Purpose, ". "),
		"basis":        set.Basis(n.Basis.Kind),
		"notice":       n.Rights.Notice,
		"obtained":     set.Date(n.Origin.Obtained),
	}
	if n.Basis.Kind == law.Consent {
		facts["consent"] = "yes"
	}
	if n.Rights.Directives && n.Origin.Direct() {
		facts["directives"] = "yes"
	}
	if s := n.Signatory; s != nil {
		facts["signatory"], facts["signatory_short"], facts["quality"] = s.Name, s.short(), s.Quality
	}
	if a := n.Advert; a != nil {
		facts["sponsor"], facts["control"], facts["advert"] = a.Sponsor, a.Control, a.Notice
		if a.Targeting != nil {
			facts["targeting"] = strings.TrimRight(a.Targeting.Statement, ". ")
		}
	}
	var joint []string
	for _, c := range n.Joint {
		if c.Name != "" {
			joint = append(joint, strings.Join(nonEmpty(c.Name, c.Postal, c.Email), ", "))
		}
	}
	facts["joint"] = strings.Join(joint, "; ")
	facts["rights"] = strings.Join(nonEmpty(n.Rights.Email, n.Rights.Postal, n.Rights.Page), ", ")

	if name, short := n.Election.names(set); !n.Election.none() {
		facts["election_bare"], facts["election_short"] = set.Bare(name), short
		if set.Articled(name) {
			facts["election"] = name
		}
	}
	clause, noun := set.Origin(n.Origin.Kind)
	if clause != "" {
		if detail := strings.Join(nonEmpty(n.Origin.Detail, n.Origin.Enrichment), ", "); detail != "" {
			clause = set.Detailed(clause, clean(detail))
		}
		facts["origin"], facts["origin_short"] = clause, strings.Join(nonEmpty(noun, n.Origin.Enrichment), ", ")
	}
	var terms []string
	for _, t := range n.Keep {
		if s := set.Term(t.Class, t.After, t.Months, t.Days); s != "" {
			terms = append(terms, s)
		}
	}
	facts["retention"] = set.Terms(terms)
	for k, v := range facts {
		facts[k] = clean(v)
	}
	return facts
}

// In returns how the election is called in a language, with its article: "les élections municipales des 15 et 22 mars 2026". The
// embedded elections have a name in each language of package words, and the French one for a reader whom none of those serves. Empty
// for NoElection and for one without a name.
func (e Election) In(lang language.Tag) string {
	name, _ := e.names(words.For(lang))
	return name
}

// names returns how the election is called: by the Notice's own names, or by those that go with the words.
func (e Election) names(set words.Set) (name, short string) {
	name, short = clean(e.Name), clean(e.ShortName)
	known, knownShort := set.Election(e.ID)
	name, short = cmp.Or(name, known), cmp.Or(short, knownShort)
	return name, cmp.Or(short, name)
}

func nonEmpty(ss ...string) []string {
	var out []string
	for _, s := range ss {
		if s = clean(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}
