package rulefile

import (
	"bytes"
	"go/format"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// sound is a rule file in which nothing is wrong.
const sound = `id:       FR-TEST-RULE
name:     TestRule
pack:     fr
severity: must
evidence: verbatim
since:    2020-01-01
checked:  2026-11-22
text:     verbatim

-- title.fr --
Un titre

-- title.en --
A title

-- text.fr --
« Il est interdit
de faire. »
1° Ceci ;

-- why.fr --
Parce que.

-- why.en --
Because.

-- fix.fr --
Faites autrement.

-- fix.en --
Do otherwise.

-- cite.1 --
text:     Code électoral
article:  art. L49
version:  LEGIARTI000039446215
evidence: verbatim

« Il est interdit »

-- bad.sms --
mauvais

-- good.sms --
bon
`

func TestParse(t *testing.T) {
	r, err := Parse([]byte(sound))
	if err != nil {
		t.Fatal(err)
	}
	want := Rule{
		ID: "FR-TEST-RULE", Name: "TestRule", Pack: "fr",
		Versions: []Version{{
			Severity: "must", Evidence: "verbatim", Since: "2020-01-01", Checked: "2026-11-22",
			Text: "« Il est interdit\nde faire. »\n1° Ceci ;", Lang: "fr",
			FR: Words{Title: "Un titre", Why: "Parce que.", Fix: "Faites autrement."},
			EN: Words{Title: "A title", Why: "Because.", Fix: "Do otherwise."},
			Cites: []Cite{{
				Text: "Code électoral", English: "Code électoral", Article: "art. L49", Version: "LEGIARTI000039446215",
				URL: "https://www.legifrance.gouv.fr/codes/article_lc/LEGIARTI000039446215", Evidence: "verbatim", Quote: "« Il est interdit »",
			}},
		}},
		Cases: []Case{{Name: "bad.sms", Runner: "sms", Bad: true, Data: "mauvais"}, {Name: "good.sms", Runner: "sms", Data: "bon"}},
	}
	if diff := cmp.Diff(want, r); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if got, want := flow(r.Versions[0].Text), "« Il est interdit de faire. »\n1° Ceci ;"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestParseRefuses changes one thing in a sound file; the error must say which.
func TestParseRefuses(t *testing.T) {
	for _, tt := range []struct{ name, old, new, want string }{
		{"no citation", "-- cite.1 --\ntext:     Code électoral\narticle:  art. L49\nversion:  LEGIARTI000039446215\nevidence: verbatim\n\n« Il est interdit »\n", "", "there is no citation"},
		{"unknown evidence", "evidence: verbatim\nsince", "evidence: certain\nsince", `evidence "certain" is none of`},
		{"evidence that no citation has", "evidence: verbatim\n\n«", "evidence: quoted\n\n«", "claims to be verbatim, but no citation is"},
		{"must on our reading, unsaid", "evidence: verbatim\nsince", "evidence: inferred\nsince", "must on inferred evidence says so"},
		{"a quotation without words", "evidence: verbatim\n\n« Il est interdit »", "evidence: verbatim", "cite.1 is verbatim and quotes nothing"},
		{"a cite without evidence", "evidence: verbatim\n\n«", "article: x\n\n«", "the evidence of a cite"},
		{"an address nobody knows", "version:  LEGIARTI000039446215", "version:  un jour", "cite.1 has no https address"},
		{"an address that derives", "article:  art. L49", "url: https://example.org/\narticle:  art. L49", "the url derives from the version"},
		{"unknown pack", "pack:     fr", "pack:     de", `pack "de" is none of`},
		{"unknown severity", "severity: must", "severity: may", `severity "may" is none of`},
		{"no day", "since:    2020-01-01", "since:    january", `since "january" is no day`},
		{"never checked", "checked:  2026-11-22\n", "", `checked "" is no day`},
		{"ends before it begins", "checked:", "until: 2019-01-01\nchecked:", "until 2019-01-01 is not after since 2020-01-01"},
		{"an ID in small letters", "FR-TEST-RULE", "fr-test", `id "fr-test": capital letters`},
		{"a name that is not Go", "name:     TestRule", "name:     l49", `name "l49" is no exported Go name`},
		{"an unknown key", "pack:     fr", "pack:     fr\nauthor: me", `the line "author: me" is none of`},
		{"a key twice", "pack:     fr", "pack:     fr\npack:     eu", "pack stands twice"},
		{"a section twice", "-- bad.sms --", "-- why.en --\nagain\n\n-- bad.sms --", `section "why.en" stands twice`},
		{"an unknown section", "-- bad.sms --", "-- history --\nlong\n\n-- bad.sms --", `section "history" is not known`},
		{"no French title", "-- title.fr --\nUn titre\n", "", "title.fr is missing"},
		{"no text", "-- text.fr --", "-- text.de --", "text.fr or text.en is missing"},
		{"verbatim or not", "text:     verbatim", "text:     maybe", `text is "maybe"`},
		{"a long remedy", "Do otherwise.", "Do " + strings.Repeat("very ", 50) + "otherwise.", "the fix is one line"},
		{"a remedy of two lines", "Do otherwise.", "Do\notherwise.", "the fix is one line"},
		{"a caveat in one language", "-- why.en --", "-- caveat.en --\nperhaps\n\n-- why.en --", "the caveat stands in one language only"},
		{"no bad case", "-- bad.sms --\nmauvais\n", "", "no good and bad case"},
		{"an unknown runner", "-- bad.sms --", "-- bad.fax --", "the case bad.fax has no known runner"},
		{"a case that is no JSON", "-- bad.sms --\nmauvais", "-- bad.notice.json --\n{", "bad.notice.json is not valid JSON"},
		{"an empty case", "mauvais", "", "the case bad.sms is empty"},
		{"a reminder with a bad case", "text:     verbatim", "text:     verbatim\nreminder: yes", "a reminder makes no finding"},
		{"a gap", "-- bad.sms --", "-- 2015-01-01/version --\nuntil: 2019-12-31\n\n-- bad.sms --", "without gap or overlap"},
		{"an overlap", "-- bad.sms --", "-- 2015-01-01/version --\nuntil: 2020-01-02\n\n-- bad.sms --", "without gap or overlap"},
		{"an open end before another version", "-- bad.sms --", "-- 2015-01-01/version --\n\n-- bad.sms --", "without gap or overlap"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			file := strings.Replace(sound, tt.old, tt.new, 1)
			if file == sound {
				t.Fatal("nothing was changed")
			}
			_, err := Parse([]byte(file))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v; want %q", err, tt.want)
			}
		})
	}
}

