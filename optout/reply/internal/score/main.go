// Score says how well replies are judged: it reads files of label, kind, voice and text between tabs and prints shares, and the misses by kind.
//
//	go run ./optout/reply/internal/score optout/reply/testdata/heldout.tsv
//
// With -show it prints the replies that were missed, too: whoever has seen them can no longer measure with them.
package main

import (
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/scrutateur/scrutateur/optout/reply"
	"github.com/scrutateur/scrutateur/optout/reply/internal/fit"
)

func main() {
	show := flag.Bool("show", false, "print the replies that were missed")
	flag.Parse()
	if flag.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "usage: score [-show] FILE.tsv …")
		os.Exit(2)
	}
	for _, name := range flag.Args() {
		if err := score(os.Stdout, name, *show); err != nil {
			fmt.Fprintln(os.Stderr, "score:", err)
			os.Exit(1)
		}
	}
}

func score(w io.Writer, name string, show bool) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	all, err := fit.Read(f, name)
	if err != nil {
		return err
	}
	verdicts := map[string]map[reply.Verdict]int{}
	misses := map[string]map[string]int{}
	for _, e := range all {
		r := reply.Parse(e.Text)
		if verdicts[e.Label] == nil {
			verdicts[e.Label] = map[reply.Verdict]int{}
		}
		verdicts[e.Label][r.Verdict]++
		what := missed(e.Label, r.Verdict)
		if what == "" {
			continue
		}
		if misses[what] == nil {
			misses[what] = map[string]int{}
		}
		misses[what][e.Kind]++
		if show {
			fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%s\t%q\n", what, e.Kind, r.Reason, r.Weight, r.Rule, e.Text)
		}
	}
	fmt.Fprintf(w, "%s: %d replies\n\n| label | replies | suppressed outright | reviewed | neither |\n|---|---:|---:|---:|---:|\n", name, len(all))
	for _, label := range slices.Sorted(maps.Keys(verdicts)) {
		v := verdicts[label]
		n := v[reply.OptOut] + v[reply.Review] + v[reply.Other]
		share := func(k int) string { return fmt.Sprintf("%.1f %% (%d)", 100*float64(k)/float64(n), k) }
		fmt.Fprintf(w, "| %s | %d | %s | %s | %s |\n", label, n, share(v[reply.OptOut]), share(v[reply.Review]), share(v[reply.Other]))
	}
	for _, what := range slices.Sorted(maps.Keys(misses)) {
		kinds := slices.SortedFunc(maps.Keys(misses[what]), func(a, b string) int {
			if d := misses[what][b] - misses[what][a]; d != 0 {
				return d
			}
			return strings.Compare(a, b)
		})
		fmt.Fprintf(w, "\n%s:", what)
		for _, k := range kinds {
			fmt.Fprintf(w, " %s %d,", k, misses[what][k])
		}
		fmt.Fprintln(w)
	}
	return nil
}

// missed names what is wrong with a verdict, "" where nothing is.
func missed(label string, v reply.Verdict) string {
	switch {
	case label == "optout" && v == reply.Other:
		return "objections neither suppressed nor reviewed"
	case label != "optout" && label != "ambiguous" && v == reply.OptOut:
		return "others suppressed outright"
	case label == "notoptout" && v == reply.Review:
		return "others reviewed"
	case label == "ambiguous" && v == reply.Other:
		return "unclear replies that nobody reads"
	}
	return ""
}
