package main

import (
	"context"
	"fmt"

	"github.com/scrutateur/scrutateur/cmd/scrutateur/internal/cli"
	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// verified is what -json prints.
type verified struct {
	Head     optout.Head   `json:"head"`
	Before   uint64        `json:"before_chains,omitempty"`
	Findings []jsonFinding `json:"findings"`
}

type jsonFinding struct {
	Rule law.ID `json:"rule"`
	Path string `json:"path"`
	Says string `json:"says"`
}

func ledgerVerify() *cli.Command {
	var l ledgerFlags
	return &cli.Command{
		Name: "verify", Short: "find what was done to the ledger behind its back",
		Help: []tongue.Text{
			"verify reads every event and computes its link anew. It finds what somebody changed, removed, inserted or moved who controls the\nfile and lacks the key; with -head it finds an end that was cut off and an old copy that was restored, too.",
			"The exit code is 1 when something was found. Nobody is written to before it is mended.",
		},
		Examples: []cli.Example{{Line: "scrutateur ledger verify -ledger oppositions.db -key oppositions.key -head /media/cle/tete.json", Says: "beside a head that is kept elsewhere"}},
		JSON:     "print one JSON object", Lang: "language of what is printed",
		Flags: l.declare,
		Run: func(ctx context.Context, c *cli.Call) error {
			o, err := l.open(ctx)
			if err != nil {
				return err
			}
			defer o.close()
			v, err := optout.Verify(ctx, o.book)
			if err != nil {
				return err
			}
			if c.JSON {
				out := verified{v.Head, v.Before, []jsonFinding{}}
				for _, f := range v.Findings {
					out.Findings = append(out.Findings, jsonFinding{f.Rule, f.Path, f.In(c.Said.Tag())})
				}
				err = c.WriteJSON(out)
			} else {
				for _, f := range v.Findings {
					fmt.Fprintln(c.Out, f.In(c.Said.Tag()))
				}
				if v.Before > 0 {
					fmt.Fprintln(c.Out, c.Said.Sayf("%d events are older than the chain, and nothing shows what was done to them before", v.Before))
				}
				fmt.Fprintln(c.Out, c.Said.Sayf("%d events, head %s; findings: %d", v.Head.Count, v.Head.Link, len(v.Findings)))
			}
			if err == nil && len(v.Findings) > 0 {
				err = cli.ErrFound
			}
			return err
		},
	}
}

func ledgerHead() *cli.Command {
	var l ledgerFlags
	return &cli.Command{
		Name: "head", Short: "print where the ledger ends, to be kept elsewhere",
		Help: []tongue.Text{
			"head prints the number of events and the last link, which hold no personal data: kept on paper or on another machine they show\nlater that the end was not cut off. With -head they are kept in that file, too.",
		},
		JSON: "print one JSON object", Lang: "language of what is printed",
		Flags: l.declare,
		Run: func(ctx context.Context, c *cli.Call) error {
			o, err := l.open(ctx)
			if err != nil {
				return err
			}
			defer o.close()
			h, err := o.ledger.Head(ctx, o.book.Controller, 0)
			if err != nil {
				return err
			}
			if o.book.Heads != nil {
				v, err := optout.Verify(ctx, o.book) // a head that is kept vouches for all before it
				if err != nil {
					return err
				}
				if err := v.Findings.Err(); err != nil {
					return err
				}
				h = v.Head
				if err := o.book.Heads.Keep(ctx, h); err != nil {
					return err
				}
			}
			if c.JSON {
				return c.WriteJSON(h)
			}
			fmt.Fprintf(c.Out, "%s %d %s\n", h.Controller, h.Count, h.Link)
			return nil
		},
	}
}
