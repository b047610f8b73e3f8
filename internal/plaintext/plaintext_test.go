package plaintext_test

import (
	"fmt"
	"reflect"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/scrutateur/scrutateur/internal/plaintext"
)

func Example() {
	type row struct {
		Name  string
		Towns []string
	}
	plaintext.Walk(reflect.ValueOf(row{"Zoé", []string{"Sées", "a\u202eb"}}), "Row", func(path, s string) {
		for _, r := range s {
			if plaintext.Forbidden(r) {
				fmt.Printf("%s holds %U\n", path, r)
			}
		}
	})
	// Output: Row.Towns[1] holds U+202E
}

func TestForbidden(t *testing.T) {
	for _, r := range "\x00\t\n\r\x1b\x7f\u0085\u061c\u200e\u200f\u2028\u2029\u202a\u202e\u2066\u2069\u206a\u206f" {
		if !plaintext.Forbidden(r) {
			t.Errorf("%U may stand in a text", r)
		}
	}
	for _, r := range " aé’«»\u00a0\u00ad\u200b\u2027\u202f\u2065\u2070\ufeff\ufffc€😀\u200d" {
		if plaintext.Forbidden(r) {
			t.Errorf("%U may stand in no text", r)
		}
	}
}

// TestForbiddenByUnicode holds the ranges that are written out against the tables of Unicode.
func TestForbiddenByUnicode(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		want := unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp, unicode.Bidi_Control) || unicode.Is(unicode.Deprecated, r) && unicode.Is(unicode.Cf, r) && r < 0x10000
		if got := plaintext.Forbidden(r); got != want {
			t.Errorf("Forbidden(%U) = %t", r, got)
		}
	}
}

func TestIndex(t *testing.T) {
	for _, c := range []struct {
		s          string
		text, name int
	}{
		{"", -1, -1}, {"Zoé", -1, -1}, {"Zo\ufffdé", -1, -1}, {"é\xff", 2, 2}, {"a\nb", 1, 1}, {"é\u202eb", 2, 2},
		{"a\u200bb", -1, 1}, {"👩\u200d🌾", -1, 4}, {"a\u034fb", -1, 1}, {"☎\ufe0f", -1, 3},
	} {
		if got := plaintext.Index(c.s); got != c.text {
			t.Errorf("Index(%q) = %d, want %d", c.s, got, c.text)
		}
		if got := plaintext.IndexName(c.s); got != c.name {
			t.Errorf("IndexName(%q) = %d, want %d", c.s, got, c.name)
		}
	}
}

func TestWalk(t *testing.T) {
	type inner struct{ S string }
	v := struct {
		M map[string]string
		P *inner
		N *inner
		I int
	}{M: map[string]string{"b": "2", "a\n": "1"}, P: &inner{"x"}}
	var got []string
	plaintext.Walk(reflect.ValueOf(v), "V", func(path, s string) { got = append(got, path+"="+s) })
	want := []string{"V.M[a]=a\n", "V.M[a]=1", "V.M[b]=b", "V.M[b]=2", "V.P.S=x"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
