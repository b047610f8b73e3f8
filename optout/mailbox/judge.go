package mailbox

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"io"
	"slices"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
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
	if j.v.Shown != "" {
		j.v.item = j.item()
	}
	if j.err != nil {
		return Verdict{}, j.err
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

func (j *judgement) event(k optout.Kind, evidence string) optout.Event {
	return optout.Event{Kind: k, Channel: law.Email, Source: j.box.source(), ID: j.id, Evidence: evidence}
}
