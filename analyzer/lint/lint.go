// Package lint runs the analyzer over a whole module. It loads the module's own packages from source and everything else
// from the compiler's export data, so that it needs little more than the go command needs to know that the module compiles,
// and it sees what a package by package run cannot: which types implement an interface, what is kept in a field of
// function type, who fills what a worker later sends.
//
// It runs the go command, which must be on the PATH, and needs no network if the go command needs none.
package lint

import (
	"context"
	"errors"
	"fmt"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/scrutateur/scrutateur/analyzer"
)

// Diagnostic is a finding with its place in a file.
type Diagnostic struct {
	Rule       string    `json:"rule"`
	Message    string    `json:"message"`
	Place                // of the finding
	Related    []Related `json:"related,omitempty"`
	Fixes      []Edit    `json:"fixes,omitempty"`
	FixMessage string    `json:"fix,omitempty"`
	Suppressed string    `json:"suppressed,omitempty"` // the reason of the directive that exempts it, or "baseline"
}

// Place is a range in a file. Lines and columns count from 1, columns in bytes.
type Place struct {
	File      string `json:"file"`
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"endLine,omitempty"`
	EndColumn int    `json:"endColumn,omitempty"`
}

// Related is a place on the way of a text.
type Related struct {
	Place
	Message string `json:"message"`
}

// Edit replaces bytes of a file.
type Edit struct {
	File  string `json:"file"`
	Start int    `json:"start"` // offset in bytes
	End   int    `json:"end"`
	New   string `json:"new"`
}

// String returns "file:line:column: RULE: message".
func (d Diagnostic) String() string {
	return fmt.Sprintf("%s:%d:%d: %s: %s", d.File, d.Line, d.Column, d.Rule, d.Message)
}

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
	Diagnostics []Diagnostic `json:"diagnostics"`     // sorted; with the suppressed ones
	Notes       []Related    `json:"notes,omitempty"` // about constant specifications: what they prove, or why they were not compiled
	Packages    int          `json:"packages"`        // that were loaded from source
	Adopted     int          `json:"adopted"`         // calls of Adopt: texts that were rendered elsewhere and judged
	SSA         []string     `json:"-"`               // packages of which SSA had to be built
}

// Open returns the diagnostics that nothing suppresses.
func (r Report) Open() []Diagnostic {
	return slices.DeleteFunc(slices.Clone(r.Diagnostics), func(d Diagnostic) bool { return d.Suppressed != "" })
}

// Dir lints the packages that the patterns name, seen from a directory, and returns what is open. File names are as the
// go command gives them: absolute. The error says why nothing could be judged: the go command failed, a package does not
// compile, the configuration is broken.
func Dir(ctx context.Context, dir string, patterns ...string) ([]Diagnostic, error) {
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
	pkgs, asked, err := o.load(ctx, config.Tests)
	if err != nil {
		return Report{}, err
	}
	if len(pkgs) == 0 {
		return Report{}, fmt.Errorf("%s matches no package", strings.Join(o.Patterns, " "))
	}
	fset := pkgs[0].Fset
	var units []analyzer.Package
	for _, p := range pkgs {
		units = append(units, analyzer.Package{Types: p.Types, Files: p.Syntax, Info: p.TypesInfo})
	}
	res, err := analyzer.Whole(config, fset, units)
	if err != nil {
		return Report{}, err
	}
	r := Report{Packages: len(pkgs), Adopted: res.Adopted, SSA: res.SSA}
	for _, n := range res.Notes {
		if pl := place(fset, n.Pos, token.NoPos); asked[pl.File] {
			r.Notes = append(r.Notes, Related{pl, n.Message})
		}
	}
	seen := map[string]bool{}
	for _, f := range res.Findings {
		d := diagnostic(fset, f)
		if k := d.String(); asked[d.File] && !seen[k] { // a package and its test variant hold the same file
			seen[k] = true
			r.Diagnostics = append(r.Diagnostics, d)
		}
	}
	return r, nil
}

const mode = packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports | packages.NeedModule |
	packages.NeedTypes | packages.NeedTypesSizes | packages.NeedSyntax | packages.NeedTypesInfo | packages.NeedExportFile

// load returns the module's packages with their syntax, and the files of those that were asked for.
func (o Options) load(ctx context.Context, tests bool) (pkgs []*packages.Package, asked map[string]bool, err error) {
	env := o.Env
	if env == nil {
		env = os.Environ()
	}
	cfg := &packages.Config{Context: ctx, Dir: o.Dir, Env: env, Tests: tests, Fset: token.NewFileSet()}
	asked = map[string]bool{}
	patterns := o.Patterns
	if !slices.Equal(patterns, []string{"./..."}) || !moduleRoot(o.Dir) {
		// What the packages asked for import from their own module is needed too, to see through it.
		cfg.Mode = packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports | packages.NeedDeps | packages.NeedModule
		roots, err := packages.Load(cfg, o.Patterns...)
		if err != nil {
			return nil, nil, err
		}
		if err := broken(roots); err != nil {
			return nil, nil, err
		}
		paths := map[string]bool{}
		for _, p := range roots {
			for _, f := range p.CompiledGoFiles {
				asked[f] = true
			}
		}
		packages.Visit(roots, nil, func(p *packages.Package) {
			if p.Module != nil && p.Module.Main && !strings.HasSuffix(p.PkgPath, ".test") && p.ID == p.PkgPath {
				paths[p.PkgPath] = true
			}
		})
		if len(paths) > 0 {
			patterns = slices.Sorted(maps.Keys(paths))
		}
	}
	cfg.Mode = mode
	pkgs, err = packages.Load(cfg, patterns...)
	if err != nil {
		return nil, nil, err
	}
	if err := broken(pkgs); err != nil {
		return nil, nil, err
	}
	if len(asked) == 0 {
		for _, p := range pkgs {
			for _, f := range p.CompiledGoFiles {
				asked[f] = true
			}
		}
	}
	// Of a package and its variant for tests the variant holds more.
	variants := map[string]bool{}
	for _, p := range pkgs {
		if strings.Contains(p.ID, " [") && !strings.HasSuffix(p.PkgPath, "_test") {
			variants[p.PkgPath] = true
		}
	}
	pkgs = slices.DeleteFunc(pkgs, func(p *packages.Package) bool {
		return p.Types == nil || len(p.Syntax) == 0 || p.ID == p.PkgPath && variants[p.PkgPath] || strings.HasSuffix(p.PkgPath, ".test")
	})
	return pkgs, asked, nil
}

func moduleRoot(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return err == nil
}

func broken(pkgs []*packages.Package) error {
	var errs []error
	seen := map[string]bool{}
	for _, p := range pkgs {
		for _, e := range p.Errors {
			// A file that //go:embed names and another build step makes: nothing about the code is unknown without it.
			if e.Kind == packages.ListError && strings.Contains(e.Msg, "no matching files found") {
				continue
			}
			if s := e.Error(); !seen[s] {
				seen[s] = true
				errs = append(errs, e)
			}
		}
	}
	return errors.Join(errs...)
}

func diagnostic(fset *token.FileSet, f analyzer.Finding) Diagnostic {
	d := Diagnostic{Rule: f.Rule, Message: f.Message, Place: place(fset, f.Pos, f.End), Suppressed: f.Suppressed}
	for _, r := range f.Related {
		d.Related = append(d.Related, Related{place(fset, r.Pos, token.NoPos), r.Message})
	}
	if f.Fix != nil {
		for _, ed := range f.Fix.Edits {
			s, e := fset.Position(ed.Pos), fset.Position(ed.End)
			d.Fixes = append(d.Fixes, Edit{File: s.Filename, Start: s.Offset, End: e.Offset, New: ed.New})
		}
		d.FixMessage = f.Fix.Message
	}
	return d
}

func place(fset *token.FileSet, pos, end token.Pos) Place {
	p := fset.Position(pos)
	pl := Place{File: p.Filename, Line: p.Line, Column: p.Column}
	if end.IsValid() {
		q := fset.Position(end)
		pl.EndLine, pl.EndColumn = q.Line, q.Column
	}
	return pl
}
