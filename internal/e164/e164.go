// Package e164 reads telephone numbers into the one form under which they are compared (ITU-T E.164), says what is wrong with
// those that it refuses, and mends those that a spreadsheet damaged. Package optout hands its results out as addresses.
package e164

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/scrutateur/scrutateur/internal/cell"
	"github.com/scrutateur/scrutateur/notice/law"
)

// MaxDigits is the longest international number. (ITU-T E.164, section 6.)
const MaxDigits = 15

// Why a phone number is refused. None quotes it.
var (
	errEmpty     error = law.Find(law.AddressForm, "Phone", "is empty")
	errLetter    error = law.Find(law.AddressForm, "Phone", "holds a letter: leave the number alone in its column")
	errDigit     error = law.Find(law.AddressForm, "Phone", "holds digits that are not ASCII: write them as 0 to 9")
	errCharacter error = law.Find(law.AddressForm, "Phone", "holds a character that has no place in a number: keep digits, spaces, dots, dashes, + and (0)")
	errParens    error = law.Find(law.AddressForm, "Phone", "has parentheses that do not match")
	errPlus      error = law.Find(law.AddressForm, "Phone", "has a + that is not its first sign")
	errLength    error = law.Find(law.AddressForm, "Phone", "has the wrong number of digits: ten after a national 0, or + and the country code")
	errShort     error = law.Find(law.AddressForm, "Phone", "is a short code: it is nobody's own number")
	errService   error = law.Find(law.AddressForm, "Phone", "is a service number (08): it is nobody's own number")
	errMachine   error = law.Find(law.AddressForm, "Phone", "is a machine's number (0700 and fourteen digits): nobody reads what is sent to it")
	errCountry   error = law.Find(law.AddressForm, "Phone", "has a country code that does not go with the rest of the number")
	errTrunk     error = law.Find(law.AddressForm, "Phone", "has a 0 after its country code, and no number of that country begins so: write it as it is dialled from abroad")

	// What spreadsheets do. Each says what happened; Mend undoes it where that is no guess.
	errLostZero  error = law.Find(law.AddressForm, "Phone", "has nine digits and no 0 before them, as when a spreadsheet takes it for a quantity: import the column as text")
	errBareCode  error = law.Find(law.AddressForm, "Phone", "has a country code without + and then a national 0: write + and drop the 0")
	errDecimal   error = law.Find(law.AddressForm, "Phone", "ends in decimals, as when a spreadsheet takes it for a quantity: import the column as text")
	errExponent  error = law.Find(law.AddressForm, "Phone", "is written as a power of ten, as a spreadsheet shows a quantity: import the column as text")
	errRounded   error = law.Find(law.AddressForm, "Phone", "is written as a power of ten, and its last digits are gone: nothing can bring them back, import the column anew as text")
	errThousands error = law.Find(law.AddressForm, "Phone", "has marks between thousands, as when a spreadsheet takes it for a quantity: import the column as text")
	errFormula   error = law.Find(law.AddressForm, "Phone", "is a spreadsheet's formula: keep what stands between its quotes, or after its =")
	errQuotes    error = law.Find(law.AddressForm, "Phone", "stands in quotes that the reader of the file left: read the file as CSV")
	errApostroph error = law.Find(law.AddressForm, "Phone", "has the apostrophe with which a spreadsheet marks a text: drop it")
	errLink      error = law.Find(law.AddressForm, "Phone", "is a link (tel:, sms:): keep the number alone")
	errInvisible error = law.Find(law.AddressForm, "Phone", "holds characters that nobody sees: type the number anew, or drop them")
	errLost      error = law.Find(law.AddressForm, "Phone", "is what a program writes where it has no value, or no room to show one: import the column anew as text")
)

// Parse reads a number in the French national form or an international one, as [optout.Phone] describes, and returns the digits of its
// E.164 form as one integer. The error is a law.Finding of law.AddressForm.
//
// [optout.Phone]: https://pkg.go.dev/github.com/scrutateur/scrutateur/optout#Phone
func Parse(s string) (uint64, error) {
	n, err := parse(s)
	if err != nil {
		return 0, named(s, err)
	}
	return n, nil
}

// named returns the error that says what a spreadsheet did to s, where it did something, and err otherwise.
func named(s string, err error) error {
	_, damage := cell.Clean(s)
	for _, d := range [...]struct {
		damage cell.Damage
		err    error
	}{
		// What cannot be brought back comes first: the rest would not help.
		{cell.Rounded, errRounded}, {cell.Lost, errLost}, {cell.Formula, errFormula}, {cell.Apostrophe, errApostroph}, {cell.Quotes, errQuotes},
		{cell.Link, errLink}, {cell.Exponent, errExponent}, {cell.Decimal, errDecimal}, {cell.Thousands, errThousands}, {cell.Digits, errDigit}, {cell.Invisible, errInvisible},
	} {
		if damage&d.damage != 0 {
			return d.err
		}
	}
	return err
}

