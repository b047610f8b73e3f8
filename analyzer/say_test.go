package analyzer

import (
	"strings"
	"testing"
)

// TestSpeaksFrench shows a finding in French, and that none of its words stays English.
func TestSpeaksFrench(t *testing.T) {
	for _, name := range caseNames(t) {
		for _, g := range wholeHeads(t, Config{Lang: "fr"}, program(t, name)) {
			for _, english := range []string{" the ", " is ", " was ", " which ", "constant text"} {
				if strings.Contains(g.text, english) {
					t.Errorf("%s says %q", g.text, english)
				}
			}
		}
	}
	got := wholeHeads(t, Config{Lang: "fr"}, program(t, "sns"))
	if want := "RAW: le corps de ce SMS n'a pas été construit par ce module : c'est un texte constant, et il part vers sns.Client.Publish ; construisez-le avec sms.Batch.Build et envoyez son Text"; len(got) == 0 || got[0].text != want {
		t.Errorf("got %v, want %s", got, want)
	}
}
