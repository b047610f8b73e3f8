package mailbox

import (
	"slices"
	"strings"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// digest stands for the person of an act. A token of a former key gives another one than the address: then the event is recorded
// under both.
func (j *judgement) digest(a act) optout.Digest {
	token := a.token
	if token == "" {
		var err error
		if token, err = j.box.Book.Token(a.to, optout.For{Channel: law.Email}); err != nil {
			j.err = err
		}
	}
	e, err := j.box.Book.Parse(token)
	if err != nil {
		j.err = err
	}
	return e.Digest
}

// addressed returns the mailboxes to which a message came.
func (j *judgement) addressed() []string {
	var out []string
	for _, f := range j.letter.header {
		switch f.name {
		case "to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to", "resent-to":
			if len(out) < 100 {
				out = append(out, mailboxes(f.value)...)
			}
		}
	}
	return out
}

func (b *Box) isDesk(base string) bool {
	return slices.ContainsFunc(b.Unsubscribe, func(m string) bool { own, _ := plus(m); return own == base })
}

func (b *Box) isOwn(mailbox string) bool {
	base, _ := plus(mailbox)
	return b.isDesk(base) || slices.ContainsFunc(b.Own, func(m string) bool { own, _ := plus(m); return own == base })
}

// sender returns who wrote, where the message says it of one person, and WhyForged where the receiving server did not believe it.
func (j *judgement) sender() (optout.Address, Why) {
	from := mailboxes(j.letter.header.get("from"))
	if len(from) != 1 || j.box.isOwn(from[0]) {
		return optout.Address{}, WhyUnattributed
	}
	local, _, _ := strings.Cut(strings.ToLower(from[0]), "@")
	if slices.Contains(isNobody, local) {
		return optout.Address{}, WhyUnattributed
	}
	a, err := optout.Mailbox(from[0])
	if err != nil {
		return optout.Address{}, WhyUnattributed
	}
	if j.forged() {
		return a, WhyForged
	}
	return a, ""
}

// forged reports whether the receiving server's own Authentication-Results says so. Fields of other names may be the sender's invention.
func (j *judgement) forged() bool {
	if j.box.AuthServ == "" {
		return false
	}
	for _, f := range j.letter.header {
		if f.name != "authentication-results" {
			continue
		}
		id, results, _ := strings.Cut(strings.ToLower(f.value), ";")
		if fields := strings.Fields(id); len(fields) > 0 && fields[0] == strings.ToLower(j.box.AuthServ) {
			return strings.Contains(strings.ReplaceAll(results, " ", ""), "dmarc=fail")
		}
	}
	return false
}

// sentTo asks Box.Sent about the Message-IDs in the fields of the names.
func (j *judgement) sentTo(names ...string) optout.Address {
	if j.box.Sent == nil || j.err != nil {
		return optout.Address{}
	}
	asked := 0
	for _, n := range names {
		for id := range strings.FieldsSeq(j.letter.header.get(n)) {
			if a := j.sent(id); !a.IsZero() || j.err != nil {
				return a
			}
			if asked++; asked == 20 {
				return optout.Address{}
			}
		}
	}
	return optout.Address{}
}

func (j *judgement) sent(id string) optout.Address {
	if j.box.Sent == nil || j.err != nil || len(id) > 998 || !strings.HasPrefix(id, "<") || !strings.HasSuffix(id, ">") {
		return optout.Address{}
	}
	a, err := j.box.Sent(j.ctx, id)
	if err != nil {
		j.err = err
		return optout.Address{}
	}
	return a
}

// returnedTokens finds the book's tokens in the message that a report returns, and in the tag of the mailbox to which the report came,
// where a sender puts one into its Return-Path.
func (j *judgement) returnedTokens() []string {
	s := sought{book: j.box.Book}
	for _, h := range j.letter.returned {
		for _, f := range h {
			if f.name == "list-unsubscribe" || f.name == "x-list-unsubscribe" || f.name == "subject" {
				s.in(f.value)
			}
		}
	}
	for _, m := range j.addressed() {
		_, tag := plus(m)
		s.in(tag)
	}
	if len(s.found) > 0 {
		return s.persons()
	}
	for _, p := range j.letter.parts { // in the body that was returned, or behind the report's own words
		if strings.HasPrefix(p.media, "text/") {
			s.in(toUTF8(p.body, p.charset))
		}
	}
	return s.persons()
}

// returnedTo is the one mailbox to which a returned message was addressed.
func (j *judgement) returnedTo() optout.Address {
	for _, h := range j.letter.returned {
		if a := j.sent(strings.TrimSpace(h.get("message-id"))); !a.IsZero() {
			return a
		}
		if to := mailboxes(h.get("to")); len(to) == 1 {
			return j.named(to[0])
		}
	}
	return optout.Address{}
}

// named reads a mailbox that a report names. The controller's own is nobody's.
func (j *judgement) named(mailbox string) optout.Address {
	a, err := optout.Mailbox(undoXtext(strings.TrimSpace(mailbox)))
	if err != nil || j.box.isOwn(a.Mailbox()) {
		return optout.Address{}
	}
	return a
}
