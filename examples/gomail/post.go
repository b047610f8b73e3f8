package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"time"

	"github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"

	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// post hands e-mails to one server, many over a connection.
type post struct {
	client *mail.Client
	book   *optout.Book
	batch  *email.Batch[reader] // with an end: clearing again renews a clearance, and a message is no younger for it
	now    func() time.Time
	said   func(to optout.Cleared[reader], what string)
}

// pass hands every message of the queue over once, and returns those that are to come again: the server put them off, or was
// gone before their turn, which the error says.
func (p *post) pass(ctx context.Context, queue []optout.Cleared[reader]) (later []optout.Cleared[reader], err error) {
	var conn *smtp.Client
	defer func() {
		if conn != nil {
			p.client.CloseWithSMTPClient(conn)
		}
	}()
	for i, to := range queue {
		to, err := optout.Recheck(ctx, p.book, to)
		if _, objects := errors.AsType[law.Finding](err); objects {
			p.said(queue[i], err.Error())
			continue
		}
		if err != nil { // the ledger did not answer: nobody is written to
			return append(later, queue[i:]...), err
		}
		m, err := p.batch.Build(to)
		if err != nil {
			p.said(to, err.Error())
			continue
		}
		if m.Expired(p.now()) {
			p.said(to, "expired")
			continue
		}
		if conn == nil { // only when there is something to hand over
			if conn, err = p.client.DialToSMTPClientWithContext(ctx); err != nil {
				return append(later, queue[i:]...), err
			}
		}
		err = hand(conn, m)
		said, answered := errors.AsType[*textproto.Error](err)
		switch {
		case err == nil:
			p.said(to, "taken")
		case !answered: // a message that went with the connection may have arrived: it comes again under the same Message-ID
			return append(later, queue[i:]...), err
		case temporary(err):
			later = append(later, to)
		default: // the server's words repeat the mailbox: the code alone is told
			p.said(to, fmt.Sprintf("the server answers %d", said.Code))
		}
		if err := p.client.ResetWithSMTPClient(conn); err != nil {
			return append(later, queue[i+1:]...), err
		}
	}
	return later, nil
}

// temporary reports whether another try can help: the server says so, or is away. A wrong password or certificate is for
// somebody to look at.
func temporary(err error) bool {
	if said, ok := errors.AsType[*textproto.Error](err); ok {
		return said.Code/100 == 4
	}
	_, away := errors.AsType[net.Error](err)
	return away || errors.Is(err, io.EOF)
}

// hand sends one message. Its envelope has its one recipient. go-mail's smtp takes addresses with their angle brackets.
func hand(conn *smtp.Client, m email.Message) error {
	if err := conn.Mail("<" + m.Sender() + ">"); err != nil {
		return err
	}
	if err := conn.Rcpt("<" + m.To().Mailbox() + ">"); err != nil {
		return err
	}
	w, err := conn.Data()
	if err != nil {
		return err
	}
	if _, err := m.WriteTo(w); err != nil {
		return err
	}
	return w.Close()
}
