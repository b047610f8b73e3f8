package message

import (
	"regexp"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
)

// numberKind says what a French telephone number costs whoever dials it.
type numberKind string

const (
	freeNumber    numberKind = "free"    // 0800 to 0805: the caller pays nothing
	premiumNumber numberKind = "premium" // 081, 082, 089: the caller pays more than a call
	mobileNumber  numberKind = "mobile"  // 06, 07: takes an SMS at its ordinary price
	otherNumber   numberKind = "other"
)

// telephone is a French telephone number in a text.
type telephone struct {
	start, end int
	kind       numberKind
}

// numberForm is a French number, national or international, with the separators that people write.
var numberForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?:(?:\+|00)33(?:[ .\x{a0}\x{202f}/-]|\(0\))*|0)(?:[ .\x{a0}\x{202f}/-]?[0-9]){9}`)
})

// numbersOf returns the telephone numbers of a text.
func numbersOf(text string) []telephone {
	var out []telephone
	for _, at := range numberForm().FindAllStringIndex(text, -1) {
		before, _ := utf8.DecodeLastRuneInString(text[:at[0]])
		after, _ := utf8.DecodeRuneInString(text[at[1]:])
		if at[0] > 0 && (unicode.IsLetter(before) || unicode.IsDigit(before) || before == '+') || unicode.IsLetter(after) || unicode.IsDigit(after) {
			continue
		}
		digits := strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, text[at[0]:at[1]])
		out = append(out, telephone{at[0], at[1], numberKindOf(digits[len(digits)-9:])})
	}
	return out
}

// numberKindOf judges the nine digits of a national number. The ranges are those in force since 1 October 2015: « gratuite […]
// 0800 à 0805 », « normale […] 0806 à 0809 » (senioractu.com, 15 August 2018, after the administration's page), and 081, 082
// and 089 at a premium (mondelibre.org; fr.wikipedia.org, Numéro surtaxé en France).
func numberKindOf(nine string) numberKind {
	switch {
	case nine[0] == '6' || nine[0] == '7':
		return mobileNumber
	case strings.HasPrefix(nine, "80") && nine[2] <= '5':
		return freeNumber
	case strings.HasPrefix(nine, "81"), strings.HasPrefix(nine, "82"), strings.HasPrefix(nine, "89"):
		return premiumNumber
	}
	return otherNumber
}

// premiumCode reports whether an SMS to a short code of five digits costs more than an SMS: those from 4 to 9 do, 3xxxx
// has « pas de surtaxe » (Sosh, Achats multimédia et SMS+, 15 July 2021).
func premiumCode(code string) bool { return len(code) == 5 && code[0] >= '4' }

// numberFindings judges the telephone numbers of the text, wherever they stand.
func (j *auditor) numberFindings() {
	ban := j.n.Election.FreePhoneBan()
	from, _ := notice.Local(law.Metropole, ban.Start)
	for _, n := range j.numbers {
		switch {
		case n.kind == premiumNumber:
			j.add(law.Find(law.StopValid, auditPath, "a premium-rate number: whoever asks or objects would pay more than a call").At(n.start, n.end))
		case n.kind != freeNumber:
		case ban.Start.IsZero():
			j.should(law.Find(law.FreePhone, auditPath, "a free-phone number, forbidden in the six months before an election: it was not judged for which one").At(n.start, n.end))
		case ban.Contains(j.at):
			j.add(law.Find(law.FreePhone, auditPath, "a free-phone number: none may be made known from %s until the election is won", from.Format(time.DateOnly)).At(n.start, n.end))
		}
	}
}
