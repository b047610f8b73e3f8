package e164

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"github.com/scrutateur/scrutateur/internal/cell"
	"github.com/scrutateur/scrutateur/notice/law"
)

// The ranges are searched by halves, so they must be in order and apart.
func TestRangesSorted(t *testing.T) {
	for i, r := range ranges {
		if r.from > r.to || r.from < 1e4 || r.to > 99999 || i > 0 && ranges[i-1].to >= r.from {
			t.Errorf("range %d, %d to %d: out of order", i, r.from, r.to)
		}
	}
	for lead := uint64(10000); lead <= 99999; lead++ {
		want := uint64(33)
		for _, r := range ranges {
			if r.from <= lead && lead <= r.to {
				want = r.code
			}
		}
		if got := planCode(lead); got != want {
			t.Fatalf("planCode(%d) = %d, want %d", lead, got, want)
		}
	}
}

// Every country's trunk prefix is dropped or kept as its plan says, in all the ways in which it is written.
func TestTrunk(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"+32 0470 12 34 56", "32470123456"},
		{"+32 (0)470 12 34 56", "32470123456"},
		{"0032 (0) 470 12 34 56", "32470123456"},
		{"0032 0470 12 34 56", "32470123456"},
		{"+32 (0)0470 12 34 56", "32470123456"},
		{"+41 079 123 45 67", "41791234567"},
		{"+44 07700 900001", "447700900001"},
		{"+44 (0) 7700 900001", "447700900001"},
		{"+44 (0)7700 900001", "447700900001"},
		{"+49 0151 23456789", "4915123456789"},
		{"+212 0612 345678", "212612345678"},
		{"+212 (0)612 345678", "212612345678"},
		{"+213 0551 23 45 67", "213551234567"},
		{"+377 06 12 34 56 78", "377612345678"},
		{"+352 0621 123 456", ""}, // Luxembourg has no trunk prefix
		{"+34 0612 345 678", ""},
		{"+34 (0)612 345 678", ""},
		{"+351 0912 345 678", ""},
		{"+48 0512 345 678", ""},
		{"+216 020 123 456", ""},
		{"+221 077 123 45 67", ""},
		{"+39 06 6982 1234", "390669821234"}, // Rome
		{"+39 (0)6 6982 1234", ""},           // is the 0 the number's, or a habit from elsewhere?
		{"+39 347 123 4567", "393471234567"},
		{"+378 0549 12 34 56", "3780549123456"},
		{"+225 07 12 34 56 78", "2250712345678"},
		{"+242 06 612 34 56", "242066123456"},
		{"+229 01 97 12 34 56", "2290197123456"},
		{"+241 06 12 34 56", "24106123456"},   // eight digits: the 0 is of the number
		{"+241 066 12 34 56", "24166123456"},  // nine: of the prefix
		{"+36 06 20 123 4567", "36201234567"}, // Hungary's prefix has two digits
		{"+36 020 123 4567", ""},
		{"+7 8 912 345 67 89", "79123456789"},
		{"+7 800 123 45 67", "78001234567"}, // ten digits: the 8 is of the number
		{"+375 8 029 123 45 67", "375291234567"},
		{"+375 80 29 123 45 67", "375291234567"},
		{"+370 8 612 34567", "37061234567"},
		{"+370 0 612 34567", "37061234567"},
		{"+1 1 202 555 0101", "12025550101"},
		{"+1 0202 555 0101", ""},
		{"+687 0 75 00 01", ""},
		{"+689 087 00 00 01", ""},
		{"+33 06 39 98 00 01", "33639980001"},
		{"+590 0690 00 00 01", "590690000001"},
		{"+508 041 00 01", "508410001"},
		{"+508 (0)41 00 01", "508410001"},
		{"+32 4(0)70 12 34 56", ""}, // not after the country code
		{"+32 00470 12 34 56", ""},
	} {
		n, err := Parse(c.in)
		switch {
		case c.want == "" && (err == nil || !errors.Is(err, law.AddressForm)):
			t.Errorf("%s: read as %d, error %v", c.in, n, err)
		case c.want != "" && (err != nil || strconv.FormatUint(n, 10) != c.want):
			t.Errorf("%s: %d, error %v; want %s", c.in, n, err, c.want)
		}
	}
}

