package analyzer

import (
	"cmp"
	"fmt"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/scrutateur/scrutateur/analyzer/internal/flow"
	"github.com/scrutateur/scrutateur/analyzer/internal/ir"
	"github.com/scrutateur/scrutateur/analyzer/internal/product"
	"github.com/scrutateur/scrutateur/analyzer/sinks"
)

// What a package tells those that import it. Facts hold slices and no maps, so that their encoding is the same each time.

// sendFact is a flow.Summary that can be written down.
type sendFact struct {
	Sink    string
	Channel string
	Params  []flow.ParamFact
	Cond    sinks.Condition
	Parts   []string
	Conds   []flow.ParamFact
	To      []flow.ParamFact
}

// sendsFact is on a function that sends what a parameter holds.
type sendsFact struct{ Sends []sendFact }

func (*sendsFact) AFact() {}
func (f *sendsFact) String() string {
	var ss []string
	for _, s := range f.Sends {
		var ps []string
		for _, p := range s.Params {
			ps = append(ps, strings.TrimSuffix(fmt.Sprintf("%d.%s", p.Index, p.Path), "."))
		}
		ss = append(ss, fmt.Sprintf("%s(%s)", s.Channel, strings.Join(ps, ",")))
	}
	return "sends " + strings.Join(ss, " ")
}

// holdsFact is on a struct field whose content is sent.
type holdsFact struct{ Sends []sendFact }

func (*holdsFact) AFact()           {}
func (f *holdsFact) String() string { return "holds a body" }

// resultFact is what is known about one result at one path.
type resultFact struct {
	Index      int
	Path       string
	Beginnings []flow.SourceFact
}

// resultsFact is on a function whose results are made of built messages or of its parameters.
type resultsFact struct{ Results []resultFact }

func (*resultsFact) AFact() {}
func (f *resultsFact) String() string {
	var ss []string
	for _, r := range f.Results {
		for _, b := range r.Beginnings {
			switch {
			case b.Built:
				ss = append(ss, fmt.Sprintf("%d built", r.Index))
			case b.Param >= 0:
				ss = append(ss, fmt.Sprintf("%d from %d", r.Index, b.Param))
			default:
				ss = append(ss, fmt.Sprintf("%d other", r.Index))
			}
		}
	}
	slices.Sort(ss)
	return "results " + strings.Join(slices.Compact(ss), ", ")
}

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

// export writes down what the package's importers need.
func (f *facts) export(pass *analysis.Pass, w *world) {
	byFunc := map[*types.Func]*sendsFact{}
	var order []*types.Func
	for _, s := range w.flow.Summaries {
		sf := sendFact{Sink: s.Sink, Channel: string(s.Channel), Params: s.Params, Parts: s.Parts, Conds: s.Conds, To: s.To}
		if s.Cond != nil {
			sf.Cond = *s.Cond
		}
		for _, obj := range append([]*types.Func{s.Func}, w.flow.Abstracts(s.Func)...) {
			if obj.Pkg() != pass.Pkg {
				continue
			}
			if byFunc[obj] == nil {
				byFunc[obj] = &sendsFact{}
				order = append(order, obj)
			}
			byFunc[obj].Sends = append(byFunc[obj].Sends, sf)
		}
	}
	for _, obj := range order {
		ss := byFunc[obj].Sends
		slices.SortFunc(ss, func(a, b sendFact) int { return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
		byFunc[obj].Sends = slices.CompactFunc(ss, func(a, b sendFact) bool { return fmt.Sprint(a) == fmt.Sprint(b) })
		pass.ExportObjectFact(obj, byFunc[obj])
	}
	for _, h := range w.flow.Held() {
		if h.Field.Pkg() != pass.Pkg {
			continue
		}
		var hf holdsFact
		f.pass.ImportObjectFact(h.Field, &hf)
		hf.Sends = append(hf.Sends, sendFact{Sink: h.Sink, Channel: string(h.Channel)})
		pass.ExportObjectFact(h.Field, &hf)
	}
	if !product.Builds(pass.Pkg) && !f.any && len(w.flow.Summaries) == 0 {
		return
	}
	for _, r := range w.flow.ResultFacts(pass.Pkg) {
		rf := resultsFact{}
		for _, x := range r.Results {
			rf.Results = append(rf.Results, resultFact{x.Index, x.Path, x.Beginnings})
		}
		pass.ExportObjectFact(r.Func, &rf)
	}
}
