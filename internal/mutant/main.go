// Mutant asks whether the tests of a package would notice if one of its guards were gone. It draws small changes to the code
// by a seed, such as a < that becomes <=, or a condition that is never true any more, runs the tests with each of them, and
// prints a table of the changes that a test noticed ("killed") and of those that none did ("survived"). A survivor is a guard that
// no test holds, or a change that makes no difference.
//
//	go run ./internal/mutant -seed 1 -n 150 ./message/... ./optout/... ./retention/...
//
// Every possible change is as likely to be drawn as every other, so that the share of survivors says something about the
// whole. The same seed draws the same changes as long as the code stays as it is; changes to tests do not matter. Nothing
// is written into the module: the changed file is laid over the real one (go help build, -overlay).
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"strings"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, ".", os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "mutant:", err)
		os.Exit(2)
	}
}

// run is the command in a folder of a module. The table goes to out; what is being done, and the summary, to progress.
func run(ctx context.Context, dir string, args []string, out, progress io.Writer) error {
	flags := flag.NewFlagSet("mutant", flag.ContinueOnError)
	flags.SetOutput(progress)
	seed := flags.Uint64("seed", 1, "which changes are drawn")
	n := flags.Int("n", 150, "how many are drawn, besides those that turn out not to compile")
	list := flags.Bool("list", false, "print what would be tried, and run nothing")
	match := flags.String("match", "", "of those drawn, try only the ones whose row matches this regular expression")
	except := flags.String("except", "/fixture$|test$", "a regular expression: packages that are helpers of tests, in which nothing is changed")
	slack := flags.Duration("slack", 20*time.Second, "how much longer than unchanged a test may take before it counts as hanging")
	memory := flags.Int("memory", 4096, "MiB of memory that a test may use: some changes make a loop that fills it")
	if err := flags.Parse(args); err != nil {
		return err
	}
	only, err := regexp.Compile(*match)
	if err != nil {
		return err
	}
	helpers, err := regexp.Compile(*except)
	if err != nil {
		return err
	}
	patterns := flags.Args()
	if len(patterns) == 0 {
		patterns = []string{"./..."}
	}
	mod, err := load(ctx, dir, patterns)
	if err != nil {
		return err
	}
	drawn := draw(mod.mutations(helpers), *seed)
	fmt.Fprintf(progress, "%d changes are possible in %d packages\n", len(drawn), len(mod.packages))
	if *list {
		for _, m := range drawn[:min(*n, len(drawn))] {
			if only.MatchString(m.String()) {
				fmt.Fprintln(out, m)
			}
		}
		return nil
	}
	tests, err := newTester(ctx, dir, mod, *slack, *memory, progress)
	if err != nil {
		return err
	}
	defer tests.close()
	return table(ctx, tests, drawn, *n, only, out, progress)
}

// table tries the first n changes that compile, and prints a row of Markdown for each as soon as it is known.
func table(ctx context.Context, tests *tester, drawn []mutation, n int, only *regexp.Regexp, out, progress io.Writer) error {
	fmt.Fprint(out, "| place | was | became | |\n|---|---|---|---|\n")
	count := map[verdict]int{}
	counted := 0
	for _, m := range drawn {
		if counted == n {
			break
		}
		counted++
		if !only.MatchString(m.String()) {
			continue
		}
		verdict, by, err := tests.try(ctx, m)
		if err != nil {
			return err
		}
		count[verdict]++
		if verdict == uncompiled {
			counted--
		}
		fmt.Fprintf(out, "| %s | %s |\n", m, strings.TrimSpace(string(verdict)+" "+by))
	}
	fmt.Fprintf(progress, "killed %d, of these hung or out of memory %d; survived %d; did not compile %d\n",
		count[killed]+count[hung], count[hung], count[survived], count[uncompiled])
	return nil
}
