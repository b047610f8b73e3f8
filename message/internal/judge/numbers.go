package judge

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

// NumberKind says what a French telephone number costs whoever dials it.
type NumberKind string

// The kinds of French telephone numbers.
const (
	FreePhone   NumberKind = "free"    // 0800 to 0805: the caller pays nothing
	Premium     NumberKind = "premium" // 081, 082, 089: the caller pays more than a call
	Mobile      NumberKind = "mobile"  // 06, 07: takes an SMS at its ordinary price
	OtherNumber NumberKind = "other"
)

// Number is a French telephone number in a text.
type Number struct {
	Start, End int
	Kind       NumberKind
}

// numberForm is a French number, national or international, with the separators that people write.
var numberForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?:(?:\+|00)33(?:[ .\x{a0}\x{202f}/-]|\(0\))*|0)(?:[ .\x{a0}\x{202f}/-]?[0-9]){9}`)
})

// Numbers returns the telephone numbers of a text.
func Numbers(text string) []Number {
	var out []Number
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
		out = append(out, Number{at[0], at[1], numberKindOf(digits[len(digits)-9:])})
	}
	return out
}

// numberKindOf judges the nine digits of a national number. The ranges are those in force since 1 October 2015: « gratuite […]
// 0800 à 0805 », « normale […] 0806 à 0809 » (senioractu.com, 15 August 2018, after the administration's page), and 081, 082
// and 089 at a premium (mondelibre.org; fr.wikipedia.org, Numéro surtaxé en France).
func numberKindOf(nine string) NumberKind {
	switch {
	case nine[0] == '6' || nine[0] == '7':
		return Mobile
	case strings.HasPrefix(nine, "80") && nine[2] <= '5':
		return FreePhone
	case strings.HasPrefix(nine, "81"), strings.HasPrefix(nine, "82"), strings.HasPrefix(nine, "89"):
		return Premium
	}
	return OtherNumber
}

// NumberFindings judges the telephone numbers of a text, wherever they stand, at a moment: premium-rate numbers, and free-phone
// numbers in the months in which the code électoral forbids them. Their path is the one given, with Start and End.
func NumberFindings(path string, numbers []Number, n notice.Notice, at time.Time) (fs law.Findings) {
	ban := n.Election.FreePhoneBan()
	from, _ := notice.Local(law.Metropole, ban.Start)
	for _, n := range numbers {
		switch {
		case n.Kind == Premium:
			fs = append(fs, law.Find(law.StopValid, path, "a premium-rate number: whoever asks or objects would pay more than a call").At(n.Start, n.End))
		case n.Kind != FreePhone:
		case ban.Start.IsZero():
			fs = append(fs, Advice(law.Find(law.FreePhone, path, "a free-phone number, forbidden in the six months before an election: it was not judged for which one").At(n.Start, n.End)))
		case ban.Contains(at):
			fs = append(fs, law.Find(law.FreePhone, path, "a free-phone number: none may be made known from %s until the election is won", from.Format(time.DateOnly)).At(n.Start, n.End))
		}
	}
	return fs
}
