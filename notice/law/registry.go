package law

import (
	"iter"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/internal/civil"
	"github.com/scrutateur/scrutateur/internal/tongue"
)

//go:generate go run ./internal/gen
//go:generate go test ../../internal/house -run TestAPI -update

// version is one rule during one period, in English, with its French words.
type version struct {
	Rule
	fr words
}

// words is what a rule says in one language.
type words struct {
	title, why, fix, caveat string
	texts                   []string // names of the texts cited, in the order of Rule.Cites
}

// Two of the packs hold whatever the profile: what a standard makes impossible and what the linter sees
// are no choice of the campaign's.
const (
	packTech = "tech"
	packLint = "lint"
)

// docs is where docs/rules.md stands; every rule has an anchor there, its ID in lower case.
const docs = "https://github.com/scrutateur/scrutateur/blob/main/docs/rules.md#"

// versions returns every dated version of the rule, oldest first; nil for an unknown ID.
//
// The table is generated in the order of ID and Since, so that a binary search finds a rule and nothing is built when a
// program starts. A map would answer ten times faster and cost every program 9 µs and 90 allocations; findings are made when a
// message is compiled, not for each recipient.
func versions(id ID) []version {
	lo, found := slices.BinarySearchFunc(table, id, func(v version, id ID) int {
		return strings.Compare(string(v.ID), string(id))
	})
	if !found {
		return nil
	}
	hi := lo + 1
	for hi < len(table) && table[hi].ID == id {
		hi++
	}
	return table[lo:hi]
}

// inForce returns the version of the rule that holds on the civil day; the empty day asks for the newest.
func inForce(id ID, day Day) (*version, bool) {
	vs := versions(id)
	for i := len(vs) - 1; i >= 0; i-- {
		if vs[i].holds(day) {
			return &vs[i], true
		}
	}
	return nil, false
}

// holds reports whether the version is in force on the civil day. Days compare as strings: "2026-03-15".
func (v *version) holds(day Day) bool {
	if day == "" {
		return v.Until == ""
	}
	return v.Since <= day && (v.Until == "" || day < v.Until)
}

// newest returns the last version of the rule, in force or not.
func newest(id ID) (*version, bool) {
	vs := versions(id)
	if len(vs) == 0 {
		return nil, false
	}
	return &vs[len(vs)-1], true
}

// severityOf returns the severity of the newest version. An ID without a rule blocks: whoever made it up meant something by it.
func severityOf(id ID) Severity {
	if v, ok := newest(id); ok {
		return v.Severity
	}
	return Must
}

// dayOf returns the civil day in mainland France, by which texts enter into force there. The zero time has no day.
func dayOf(at time.Time) Day {
	if at.IsZero() {
		return ""
	}
	return Day(civil.Paris.In(at, "").Format(time.DateOnly))
}

// All yields every version of every rule, past ones included, in the order of ID and Since.
func All() iter.Seq[Rule] {
	return func(yield func(Rule) bool) {
		for i := range table {
			if !yield(table[i].Rule.clone()) {
				return
			}
		}
	}
}

// Rules returns the rules in force on the civil day of at in mainland France, in the order of their IDs.
// The zero time asks for the newest version of every rule that has not been retired.
func Rules(at time.Time) []Rule {
	day := dayOf(at)
	var rules []Rule
	for i := range table {
		if table[i].holds(day) {
			rules = append(rules, table[i].Rule.clone())
		}
	}
	return rules
}

// Lookup returns the version of the rule that is in force on the civil day of at in mainland France. The zero
// time asks for the newest version. It returns false for an unknown ID and for a rule not in force on that day.
func Lookup(id ID, at time.Time) (Rule, bool) {
	v, ok := inForce(id, dayOf(at))
	if !ok {
		return Rule{}, false
	}
	return v.Rule.clone(), true
}

// clone returns the rule with slices of its own: a caller who writes into them does not change the law for everybody.
func (r Rule) clone() Rule {
	r.Cites = slices.Clone(r.Cites)
	return r
}

// In returns the rule with its title, reasons and remedy in the language of tag: French, or English for every other
// language. The words of the texts cited stay in the language in which they were read.
func (r Rule) In(tag language.Tag) Rule {
	if tongue.OfFinding(tag) != tongue.French {
		return r
	}
	for _, v := range versions(r.ID) {
		if v.Since != r.Since {
			continue
		}
		r.Title, r.Why, r.Fix, r.Caveat = v.fr.title, v.fr.why, v.fr.fix, v.fr.caveat
		r.Cites = slices.Clone(r.Cites)
		for i, text := range v.fr.texts {
			r.Cites[i].Text = text
		}
	}
	return r
}

// URL returns the rule's place in the list of rules, for people and for the helpUri of SARIF.
func (r Rule) URL() string { return docs + strings.ToLower(string(r.ID)) }
