// Command scrutateur watches over what a campaign sends: in programs (lint), and for people without Go code.
//
//	scrutateur COMMAND [flags] [arguments]
//
// scrutateur help lists the commands; scrutateur COMMAND -h says what one does. It is also a tool for go vet:
//
//	go vet -vettool=$(which scrutateur) ./...
//
// Every command exits with 0 when all is well, 1 when it found something, and 2 when it could not do its work.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
)

// command is one of scrutateur's commands. It returns the exit code.
type command struct {
	name, short string
	run         func(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int
}

// The exit codes.
const (
	clean  = 0
	found  = 1
	failed = 2
)

var commands []command

func init() {
	commands = []command{
		{"lint", "find messages that leave a Go program without having been built", lint},
		{"check", "prove the templates of a campaign's folder, without Go code", check},
		{"audit", "judge the text of an SMS that something else made", audit},
		{"dossier", "write the pages that a campaign shows to people and to the regulator", writeDossier},
		{"explain", "say why a rule exists, and what to do", explain},
		{"sinks", "list the functions, hosts and forks that the linter knows", listSinks},
		{"trace", "show the way of the text that a line sends", trace},
		{"version", "print the version", version},
	}
}

func main() {
	if vettool(os.Args[1:]) {
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		usage(stderr)
		return failed
	}
	switch args[0] {
	case "help", "-h", "-help", "--help":
		usage(stdout)
		return clean
	}
	for _, c := range commands {
		if c.name == args[0] {
			return c.run(ctx, args[1:], stdin, stdout, stderr)
		}
	}
	fmt.Fprintf(stderr, "scrutateur: there is no command %q\n", args[0])
	usage(stderr)
	return failed
}

func usage(w io.Writer) {
	fmt.Fprint(w, "usage: scrutateur COMMAND [flags] [arguments]\n\n")
	for _, c := range commands {
		fmt.Fprintf(w, "  %-10s%s\n", c.name, c.short)
	}
	fmt.Fprint(w, "\nscrutateur COMMAND -h says more. Exit codes: 0 all is well, 1 something was found, 2 the command could not do its work.\n")
}
