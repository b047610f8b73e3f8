package htmlslot_test

import (
	"testing"

	"github.com/scrutateur/scrutateur/internal/htmlslot"
)

// In the path of a link a value is one segment, or the link would lead elsewhere: https://example.org/d/{{.Name}} with ".." is
// https://example.org/, with "a/b" another page, with "?x" the same page asked something else.
func TestTakes(t *testing.T) {
	for value, ok := range map[string]bool{
		"": true, "zoe": true, "Zoë": true, "a.b": true, "...": true, ".a": true, "a.": true, "a b": true, "a-b_c~d": true, "日本": true, "\"": true, "(a)": true,
		".": false, "..": false, "a/b": false, "/": false, "a?b": false, "a#b": false, `a\b`: false, "%2e%2e": false, "a%2fb": false,
		"@evil.example": false, "a:b": false, "a&b": false, "a=b": false, "a+b": false, "a;b": false, "a,b": false, "[": false, "]": false, "!": false, "$": false, "*": false,
	} {
		if htmlslot.Path.Takes(value) != ok {
			t.Errorf("a path takes %q: %t, want %t", value, !ok, ok)
		}
		for _, c := range []htmlslot.Context{htmlslot.Text, htmlslot.RCData, htmlslot.Attr, htmlslot.Query} {
			if !c.Takes(value) {
				t.Errorf("%s does not take %q, which is escaped there", c, value)
			}
		}
	}
}
