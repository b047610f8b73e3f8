package words

import (
	"regexp"
	"unicode"
)

// Class says what a constant is like. More than one may be true of it: "Subject: Hi\r\n\r\nVotez" is part of a mail and has words.
type Class struct {
	Words    bool // somebody reads it: "Votez dimanche", "<p>Hello %s</p>"
	Format   bool // it is part of JSON, of a form or of a URL: `{"text":%q}`, "?to=%s&msg=", "https://api.example.org"
	Envelope bool // it is part of the header of a mail, or separates its parts: "Subject: %s", "--boundary"
}

// Classify reads a constant.
func Classify(s string) Class {
	return Class{Words: prose(s), Format: format.MatchString(s), Envelope: envelope.MatchString(s)}
}

// notProse matches what machines read. It is taken away, in this order, before words are looked for. Each has an example beside it
// of which nothing is left.
var notProse = []*regexp.Regexp{
	// The name of a header by itself, as the key of a map: "Reply-To", "List-Unsubscribe", "subject". Not "From the heart".
	regexp.MustCompile(`(?i)^(?:subject|from|to|cc|bcc|reply-to|sender|date|message-id|mime-version|content-[a-z-]+|list-[a-z-]+|x-[a-z-]+)$`),
	// Any other, by its hyphens and capitals: "Return-Path", "Auto-Submitted".
	regexp.MustCompile(`^[A-Z][A-Za-z]*(?:-[A-Z][A-Za-z0-9]*)+$`),
	// A line of a header, whatever it says, since it is no body: "Subject: Bonne nouvelle".
	regexp.MustCompile(`(?im)^\s*(?:subject|from|to|cc|bcc|reply-to|sender|date):[^\r\n]*`),
	// A line of a header whose name is not in that list, where its value looks like one for machines: "Content-Type: text/html;
	// charset=utf-8", "MIME-Version: 1.0". Of "Attention: votez" only the name goes, and "votez" stays.
	regexp.MustCompile(`(?m)^\s*[A-Za-z][A-Za-z0-9-]*:[ \t]?(?:[^\r\n]*(?:=|/|<|@|%|\d)[^\r\n]*)?`),
	// A URL: "https://api.example.org/v1/messages".
	regexp.MustCompile(`(?i)https?://\S*`),
	// A tag: `<a class="button">`.
	regexp.MustCompile(`<[^<>]*>`),
	// A key of JSON: `"text":`.
	regexp.MustCompile(`"[\w.@-]*"\s*:`),
	// A key of a form: "&user=".
	regexp.MustCompile(`[?&]?[\w.-]+=`),
	// A verb of fmt, whose letter is none of a word: "%-10s", "%[1]d".
	regexp.MustCompile(`%[-+ #0-9.*\[\]]*[a-zA-Z]`),
	// The line between two parts of a mail: "--frontier".
	regexp.MustCompile(`(?m)^--[\w=.-]*\s*$`),
	// A path, or a media type: "/sms/jobs", "text/html".
	regexp.MustCompile(`(?i)(?:^|\s)/?[\w.-]*/[\w./-]*`),
	// The rest of a header that was folded or put together from pieces: " boundary", "quoted-printable", "utf-8".
	regexp.MustCompile(`(?im)^\s*(?:charset|boundary|type|multipart|mixed|alternative|quoted-printable|base64|utf-?8|attachment|inline|filename)\b[^\r\n]*`),
}

// prose reports whether a constant holds words to be read: two letters in a row, when all that machines read is gone.
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

// format matches, in turn: a key of JSON, `"text":`; a key of a form behind another or in a URL, "&text="; one at the
// beginning, "text="; a URL, "https://".
var format = regexp.MustCompile(`"[\w.@-]+"\s*:|[?&][\w.-]+=|^[\w.-]+=|https?://`)

// envelope matches, in turn: a header's name at the beginning of a line, "Subject: "; a boundary, "--frontier"; the end of a
// line as mail has it and Go's own texts do not, "\r\n".
var envelope = regexp.MustCompile(`(?m)^[A-Za-z][A-Za-z0-9-]*:[ \t]|^--[^\s]|\r\n`)
