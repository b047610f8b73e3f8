package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/internal/strictjson"
	"github.com/scrutateur/scrutateur/notice/law"
)

const explainUsage = `usage: scrutateur explain [-lang fr|en] RULE

explain says what a rule demands, in the words of its text, why, what to do, since when, what is not settled, and every source
with its address. RULE is the ID that findings begin with, in small letters or capitals.

flags:
`

// explainWords are the words around a rule, in one language.
type explainWords struct {
	must, should            string
	evidence                map[law.Evidence]string
	summary, fix, unsettled string
	reminder                string
	since, until, checked   string
	before, during          string
}

// The French colon takes a no-break space.
var explainTongues = map[string]explainWords{
	"en": {
		must: "must", should: "should",
		evidence: map[law.Evidence]string{law.Verbatim: "verbatim", law.Quoted: "quoted", law.Reported: "reported", law.Inferred: "inferred"},
		summary:  "In summary: ", fix: "What to do: ", unsettled: "Not settled: ", reminder: "No program can decide it: it is a reminder.",
		since: "In force since %s", until: "In force from %s to %s, exclusive", checked: "; compared with its sources on %s.\n",
		before: "Earlier versions:\n", during: "  from %s to %s (%s): %s\n",
	},
	"fr": {
		must: "bloquant", should: "signalé",
		evidence: map[law.Evidence]string{law.Verbatim: "texte lu", law.Quoted: "texte lu cité", law.Reported: "rapporté", law.Inferred: "notre lecture"},
		summary:  "En résumé\u00a0: ", fix: "Que faire\u00a0: ", unsettled: "Non tranché\u00a0: ", reminder: "Aucun programme ne peut en décider\u00a0: c'est un rappel.",
		since: "En vigueur depuis le %s", until: "En vigueur du %s au %s exclu", checked: "\u00a0; comparée à ses sources le %s.\n",
		before: "Versions antérieures\u00a0:\n", during: "  du %s au %s (%s)\u00a0: %s\n",
	},
}

func explain(_ context.Context, args []string, _ io.Reader, stdout, stderr io.Writer) int {
	set := flag.NewFlagSet("explain", flag.ContinueOnError)
	set.SetOutput(stderr)
	set.Usage = func() {
		fmt.Fprint(stderr, explainUsage)
		set.PrintDefaults()
	}
	lang := set.String("lang", "en", "language, fr or en; the words of the texts stay in their own")
	rules, err := interspersed(set, args)
	words, ok := explainTongues[*lang]
	switch {
	case errors.Is(err, flag.ErrHelp):
		return clean
	case err != nil:
		return failed
	case !ok:
		fmt.Fprintln(stderr, "scrutateur explain: -lang is fr or en")
		return failed
	case len(rules) != 1:
		set.Usage()
		return failed
	}
	versions, ids := versionsOf(law.ID(strings.ToUpper(rules[0])))
	if len(versions) == 0 {
		fmt.Fprintf(stderr, "scrutateur explain: there is no rule %q", rules[0])
		if near, ok := strictjson.Nearest(rules[0], ids); ok {
			fmt.Fprintf(stderr, ": did you mean %s?", near)
		}
		fmt.Fprintln(stderr)
		return failed
	}
	// The version of today; where there is none, the newest: one that is announced, or one that was retired.
	r, ok := law.Lookup(versions[0].ID, time.Now())
	if !ok {
		r = versions[len(versions)-1]
	}
	words.print(stdout, r, versions, language.Make(*lang))
	return clean
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

func (w explainWords) severity(r law.Rule) string {
	if r.Severity == law.Must {
		return w.must
	}
	return w.should
}

func (w explainWords) print(out io.Writer, r law.Rule, versions []law.Rule, tag language.Tag) {
	r = r.In(tag)
	fmt.Fprintf(out, "%s (%s, %s)\n%s\n\n", r.ID, w.severity(r), w.evidence[r.Evidence], r.Title)
	if r.Summary {
		fmt.Fprint(out, w.summary)
	}
	fmt.Fprintf(out, "%s\n\n%s\n\n", r.Text, r.Why)
	if r.Reminder {
		fmt.Fprintf(out, "%s\n\n", w.reminder)
	}
	fmt.Fprintf(out, "%s%s\n\n", w.fix, r.Fix)
	if r.Caveat != "" {
		fmt.Fprintf(out, "%s%s\n\n", w.unsettled, r.Caveat)
	}
	if r.Until == "" {
		fmt.Fprintf(out, w.since, r.Since)
	} else {
		fmt.Fprintf(out, w.until, r.Since, r.Until)
	}
	fmt.Fprintf(out, w.checked, r.Checked)
	first := true
	for _, v := range versions {
		if v.Since >= r.Since {
			continue
		}
		if first {
			fmt.Fprint(out, w.before)
			first = false
		}
		fmt.Fprintf(out, w.during, v.Since, v.Until, w.severity(v), v.In(tag).Title)
	}
	for _, c := range r.Cites {
		fmt.Fprintf(out, "\n%s", c.Text)
		if c.Article != "" {
			fmt.Fprintf(out, ", %s", c.Article)
		}
		fmt.Fprintf(out, " (%s)\n", w.evidence[c.Evidence])
		if c.Quote != "" {
			fmt.Fprintf(out, "  %s\n", c.Quote)
		}
		if c.URL != "" {
			fmt.Fprintf(out, "  %s\n", c.URL)
		}
	}
	fmt.Fprintf(out, "\n%s\n", r.URL())
}
