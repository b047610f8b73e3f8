package termsafe_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/scrutateur/scrutateur/internal/termsafe"
)

func Example() {
	fmt.Println(termsafe.Escape("été.txt"))
	fmt.Println(termsafe.Escape("a\x1b[2J\n::error::gotcha"))
	// Output:
	// été.txt
	// a\x1b[2J\n::error::gotcha
}

func TestEscape(t *testing.T) {
	for in, want := range map[string]string{
		"":                        "",
		"campaign.json":           "campaign.json",
		`C:\élus\campagne.json`:   `C:\élus\campagne.json`,
		"Où ? : voilà «\u00a0»":   "Où ? : voilà «\u00a0»",
		"日本":                      "日本",
		"\x1b]0;title\a":          `\x1b]0;title\a`,
		"\u009b31m":               `\u009b31m`,
		"a\r\nb":                  `a\r\nb`,
		"a\u2028b\u0085c":         `a\u2028b\u0085c`,
		"\u202etxt.exe":           `\u202etxt.exe`,
		"zero\u200bwidth\ufeff":   `zero\u200bwidth\ufeff`,
		"\xff\xfe":                `\xff\xfe`,
		"\ufffd":                  "\ufffd",
		"a\x00b\x7f":              `a\x00b\x7f`,
		"::error::x":              `\x3a:error::x`,
		"  ::add-mask::x":         `  \x3a:add-mask::x`,
		"a::b":                    "a::b",
		"x ##[error]y":            `x \x23#[error]y`,
		"##vso[task.setvariable]": `\x23#vso[task.setvariable]`,
		"###[x":                   `\x23\x23#[x`,
		"# 1":                     "# 1",
		"\U000e0041":              `\U000e0041`,
	} {
		if got := termsafe.Escape(in); got != want {
			t.Errorf("Escape(%q) = %q, want %q", in, got, want)
		}
	}
}

// Whatever goes in, one line of valid text comes out that begins no command, and escaping it again changes nothing.
func FuzzEscape(f *testing.F) {
	for _, s := range []string{"a", "\x1b[31m", "::set-output::", " \u00a0::x", "###[", "\u202e", "\xc3\x28", "a\u0085"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := termsafe.Escape(s)
		if !utf8.ValidString(got) || strings.ContainsFunc(got, func(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u2028' || r == '\u202e' }) {
			t.Fatalf("%q became %q", s, got)
		}
		if strings.HasPrefix(strings.TrimSpace(got), "::") || strings.Contains(got, "##") {
			t.Fatalf("%q became %q, which commands", s, got)
		}
		if again := termsafe.Escape(got); again != got {
			t.Fatalf("%q became %q and then %q", s, got, again)
		}
	})
}

func TestLines(t *testing.T) {
	for in, want := range map[string]string{
		"":                              "",
		"one":                           "one",
		"a\n\tb: c\td\n":                "a\n\tb: c\td\n",
		"a\n::error::b":                 "a\n\\x3a:error::b",
		"\t ::error::b":                 "\t \\x3a:error::b",
		"a\r\n\x1b[2J":                  "a\\r\n\\x1b[2J",
		"a\t##[error]b\n##vso[x]\u202e": "a\t\\x23#[error]b\n\\x23#vso[x]\\u202e",
	} {
		if got := termsafe.Lines(in); got != want {
			t.Errorf("Lines(%q) = %q, want %q", in, got, want)
		}
	}
}

// A document says the same afterwards.
func TestJSON(t *testing.T) {
	for _, s := range []string{"", "été \u00a0: x", "\x1b[2J\x7f\u0085\u009b", "\u202etxt", "##[error]", "###", "\U000e0041\U0001f468\u200d\U0001f469", "\u2028", "a # b"} {
		plain, err := json.Marshal(map[string]string{"k": s})
		if err != nil {
			t.Fatal(err)
		}
		got := termsafe.JSON(append([]byte(" "), plain...))
		var back map[string]string
		if err := json.Unmarshal(got, &back); err != nil || back["k"] != s {
			t.Errorf("%q became %s, which says %q, error %v", s, got, back["k"], err)
		}
		if e := termsafe.Escape(string(got)); e != string(got) {
			t.Errorf("%q became %s, of which a terminal acts on something", s, got)
		}
	}
}
