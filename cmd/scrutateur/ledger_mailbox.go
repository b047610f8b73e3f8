package main

import (
	"context"
	"fmt"

	"github.com/scrutateur/scrutateur/cmd/scrutateur/internal/cli"
	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/mailbox"
)

func ledgerMailbox() *cli.Command {
	var l ledgerFlags
	var box mailbox.Box
	return &cli.Command{
		Name: "mailbox", Short: "read the mailbox behind the unsubscribe address", Args: "PATH…",
		Help: []tongue.Text{
			"mailbox reads a Maildir, an mbox or single messages: unsubscriptions by token or in words are recorded, addresses that do not exist\nany more are noted, complaints are objections, and what only a human can judge goes to the inbox. A message of a Maildir is filed\nonce what it says is on the disk; files are read and not changed.",
			"The exit code is 1 when a message could not be taken, or when something waits for a human.",
		},
		Examples: []cli.Example{{Line: "scrutateur ledger mailbox -unsubscribe stop@example.org -ledger oppositions.db -key oppositions.key Maildir", Says: "each hour"}},
		JSON:     "print one JSON object", Lang: "language of what is printed",
		Flags: func(f *cli.Flags) {
			l.declare(f)
			f.Func("unsubscribe", func(s string) error { box.Unsubscribe = append(box.Unsubscribe, s); return nil }, "mailbox of List-Unsubscribe, which serves nothing else; may be given again")
			f.Func("own", func(s string) error { box.Own = append(box.Own, s); return nil }, "another mailbox of the controller's; may be given again")
			f.String(&box.AuthServ, "authserv", "", "name with which the receiving server signs its Authentication-Results")
			f.Bool(&box.Dry, "dry", "record nothing and file nothing")
		},
		Run: func(ctx context.Context, c *cli.Call) error {
			if len(c.Args) == 0 {
				return cli.Errorf("name a Maildir, an mbox or a message")
			}
			o, err := l.open(ctx)
			if err != nil {
				return err
			}
			defer o.close()
			if box.Inbox, err = o.inbox(ctx); err != nil {
				return err
			}
			box.Book = o.book
			return readMailbox(ctx, c, &box)
		},
	}
}

func readMailbox(ctx context.Context, c *cli.Call, box *mailbox.Box) error {
	waiting := false
	for _, path := range c.Args {
		counts, err := box.Path(ctx, path)
		shown := 0
		for _, n := range counts.Shown {
			shown += n
		}
		waiting = waiting || shown > 0 || counts.Failed > 0
		if c.JSON {
			if e := c.WriteJSON(counts); e != nil {
				return e
			}
		} else {
			fmt.Fprintln(c.Out, c.Said.Sayf("%s: %d messages; objections: %d; cannot be reached: %d; for a human: %d; not taken: %d", path, counts.Messages,
				counts.Recorded[optout.Objection]+counts.Recorded[optout.Review], counts.Recorded[optout.Undeliverable], shown, counts.Failed))
		}
		if err != nil {
			return err
		}
	}
	if waiting {
		return cli.ErrFound
	}
	return nil
}
