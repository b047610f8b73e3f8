package say

import "testing"

func TestPhrases(t *testing.T) {
	inner := Phrase("passed through %s", "strings.ToUpper")
	p := Phrase("%s is %s here", Phrase("a constant text"), inner)
	q := Phrase("through %s, which hands it to %s", Phrase("a function literal in %s", "main.main"), p)
	if got, want := In("en", q), "through a function literal in main.main, which hands it to a constant text is passed through strings.ToUpper here"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := In("fr", p); got != "un texte constant est passé par strings.ToUpper ici" {
		t.Errorf("%q", got)
	}
	if got := In("en", "100 % sure"); got != "100 % sure" {
		t.Errorf("%q", got)
	}
}
