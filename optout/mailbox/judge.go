package mailbox

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/reply"
)

// Judge reads one message and decides, and records nothing. Its errors are those of r, of a box that is not complete, and of
// Box.Sent: a message itself is never an error.
func (b *Box) Judge(ctx context.Context, r io.Reader) (Verdict, error) {
	if err := b.Findings().Err(); err != nil {
		return Verdict{}, err
	}
	l, err := open(r)
	if err != nil {
		return Verdict{}, err
	}
	j := &judgement{box: b, ctx: ctx, letter: l, id: l.id(), now: b.now()}
	j.decide()
	if j.err != nil {
		return Verdict{}, j.err
	}
	if j.v.Shown != "" {
		j.v.item = j.item()
	}
	return j.v, nil
}

func (b *Box) now() time.Time {
	if b.Book.Now != nil {
		return b.Book.Now()
	}
	return time.Now()
}

type judgement struct {
	box    *Box
	ctx    context.Context
	letter *letter
	id     string
	now    time.Time
	v      Verdict
	err    error
}

// decide asks what a message is in the order in which a mistake would harm most: a token is never taken for anything
// else, and the words of a mail system never for a person's.
func (j *judgement) decide() {
	l := j.letter
	l.notified()
	complaint, complains := l.complained()
	failures, reports := l.reported()
	if !complains && !reports && j.byToken() {
		return
	}
	switch {
	case complains:
		j.complaint(complaint)
	case reports:
		j.bounce(failures)
	case j.atDesk():
		j.byMailbox()
	default:
		if by := l.automatic(); by != "" {
			j.automatic(by)
		} else if l.bulk() {
			j.automatic("bulk")
		} else {
			j.reply()
		}
	}
}

// id is what one message is known by, however often it is read: of its Message-ID, and of what is read of it besides, because nobody
// holds a sender to a Message-ID of its own, and the second message under one must not pass for the first told again.
func (l *letter) id() string {
	h := sha256.New()
	put := func(s string) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(s)))
		h.Write(n[:])
		io.WriteString(h, s)
	}
	for _, name := range []string{"message-id", "date", "from", "subject"} {
		put(l.header.get(name))
	}
	for _, p := range l.parts {
		put(string(p.body))
	}
	return "mail:" + hex.EncodeToString(h.Sum(nil)[:16])
}

// act adds an event about one person. One message says one thing of a person, be they named twice: by the sender and by a token.
func (j *judgement) act(a act) {
	if a.event.Source == "" {
		a.event.Source = j.box.source()
	}
	d := j.digest(a)
	if slices.ContainsFunc(j.v.acts, func(old act) bool { return j.digest(old) == d }) {
		return
	}
	j.v.acts = append(j.v.acts, a)
}

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

func (j *judgement) event(k optout.Kind, evidence string) optout.Event {
	return optout.Event{Kind: k, Channel: law.Email, Source: j.box.source(), ID: j.id, Evidence: evidence}
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

// automatic is what a program wrote. It records nothing, unless it is a certain objection in words: then somebody may have
// set it up to say so, and a human looks.
func (j *judgement) automatic(by string) {
	j.v.Kind, j.v.Reason = Automatic, by
	if by == "receipt" || by == "bulk" {
		return
	}
	if r := reply.Parse(j.letter.own()); r.Verdict == reply.OptOut {
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

// complaint records the objection of who pressed "this is spam".
func (j *judgement) complaint(f feedback) {
	j.v.Kind, j.v.Reason = Complaint, "other"
	w := f.weight()
	if w != unclear {
		j.v.Reason = f.kind
	}
	if w == nothing {
		return
	}
	kind := optout.Objection
	if w == unclear {
		kind, j.v.Shown = optout.Review, WhyReply
	}
	evidence := "complaint: " + j.v.Reason
	if tokens := j.returnedTokens(); len(tokens) > 0 {
		for _, t := range tokens {
			j.act(act{token: t, event: j.event(kind, evidence+"; named by the token of the returned message")})
		}
		return
	}
	for _, r := range f.recipients {
		if a := j.named(r); !a.IsZero() {
			j.act(act{to: a, event: j.event(kind, evidence+"; named by the report")})
		}
	}
	if len(j.v.acts) == 0 {
		if a := j.returnedTo(); !a.IsZero() {
			j.act(act{to: a, event: j.event(kind, evidence+"; named by the returned message")})
		}
	}
	if len(j.v.acts) == 0 {
		j.v.Shown = WhyUnattributed
	}
}

// bounce records who cannot be reached.
func (j *judgement) bounce(failures []failure) {
	j.v.Kind, j.v.Reason = Bounce, "soft"
	var lasting []failure
	read := false
	for _, f := range failures {
		read = read || f.understood()
		if f.grade() != soft {
			lasting = append(lasting, f)
		}
	}
	if len(lasting) == 0 {
		if !read {
			j.v.Reason, j.v.Shown = "unread", WhyUnread
		}
		return
	}
	j.v.Reason = lasting[0].code()
	tokens := j.returnedTokens()
	if len(tokens) == 1 && len(lasting) == len(failures) {
		j.act(act{token: tokens[0], event: j.undeliverable(lasting[0], "named by the token of the returned message")})
		return
	}
	for _, f := range lasting {
		a, by := j.named(f.recipient), "named by the report"
		if a.IsZero() && len(failures) == 1 {
			a, by = j.returnedTo(), "named by the returned message"
		}
		if a.IsZero() {
			j.v.Shown = WhyUnattributed
			continue
		}
		j.act(act{to: a, event: j.undeliverable(f, by)})
	}
}

func (j *judgement) undeliverable(f failure, by string) optout.Event {
	e := j.event(optout.Undeliverable, "bounce: "+f.code()+"; "+by)
	e.Until = j.now.Add(goneFor)
	if f.grade() == nowhere {
		e.Until = j.now.Add(nowhereFor)
	}
	return e
}
