// Package words says what the words of a program tell about its texts: whether a name is that of a message's body or of something
// beside it, and whether a constant holds words for a reader or only the format around them.
//
// Both are guesses, made as a person makes them who reads the program: a parameter named htmlBody is taken for a body, and
// "Subject: " for a header. They decide only where nothing better is known, so a name in another language costs precision and
// not more.
package words

import (
	"strings"
	"unicode"
)

// Role says what a text is in what it is part of, by the name of the field, key or parameter that holds it.
type Role uint8

// The roles.
const (
	NoRole     Role = iota // the name says nothing: data, x
	HeaderRole             // beside the text: to, subject, apiKey, url
	BodyRole               // the text: body, message, htmlContent
)

// Words of names, in lower case. bodyNames and headerNames give a word its role. finishedNames are the bodies among them that
// are sent as they are: html is, template is not, because something is made of it first.
var (
	bodyNames = set("body text txt msg message content contents html payload sms markdown plain raw letter mime notification greeting note caption template tmpl tpl bodies texts messages description")

	headerNames = set("to from subject subj sender recipient recipients phone number mobile msisdn tel addr address addresses cc bcc reply user username password pass pwd token key secret id ids host port name lang language locale url uri link code type charset encoding boundary date time title status login account sid auth channel priority ref referrer version format method header headers domain server email mails dest destination destinations api category tag tags ttl campaign filename file attachment attachments path endpoint base channels types page size limit offset count options pages sizes status")

	finishedNames = set("body text txt html message msg content plain sms")

	recipientNames = set("to recipient recipients phone number mobile msisdn dest destination addr address email mailbox")

	renderNames = set("render rendered execute exec template templated compose composed generate markdown")
)

// RoleOf judges a name by its words. The last one that says anything counts, because English puts the noun there: a messageID is
// an ID and not a message, an htmlBody is a body.
func RoleOf(name string) Role {
	words := split(name)
	for i := len(words) - 1; i >= 0; i-- {
		switch w := words[i]; {
		case bodyNames[w]:
			return BodyRole
		case headerNames[w]:
			return HeaderRole
		}
	}
	return NoRole
}

// NamesFinished reports whether a name is that of a text which is sent as it is, as htmlBody or Text are, and not of what such a text
// is made from, as a template.
func NamesFinished(name string) bool { return lastIn(name, finishedNames) }

// NamesRecipient reports whether a parameter's name says that it is an address, as toEmail and phone do; emailBody does not.
func NamesRecipient(name string) bool { return lastIn(name, recipientNames) }

// NamesRendering reports whether a function's name says that it makes a text: RenderWelcome, executeTemplate, but also WelcomeMessage,
// which is named after what it returns.
func NamesRendering(name string) bool {
	for _, w := range split(name) {
		if renderNames[w] || bodyNames[w] {
			return true
		}
	}
	return false
}

// lastIn reports whether the last word of a name is among some.
func lastIn(name string, among map[string]bool) bool {
	words := split(name)
	return len(words) > 0 && among[words[len(words)-1]]
}

func set(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(s) {
		m[w] = true
	}
	return m
}

// split returns the words of a name, in lower case: "html" and "body" for htmlBody, HTMLBody, html_body and html2Body. A capital
// begins a word behind a small letter (l|B in htmlBody), and so does the last capital of several before a small letter (L|Bo in
// HTMLBody), since the others are an abbreviation.
func split(s string) []string {
	var words []string
	var b strings.Builder
	rs := []rune(s)
	flush := func() {
		if b.Len() > 0 {
			words = append(words, strings.ToLower(b.String()))
			b.Reset()
		}
	}
	for i, r := range rs {
		if !unicode.IsLetter(r) {
			flush()
			continue
		}
		if unicode.IsUpper(r) && i > 0 && (unicode.IsLower(rs[i-1]) || i+1 < len(rs) && unicode.IsLower(rs[i+1]) && unicode.IsUpper(rs[i-1])) {
			flush()
		}
		b.WriteRune(r)
	}
	flush()
	return words
}
