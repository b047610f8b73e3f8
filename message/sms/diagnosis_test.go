package sms_test

import (
	"errors"
	"fmt"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/fixture"
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/notice/law"
)

func ExampleDiagnose() {
	d, err := sms.Diagnose("Réunion mardi : « même heure », chez François. Venez nombreux, nous parlerons école et cantine")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(d.Size, "→", d.Folded)
	for _, c := range d.Chars {
		fmt.Printf("%q at %v: write %q, saves %d\n", c.Rune, c.Places, c.By, c.Saves)
	}
	// Output:
	// 2 parts, UCS-2, 94 units → 1 part, GSM-7, 94 units
	// '«' at [17]: write "\"", saves 0
	// 'ê' at [21]: write "e", saves 0
	// '»' at [32]: write "\"", saves 0
	// 'ç' at [45]: write "c", saves 0
}

func ExampleFold() {
	fmt.Println(sms.Fold("« L’été, même à Œuilly, François paie 5 € »"))
	// Output: " L'été, meme à OEuilly, Francois paie 5 € "
}

func TestDiagnoseSaves(t *testing.T) {
	one, err := sms.Diagnose(strings.Repeat("a", 100) + "’" + strings.Repeat("b", 40))
	if err != nil || len(one.Chars) != 1 || one.Chars[0].Saves != 2 || one.Folded.Parts != 1 {
		t.Errorf("one apostrophe costs two parts: %+v, %v", one, err)
	}
	crlf, _ := sms.Diagnose(strings.Repeat("a", 159) + "\r\n")
	if len(crlf.Chars) != 1 || crlf.Chars[0].Saves != 1 {
		t.Errorf("a carriage return costs a part: %+v", crlf.Chars)
	}
	emoji, _ := sms.Diagnose("😀")
	if len(emoji.Chars) != 1 || emoji.Chars[0].Replaced || emoji.Chars[0].Units != 2 || emoji.Text != "😀" {
		t.Errorf("nothing stands for an emoji: %+v", emoji)
	}
}

