package analyzer

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/internal/flow"
	"github.com/scrutateur/scrutateur/analyzer/internal/ir"
	"github.com/scrutateur/scrutateur/analyzer/internal/judge"
	"github.com/scrutateur/scrutateur/analyzer/internal/say"
	"github.com/scrutateur/scrutateur/analyzer/sinks"
)

// The rules that are about code. The others are the IDs of package law.
const (
	Raw       = "RAW"
	Altered   = "ALTERED"
	Recipient = "RECIPIENT"
	Unchecked = "UNCHECKED"
	Provider  = "PROVIDER-TEMPLATE"
	Exempt    = "EXEMPTION"
)

var rules = map[string]bool{Raw: true, Altered: true, Recipient: true, Unchecked: true, Provider: true}

// Finding is what the analyzer reports about one place.
type Finding struct {
	Rule       string
	Pos, End   token.Pos
	Message    string
	Related    []Related
	Fix        *Fix
	Suppressed string // the reason of the directive that exempts it
}

// Related is a place on the way of a text.
type Related struct {
	Pos     token.Pos
	Message string
}

// Fix is a change that a machine can make.
type Fix struct {
	Message string
	Edits   []Edit // sorted, apart from each other
}

// Edit replaces a piece of a file.
type Edit struct {
	Pos, End token.Pos
	New      string
}

// New returns the analyzer under a configuration. A configuration that cannot be used makes every run fail with the reason.
func New(c Config) *analysis.Analyzer {
	s, err := c.compile()
	return &analysis.Analyzer{
		Name:      "scrutateur",
		Doc:       doc,
		URL:       "https://pkg.go.dev/github.com/scrutateur/scrutateur/analyzer",
		FactTypes: []analysis.Fact{new(sendsFact), new(holdsFact), new(resultsFact)},
		Run: func(pass *analysis.Pass) (any, error) {
			if err != nil {
				return nil, err
			}
			return nil, run(pass, s)
		},
	}
}

const doc = `report SMS and e-mail whose text was not built by scrutateur

The analyzer reports a text that reaches a function, a host or a command that sends
SMS or e-mail without originating from package message of this module (RAW), a built text that was
changed after it was proved (ALTERED), and the other rules that
scrutateur explain prints.`

func run(pass *analysis.Pass, s *settings) error {
	w := &world{settings: s, fset: pass.Fset}
	u := &ir.Unit{Pkg: pass.Pkg, Files: pass.Files, Info: pass.TypesInfo}
	facts := newFacts(pass)
	w.judge([]*ir.Unit{u}, facts)
	for _, f := range w.findings {
		if f.Suppressed != "" {
			continue
		}
		pass.Report(w.diagnostic(f))
	}
	facts.export(pass, w)
	return nil
}

func (w *world) diagnostic(f Finding) analysis.Diagnostic {
	d := analysis.Diagnostic{Pos: f.Pos, End: f.End, Category: f.Rule, Message: f.Rule + ": " + f.Message, URL: RuleURL(f.Rule)}
	for _, r := range f.Related {
		d.Related = append(d.Related, analysis.RelatedInformation{Pos: r.Pos, Message: r.Message})
	}
	if f.Fix != nil {
		sf := analysis.SuggestedFix{Message: f.Fix.Message}
		for _, e := range f.Fix.Edits {
			sf.TextEdits = append(sf.TextEdits, analysis.TextEdit{Pos: e.Pos, End: e.End, NewText: []byte(e.New)})
		}
		d.SuggestedFixes = []analysis.SuggestedFix{sf}
	}
	return d
}

// RuleURL returns where a rule is explained.
func RuleURL(rule string) string {
	return "https://github.com/scrutateur/scrutateur/blob/main/docs/rules.md#" + strings.ToLower(rule)
}

// world is one run over the packages in view.
type world struct {
	*settings
	fset     *token.FileSet
	findings []Finding
	files    map[*token.File]*ast.File
	calls    map[*token.File]map[token.Pos]*ast.CallExpr // by their parenthesis

	uses    map[*ir.Unit]map[types.Object][]token.Pos // of variables and imports
	units   []*ir.Unit
	notes   []Note
	program *ir.Program
	flow    *judge.Judge
}

