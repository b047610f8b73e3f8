package analyzer

import (
	"cmp"
	"fmt"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/scrutateur/scrutateur/analyzer/internal/product"
)

// export writes down what the package's importers need.
func (f *facts) export(pass *analysis.Pass, w *world) {
	exportSends(pass, w)
	exportFields(pass, w)
	if product.Builds(pass.Pkg) || f.any || len(w.flow.Summaries) > 0 {
		exportResults(pass, w)
	}
}

// exportSends writes the functions that send what a parameter holds, and the methods of interfaces that such a method implements.
func exportSends(pass *analysis.Pass, w *world) {
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
}

// exportFields writes the fields of the package whose content is sent.
func exportFields(pass *analysis.Pass, w *world) {
	for _, h := range w.flow.Held() {
		if h.Field.Pkg() != pass.Pkg {
			continue
		}
		var hf holdsFact
		pass.ImportObjectFact(h.Field, &hf)
		hf.Sends = append(hf.Sends, sendFact{Sink: h.Sink, Channel: string(h.Channel)})
		pass.ExportObjectFact(h.Field, &hf)
	}
}

// exportResults writes of what the results of functions are made.
func exportResults(pass *analysis.Pass, w *world) {
	for _, r := range w.flow.ResultFacts(pass.Pkg) {
		rf := resultsFact{}
		for _, x := range r.Results {
			rf.Results = append(rf.Results, resultFact{x.Index, x.Path, x.Beginnings})
		}
		pass.ExportObjectFact(r.Func, &rf)
	}
}
