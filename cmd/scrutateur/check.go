package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/internal/campaign"
	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/notice/law"
)

const checkUsage = `usage: scrutateur check [-json] [-lang fr|en] DIR

check proves the templates of a campaign's folder: that each says what the law asks for, and how long its longest message can
be, whoever gets it. Nothing is sent and nothing is written.

	DIR/campaign.json             the Notice, and what the templates share
	DIR/sms/NAME.txt              the body of an SMS
	DIR/email/NAME/subject.txt    an e-mail: subject.txt, body.html, and where wanted preheader.txt and body.txt;
	                              content.html instead of body.html goes into the page DIR/email/frame.html

	{
	  "notice": {"controller": {…}, "election": {"id": "FR-MUN-2026"}, "origin": {…}, …},
	  "fields": {"FirstName": {"max": 24, "required": true}},
	  "sms":   {"sender": "MAIRIE26", "router": "ovh", "max_parts": 2},
	  "email": {"from": "contact@example.org", "unsubscribe": "https://example.org/u"},
	  "templates": {"sms/rappel": {"occasion": "later", "max_parts": 1}},
	  "rates": {"part": 0.052, "territories": {"RE": 0.07}}, "recipients": {"FR": 19000, "RE": 1000}
	}

Keys that both kinds have (notice, lang, occasion, reason, topic, fields, rules, except) may stand at the top, in "sms" or "email", and
under a template's name; the more particular place wins. With rates and
recipients, each SMS has a bill, and what a dear character costs is said. examples/check is a folder to start from.

All findings come at once, a line each, those that only advise in parentheses:

	file:line:column: RULE key: what is wrong and what to do

The exit code is 0 when nothing blocks, 1 when something does, and 2 when the folder cannot be read.

flags:
`

func check(_ context.Context, args []string, _ io.Reader, stdout, stderr io.Writer) int {
	set := flag.NewFlagSet("check", flag.ContinueOnError)
	set.SetOutput(stderr)
	set.Usage = func() {
		fmt.Fprint(stderr, checkUsage)
		set.PrintDefaults()
	}
	asJSON := set.Bool("json", false, "print one JSON object: the proofs and the findings")
	lang := set.String("lang", "en", "language of findings and proofs, fr or en")
	dirs, err := interspersed(set, args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return clean
	case err != nil:
		return failed
	case len(dirs) != 1:
		fmt.Fprintln(stderr, "scrutateur check: name one folder; scrutateur check -h says what stands in it")
		return failed
	case *lang != "fr" && *lang != "en":
		fmt.Fprintln(stderr, "scrutateur check: -lang is fr or en")
		return failed
	}
	if info, err := os.Stat(dirs[0]); err != nil || !info.IsDir() {
		fmt.Fprintf(stderr, "scrutateur check: %s is no folder\n", dirs[0])
		return failed
	}
	r, err := campaign.Check(os.DirFS(dirs[0]))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		fmt.Fprintf(stderr, "scrutateur check: %s has no %s; scrutateur check -h shows one\n", dirs[0], campaign.File)
		return failed
	case err != nil:
		fmt.Fprintln(stderr, "scrutateur check:", err)
		return failed
	}
	for i, f := range r.Findings { // as an editor opens it from here
		r.Findings[i].File = filepath.ToSlash(filepath.Join(dirs[0], f.File))
	}
	tag := language.Make(*lang)
	if *asJSON {
		err = printCheckJSON(stdout, r, tag)
	} else {
		err = printCheck(stdout, r, checkTongues[*lang], tag)
	}
	switch {
	case err != nil:
		fmt.Fprintln(stderr, "scrutateur check:", err)
		return failed
	case !r.Clean():
		return found
	}
	return clean
}

// interspersed parses flags before and behind the arguments, because people write DIR first.
func interspersed(set *flag.FlagSet, args []string) (rest []string, err error) {
	for {
		if err := set.Parse(args); err != nil {
			return nil, err
		}
		if set.NArg() == 0 {
			return rest, nil
		}
		rest = append(rest, set.Arg(0))
		args = set.Args()[1:]
	}
}

