package mailbox

import (
	"strings"

	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/reply"
)

// automatic is what a program wrote. It records nothing, unless its words are an objection or may be one: then somebody may have set
// it up to say so, and a human looks.
func (j *judgement) automatic(by string) {
	j.v.Kind, j.v.Reason = Automatic, by
	if by == "receipt" || by == "bulk" {
		return
	}
	if r := reply.Parse(j.letter.own()); r.Verdict != reply.Other {
		j.v.Reply = r
		j.v.Shown = WhyReply
		if from, _ := j.sender(); !from.IsZero() {
			j.act(act{to: from, event: j.event(optout.Review, "automatic answer: "+string(r.Reason))})
		}
	}
}

// reply reads a person's words.
func (j *judgement) reply() {
	r, why := j.letter.said()
	j.v.Kind, j.v.Reason, j.v.Reply, j.v.Shown = Reply, string(r.Reason), r, why
	if r.Verdict == reply.Other {
		return
	}
	kind := optout.Objection
	from, why := j.sender()
	if why == WhyForged {
		j.v.Shown = WhyForged
	}
	if r.Verdict == reply.Review || why == WhyForged {
		kind = optout.Review
	}
	event := func(by string) optout.Event {
		e := j.event(kind, "answer in words: "+string(r.Verdict)+", "+string(r.Reason)+"; "+by)
		if r.Rights.Erasure { // who wants to be forgotten wants nothing on any other channel either
			e.Channel = ""
		}
		return e
	}
	if !from.IsZero() {
		j.act(act{to: from, event: event("named by From")})
	}
	// The message that is answered went to the person who objects, be it under another address than the one they write from.
	if token, ok := j.answeredToken(); ok {
		j.act(act{token: token, event: event("named by the token of the message that is answered")})
	} else if a := j.sentTo("in-reply-to", "references"); !a.IsZero() {
		j.act(act{to: a, event: event("named by the Message-ID of the message that is answered")})
	}
	if len(j.v.acts) == 0 {
		j.v.Shown = WhyUnattributed
	}
}

// said judges the writer's words and says why a human has to read them: always, unless they are a certain objection and nothing
// besides.
func (l *letter) said() (reply.Result, Why) {
	own := l.own()
	r := reply.Parse(own)
	if subject, ok := l.ownSubject(); ok {
		r = stronger(r, reply.Parse(subject))
	}
	switch {
	case r.Verdict == reply.Other && (strings.TrimSpace(own) == "" || l.cut || l.sealed()):
		r.Verdict, r.Reason = reply.Review, reply.ReasonUnclear // an empty answer, an image, what was cut: nobody knows
		return r, WhyUnread
	case r.Rights.Any():
		return r, WhyRights
	case r.Verdict == reply.OptOut:
		return r, ""
	}
	return r, WhyReply
}

// answeredToken is the token of the message that is answered, where there is one in the quotation: of a letter that quotes more of
// them nobody knows whose it is.
func (j *judgement) answeredToken() (string, bool) {
	tokens := sought{book: j.box.Book}
	for _, p := range j.letter.parts {
		if strings.HasPrefix(p.media, "text/") {
			tokens.in(toUTF8(p.body, p.charset))
		}
	}
	for _, h := range j.letter.returned { // attached as a message
		tokens.in(h.get("list-unsubscribe"))
	}
	if persons := tokens.persons(); len(persons) == 1 {
		return persons[0], true
	}
	return "", false
}

func stronger(a, b reply.Result) reply.Result {
	rank := map[reply.Verdict]int{reply.Other: 0, reply.Review: 1, reply.OptOut: 2}
	rights := reply.Rights{Access: a.Rights.Access || b.Rights.Access, Source: a.Rights.Source || b.Rights.Source,
		Erasure: a.Rights.Erasure || b.Rights.Erasure, Rectification: a.Rights.Rectification || b.Rights.Rectification}
	if rank[b.Verdict] > rank[a.Verdict] {
		a = b
	}
	a.Rights = rights
	return a
}
