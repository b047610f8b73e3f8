package optout

import "github.com/scrutateur/scrutateur/internal/e164"

// maxDigits is the longest international number. (ITU-T E.164, section 6.)
const maxDigits = e164.MaxDigits

// Phone reads a phone number: the French national form, "06 39 98 00 01", or the international one with "+" or "00".
// Spaces, also non-breaking ones, dots, dashes, slashes and parentheses may stand between digits. Eleven digits that begin with 33, and twelve
// that begin with 262, 590, 594 or 596, are read as providers write them, without "+".
//
// Overseas numbers go to their own country code, whatever way they are written: "0690 …" and "+33 690 …" are
// +590 690 …. Other countries are taken by their shape: seven to fifteen digits (ITU-T E.164). A trunk prefix after a country code, in parentheses or not, is
// dropped where that country's plan has one, so that "+32 0470 …" is +32 470 …; a 0 that belongs to the number stays (Italy, Côte d'Ivoire); where no number begins with 0
// it is refused. (internal/e164/plans.go says for each country which, and its source.)
//
// The error unwraps to law.AddressForm, says what is wrong, and never quotes the number. Refused are letters ("(perso)"), digits
// of other alphabets, a wrong length, short codes, the service numbers 08 and the machines' 0700 of fourteen digits (ARCEP decision 2018-0881). What a spreadsheet
// made of a number (639980001, 6.4E+08, ="0639980001") is refused by name, and package repair mends it for who asks. That a number can be
// called is not promised; whether it is of a range that takes SMS, [Address.TakesSMS] says.
func Phone(s string) (Address, error) {
	n, err := e164.Parse(s)
	if err != nil {
		return Address{}, err
	}
	return Address{number: maskKey.mask(n)}, nil
}

// TakesSMS reports whether a is a number to which an SMS can be written: one of a range whose lines take text messages, or one of
// which [Address.TakingSMS] says so.
//
// Of French numbers those are 06 and 07, without 0600 and 0700: "l'Autorité réserve l'utilisation des numéros mobiles en 06 et 07 […] aux services de communications
// interpersonnelles", with at least "un service d'appels vocaux et de messages" (on ARCEP decision 2022-1583, as universfreebox.com quotes it, September 2022). The
// lines of Nouvelle-Calédonie and Polynésie française that cannot move are told, too. Of other countries it says yes: their plans are not judged here.
func (a Address) TakesSMS() bool {
	return a.number != 0 && (a.texted || e164.TakesSMS(unmask(a.number)))
}

// TakingSMS returns a as a line that takes SMS, whatever its range says: the caller's word, for a fixed line or an 09 whose owner reads text messages there. It is
// the same address, and the same person in the ledger.
func (a Address) TakingSMS() Address {
	a.texted = a.number != 0
	return a
}
