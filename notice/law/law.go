// Package law holds the rules that a political message in France must obey, as data: every rule has
// an ID that never changes, the texts it rests on with the version that was read, the period in which
// it is in force, why it exists and what to do about it.
//
// The package is a leaf. It imports nothing else of this module, and everything else speaks its
// vocabulary: Finding, Channel, Territory, Origin, Basis.
package law

import (
	"time"
)

// ID names a rule, for ever: it is never reused, only retired. It is an error, so that
// errors.Is(err, law.OptOutSMS) asks "was this rule broken?".
type ID string

// Error returns the ID.
func (id ID) Error() string { return string(id) }

// Severity says what a finding does.
type Severity string

const (
	Must   Severity = "must"   // blocks the message
	Should Severity = "should" // is reported
)

// Evidence says how the citation of a rule was established.
type Evidence string

const (
	Verbatim Evidence = "verbatim" // the words were read in the text itself, or in a mirror of the official data
	Quoted   Evidence = "quoted"   // the words were read as another site quotes them
	Reported Evidence = "reported" // another site paraphrases the text
	Inferred Evidence = "inferred" // our reading; no text says it in these words
)

// Day is a civil date, "2026-03-15". The empty Day is no date.
type Day string

// Time returns midnight of the day in loc. The error says what a Day looks like.
func (d Day) Time(loc *time.Location) (time.Time, error) {
	return time.ParseInLocation(time.DateOnly, string(d), loc)
}

// Cite is a place in a text of law, a decision, a contract or a standard.
type Cite struct {
	Text    string `json:"text"`              // "Code électoral"
	Article string `json:"article,omitempty"` // "L49"
	Version string `json:"version,omitempty"` // LEGIARTI…, CELEX:…, JORFTEXT…, or the date of the page
	URL     string `json:"url"`               // derived from Version where it can be
	Quote   string `json:"quote,omitempty"`   // the decisive words, in their language

	Evidence Evidence `json:"evidence"` // how these words were established
}

// Rule is one obligation during one period.
type Rule struct {
	ID       ID       `json:"id"`
	Title    string   `json:"title"`
	Pack     string   `json:"pack"` // "fr", "eu", "oper" (operators' contracts), "tech" (standards), "lint"
	Severity Severity `json:"severity"`
	Evidence Evidence `json:"evidence"`
	Text     string   `json:"text"`              // the decisive words of the text, in the language in which they were read
	Summary  bool     `json:"summary,omitempty"` // Text is our summary, not the text's own words
	Why      string   `json:"why"`
	Fix      string   `json:"fix"`                // the remedy, one sentence
	Caveat   string   `json:"caveat,omitempty"`   // what is our reading and what is not known
	Reminder bool     `json:"reminder,omitempty"` // no program can decide it: the dossier reminds of it, no finding is made
	Cites    []Cite   `json:"cites"`              // the first is the one that a finding names
	Since    Day      `json:"since"`              // first day in force
	Until    Day      `json:"until,omitempty"`    // first day no longer in force; empty: in force
	Checked  Day      `json:"checked"`            // day on which the sources were last compared with the rule
}
