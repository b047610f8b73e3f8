package e164

import (
	"strconv"
	"unicode/utf8"

	"github.com/scrutateur/scrutateur/internal/cell"
	"github.com/scrutateur/scrutateur/notice/law"
)

var (
	errRegion    error = law.Find(law.SpecField, "Country", "is no ISO 3166-1 code of a country with telephone numbers, as FR is: declare one, for the whole file")
	errDeclared  error = law.Find(law.AddressForm, "Phone", "is written as a French number is, in a file that was declared another country's: write + and the country code")
	errAmbiguous error = law.Find(law.AddressForm, "Phone", "may be a number with its country code or one without: write + and the country code")
)

// Mend reads a number as Parse does, and one that Parse refuses as what it was before a spreadsheet damaged it, in a file whose numbers are those of one
// country (ISO 3166-1 alpha-2). It never reads otherwise what Parse reads, and what has more than one reading stays refused.
func Mend(s, region string) (uint64, cell.Damage, error) {
	p := planOfRegion(region)
	if p == nil {
		return 0, 0, errRegion
	}
	text, damage := s, cell.Damage(0)
	n, err := parse(text)
	if err != nil {
		if text, damage = cell.Clean(s); damage&(cell.Rounded|cell.Lost) != 0 {
			return 0, damage, named(s, err)
		}
		if damage != 0 {
			n, err = parse(text)
		}
	}
	d, plus, ok := bare(text)
	if err == nil {
		if !frenchCode(p.code) && !plus && len(d) == 10 && d[0] == '0' && d[1] != '0' {
			return 0, damage, errDeclared
		}
		return n, damage, nil
	}
	if !ok || plus {
		return 0, damage, named(s, err)
	}
	more := cell.Damage(0)
	if frenchCode(p.code) {
		n, more, err = mendFrench(d, err)
	} else {
		n, more, err = p.mend(d, err)
	}
	if err != nil {
		return 0, damage, err
	}
	return n, damage | more, nil
}

// bare returns the digits of a text that holds nothing but digits and what may stand between them.
func bare(s string) (d []byte, plus, ok bool) {
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case '0' <= r && r <= '9':
			d = append(d, byte(r))
		case r == '+':
			plus = true
		case r == ' ', r == '.', r == '-', r == '/', r == '(', r == ')', isSeparator(r), cell.Surround(r):
		default:
			return nil, plus, false
		}
		i += size
	}
	return d, plus, len(d) > 0
}

// mendFrench gives back the national 0 to nine digits, and the + to a country code of the French plan.
func mendFrench(d []byte, err error) (uint64, cell.Damage, error) {
	switch {
	case len(d) == 9 && d[0] != '0':
		n, err := french(d)
		return n, cell.LostZero, err
	case len(d) == 12 && string(d[:3]) == "330":
		n, err := frenchInternational(33, d[2:])
		return n, cell.BareCode, err
	case len(d) == 13 && overseas(d) && d[3] == '0':
		n, err := frenchInternational(value(d[:3]), d[3:])
		return n, cell.BareCode, err
	}
	return 0, 0, err
}

// mend reads digits without + as a number of p: with its country code, in its national form, or in that form without the 0. More than one
// reading is none.
func (p *plan) mend(d []byte, err error) (uint64, cell.Damage, error) {
	code := uint64(p.code)
	var n uint64
	var damage cell.Damage
	readings := 0
	reading := func(rest []byte, why cell.Damage) {
		if int(p.min) <= len(rest) && len(rest) <= int(p.max) && (p.zero || rest[0] != '0') {
			n, damage = join(code, rest), why
			readings++
		}
	}
	if q, size := planFor(d); q == p && len(d) > size {
		if rest, ok := p.significant(d[size:]); ok {
			reading(rest, cell.BareCode)
		}
	}
	if p.trunk == "0" && d[0] == '0' && len(d) > 1 {
		reading(d[1:], cell.NoCountry)
	} else if p.trunk == "0" {
		reading(d, cell.LostZero)
	} else {
		reading(d, cell.NoCountry)
	}
	switch {
	case readings > 1:
		return 0, 0, errAmbiguous
	case readings == 0:
		return 0, 0, err
	}
	// The last word is the plain reader's: what is mended is a number that it reads, and reads the same.
	if again, err := international(strconv.AppendUint(nil, n, 10), -1); err != nil || again != n {
		return 0, 0, errLength
	}
	return n, damage, nil
}

func join(code uint64, rest []byte) uint64 {
	for range rest {
		code *= 10
	}
	return code + value(rest)
}
