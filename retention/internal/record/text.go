package record

import (
	"regexp"
	"unicode/utf8"

	"github.com/scrutateur/scrutateur/internal/plaintext"
)

// maxText bounds the texts of a record, in bytes.
const maxText = 400

// Unclean says why a text may not stand in a record: it would be misread, or break the page or the calendar.
// It returns "" for a text that may.
func Unclean(s string) string {
	switch {
	case len(s) > maxText:
		return "is too long"
	case !utf8.ValidString(s):
		return "is not valid UTF-8"
	case plaintext.Index(s) >= 0:
		return "holds a control, line or bidi character"
	}
	return ""
}

// Address reports whether a text holds what must never stand in a record: something that looks like a mailbox or a French number.
func Address(s string) bool {
	digits := 0
	for i := range len(s) {
		if s[i] == '@' {
			return address.MatchString(s)
		}
		if s[i] >= '0' && s[i] <= '9' {
			digits++
		}
	}
	// A number has ten digits or more. Few texts have, and the expression is slow.
	return digits >= 10 && address.MatchString(s)
}

var address = regexp.MustCompile(`[^\s@]@[^\s@]|(?:^|[^0-9])(?:\+33|0033|0)[ .\-]?(?:\(0\))?[1-9](?:[ .\-]?[0-9]){8}(?:[^0-9]|$)`)
