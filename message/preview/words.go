package preview

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/message"
)

// words are the page's in one language.
type words struct{ tongue.Words }

// wordsFor returns the words for a language tag; "" and one that cannot be read are French.
func wordsFor(lang string) words { return words{tongue.Preview.In(tongue.Of(language.Make(lang)))} }

// headings are the page's by the names under which its template asks for them.
var headings = map[string]tongue.Text{
	"Title": "Preview of the messages", "SMS": "SMS", "Email": "E-mails", "Refused": "Refused",
	"Legend": "Legend", "Author": "the campaign’s text", "Field": "value of the recipient", "Statutory": "statutory words",
	"Suffix": "added by the operator", "Part": "start of part", "To": "To", "From": "From",
	"Subject": "Subject", "Inbox": "In the list of messages", "HTML": "Formatted version", "Text": "Text version",
	"NoHTML": "This message has no formatted version.", "NoText": "This message has no text version.", "Frame": "Message as it is shown, links and remote images inactive", "Until": "Opens again",
	"Rule": "Rule", "Why": "Reason", "Count": "Recipients", "Nothing": "No message.",
	"Hidden": "Recipients and their links for unsubscribing are hidden.", "Revealed": "This page shows recipients: do not pass it on.",
}

func (w words) headings() map[string]string {
	said := make(map[string]string, len(headings))
	for name, text := range headings {
		said[name] = w.Say(text)
	}
	return said
}

// of says a number of things.
func (w words) of(n int, one, many tongue.Text) string {
	if w.One(n) {
		many = one
	}
	return w.Count(n) + " " + w.Say(many)
}

func (w words) counts(sms, email, refused int) string {
	var parts []string
	if sms > 0 {
		parts = append(parts, w.Count(sms)+" SMS")
	}
	if email > 0 {
		parts = append(parts, w.of(email, "e-mail", "e-mails"))
	}
	if refused > 0 {
		parts = append(parts, w.of(refused, "refusal", "refusals"))
	}
	return strings.Join(parts, ", ")
}

func (w words) units(s message.Size) string {
	if s.Encoding == message.EncodingUCS2 {
		return w.of(s.Units, "unit of 16 bits", "units of 16 bits")
	}
	return w.of(s.Units, "septet", "septets")
}

// recipients says how many; a refusal of row 0 is one of everybody.
func (w words) recipients(rows []int) string {
	if slices.Contains(rows, 0) {
		return w.Say("all")
	}
	return w.Count(len(rows))
}

// rows names the first rows.
func (w words) rows(rows []int) string {
	const shown = 8
	var names []string
	for _, r := range rows {
		if r == 0 {
			continue
		}
		if len(names) == shown {
			names = append(names, "…")
			break
		}
		names = append(names, strconv.Itoa(r))
	}
	switch len(names) {
	case 0:
		return ""
	case 1:
		return w.Say("row ") + names[0]
	}
	return w.Say("rows ") + strings.Join(names, ", ")
}

// bytes says a size: "12 ko", "12 kB".
func (w words) bytes(n int) string {
	if n < 1000 {
		return w.of(n, "byte", "bytes")
	}
	return w.Count((n+500)/1000) + w.Say(" kB")
}
