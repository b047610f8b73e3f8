package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/scrutateur/scrutateur/cmd/scrutateur/internal/cli"
	"github.com/scrutateur/scrutateur/internal/sinks"
	"github.com/scrutateur/scrutateur/internal/tongue"
)

func sinksCommand() *cli.Command {
	return &cli.Command{
		Name: "sinks", Short: "list the functions, hosts and forks that the linter knows", Args: "[WORD]",
		Help: []tongue.Text{
			"sinks lists what the linter knows by itself, those lines that hold the word if one is given: functions and fields with the\nplace of the body, then hosts of providers with the paths that send.",
		},
		Examples: []cli.Example{{Line: "scrutateur sinks brevo", Says: "what is known of one provider"}},
		Fallback: tongue.English,
		Run:      listSinks,
	}
}

func listSinks(_ context.Context, c *cli.Call) error {
	if len(c.Args) > 1 {
		return cli.ErrUsage
	}
	word := strings.ToLower(strings.Join(c.Args, ""))
	n := 0
	line := func(s string) {
		if strings.Contains(strings.ToLower(s), word) {
			n++
			fmt.Fprintln(c.Out, s)
		}
	}
	t := sinks.Default()
	for i := range t.Rows {
		r := &t.Rows[i]
		name := r.Name
		if r.Type != "" {
			name = r.Type + "." + r.Name
		}
		line(fmt.Sprintf("%s\t%s\t%s\t%s", r.Channel, r.Kind, r.Path, name))
	}
	for _, h := range t.Hosts {
		line(fmt.Sprintf("%s\thost\t%s\t%s\t%s", h.Channel, h.Host, strings.Join(h.Paths, " "), h.Provider))
	}
	if n == 0 {
		c.Note("nothing known holds %q", c.Args[0])
		return cli.ErrFound
	}
	return nil
}
