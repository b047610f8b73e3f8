package reply

import (
	"strings"
	"testing"
)

// What is not seen is taken away, and a letter in another dress is the letter: whoever writes STOP in squares means it.
func TestPlain(t *testing.T) {
	for s, want := range map[string]string{
		"a\tb\nc\rd":                               "a\tb\nc\rd",
		"a\u0085b\u2028c\u2029d":                   "a\nb\nc\nd", // the line ends of other systems
		"a\x00b\x07c\u0084d\u0086e":                "a b c d e",
		"st\u200bop\u2060\ufeff\u202e":             "stop",
		"1\ufe0f\u20e3":                            "1",
		"ok 👍\U0001F3FB👍\U0001F3FF":                "ok 👍👍",
		"\U0001F3FA \U0001F400":                    "\U0001F3FA \U0001F400", // beside the colours of a skin
		"\U0001F150\U0001F168\U0001F169":           "AYZ",
		"\U0001F170\U0001F188\U0001F189":           "AYZ",
		"\U0001F182\U0001F183\U0001F17E\U0001F17F": "STOP",
		"\U0001F162\U0001F163\U0001F15E\U0001F15F": "STOP",
		"ＳＴＯＰ Ⓢⓣⓞⓟ":                                "STOP Stop",
		"a\xffb":                                   "a b",
	} {
		if got := plain(s); got != want {
			t.Errorf("%+q became %+q, want %+q", s, got, want)
		}
	}
	if got := plain("\U0001F16A\U0001F18A"); strings.ContainsAny(got, "[") { // next to Z
		t.Errorf("signs beside the letters became %+q", got)
	}
}

// A text is foreign when more than a third of its letters are of another script: a name or an insult in Greek does not make it so.
func TestForeign(t *testing.T) {
	for s, want := range map[string]bool{
		"": false, "123 !": false, "abc": false, "abγ": false, "abcβγ": true, "abcdβγ": false, "γ": true, "не пишите мне": true, "STOP 停止": false, "é": false,
	} {
		if foreign(s) != want {
			t.Errorf("%q: %t, want %t", s, !want, want)
		}
	}
}
