// Package cell says what a spreadsheet, or a program that wrote a file, did to the text of a cell, and undoes it. It knows no addresses: who calls it
// reads what is left.
package cell

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Damage is what was done to a text, several together.
type Damage uint16

// What Clean undoes. Rounded and Lost it only names.
const (
	Invisible  Damage = 1 << iota // characters that nobody sees: zero-width ones, a byte order mark
	Digits                        // full-width or Arabic-Indic digits, full-width signs
	Formula                       // ="0639980001", =+33639980001
	Quotes                        // "0639980001" with its quotes
	Apostrophe                    // '0639980001
	Link                          // tel:+33639980001, mailto:prenom@example.org
	Decimal                       // 639980001.0
	Exponent                      // 6.39980001E+08, with all digits
	Thousands                     // 639,980,001
	Rounded                       // 6.4E+08: digits are gone
	Lost                          // #####, #N/A, NaN: there is no value
	LostZero                      // the national 0 is gone
	BareCode                      // a country code without +
	NoCountry                     // the national form of the declared country
)

// Surround reports whether r is what copying from a contact list leaves around a value: white space and marks of direction.
func Surround(r rune) bool {
	return unicode.IsSpace(r) || r == 0xFEFF || r == 0x200E || r == 0x200F || 0x202A <= r && r <= 0x202E || 0x2066 <= r && r <= 0x2069
}

// maxCell bounds what Clean looks at: no address is longer, and a text is never scanned twice over for nothing.
const maxCell = 512

// Clean returns what stood in the cell before the damage, and the damage. A text without damage is returned with Damage zero and without the white
// space around it. With Rounded or Lost there is nothing to return but the text as it is.
func Clean(s string) (string, Damage) {
	if len(s) > maxCell || !utf8.ValidString(s) {
		return s, 0
	}
	text := strings.TrimFunc(s, Surround)
	var all Damage
	// A cell may be damaged twice: ="639980001.0". Each step shortens the text, so this ends.
	for {
		next, d := step(text)
		if d == 0 {
			return text, all
		}
		all |= d
		if d == Rounded || d == Lost {
			return text, all
		}
		text = strings.TrimFunc(next, Surround)
	}
}

// step undoes one damage.
func step(s string) (string, Damage) {
	if t := strings.Map(visible, s); t != s {
		return t, Invisible
	}
	if t := strings.Map(narrow, s); t != s {
		return t, Digits
	}
	if t, ok := strings.CutPrefix(s, "="); ok && t != "" {
		return t, Formula
	}
	if t, ok := quoted(s); ok {
		return t, Quotes
	}
	if t, ok := apostrophe(s); ok {
		return t, Apostrophe
	}
	if t, ok := link(s); ok {
		return t, Link
	}
	if lost(s) {
		return s, Lost
	}
	return quantity(s)
}

// visible drops what nobody sees. Marks that turn the order of what follows stay: what was seen is then not what is written, and which was meant is a guess.
func visible(r rune) rune {
	switch {
	case r == 0x00AD, 0x200B <= r && r <= 0x200F, 0x2060 <= r && r <= 0x2064, r == 0xFEFF, 0xFE00 <= r && r <= 0xFE0F:
		return -1
	}
	return r
}

// narrow makes ASCII of full-width forms, and of the digits of Arabic, which are written in the order of ours.
func narrow(r rune) rune {
	switch {
	case 0xFF01 <= r && r <= 0xFF5E:
		return r - 0xFEE0
	case r == 0x3000:
		return ' '
	case 0x0660 <= r && r <= 0x0669:
		return r - 0x0660 + '0'
	case 0x06F0 <= r && r <= 0x06F9:
		return r - 0x06F0 + '0'
	}
	return r
}

// quoted takes away a pair of quotes. Two of them within stand for one, as in CSV; one alone is no CSV, and then it is not known what is missing.
func quoted(s string) (string, bool) {
	if len(s) < 3 || s[0] != '"' || s[len(s)-1] != '"' {
		return "", false
	}
	t := s[1 : len(s)-1]
	if t = strings.ReplaceAll(t, `""`, "\x00"); strings.Contains(t, `"`) {
		return "", false
	}
	return strings.ReplaceAll(t, "\x00", `"`), true
}

