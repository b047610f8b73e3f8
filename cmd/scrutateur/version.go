package main

import (
	"context"
	"fmt"
	"runtime/debug"

	"github.com/scrutateur/scrutateur/cmd/scrutateur/internal/cli"
	"github.com/scrutateur/scrutateur/internal/tongue"
)

func version() *cli.Command {
	return &cli.Command{
		Name: "version", Short: "print the version",
		Help: []tongue.Text{"version prints the version of this program, as the go command recorded it."},
		Run: func(_ context.Context, c *cli.Call) error {
			fmt.Fprintln(c.Out, "scrutateur", moduleVersion())
			return nil
		},
	}
}

// moduleVersion returns the version of this program as the go command recorded it.
func moduleVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
