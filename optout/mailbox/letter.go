package mailbox

import (
	"strings"
	"unicode"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/inbox"
)

// own returns the writer's own words: the plain text where there is one, the HTML otherwise, without what other people and programs
// wrote into it.
func (l *letter) own() string {
	plain := ownWords(l.texts("text/plain"))
	if hasWords(plain) {
		return plain
	}
	var pages strings.Builder
	for _, p := range l.parts {
		if p.within == 0 && !p.attached && p.media == "text/html" {
			pages.WriteString(htmlText(toUTF8(p.body, p.charset)) + "\n")
		}
	}
	if page := ownWords(pages.String()); page != "" {
		return page
	}
	return plain
}

// texts joins the parts of one media type that are the letter's body; where it has none, those that it attaches.
func (l *letter) texts(media string) string {
	for _, attached := range []bool{false, true} {
		var b strings.Builder
		for _, p := range l.parts {
			if p.within == 0 && p.attached == attached && p.media == media {
				b.WriteString(toUTF8(p.body, p.charset) + "\n")
			}
		}
		if strings.TrimSpace(b.String()) != "" {
			return b.String()
		}
	}
	return ""
}

func hasWords(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsSpace(r) && r != '\u00a0' && r != '\u200b' && r != '\ufeff' })
}

// ownSubject returns the subject where the writer chose it: that of an answer is ours.
func (l *letter) ownSubject() (string, bool) {
	s := l.subject()
	if l.answers() {
		return "", false
	}
	f := fold(s)
	for _, p := range []string{"re:", "re :", "tr:", "tr :", "fw:", "fwd:", "aw:", "rv:", "sv:", "antw:", "wg:", "ref:", "re["} {
		if strings.HasPrefix(f, p) {
			return "", false
		}
	}
	return s, s != ""
}

// sealed reports whether the letter holds something that its reader does not see: an encrypted body, and nothing else.
func (l *letter) sealed() bool {
	for _, p := range l.parts {
		if p.media == "application/pkcs7-mime" || p.media == "application/x-pkcs7-mime" || p.media == "application/pgp-encrypted" {
			return true
		}
	}
	return false
}

const maxShown = 16 << 10

// whys says under what the inbox keeps each reason.
var whys = map[Why]inbox.Why{
	WhyReply: inbox.Ambiguous, WhyForged: inbox.Ambiguous, WhyRights: inbox.Request,
	WhyUnattributed: inbox.Sender, WhyToken: inbox.Sender, WhyUnread: inbox.Unread,
}

// item is the message as a human has to see it, with the addresses that must wait for that.
func (j *judgement) item() inbox.Item {
	l := j.letter
	it := inbox.Item{
		Source: j.box.source(), Why: whys[j.v.Shown], ID: j.id, Channel: law.Email,
		From: cut(decodeWords(l.header.get("from"))), Text: "Subject: " + cut(l.subject()) + "\n\n" + cut(j.shown()),
		Note: string(j.v.Kind) + ": " + j.v.Reason + "; " + string(j.v.Shown),
	}
	for _, a := range j.v.acts {
		if a.event.Kind != optout.Review {
			continue
		}
		if a.token == "" {
			it.Suspended = append(it.Suspended, a.to)
			continue
		}
		e, err := j.box.Book.Parse(a.token)
		if err != nil {
			j.err = err
			continue
		}
		it.Persons = append(it.Persons, inbox.Person{Digest: e.Digest, Key: e.Key})
		it.Note += "; a provisional objection also stands for the person to whom the answered or returned message was sent"
	}
	return it
}

// shown is what a human has to see of the letter: the writer's own words, or what a mail system says.
func (j *judgement) shown() string {
	switch j.v.Kind {
	case Bounce, Complaint:
		return j.letter.reportText()
	}
	if s := j.letter.own(); s != "" {
		return s
	}
	return j.letter.texts("text/plain")
}

func cut(s string) string {
	if len(s) > maxShown {
		return strings.ToValidUTF8(s[:maxShown], "")
	}
	return s
}
