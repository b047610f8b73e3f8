// Package say keeps what the linter says apart from the language in which it says it.
//
// A phrase is an English sentence with a hole for each argument, and the arguments may be phrases themselves: "the body of this
// %s was not built by this module: it is %s, …" is filled with "the parameter %s of %s". Which language is wanted is known when
// the sentence is said, and that may be in another process: go vet hands facts from package to package. So a phrase is one
// string, which can be compared, sorted and written down.
package say

import (
	"fmt"
	"strings"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/internal/tongue"
)

// A phrase is its format and then each argument behind a separator. The separators of a phrase that becomes an argument move one
// level deeper; three levels are as deep as sentences nest.
const (
	sep  = "\x1f"
	sep2 = "\x1e"
	sep3 = "\x1d"
)

var deeper = strings.NewReplacer(sep, sep2, sep2, sep3)

var higher = strings.NewReplacer(sep2, sep, sep3, sep2)

// Phrase makes a phrase of an English format with %s for each argument. The format is the key under which the catalog holds the
// French one; a test refuses a format without it.
func Phrase(format tongue.Text, args ...string) string {
	p := string(format)
	for _, a := range args {
		p += sep + deeper.Replace(a)
	}
	return p
}

// In says a phrase in a language, "fr" say; English in one that the module does not speak.
func In(lang, phrase string) string {
	return in(tongue.Lint.In(tongue.OfFinding(language.Make(lang))), phrase)
}

func in(said tongue.Words, phrase string) string {
	parts := strings.Split(phrase, sep)
	format := said.Say(tongue.Text(parts[0]))
	if len(parts) == 1 {
		return format
	}
	var args []any
	for _, a := range parts[1:] {
		args = append(args, in(said, higher.Replace(a)))
	}
	if strings.Count(format, "%s") != len(args) {
		return strings.Join(parts, " ") // a text with a % sign of its own
	}
	return fmt.Sprintf(format, args...)
}
