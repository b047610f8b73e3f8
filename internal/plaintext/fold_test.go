package plaintext_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/scrutateur/scrutateur/internal/plaintext"
)

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"":                       "",
		"stop":                   "stop",
		"Straße":                 "strasse",
		"STRASSE":                "strasse",
		"STRAẞE":                 "strasse",
		"Œuvre d'Ægir":           "oeuvre d'aegir",
		"Élie Noël, GARÇON":      "elie noel, garcon",
		"E\u0301lie":             "elie",
		"Ｓｔｏｐ ⓢⓣⓞⓟ ﬁn":           "stop stop fin",
		"S\u200bT\u00adO\ufeffP": "stop",
		"Łódź, Øre, İzmir":       "lodz, ore, izmir",
		"n° 5 «oui» l’an":        "n° 5 «oui» l’an",
		"Жанна 你好 🗳":             "жанна 你好 🗳",
		"a\xffb":                 "a\ufffdb",
	} {
		if got := plaintext.Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

// reference is Fold written with the tables of x/text and the standard library alone, string by string.
func reference(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if unicode.In(r, unicode.Mn, unicode.Cf, unicode.Variation_Selector) {
			continue
		}
		switch r = unicode.ToLower(r); r {
		case 'œ':
			b.WriteString("oe")
		case 'æ':
			b.WriteString("ae")
		case 'ß':
			b.WriteString("ss")
		case 'þ':
			b.WriteString("th")
		default:
			if i := strings.IndexRune("øđðłħıĸŋŧəƒ", r); i >= 0 {
				r = rune("oddlhikntef"[utf8.RuneCountInString("øđðłħıĸŋŧəƒ"[:i])])
			}
			b.WriteRune(r)
		}
	}
	return b.String()
}

// TestFoldEveryCharacter compares every character of Unicode with the reference. Hangul syllables are taken apart by a rule, not by a table,
// and stay whole here.
func TestFoldEveryCharacter(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if !utf8.ValidRune(r) || r >= 0xac00 && r <= 0xd7a3 {
			continue
		}
		got := string(plaintext.AppendFold(nil, r))
		if want := reference(string(r)); got != want {
			t.Errorf("%U folds to %q, want %q", r, got, want)
		}
		if again := plaintext.Fold(got); again != got {
			t.Errorf("%U folds to %q and that to %q", r, got, again)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Straße", "E\u0301lie", "ﬁn\u200d", "a\u0323\u0301", "\xff", "한"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := plaintext.Fold(s)
		if !strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Hangul, r) }) && utf8.ValidString(s) {
			if want := reference(s); got != want {
				t.Errorf("Fold(%q) = %q, want %q", s, got, want)
			}
		}
		if again := plaintext.Fold(got); again != got {
			t.Errorf("Fold(%q) = %q, and folded again %q", s, got, again)
		}
		if composed := plaintext.Fold(norm.NFC.String(s)); utf8.ValidString(s) && composed != got && !strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Hangul, r) }) {
			t.Errorf("%q folds to %q, composed to %q", s, got, composed)
		}
	})
}

func TestFoldAllocatesNothing(t *testing.T) {
	dst := make([]byte, 0, 64)
	if n := testing.AllocsPerRun(100, func() {
		dst = dst[:0]
		for _, r := range "Éàœßﬁ①ｓ" {
			dst = plaintext.AppendFold(dst, r)
		}
		plaintext.Fold("already folded")
	}); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkFold(b *testing.B) {
	for b.Loop() {
		plaintext.Fold("Élections municipales à Saint-Étienne")
	}
}
