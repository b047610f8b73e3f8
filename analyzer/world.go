package analyzer

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/finding"
	"github.com/scrutateur/scrutateur/analyzer/internal/callee"
	"github.com/scrutateur/scrutateur/analyzer/internal/constspec"
	"github.com/scrutateur/scrutateur/analyzer/internal/flow"
	"github.com/scrutateur/scrutateur/analyzer/internal/ir"
	"github.com/scrutateur/scrutateur/analyzer/internal/judge"
	"github.com/scrutateur/scrutateur/analyzer/internal/product"
	"github.com/scrutateur/scrutateur/analyzer/internal/say"
	"github.com/scrutateur/scrutateur/internal/sinks"
	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/notice/law"
)

// world is one run over the packages in view: one under go vet, all of a module in package lint.
type world struct {
	*settings
	fset  *token.FileSet
	units []*ir.Unit // that are judged
	files map[*token.File]*ast.File

	program *ir.Program
	flow    *judge.Judge

	findings []finding.Finding
	notes    []finding.Related

	unitOf   map[*token.File]*ir.Unit
	dynamics map[*token.File][]*ast.CallExpr // calls of which types alone do not say what they reach, of files that were asked for, sorted

	calls map[*token.File]map[token.Pos]*ast.CallExpr // by their parenthesis, of files that were asked for
	uses  map[*ir.Unit]map[types.Object][]token.Pos   // of variables and imports, of packages that were asked for
}

func newWorld(s *settings, fset *token.FileSet, units []*ir.Unit) *world {
	w := &world{settings: s, fset: fset, files: map[*token.File]*ast.File{}, unitOf: map[*token.File]*ir.Unit{}, dynamics: map[*token.File][]*ast.CallExpr{},
		calls: map[*token.File]map[token.Pos]*ast.CallExpr{}, uses: map[*ir.Unit]map[types.Object][]token.Pos{}}
	for _, u := range units {
		if !judged(u.Pkg) {
			continue
		}
		w.units = append(w.units, u)
		for _, f := range u.Files {
			tf := fset.File(f.FileStart)
			w.files[tf], w.unitOf[tf] = f, u
		}
	}
	return w
}

// judged reports whether a package is judged. This module's library may do what others may not, and a library of the table is
// where sending ends.
func judged(p *types.Package) bool {
	if product.Ours(p.Path()) {
		return product.Program(p.Path())
	}
	return !sinks.Default().Package(p.Path())
}

// judge finds everything about the packages in view, sorted. facts are what imports that are not in view told; nil where all are.
func (w *world) judge(facts *facts) {
	ds := newExemptions(w.directives())
	w.sends(ds, facts)
	for _, u := range w.units {
		w.unchecked(u)
	}
	w.specs()
	w.suppress(ds, facts)
	for i := range w.findings {
		w.findings[i].Locate(w.fset)
	}
	slices.SortFunc(w.findings, finding.Compare)
	w.findings = slices.CompactFunc(w.findings, func(a, b finding.Finding) bool {
		return a.Pos == b.Pos && a.Rule == b.Rule && a.Message == b.Message
	})
	for i := range w.notes {
		w.notes[i].Locate(w.fset)
	}
}

func (w *world) report(f finding.Finding) { w.findings = append(w.findings, f) }

// sends judges everything that is sent. It begins at the packages that mention a sink, or something that an import is known to
// send with; what leads to them is built on the way.
func (w *world) sends(ds *exemptions, facts *facts) {
	var seeds []*types.Package
	for _, u := range w.units {
		if judge.Sinks(u, w.table) || facts.reaches(u) {
			seeds = append(seeds, u.Pkg)
		}
	}
	w.program = ir.NewProgram(w.fset, w.units)
	var known flow.Facts
	if facts != nil {
		known = facts
	}
	w.flow = &judge.Judge{
		Engine:   flow.NewEngine(w.program, w.table, known),
		Channels: w.channels,
		Lang:     w.Lang,
		Exempt: func(f *ssa.Function) bool {
			return f.Pkg != nil && w.transactional(f.Pkg.Pkg.Path()) || ds.exempt(f)
		},
		Skip: w.skipped,
	}
	for _, f := range w.flow.Run(seeds) {
		f.Fix = w.mend(f)
		f.Related = slices.DeleteFunc(f.Related, func(r finding.Related) bool { return !r.Pos.IsValid() })
		f.Place = w.named(f.Place)
		w.report(f)
	}
}

// specs compiles the constant specifications.
func (w *world) specs() {
	p := &constspec.Program{Fset: w.fset, Lang: w.Lang, Skip: w.skipped}
	for _, u := range w.units {
		p.Packages = append(p.Packages, constspec.Package{Types: u.Pkg, Files: u.Files, Info: u.Info})
	}
	for _, pkg := range p.Packages {
		found, notes := p.Judge(pkg)
		w.findings, w.notes = append(w.findings, found...), append(w.notes, notes...)
	}
}

// suppress marks the findings that a directive exempts, and reports the directives that exempt none.
func (w *world) suppress(ds *exemptions, facts *facts) {
	for i, f := range w.findings {
		if f.Rule == law.LintExemption {
			continue
		}
		if d := ds.ignored(w.fset, f); d != nil {
			w.findings[i].Suppressed = d.reason
		}
	}
	for _, d := range ds.all {
		// Who sees one package cannot know what an interface of another one sends.
		if !d.used && (facts == nil || !w.beyond(d)) {
			w.report(w.unused(d))
		}
	}
}

// skipped reports whether the file at a position is not judged: tests are judged when the configuration says so.
func (w *world) skipped(p token.Pos) bool { return !w.Tests && w.isTest(p) }

func (w *world) isTest(p token.Pos) bool {
	f := w.fset.File(p)
	return f != nil && strings.HasSuffix(f.Name(), "_test.go")
}

// wanted returns the files of a package that are judged.
func (w *world) wanted(u *ir.Unit) []*ast.File {
	return slices.DeleteFunc(slices.Clone(u.Files), func(f *ast.File) bool { return w.skipped(f.FileStart) })
}

// named moves a place from the parenthesis of a call, which is where SSA puts it, to the name of what is called.
func (w *world) named(p finding.Place) finding.Place {
	c := w.callAt(p.Pos)
	if c == nil {
		return p
	}
	if id := callee.Ident(c); id != nil {
		return finding.Range(id.Pos(), c.End())
	}
	return finding.Range(ast.Unparen(c.Fun).Pos(), c.End())
}

// callAt returns the call whose parenthesis is at a position.
func (w *world) callAt(pos token.Pos) *ast.CallExpr {
	tf := w.fset.File(pos)
	if tf == nil || w.files[tf] == nil {
		return nil
	}
	if w.calls[tf] == nil {
		calls := map[token.Pos]*ast.CallExpr{}
		ast.Inspect(w.files[tf], func(n ast.Node) bool {
			if c, ok := n.(*ast.CallExpr); ok {
				calls[c.Lparen] = c
			}
			return true
		})
		w.calls[tf] = calls
	}
	return w.calls[tf][pos]
}

// unitAt returns the package in whose files a position lies.
func (w *world) unitAt(pos token.Pos) *ir.Unit { return w.unitOf[w.fset.File(pos)] }

// say says a sentence in the language of the configuration. Its English format is the key to the French.
func (w *world) say(format tongue.Text, args ...string) string {
	return say.In(w.Lang, say.Phrase(format, args...))
}
