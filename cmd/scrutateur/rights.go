package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/scrutateur/scrutateur/cmd/scrutateur/internal/cli"
	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/internal/userfile"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout/optoutsql"
	"github.com/scrutateur/scrutateur/optout/rights"
	"github.com/scrutateur/scrutateur/optout/rights/replies"
)

// rightsCommand is the group of those that keep the register of requests.
func rightsCommand() *cli.Command {
	return &cli.Command{Name: "rights", Short: "keep the requests of people who exercise their rights, until each is answered", Commands: []*cli.Command{
		rightsList(), rightsOverdue(), rightsAdd(), rightsIdentify(), rightsExtend(), rightsAnswer(),
	}}
}

// register opens the register beside the ledger.
func (o *openLedger) register(ctx context.Context) (*rights.Register, error) {
	store, err := optoutsql.OpenRights(ctx, o.db, optoutsql.SQLite)
	if errors.Is(err, optoutsql.ErrNoRights) {
		return nil, cli.Errorf("the ledger has no register of requests beside it: scrutateur ledger create -complete adds what it lacks")
	}
	if err != nil {
		return nil, err
	}
	return rights.New(o.book, store)
}

// withRegister opens ledger and register, and first registers what waits in the inbox as a request.
func withRegister(ctx context.Context, c *cli.Call, l *ledgerFlags, do func(*openLedger, *rights.Register) error) error {
	o, err := l.open(ctx)
	if err != nil {
		return err
	}
	defer o.close()
	r, err := o.register(ctx)
	if err != nil {
		return err
	}
	if box, err := o.inbox(ctx); err == nil {
		taken, left, err := replies.Take(ctx, r, box)
		if err != nil {
			return err
		}
		if taken > 0 {
			c.Note("%d requests were registered from the inbox", taken)
		}
		if left > 0 {
			c.Note("%d messages in the inbox ask for a right that no program understood: read them, their month runs", left)
		}
	}
	return do(o, r)
}

// request is a request as -json prints it, without who asks.
type request struct {
	Ref      rights.Ref     `json:"reference"`
	Rights   []rights.Right `json:"rights"`
	Received law.Day        `json:"received"`
	Due      law.Day        `json:"due"`
	Answered law.Day        `json:"answered,omitempty"`
	Overdue  bool           `json:"overdue"`
	Source   string         `json:"source,omitempty"`
	Steps    []step         `json:"steps,omitempty"`
	Contact  string         `json:"contact,omitempty"`
	Text     string         `json:"text,omitempty"`
	Error    string         `json:"error,omitempty"`
}

type step struct {
	Kind rights.Kind `json:"kind"`
	Day  law.Day     `json:"day"`
	By   string      `json:"by"`
	Note string      `json:"note"`
}

// rightNames are the rights as people read them.
var rightNames = map[rights.Right]tongue.Text{
	rights.Access: "access", rights.Source: "where the data came from", rights.Rectification: "rectification", rights.Erasure: "erasure",
	rights.Restriction: "restriction", rights.Portability: "portability", rights.Objection: "objection¦a right", rights.Withdrawal: "withdrawal of consent",
}

// stepNames are the steps.
var stepNames = map[rights.Kind]tongue.Text{rights.Identified: "identity checked", rights.Extended: "extended, and told so", rights.Answered: "answered"}

func (r request) print(c *cli.Call) {
	var names []string
	for _, right := range r.Rights {
		names = append(names, c.Said.Say(rightNames[right]))
	}
	state := c.Said.Sayf("due on %s", string(r.Due))
	switch {
	case r.Answered != "":
		state = c.Said.Sayf("answered on %s", string(r.Answered))
	case r.Overdue:
		state = c.Said.Sayf("OVERDUE since %s", string(r.Due))
	}
	fmt.Fprintln(c.Out, c.Said.Sayf("%s: %s; received on %s, %s", string(r.Ref), strings.Join(names, ", "), string(r.Received), state))
	for _, s := range r.Steps {
		fmt.Fprintf(c.Out, "\t%s %s, %s: %s\n", s.Day, c.Said.Say(stepNames[s.Kind]), s.By, s.Note)
	}
	if r.Contact != "" {
		fmt.Fprintf(c.Out, "\t%s\n", r.Contact)
	}
	if r.Text != "" {
		fmt.Fprintf(c.Out, "\t%s\n", r.Text)
	}
	if r.Error != "" {
		fmt.Fprintf(c.Out, "\t%s\n", r.Error)
	}
}

func requests(ctx context.Context, r *rights.Register, today law.Day, show bool) (list []request, all []rights.Request, err error) {
	list = []request{}
	for q, err := range r.Requests(ctx) {
		if err != nil && q.Ref == "" {
			return nil, nil, err
		}
		one := request{Ref: q.Ref, Rights: q.Rights, Received: q.Received, Due: q.Due(), Answered: q.Answered(), Overdue: q.Overdue(today), Source: q.Source}
		for _, s := range q.Steps {
			one.Steps = append(one.Steps, step{s.Kind, s.Day, s.By, s.Note})
		}
		if show {
			one.Contact, one.Text = q.Contact, q.Text
		}
		if err != nil {
			one.Error = err.Error()
		}
		list, all = append(list, one), append(all, q)
	}
	return list, all, nil
}

