package mailbox_test

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"mime"
	"net/mail"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

type reader struct {
	FirstName string `validate:"required,max=24"`
}

var letter = message.Must(email.Compile[reader](email.Spec{
	Subject: "La lettre des bancs publics",
	HTML:    `<p>Bonjour {{.FirstName}}, <a href="https://demain.example/tilleuls">donnez votre avis sur les tilleuls</a>.</p>`,
	From:    "contact@demain.example", Unsubscribe: "https://demain.example/d", UnsubscribeMailto: "stop@demain.example",
	Notice: notice.Notice{
		Controller: notice.Controller{ID: "852123456", Name: "Nos bancs publics", Kind: notice.Association,
			Postal: "1 place de la Mairie, 51290 Isson", Email: "contact@demain.example"},
		Election: notice.NoElection,
		Origin:   notice.Origin{Kind: law.OriginForm, Obtained: "2025-04-01"},
		Basis:    notice.Basis{Kind: law.Consent, Reference: "registre n° 1", Wording: "J’accepte votre lettre.", Since: "2025-04-01"},
		Purpose:  "vous informer de nos projets pour la ville",
		Rights:   notice.Rights{Email: "droits@demain.example", Notice: "https://demain.example/d", Directives: true},
		Keep:     []notice.Term{{Class: notice.Regular, After: notice.EndOfContact, Months: 36}},
		Advert:   &notice.Advert{Sponsor: "Nos bancs publics", Declaration: notice.CaseCitizen, Notice: "https://demain.example/t"},
	},
}))

// built is a message as it is sent to marie@example.org.
func built(t testing.TB, b *optout.Book) []byte {
	t.Helper()
	batch, err := letter.Batch(now)
	if err != nil {
		t.Fatal(err)
	}
	row := optout.Row[reader]{Data: &reader{"Marie"}, To: address(t, "marie@example.org"), Territory: law.Metropole, Origin: law.OriginForm}
	for to, err := range optout.Screen(t.Context(), b, optout.For{Channel: law.Email}, iter.Seq2[optout.Row[reader], error](func(yield func(optout.Row[reader], error) bool) { yield(row, nil) })) {
		if err != nil {
			t.Fatal(err)
		}
		m, err := batch.Build(to)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if _, err := m.WriteTo(&out); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	t.Fatal("nobody was cleared")
	return nil
}

// What comes back of a message that was built here finds its person: by the mailto that mail programs follow, in an answer, in a report and in
// a complaint, with and without the body.
func TestRoundTrip(t *testing.T) {
	raw := built(t, newBook(new(optout.Memory)))
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(m.Header.Get("List-Unsubscribe"), "<mailto:")
	if !ok {
		t.Fatal("the message has no mailto")
	}
	target, _, _ := strings.Cut(rest, ">")
	u, err := url.Parse("mailto:" + target)
	if err != nil {
		t.Fatal(err)
	}
	header, _, _ := strings.Cut(string(raw), "\r\n\r\n")
	for name, c := range map[string]struct {
		message string
		want    optout.Kind
	}{
		"mailto": {fmt.Sprintf("From: m@example.net\r\nTo: %s\r\nSubject: %s\r\nMessage-ID: <1@a>\r\n\r\n", u.Opaque, u.Query().Get("subject")), optout.Objection},
		"mailto, encoded": {fmt.Sprintf("From: m@example.net\r\nTo: %s\r\nSubject: %s\r\nMessage-ID: <1@a>\r\n\r\n", u.Opaque,
			mime.BEncoding.Encode("utf-8", "é")+" "+u.Query().Get("subject")), optout.Objection},
		"answer, attached": {"From: m@example.net\r\nTo: contact@demain.example\r\nSubject: Re: La lettre\r\nIn-Reply-To: <x@demain.example>\r\nMessage-ID: <3@a>\r\n" +
			"Content-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\nContent-Type: text/plain\r\n\r\nSTOP\r\n--q\r\nContent-Type: message/rfc822\r\n\r\n" + string(raw) + "\r\n--q--\r\n", optout.Objection},
		"report": {"Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nTo: contact@demain.example\r\nSubject: Undelivered\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=q\r\n\r\n" +
			"--q\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; a\r\n\r\nFinal-Recipient: rfc822; ailleurs@example.net\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--q\r\nContent-Type: message/rfc822\r\n\r\n" +
			string(raw) + "\r\n--q--\r\n", optout.Undeliverable},
		"report, header": {"Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nTo: contact@demain.example\r\nSubject: Undelivered\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=q\r\n\r\n" +
			"--q\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; a\r\n\r\nFinal-Recipient: rfc822; ailleurs@example.net\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--q\r\nContent-Type: text/rfc822-headers\r\n\r\n" +
			header + "\r\n\r\n--q--\r\n", optout.Undeliverable},
		"complaint": {"From: fbl@host.example\r\nTo: fbl@demain.example\r\nContent-Type: multipart/report; report-type=feedback-report; boundary=q\r\n\r\n" +
			"--q\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nVersion: 1\r\n\r\n--q\r\nContent-Type: message/rfc822\r\n\r\n" + string(raw) + "\r\n--q--\r\n", optout.Objection},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBook(new(optout.Memory))
			if _, err := newBox(t, b, new(kept)).Take(t.Context(), strings.NewReader(c.message)); err != nil {
				t.Fatal(err)
			}
			events := history(t, b, "marie@example.org")
			if len(events) != 1 || events[0].Kind != c.want {
				t.Errorf("%d events for the person, want one %s", len(events), c.want)
			}
		})
	}
}

