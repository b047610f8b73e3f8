package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/scrutateur/scrutateur/cmd/scrutateur/internal/cli"
	"github.com/scrutateur/scrutateur/internal/termsafe"
	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/internal/userfile"
	"github.com/scrutateur/scrutateur/optout/reply"
)

// maxReplyFile is far more than an answer has: a larger file is another file.
const maxReplyFile = 1 << 20

// replying are the flags of reply.
type replying struct{ show bool }

// replyReport is what is printed as JSON.
type replyReport struct {
	Verdict reply.Verdict `json:"verdict"`
	Reason  reply.Reason  `json:"reason"`
	Rule    string        `json:"rule,omitempty"`
	Weight  int           `json:"weight"`
	Rights  []string      `json:"rights,omitempty"`
	Names   []string      `json:"names,omitempty"` // what an objection speaks of
	Words   []replyWord   `json:"words,omitempty"`
}

type replyWord struct {
	From int    `json:"from"` // bytes of the text, as it was repaired
	To   int    `json:"to"`
	Text string `json:"text,omitempty"` // with -show
}

func replyCommand() *cli.Command {
	var f replying
	return &cli.Command{
		Name: "reply", Short: "say what an answer to a message means", Args: "[FILE]",
		Help: []tongue.Text{
			"reply reads one answer to a message, in FILE or on its input, and says whether the person wants no more of them: optout is certain,\nreview is for a human to read and suppresses meanwhile, other says nothing of the kind.",
			"It says why: the reason, the place of the phrase that was found, the weight (the logarithm of the odds that this is an objection,\nin thousandths), which rights are asked for, and where the words stand that counted most.",
			"The words are a person's own: they are printed only with -show. Nothing is recorded, and nothing is kept.",
			"The exit code is 0 for other, 1 for an objection, a review or a request, and 2 when there was no text.",
		},
		Examples: []cli.Example{
			{Line: "echo 'Merci de ne plus m’écrire' | scrutateur reply", Says: "one answer"},
			{Line: "scrutateur reply -show answer.txt", Says: "with the words that counted"},
		},
		JSON: "print one JSON object",
		Flags: func(set *cli.Flags) {
			set.Bool(&f.show, "show", "print the words that counted: they are a person's own")
		},
		Run: f.run,
	}
}

func (f *replying) run(ctx context.Context, c *cli.Call) error {
	if len(c.Args) > 1 {
		return cli.Errorf("one text at a time")
	}
	var b []byte
	var err error
	if len(c.Args) == 1 && c.Args[0] != "-" {
		b, err = userfile.Read(ctx, c.Args[0], maxReplyFile)
	} else {
		b, err = userfile.ReadStream(ctx, c.In, "-", maxReplyFile)
	}
	if err != nil {
		return err
	}
	text := strings.TrimSuffix(string(b), "\n")
	if strings.TrimSpace(text) == "" {
		return cli.Errorf("there is no text")
	}
	r := reply.Parse(text)
	report := f.report(r, text)
	if c.JSON {
		err = c.WriteJSON(report)
	} else {
		_, err = fmt.Fprintln(c.Out, report.line())
	}
	if err == nil && (r.Verdict != reply.Other || r.Rights.Any()) {
		err = cli.ErrFound
	}
	return err
}

func (f *replying) report(r reply.Result, text string) replyReport {
	out := replyReport{Verdict: r.Verdict, Reason: r.Reason, Rule: r.Rule, Weight: r.Weight}
	for _, w := range r.Words {
		if w == (reply.Span{}) {
			continue
		}
		word := replyWord{From: w.From, To: w.To}
		if f.show {
			word.Text = w.In(text)
		}
		out.Words = append(out.Words, word)
	}
	out.Rights = named("access", r.Rights.Access, "source", r.Rights.Source, "erasure", r.Rights.Erasure, "rectification", r.Rights.Rectification)
	out.Names = named("sms", r.Scope.SMS, "email", r.Scope.Email, "voice", r.Scope.Voice, "post", r.Scope.Post, "door", r.Scope.Door, "everything", r.Scope.Everything)
	return out
}

// named returns the names behind which true stands.
func named(pairs ...any) (names []string) {
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1].(bool) {
			names = append(names, pairs[i].(string))
		}
	}
	return names
}

// line is the report on one line, its columns between tabs: verdict, reason, weight, the place of the phrase, what is named, the words.
func (r replyReport) line() string {
	cols := []string{string(r.Verdict), string(r.Reason), fmt.Sprintf("%+d", r.Weight)}
	if r.Rule != "" {
		cols = append(cols, r.Rule)
	}
	if names := append(append([]string(nil), r.Rights...), r.Names...); len(names) > 0 {
		cols = append(cols, strings.Join(names, ","))
	}
	for _, w := range r.Words {
		if w.Text != "" {
			cols = append(cols, fmt.Sprintf("%q", termsafe.Escape(w.Text)))
		} else {
			cols = append(cols, fmt.Sprintf("%d-%d", w.From, w.To))
		}
	}
	return strings.Join(cols, "\t")
}
