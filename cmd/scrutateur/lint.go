package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/scrutateur/scrutateur/analyzer"
	"github.com/scrutateur/scrutateur/analyzer/finding"
	linter "github.com/scrutateur/scrutateur/analyzer/lint"
	"github.com/scrutateur/scrutateur/cmd/scrutateur/internal/cli"
	"github.com/scrutateur/scrutateur/internal/termsafe"
	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/internal/userfile"
)

// judging is what lint and trace share: which configuration counts, and which files are judged.
type judging struct {
	config string
	tests  bool
}

const judgingLang tongue.Text = "language of what was found; without it the configuration's, then the environment's, then English"

func (j *judging) flags(f *cli.Flags) {
	f.String(&j.config, "config", "", "read the configuration from this `file` instead")
	f.Bool(&j.tests, "tests", "judge files that end in _test.go too")
}

func (j *judging) options(c *cli.Call, patterns []string) (linter.Options, error) {
	o := linter.Options{Patterns: patterns, Tests: j.tests}
	var config analyzer.Config
	var err error
	if j.config != "" {
		config, _, err = readConfig(j.config)
	} else {
		config, _, _, err = analyzer.FindConfig(".")
	}
	if c.Lang != "" || config.Lang == "" {
		config.Lang = c.Said.String()
	}
	o.Config = &config
	return o, err
}

// linting are the flags of lint.
type linting struct {
	judging
	sarif, fix, diff, verbose bool
	baseline, write           string
}

func lint() *cli.Command {
	var l linting
	return &cli.Command{
		Name: "lint", Short: "find messages that leave a Go program without having been built", Args: "[packages]",
		Help: []tongue.Text{
			"lint finds places where a Go program sends an SMS or an e-mail whose text was not built, and so not proved, screened or\ntimed, by scrutateur. Packages are named as for the go command; none is ./... . It prints a line for each finding,",
			"\tfile:line:column: RULE: message",
			"and exits with 1 if there are any, with 2 if it could not judge: the go command failed, a package does not compile, the\nconfiguration or the baseline is broken.",
			"A finding is exempted, with its reason, by a comment on its line or the line above,\n\t//scrutateur:ignore RULE reason\nor, for messages that are no political ones, on a function,\n\t//scrutateur:transactional reason\nThe configuration is the file scrutateur.json beside go.mod or in a directory above it.",
		},
		Examples: []cli.Example{
			{Line: "scrutateur lint ./...", Says: "judge the whole module"},
			{Line: "scrutateur lint -write-baseline known.txt ./... && scrutateur lint -baseline known.txt ./...", Says: "accept what is there today, and find what is new"},
			{Line: "go vet -vettool=$(which scrutateur) ./...", Says: "the same as a tool of go vet"},
		},
		JSON: "print a JSON object with all findings", Lang: judgingLang, Fallback: tongue.English,
		Flags: func(f *cli.Flags) {
			l.flags(f)
			f.Bool(&l.sarif, "sarif", "print SARIF 2.1.0, for code scanning")
			f.Bool(&l.fix, "fix", "make the changes that a machine can make")
			f.Bool(&l.diff, "diff", "print the changes that -fix would make")
			f.String(&l.baseline, "baseline", "", "accept the findings that this `file` lists")
			f.String(&l.write, "write-baseline", "", "write what is found now as a baseline into this `file`")
			f.Bool(&l.verbose, "v", "print the way of each text too, and what constant specifications prove")
		},
		Run: l.run,
	}
}

// maxBaseline is how many bytes a baseline may have: a finding takes some 200.
const maxBaseline = 64 << 20

func (l *linting) run(ctx context.Context, c *cli.Call) error {
	if c.JSON && l.sarif || l.fix && l.diff {
		return cli.Errorf("-json and -sarif, and -fix and -diff, exclude each other")
	}
	root, err := os.Getwd()
	if err != nil {
		return err
	}
	var known map[string]bool
	if l.baseline != "" {
		data, err := userfile.Read(ctx, l.baseline, maxBaseline)
		if err != nil {
			return err
		}
		if known, err = linter.ParseBaseline(data); err != nil {
			return fmt.Errorf("%s: %w", termsafe.Escape(l.baseline), err)
		}
	}
	o, err := l.options(c, c.Args)
	if err != nil {
		return err
	}
	report, err := linter.Run(ctx, o)
	if err != nil {
		return err
	}
	if stale := report.Adopt(root, known); stale > 0 {
		c.Note("%d findings of %s are gone: write it anew", stale, l.baseline)
	}
	if l.write != "" {
		return userfile.Write(l.write, report.WriteBaseline(root), userfile.Shared)
	}
	if len(report.Unjudged) > 0 {
		c.Note("not judged, as libraries that send or this module itself: %s", strings.Join(report.Unjudged, ", "))
	}
	open := report.Open()
	if open, err = l.print(c, root, &report, open); err != nil {
		return err
	}
	if len(open) > 0 {
		return cli.ErrFound
	}
	return nil
}

// print prints the report as the flags ask and returns the findings that stay open.
func (l *linting) print(c *cli.Call, root string, report *linter.Report, open []finding.Finding) ([]finding.Finding, error) {
	switch {
	case c.JSON:
		for i := range report.Findings {
			relate(root, &report.Findings[i])
		}
		if report.Findings == nil {
			report.Findings = []finding.Finding{}
		}
		return open, c.WriteJSON(report)
	case l.sarif:
		return open, report.WriteSARIF(c.Out, root, moduleVersion())
	case l.diff:
		d, err := report.Diff(root)
		_, werr := c.Out.Write(d) // of the other files, where one is not shown
		return open, errors.Join(err, werr)
	case l.fix:
		left := report.Left()
		n, err := report.Fix()
		if err != nil {
			return open, err
		}
		c.Note("%d files changed", n)
		open = left // what was fixed is no finding any more
	}
	l.lines(c, root, report, open)
	return open, nil
}

// lines prints a line for each finding, and with -v its way and the notes.
func (l *linting) lines(c *cli.Call, root string, report *linter.Report, open []finding.Finding) {
	for _, d := range open {
		relate(root, &d)
		fmt.Fprintln(c.Out, termsafe.Escape(d.String()))
		if l.verbose {
			printWay(c.Out, d)
		}
	}
	if l.verbose {
		for _, n := range report.Notes {
			d := finding.Finding{Place: n.Place}
			relate(root, &d)
			fmt.Fprintln(c.Out, termsafe.Escape(fmt.Sprintf("%s:%d:%d: note: %s", d.File, d.Line, d.Column, n.Message)))
		}
	}
	if report.Adopted > 0 {
		c.Note("%d calls adopt a text that was rendered elsewhere: it is judged, not proved", report.Adopted)
	}
}

func printWay(w io.Writer, d finding.Finding) {
	for _, r := range d.Related {
		fmt.Fprintln(w, "\t"+termsafe.Escape(fmt.Sprintf("%s:%d:%d: %s", r.File, r.Line, r.Column, r.Message)))
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