// No country code begins another, every region stands once, and the bounds are those of E.164.
func TestPlans(t *testing.T) {
	regions := map[string]uint16{}
	for i, p := range plans {
		if i > 0 && plans[i-1].code >= p.code || p.min < 4 || p.max < p.min || len(strconv.Itoa(int(p.code)))+int(p.max) > 20 {
			t.Errorf("%d: out of order or of bounds", p.code)
		}
		code := strconv.Itoa(int(p.code))
		for n := 1; n < len(code); n++ {
			if q, _ := planFor([]byte(code[:n])); q != nil {
				t.Errorf("+%d begins +%s", q.code, code)
			}
		}
		for _, r := range strings.Fields(p.regions) {
			if regions[r] != 0 {
				t.Errorf("%s stands under +%d and +%d", r, regions[r], p.code)
			}
			regions[r] = p.code
			if q := planOfRegion(r); q == nil || q.code != p.code {
				t.Errorf("%s is not found", r)
			}
		}
	}
	for r, code := range map[string]uint16{"FR": 33, "RE": 262, "YT": 262, "GP": 590, "PM": 508, "BE": 32, "IT": 39, "US": 1, "NC": 687, "CI": 225} {
		if regions[r] != code {
			t.Errorf("%s has +%d, want +%d", r, regions[r], code)
		}
	}
}

func TestTakesSMS(t *testing.T) {
	for _, c := range []struct {
		in   string
		want bool
	}{
		{"06 39 98 00 01", true}, {"07 39 98 00 01", true}, {"0690 00 00 01", true}, {"0692 00 00 01", true}, {"0696 00 00 01", true}, {"0694 00 00 01", true},
		{"0639 00 00 01", true}, {"0709 10 00 01", true}, {"0708 40 00 01", true},
		{"01 99 00 12 34", false}, {"02 61 91 12 34", false}, {"03 53 01 12 34", false}, {"04 65 71 12 34", false}, {"05 36 49 12 34", false},
		{"0262 00 00 01", false}, {"0590 00 00 01", false}, {"0596 00 00 01", false}, {"0269 60 00 01", false},
		{"09 79 98 00 01", false}, {"09 39 98 00 01", false}, {"0976 01 00 01", false},
		{"0700 00 00 01", false}, {"0600 00 00 01", false}, {"0701 00 00 01", true},
		{"+508 41 00 01", true}, // one plan for lines and mobiles
		{"+687 75 00 01", true}, {"+687 25 00 01", false}, {"+687 88 00 01", false}, {"+687 80 00 01", true},
		{"+689 87 00 00 01", true}, {"+689 40 00 00 01", false},
		{"+32 2 123 45 67", true}, {"+44 7700 900001", true}, // other plans are not judged
	} {
		n, err := Parse(c.in)
		if err != nil {
			t.Errorf("%s: %v", c.in, err)
		} else if got := TakesSMS(n); got != c.want {
			t.Errorf("%s: %v", c.in, got)
		}
	}
}

