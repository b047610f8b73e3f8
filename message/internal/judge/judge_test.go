package judge_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/scrutateur/scrutateur/message/internal/judge"
	"github.com/scrutateur/scrutateur/notice"
)

// Words are compared without accents and case, over what nobody sees.
func ExamplePlain() {
	fmt.Println(judge.Plain("Votez pour l’Été, rue de la Grande-Straße ! S\u200bTOP au 36111"))
	// Output: [votez pour l ete rue de la grande strasse stop au 36111]
}

func TestWordPlaces(t *testing.T) {
	const text = "Œuvre: S\u200bTOP É"
	for _, w := range judge.Words(text) {
		if got := judge.Plain(text[w.Start:w.End]); len(got) != 1 || got[0] != w.Text {
			t.Errorf("%q stands at %q", w.Text, text[w.Start:w.End])
		}
	}
}

func TestPhrases(t *testing.T) {
	p := judge.Phrases("vous etes/vous inscrit/inscrite", "  ")
	if len(p) != 1 {
		t.Fatalf("%d phrases", len(p))
	}
	ws := judge.Words("Bonjour, vous vous inscrite")
	if at, ok := judge.Find(ws, p[0]); !ok || at.Start != strings.Index("Bonjour, vous", "vous") {
		t.Errorf("found %v, %v", at, ok)
	}
	if judge.FindAny(judge.Words("vous vous"), p) || judge.Says(ws, nil) || !judge.Says(ws, []string{"vous", "inscrite"}) {
		t.Error("a phrase is all of its words, next to each other")
	}
}

func TestLinks(t *testing.T) {
	own := map[string]bool{"demain.example": true}
	var hosts []string
	for _, l := range judge.Links("Dimanche.Votez sur www.a.demain.example/d, http://x.asso.fr. contact@demain.example", own) {
		hosts = append(hosts, l.Host+" "+l.Domain)
	}
	if want := []string{"a.demain.example demain.example", "x.asso.fr x.asso.fr"}; !slices.Equal(hosts, want) {
		t.Errorf("%q, want %q", hosts, want)
	}
	if !judge.Numeric("192.0.2.1") || judge.Numeric("a.example") {
		t.Error("an address is a number, a name is none")
	}
}

func TestNumbers(t *testing.T) {
	var kinds []judge.NumberKind
	for _, n := range judge.Numbers("06 39 98 00 01, 0800 123 456, +33 (0)8 90 12 34 56, 01.23.45.67.89, 106399800012") {
		kinds = append(kinds, n.Kind)
	}
	if want := []judge.NumberKind{judge.Mobile, judge.FreePhone, judge.Premium, judge.OtherNumber}; !slices.Equal(kinds, want) {
		t.Errorf("%q, want %q", kinds, want)
	}
}

func TestClean(t *testing.T) {
	if fs := judge.TextFindings("Body", "Bonjour,\nvotons !"); fs != nil {
		t.Errorf("%v", fs)
	}
	for _, s := range []string{"a\rb", "a\u202eb", "a\xffb", "a\x00b"} {
		if fs := judge.TextFindings("Body", s); len(fs) != 1 || fs[0].Start != 1 {
			t.Errorf("%q: %v", s, fs)
		}
	}
	if fs := judge.TextFindings("Body", strings.Repeat("\x00", 1000)); len(fs) != judge.Named+1 {
		t.Errorf("%d findings", len(fs))
	}
	if judge.LabelFindings("Topic", "a\nb", 64).Err() == nil || judge.LabelFindings("Topic", "ééé", 2).Err() == nil || judge.LabelFindings("Topic", "ééé", 3) != nil {
		t.Error("a label is one line of so many characters")
	}
}

func TestNamesKind(t *testing.T) {
	if !judge.NamesKind(judge.Words("Aux municipales, votons"), notice.Municipal) || judge.NamesKind(judge.Words("Aux municipales"), notice.European) {
		t.Error("elections are named by their kind")
	}
}
