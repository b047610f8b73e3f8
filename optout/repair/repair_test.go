package repair_test

import (
	"errors"
	"fmt"
	"log"
	"strings"
	"testing"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/repair"
)

// The column of a file that went through a spreadsheet: what can be mended is, and counted; what cannot is refused by name.
func ExamplePhone() {
	mended := map[repair.Damage]int{}
	for _, cell := range []string{"06 39 98 00 01", "639980002", "639980003.0", `="0639980004"`, "330639980005", "6.4E+08"} {
		to, damage, err := repair.Phone(cell, "FR")
		if f, refused := errors.AsType[law.Finding](err); refused {
			fmt.Println(f.Rule, f.Detail)
			continue
		}
		mended[damage]++
		fmt.Println(to.E164(), damage)
	}
	fmt.Println(mended[repair.LostZero], "had lost the 0 and nothing else")
	// Output:
	// +33639980001 none
	// +33639980002 lost zero
	// +33639980003 decimals, lost zero
	// +33639980004 formula, quotes
	// +33639980005 country code without +
	// SCR-ADDRESS is written as a power of ten, and its last digits are gone: nothing can bring them back, import the column anew as text
	// 1 had lost the 0 and nothing else
}

func ExampleMailbox() {
	to, damage, err := repair.Mailbox("'marie@example.org")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(to.Mailbox(), damage)
	// Output: marie@example.org apostrophe
}

func TestMailbox(t *testing.T) {
	for _, c := range []struct {
		in, want string
		damage   repair.Damage
	}{
		{"marie@example.org", "marie@example.org", 0},
		{"o'brien@example.org", "o'brien@example.org", 0},
		{"+marie@example.org", "+marie@example.org", 0},
		{"'marie@example.org", "marie@example.org", repair.Apostrophe},
		{"'marie@example.org'", "marie@example.org", repair.Apostrophe},
		{"\u2018marie@example.org\u2019", "marie@example.org", repair.Apostrophe},
		{`="marie@example.org"`, "marie@example.org", repair.Formula | repair.Quotes},
		{"=marie@example.org", "marie@example.org", repair.Formula},
		{`"marie@example.org"`, "marie@example.org", repair.Quotes},
		{"mailto:marie@example.org", "marie@example.org", repair.Link},
		{"'mailto:marie@example.org", "marie@example.org", repair.Link | repair.Apostrophe},
		{"\ufeffmarie@example.org", "marie@example.org", 0}, // what surrounds a cell is no part of it
		{"marie\u200b@example.org", "marie@example.org", repair.Invisible},
		{"marie\uff20example.org", "marie@example.org", repair.Digits},
		{"mailto:marie@example.org?subject=x", "", 0},
		{"Marie <marie@example.org>", "", 0},
		{"marie@example.org;anne@example.org", "", 0},
		{"marie @example.org", "", 0},
		{"=A1&\"@example.org\"", "", 0},
		{"#N/A", "", 0},
		{"'", "", 0},
		{"=", "", 0},
		{"", "", 0},
	} {
		to, damage, err := repair.Mailbox(c.in)
		switch {
		case c.want == "":
			if err == nil || !errors.Is(err, law.AddressForm) || !to.IsZero() {
				t.Errorf("%q: mended, error %v", c.in, err)
			}
		case err != nil || to.Mailbox() != c.want:
			t.Errorf("%q: %v, %v; want it mended", c.in, to, err)
		case damage != c.damage:
			t.Errorf("%q: damage %v, want %v", c.in, damage, c.damage)
		}
	}
}

func TestDamage(t *testing.T) {
	seen := map[string]bool{}
	for bit := range 14 {
		name := repair.Damage(1 << bit).String()
		if seen[name] || strings.Trim(name, "0123456789") == "" {
			t.Errorf("the kind %d is called %q", bit, name)
		}
		seen[name] = true
	}
	if got := (repair.Apostrophe | repair.LostZero).String(); got != "apostrophe, lost zero" {
		t.Error(got)
	}
	if got := repair.Damage(0).String(); got != "none" {
		t.Error(got)
	}
}

// An error says what a spreadsheet did and not to whom.
func TestErrorsQuoteNothing(t *testing.T) {
	for _, in := range []string{"6.3998E+08", "'0639981234567", "tel:0639981234;ext=5", `="06399812345678"`, "#VALEUR!"} {
		_, _, err := repair.Phone(in, "FR")
		if err == nil {
			t.Fatal("mended")
		}
		for _, part := range []string{"6399", "1234", "6.3", "VALEUR"} {
			if strings.Contains(err.Error(), part) {
				t.Errorf("the error quotes its input: %v", err)
			}
		}
	}
}

func FuzzMailbox(f *testing.F) {
	for _, s := range []string{"'marie@example.org", `="marie@example.org"`, "mailto:a@example.org", "a\u200b@example.org", "=''=\"a@b.fr\"", "\uff20"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		plain, plainErr := optout.Mailbox(s)
		to, damage, err := repair.Mailbox(s)
		if err != nil {
			if plainErr == nil || !to.IsZero() || !errors.Is(err, law.AddressForm) {
				t.Fatal("refused what is read plainly, or an address with an error")
			}
			return
		}
		if plainErr == nil && (!to.Equal(plain) || damage != 0) {
			t.Fatal("what is read plainly was mended to something else")
		}
		if again, err := optout.Mailbox(to.Mailbox()); err != nil || !again.Equal(to) {
			t.Fatalf("what was mended is read otherwise: %v", err)
		}
	})
}

func FuzzPhone(f *testing.F) {
	for _, s := range []string{"639980001", "'639980001.0", "6.39980001E+08", "33(0)639980001", "tel:+33639980001", "0470123456"} {
		f.Add(s, "FR")
		f.Add(s, "BE")
	}
	f.Fuzz(func(t *testing.T, s, country string) {
		plain, plainErr := optout.Phone(s)
		to, _, err := repair.Phone(s, country)
		if err == nil && plainErr == nil && !to.Equal(plain) {
			t.Fatal("what is read plainly was mended to something else")
		}
		if err != nil && !to.IsZero() {
			t.Fatal("an address with an error")
		}
	})
}
