// Run is a campaign that sends nothing that was not built.
package main

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"log/slog"
	"os"
	"time"

	"cases/campaign/gateway"
	"cases/campaign/outbox"
	"cases/campaign/texts"

	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/optout"
)

// Sender is what the campaign needs of a provider of SMS.
type Sender interface {
	Send(ctx context.Context, m sms.Message) error
}

// dry counts instead of sending.
type dry struct{ n int }

func (d *dry) Send(context.Context, sms.Message) error { d.n++; return nil }

type campaign struct {
	maker  *texts.Maker
	sms    Sender
	client *gateway.Client
	box    *outbox.Outbox
	log    *slog.Logger
}

func (c *campaign) phones(ctx context.Context, rows iter.Seq2[optout.Row[texts.Voter], error]) error {
	var errs []error
	for m, err := range c.maker.SMS(ctx, time.Now(), rows) {
		if err == nil {
			err = c.sms.Send(ctx, m)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// quick appends one text after the other into the same memory.
func (c *campaign) quick(ctx context.Context, rows iter.Seq2[optout.Row[texts.Voter], error]) error {
	batch, err := c.maker.Batch(time.Now())
	if err != nil {
		return err
	}
	var buf []byte
	for to, err := range c.maker.Screen(ctx, rows) {
		if err != nil {
			return err
		}
		if buf, _, err = batch.Append(buf[:0], to); err != nil {
			return err
		}
		if err := c.client.Text(ctx, to.To().E164(), buf); err != nil {
			return err
		}
	}
	return nil
}

func (c *campaign) mails(ctx context.Context, rows iter.Seq2[optout.Row[texts.Voter], error]) error {
	es, err := c.maker.Emails(ctx, time.Now(), rows)
	if err != nil {
		return err
	}
	for _, e := range es {
		if err := c.box.Put(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

func (c *campaign) file(ctx context.Context, rows iter.Seq2[optout.Row[texts.Voter], error]) (err error) {
	f, err := os.Create("recipients.csv")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	n, err := c.maker.File(ctx, f, time.Now(), rows)
	c.log.InfoContext(ctx, "handed over", "rows", n)
	return err
}

func run(ctx context.Context, db *sql.DB, book *optout.Book, s *sms.Template[texts.Voter], e *email.Template[texts.Voter], rows iter.Seq2[optout.Row[texts.Voter], error]) error {
	log := slog.Default()
	client := gateway.New(gateway.Config{Token: os.Getenv("SMS_TOKEN"), Attempts: 3})
	c := &campaign{texts.New(book, s, e), client, client, outbox.New(db, os.Getenv("RELAY"), "liste@example.org", nil, log), log}
	if os.Getenv("DRY_RUN") != "" {
		c.sms = &dry{}
	}
	go c.box.Work(ctx)
	for _, step := range []func(context.Context, iter.Seq2[optout.Row[texts.Voter], error]) error{c.phones, c.quick, c.mails, c.file} {
		if err := step(ctx, rows); err != nil {
			return err
		}
	}
	return nil
}

func main() {
	if err := run(context.Background(), nil, nil, nil, nil, nil); err != nil {
		slog.Error("stopped", "err", err)
		os.Exit(1)
	}
}