// judge finds everything about the packages in view and sorts it.
func (w *world) judge(units []*ir.Unit, facts *facts) {
	var found []Finding
	report := func(f Finding) { found = append(found, f) }
	w.files = map[*token.File]*ast.File{}
	w.calls = map[*token.File]map[token.Pos]*ast.CallExpr{}
	var ds []*directive
	var judged []*ir.Unit
	for _, u := range units {
		if w.own(u.Pkg) {
			continue
		}
		judged = append(judged, u)
		for _, f := range u.Files {
			w.files[w.fset.File(f.FileStart)] = f
		}
		ds = append(ds, w.directives(w.wanted(u.Files), report)...)
	}
	var seeds []*types.Package
	for _, u := range judged {
		if judge.Sinks(u, w.table) || facts.reaches(u) {
			seeds = append(seeds, u.Pkg)
		}
	}
	w.units = judged
	w.program = ir.NewProgram(w.fset, judged)
	var known flow.Facts
	if facts != nil {
		known = facts
	}
	w.flow = &judge.Judge{
		Engine:   flow.NewEngine(w.program, w.table, known),
		Channels: w.channels,
		Exempt: func(f *ssa.Function) bool {
			if f.Pkg != nil && w.transactional(f.Pkg.Pkg.Path()) {
				return true
			}
			return exempt(ds, f)
		},
		Skip: func(p token.Pos) bool { return !w.Tests && w.isTest(p) },
	}
	for _, f := range w.flow.Run(seeds) {
		g := Finding{Rule: string(f.Rule), Pos: f.Pos, Message: say.In(w.Lang, f.Message)}
		for _, r := range f.Related {
			if r.Pos.IsValid() {
				g.Related = append(g.Related, Related{r.Pos, say.In(w.Lang, r.Message)})
			}
		}
		g.Fix = w.mend(w.unitAt(f.Call), f)
		report(w.placed(g))
	}
	for _, u := range judged {
		w.unchecked(u, report)
		w.specs(u, report)
	}
	for i := range found {
		if found[i].Rule == Exempt {
			continue
		}
		if d := ignored(ds, w.fset, found[i]); d != nil {
			found[i].Suppressed = d.reason
		}
	}
	if facts != nil {
		for _, d := range ds {
			d.used = d.used || w.beyond(d)
		}
	}
	for _, f := range w.unused(ds) {
		f.Fix.Edits[0].End = w.commentEnd(f.Pos)
		report(f)
	}
	slices.SortFunc(found, func(a, b Finding) int {
		pa, pb := w.fset.Position(a.Pos), w.fset.Position(b.Pos)
		return cmp.Or(strings.Compare(pa.Filename, pb.Filename), pa.Line-pb.Line, pa.Column-pb.Column,
			strings.Compare(a.Rule, b.Rule), strings.Compare(a.Message, b.Message))
	})
	w.findings = slices.CompactFunc(found, func(a, b Finding) bool { return a.Pos == b.Pos && a.Rule == b.Rule && a.Message == b.Message })
}

// own reports whether a package is part of this module's library, which may do what others may not, or of a library in the table.
func (w *world) own(p *types.Package) bool {
	path := p.Path()
	if rest, ok := strings.CutPrefix(path, "github.com/scrutateur/scrutateur"); ok {
		return !strings.HasPrefix(rest, "/examples/") && !strings.Contains(rest, "/testdata/")
	}
	return sinks.Default().Package(path)
}

func (w *world) isTest(p token.Pos) bool {
	f := w.fset.File(p)
	return f != nil && strings.HasSuffix(f.Name(), "_test.go")
}

// wanted returns the files that are judged.
func (w *world) wanted(files []*ast.File) []*ast.File {
	if w.Tests {
		return files
	}
	return slices.DeleteFunc(slices.Clone(files), func(f *ast.File) bool { return w.isTest(f.FileStart) })
}

// placed moves a finding from the parenthesis of a call, which is where SSA puts it, to the name of what is called.
func (w *world) placed(f Finding) Finding {
	if c := w.callAt(f.Pos); c != nil {
		fun := ast.Unparen(c.Fun)
		switch x := fun.(type) {
		case *ast.IndexExpr:
			fun = x.X
		case *ast.IndexListExpr:
			fun = x.X
		}
		f.Pos = fun.Pos()
		if sel, ok := fun.(*ast.SelectorExpr); ok {
			f.Pos = sel.Sel.Pos()
		}
		f.End = c.End()
	}
	return f
}

func (w *world) commentEnd(p token.Pos) token.Pos {
	if f := w.files[w.fset.File(p)]; f != nil {
		for _, g := range f.Comments {
			for _, c := range g.List {
				if c.Pos() == p {
					return c.End()
				}
			}
		}
	}
	return p
}

// Rules returns the IDs of the rules about code, sorted.
func Rules() []string {
	return append(slices.Sorted(maps.Keys(rules)), Exempt)
}
