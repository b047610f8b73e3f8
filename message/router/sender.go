package router

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/scrutateur/scrutateur/notice/law"
)

// Sender is what a provider takes as sender.
type Sender struct {
	Min       int        `json:"min,omitempty"`        // characters of an alphanumeric sender; 0: one
	Max       int        `json:"max,omitempty"`        // 0: the 11 of 3GPP TS 23.040 §9.1.2.5
	ShortCode bool       `json:"short_code,omitempty"` // a 5-digit short code may be the sender
	Default   SenderKind `json:"default,omitempty"`    // what the provider puts where the sender is empty; empty: unknown
}

// SenderKind is a kind of sender.
type SenderKind string

const (
	Alphanumeric SenderKind = "alphanumeric"
	ShortCode    SenderKind = "short-code" // five digits, 36xxx or 38xxx
	Numeric      SenderKind = "numeric"    // any other number, which no automated message in France may come from
)

// MaxSender is how many characters an alphanumeric sender has at most: an address field of 3GPP TS 23.040 §9.1.2.5
// holds 20 semi-octets, which is 11 septets.
const MaxSender = 11

// KindOf returns the kind of a sender; an empty one has the empty kind.
func KindOf(sender string) SenderKind {
	digits := number(sender)
	switch {
	case sender == "":
		return ""
	case digits == "":
		return Alphanumeric
	case len(sender) == 5 && (strings.HasPrefix(sender, "36") || strings.HasPrefix(sender, "38")):
		return ShortCode
	}
	return Numeric
}

// kindOf is KindOf with the provider's own choice for an empty sender.
func (p Profile) kindOf(sender string) SenderKind {
	if sender == "" {
		return p.Sender.Default
	}
	return KindOf(sender)
}

// number returns the digits of a sender that is written as a number, with or without separators and plus sign, or "".
func number(sender string) string {
	var b strings.Builder
	for i, r := range sender {
		switch {
		case '0' <= r && r <= '9':
			b.WriteByte(byte(r))
		case r == '+' && i == 0, r == ' ', r == '.', r == '-', r == '(', r == ')', r == '/', r == '\u00a0', r == '\u202f':
		default:
			return ""
		}
	}
	return b.String()
}

// mobile reports whether the digits are those of a French mobile number, in national or international form.
func mobile(digits string) bool {
	for _, prefix := range []string{"0033", "33", "0"} {
		if rest, ok := strings.CutPrefix(digits, prefix); ok {
			rest = strings.TrimPrefix(rest, "0") // +33 (0)6
			return len(rest) == 9 && (rest[0] == '6' || rest[0] == '7')
		}
	}
	return len(digits) == 9 && (digits[0] == '6' || digits[0] == '7')
}

// SenderFindings judges a sender by the operators' rules (af2m, ARCEP decision 18-0881) and by the provider's own:
// at most 11 letters and digits, never only digits, never a 06 or 07 number; a short code only where the
// provider takes one. An empty sender is the provider's default, about which nothing is found. That the
// sender is registered with the provider, or protected by the operators for somebody else, cannot be seen here.
func (p Profile) SenderFindings(path, sender string) law.Findings {
	var fs law.Findings
	switch KindOf(sender) {
	case "":
	case Numeric:
		if mobile(number(sender)) {
			fs = append(fs, law.Find(law.MobileSender, path, "the sender is a French mobile number: automated messages may not come from a 06 or 07 number"))
			break
		}
		fs = append(fs, law.Find(law.SenderID, path, "the sender has only digits and is no short code 36xxx"))
	case ShortCode:
		switch {
		case p.Sender.ShortCode || p.Name == "":
		case slices.Contains(p.Unknown, "sender.short_code"):
			fs = append(fs, law.Find(law.SenderID, path, "no document read says that %s takes a short code as sender", p.title()).AsShould())
		default:
			fs = append(fs, law.Find(law.SenderID, path, "%s takes no short code as sender", p.title()))
		}
		if strings.HasPrefix(sender, "38") {
			fs = append(fs, law.Find(law.ShortCode, path, "short codes 38xxx are for transactional messages; what is sent to canvass comes from 36xxx").AsShould())
		}
	case Alphanumeric:
		n := utf8.RuneCountInString(sender)
		limit := MaxSender
		if p.Sender.Max > 0 {
			limit = min(limit, p.Sender.Max)
		}
		if n > limit {
			fs = append(fs, law.Find(law.SenderID, path, "the sender has %d characters; at most %d are delivered", n, limit))
		}
		if n < p.Sender.Min {
			fs = append(fs, law.Find(law.SenderID, path, "the sender has %d characters; %s takes no fewer than %d", n, p.title(), p.Sender.Min))
		}
		for i := 0; i < len(sender); {
			r, size := utf8.DecodeRuneInString(sender[i:])
			if !letterOrDigit(r) {
				fs = append(fs, law.Find(law.SenderID, path, "the sender has the character %U; operators take letters A to Z and digits alone", r).At(i, i+size))
				break
			}
			i += size
		}
	}
	return fs.Sort()
}

func letterOrDigit(r rune) bool {
	return '0' <= r && r <= '9' || 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z'
}