// printCheckJSON prints the report; each finding carries its line of text besides its parts.
func printCheckJSON(w io.Writer, r campaign.Report, tag language.Tag) error {
	type finding struct {
		campaign.Finding
		Text string `json:"text"`
	}
	out := struct {
		Clean     bool              `json:"clean"`
		Templates []campaign.Result `json:"templates"`
		Findings  []finding         `json:"findings"`
	}{r.Clean(), r.Templates, []finding{}}
	for _, f := range r.Findings {
		out.Findings = append(out.Findings, finding{f, f.In(tag)})
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

// checkWords is what the tables say, in one language.
type checkWords struct {
	parts, units, html, text, subject string // heads of columns
	shortest, likely, longest, budget string
	upTo                              string // what a field may hold
	unproved, summary                 string
}

var checkTongues = map[string]checkWords{
	"en": {
		"parts", "units", "HTML", "text", "subject",
		"shortest", "likely", "longest", "of %d allowed",
		"at most %d characters",
		"not proved", "%d of %d templates proved; %d findings block, %d advise",
	},
	"fr": {
		"segments", "unités", "HTML", "texte", "objet",
		"le plus court", "d’ordinaire", "le plus long", "sur %d permis",
		"%d caractères au plus",
		"sans preuve", "%d gabarits prouvés sur %d ; %d constats bloquants, %d conseils",
	},
}

// printCheck prints the findings, a table for each template, and a line that sums up.
func printCheck(w io.Writer, r campaign.Report, words checkWords, tag language.Tag) error {
	blocking := 0
	for _, f := range r.Findings {
		if f.Severity == law.Must {
			blocking++
		}
		fmt.Fprintln(w, f.In(tag))
	}
	if len(r.Findings) > 0 {
		fmt.Fprintln(w)
	}
	proved := 0
	for _, t := range r.Templates {
		var text bytes.Buffer
		table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
		switch {
		case t.SMS != nil:
			fmt.Fprintf(table, "%s\t%s\t%s\n", t.Name, words.parts, words.units)
			sms := func(name string, s message.Size, more string) {
				fmt.Fprintf(table, "  %s\t%d\t%d\t%s\t%s\n", name, s.Parts, s.Units, s.Encoding, more)
			}
			sms(words.shortest, t.SMS.Shortest.Size, "")
			sms(words.likely, t.SMS.Likely.Size, "")
			sms(words.longest, t.SMS.Longest.Size, fmt.Sprintf(words.budget, t.SMS.Budget))
			for _, f := range t.SMS.Fields {
				fmt.Fprintf(table, "  {{.%s}}\t+%d\t+%d\t\t%s\n", f.Field, f.Parts, f.Max, fmt.Sprintf(words.upTo, f.Max))
			}
		case t.Email != nil:
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", t.Name, words.html, words.text, words.subject)
			email := func(name string, s email.Size) {
				fmt.Fprintf(table, "  %s\t%d\t%d\t%d\n", name, s.HTML, s.Text, s.Subject)
			}
			email(words.shortest, t.Email.Shortest.Size)
			email(words.longest, t.Email.Longest.Size)
			for _, f := range t.Email.Fields {
				fmt.Fprintf(table, "  {{.%s}}\t+%d\t\t\t%s\n", f.Field, f.HTML, fmt.Sprintf(words.upTo, f.Max))
			}
		default:
			fmt.Fprintf(table, "%s\t%s\n", t.Name, words.unproved)
		}
		if t.Proved() {
			proved++
		}
		if err := table.Flush(); err != nil {
			return err
		}
		for line := range strings.Lines(text.String()) {
			fmt.Fprintln(w, strings.TrimRight(line, " \n"))
		}
		for line := range strings.Lines(r.Price(t, tag)) {
			fmt.Fprint(w, "  ", line)
		}
	}
	_, err := fmt.Fprintf(w, "\n"+words.summary+"\n", proved, len(r.Templates), blocking, len(r.Findings)-blocking)
	return err
}
