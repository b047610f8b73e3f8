package mailbox

import (
	"regexp"
	"strings"
)

// reported returns what a letter that reports on delivery says of each recipient, and whether it is such a letter. Reports as
// RFC 3464 has them come first; then what older mail systems and some hosts write in words.
func (l *letter) reported() (failures []failure, is bool) {
	if l.notice != nil {
		return l.notice.failures(), l.notice.NotificationType == "Bounce"
	}
	top, _ := mediaType(l.header.get("content-type"), "text/plain")
	isReport := isStatus(top) || top == "multipart/report" && strings.Contains(strings.ToLower(l.header.get("content-type")), "delivery-status")
	if !isReport && !l.fromDaemon() {
		// Whoever forwards a report has something to say of it.
		return nil, false
	}
	for _, p := range l.parts {
		if p.within == 0 && isStatus(p.media) {
			failures = append(failures, statusReports(toUTF8(p.body, p.charset))...)
		}
	}
	if len(failures) == 0 && isReport { // the status under a false name
		for _, p := range l.parts {
			if p.within == 0 && strings.HasPrefix(p.media, "text/") {
				if body := toUTF8(p.body, p.charset); strings.Contains(strings.ToLower(body), "final-recipient:") {
					failures = append(failures, statusReports(body)...)
				}
			}
		}
	}
	if len(failures) > 0 {
		return l.explained(failures), true
	}
	return l.inWords(), true
}

func isStatus(media string) bool {
	return media == "message/delivery-status" || media == "message/global-delivery-status"
}

// explained adds the words of the report's text where its fields say nothing that can be judged: some mail systems put "Status:
// 5.0.0" into the field and the reason into the text.
func (l *letter) explained(failures []failure) []failure {
	if len(failures) != 1 {
		return failures
	}
	f := &failures[0]
	if f.grade() == soft && vagueCodes[f.status] && (f.action == "" || f.action == "failed") && !holds(f.diagnosis, saysPassing) && codeIn(f.diagnosis) == "" {
		f.diagnosis = strings.TrimSpace(f.diagnosis + " " + fold(l.reportText()))
	}
	return failures
}

// fromDaemon reports whether a mail system wrote the letter: it says so in a field of its own, or its sender is one that no person has, or
// it has a mail system's sender or none, and the subject or the words of a report.
func (l *letter) fromDaemon() bool {
	if l.header.has("x-failed-recipients") {
		return true
	}
	subject := fold(l.header.text("subject"))
	if l.header.get("auto-submitted") == "auto-replied" && subjectSays(subject) {
		return false // an answer, as Return-Path: <> is right for it too (RFC 3834, section 3.3)
	}
	nobody, system := strings.TrimSpace(l.header.get("return-path")) == "<>", false
	for _, m := range append(mailboxes(l.header.get("from")), strings.TrimSpace(l.header.get("from"))) {
		local, _, _ := strings.Cut(strings.ToLower(m), "@")
		if strings.HasPrefix(local, "mailer-daemon") || strings.Contains(local, "<mailer-daemon") {
			return true
		}
		system = system || begins(local, isDaemon)
	}
	if system && nobody {
		return true
	}
	return (system || nobody) && (holds(subject, saysBounce) || holds(fold(l.reportText()), saysReport))
}

// reportText is what the mail system itself says: the letter's own text before the message that it returns.
func (l *letter) reportText() string {
	var b strings.Builder
	for _, p := range l.parts {
		if p.within > 0 || b.Len() > maxReport {
			break
		}
		switch {
		case p.media == "text/plain":
			b.WriteString(toUTF8(p.body, p.charset) + "\n")
		case p.media == "text/html" && b.Len() == 0:
			b.WriteString(htmlText(toUTF8(p.body, p.charset)) + "\n")
		}
	}
	text := b.String()
	return beforeReturned(text[:min(len(text), maxReport)])
}

const maxReport = 32 << 10

// beforeReturned cuts a report where the returned message begins.
func beforeReturned(text string) string {
	at := 0
	for line := range strings.Lines(text) {
		f := fold(line)
		if at > 0 && len(f) < 100 && begins(f, saysReturned) {
			return text[:at]
		}
		at += len(line)
	}
	return text
}

var mailboxIn = regexp.MustCompile(`[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]{0,253}\.[A-Za-z]{2,24}`)

// inWords reads a report without fields: a paragraph a recipient, as qmail, Exim and Postfix write, or one recipient
// for all of it.
func (l *letter) inWords() []failure {
	text := l.reportText()
	named := mailboxes(l.header.get("x-failed-recipients"))
	sender := map[string]bool{}
	for _, n := range []string{"to", "from", "delivered-to", "reply-to"} {
		for _, m := range mailboxes(l.header.get(n)) {
			sender[strings.ToLower(m)] = true
		}
	}
	var paragraphs []failure
	all := map[string]bool{}
	for _, p := range recipientParagraphs(text) {
		found := map[string]bool{}
		for _, m := range mailboxIn.FindAllString(p, maxRecipients) {
			if m = strings.TrimRight(strings.ToLower(m), "."); !sender[m] && !begins(m, isDaemon) {
				found[m], all[m] = true, true
			}
		}
		if len(found) == 1 && len(paragraphs) < maxRecipients {
			for m := range found {
				f := failure{recipient: m, diagnosis: fold(p)}
				f.status = codeIn(f.diagnosis)
				paragraphs = append(paragraphs, f)
			}
		}
	}
	if len(named) == 1 || len(named) == 0 && len(all) == 1 {
		f := failure{diagnosis: fold(text)}
		f.status = codeIn(f.diagnosis)
		if len(named) == 1 {
			f.recipient = named[0]
		}
		for m := range all {
			if f.recipient == "" {
				f.recipient = m
			}
		}
		return []failure{f}
	}
	if len(paragraphs) == 0 { // nobody is named alone: the returned message may say whom it was for
		f := failure{diagnosis: fold(text)}
		f.status = codeIn(f.diagnosis)
		return []failure{f}
	}
	return paragraphs
}

// recipientParagraphs cuts a text at empty lines and before lines that begin with a mailbox.
func recipientParagraphs(text string) []string {
	var out []string
	var b strings.Builder
	flush := func() {
		if b.Len() > 0 {
			out = append(out, b.String())
			b.Reset()
		}
	}
	for line := range strings.Lines(text) {
		trimmed := strings.TrimSpace(line)
		if trimmed == "" {
			flush()
			continue
		}
		if at := mailboxIn.FindStringIndex(trimmed); at != nil && at[0] <= 2 {
			flush()
		}
		b.WriteString(line)
	}
	flush()
	return out
}
