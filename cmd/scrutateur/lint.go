package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/scrutateur/scrutateur/analyzer"
	"github.com/scrutateur/scrutateur/analyzer/finding"
	linter "github.com/scrutateur/scrutateur/analyzer/lint"
)

const lintUsage = `usage: scrutateur lint [flags] [packages]

lint finds places where a Go program sends an SMS or an e-mail whose text was not built, and so not proved, screened or
timed, by scrutateur. Packages are named as for the go command; none is ./... . It prints a line for each finding,

	file:line:column: RULE: message

and exits with 1 if there are any, with 2 if it could not judge: the go command failed, a package does not compile, the
configuration or the baseline is broken.

A finding is exempted, with its reason, by a comment on its line or the line above,
	//scrutateur:ignore RULE reason
or, for messages that are no political ones, on a function,
	//scrutateur:transactional reason
The configuration is the file scrutateur.json beside go.mod or in a directory above it.

flags:
`

// lintFlags are what lint and trace share.
type lintFlags struct {
	set    *flag.FlagSet
	config string
	lang   string
	tests  bool
}

func newLintFlags(name, usage string, stderr io.Writer) *lintFlags {
	f := &lintFlags{set: flag.NewFlagSet(name, flag.ContinueOnError)}
	f.set.SetOutput(stderr)
	f.set.Usage = func() {
		fmt.Fprint(stderr, usage)
		f.set.PrintDefaults()
	}
	f.set.StringVar(&f.config, "config", "", "read the configuration from this `file` instead")
	f.set.StringVar(&f.lang, "lang", "", "say what was found in this `language`, en or fr; the configuration's without it")
	f.set.BoolVar(&f.tests, "tests", false, "judge files that end in _test.go too")
	return f
}

// parse reads the flags; the code is valid when done is true.
func (f *lintFlags) parse(args []string) (done bool, code int) {
	switch err := f.set.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return true, clean
	case err != nil:
		return true, failed
	}
	return false, 0
}

func (f *lintFlags) options(patterns []string) (linter.Options, error) {
	o := linter.Options{Patterns: patterns, Tests: f.tests}
	var c analyzer.Config
	var err error
	if f.config != "" {
		c, err = readConfig(f.config)
	} else {
		c, _, _, err = analyzer.FindConfig(".")
	}
	if f.lang != "" {
		c.Lang = f.lang
	}
	o.Config = &c
	return o, err
}

func lint(ctx context.Context, args []string, _ io.Reader, stdout, stderr io.Writer) int {
	f := newLintFlags("lint", lintUsage, stderr)
	asJSON := f.set.Bool("json", false, "print a JSON object with all findings")
	asSARIF := f.set.Bool("sarif", false, "print SARIF 2.1.0, for code scanning")
	fix := f.set.Bool("fix", false, "make the changes that a machine can make")
	diff := f.set.Bool("diff", false, "print the changes that -fix would make")
	base := f.set.String("baseline", "", "accept the findings that this `file` lists")
	writeBase := f.set.String("write-baseline", "", "write what is found now as a baseline into this `file`")
	verbose := f.set.Bool("v", false, "print the way of each text too, and what constant specifications prove")
	if done, code := f.parse(args); done {
		return code
	}
	if *asJSON && *asSARIF || *fix && *diff {
		fmt.Fprintln(stderr, "scrutateur lint: -json and -sarif, and -fix and -diff, exclude each other")
		return failed
	}
	fail := func(err error) int {
		fmt.Fprintln(stderr, "scrutateur lint:", err)
		return failed
	}
	root, err := os.Getwd()
	if err != nil {
		return fail(err)
	}
	var known map[string]bool
	if *base != "" {
		data, err := os.ReadFile(*base)
		if err != nil {
			return fail(err)
		}
		if known, err = linter.ParseBaseline(data); err != nil {
			return fail(fmt.Errorf("%s: %w", *base, err))
		}
	}
	o, err := f.options(f.set.Args())
	if err != nil {
		return fail(err)
	}
	report, err := linter.Run(ctx, o)
	if err != nil {
		return fail(err)
	}
	if stale := report.Adopt(root, known); stale > 0 {
		fmt.Fprintf(stderr, "scrutateur lint: %d findings of %s are gone: write it anew\n", stale, *base)
	}
	if *writeBase != "" {
		if err := os.WriteFile(*writeBase, report.WriteBaseline(root), 0o666); err != nil {
			return fail(err)
		}
		return clean
	}
	open := report.Open()
	switch {
	case *asJSON:
		for i := range report.Findings {
			relate(root, &report.Findings[i])
		}
		enc := json.NewEncoder(stdout)
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		if report.Findings == nil {
			report.Findings = []finding.Finding{}
		}
		err = enc.Encode(report)
	case *asSARIF:
		err = report.WriteSARIF(stdout, root, moduleVersion())
	case *diff:
		var d []byte
		if d, err = report.Diff(root); err == nil {
			_, err = stdout.Write(d)
		}
	case *fix:
		var n int
		if n, err = report.Fix(); err == nil {
			fmt.Fprintf(stderr, "scrutateur lint: %d files changed\n", n)
			// What was fixed is no finding any more.
			rest := open[:0:0]
			for _, d := range open {
				if len(d.Edits) == 0 {
					rest = append(rest, d)
				}
			}
			open = rest
		}
		fallthrough
	default:
		for _, d := range open {
			relate(root, &d)
			fmt.Fprintln(stdout, d)
			if *verbose {
				printWay(stdout, d)
			}
		}
		if *verbose {
			for _, n := range report.Notes {
				d := finding.Finding{Place: n.Place}
				relate(root, &d)
				fmt.Fprintf(stdout, "%s:%d:%d: note: %s\n", d.File, d.Line, d.Column, n.Message)
			}
		}
		if report.Adopted > 0 {
			fmt.Fprintf(stderr, "scrutateur lint: %d calls adopt a text that was rendered elsewhere: it is judged, not proved\n", report.Adopted)
		}
	}
	if err != nil {
		return fail(err)
	}
	if len(open) > 0 {
		return found
	}
	return clean
}

func printWay(w io.Writer, d finding.Finding) {
	for _, r := range d.Related {
		fmt.Fprintf(w, "\t%s:%d:%d: %s\n", r.File, r.Line, r.Column, r.Message)
	}
}

// relate makes file names relative to a directory, where they lie under it.
func relate(root string, d *finding.Finding) {
	short := func(file *string) {
		if rel, err := filepath.Rel(root, *file); err == nil && filepath.IsLocal(rel) {
			*file = rel
		}
	}
	short(&d.File)
	for i := range d.Related {
		short(&d.Related[i].File)
	}
	for i := range d.Edits {
		short(&d.Edits[i].File)
	}
}

func version(_ context.Context, _ []string, _ io.Reader, stdout, _ io.Writer) int {
	fmt.Fprintln(stdout, "scrutateur", moduleVersion())
	return clean
}
