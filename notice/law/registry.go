package law

import (
	"time"

	"golang.org/x/text/language"
)

// STUB: to be replaced by the law helper.
func severityOf(id ID) Severity { return Must }
func (f Finding) In(tag language.Tag) string {
	return string(f.Rule) + " " + f.Path + ": " + f.Detail
}

// Rules returns the rules in force on the day of at.
func Rules(at time.Time) []Rule { return nil }

// Lookup returns the rule in force at the moment.
func Lookup(id ID, at time.Time) (Rule, bool) { return Rule{}, false }

// Apply judges findings under the profile ...: drops those whose pack is not in p or that are not in force at `at`,
// softens those excepted (appending the reason to Detail), adds findings for exceptions without a sentence or unknown rules.
func (p Profile) Apply(at time.Time, fs Findings, except []Exception) Findings { return fs.Sort() }

// Has reports whether the rule belongs to the profile and is in force at the moment.
func (p Profile) Has(id ID, at time.Time) bool { return true }
