package dossier

import "testing"

// What stands at the start of a line of Markdown is text, and begins no list, no heading and no rule.
func TestFirst(t *testing.T) {
	for s, want := range map[string]string{
		"": "", "Liste": "Liste", "2026": "2026", "15 mars": "15 mars", "1.": `1\.`, "1. mars": `1\. mars`, "12) mars": `12\) mars`, "1, mars": "1, mars", ".1": ".1",
		"- a": `\- a`, "+ a": `\+ a`, "===": `\===`, "---": `\---`, "é": "é",
	} {
		if got := first(s); got != want {
			t.Errorf("%q became %q, want %q", s, got, want)
		}
	}
}

// What Markdown would read as markup is text, and an identifier with a backtick is no code.
func TestEscape(t *testing.T) {
	for s, want := range map[string]string{
		"a_b*c": `a\_b\*c`, "<b>": `\<b\>`, "[a](b)": `\[a\](b)`, "a|b": `a\|b`, "#a": `\#a`, "a&amp;": `a\&amp;`, `\`: `\\`, "{a}": `\{a\}`, "~a~": `\~a\~`, "a": "a",
	} {
		if got := escape(s); got != want {
			t.Errorf("%q became %q, want %q", s, got, want)
		}
	}
	for s, want := range map[string]string{"Notice.Keep": "`Notice.Keep`", "a`b": "a\\`b", "a|b": `a\|b`, "": ""} {
		if got := codeSpan(s); got != want {
			t.Errorf("%q became %q, want %q", s, got, want)
		}
	}
}
