package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/scrutateur/scrutateur/cmd/scrutateur/internal/cli"
	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/inbox"
)

func ledgerInbox() *cli.Command {
	return &cli.Command{Name: "inbox", Short: "deal with what no program could attribute", Commands: []*cli.Command{
		inboxList(), inboxShow(), inboxAttribute(), inboxDismiss(), inboxForget(),
	}}
}

// itemNames say why an item waits.
var itemNames = map[inbox.Why]tongue.Text{
	inbox.Sender: "the sender cannot be read", inbox.Account: "sent to an account that is not ours", inbox.Unread: "cannot be decoded",
	inbox.Ambiguous: "may be an objection; nothing is sent until it is read", inbox.Request: "asks for a right",
}

// item is an item as -json prints it, without what it says.
type item struct {
	Ref      string    `json:"ref"`
	Received time.Time `json:"received"`
	Source   string    `json:"source"`
	Why      inbox.Why `json:"why"`
	Note     string    `json:"note,omitempty"`
	Error    string    `json:"error,omitempty"`
}

func inboxList() *cli.Command {
	var l ledgerFlags
	return &cli.Command{
		Name: "list", Short: "list what waits, without what it says",
		Help: []tongue.Text{
			"list prints a line for each message that waits for a human: its reference, when and how it came, and why a human has to read it.\nscrutateur ledger inbox show prints one of them.",
			"The exit code is 1 when something waits.",
		},
		JSON: "print one JSON array", Lang: "language of what is printed",
		Flags: l.declare,
		Run: func(ctx context.Context, c *cli.Call) error {
			o, err := l.open(ctx)
			if err != nil {
				return err
			}
			defer o.close()
			box, err := o.inbox(ctx)
			if err != nil {
				return err
			}
			list := []item{}
			for i, err := range box.Items(ctx) {
				if err != nil && i.Ref == (inbox.Ref{}) {
					return err
				}
				one := item{Ref: fmt.Sprint(i.Ref), Received: i.Received, Source: i.Source, Why: i.Why, Note: i.Note}
				if err != nil {
					one.Error = err.Error()
				}
				list = append(list, one)
				if !c.JSON {
					fmt.Fprintf(c.Out, "%s %s %s: %s", one.Ref, one.Received.Format(time.RFC3339), one.Source, c.Said.Say(itemNames[one.Why]))
					if err != nil {
						fmt.Fprintf(c.Out, " (%s)", one.Error)
					}
					fmt.Fprintln(c.Out)
				}
			}
			if c.JSON {
				if err := c.WriteJSON(list); err != nil {
					return err
				}
			} else {
				fmt.Fprintln(c.Out, c.Said.Sayf("waiting: %d", len(list)))
			}
			if len(list) > 0 {
				return cli.ErrFound
			}
			return nil
		},
	}
}

// withItem opens the inbox and reads the one reference of the call.
func withItem(ctx context.Context, c *cli.Call, l *ledgerFlags, do func(*inbox.Inbox, inbox.Ref) error) error {
	var ref inbox.Ref
	if len(c.Args) == 0 || ref.UnmarshalText([]byte(c.Args[0])) != nil {
		return cli.Errorf("name one message by its reference; scrutateur ledger inbox list has them")
	}
	o, err := l.open(ctx)
	if err != nil {
		return err
	}
	defer o.close()
	box, err := o.inbox(ctx)
	if err != nil {
		return err
	}
	return do(box, ref)
}

func inboxShow() *cli.Command {
	var l ledgerFlags
	return &cli.Command{
		Name: "show", Short: "print one message, sender and text", Args: "REF",
		Help: []tongue.Text{"show prints who wrote and what: personal data, for whoever deals with it and for nobody else."},
		JSON: "print one JSON object", Lang: "language of what is printed",
		Flags: l.declare,
		Run: func(ctx context.Context, c *cli.Call) error {
			return withItem(ctx, c, &l, func(box *inbox.Inbox, ref inbox.Ref) error {
				i, err := box.Item(ctx, ref)
				if err != nil {
					return err
				}
				if c.JSON {
					return c.WriteJSON(struct {
						item
						From string `json:"from"`
						Text string `json:"text"`
					}{item{Ref: fmt.Sprint(i.Ref), Received: i.Received, Source: i.Source, Why: i.Why, Note: i.Note}, i.From, i.Text})
				}
				fmt.Fprintf(c.Out, "%s %s: %s\n%s\n\n%s\n", i.Received.Format(time.RFC3339), i.Source, c.Said.Say(itemNames[i.Why]), i.From, i.Text)
				return nil
			})
		},
	}
}

