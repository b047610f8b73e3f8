package retention

import (
	"testing"

	"github.com/scrutateur/scrutateur/internal/tongue"
)

func TestOutlasts(t *testing.T) {
	for _, test := range []struct {
		m, d, om, od int
		want         bool
	}{
		{2, 0, 2, 0, false}, {2, 0, 3, 0, false}, {0, 59, 2, 0, false}, {0, 60, 2, 0, true}, {2, 0, 0, 62, false}, {2, 0, 0, 61, true}, {0, 1, 0, 0, true}, {1, 31, 2, 0, true}, {1, 15, 2, 0, false},
	} {
		if got := outlasts(test.m, test.d, test.om, test.od); got != test.want {
			t.Errorf("%d months %d days against %d and %d: %v", test.m, test.d, test.om, test.od, got)
		}
	}
}

func TestWordsAreComplete(t *testing.T) {
	for _, term := range Default().Terms {
		if _, ok := classWords[term.Class]; !ok {
			t.Errorf("no words for the class %s", term.Class)
		}
		if _, ok := eventWords[term.After]; !ok {
			t.Errorf("no words for the event %s", term.After)
		}
	}
	for _, ws := range []map[string]tongue.Text{byString(classWords), byString(eventWords), byString(doWords), byString(stateWords), byString(levelWords)} {
		for k, w := range ws {
			if w == "" || !tongue.Retention.In(tongue.French).Has(w) {
				t.Errorf("%s lacks a language", k)
			}
		}
	}
}

func byString[K ~string](m map[K]tongue.Text) map[string]tongue.Text {
	out := map[string]tongue.Text{}
	for k, v := range m {
		out[string(k)] = v
	}
	return out
}
