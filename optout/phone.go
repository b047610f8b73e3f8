package optout

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/scrutateur/scrutateur/notice/law"
)

// maxDigits is the longest international number. (ITU-T E.164, section 6.)
const maxDigits = 15

// Why a phone number is refused. None quotes it.
var (
	errPhoneEmpty     error = law.Find(law.AddressForm, "Phone", "is empty")
	errPhoneLetter    error = law.Find(law.AddressForm, "Phone", "holds a letter: leave the number alone in its column")
	errPhoneDigit     error = law.Find(law.AddressForm, "Phone", "holds digits that are not ASCII: write them as 0 to 9")
	errPhoneCharacter error = law.Find(law.AddressForm, "Phone", "holds a character that has no place in a number: keep digits, spaces, dots, dashes, + and (0)")
	errPhoneParens    error = law.Find(law.AddressForm, "Phone", "has parentheses that do not match")
	errPhonePlus      error = law.Find(law.AddressForm, "Phone", "has a + that is not its first sign")
	errPhoneLength    error = law.Find(law.AddressForm, "Phone", "has the wrong number of digits: ten after a national 0, or + and the country code")
	errPhoneLostZero  error = law.Find(law.AddressForm, "Phone", "has nine digits and no 0 before them, as when a spreadsheet takes it for a quantity: import the column as text")
	errPhoneShort     error = law.Find(law.AddressForm, "Phone", "is a short code: it is nobody's own number")
	errPhoneService   error = law.Find(law.AddressForm, "Phone", "is a service number (08): it is nobody's own number")
	errPhoneCountry   error = law.Find(law.AddressForm, "Phone", "has a country code that does not go with the rest of the number")
)

// Phone reads a phone number: the French national form, "06 39 98 00 01", or the international one with "+" or "00".
// Spaces, also non-breaking ones, dots, dashes, slashes and parentheses may stand between digits, and "(0)" after a country
// code is dropped. Eleven digits that begin with 33, and twelve that begin with 262, 590, 594 or 596, are
// read as providers write them, without "+".
//
// Overseas numbers go to their own country code, whatever way they are written: "0690 …" and "+33 690 …" are
// +590 690 …. Other countries are taken by their shape: seven to fifteen digits (ITU-T E.164).
//
// The error unwraps to law.AddressForm, says what is wrong, and never quotes the number. Refused are letters ("(perso)"), digits
// of other alphabets, a wrong length, short codes and the service numbers 08 (ARCEP decision 2018-0881). That a number can be
// called, or takes SMS, is not promised.
func Phone(s string) (Address, error) {
	n, err := parsePhone(s)
	if err != nil {
		return Address{}, err
	}
	return Address{number: maskKey.mask(n)}, nil
}

// parsePhone returns the digits of the E.164 form as one integer.
func parsePhone(s string) (uint64, error) {
	if s != "" && (s[0] <= ' ' || s[0] >= utf8.RuneSelf || s[len(s)-1] <= ' ' || s[len(s)-1] >= utf8.RuneSelf) {
		s = strings.TrimFunc(s, isSurround)
	}
	if s == "" {
		return 0, errPhoneEmpty
	}
	var buf [maxDigits + 2]byte // two more for an international "00"
	d := buf[:0]
	plus, open := false, false
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case '0' <= c && c <= '9':
			if len(d) == cap(d) {
				return 0, errPhoneLength
			}
			d = append(d, c)
		case c == ' ', c == '.', c == '-', c == '/':
		case c == '+':
			if plus || len(d) > 0 {
				return 0, errPhonePlus
			}
			plus = true
		case c == '(':
			if open {
				return 0, errPhoneParens
			}
			// "+33 (0)6 …" and "0033 (0)6 …": the 0 is for callers from inside the country.
			if strings.HasPrefix(s[i:], "(0)") && (plus && len(d) > 0 || len(d) > 2 && d[0] == '0' && d[1] == '0') {
				i += 3
				continue
			}
			open = true
		case c == ')':
			if !open {
				return 0, errPhoneParens
			}
			open = false
		case c < utf8.RuneSelf:
			if unicode.IsLetter(rune(c)) {
				return 0, errPhoneLetter
			}
			return 0, errPhoneCharacter
		default:
			r, size := utf8.DecodeRuneInString(s[i:])
			switch {
			case isSeparator(r):
			case unicode.IsLetter(r):
				return 0, errPhoneLetter
			case unicode.IsDigit(r):
				return 0, errPhoneDigit
			default:
				return 0, errPhoneCharacter
			}
			i += size
			continue
		}
		i++
	}
	if open {
		return 0, errPhoneParens
	}
	if !plus && len(d) > 2 && d[0] == '0' && d[1] == '0' {
		plus, d = true, d[2:]
	}
	if plus {
		return international(d)
	}
	return national(d)
}

// isSurround holds what copying from a contact list leaves around a number: white space and marks of direction.
func isSurround(r rune) bool {
	return unicode.IsSpace(r) || r == 0xFEFF || r == 0x200E || r == 0x200F || 0x202A <= r && r <= 0x202E || 0x2066 <= r && r <= 0x2069
}

func isSeparator(r rune) bool {
	switch r {
	case 0x00A0, 0x2007, 0x2009, 0x202F: // no-break, figure, thin and narrow no-break space
		return true
	case 0x2010, 0x2011, 0x2012, 0x2013: // hyphen, non-breaking hyphen, figure and en dash
		return true
	}
	return false
}