// mended is one table for both ways: what Parse says of a damaged number, and what Mend makes of it in a French file.
var mended = []struct {
	in, says, want string
	damage         cell.Damage
}{
	{"639980001", "nine digits", "33639980001", cell.LostZero},
	{"6 39 98 00 01", "nine digits", "33639980001", cell.LostZero},
	{"690000001", "nine digits", "590690000001", cell.LostZero},
	{"199001234", "nine digits", "33199001234", cell.LostZero},
	{"890123456", "nine digits", "", 0}, // 08 is nobody's own number with its 0 either
	{"639980001.0", "decimals", "33639980001", cell.LostZero | cell.Decimal},
	{"639980001,00", "decimals", "33639980001", cell.LostZero | cell.Decimal},
	{"33639980001.0", "decimals", "33639980001", cell.Decimal},
	{"590690000001.0", "decimals", "590690000001", cell.Decimal},
	{"+32470123456.0", "decimals", "32470123456", cell.Decimal},
	{"6.39980001E+08", "power of ten", "33639980001", cell.LostZero | cell.Exponent},
	{"6,39980001E+08", "power of ten", "33639980001", cell.LostZero | cell.Exponent},
	{"3.3639980001e10", "power of ten", "33639980001", cell.Exponent},
	{"6.12E+08", "gone", "", cell.Rounded},
	{"6,12E+08", "gone", "", cell.Rounded},
	{"6E+08", "gone", "", cell.Rounded},
	{"3.364E+10", "gone", "", cell.Rounded},
	{"6.3998E+08", "gone", "", cell.Rounded},
	{"639,980,001", "thousands", "33639980001", cell.LostZero | cell.Thousands},
	{"33'639'980'001", "thousands", "33639980001", cell.Thousands},
	{"639.980.001", "nine digits", "33639980001", cell.LostZero},
	{"=\"0639980001\"", "formula", "33639980001", cell.Formula | cell.Quotes},
	{"\"=\"\"0639980001\"\"\"", "formula", "33639980001", cell.Formula | cell.Quotes},
	{"=+33639980001", "formula", "33639980001", cell.Formula},
	{"=0639980001", "formula", "33639980001", cell.Formula},
	{"\"0639980001\"", "quotes", "33639980001", cell.Quotes},
	{"'0639980001", "apostrophe", "33639980001", cell.Apostrophe},
	{"'0639980001'", "apostrophe", "33639980001", cell.Apostrophe},
	{"\u2019639980001", "apostrophe", "33639980001", cell.Apostrophe | cell.LostZero},
	{"'639980001.0", "apostrophe", "33639980001", cell.Apostrophe | cell.LostZero | cell.Decimal},
	{"330639980001", "country code without +", "33639980001", cell.BareCode},
	{"33(0)639980001", "country code without +", "33639980001", cell.BareCode},
	{"33 (0) 6 39 98 00 01", "country code without +", "33639980001", cell.BareCode},
	{"2620692000001", "country code without +", "262692000001", cell.BareCode},
	{"5900690000001", "country code without +", "590690000001", cell.BareCode},
	{"5900639980001", "country code without +", "", 0}, // a number of European France behind Guadeloupe's code
	{"tel:+33639980001", "link", "33639980001", cell.Link},
	{"TEL:06 39 98 00 01", "link", "33639980001", cell.Link},
	{"sms:0639980001", "link", "33639980001", cell.Link},
	{"whatsapp:+32470123456", "link", "32470123456", cell.Link},
	{"tel:+33639980001;ext=12", "letter", "", 0},
	{"\uff10\uff16\uff13\uff19\uff19\uff18\uff10\uff10\uff10\uff11", "not ASCII", "33639980001", cell.Digits},
	{"\uff0b33639980001", "not ASCII", "33639980001", cell.Digits},
	{"\u0660\u0666\u0663\u0669\u0669\u0668\u0660\u0660\u0660\u0661", "not ASCII", "33639980001", cell.Digits},
	{"06\u200b39980001", "nobody sees", "33639980001", cell.Invisible},
	{"06\ufeff39\u00ad980001", "nobody sees", "33639980001", cell.Invisible},
	{"#####", "no value", "", cell.Lost},
	{"#N/A", "no value", "", cell.Lost},
	{"#NOMBRE!", "no value", "", cell.Lost},
	{"NaN", "no value", "", cell.Lost},
	{"null", "no value", "", cell.Lost},
	{"O6 39 98 00 01", "letter", "", 0},          // a letter is a guess
	{"06 39 98 00 01 (perso)", "letter", "", 0},  // so is what stands beside
	{"0639980001;0639980002", "no place", "", 0}, // and which of two
	{"32470123456", "number of digits", "", 0},   // Belgian, in a French file
	{"06399800011", "number of digits", "", 0},   // one digit too many
	{"0700 12345678 90", "machine", "", 0},       // fourteen digits
	{"+33 700 12345678 90", "machine", "", 0},    // the same from abroad
	{"=1+1", "formula", "", cell.Formula},        // a real formula
	{"36111", "short code", "", 0},
}

