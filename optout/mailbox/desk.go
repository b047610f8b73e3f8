package mailbox

import (
	"slices"
	"strings"

	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/reply"
)

// byToken reports whether the message is an unsubscription by token: in its subject, as List-Unsubscribe: mailto puts it there, or in the
// tag of a mailbox for it.
func (j *judgement) byToken() bool {
	s := sought{book: j.box.Book}
	for _, t := range j.minted() {
		s.in(t)
		if whole, err := optout.TrimToken(t); err == nil { // a mail program broke it
			s.in(whole)
		}
	}
	if len(s.found) == 0 && !j.letter.answers() { // a link alone, sent as a message
		if own := j.letter.own(); onlyTokens(own) {
			s.in(own)
		}
	}
	if len(s.found) == 0 {
		return false
	}
	j.v.Kind, j.v.Reason = Unsubscribe, "token"
	for _, t := range s.found {
		j.act(act{token: t, event: optout.Event{Kind: optout.Objection}})
	}
	return true
}

// minted returns where the builder of e-mails, and who imitates it, puts tokens: the subject, and the tag of a mailbox for unsubscribing.
func (j *judgement) minted() []string {
	out := []string{j.letter.subject()}
	for _, m := range j.addressed() {
		if base, tag := plus(m); j.box.isDesk(base) && tag != "" {
			out = append(out, tag)
		}
	}
	return out
}

// onlyTokens reports whether a text is one line without a blank that holds a token: the token or the link itself.
func onlyTokens(text string) bool {
	return len(text) < 2048 && !strings.ContainsAny(strings.TrimSpace(text), " \t\r\n") && len(candidates(text)) == 1
}

// atDesk reports whether a message came to a mailbox for unsubscribing, from a person or from the mail program of one. A program's
// answer or somebody's newsletter is none.
func (j *judgement) atDesk() bool {
	l := j.letter
	if !slices.ContainsFunc(j.addressed(), func(m string) bool { base, _ := plus(m); return j.box.isDesk(base) }) || l.bulk() {
		return false
	}
	by := l.automatic()
	// Some hosts mark the unsubscription that their button sends as automatic. It answers nothing, and is no note of absence.
	return by == "" || !l.answers() && by != "subject" && by != "receipt"
}

// byMailbox records the objection of who writes to the mailbox for it.
func (j *judgement) byMailbox() {
	j.v.Kind, j.v.Reason = Unsubscribe, "mailbox"
	j.v.Reply = reply.Parse(j.letter.own())
	from, why := j.sender()
	if from.IsZero() {
		j.v.Shown = WhyUnattributed
	} else {
		j.act(act{to: from, event: j.event(optout.Objection, "written to the mailbox for it")})
		j.v.Shown = why
	}
	if slices.ContainsFunc(j.minted(), holdsDamaged) { // it was of the address that we write to, which may not be the sender's
		j.v.Shown = WhyToken
	}
	if j.v.Shown == "" && j.v.Reply.Rights.Any() {
		j.v.Shown = WhyRights
	}
	if j.v.Shown == WhyForged {
		j.v.acts[0].event.Kind = optout.Review
	}
}