func national(d []byte) (uint64, error) {
	switch {
	case len(d) == 10 && d[0] == '0':
		return french(d[1:])
	case len(d) == 11 && d[0] == '3' && d[1] == '3':
		return french(d[2:])
	case len(d) == 12 && overseas(d):
		return international(d)
	case len(d) == 9 && d[0] != '0':
		return 0, errPhoneLostZero
	case 0 < len(d) && len(d) <= 6:
		return 0, errPhoneShort
	case len(d) == 0:
		return 0, errPhoneEmpty
	}
	return 0, errPhoneLength
}

func international(d []byte) (uint64, error) {
	switch {
	case len(d) == 0:
		return 0, errPhoneEmpty
	case d[0] == '0':
		return 0, errPhoneCountry
	case len(d) > 2 && d[0] == '3' && d[1] == '3':
		return french(trunk(d[2:]))
	case overseas(d):
		n, err := french(trunk(d[3:]))
		if err == nil && countryOf(n) != value(d[:3]) {
			err = errPhoneCountry
		}
		if err != nil {
			return 0, err
		}
		return n, nil
	case len(d) > 3 && value(d[:3]) == 508: // Saint-Pierre-et-Miquelon: six digits; since 2023 also nine
		rest := trunk(d[3:])
		if len(rest) == 6 && rest[0] > '1' {
			return value(d[:3])*1e6 + value(rest), nil
		}
		n, err := french(rest)
		if err == nil && countryOf(n) != 508 {
			err = errPhoneCountry
		}
		if err != nil {
			return 0, err
		}
		return n, nil
	}
	if want, ok := pacific[string(d[:min(3, len(d))])]; ok && len(d) != 3+want {
		return 0, errPhoneLength
	}
	if len(d) < 7 || len(d) > maxDigits {
		return 0, errPhoneLength
	}
	return value(d), nil
}

// pacific holds the lengths of the French Pacific's own plans, which are not part of the national one.
var pacific = map[string]int{"681": 6, "687": 6, "689": 8} // Wallis-et-Futuna, Nouvelle-Calédonie, Polynésie française

// overseas reports whether d begins with a country code that shares the French national plan.
func overseas(d []byte) bool {
	if len(d) < 3 {
		return false
	}
	switch value(d[:3]) {
	case 262, 590, 594, 596:
		return true
	}
	return false
}

// trunk drops the 0 of the national form that should not follow a country code.
func trunk(d []byte) []byte {
	if len(d) == 10 && d[0] == '0' {
		return d[1:]
	}
	return d
}

// french puts nine significant digits of the French plan behind their country code.
func french(d []byte) (uint64, error) {
	switch {
	case len(d) != 9, d[0] == '0':
		return 0, errPhoneLength
	case d[0] == '8':
		return 0, errPhoneService
	}
	n := value(d)
	code := planCode(n / 1e4)
	if code == 508 && d[0] == '5' { // 0508 41 xx xx is +508 41 xx xx
		if d[3] < '2' {
			return 0, errPhoneLength
		}
		return code*1e6 + n%1e6, nil
	}
	return code*1e9 + n, nil
}

// countryOf returns the country code of a number of the French plan.
func countryOf(n uint64) uint64 {
	switch {
	case n < 1e9:
		return n / 1e6
	default:
		return n / 1e9
	}
}

func value(d []byte) (n uint64) {
	for _, c := range d {
		n = n*10 + uint64(c-'0')
	}
	return n
}

// planRange gives the country code of the numbers whose first five significant digits lie in [from, to].
type planRange struct{ from, to, code uint64 }

// plan holds the ranges of the French plan that belong to a country code other than 33, in order.
// Sources: ARCEP decision 2018-0881 as amended by 2022-1583, annexe 1, for the territories of 02 62, 05 90, 06 90 …; the ranges
// opened since (02 68, 05 98, 07 08, 07 09, 09 39, 09 47) were read from the metadata of libphonenumber in 2026.
var plan = [...]planRange{
	{26200, 26399, 262}, // La Réunion
	{26880, 26999, 262}, // La Réunion 2688, Mayotte 2689 and 269
	{50800, 50899, 508}, // Saint-Pierre-et-Miquelon
	{59000, 59099, 590}, // Guadeloupe, Saint-Martin, Saint-Barthélemy
	{59400, 59499, 594}, // Guyane
	{59600, 59699, 596}, // Martinique
	{59870, 59879, 590},
	{59880, 59889, 594},
	{59890, 59899, 596},
	{63900, 63997, 262}, // Mayotte; 06 39 98 is reserved for fiction and stays with 33
	{63999, 63999, 262},
	{69000, 69199, 590},
	{69200, 69399, 262},
	{69400, 69499, 594},
	{69600, 69799, 596},
	{70840, 70859, 508},
	{70900, 70909, 590},
	{70910, 70919, 596},
	{70920, 70929, 262}, // La Réunion
	{70930, 70934, 594},
	{70935, 70939, 262}, // Mayotte
	{93950, 93959, 590},
	{93960, 93969, 594},
	{93970, 93979, 596},
	{93980, 93999, 262},
	{94750, 94759, 590},
	{94760, 94769, 594},
	{94770, 94779, 596},
	{94780, 94799, 262},
	{97600, 97619, 590},
	{97620, 97639, 262},
	{97640, 97659, 594},
	{97660, 97679, 596},
	{97680, 97689, 590},
	{97690, 97699, 262},
}

func planCode(lead uint64) uint64 {
	lo, hi := 0, len(plan)
	for lo < hi {
		m := (lo + hi) / 2
		if plan[m].to < lead {
			lo = m + 1
		} else {
			hi = m
		}
	}
	if lo < len(plan) && plan[lo].from <= lead {
		return plan[lo].code
	}
	return 33
}
