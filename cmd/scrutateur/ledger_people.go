package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/scrutateur/scrutateur/cmd/scrutateur/internal/cli"
	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// known is what a ledger says of one address, as -json prints it.
type known struct {
	Line   int      `json:"line"`
	May    bool     `json:"may_be_written_to"`
	Why    law.ID   `json:"why,omitempty"`
	Events []record `json:"events,omitempty"`
}

// record is an event as a person may see it who asks for access (GDPR 15).
type record struct {
	Kind     optout.Kind `json:"kind"`
	Channel  law.Channel `json:"channel,omitempty"`
	Topic    string      `json:"topic,omitempty"`
	At       time.Time   `json:"at"`
	Until    time.Time   `json:"until,omitzero"`
	Source   string      `json:"source,omitempty"`
	Evidence string      `json:"evidence,omitempty"`
	By       string      `json:"by,omitempty"`
}

func ledgerHas() *cli.Command {
	var l ledgerFlags
	var channel, topic string
	var member bool
	return &cli.Command{
		Name: "has", Short: "say whether somebody may be written to, and what the ledger holds", Args: "[ADDRESS…]",
		Help: []tongue.Text{
			"has says of each address whether it may be written to now, and if not under which rule, with every event that the ledger holds\nof it: it is also the answer to who asks what is known.",
			ledgerHelp,
			"The exit code is 1 when somebody may not be written to.",
		},
		Examples: []cli.Example{{Line: "scrutateur ledger has -ledger oppositions.db -key oppositions.key", Says: "numbers typed on the standard input"}},
		JSON:     "print one JSON array", Lang: "language of what is printed",
		Flags: func(f *cli.Flags) {
			l.declare(f)
			f.String(&channel, "channel", "", "sms, email, voice, post or door; empty: that of the address")
			f.String(&topic, "topic", "", "topic of the messages")
			f.Bool(&member, "member", "the person is a member or in regular contact, whose objection counts for what it named alone")
		},
		Run: func(ctx context.Context, c *cli.Call) error {
			ch, err := channelOf(channel)
			if err != nil {
				return err
			}
			o, err := l.open(ctx)
			if err != nil {
				return err
			}
			defer o.close()
			all, refused, err := addresses(ctx, c)
			if err != nil {
				return err
			}
			return has(ctx, c, o.book, all, refused, optout.For{Channel: ch, Topic: topic}, member)
		},
	}
}

func has(ctx context.Context, c *cli.Call, b *optout.Book, all []given, refused []law.Finding, f optout.For, member bool) error {
	found := tellRefused(c, refused)
	list := []known{}
	for _, g := range all {
		k, err := know(ctx, b, g, f, member)
		if err != nil {
			return err
		}
		found = found || !k.May
		list = append(list, k)
	}
	if c.JSON {
		if err := c.WriteJSON(list); err != nil {
			return err
		}
	} else {
		for _, k := range list {
			k.print(c)
		}
	}
	if found {
		return cli.ErrFound
	}
	return nil
}

// know asks the ledger about one address: by the judgement of a screening, and for the events.
func know(ctx context.Context, b *optout.Book, g given, f optout.For, member bool) (known, error) {
	k := known{Line: g.line}
	if f.Channel == "" {
		f.Channel = g.to.Channel()
	}
	row := optout.Row[struct{}]{Data: new(struct{}), To: g.to}
	if member {
		row.Origin = law.OriginMember
	}
	asked := *b
	asked.Refused = func(_ int, why law.ID) { k.Why = why }
	for _, err := range optout.Screen(ctx, &asked, f, optout.Rows(row)) {
		if err != nil {
			return k, err
		}
		k.May = true
	}
	events, err := b.History(ctx, g.to)
	if err != nil {
		return k, err
	}
	for _, e := range events {
		k.Events = append(k.Events, record{e.Kind, e.Channel, e.Scope.Topic, e.At, e.Until, e.Source, e.Evidence, e.By})
	}
	return k, nil
}

// kindNames are the kinds of events as people read them.
var kindNames = map[optout.Kind]tongue.Text{
	optout.Objection: "objection", optout.ConsentKind: "consent", optout.Informed: "was written to", optout.Undeliverable: "cannot be reached",
	optout.Review: "objection until somebody has read it", optout.Dismissed: "read, and no objection",
}

func (k known) print(c *cli.Call) {
	if k.May {
		fmt.Fprintln(c.Out, c.Said.Sayf("line %d: may be written to", k.Line))
	} else {
		fmt.Fprintln(c.Out, c.Said.Sayf("line %d: may not be written to (%s)", k.Line, k.Why))
	}
	for _, e := range k.Events {
		parts := []string{e.At.Format(time.RFC3339), c.Said.Say(kindNames[e.Kind])}
		for _, s := range []string{string(e.Channel), e.Topic, e.Source, e.Evidence, e.By} {
			if s != "" {
				parts = append(parts, s)
			}
		}
		fmt.Fprintln(c.Out, "\t"+strings.Join(parts, ", "))
	}
}

