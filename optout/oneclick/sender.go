package oneclick

import (
	"net/mail"
	"net/url"
	"strings"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// sender is who wrote, as far as a program can say.
type sender struct {
	sure     optout.Address   // the zero Address: nobody knows
	possible []optout.Address // whose it may be where it is not sure
	odd      bool             // it is sure, and yet a human should look: a French line that takes no SMS has sent one
}

// readSender reads a number as providers write it: "+32470123456", "32470123456", "0032470123456", "tel:+32470123456",
// "whatsapp:+32470123456", and "+32470123456" whose + a query made a space of. Digits that begin with 0 are French, all others
// international, because every provider that leaves the + out does it so: see docs/webhooks.md. Digits with a 0 that are a line in France
// which takes no SMS may be another country's mobile: they are recorded as they stand, and shown to a human.
//
// Nine digits that begin with 6 or 7 are a French mobile without its 0, or a number of another country. They are read
// as New Caledonia's (687) and Wallis and Futuna's (681), whose numbers have six digits; the others are nobody's for sure.
func readSender(m Inbound) sender {
	if m.Channel == law.Email {
		return sender{sure: readMailbox(m.From)}
	}
	s := strings.ToValidUTF8(m.From, "")
	if strings.Contains(s, "%") {
		if t, err := url.PathUnescape(strings.TrimSpace(s)); err == nil { // escaped twice: "%2B33639980001"
			s = t
		}
	}
	plus := strings.HasPrefix(s, " ")
	s = strings.TrimSpace(s)
	for _, scheme := range []string{"tel:", "sms:", "smsto:", "whatsapp:", "rcs:", "mms:"} {
		if len(s) > len(scheme) && strings.EqualFold(s[:len(scheme)], scheme) {
			s = s[len(scheme):]
			plus = strings.HasPrefix(s, " ")
			s, _, _ = strings.Cut(strings.TrimSpace(s), ";") // parameters (RFC 3966, section 3)
		}
	}
	digits := strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, s)
	if digits == "" || s[0] == '+' || digits[0] == '0' {
		a, err := optout.Phone(s)
		if err != nil {
			return sender{}
		}
		// "0470123456" is a fixed line in France and a mobile in Belgium.
		national := digits[0] == '0' && !strings.HasPrefix(digits, "00") && s[0] != '+'
		return sender{sure: a, odd: national && !a.TakesSMS()}
	}
	if len(digits) == 9 && (digits[0] == '6' || digits[0] == '7') && digits[:3] != "687" && digits[:3] != "681" {
		if a, err := optout.Phone("0" + digits); err == nil {
			return sender{possible: []optout.Address{a}}
		}
		return sender{}
	}
	a, err := optout.Phone("+" + s)
	if err != nil || len(digits) < 8 && !plus { // a short code
		return sender{}
	}
	return sender{sure: a}
}

// readMailbox reads a mailbox, alone or with a name before it.
func readMailbox(s string) optout.Address {
	if a, err := optout.Mailbox(s); err == nil {
		return a
	}
	parsed, err := mail.ParseAddress(s)
	if err != nil {
		return optout.Address{}
	}
	a, _ := optout.Mailbox(parsed.Address)
	return a
}
