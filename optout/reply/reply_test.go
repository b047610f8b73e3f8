package reply

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/scrutateur/scrutateur/internal/plaintext"
)

type replyCase struct {
	line               int
	label, class, text string
	rights             Rights
}

func readReplies(t testing.TB) []replyCase {
	t.Helper()
	content, err := os.ReadFile("testdata/replies.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var out []replyCase
	for i, line := range strings.Split(strings.TrimSuffix(string(content), "\n"), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		cols := strings.Split(line, "\t")
		if len(cols) != 4 || !slices.Contains([]string{"optout", "notoptout", "ambiguous"}, cols[0]) {
			t.Fatalf("replies.tsv:%d: want label, class, rights and text", i+1)
		}
		text, err := strconv.Unquote(cols[3])
		if err != nil {
			t.Fatalf("replies.tsv:%d: %v", i+1, err)
		}
		c := replyCase{line: i + 1, label: cols[0], class: cols[1], text: text}
		for r := range strings.SplitSeq(cols[2], ",") {
			switch r {
			case "access":
				c.rights.Access = true
			case "source":
				c.rights.Source = true
			case "erasure":
				c.rights.Erasure = true
			case "rectification":
				c.rights.Rectification = true
			case "-":
			default:
				t.Fatalf("replies.tsv:%d: unknown right %q", i+1, r)
			}
		}
		out = append(out, c)
	}
	return out
}

// The two numbers that count are objections that are neither suppressed nor reviewed, and other replies that are
// suppressed as certain: both are zero.
func TestParse(t *testing.T) {
	verdicts := make(map[string]map[Verdict]int)
	lost, wrong, unseen := 0, 0, 0
	for _, c := range readReplies(t) {
		got := Parse(c.text)
		if verdicts[c.label] == nil {
			verdicts[c.label] = make(map[Verdict]int)
		}
		verdicts[c.label][got.Verdict]++
		switch {
		case c.label == "optout" && got.Verdict == Other:
			lost++
			t.Errorf("replies.tsv:%d (%s): an objection is lost: %v %q", c.line, c.class, got, c.text)
		case c.label == "notoptout" && got.Verdict == OptOut:
			wrong++
			t.Errorf("replies.tsv:%d (%s): suppressed as certain: %v %q", c.line, c.class, got, c.text)
		case c.label == "ambiguous" && got.Verdict == Other:
			unseen++
			t.Logf("replies.tsv:%d (%s): no human decides: %v %q", c.line, c.class, got, c.text)
		}
		if got.Rights != c.rights {
			t.Errorf("replies.tsv:%d (%s): rights %+v, want %+v: %q", c.line, c.class, got.Rights, c.rights, c.text)
		}
		if got.Reason == "" {
			t.Errorf("replies.tsv:%d: no reason", c.line)
		}
	}
	if unseen > 3 {
		t.Errorf("%d replies of which nobody can tell what they mean are read by nobody", unseen)
	}
	t.Logf("objections lost: %d; others suppressed as certain: %d; verdicts by label: %v", lost, wrong, verdicts)
	if testing.Verbose() {
		for _, c := range readReplies(t) {
			if got := Parse(c.text); c.label == "optout" && got.Verdict == Review || c.label == "notoptout" && got.Verdict == Review {
				t.Logf("in review: %s %s %s %q", c.label, c.class, got.Reason, c.text)
			}
		}
	}
}

// Letters held down, decorated or spelled as people do change nothing.
func TestParseKeyword(t *testing.T) {
	for _, keyword := range []string{"stop", "STOP", "Arrêt", "ARRET", "arrêtez", "Désabonner", "DÉSINSCRIPTION", "unsubscribe", "opt-out", "Stop SMS", "stop pub", "STOP 36111"} {
		for _, around := range []string{"%", "% ", "\n%\n", "%.", "%!!!", "«%»", "“%”", "- %", "%, merci", "Bonjour. % svp", "% % %", "…%…", "(%)", "*%*", "%\u200d", "\ufeff%", "% 🙏", "%\n--\n", "¡%!"} {
			if got := Parse(strings.ReplaceAll(around, "%", keyword)); got.Verdict != OptOut {
				t.Errorf("%q: %v", strings.ReplaceAll(around, "%", keyword), got)
			}
		}
	}
}

func TestParseLong(t *testing.T) {
	if got := Parse(strings.Repeat("oui ", 3000)); got.Verdict != Review {
		t.Errorf("a text too long to be read: %v", got)
	}
	if got := Parse("S T O P S T O P"); got.Verdict != OptOut {
		t.Errorf("spelled twice: %v", got)
	}
}

func FuzzParse(f *testing.F) {
	for i, c := range readReplies(f) {
		if i%5 == 0 { // the seeds run in every test: enough of each set
			f.Add(c.text)
		}
	}
	f.Fuzz(func(t *testing.T, s string) {
		r := Parse(s)
		if r.Verdict != OptOut && r.Verdict != Review && r.Verdict != Other || r.Reason == "" {
			t.Fatalf("%v", r)
		}
		// STOP on a line of its own is never lost, whatever stands before it, unless it stands in quotes that s left open.
		if !strings.ContainsAny(Repair(s), "«“\"") && utf8.RuneCountInString(s) < 1000 {
			if r := Parse(s + "\nSTOP"); r.Verdict == Other {
				t.Fatalf("lost behind %q: %v", s, r)
			}
		}
	})
}

// The baseline is one regular expression over the folded text, the least that anybody would write: Parse is to be compared with it in the same run.
func BenchmarkParse(b *testing.B) {
	cases := readReplies(b)
	each := func(b *testing.B, f func(string)) {
		f(cases[0].text)
		b.ReportAllocs()
		for b.Loop() {
			for _, c := range cases {
				f(c.text)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(cases)), "ns/reply")
	}
	b.Run("replies", func(b *testing.B) { each(b, func(s string) { Parse(s) }) })
	keywords := regexp.MustCompile(`stop|arret|desab|desins|ne .*plus|supprim|retir|enlev|laiss.* tranquille`)
	b.Run("baseline=regexp", func(b *testing.B) { each(b, func(s string) { keywords.MatchString(plaintext.Fold(s)) }) })
	for _, n := range []int{27, 440} {
		text := strings.Repeat("stop aux mes stop ", n)
		b.Run(fmt.Sprintf("hostile=%d", len(text)), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				Parse(text)
			}
		})
	}
}