func ledgerObject() *cli.Command {
	var l ledgerFlags
	var channel, topic, source, evidence, id, at string
	var together bool
	return &cli.Command{
		Name: "object", Short: "record that somebody wants no more messages", Args: "[ADDRESS…]",
		Help: []tongue.Text{
			"object records an objection for each address and says so once it is on the disk. What cannot be read is told by its line and is\nnot recorded; the others are.",
			ledgerHelp,
			"The exit code is 1 when an address could not be read: its objection is not recorded.",
		},
		Examples: []cli.Example{
			{Line: "scrutateur ledger object -source permanence -ledger oppositions.db -key oppositions.key", Says: "told by phone; numbers typed on the standard input"},
		},
		JSON: "print one JSON object", Lang: "language of what is printed",
		Flags: func(f *cli.Flags) {
			l.declare(f)
			f.String(&channel, "channel", "", "sms, email, voice, post or door; empty: every channel")
			f.String(&topic, "topic", "", "topic of the messages; empty: every topic")
			f.String(&source, "source", "", "by which way the person said it, as \"phone\"; must be given")
			f.String(&evidence, "evidence", "", "where the proof is kept: a reference, never the person's words")
			f.String(&id, "id", "", "the source's own name for it, so that it is recorded once")
			f.String(&at, "at", "", "when the person said it, as 2026-03-02T18:00:00+01:00; empty: now")
			f.Bool(&together, "one-person", "the addresses are one person's: recorded all or none")
		},
		Run: func(ctx context.Context, c *cli.Call) error {
			ch, err := channelOf(channel)
			if err != nil {
				return err
			}
			if strings.TrimSpace(source) == "" {
				return cli.Errorf("say with -source by which way the person said it")
			}
			e := optout.Event{Kind: optout.Objection, Channel: ch, Scope: optout.Scope{Topic: topic}, Source: source, Evidence: evidence, ID: id}
			if at != "" {
				if e.At, err = time.Parse(time.RFC3339, at); err != nil {
					return cli.Errorf("-at is a moment as 2026-03-02T18:00:00+01:00")
				}
			}
			return recordAll(ctx, c, &l, e, together)
		},
	}
}

func ledgerDismiss() *cli.Command {
	var l ledgerFlags
	var by, why string
	return &cli.Command{
		Name: "dismiss", Short: "record that a human has read an answer and found no objection in it", Args: "[ADDRESS…]",
		Help: []tongue.Text{
			"dismiss lifts the objections that stand for each address until somebody has read what the person wrote, and nothing else: a\ncertain objection stays. scrutateur ledger inbox dismiss does it for a message that waits there.",
			ledgerHelp,
		},
		JSON: "print one JSON object", Lang: "language of what is printed",
		Flags: func(f *cli.Flags) {
			l.declare(f)
			f.String(&by, "by", "", "who has read it, by a name or a number of the team's; must be given")
			f.String(&why, "why", "", "what the person meant, never in the person's words; must be given")
		},
		Run: func(ctx context.Context, c *cli.Call) error {
			if strings.TrimSpace(by) == "" || strings.TrimSpace(why) == "" {
				return cli.Errorf("say with -by who has read it, and with -why what the person meant")
			}
			return recordAll(ctx, c, &l, optout.Event{Kind: optout.Dismissed, Source: "command", By: by, Evidence: why}, false)
		},
	}
}

// recordAll records one event for each address of the call.
func recordAll(ctx context.Context, c *cli.Call, l *ledgerFlags, e optout.Event, together bool) error {
	o, err := l.open(ctx)
	if err != nil {
		return err
	}
	defer o.close()
	all, refused, err := addresses(ctx, c)
	if err != nil {
		return err
	}
	if tellRefused(c, refused) && together {
		return cli.Errorf("nothing is recorded: the addresses are one person's, and not all of them can be read")
	}
	recorded := 0
	if together && e.Kind == optout.Objection && len(all) > 0 && e.Evidence == "" && e.ID == "" && e.At.IsZero() {
		var also []optout.Address
		for _, g := range all[1:] {
			also = append(also, g.to)
		}
		err = o.book.Object(ctx, all[0].to, optout.For{Channel: e.Channel, Topic: e.Scope.Topic}, e.Source, also...)
		if err == nil {
			recorded = len(all)
		}
		all = nil
	}
	for _, g := range slices.All(all) {
		if err = o.book.Record(ctx, g.to, e); err != nil {
			break
		}
		recorded++
	}
	if c.JSON {
		refusedLines := []string{}
		for _, f := range refused {
			refusedLines = append(refusedLines, f.Path)
		}
		if err := c.WriteJSON(struct {
			Recorded int      `json:"recorded"`
			Refused  []string `json:"refused"`
		}{recorded, refusedLines}); err != nil {
			return err
		}
	} else {
		fmt.Fprintln(c.Out, c.Said.Sayf("recorded: %d; not recorded: %d", recorded, len(refused)+len(all)-min(recorded, len(all))))
	}
	switch {
	case err != nil:
		return err
	case len(refused) > 0:
		return cli.ErrFound
	}
	return nil
}
