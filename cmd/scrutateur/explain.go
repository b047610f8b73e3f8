package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/scrutateur/scrutateur/cmd/scrutateur/internal/cli"
	"github.com/scrutateur/scrutateur/internal/strictjson"
	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/notice/law"
)

func explain() *cli.Command {
	return &cli.Command{
		Name: "explain", Short: "say why a rule exists, and what to do", Args: "RULE",
		Help: []tongue.Text{
			"explain says what a rule demands, in the words of its text, why, what to do, since when, what is not settled, and every source\nwith its address. RULE is the ID that findings begin with, in small letters or capitals.",
		},
		Examples: []cli.Example{{Line: "scrutateur explain FR-CE-L49-SILENCE", Says: "the silence before a vote"}},
		Lang:     "language of the explanation; the words of the texts stay in their own",
		Run:      explainRule,
	}
}

func explainRule(_ context.Context, c *cli.Call) error {
	if len(c.Args) != 1 {
		return cli.ErrUsage
	}
	versions, ids := versionsOf(law.ID(strings.ToUpper(c.Args[0])))
	if len(versions) == 0 {
		if near, ok := strictjson.Nearest(c.Args[0], ids); ok {
			return cli.Errorf("there is no rule %q: did you mean %s?", c.Args[0], near)
		}
		return cli.Errorf("there is no rule %q", c.Args[0])
	}
	// The version of today; where there is none, the newest: one that is announced, or one that was retired.
	r, ok := law.Lookup(versions[0].ID, time.Now())
	if !ok {
		r = versions[len(versions)-1]
	}
	explanation{c}.print(r, versions)
	return nil
}

// versionsOf returns the versions of a rule, oldest first, and the IDs of all rules.
func versionsOf(id law.ID) (versions []law.Rule, ids []string) {
	for r := range law.All() {
		if r.ID == id {
			versions = append(versions, r)
		}
		if !slices.Contains(ids, string(r.ID)) {
			ids = append(ids, string(r.ID))
		}
	}
	return versions, ids
}

// evidence says how a source was established.
var evidence = map[law.Evidence]tongue.Text{law.Verbatim: "verbatim", law.Quoted: "quoted", law.Reported: "reported", law.Inferred: "inferred"}

// explanation prints a rule in the language of a run.
type explanation struct{ *cli.Call }

func (e explanation) severity(r law.Rule) string {
	if r.Severity == law.Must {
		return e.Said.Say("must")
	}
	return e.Said.Say("should")
}

func (e explanation) print(r law.Rule, versions []law.Rule) {
	out, w := e.Out, e.Said
	r = r.In(w.Tag())
	fmt.Fprintf(out, "%s (%s, %s)\n%s\n\n", r.ID, e.severity(r), w.Say(evidence[r.Evidence]), r.Title)
	if r.Summary {
		fmt.Fprint(out, w.Say("In summary: "))
	}
	fmt.Fprintf(out, "%s\n\n%s\n\n", r.Text, r.Why)
	if r.Reminder {
		fmt.Fprintf(out, "%s\n\n", w.Say("No program can decide it: it is a reminder."))
	}
	fmt.Fprintf(out, "%s%s\n\n", w.Say("What to do: "), r.Fix)
	if r.Caveat != "" {
		fmt.Fprintf(out, "%s%s\n\n", w.Say("Not settled: "), r.Caveat)
	}
	if r.Until == "" {
		fmt.Fprint(out, w.Sayf("In force since %s", r.Since))
	} else {
		fmt.Fprint(out, w.Sayf("In force from %s to %s, exclusive", r.Since, r.Until))
	}
	fmt.Fprintf(out, "%s\n", w.Sayf("; compared with its sources on %s.", r.Checked))
	e.earlier(r, versions)
	for _, c := range r.Cites {
		fmt.Fprintf(out, "\n%s", c.Text)
		if c.Article != "" {
			fmt.Fprintf(out, ", %s", c.Article)
		}
		fmt.Fprintf(out, " (%s)\n", w.Say(evidence[c.Evidence]))
		if c.Quote != "" {
			fmt.Fprintf(out, "  %s\n", c.Quote)
		}
		if c.URL != "" {
			fmt.Fprintf(out, "  %s\n", c.URL)
		}
	}
	fmt.Fprintf(out, "\n%s\n", r.URL())
}

// earlier lists the versions before one.
func (e explanation) earlier(r law.Rule, versions []law.Rule) {
	first := true
	for _, v := range versions {
		if v.Since >= r.Since {
			continue
		}
		if first {
			fmt.Fprintln(e.Out, e.Said.Say("Earlier versions:"))
			first = false
		}
		fmt.Fprintln(e.Out, e.Said.Sayf("  from %s to %s (%s): %s", v.Since, v.Until, e.severity(v), v.In(e.Said.Tag()).Title))
	}
}
