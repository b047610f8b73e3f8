package analyzer

import (
	"golang.org/x/tools/go/analysis"

	"github.com/scrutateur/scrutateur/analyzer/finding"
	"github.com/scrutateur/scrutateur/analyzer/internal/ir"
	"github.com/scrutateur/scrutateur/analyzer/internal/product"
	"github.com/scrutateur/scrutateur/internal/termsafe"
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
	t := &twins{fset: pass.Fset}
	for _, f := range w.findings {
		if f.Suppressed == "" {
			pass.Report(w.diagnostic(t, f))
		}
	}
	facts.export(pass, w)
}

// diagnostic returns a finding as go vet knows it. It prints on one line each, whatever the program holds.
func (w *world) diagnostic(t *twins, f finding.Finding) analysis.Diagnostic {
	d := analysis.Diagnostic{Pos: t.at(f.Pos), End: t.at(f.End), Category: string(f.Rule), Message: termsafe.Escape(f.Says()), URL: law.Rule{ID: f.Rule}.URL()}
	for _, r := range f.Related {
		d.Related = append(d.Related, analysis.RelatedInformation{Pos: t.at(r.Pos), Message: termsafe.Escape(r.Message)})
	}
	mine := len(f.Edits) > 0 && t.told(f.Pos)
	for _, e := range f.Edits {
		mine = mine && w.editable(t, e.From) && t.told(e.To)
	}
	if mine {
		fix := analysis.SuggestedFix{Message: termsafe.Escape(f.Fix.Title)}
		for _, e := range f.Edits {
			fix.TextEdits = append(fix.TextEdits, analysis.TextEdit{Pos: e.From, End: e.To, NewText: []byte(e.New)})
		}
		d.SuggestedFixes = []analysis.SuggestedFix{fix}
	}
	return d
}
