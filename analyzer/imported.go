package analyzer

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/scrutateur/scrutateur/analyzer/internal/flow"
	"github.com/scrutateur/scrutateur/analyzer/internal/ir"
	"github.com/scrutateur/scrutateur/internal/sinks"
)

// facts reads what the imports told. It is nil for the driver that sees everything.
type facts struct {
	pass *analysis.Pass
	any  bool
}

func newFacts(pass *analysis.Pass) *facts {
	return &facts{pass: pass, any: len(pass.AllObjectFacts()) > 0}
}

// reaches reports whether the package uses anything that sends, by the facts.
func (f *facts) reaches(u *ir.Unit) bool {
	if f == nil || !f.any {
		return false
	}
	found := false
	u.Mentions(func(o types.Object) {
		if found || o.Pkg() == nil || o.Pkg() == u.Pkg {
			return
		}
		switch o := o.(type) {
		case *types.Func:
			found = f.pass.ImportObjectFact(o.Origin(), new(sendsFact))
		case *types.Var:
			found = o.IsField() && f.pass.ImportObjectFact(o.Origin(), new(holdsFact))
		}
	})
	return found
}

// Sends implements flow.SendFacts.
func (f *facts) Sends(obj *types.Func) []flow.Summary {
	var s sendsFact
	if f == nil || !f.any || !f.pass.ImportObjectFact(obj.Origin(), &s) {
		return nil
	}
	return summaries(s.Sends)
}

// Holds implements flow.SendFacts.
func (f *facts) Holds(v *types.Var) []flow.Summary {
	var h holdsFact
	if f == nil || !f.any || !f.pass.ImportObjectFact(v.Origin(), &h) {
		return nil
	}
	return summaries(h.Sends)
}

// Judged implements flow.SendFacts: the packages of the same module are judged, each in its turn.
func (f *facts) Judged(p *types.Package) bool {
	m := f.pass.Module
	return m == nil || m.Path == "" || p.Path() == m.Path || strings.HasPrefix(p.Path(), m.Path+"/")
}

func summaries(ss []sendFact) (out []flow.Summary) {
	for _, s := range ss {
		m := flow.Summary{Sink: s.Sink, Channel: sinks.Channel(s.Channel), Params: s.Params, Parts: s.Parts, Conds: s.Conds, To: s.To}
		if s.Cond.Op != "" {
			m.Cond = &s.Cond
		}
		out = append(out, m)
	}
	return out
}

// Results implements flow.Facts.
func (f *facts) Results(obj *types.Func, idx int, path string) ([]flow.SourceFact, bool) {
	var r resultsFact
	if f == nil || !f.any || !f.pass.ImportObjectFact(obj.Origin(), &r) {
		return nil, false
	}
	for _, x := range r.Results {
		if x.Index == idx && x.Path == path {
			return x.Beginnings, true
		}
	}
	return nil, false
}
