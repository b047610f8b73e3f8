package flow

import (
	"regexp"
	"strings"
	"unicode"
)

// Grade judges how likely a source is the body among the texts that were put together.
func Grade(l Source) Role {
	if l.Role != NoRole {
		return l.Role
	}
	switch l.Kind {
	case Param:
		if l.Path != "" {
			if r := pathRole(l.Path); r != NoRole {
				return r
			}
		}
		if l.Idx < len(l.Fn.Params) {
			return roleOf(l.Fn.Params[l.Idx].Name())
		}
	case Field:
		return roleOf(l.Field.Name())
	case Literal:
		if l.Words {
			return BodyRole
		}
		return HeaderRole
	}
	return NoRole
}

var bodyWords = set("body text txt msg message content contents html payload sms markdown plain raw letter mime notification greeting note caption template tmpl tpl bodies texts messages description")

var headerWords = set("to from subject subj sender recipient recipients phone number mobile msisdn tel addr address addresses cc bcc reply user username password pass pwd token key secret id ids host port name lang language locale url uri link code type charset encoding boundary date time title status login account sid auth channel priority ref referrer version format method header headers domain server email mails dest destination destinations api category tag tags ttl campaign filename file attachment attachments path endpoint base channels types page size limit offset count options pages sizes status")

var finishedWords = set("body text txt html message msg content plain sms")

// holdsBody reports whether a path ends in a field named after the body of a message, and not after what makes one.
func holdsBody(path string) bool {
	words := split(Name(path[strings.LastIndexByte(path, '/')+1:]))
	return len(words) > 0 && finishedWords[words[len(words)-1]]
}

var recipientWords = set("to recipient recipients phone number mobile msisdn dest destination addr address email mailbox")

// NamesRecipient reports whether a parameter's name says that it is an address: its last word does.
func NamesRecipient(name string) bool {
	words := split(name)
	return len(words) > 0 && recipientWords[words[len(words)-1]]
}

func set(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(s) {
		m[w] = true
	}
	return m
}

var renderWords = set("render rendered execute exec template templated compose composed generate markdown")

// renders reports whether a function is named after making a text.
func renders(name string) bool {
	for _, w := range split(name) {
		if renderWords[w] || bodyWords[w] {
			return true
		}
	}
	return false
}

// roleOf judges a name by its words, the last one first: htmlBody is a body, messageID is not.
func roleOf(name string) Role {
	words := split(name)
	for i := len(words) - 1; i >= 0; i-- {
		switch w := words[i]; {
		case bodyWords[w]:
			return BodyRole
		case headerWords[w]:
			return HeaderRole
		}
	}
	return NoRole
}

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

// pathRole judges a path, its end first.
func pathRole(p string) Role {
	elems := strings.Split(p, "/")
	for i := len(elems) - 1; i >= 0; i-- {
		if r := roleOf(Name(elems[i])); r != NoRole {
			return r
		}
	}
	return NoRole
}

var notProse = []*regexp.Regexp{
	regexp.MustCompile(`(?i)^(?:subject|from|to|cc|bcc|reply-to|sender|date|message-id|mime-version|content-[a-z-]+|list-[a-z-]+|x-[a-z-]+)$`), // a header's name by itself
	regexp.MustCompile(`^[A-Z][A-Za-z]*(?:-[A-Z][A-Za-z0-9]*)+$`),                                                                              // likewise: "Return-Path", "Auto-Submitted"
	regexp.MustCompile(`(?im)^\s*(?:subject|from|to|cc|bcc|reply-to|sender|date):[^\r\n]*`),
	regexp.MustCompile(`(?m)^\s*[A-Za-z][A-Za-z0-9-]*:[ \t]?(?:[^\r\n]*(?:=|/|<|@|%|\d)[^\r\n]*)?`), // "Content-Type: text/html; charset=utf-8", "MIME-Version: 1.0"
	regexp.MustCompile(`(?i)https?://\S*`),
	regexp.MustCompile(`<[^<>]*>`),                  // markup
	regexp.MustCompile(`"[\w.@-]*"\s*:`),            // a JSON key
	regexp.MustCompile(`[?&]?[\w.-]+=`),             // a form's key
	regexp.MustCompile(`%[-+ #0-9.*\[\]]*[a-zA-Z]`), // a format's verb
	regexp.MustCompile(`(?m)^--[\w=.-]*\s*$`),       // a MIME boundary
	regexp.MustCompile(`(?i)(?:^|\s)/?[\w.-]*/[\w./-]*`),
	regexp.MustCompile(`(?im)^\s*(?:charset|boundary|type|multipart|mixed|alternative|quoted-printable|base64|utf-?8|attachment|inline|filename)\b[^\r\n]*`),
}

// prose reports whether a constant holds words to be read, not only the format around them.
func prose(s string) bool {
	for _, re := range notProse {
		s = re.ReplaceAllString(s, " ")
	}
	run := 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			if run++; run >= 2 {
				return true
			}
		} else {
			run = 0
		}
	}
	return false
}

var jsonOrForm = regexp.MustCompile(`"[\w.@-]+"\s*:|[?&][\w.-]+=|^[\w.-]+=|https?://`)

var headerLine = regexp.MustCompile(`(?m)^[A-Za-z][A-Za-z0-9-]*:[ \t]|^--[^\s]|\r\n`)

// envelope reports whether a constant is part of the header of a mail, or separates its parts.
func envelope(s string) bool { return headerLine.MatchString(s) }

// format reports whether a constant is part of JSON, of a form or of a URL.
func format(s string) bool { return jsonOrForm.MatchString(s) }
