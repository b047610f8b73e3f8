// Package repair reads addresses that a spreadsheet damaged: numbers without their first 0, with decimals, as a power of ten, in a formula; mailboxes behind an
// apostrophe. It is for who reads a file and declares what is in it: package optout refuses such cells by name, and mends none.
//
//	to, damage, err := repair.Phone(cell, "FR")
//	mended[damage]++ // to be shown to who answers for the file
//
// # What is not promised
//
//   - A guess. What has more than one reading, and what has lost digits ("6.4E+08"), stays refused.
//   - Another reading of what optout reads: an address that optout.Phone or optout.Mailbox takes is returned as they read it, or refused.
//   - That the declared country is right. A column of Belgian numbers that is declared French yields French numbers.
package repair

import (
	"strconv"
	"strings"

	"github.com/scrutateur/scrutateur/internal/cell"
	"github.com/scrutateur/scrutateur/internal/e164"
	"github.com/scrutateur/scrutateur/optout"
)

// Damage is what was done to a cell, several kinds together; zero is none. It is comparable, so that a map can count.
type Damage uint16

// The kinds of damage. All are mended but the last two, which an error names.
const (
	Invisible  = Damage(cell.Invisible)  // characters that nobody sees: zero-width ones, a byte order mark
	Digits     = Damage(cell.Digits)     // full-width or Arabic-Indic digits, full-width signs
	Formula    = Damage(cell.Formula)    // ="0639980001"
	Quotes     = Damage(cell.Quotes)     // "0639980001" with its quotes
	Apostrophe = Damage(cell.Apostrophe) // '0639980001
	Link       = Damage(cell.Link)       // tel:+33639980001, mailto:prenom@example.org
	Decimal    = Damage(cell.Decimal)    // 639980001.0
	Exponent   = Damage(cell.Exponent)   // 6.39980001E+08, with all its digits
	Thousands  = Damage(cell.Thousands)  // 639,980,001
	LostZero   = Damage(cell.LostZero)   // 639980001
	BareCode   = Damage(cell.BareCode)   // 330639980001, 33(0)639980001
	NoCountry  = Damage(cell.NoCountry)  // 02 123 45 67 in a file of Belgian numbers
	Rounded    = Damage(cell.Rounded)    // 6.4E+08: the last digits are gone
	Lost       = Damage(cell.Lost)       // #####, #N/A, NaN: there is no value
)

var names = [...]struct {
	damage Damage
	name   string
}{
	{Invisible, "invisible characters"}, {Digits, "digits of another alphabet"}, {Formula, "formula"}, {Quotes, "quotes"}, {Apostrophe, "apostrophe"}, {Link, "link"},
	{Decimal, "decimals"}, {Exponent, "power of ten"}, {Thousands, "marks between thousands"},
	{LostZero, "lost zero"}, {BareCode, "country code without +"}, {NoCountry, "no country code"},
	{Rounded, "digits that are gone"}, {Lost, "no value"},
}

// String names the kinds, "apostrophe, lost zero"; "none" for zero.
func (d Damage) String() string {
	var kinds []string
	for _, n := range names {
		if d&n.damage != 0 {
			kinds = append(kinds, n.name)
			d &^= n.damage
		}
	}
	if d != 0 {
		kinds = append(kinds, strconv.Itoa(int(d)))
	}
	if kinds == nil {
		return "none"
	}
	return strings.Join(kinds, ", ")
}

// Phone reads a number as [optout.Phone] does, and mends one that it refuses for what a spreadsheet did. Country is the one country whose numbers stand in the
// file without a country code, in ISO 3166-1 alpha-2: "FR" takes the whole French plan, overseas departments included.
//
// With "FR", nine digits get their 0 back. With another country the trunk prefix and the lengths of its plan decide (internal/e164/plans.go), and ten digits with a 0
// in front, which optout.Phone reads as French, are refused: whose they are, nobody can say.
//
// The error unwraps to law.AddressForm, or to law.SpecField for an unknown country, and quotes nothing. Damage is then what was seen before it.
func Phone(s, country string) (optout.Address, Damage, error) {
	n, damage, err := e164.Mend(s, country)
	if err != nil {
		return optout.Address{}, Damage(damage), err
	}
	// The plain reader has the last word, and makes the address.
	a, err := optout.Phone("+" + strconv.FormatUint(n, 10))
	return a, Damage(damage), err
}

// Mailbox reads a mailbox as [optout.Mailbox] does, and mends one that it refuses for what a spreadsheet did. The error is that of optout.Mailbox.
func Mailbox(s string) (optout.Address, Damage, error) {
	a, err := optout.Mailbox(s)
	if err == nil {
		return a, 0, nil
	}
	text, damage := cell.Clean(s)
	if damage == 0 || damage&(cell.Rounded|cell.Lost) != 0 {
		return optout.Address{}, 0, err
	}
	a, again := optout.Mailbox(text)
	if again != nil {
		return optout.Address{}, Damage(damage), again
	}
	return a, Damage(damage), nil
}