func TestMend(t *testing.T) {
	for _, c := range mended {
		if _, err := Parse(c.in); err == nil || !strings.Contains(err.Error(), c.says) || !errors.Is(err, law.AddressForm) {
			t.Errorf("%s: Parse says %v, want %q", c.in, err, c.says)
		}
		n, damage, err := Mend(c.in, "FR")
		switch {
		case c.want == "":
			if err == nil || !errors.Is(err, law.AddressForm) {
				t.Errorf("%s: mended to %d", c.in, n)
			}
		case err != nil || strconv.FormatUint(n, 10) != c.want || damage != c.damage:
			t.Errorf("%s: mended to %d, damage %b, %v; want %s, damage %b", c.in, n, damage, err, c.want, c.damage)
		}
	}
}

// A file of another country's numbers.
func TestMendAbroad(t *testing.T) {
	for _, c := range []struct {
		in, country, want string
		damage            cell.Damage
	}{
		{"470123456", "BE", "32470123456", cell.LostZero},
		{"32470123456", "BE", "32470123456", cell.BareCode},
		{"320470123456", "BE", "32470123456", cell.BareCode},
		{"32(0)470123456", "BE", "32470123456", cell.BareCode},
		{"02 123 45 67", "BE", "3221234567", cell.NoCountry},
		{"0470123456", "BE", "", 0}, // optout.Phone reads it as French
		{"+32470123456", "BE", "32470123456", 0},
		{"+33639980001", "BE", "33639980001", 0},
		{"33639980001", "BE", "33639980001", 0}, // as providers write it
		{"'470123456.0", "BE", "32470123456", cell.Apostrophe | cell.Decimal | cell.LostZero},
		{"612345678", "MA", "212612345678", cell.LostZero},
		{"212612345678", "MA", "212612345678", cell.BareCode},
		{"612345678", "ES", "34612345678", cell.NoCountry},
		{"0612345678", "ES", "", 0},
		{"791234567", "CH", "41791234567", cell.LostZero},
		{"750001", "NC", "687750001", cell.NoCountry},
		{"687750001", "NC", "687750001", cell.BareCode},
		{"3471234567", "IT", "393471234567", cell.NoCountry},
		{"151234567", "DE", "49151234567", cell.LostZero},
		{"4915123456789", "DE", "", 0}, // with the code or without: German numbers have any length
		{"12345", "BE", "", 0},
		{"+00", "BE", "", 0},
	} {
		n, damage, err := Mend(c.in, c.country)
		switch {
		case c.want == "":
			if err == nil {
				t.Errorf("%s in %s: mended to %d", c.in, c.country, n)
			}
		case err != nil || strconv.FormatUint(n, 10) != c.want || damage != c.damage:
			t.Errorf("%s in %s: mended to %d, damage %b, %v; want %s, damage %b", c.in, c.country, n, damage, err, c.want, c.damage)
		}
	}
	for _, country := range []string{"", "fr", "FRA", "XX", "FR BE", " F"} {
		if _, _, err := Mend("0639980001", country); !errors.Is(err, law.SpecField) {
			t.Errorf("the country %q: %v", country, err)
		}
	}
}

func FuzzMend(f *testing.F) {
	for _, c := range mended {
		f.Add(c.in, "FR")
	}
	for _, r := range []string{"BE", "IT", "DE", "NC", "RU", "HU", "GA", "US", "BY"} {
		f.Add("470123456", r)
		f.Add("0470 12 34 56", r)
	}
	f.Fuzz(func(t *testing.T, s, region string) {
		plain, plainErr := Parse(s)
		n, damage, err := Mend(s, region)
		if err != nil {
			if n != 0 {
				t.Fatal("an error with a number")
			}
			return
		}
		if plainErr == nil && (n != plain || damage != 0) {
			t.Fatal("what is read plainly was mended to something else")
		}
		if again, err := Parse("+" + strconv.FormatUint(n, 10)); err != nil || again != n {
			t.Fatalf("what was mended is read otherwise: %v", err)
		}
		if plainErr != nil && damage == 0 {
			t.Fatal("mended without a damage")
		}
	})
}