func TestVersions(t *testing.T) {
	file := strings.Replace(sound, "-- bad.sms --", `-- 2015-01-01/version --
until: 2020-01-01

-- 2015-01-01/text.fr --
« Il était interdit. »

-- bad.sms --`, 1)
	r, err := Parse([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Versions) != 2 {
		t.Fatalf("%d versions", len(r.Versions))
	}
	old, now := r.Versions[0], r.Versions[1]
	if old.Since != "2015-01-01" || old.Until != now.Since || old.Text == now.Text {
		t.Errorf("%+v\n%+v", old, now)
	}
	if diff := cmp.Diff(now.EN, old.EN); diff != "" || !cmp.Equal(now.Cites, old.Cites) {
		t.Errorf("what the older version does not say is not shared:\n%s", diff)
	}
}

func TestURL(t *testing.T) {
	for version, want := range map[string]string{
		"LEGIARTI000039446215":            "https://www.legifrance.gouv.fr/codes/article_lc/LEGIARTI000039446215",
		"LEGITEXT000006070239/2026-04-02": "https://www.legifrance.gouv.fr/codes/texte_lc/LEGITEXT000006070239/2026-04-02",
		"JORFTEXT000053925339":            "https://www.legifrance.gouv.fr/jorf/id/JORFTEXT000053925339",
		"JORFARTI000025365421":            "https://www.legifrance.gouv.fr/jorf/article_jo/JORFARTI000025365421",
		"CNILTEXT000025364626":            "https://www.legifrance.gouv.fr/cnil/id/CNILTEXT000025364626",
		"CELEX:32016R0679":                "https://eur-lex.europa.eu/legal-content/AUTO/?uri=CELEX:32016R0679",
		"RFC 8058":                        "https://www.rfc-editor.org/rfc/rfc8058",
		"UAX #9":                          "https://www.unicode.org/reports/tr9/",
		"3GPP TS 23.038":                  "https://www.3gpp.org/dynareport/23038.htm",
		"3GPP TS 23.040":                  "https://www.3gpp.org/dynareport/23040.htm",
		"go:text/template":                "https://pkg.go.dev/text/template",
		"2026-01-30":                      "",
		"LEGIARTI39446215":                "",
		"CELEX:GDPR":                      "",
		"":                                "",
	} {
		got, ok := URL(version)
		if got != want || ok != (want != "") {
			t.Errorf("URL(%q) = %q, %t; want %q", version, got, ok, want)
		}
	}
}

// FuzzParse: whatever a file holds, it is either refused or written as Go that gofmt accepts and as Markdown with one heading.
func FuzzParse(f *testing.F) {
	rules, err := os.ReadDir("../../rules")
	if err != nil {
		f.Fatal(err)
	}
	for _, r := range rules {
		data, err := os.ReadFile("../../rules/" + r.Name())
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(sound))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := Parse(data)
		if err != nil {
			return
		}
		for _, write := range []func([]Rule) ([]byte, error){IDs, Table, Cases} {
			code, err := write([]Rule{r})
			if err != nil {
				t.Fatal(err)
			}
			if again, err := format.Source(code); err != nil || !bytes.Equal(code, again) {
				t.Fatalf("not formatted: %v", err)
			}
		}
		if n := strings.Count(string(Markdown([]Rule{r})), "\n### "+r.ID+"\n"); n != 1 {
			t.Fatalf("%d headings", n)
		}
	})
}
