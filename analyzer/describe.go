package analyzer

import (
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
)

// Describe returns the title of a rule and why it exists. An unknown rule has its ID for both.
func Describe(rule string) (title, why string) {
	if r, ok := law.Lookup(law.ID(rule), time.Now()); ok {
		return r.Title, r.Why
	}
	return rule, rule
}
