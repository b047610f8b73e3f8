package cell_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/scrutateur/scrutateur/internal/cell"
)

func Example() {
	for _, s := range []string{"0639980001", `="0639980001"`, "'639980001.0", "6.4E+08"} {
		text, damage := cell.Clean(s)
		fmt.Println(text, damage == 0, damage&cell.Decimal != 0, damage&cell.Rounded != 0)
	}
	// Output:
	// 0639980001 true false false
	// 0639980001 false false false
	// 639980001 false true false
	// 6.4E+08 false false true
}

// What is no damage stays as it is, and what is damaged comes out the same a second time.
func TestClean(t *testing.T) {
	for s, want := range map[string]string{
		"": "", " x ": "x", "o'brien": "o'brien", "a,b": "a,b", "1,234": "1,234", "1.5": "1.5", "12.0": "12.0", "=": "=", "'": "'", `"`: `"`, `""`: `""`, `"a"b"`: `"a"b"`,
		"tel:": "tel:", "http://x": "http://x", "1E": "1E", "E5": "E5", "0,639,980": "0,639,980", "\xff": "\xff",
		"'''x'''": "x", `"=""x"""`: "x", "1,234,567": "1234567", "1234567,00": "1234567", "1.5E+01": "15",
		"\u202e06": "06", "06\u202e1": "06\u202e1", // a mark that turns what follows stays where it turns something
		strings.Repeat("'", 600): strings.Repeat("'", 600),
	} {
		got, _ := cell.Clean(s)
		if got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
		if again, damage := cell.Clean(got); again != got || damage&^(cell.Rounded|cell.Lost) != 0 {
			t.Errorf("%q: cleaned twice it is %q", s, again)
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{`="0639980001"`, "'639980001.0", "6.39980001E+08", "tel:+33639980001", "\uff10\uff16", "#N/A", "1,234,567"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		text, damage := cell.Clean(s)
		if again, more := cell.Clean(text); again != text || more&^(cell.Rounded|cell.Lost) != 0 {
			t.Fatalf("cleaned twice it is another text, with damage %b", more)
		}
		if damage == 0 && text != s && text != strings.TrimFunc(s, cell.Surround) {
			t.Fatal("a text without damage was changed")
		}
	})
}
