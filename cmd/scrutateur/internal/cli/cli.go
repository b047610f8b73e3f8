// Package cli is the frame in which the commands of scrutateur live: a tree of Commands, which is also what help and shell
// completion are written from.
//
// Every command has the same manners. Flags stand before, between or behind the arguments, with one dash or two. -lang and -json mean the same
// everywhere. What is said to people is a tongue.Text, in the language that package tongue chooses. A command exits with 0 when all is well,
// with 1 when it found something, with 2 when it could not do its work; then a line on the error output says why.
//
// The flags are the standard library's, because "-write-baseline" with one dash is how the flags are documented, and how the go
// command writes them to a vet tool. Of the libraries, cobra, kong and ff read it as a row of short flags; urfave/cli reads it, for
// 1.8 MB and with English messages that would have to be replaced one by one.
package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"

	"github.com/scrutateur/scrutateur/internal/termsafe"
	"github.com/scrutateur/scrutateur/internal/tongue"
)

// Command is one command, or a group of them.
type Command struct {
	Name     string
	Short    tongue.Text   // what it does, on one line of a list
	Args     string        // the arguments in the line of usage: "[packages]"
	Help     []tongue.Text // what -h says, a paragraph each; a paragraph may be lines that stand as they are
	Examples []Example

	Flags    func(*Flags)        // declares the flags of its own; may be nil
	JSON     tongue.Text         // what -json prints; "" for a command that has no -json
	Lang     tongue.Text         // what -lang is the language of; "" for a command that has no -lang
	Fallback tongue.Tongue       // the language where nobody said any; see package tongue
	Getenv   func(string) string // os.Getenv, for the language; set on the root alone

	Run      func(context.Context, *Call) error // nil for a group
	Commands []*Command
}

// Example is a line to type.
type Example struct {
	Line string
	Says tongue.Text // what it does
}

// Call is one run of a command.
type Call struct {
	Args     []string // without the flags
	In       io.Reader
	Out, Err io.Writer
	Said     tongue.Words // what the command says, in the language of this run
	JSON     bool         // -json was given
	Lang     string       // what -lang was given, "" for nothing

	path string // "scrutateur lint"
}

// ErrFound is what Run returns when all went well and something was found: the exit code is 1 and nothing more is said.
var ErrFound = errors.New("something was found")

// ErrUsage is what Run returns for arguments that it cannot mean: the help is printed and the exit code is 2.
var ErrUsage = errors.New("wrong arguments")

// The exit codes.
const (
	clean  = 0
	found  = 1
	failed = 2
)

// said is an error that speaks the reader's language.
type said struct {
	text tongue.Text
	args []any
}

// Errorf returns an error that is printed in the language of the run.
func Errorf(text tongue.Text, args ...any) error { return &said{text, args} }

// Error says it in English.
func (e *said) Error() string { return tongue.Command.In(tongue.English).Sayf(e.text, e.args...) }

// Main runs the command that the arguments name and returns the exit code.
func (root *Command) Main(ctx context.Context, args []string, in io.Reader, out, err io.Writer) int {
	// What a command says holds names and keys that others chose: the last guard before the terminal and a build's log.
	safeOut, safeErr := termsafe.NewWriter(out), termsafe.NewWriter(err)
	r := &run{root: root, in: in, out: safeOut, err: safeErr}
	code := r.main(ctx, args)
	if e := errors.Join(safeOut.Flush(), safeErr.Flush()); e != nil && code == clean {
		return failed
	}
	return code
}

type run struct {
	root     *Command
	in       io.Reader
	out, err io.Writer
}

func (r *run) main(ctx context.Context, args []string) int {
	c, path := r.root, r.root.Name
	for c.Run == nil {
		w := r.words(c, "")
		switch {
		case len(args) == 0:
			c.printHelp(r.err, path, w, nil)
			return failed
		case slices.Contains([]string{"-h", "-help", "--help"}, args[0]):
			c.printHelp(r.out, path, w, nil)
			return clean
		case c == r.root && args[0] == "help":
			return r.help(args[1:])
		case c == r.root && args[0] == "completion":
			return r.completion(args[1:])
		case c == r.root && args[0] == "complete":
			r.complete(args[1:])
			return clean
		}
		next := c.sub(args[0])
		if next == nil {
			fmt.Fprintf(r.err, "%s: %s\n", path, termsafe.Escape(w.Sayf("there is no command %q", args[0])))
			c.printHelp(r.err, path, w, nil)
			return failed
		}
		c, path, args = next, path+" "+next.Name, args[1:]
	}
	return r.run(ctx, c, path, args)
}

func (c *Command) sub(name string) *Command {
	if i := slices.IndexFunc(c.Commands, func(s *Command) bool { return s.Name == name }); i >= 0 {
		return c.Commands[i]
	}
	return nil
}

// words returns the texts in the language for what -lang was given; a language that there is none of counts as nothing here.
func (r *run) words(c *Command, lang string) tongue.Words {
	t, err := tongue.Choose(lang, r.root.Getenv, c.Fallback)
	if err != nil {
		t, _ = tongue.Choose("", r.root.Getenv, c.Fallback)
	}
	return tongue.Command.In(t)
}

func (r *run) run(ctx context.Context, c *Command, path string, args []string) int {
	flags := c.flags(r.err)
	call := &Call{In: r.in, Out: r.out, Err: r.err, path: path}
	help := func() { c.printHelp(r.err, path, r.words(c, flags.lang), flags) }
	flags.set.Usage = help
	rest, err := flags.parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return clean
	case err != nil:
		return failed
	}
	call.Args, call.JSON, call.Lang = rest, flags.json, flags.lang
	call.Said = r.words(c, flags.lang)
	if c.Lang != "" {
		_, err = tongue.Choose(flags.lang, r.root.Getenv, c.Fallback)
	}
	if err == nil {
		err = c.Run(ctx, call)
	}
	switch {
	case err == nil:
		return clean
	case errors.Is(err, ErrFound):
		return found
	case errors.Is(err, ErrUsage):
		help()
		return failed
	}
	text := err.Error()
	if s, ok := errors.AsType[*said](err); ok && s == err {
		text = call.Said.Sayf(s.text, s.args...)
	}
	fmt.Fprintf(r.err, "%s: %s\n", path, termsafe.Lines(text))
	return failed
}

// Note says something on the error output, with the command's name before it. What it says of files and of what they hold commands no terminal.
func (c *Call) Note(text tongue.Text, args ...any) {
	fmt.Fprintf(c.Err, "%s: %s\n", c.path, termsafe.Lines(c.Said.Sayf(text, args...)))
}

// WriteJSON prints a value as every -json prints it: indented, with < and > as they are, and what a terminal would act on as \u.
func (c *Call) WriteJSON(v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := c.Out.Write(termsafe.JSON(b.Bytes()))
	return err
}
