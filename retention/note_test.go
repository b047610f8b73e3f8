package retention

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/tools/txtar"

	"github.com/scrutateur/scrutateur/notice/law"
)

// TestScreenNote reads testdata/notes: each line is what must be found, as category:words, and the note. "-" finds nothing.
func TestScreenNote(t *testing.T) {
	ar := notes(t)
	for _, f := range ar.Files {
		for line := range strings.Lines(string(f.Data)) {
			want, note, ok := strings.Cut(strings.TrimSuffix(line, "\n"), " | ")
			if !ok {
				t.Fatalf("%s: %q", f.Name, line)
			}
			var got []string
			for _, found := range ScreenNote(note) {
				if found.Rule != law.ForbiddenNotes {
					t.Errorf("%s: %s", note, found.Rule)
				}
				got = append(got, strings.Trim(strings.Fields(found.Detail)[1], ":")+":"+note[found.Start:found.End])
			}
			s := strings.Join(got, ", ")
			if s == "" {
				s = "-"
			}
			if s != strings.TrimSpace(want) {
				t.Errorf("%s\n got %s\nwant %s", note, s, want)
			}
		}
	}
}

func notes(t testing.TB) *txtar.Archive {
	t.Helper()
	files, err := filepath.Glob("testdata/notes/*.txtar")
	if err != nil || len(files) != 1 {
		t.Fatalf("no cases: %v", err)
	}
	data, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	return txtar.Parse(data)
}

// Every phrase of the list is found as it stands there, whatever its case, and the finding has no words of the note.
func TestEveryPhraseIsFound(t *testing.T) {
	n := 0
	for _, ms := range mentions() {
		for _, m := range ms {
			phrase := strings.ReplaceAll(strings.Join(m.words, " "), "*", "")
			for _, note := range []string{phrase, strings.ToUpper(phrase), "Mme X : " + phrase + "."} {
				fs := ScreenNote(note)
				if len(fs) == 0 {
					t.Errorf("%q is not found", note)
					continue
				}
				n++
				if want, _ := forbidden(m.category); fs[0].Detail != want.Detail {
					t.Errorf("%q: found as %q, want %q", note, fs[0].Detail, want.Detail)
				}
			}
		}
	}
	if n < 300 {
		t.Errorf("only %d phrases", n)
	}
}

func FuzzScreenNote(f *testing.F) {
	for _, x := range notes(f).Files {
		for line := range strings.Lines(string(x.Data)) {
			f.Add(line)
		}
	}
	f.Fuzz(func(t *testing.T, note string) {
		fs := ScreenNote(note)
		end := 0
		for _, x := range fs {
			if x.Start < end || x.End <= x.Start || x.End > len(note) {
				t.Fatalf("[%d:%d] after %d in %d bytes", x.Start, x.End, end, len(note))
			}
			if r, _ := utf8.DecodeRuneInString(note[x.Start:]); r == utf8.RuneError {
				t.Fatal("a finding begins inside a character")
			}
			end = x.End
		}
		// Upper case hides nothing. (Not every letter comes back from upper case, so it may show more.)
		if up := ScreenNote(strings.ToUpper(note)); len(up) < len(fs) {
			t.Fatalf("%d findings, %d in upper case", len(fs), len(up))
		}
	})
}

func BenchmarkScreenNote(b *testing.B) {
	note := strings.Repeat("Rencontrée sur le marché, très intéressée par le logement, rappeler jeudi soir. ", 10)
	b.SetBytes(int64(len(note)))
	for b.Loop() {
		ScreenNote(note)
	}
}

// RFC 8785, 3.2.3 and 3.2.2.2: keys sorted by UTF-16 units, and the escapes of strings.
func TestCanonical(t *testing.T) {
	got, err := canonical(map[string]any{
		"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
		"\U0001F600": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis",
	})
	if err != nil {
		t.Fatal(err)
	}
	want := "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"\u00f6\":\"Latin Small Letter O With Diaeresis\",\"\u20ac\":\"Euro Sign\",\"\U0001F600\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}"
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	got, err = canonical([]any{"\u20ac$\u000f\nA'B\"\\\\\"/\u2028</script>", true, nil, 0, -7, []int{}})
	if err != nil {
		t.Fatal(err)
	}
	if want := "[\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\u2028</script>\",true,null,0,-7,[]]"; string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	for _, bad := range []any{1.5, 1 << 60} {
		if _, err := canonical(bad); err == nil {
			t.Errorf("%v has a canonical form", bad)
		}
	}
}

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
	for _, ws := range []map[string]pair{strings2(classWords), strings2(eventWords), strings2(doWords), strings2(stateWords), strings2(levelWords), strings2(gapWords)} {
		for k, w := range ws {
			if slices.Contains(w[:], "") || w[fr] == w[en] {
				t.Errorf("%s lacks a language", k)
			}
		}
	}
}

func strings2[K ~string](m map[K]pair) map[string]pair {
	out := map[string]pair{}
	for k, v := range m {
		out[string(k)] = v
	}
	return out
}
