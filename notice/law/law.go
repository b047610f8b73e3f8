// Package law holds the rules that a political message in France must obey, as data: every rule has
// an ID that never changes, the texts it rests on with the version that was read, the period in which
// it is in force, why it exists and what to do about it.
//
// What is here is read in three ways. A program asks a finding which rule was broken, with errors.Is(err, law.OptOutSMS).
// A person reads Finding.In or Finding.Long, in French or in English. A lawyer reads the files in rules/, one rule a
// file, or docs/rules.md, which is written from them.
//
// The rules of a day are those of the civil day in mainland France. Which of them apply is a Profile; what is set aside is
// an Exception with its reason. Profile.Apply puts both to a list of findings.
//
// The package is a leaf. It imports nothing else of this module, and everything else speaks its
// vocabulary: Finding, Channel, Territory, Origin, Basis.
//
// # What is not promised
//
// The rules are no legal advice. Evidence says how well each is established, and Rule.Caveat what is this module's own
// reading. The registry begins on 1 January 2019: a rule with that day as Since may be older. The texts of titles, reasons and
// remedies may change in any release; an ID never does, and a severity changes only with a new version of the rule.
package law

import "time"

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

// Later returns the day so many calendar months later, at most the last day of that month: 31 January and a month are the end of February,
// because nobody has longer for having asked late in a month. Months may be negative. The result is empty for what is no day.
func (d Day) Later(months int) Day {
	t, err := d.Time(time.UTC)
	if err != nil {
		return ""
	}
	month := time.Date(t.Year(), t.Month()+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	last := month.AddDate(0, 1, -1).Day()
	return Day(month.AddDate(0, 0, min(t.Day(), last)-1).Format(time.DateOnly))
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
	Lang     string   `json:"lang"`              // of Text, BCP 47: "fr", "en"
	Summary  bool     `json:"summary,omitempty"` // Text is our summary, not the text's own words
	Why      string   `json:"why"`
	Fix      string   `json:"fix"`                // the remedy, one sentence
	Caveat   string   `json:"caveat,omitempty"`   // what is our reading and what is not known
	Reminder bool     `json:"reminder,omitempty"` // no program can decide it: the dossier reminds of it, no finding is made
	Cites    []Cite   `json:"cites"`              // the first is the one that a finding names
	Since    Day      `json:"since"`              // first day in force; 2019-01-01, where the registry begins, may stand for an earlier day
	Until    Day      `json:"until,omitempty"`    // first day no longer in force; empty: in force
	Checked  Day      `json:"checked"`            // day on which the sources were last compared with the rule
}