// Under a key that was replaced since, what comes back still finds its person.
func TestOlderKey(t *testing.T) {
	old := newBook(new(optout.Memory))
	raw := built(t, old)
	report := "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nTo: contact@demain.example\r\nSubject: failure notice\r\nContent-Type: multipart/mixed; boundary=q\r\n\r\n" +
		"--q\r\nContent-Type: text/plain\r\n\r\n<a@example.net>:\r\n550 5.1.1 user unknown\r\n--q\r\nContent-Type: message/rfc822\r\n\r\n" + string(raw) + "\r\n--q--\r\n"
	b := newBook(new(optout.Memory))
	b.Keys = optout.Keys{Current: optout.NewKey(2), Older: []optout.Key{old.Keys.Current}}
	v, err := newBox(t, b, new(kept)).Take(t.Context(), strings.NewReader(report))
	if err != nil {
		t.Fatal(err)
	}
	if got := v.Records(); len(got) != 1 || got[0] != optout.Undeliverable {
		t.Fatalf("records %v", got)
	}
	e, err := b.Parse(token(t, old, "marie@example.org"))
	if err != nil {
		t.Fatal(err)
	}
	if events, err := b.Ledger.History(t.Context(), e.Digest); err != nil || len(events) != 1 {
		t.Errorf("%d events under the older key, %v", len(events), err)
	}
}

