package lint

import (
	"context"
	"errors"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

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
	return largest(pkgs), asked, nil
}

// largest leaves of a package and its variant for tests the variant, which holds more, and drops what has no code to judge.
func largest(pkgs []*packages.Package) []*packages.Package {
	variants := map[string]bool{}
	for _, p := range pkgs {
		if strings.Contains(p.ID, " [") && !strings.HasSuffix(p.PkgPath, "_test") {
			variants[p.PkgPath] = true
		}
	}
	return slices.DeleteFunc(pkgs, func(p *packages.Package) bool {
		return p.Types == nil || len(p.Syntax) == 0 || p.ID == p.PkgPath && variants[p.PkgPath] || strings.HasSuffix(p.PkgPath, ".test")
	})
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
