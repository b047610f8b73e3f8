package gsm7

import (
	"testing"

	"golang.org/x/text/unicode/norm"
)

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"L’Haÿ-les-Roses":            "L'Hay-les-Roses",
		"«\u00a0Chloë\u202f!\u00a0»": `" Chloe ! "`,
		"Œuilly, cœur":               "OEuilly, coeur",
		"é è à ù É Ç ä ö ü ñ € @":    "é è à ù É Ç ä ö ü ñ € @",
		"ç ê â î ô û ë ï ÿ À È Ê":    "c e a i o u e i y A E E",
		"e\u0301te\u0302":            "éte",
		"n° 2² ½ ™ …":                "no 22 1/2 TM ...",
		"a\u200bb\ufeff\u00ad":       "ab",
		"😀":                          "?",
		"ﬁn Ａ":                       "fin A",
		"Łódź Đặng Şükrü":            "Lodz Dang Sükrü",
		"\x1b\x00\t":                 "?? ",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%+q) = %+q, want %+q", in, got, want)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range texts {
		f.Add(s)
	}
	f.Add("Zoë, François — « l’été »")
	f.Fuzz(func(t *testing.T, s string) {
		once := Fold(s)
		if c, ok := Scan(once); !ok || c.Foreign > 0 {
			t.Fatalf("Fold(%+q) = %+q is not GSM-7", s, once)
		}
		if twice := Fold(once); twice != once {
			t.Fatalf("Fold is not idempotent: %+q, then %+q", once, twice)
		}
		if c, ok := Scan(s); ok && c.Foreign == 0 && once != s {
			t.Fatalf("Fold(%+q) = %+q, though GSM-7 has all of it", s, once)
		}
		if dst, ok := AppendFold(nil, s); ok && norm.NFC.IsNormalString(s) && string(dst) != once {
			t.Fatalf("AppendFold(%+q) = %+q, Fold %+q", s, dst, once)
		}
	})
}

func BenchmarkAppendFold(b *testing.B) {
	buf := make([]byte, 0, 64)
	for b.Loop() {
		buf, _ = AppendFold(buf[:0], "François-Noël")
	}
}
