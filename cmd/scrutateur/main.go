// Command scrutateur watches over what a campaign sends: in programs (lint), and for people without Go code.
//
//	scrutateur COMMAND [flags] [arguments]
//
// scrutateur help lists the commands; scrutateur COMMAND -h says what one does. It is also a tool for go vet:
//
//	go vet -vettool=$(which scrutateur) ./...
//
// Every command exits with 0 when all is well, 1 when it found something, and 2 when it could not do its work. It speaks the language of
// -lang, or of the environment's LC_ALL, LC_MESSAGES or LANG, or French; lint and trace are English without them.
package main

import (
	"context"
	"os"
	"os/signal"

	"github.com/scrutateur/scrutateur/cmd/scrutateur/internal/cli"
)

// root is the table of the commands, a file each.
func root() *cli.Command {
	return &cli.Command{Name: "scrutateur", Getenv: os.Getenv, Commands: []*cli.Command{
		lint(),
		check(),
		audit(),
		dossierCommand(),
		explain(),
		ledgerCommand(),
		replyCommand(),
		rightsCommand(),
		sinksCommand(),
		trace(),
		version(),
	}}
}

func main() {
	if vettool(os.Args[1:]) {
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := root().Main(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