func rightsList() *cli.Command {
	var l ledgerFlags
	var show, open bool
	return &cli.Command{
		Name: "list", Short: "list the requests and when each is due",
		Help: []tongue.Text{
			"list prints every request with its steps, and counts them. What waits in the inbox as a request is registered first, with the day on\nwhich it came. -show prints how to answer and what was asked: personal data, for whoever answers.",
			"An answer is due a month after reception, or three where the person was told of the extension within the first (GDPR 12(3)). The exit\ncode is 1 when a request is overdue.",
		},
		JSON: "print one JSON object", Lang: "language of what is printed",
		Flags: func(f *cli.Flags) {
			l.declare(f)
			f.Bool(&show, "show", "print how to answer and what was asked")
			f.Bool(&open, "open", "leave out what was answered")
		},
		Run: func(ctx context.Context, c *cli.Call) error {
			return withRegister(ctx, c, &l, func(_ *openLedger, r *rights.Register) error {
				return listRequests(ctx, c, r, show, func(q request) bool { return !open || q.Answered == "" })
			})
		},
	}
}

func rightsOverdue() *cli.Command {
	var l ledgerFlags
	var show bool
	return &cli.Command{
		Name: "overdue", Short: "list the requests that should have been answered",
		Help: []tongue.Text{"overdue prints what is late, and nothing else: for a task that runs each day. The exit code is 1 when something is."},
		JSON: "print one JSON object", Lang: "language of what is printed",
		Flags: func(f *cli.Flags) {
			l.declare(f)
			f.Bool(&show, "show", "print how to answer and what was asked")
		},
		Run: func(ctx context.Context, c *cli.Call) error {
			return withRegister(ctx, c, &l, func(_ *openLedger, r *rights.Register) error {
				return listRequests(ctx, c, r, show, func(q request) bool { return q.Overdue })
			})
		},
	}
}

func listRequests(ctx context.Context, c *cli.Call, r *rights.Register, show bool, wanted func(request) bool) error {
	today := rights.Day(time.Now())
	list, all, err := requests(ctx, r, today, show)
	if err != nil {
		return err
	}
	list = slices.DeleteFunc(list, func(q request) bool { return !wanted(q) })
	counts := rights.Count(all, today)
	if c.JSON {
		err = c.WriteJSON(struct {
			Requests []request     `json:"requests"`
			Counts   rights.Counts `json:"counts"`
		}{list, counts})
	} else {
		for _, q := range list {
			q.print(c)
		}
		fmt.Fprintln(c.Out, c.Said.Sayf("requests: %d; open: %d; overdue: %d; answered late: %d", counts.All, counts.Open, counts.Overdue, counts.Late))
	}
	if err == nil && counts.Overdue > 0 {
		err = cli.ErrFound
	}
	return err
}

func rightsAdd() *cli.Command {
	var l ledgerFlags
	var received, source, id, contact, text string
	var asked []rights.Right
	return &cli.Command{
		Name: "add", Short: "register a request that came by letter, by phone or in person", Args: "[ADDRESS…]",
		Help: []tongue.Text{
			"add registers a request and prints its reference. How to answer is read from the file -contact, and what was asked from -text; both\nare sealed under the ledger's key and erased with the answer. The addresses are those that are known of the person: a request that\nobjects, wants erasure or withdraws a consent is recorded for each as an objection to everything, before anything else.",
			ledgerHelp,
		},
		Examples: []cli.Example{
			{Line: "scrutateur rights add -right access -received 2026-03-02 -source courrier -contact lettre.txt -ledger oppositions.db -key oppositions.key", Says: "a letter"},
		},
		JSON: "print one JSON object", Lang: "language of what is printed",
		Flags: func(f *cli.Flags) {
			l.declare(f)
			f.Func("right", func(s string) error { asked = append(asked, rights.Right(s)); return nil }, "%s; may be given again", rightList())
			f.String(&received, "received", "", "day on which the request was received, as 2026-03-02; empty: today")
			f.String(&source, "source", "", "by which way it came, as \"letter\"")
			f.String(&id, "id", "", "the source's own name for it, so that it is registered once")
			f.String(&contact, "contact", "", "`file` that says how to answer; must be given")
			f.String(&text, "text", "", "`file` that says what was asked")
		},
		Run: func(ctx context.Context, c *cli.Call) error {
			q := rights.Request{Rights: asked, Received: law.Day(received), Source: source, ID: id}
			if contact == "" || len(asked) == 0 {
				return cli.Errorf("say with -right what is asked for, and with -contact the file that says how to answer")
			}
			for _, part := range []struct {
				file string
				into *string
			}{{contact, &q.Contact}, {text, &q.Text}} {
				if part.file == "" {
					continue
				}
				b, err := userfile.Read(ctx, part.file, 256<<10)
				if err != nil {
					return err
				}
				*part.into = strings.TrimSpace(strings.TrimPrefix(string(b), "\ufeff"))
			}
			all, refused, err := rightsAddresses(ctx, c, asked)
			if err != nil {
				return err
			}
			if tellRefused(c, refused) {
				return cli.Errorf("nothing is registered: an address of the person cannot be read")
			}
			for _, g := range all {
				q.To = append(q.To, g.to)
			}
			return withRegister(ctx, c, &l, func(_ *openLedger, r *rights.Register) error {
				ref, err := r.Add(ctx, q)
				if err != nil {
					return err
				}
				q, err := r.Request(ctx, ref)
				if err != nil {
					return err
				}
				if c.JSON {
					return c.WriteJSON(request{Ref: ref, Rights: q.Rights, Received: q.Received, Due: q.Due(), Source: q.Source})
				}
				fmt.Fprintln(c.Out, c.Said.Sayf("%s is registered, and due on %s", string(ref), string(q.Due())))
				return nil
			})
		},
	}
}