func TestTemplateIsDiagnosed(t *testing.T) {
	const body = "Bonjour {{.FirstName}}, la fête est prête : « oui » 🎉 !"
	tpl, err := sms.Compile[fixture.Voter](fixture.SMS(body, 6))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range tpl.Findings() {
		if f.Path == "Body" {
			got = append(got, fmt.Sprint(f.Rule, " ", body[f.Start:f.End], " ", f.Severity))
		}
	}
	want := []string{"SCR-ALPHABET ê should", "SCR-ALPHABET « should", "SCR-ALPHABET » should", "SCR-ALPHABET 🎉 should"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// What replacing a character saves is counted with those named before replaced too, and without those for which nothing stands: while
// one of them is left, nothing is saved.
func TestWhatReplacingSaves(t *testing.T) {
	for body, want := range map[string][]string{
		"ê" + strings.Repeat("a", 20) + "«":  {"needs 5 parts, 5 once", "needs 5 parts, 2 once"},
		"🎉ê" + strings.Repeat("a", 20) + "«": {"needs 5 parts", "needs 5 parts, 5 once", "needs 5 parts, 5 once"},
	} {
		s := fixture.SMS(body, 6)
		var got []string
		for _, f := range message.Must(sms.Compile[fixture.Voter](s)).Findings() {
			if f.Path == "Body" {
				got = append(got, f.Detail)
			}
		}
		if len(got) != len(want) {
			t.Errorf("%d findings: %q", len(got), got)
			continue
		}
		for i := range want {
			if !strings.Contains(got[i], want[i]) {
				t.Errorf("%q: %s, want %s", body, got[i], want[i])
			}
		}
	}
}

// TestHostileSpecs answers, with findings, what nobody writes by accident.
func TestHostileSpecs(t *testing.T) {
	for name, body := range map[string]string{
		"many fields":       strings.Repeat("{{.FirstName}}", 4600),
		"many characters":   strings.Repeat("電話番号", 5000),
		"different":         manyRunes(),
		"too long":          strings.Repeat("x", 65537),
		"eight conditions":  strings.Repeat("{{if .Member}}{{.Town}}{{else}}{{.FirstName}}{{end}}{{if .Station}}a{{end}}{{if .Town}}b{{end}}{{if .FirstName}}c{{end}}", 400),
		"many placeholders": strings.Repeat("#prenom# ", 7000),
		"many braces":       strings.Repeat("{{", 30000),
	} {
		if _, err := sms.Compile[fixture.Voter](fixture.SMS(body, 6)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// TestHostileBounds answers a bound of gigabytes without writing a message as long, and a body whose cases are too many to
// go through without going through them.
func TestHostileBounds(t *testing.T) {
	for name, tt := range map[string]struct {
		body  string
		limit message.Limit
		want  law.ID
	}{
		"giant":            {"{{.A}}", message.Limit{Max: 20_000_000}, law.PartBudget},
		"giant, euros":     {"{{.A}}", message.Limit{Max: 20_000_000, Alphabet: message.GSM7}, law.PartBudget},
		"giant, any":       {"{{.A}}", message.Limit{Max: 20_000_000, Alphabet: message.Any}, law.PartBudget},
		"giant, likely":    {"{{.A}}", message.Limit{Max: 20_000_000, Likely: 10_000_000}, law.PartBudget},
		"giant, at least":  {"{{.A}}", message.Limit{Min: 10_000_000, Max: 20_000_000}, law.PartBudget},
		"many times":       {strings.Repeat("{{.A}}", 9000), message.Limit{Max: 2000, Alphabet: message.Any}, law.PartBudget},
		"the greatest int": {"{{.A}}", message.Limit{Max: math.MaxInt}, law.PartBudget},
		"too many cases": {
			"{{if .B}}b{{end}}{{if .C}}c{{end}}{{if .D}}d{{end}}{{if .E}}e{{end}}{{if .F}}f{{end}}{{if .G}}g{{end}}{{if .H}}h{{end}}" + strings.Repeat("{{.A}},", 4000),
			message.Limit{Max: 1}, law.TemplateBody,
		},
	} {
		spec := fixture.SMS(tt.body, 6)
		spec.Fields = map[string]message.Limit{"A": tt.limit}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := sms.Compile[message.Values](spec)
		runtime.ReadMemStats(&after)
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %s", name, err, tt.want)
		}
		if took := after.TotalAlloc - before.TotalAlloc; took > 48<<20 {
			t.Errorf("%s: %d MB to answer", name, took>>20)
		}
	}
}

// TestBinaryBody answers a binary file with findings that a person can read.
func TestBinaryBody(t *testing.T) {
	for _, body := range []string{strings.Repeat("\x00", 60000), strings.Repeat("\r\xff", 30000), strings.Repeat("\x00", 1<<20)} {
		_, err := sms.Compile[fixture.Voter](fixture.SMS(body, 6))
		var found *law.Error
		if !errors.As(err, &found) || len(found.Findings) > 100 || !errors.Is(err, law.CleanText) && !errors.Is(err, law.TemplateBody) {
			t.Errorf("%d bytes: %d findings, or the wrong ones", len(body), len(found.Findings))
		}
	}
}

func manyRunes() string {
	var b strings.Builder
	for r := rune(0x4e00); b.Len() < 60000; r++ {
		b.WriteRune(r)
	}
	return b.String()
}

func BenchmarkHostile(b *testing.B) {
	for name, body := range map[string]string{
		"many-fields":      strings.Repeat("{{.FirstName}}", 4600),
		"deep-nesting":     strings.Repeat("{{if .Member}}", 1000) + "x" + strings.Repeat("{{end}}", 1000),
		"many-characters":  strings.Repeat("電話番号", 5000),
		"different":        manyRunes(),
		"eight-conditions": strings.Repeat("{{if .Member}}{{.Town}}{{else}}{{.FirstName}}{{end}}{{if .Station}}a{{end}}{{if .Town}}b{{end}}{{if .FirstName}}c{{end}}", 400),
		"placeholders":     strings.Repeat("#prenom# ", 7000),
		"braces":           strings.Repeat("{{", 30000),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				sms.Compile[fixture.Voter](fixture.SMS(body, 6))
			}
		})
	}
}