func parse(s string) (uint64, error) {
	if s != "" && (s[0] <= ' ' || s[0] >= utf8.RuneSelf || s[len(s)-1] <= ' ' || s[len(s)-1] >= utf8.RuneSelf) {
		s = strings.TrimFunc(s, cell.Surround)
	}
	if s == "" {
		return 0, errEmpty
	}
	var buf [MaxDigits + 2]byte // two more for an international "00"
	d := buf[:0]
	plus, open := false, false
	zero := -1  // how many digits stood before "(0)"
	marks := 0  // signs between digits
	point := -1 // where the last dot stands
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case '0' <= c && c <= '9':
			if len(d) == cap(d) {
				return 0, errLength
			}
			d = append(d, c)
		case c == '.':
			point = i
			marks++
		case c == ' ', c == '-', c == '/':
			marks++
		case c == '+':
			if plus || len(d) > 0 {
				return 0, errPlus
			}
			plus = true
		case c == '(':
			if open {
				return 0, errParens
			}
			// "+33 (0)6 …" and "0033 (0)6 …": the 0 is for callers from inside the country.
			if strings.HasPrefix(s[i:], "(0)") && zero < 0 && (plus && len(d) > 0 || len(d) > 2 && d[0] == '0' && d[1] == '0') {
				zero = len(d)
				i += 3
				continue
			}
			open = true
		case c == ')':
			if !open {
				return 0, errParens
			}
			open = false
		case c < utf8.RuneSelf:
			if unicode.IsLetter(rune(c)) {
				return 0, errLetter
			}
			return 0, errCharacter
		default:
			r, size := utf8.DecodeRuneInString(s[i:])
			switch {
			case isSeparator(r):
				marks++
			case unicode.IsLetter(r):
				return 0, errLetter
			case unicode.IsDigit(r):
				return 0, errDigit
			default:
				return 0, errCharacter
			}
			i += size
			continue
		}
		i++
	}
	if open {
		return 0, errParens
	}
	// "32470000001.0" is a quantity, and its last 0 no digit of the number. No quantity begins with 0.
	if marks == 1 && point > 0 && len(d) > 0 && d[0] != '0' && (s[point:] == ".0" || s[point:] == ".00") {
		return 0, errDecimal
	}
	if !plus && len(d) > 2 && d[0] == '0' && d[1] == '0' {
		plus, d, zero = true, d[2:], zero-2
	}
	if plus {
		return international(d, zero)
	}
	return national(d)
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
		return international(d, -1)
	case len(d) == 9 && d[0] != '0':
		return 0, errLostZero
	case len(d) == 12 && string(d[:3]) == "330", len(d) == 13 && overseas(d) && d[3] == '0':
		return 0, errBareCode
	case len(d) == 14 && string(d[:4]) == "0700":
		return 0, errMachine
	case 0 < len(d) && len(d) <= 6:
		return 0, errShort
	case len(d) == 0:
		return 0, errEmpty
	}
	return 0, errLength
}

// international reads the digits after "+". A "(0)" stood after so many of them as zero says; negative: none.
func international(d []byte, zero int) (uint64, error) {
	switch {
	case len(d) == 0:
		return 0, errEmpty
	case d[0] == '0':
		return 0, errCountry
	}
	p, code := planFor(d)
	if zero >= 0 && (p == nil || zero != code || !strings.HasPrefix(p.trunk, "0") || p.trunk == "06") {
		return 0, errTrunk
	}
	if p != nil && frenchCode(p.code) {
		return frenchInternational(uint64(p.code), d[code:])
	}
	if p != nil {
		rest, ok := p.significant(d[code:])
		if !ok {
			return 0, errTrunk
		}
		if want := pacific(p.code); want != 0 && len(rest) != want {
			return 0, errLength
		}
		d = append(d[:code], rest...)
	}
	if len(d) < 7 || len(d) > MaxDigits {
		return 0, errLength
	}
	return value(d), nil
}

// significant drops the trunk prefix from what follows a country code: "0470…" after +32 is 470…. It reports false where a number would begin with a 0 that no
// number of the country begins with.
func (p *plan) significant(rest []byte) ([]byte, bool) {
	for t := range strings.FieldsSeq(p.trunk) {
		if len(rest) <= len(t) || string(rest[:len(t)]) != t {
			continue
		}
		// A 0 is no digit of any number here; an 8, a 1, or a 0 where numbers may begin so, is told by the length alone.
		if t[0] == '0' && !p.zero || len(rest) > int(p.max) {
			rest = rest[len(t):]
			break
		}
	}
	return rest, p.zero || len(rest) == 0 || rest[0] != '0'
}

func value(d []byte) (n uint64) {
	for _, c := range d {
		n = n*10 + uint64(c-'0')
	}
	return n
}
