package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	linter "github.com/scrutateur/scrutateur/analyzer/lint"
	"github.com/scrutateur/scrutateur/cmd/scrutateur/internal/cli"
	"github.com/scrutateur/scrutateur/internal/termsafe"
	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/notice/law"
)

func trace() *cli.Command {
	var j judging
	return &cli.Command{
		Name: "trace", Short: "show the way of the text that a line sends", Args: "FILE:LINE [packages]",
		Help: []tongue.Text{
			"trace prints the findings on a line of a file, exempted ones too, each with the places through which its text came.",
		},
		Examples: []cli.Example{{Line: "scrutateur trace send/send.go:12", Says: "where the text of that line comes from"}},
		Lang:     judgingLang, Fallback: tongue.English,
		Flags: j.flags,
		Run: func(ctx context.Context, c *cli.Call) error {
			if len(c.Args) == 0 {
				return cli.ErrUsage
			}
			return j.trace(ctx, c)
		},
	}
}

func (j *judging) trace(ctx context.Context, c *cli.Call) error {
	file, num, ok := strings.Cut(c.Args[0], ":")
	line, err := strconv.Atoi(num)
	if !ok || err != nil {
		return cli.ErrUsage
	}
	abs, err := filepath.Abs(file)
	if err != nil {
		return err
	}
	root, err := filepath.Abs(".")
	if err != nil {
		return err
	}
	o, err := j.options(c, c.Args[1:])
	if err != nil {
		return err
	}
	report, err := linter.Run(ctx, o)
	if err != nil {
		return err
	}
	n := 0
	for _, d := range report.Findings {
		if d.File != abs || d.Line != line {
			continue
		}
		n++
		relate(root, &d)
		fmt.Fprintln(c.Out, termsafe.Escape(d.String()))
		printWay(c.Out, d)
		if d.Suppressed != "" {
			fmt.Fprintf(c.Out, "\t%s\n", termsafe.Escape(c.Said.Sayf("exempted: %s", d.Suppressed)))
		}
		if r, ok := law.Lookup(d.Rule, time.Now()); ok {
			fmt.Fprintf(c.Out, "\t%s: %s\n", d.Rule, r.In(c.Said.Tag()).Title)
		}
	}
	if n == 0 {
		fmt.Fprintln(c.Out, c.Said.Say("nothing was found on this line: either it sends nothing that the linter knows, or what it sends was built"))
		return nil
	}
	return cli.ErrFound
}