func inboxAttribute() *cli.Command {
	var l ledgerFlags
	var by, channel, topic string
	return &cli.Command{
		Name: "attribute", Short: "record the objection of a message for whose it is, and forget the message", Args: "REF [ADDRESS…]",
		Help: []tongue.Text{
			"attribute records an objection for each address, dated when the message came, and then forgets who wrote it and what. The addresses\nare one person's: all that are known. Behind REF they are arguments or, without any, a line each on the standard input.",
		},
		Lang: "language of what is printed",
		Flags: func(f *cli.Flags) {
			l.declare(f)
			f.String(&by, "by", "", "who has read it, by a name or a number of the team's; must be given")
			f.String(&channel, "channel", "", "sms, email, voice, post or door; empty: every channel")
			f.String(&topic, "topic", "", "topic of the messages; empty: every topic")
		},
		Run: func(ctx context.Context, c *cli.Call) error {
			ch, err := channelOf(channel)
			if err != nil {
				return err
			}
			return withItem(ctx, c, &l, func(box *inbox.Inbox, ref inbox.Ref) error {
				behind := *c
				behind.Args = c.Args[1:]
				all, refused, err := addresses(ctx, &behind)
				if err != nil {
					return err
				}
				if tellRefused(c, refused) {
					return cli.Errorf("nothing is recorded: the addresses are one person's, and not all of them can be read")
				}
				f := inbox.Finding{For: optout.For{Channel: ch, Topic: topic}, By: by}
				for _, g := range all {
					f.To = append(f.To, g.to)
				}
				if err := box.Attribute(ctx, ref, f); err != nil {
					return err
				}
				fmt.Fprintln(c.Out, c.Said.Sayf("recorded: %d; the message is forgotten", len(all)))
				return nil
			})
		},
	}
}

func inboxDismiss() *cli.Command {
	var l ledgerFlags
	var by, why string
	return &cli.Command{
		Name: "dismiss", Short: "record that a message is no objection, and forget it", Args: "REF",
		Help: []tongue.Text{"dismiss lifts the provisional objection that the message caused, as soon as no other message of the same person waits, and forgets\nwho wrote it and what."},
		Lang: "language of what is printed",
		Flags: func(f *cli.Flags) {
			l.declare(f)
			f.String(&by, "by", "", "who has read it, by a name or a number of the team's; must be given")
			f.String(&why, "why", "", "what the person meant, never in the person's words; must be given")
		},
		Run: func(ctx context.Context, c *cli.Call) error {
			if strings.TrimSpace(by) == "" || strings.TrimSpace(why) == "" {
				return cli.Errorf("say with -by who has read it, and with -why what the person meant")
			}
			return withItem(ctx, c, &l, func(box *inbox.Inbox, ref inbox.Ref) error {
				if err := box.Dismiss(ctx, ref, by, why); err != nil {
					return err
				}
				fmt.Fprintln(c.Out, c.Said.Say("the message is no objection, and is forgotten"))
				return nil
			})
		},
	}
}

func inboxForget() *cli.Command {
	var l ledgerFlags
	var by string
	var sure bool
	return &cli.Command{
		Name: "forget", Short: "forget a message about which nothing can be done", Args: "REF",
		Help: []tongue.Text{
			"forget erases who wrote and what, and records nothing new: for a message whose person nobody can find, or which is no message at all. A\nprovisional objection that it caused becomes an objection. -nothing-to-record says that this is meant.",
		},
		Lang: "language of what is printed",
		Flags: func(f *cli.Flags) {
			l.declare(f)
			f.String(&by, "by", "", "who has read it, by a name or a number of the team's; must be given")
			f.Bool(&sure, "nothing-to-record", "nobody objects with it, or nobody can be found who does")
		},
		Run: func(ctx context.Context, c *cli.Call) error {
			if !sure {
				return cli.Errorf("forget records no objection: attribute the message, dismiss it, or say -nothing-to-record")
			}
			return withItem(ctx, c, &l, func(box *inbox.Inbox, ref inbox.Ref) error {
				if err := box.Forget(ctx, ref, by); err != nil {
					return err
				}
				fmt.Fprintln(c.Out, c.Said.Say("the message is forgotten"))
				return nil
			})
		},
	}
}
