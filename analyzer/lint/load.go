package lint

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/packages"

	"github.com/scrutateur/scrutateur/analyzer/finding"
	"github.com/scrutateur/scrutateur/internal/termsafe"
)

const mode = packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports | packages.NeedModule |
	packages.NeedTypes | packages.NeedTypesSizes | packages.NeedSyntax | packages.NeedTypesInfo | packages.NeedExportFile

// build is what the go command says of the packages that are judged.
type build struct {
	pkgs  []*packages.Package
	asked map[string]bool  // the files of the packages that were asked for, as they were read: what cgo wrote, not what cgo read
	files map[string]*file // every file that was read, and every one of which cgo made one
}

// file is one file of the build.
type file struct {
	sum    [sha256.Size]byte // of its bytes as they were judged; of what cgo read, zero
	cgo    bool              // cgo made another of it, which was judged
	root   string            // directory of its module, where that is one of those that are worked on; "" elsewhere
	listed bool              // the go command lists it, and not only what a tool made of it
	made   bool              // it says that a program wrote it
}

// load returns the module's packages with their syntax, and the files of those that were asked for.
func (o Options) load(ctx context.Context, tests bool) (*build, error) {
	env := o.Env
	if env == nil {
		env = os.Environ()
	}
	cfg := &packages.Config{Context: ctx, Dir: o.Dir, Env: env, Tests: tests, Fset: token.NewFileSet()}
	b := &build{asked: map[string]bool{}, files: map[string]*file{}}
	tell := newTeller(o.Dir)
	if err := tell.endless(); err != nil {
		return nil, err
	}
	patterns := o.Patterns
	if !slices.Equal(patterns, []string{"./..."}) || !moduleRoot(o.Dir) {
		// What the packages asked for import from their own module is needed too, to see through it.
		cfg.Mode = packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports | packages.NeedDeps | packages.NeedModule
		roots, err := packages.Load(cfg, o.Patterns...)
		if err = tell.failed(err); err == nil {
			err = tell.broken(roots)
		}
		if err != nil {
			return nil, err
		}
		paths := map[string]bool{}
		b.ask(roots)
		packages.Visit(roots, nil, func(p *packages.Package) {
			if p.Module != nil && p.Module.Main && !strings.HasSuffix(p.PkgPath, ".test") && p.ID == p.PkgPath {
				paths[p.PkgPath] = true
			}
		})
		if len(paths) > 0 {
			patterns = slices.Sorted(maps.Keys(paths))
		}
	}
	cfg.Mode, cfg.ParseFile = mode, b.parse()
	pkgs, err := packages.Load(cfg, patterns...)
	if err = tell.failed(err); err == nil {
		err = tell.broken(pkgs)
	}
	if err != nil {
		return nil, err
	}
	if len(b.asked) == 0 {
		b.ask(pkgs)
	}
	b.pkgs = largest(pkgs)
	return b, b.list()
}

func (b *build) ask(pkgs []*packages.Package) {
	for _, p := range pkgs {
		for _, f := range p.CompiledGoFiles {
			b.asked[f] = true
		}
	}
}

// parse returns what parses a file and notes what was in it. Packages are parsed at the same time.
func (b *build) parse() func(*token.FileSet, string, []byte) (*ast.File, error) {
	var mu sync.Mutex
	return func(fset *token.FileSet, name string, src []byte) (*ast.File, error) {
		f := &file{sum: sha256.Sum256(src)}
		parsed, err := parser.ParseFile(fset, name, src, parser.AllErrors|parser.ParseComments)
		f.made = parsed != nil && ast.IsGenerated(parsed)
		mu.Lock()
		defer mu.Unlock()
		b.files[name] = f
		return parsed, err
	}
}

// list notes where the files of the build belong. A file of a package that was not read is an error: it would be a place where
// nobody looks.
func (b *build) list() error {
	var errs []error
	for _, p := range b.pkgs {
		root := ""
		if p.Module != nil && p.Module.Main {
			root = p.Module.Dir
		}
		read := map[string]bool{}
		for _, f := range p.Syntax {
			tf := p.Fset.File(f.FileStart)
			read[tf.Name()] = true
			if source := finding.CgoSource(tf); source != "" && !slices.Contains(p.GoFiles, tf.Name()) && slices.Contains(p.GoFiles, source) {
				read[source] = true
				b.files[source] = &file{cgo: true}
			}
		}
		for _, name := range slices.Concat(p.GoFiles, p.CompiledGoFiles) {
			if strings.HasSuffix(name, ".go") && !read[name] {
				errs = append(errs, fmt.Errorf("%s: is in the build of %s, and was not read", termsafe.Escape(name), termsafe.Escape(p.PkgPath)))
			}
		}
		for _, name := range p.GoFiles {
			if f := b.files[name]; f != nil {
				f.listed, f.root = true, root
			}
		}
	}
	return errors.Join(errs...)
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
		return p.Types == nil || len(p.CompiledGoFiles) == 0 || p.ID == p.PkgPath && variants[p.PkgPath] || strings.HasSuffix(p.PkgPath, ".test")
	})
}

func moduleRoot(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return err == nil
}

// maxErrors is how many errors of the go command are told.
const maxErrors = 50

// broken returns what the go command says is wrong with packages. It names files as line comments do: it is for people to read.
func (t teller) broken(pkgs []*packages.Package) error {
	var errs []error
	seen := map[string]bool{}
	for _, p := range pkgs {
		for _, e := range p.Errors {
			// A file that //go:embed names and another build step makes: nothing about the code is unknown without it.
			if e.Kind == packages.ListError && strings.HasPrefix(e.Msg, "pattern ") && strings.HasSuffix(strings.TrimSpace(e.Msg), ": no matching files found") {
				continue
			}
			if s := t.safe(e.Error()); !seen[s] {
				seen[s] = true
				if len(errs) < maxErrors {
					errs = append(errs, errors.New(s))
				}
			}
		}
	}
	if more := len(seen) - len(errs); more > 0 {
		errs = append(errs, fmt.Errorf("and %d more", more))
	}
	return errors.Join(errs...)
}
