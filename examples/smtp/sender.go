package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/smtp"
	"net/textproto"
	"time"

	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/optout"
)

// sender hands e-mails to one SMTP server.
type sender struct {
	addr  string    // host:port
	auth  smtp.Auth // nil: none. net/smtp gives a password away over TLS only
	book  *optout.Book
	batch *email.Batch[reader]
	first time.Duration // before the second try; each wait is twice the one before

	clock
}

// clock is time.Now and pause in a program, and jumps over its waits in a test.
type clock struct {
	now   func() time.Time
	sleep func(context.Context, time.Duration) error
}

// errExpired is a message that may no longer be delivered.
var errExpired = errors.New("expired")

// deliver tries until the server takes the message or refuses it for good, until the recipient may no longer be written to, or until
// the message has expired. It returns how often the server was asked.
//
// What a server has taken is in its own queue, whose end is the server's: where it is yours, set it no longer than a message may live.
func (s *sender) deliver(ctx context.Context, to optout.Cleared[reader]) (tries int, err error) {
	var last time.Time
	for wait := s.first; ; wait *= 2 {
		if to, err = optout.Recheck(ctx, s.book, to); err != nil {
			return tries, err
		}
		m, err := s.batch.Build(to)
		if err != nil {
			return tries, err
		}
		if last.IsZero() {
			last = m.NotAfter() // clearing again renews the clearance; the message is no younger for it
		}
		if m.Expired(s.now()) || !s.now().Before(last) {
			return tries, errExpired
		}
		tries++
		err = s.hand(ctx, m)
		if err == nil || !temporary(err) {
			return tries, err
		}
		if !s.now().Add(wait).Before(last) {
			return tries, fmt.Errorf("%w before a last try: %w", errExpired, err)
		}
		if err := s.sleep(ctx, wait); err != nil {
			return tries, err
		}
	}
}

// hand asks the server once, for a minute at most: smtp.SendMail would wait for ever. A connection that breaks off after the last
// dot may leave the message on both sides: the second one has the same Message-ID, by which mail programs know it.
func (s *sender) hand(ctx context.Context, m email.Message) error {
	host, _, err := net.SplitHostPort(s.addr)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", s.addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })()
	err = talk(conn, host, s.auth, m)
	if said, ok := errors.AsType[*textproto.Error](err); ok {
		return answer(said.Code)
	}
	return err
}

// talk says what RFC 5321 asks for, over TLS where the server offers it. The envelope has the message's one recipient.
func talk(conn net.Conn, host string, auth smtp.Auth, m email.Message) error {
	c, err := smtp.NewClient(conn, host)
	if err != nil {
		return err
	}
	if ok, _ := c.Extension("STARTTLS"); ok {
		if err := c.StartTLS(&tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}); err != nil {
			return err
		}
	}
	if auth != nil {
		if err := c.Auth(auth); err != nil {
			return err
		}
	}
	if err := c.Mail(m.Sender()); err != nil {
		return err
	}
	if err := c.Rcpt(m.To().Mailbox()); err != nil {
		return err
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := m.WriteTo(w); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	c.Quit() // the message is taken, whatever comes now
	return nil
}

// answer is a server's refusal, without its words: they repeat the mailbox.
type answer int

func (a answer) Error() string { return fmt.Sprintf("the server answers %d", int(a)) }

// temporary reports whether another try can help: the server says so, or nobody answered.
func temporary(err error) bool {
	a, ok := errors.AsType[answer](err)
	return !ok || a/100 == 4
}

// pause waits, or not once nobody waits for the answer.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
