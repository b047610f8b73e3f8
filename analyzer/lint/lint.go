// Package lint runs the analyzer over a whole module. It loads the module's own packages from source and everything else
// from the compiler's export data, so that it needs little more than the go command needs to know that the module compiles,
// and it sees what a package by package run cannot: which types implement an interface, what is kept in a field of
// function type, who fills what a worker later sends.
//
// It runs the go command, which must be on the PATH, and needs no network if the go command needs none.
package lint

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/scrutateur/scrutateur/analyzer"
	"github.com/scrutateur/scrutateur/analyzer/finding"
	"github.com/scrutateur/scrutateur/internal/termsafe"
)

// Options say what to lint. The zero Options lint the module in the current directory.
type Options struct {
	Dir      string           // where the go command runs; "" is the current directory
	Patterns []string         // of packages, as the go command knows them; none is ./...
	Config   *analyzer.Config // nil: the file that FindConfig finds from Dir
	Tests    bool             // judge files that end in _test.go too
	Env      []string         // nil is os.Environ()
}

// Report is what a run found.
type Report struct {
	Findings []finding.Finding `json:"diagnostics"`        // sorted; with the suppressed ones
	Notes    []finding.Related `json:"notes,omitempty"`    // about constant specifications: what they prove, or why they were not compiled
	Packages int               `json:"packages"`           // that were loaded from source
	Adopted  int               `json:"adopted"`            // calls of Adopt: texts that were rendered elsewhere and judged
	Unjudged []string          `json:"unjudged,omitempty"` // import paths of packages that are not judged: libraries that send, this module
	SSA      []string          `json:"-"`                  // packages of which SSA had to be built

	files map[string]*file // of the build, by name
}

// Open returns the findings that nothing suppresses.
func (r Report) Open() []finding.Finding {
	return slices.DeleteFunc(slices.Clone(r.Findings), func(f finding.Finding) bool { return f.Suppressed != "" })
}

// Dir lints the packages that the patterns name, seen from a directory, and returns what is open. File names are as the
// go command gives them: absolute. The error says why nothing could be judged: the go command failed, a package does not
// compile, the configuration is broken.
func Dir(ctx context.Context, dir string, patterns ...string) ([]finding.Finding, error) {
	r, err := Run(ctx, Options{Dir: dir, Patterns: patterns})
	return r.Open(), err
}

// Run lints under options.
func Run(ctx context.Context, o Options) (Report, error) {
	if o.Dir == "" {
		o.Dir = "."
	}
	if len(o.Patterns) == 0 {
		o.Patterns = []string{"./..."}
	}
	var config analyzer.Config
	if o.Config != nil {
		config = *o.Config
	} else {
		var err error
		if config, _, _, err = analyzer.FindConfig(o.Dir); err != nil {
			return Report{}, err
		}
	}
	config.Tests = config.Tests || o.Tests
	b, err := o.load(ctx, config.Tests)
	if err != nil {
		return Report{}, err
	}
	if len(b.pkgs) == 0 {
		return Report{}, fmt.Errorf("%s matches no package", termsafe.Escape(strings.Join(o.Patterns, " ")))
	}
	var units []analyzer.Package
	for _, p := range b.pkgs {
		units = append(units, analyzer.Package{Types: p.Types, Files: p.Syntax, Info: p.TypesInfo})
	}
	fset := b.pkgs[0].Fset
	res, err := analyzer.Whole(config, fset, units)
	if err != nil {
		return Report{}, err
	}
	r := Report{Packages: len(b.pkgs), Adopted: res.Adopted, Unjudged: res.Unjudged, SSA: res.SSA, files: b.files}
	// Which file it is says the file set, not the name in a place: a line comment may have chosen that.
	asked := func(p finding.Place) bool {
		f := fset.File(p.Pos)
		return f != nil && b.asked[f.Name()]
	}
	for _, n := range res.Notes {
		if asked(n.Place) {
			r.Notes = append(r.Notes, n)
		}
	}
	seen := map[string]bool{}
	for _, f := range res.Findings {
		if k := f.String(); asked(f.Place) && !seen[k] { // a package and its test variant hold the same file
			seen[k] = true
			r.Findings = append(r.Findings, f)
		}
	}
	r.keepEditable()
	return r, nil
}
