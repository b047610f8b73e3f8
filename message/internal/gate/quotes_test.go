package gate

import (
	"testing"

	"github.com/scrutateur/scrutateur/notice/law"
)

// A column of a file holds whatever was put there, a name in lower case too.
func TestRefusalsQuoteNoRow(t *testing.T) {
	for _, o := range []law.Origin{"", "dupont", "jeanne-martin", "Dupont", "form ", "FORM", "form\n", "a"} {
		if got := origin(o); got != "nowhere that is named" {
			t.Errorf("an origin %q is written %q", o, got)
		}
	}
	if got := origin(law.OriginRoll); got != "electoral-roll" {
		t.Errorf("a known origin is written %q", got)
	}
}
