package analyzer

import (
	"golang.org/x/tools/go/analysis"

	"github.com/scrutateur/scrutateur/analyzer/finding"
	"github.com/scrutateur/scrutateur/analyzer/internal/ir"
	"github.com/scrutateur/scrutateur/analyzer/internal/product"
	"github.com/scrutateur/scrutateur/notice/law"
)

const doc = `report SMS and e-mail whose text was not built by scrutateur

The analyzer reports a text that reaches a function, a host or a command that sends
SMS or e-mail without originating from package message of this module (RAW), a built text that was
changed after it was proved (ALTERED), and the other rules that
scrutateur explain prints.`

// New returns the analyzer under a configuration, for drivers that go package by package: go vet, golangci-lint. A configuration
// that cannot be used makes every run fail with the reason.
func New(c Config) *analysis.Analyzer {
	s, err := c.compile()
	return &analysis.Analyzer{
		Name:      "scrutateur",
		Doc:       doc,
		URL:       "https://pkg.go.dev/" + product.Module + "/analyzer",
		FactTypes: []analysis.Fact{new(sendsFact), new(holdsFact), new(resultsFact)},
		Run: func(pass *analysis.Pass) (any, error) {
			if err != nil {
				return nil, err
			}
			run(pass, s)
			return nil, nil
		},
	}
}

// run judges one package and tells its importers what they need.
func run(pass *analysis.Pass, s *settings) {
	facts := newFacts(pass)
	w := newWorld(s, pass.Fset, []*ir.Unit{{Pkg: pass.Pkg, Files: pass.Files, Info: pass.TypesInfo}})
	w.judge(facts)
	for _, f := range w.findings {
		if f.Suppressed == "" {
			pass.Report(diagnostic(f))
		}
	}
	facts.export(pass, w)
}

// diagnostic returns a finding as go vet knows it.
func diagnostic(f finding.Finding) analysis.Diagnostic {
	d := analysis.Diagnostic{Pos: f.Pos, End: f.End, Category: string(f.Rule), Message: f.Says(), URL: law.Rule{ID: f.Rule}.URL()}
	for _, r := range f.Related {
		d.Related = append(d.Related, analysis.RelatedInformation{Pos: r.Pos, Message: r.Message})
	}
	if len(f.Edits) > 0 {
		fix := analysis.SuggestedFix{Message: f.Fix.Title}
		for _, e := range f.Edits {
			fix.TextEdits = append(fix.TextEdits, analysis.TextEdit{Pos: e.From, End: e.To, NewText: []byte(e.New)})
		}
		d.SuggestedFixes = []analysis.SuggestedFix{fix}
	}
	return d
}
