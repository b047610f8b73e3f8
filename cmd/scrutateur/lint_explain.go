package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	linter "github.com/scrutateur/scrutateur/analyzer/lint"
	"github.com/scrutateur/scrutateur/analyzer/sinks"
	"github.com/scrutateur/scrutateur/notice/law"
)

func listSinks(_ context.Context, args []string, _ io.Reader, stdout, stderr io.Writer) int {
	if len(args) > 1 || len(args) == 1 && strings.HasPrefix(args[0], "-") {
		fmt.Fprint(stderr, "usage: scrutateur sinks [WORD]\n\nsinks lists what the linter knows by itself, those lines that hold the word if one is given: functions and fields with the\nplace of the body, then hosts of providers with the paths that send.\n")
		if len(args) == 1 {
			return clean
		}
		return failed
	}
	word := ""
	if len(args) == 1 {
		word = strings.ToLower(args[0])
	}
	n := 0
	line := func(s string) {
		if strings.Contains(strings.ToLower(s), word) {
			n++
			fmt.Fprintln(stdout, s)
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
		fmt.Fprintf(stderr, "scrutateur sinks: nothing known holds %q\n", args[0])
		return found
	}
	return clean
}

const traceUsage = `usage: scrutateur trace [flags] FILE:LINE [packages]

trace prints the findings on a line of a file, exempted ones too, each with the places through which its text came.

flags:
`

func trace(ctx context.Context, args []string, _ io.Reader, stdout, stderr io.Writer) int {
	f := newLintFlags("trace", traceUsage, stderr)
	if done, code := f.parse(args); done {
		return code
	}
	file, num, ok := strings.Cut(f.set.Arg(0), ":")
	line, err := strconv.Atoi(num)
	if !ok || err != nil || f.set.NArg() == 0 {
		f.set.Usage()
		return failed
	}
	fail := func(err error) int {
		fmt.Fprintln(stderr, "scrutateur trace:", err)
		return failed
	}
	abs, err := filepath.Abs(file)
	if err != nil {
		return fail(err)
	}
	root, err := filepath.Abs(".")
	if err != nil {
		return fail(err)
	}
	o, err := f.options(f.set.Args()[1:])
	if err != nil {
		return fail(err)
	}
	report, err := linter.Run(ctx, o)
	if err != nil {
		return fail(err)
	}
	n := 0
	for _, d := range report.Findings {
		if d.File != abs || d.Line != line {
			continue
		}
		n++
		relate(root, &d)
		fmt.Fprintln(stdout, d)
		printWay(stdout, d)
		if d.Suppressed != "" {
			fmt.Fprintf(stdout, "\texempted: %s\n", d.Suppressed)
		}
		if r, ok := law.Lookup(d.Rule, time.Now()); ok {
			fmt.Fprintf(stdout, "\t%s: %s\n", d.Rule, r.Title)
		}
	}
	if n == 0 {
		fmt.Fprintln(stdout, "nothing was found on this line: either it sends nothing that the linter knows, or what it sends was built")
		return clean
	}
	return found
}