// rightsAddresses reads the person's addresses. Without arguments the standard input is read where they are needed alone: a request for
// access asks for none.
func rightsAddresses(ctx context.Context, c *cli.Call, asked []rights.Right) ([]given, []law.Finding, error) {
	needed := slices.ContainsFunc(asked, func(r rights.Right) bool {
		return r == rights.Objection || r == rights.Erasure || r == rights.Withdrawal
	})
	if len(c.Args) == 0 && !needed {
		return nil, nil, nil
	}
	return addresses(ctx, c)
}

func rightList() string {
	var all []string
	for _, r := range rights.All() {
		all = append(all, string(r))
	}
	return strings.Join(all, ", ")
}

// stepFlags are those of the commands that take a step.
type stepFlags struct {
	ledgerFlags
	day, by, note string
}

func (s *stepFlags) command(name string, short tongue.Text, help, note tongue.Text, take func(*rights.Register, context.Context, rights.Ref, rights.Step) error) *cli.Command {
	return &cli.Command{
		Name: name, Short: short, Args: "REFERENCE", Help: []tongue.Text{help}, Lang: "language of what is printed",
		Flags: func(f *cli.Flags) {
			s.declare(f)
			f.String(&s.day, "day", "", "day on which it was done, as 2026-03-02; empty: today")
			f.String(&s.by, "by", "", "who did it, by a name or a number of the team's; must be given")
			f.String(&s.note, "note", "", note)
		},
		Run: func(ctx context.Context, c *cli.Call) error {
			if len(c.Args) != 1 {
				return cli.Errorf("name one request by its reference; scrutateur rights list has them")
			}
			return withRegister(ctx, c, &s.ledgerFlags, func(_ *openLedger, r *rights.Register) error {
				ref := rights.Ref(c.Args[0])
				if err := take(r, ctx, ref, rights.Step{Day: law.Day(s.day), By: s.by, Note: s.note}); err != nil {
					return err
				}
				q, err := r.Request(ctx, ref)
				if q.Ref == "" {
					return err
				}
				for _, f := range q.Findings(rights.Day(time.Now())) {
					fmt.Fprintln(c.Out, f.In(c.Said.Tag()))
				}
				if q.Answered() != "" {
					fmt.Fprintln(c.Out, c.Said.Sayf("%s is answered; who asked and what is erased", string(ref)))
				} else {
					fmt.Fprintln(c.Out, c.Said.Sayf("%s is due on %s", string(ref), string(q.Due())))
				}
				return nil
			})
		},
	}
}

func rightsIdentify() *cli.Command {
	s := new(stepFlags)
	return s.command("identify", "note how it was made sure who asks",
		"identify notes how somebody made sure that the request is the person's own (GDPR 12(6)): that the answer goes to the number that asked,\nsay. No more is demanded than is needed. An answer that tells what is known of a person needs it.",
		"how, never the person's data; must be given", (*rights.Register).Identify)
}

func rightsExtend() *cli.Command {
	s := new(stepFlags)
	return s.command("extend", "note that the person was told that the answer takes up to two more months",
		"extend notes that the person was told, within a month of the request, that the answer takes up to two more months, and why (GDPR 12(3)).\nTold later it extends nothing, and is refused.",
		"why it takes longer; must be given", (*rights.Register).Extend)
}

func rightsAnswer() *cli.Command {
	s := new(stepFlags)
	return s.command("answer", "note what was answered, and forget who asked",
		"answer notes what was answered, and erases how to reach the person and what was asked. What stays is the proof: what was asked and\nanswered when, and by whom.",
		"what was answered, never the person's data; must be given", (*rights.Register).Answer)
}