const apostrophes = "'\u2018\u2019\u02bc`\u00b4"

// apostrophe takes away the one in front, and with it its fellow at the end.
func apostrophe(s string) (string, bool) {
	r, size := utf8.DecodeRuneInString(s)
	if !strings.ContainsRune(apostrophes, r) || len(s) == size {
		return "", false
	}
	s = s[size:]
	if r, size := utf8.DecodeLastRuneInString(s); strings.ContainsRune(apostrophes, r) && len(s) > size {
		s = s[:len(s)-size]
	}
	return s, true
}

// link takes away the scheme of a link that names an address and nothing else (RFC 3966, 6068, 5724).
func link(s string) (string, bool) {
	scheme, rest, ok := strings.Cut(s, ":")
	if !ok || rest == "" || strings.ContainsAny(rest, "?;&%:") {
		return "", false
	}
	switch strings.ToLower(scheme) {
	case "tel", "sms", "smsto", "callto", "whatsapp", "mailto":
		return rest, true
	}
	return "", false
}

// lost reports what programs write where there is no value, or where a column is too narrow to show one.
func lost(s string) bool {
	switch strings.ToLower(s) {
	case "nan", "null", "none", "nil", "n/a", "na", "undefined", "<na>":
		return true
	}
	return len(s) > 1 && s[0] == '#' && (s[len(s)-1] == '!' || s[len(s)-1] == '?' || strings.Trim(s, "#") == "" || strings.EqualFold(s, "#n/a"))
}

// quantity undoes what becomes of digits that are taken for a quantity. A quantity has no 0 in front, so digits that begin with one were not.
func quantity(s string) (string, Damage) {
	digits := strings.TrimPrefix(s, "+")
	if digits == "" || digits[0] < '1' || digits[0] > '9' {
		return s, 0
	}
	sign := s[:len(s)-len(digits)]
	if i := strings.IndexAny(digits, "eE"); i >= 0 {
		whole, ok := power(digits[:i], digits[i+1:])
		switch {
		case !ok:
			return s, 0
		case whole == "":
			return s, Rounded
		}
		return sign + whole, Exponent
	}
	if i := strings.IndexAny(digits, ".,"); i >= 7 && allDigits(digits[:i]) && (digits[i+1:] == "0" || digits[i+1:] == "00") {
		return sign + digits[:i], Decimal
	}
	for _, mark := range []string{",", "'", "\u2019"} { // dots and spaces are between the digits of numbers, too, and need no repair
		if groups := strings.Split(digits, mark); len(groups) > 2 && thousands(groups) {
			return sign + strings.Join(groups, ""), Thousands
		}
	}
	return s, 0
}

// power writes out 6.39980001E+08. It returns "" for digits that are gone (6.4E+08), and false for what is no power of ten.
func power(mantissa, exponent string) (string, bool) {
	exponent = strings.TrimPrefix(exponent, "+")
	if len(exponent) == 0 || len(exponent) > 2 || !allDigits(exponent) {
		return "", false
	}
	n := 0
	for _, c := range []byte(exponent) {
		n = n*10 + int(c-'0')
	}
	whole, fraction := mantissa, ""
	if i := strings.IndexAny(mantissa, ".,"); i >= 0 {
		whole, fraction = mantissa[:i], mantissa[i+1:]
	}
	if len(whole) != 1 || !allDigits(whole) || !allDigits(fraction) {
		return "", false
	}
	// Whether "6.3998E+08" is exact or rounded, nobody can tell: all digits have to be there.
	if len(fraction) != n {
		return "", true
	}
	return whole + fraction, true
}

func thousands(groups []string) bool {
	for i, g := range groups {
		if !allDigits(g) || i > 0 && len(g) != 3 || len(g) > 3 || g == "" {
			return false
		}
	}
	return true
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
