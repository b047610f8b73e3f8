package bounds

import (
	"unicode/utf8"

	"github.com/scrutateur/scrutateur/internal/gsm7"
)

// Units returns what a value that has been normalised and folded counts against its bound: septets when GSM-7 has
// all of it, UTF-16 units otherwise.
func Units(c gsm7.Count) int {
	if c.Foreign > 0 {
		return c.Units
	}
	return c.Septets
}

func units(s string) int {
	if c, ok := gsm7.Scan(s); ok {
		return Units(c)
	}
	return utf8.RuneCountInString(s)
}
