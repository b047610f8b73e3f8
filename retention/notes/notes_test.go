package notes

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/tools/txtar"

	"github.com/scrutateur/scrutateur/notice/law"
)

// TestScreen reads testdata: each line is what must be found, as category:words, and the note. "-" finds nothing.
func TestScreen(t *testing.T) {
	ar := archive(t)
	for _, f := range ar.Files {
		for line := range strings.Lines(string(f.Data)) {
			want, note, ok := strings.Cut(strings.TrimSuffix(line, "\n"), " | ")
			if !ok {
				t.Fatalf("%s: %q", f.Name, line)
			}
			var got []string
			for _, found := range Screen(note) {
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

func archive(t testing.TB) *txtar.Archive {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txtar")
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
				fs := Screen(note)
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

func FuzzScreen(f *testing.F) {
	for _, x := range archive(f).Files {
		for line := range strings.Lines(string(x.Data)) {
			f.Add(line)
		}
	}
	f.Fuzz(func(t *testing.T, note string) {
		fs := Screen(note)
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
		if up := Screen(strings.ToUpper(note)); len(up) < len(fs) {
			t.Fatalf("%d findings, %d in upper case", len(fs), len(up))
		}
	})
}

func BenchmarkScreen(b *testing.B) {
	note := strings.Repeat("Rencontrée sur le marché, très intéressée par le logement, rappeler jeudi soir. ", 10)
	b.SetBytes(int64(len(note)))
	for b.Loop() {
		Screen(note)
	}
}