// Box.Sent names the person where no token does.
func TestSent(t *testing.T) {
	b := newBook(new(optout.Memory))
	box := newBox(t, b, new(kept))
	box.Sent = sentOf(t)
	_, err := box.Take(t.Context(), strings.NewReader("From: m@example.net\r\nTo: contact@demain.example\r\nIn-Reply-To: <other@a> <m1@demain.example>\r\nSubject: Re: a\r\n\r\nSTOP\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	if len(history(t, b, "marie@example.org")) != 1 || len(history(t, b, "m@example.net")) != 1 {
		t.Error("both the sender and the one who was written to object")
	}
	_, err = box.Take(t.Context(), strings.NewReader("Return-Path: <>\r\nFrom: mailer-daemon@a\r\nSubject: failure notice\r\nContent-Type: multipart/mixed; boundary=q\r\n\r\n"+
		"--q\r\n\r\n550 5.1.1 user unknown\r\n--q\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <m1@demain.example>\r\nTo: a@example.net\r\n\r\n--q--\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got := history(t, b, "marie@example.org"); len(got) != 2 || got[1].Kind != optout.Undeliverable {
		t.Errorf("%d events", len(got))
	}
}

// A person who is written to on two topics has two tokens and is one person; two persons in one quotation are nobody.
func TestTwoTokens(t *testing.T) {
	b := newBook(new(optout.Memory))
	b.Topics = []string{"tilleuls"}
	marie := address(t, "marie@example.org")
	other, err := b.Token(marie, optout.For{Channel: law.Email, Topic: "tilleuls"})
	if err != nil {
		t.Fatal(err)
	}
	head := "From: m@example.net\r\nTo: contact@demain.example\r\nSubject: Re: a\r\nIn-Reply-To: <a@b>\r\n\r\nSTOP\r\n\r\n> "
	if _, err := newBox(t, b, new(kept)).Take(t.Context(), strings.NewReader(head+token(t, b, "marie@example.org")+"\r\n> "+other+"\r\n")); err != nil {
		t.Fatal(err)
	}
	if n := len(history(t, b, "marie@example.org")); n != 1 {
		t.Errorf("%d events for one person", n)
	}
	if _, err := newBox(t, b, new(kept)).Take(t.Context(), strings.NewReader(head+token(t, b, "paul@example.org")+"\r\n> "+other+"\r\n")); err != nil {
		t.Fatal(err)
	}
	if n := len(history(t, b, "paul@example.org")); n != 0 {
		t.Errorf("%d events for one of two persons", n)
	}
}

// Nobody holds a sender to a Message-ID of its own: the second message under one is another message, and not the first told again.
func TestSameMessageID(t *testing.T) {
	b := newBook(new(optout.Memory))
	box := newBox(t, b, new(kept))
	head := "From: paul@example.org\r\nTo: contact@demain.example\r\nSubject: Re: a\r\nIn-Reply-To: <a@b>\r\nMessage-ID: <same@a>\r\nDate: Mon, 02 Mar 2026 10:12:00 +0100\r\n\r\n"
	for _, body := range []string{"", "STOP\r\n"} {
		if _, err := box.Take(t.Context(), strings.NewReader(head+body)); err != nil {
			t.Fatal(err)
		}
	}
	if got := history(t, b, "paul@example.org"); len(got) != 2 || got[0].Kind != optout.Review || got[1].Kind != optout.Objection {
		t.Errorf("%d events, want a review and an objection", len(got))
	}
}

// A review that a human dismisses is not raised again by the message that caused it, should it be read again.
func TestDismissed(t *testing.T) {
	b := newBook(new(optout.Memory))
	box := newBox(t, b, new(kept))
	message := "From: paul@example.org\r\nTo: contact@demain.example\r\nSubject: Re: a\r\nIn-Reply-To: <a@b>\r\n\r\n"
	for range 2 {
		if _, err := box.Take(t.Context(), strings.NewReader(message)); err != nil {
			t.Fatal(err)
		}
		for _, it := range waiting(t, box.Inbox) {
			if err := box.Inbox.Dismiss(t.Context(), it.Ref, "M. Martin", "an empty message"); err != nil {
				t.Fatal(err)
			}
		}
	}
	got := history(t, b, "paul@example.org")
	if len(got) != 2 || got[0].Kind != optout.Review || got[1].Kind != optout.Dismissed || len(waiting(t, box.Inbox)) != 0 {
		t.Errorf("%d events, want a review and its dismissal", len(got))
	}
}

// Two doubtful answers of one person: the first is dismissed while the second is being taken, as late as the ledger has it.
func TestReviewIsShownFirst(t *testing.T) {
	ledger := &interrupted{Memory: new(optout.Memory)}
	b := newBook(ledger)
	clock := now
	b.Now = func() time.Time { clock = clock.Add(time.Second); return clock }
	box := newBox(t, b, new(kept))
	take := func(id string) {
		t.Helper()
		message := "From: paul@example.org\r\nTo: contact@demain.example\r\nMessage-ID: <" + id + "@x>\r\nSubject: Re: a\r\nIn-Reply-To: <a@b>\r\n\r\n"
		if _, err := box.Take(t.Context(), strings.NewReader(message)); err != nil {
			t.Fatal(err)
		}
	}
	take("1")
	first := waiting(t, box.Inbox)[0].Ref
	ledger.after = func() {
		if err := box.Inbox.Dismiss(t.Context(), first, "M. Martin", "an empty message"); err != nil {
			t.Error(err)
		}
	}
	take("2")
	person, standing := history(t, b, "paul@example.org"), 0
	for _, e := range person {
		switch e.Kind {
		case optout.Review:
			standing++
		case optout.Dismissed:
			standing = 0
		}
	}
	if n := len(waiting(t, box.Inbox)); n != 1 || standing == 0 || ledger.after != nil {
		t.Errorf("%d wait, %d reviews stand of %d events", n, standing, len(person))
	}
}

// interrupted does something after it has recorded a Review and before it says so.
type interrupted struct {
	*optout.Memory
	after func()
}

func (l *interrupted) Record(ctx context.Context, s optout.Sealer, events ...optout.Event) error {
	err := l.Memory.Record(ctx, s, events...)
	if do := l.after; do != nil && len(events) > 0 && events[0].Kind == optout.Review {
		l.after = nil
		do()
	}
	return err
}
