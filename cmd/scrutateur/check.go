package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/scrutateur/scrutateur/cmd/scrutateur/internal/cli"
	"github.com/scrutateur/scrutateur/internal/campaign"
	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/internal/userfile"
	"github.com/scrutateur/scrutateur/notice/law"
)

func check() *cli.Command {
	return &cli.Command{
		Name: "check", Short: "prove the templates of a campaign's folder, without Go code", Args: "DIR",
		Help: []tongue.Text{
			"check proves the templates of a campaign's folder: that each says what the law asks for, and how long its longest message can\nbe, whoever gets it. Nothing is sent and nothing is written.",
			"\tDIR/campaign.json             the Notice, and what the templates share\n\tDIR/sms/NAME.txt              the body of an SMS\n\tDIR/email/NAME/subject.txt    an e-mail: subject.txt, body.html, and where wanted preheader.txt and body.txt;\n\t                              content.html instead of body.html goes into the page DIR/email/frame.html",
			"\t{\n\t  \"notice\": {\"controller\": {…}, \"election\": {\"id\": \"FR-MUN-2026\"}, \"origin\": {…}, …},\n\t  \"fields\": {\"FirstName\": {\"max\": 24, \"required\": true}},\n\t  \"sms\":   {\"sender\": \"MAIRIE26\", \"router\": \"ovh\", \"max_parts\": 2},\n\t  \"email\": {\"from\": \"contact@example.org\", \"unsubscribe\": \"https://example.org/u\"},\n\t  \"templates\": {\"sms/rappel\": {\"occasion\": \"later\", \"max_parts\": 1}},\n\t  \"rates\": {\"part\": 0.052, \"territories\": {\"RE\": 0.07}}, \"recipients\": {\"FR\": 19000, \"RE\": 1000}\n\t}",
			"Keys that both kinds have (notice, lang, occasion, reason, topic, fields, rules, except) may stand at the top, in \"sms\" or \"email\", and\nunder a template's name; the more particular place wins. With rates and\nrecipients, each SMS has a bill, and what a dear character costs is said. examples/check is a folder to start from.",
			"All findings come at once, a line each, those that only advise in parentheses:",
			"\tfile:line:column: RULE key: what is wrong and what to do",
			"The exit code is 0 when nothing blocks, 1 when something does, and 2 when the folder cannot be read.",
		},
		Examples: []cli.Example{
			{Line: "scrutateur check examples/check", Says: "prove the folder of the examples"},
			{Line: "scrutateur check -json campagne > proofs.json", Says: "keep the proofs for another program"},
		},
		JSON: "print one JSON object: the proofs and the findings", Lang: "language of findings and proofs",
		Run: checkFolder,
	}
}

func checkFolder(ctx context.Context, c *cli.Call) error {
	if len(c.Args) != 1 {
		return cli.Errorf("name one folder; scrutateur check -h says what stands in it")
	}
	dir := c.Args[0]
	folder, err := userfile.Open(dir)
	if err != nil {
		return cli.Errorf("%s is no folder", dir)
	}
	defer folder.Close()
	r, err := campaign.Check(ctx, folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return cli.Errorf("%s has no %s; scrutateur check -h shows one", dir, campaign.File)
	case err != nil:
		return err
	}
	for i, f := range r.Findings { // as an editor opens it from here
		r.Findings[i].File = filepath.ToSlash(filepath.Join(dir, f.File))
	}
	if c.JSON {
		err = printCheckJSON(c, r)
	} else {
		err = printCheck(c.Out, r, c.Said)
	}
	if err == nil && !r.Clean() {
		err = cli.ErrFound
	}
	return err
}

// printCheckJSON prints the report; each finding carries its line of text besides its parts.
func printCheckJSON(c *cli.Call, r campaign.Report) error {
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
		out.Findings = append(out.Findings, finding{f, f.In(c.Said.Tag())})
	}
	return c.WriteJSON(out)
}

// printCheck prints the findings, a table for each template, and a line that sums up.
func printCheck(w io.Writer, r campaign.Report, said tongue.Words) error {
	blocking := 0
	for _, f := range r.Findings {
		if f.Severity == law.Must {
			blocking++
		}
		fmt.Fprintln(w, f.In(said.Tag()))
	}
	if len(r.Findings) > 0 {
		fmt.Fprintln(w)
	}
	proved := 0
	for _, t := range r.Templates {
		if t.Proved() {
			proved++
		}
		if err := printTemplate(w, t, said); err != nil {
			return err
		}
		for line := range strings.Lines(r.Price(t, said.Tag())) {
			fmt.Fprint(w, "  ", line)
		}
	}
	_, err := fmt.Fprintf(w, "\n%s\n", said.Sayf("%d of %d templates proved; %d findings block, %d advise", proved, len(r.Templates), blocking, len(r.Findings)-blocking))
	return err
}

// printTemplate prints what was proved of a template, in the one form that a proof has everywhere.
func printTemplate(w io.Writer, t campaign.Result, said tongue.Words) error {
	proof := said.Say("not proved") + "\n"
	switch {
	case t.SMS != nil:
		proof = t.SMS.In(said.Tag())
	case t.Email != nil:
		proof = t.Email.In(said.Tag())
	}
	if _, err := fmt.Fprintln(w, t.Name); err != nil {
		return err
	}
	for line := range strings.Lines(proof) {
		if _, err := fmt.Fprint(w, "  ", line); err != nil {
			return err
		}
	}
	return nil
}
