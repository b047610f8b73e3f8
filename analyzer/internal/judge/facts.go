package judge

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/internal/fieldpath"
	"github.com/scrutateur/scrutateur/analyzer/internal/flow"
	"github.com/scrutateur/scrutateur/analyzer/internal/ir"
	"github.com/scrutateur/scrutateur/analyzer/internal/source"
)

// Abstracts returns the interface methods of the packages in view that a method implements.
func (j *Judge) Abstracts(m *types.Func) []*types.Func {
	if ir.RecvType(m) == types.Typ[types.Invalid] {
		return nil
	}
	return j.Program.Abstracts(m)
}

// ResultFact is what is known about a function's results.
type ResultFact struct {
	Func    *types.Func
	Results []Result
}

// Result is what is known about one result at one path.
type Result struct {
	Index      int
	Path       string
	Beginnings []flow.SourceFact
}

// ResultFacts returns what callers out of view may know about the results of a package's functions: those made of built
// messages or of parameters.
func (j *Judge) ResultFacts(pkg *types.Package) []ResultFact {
	var out []ResultFact
	for _, f := range j.Program.Functions(pkg) {
		obj, ok := f.Object().(*types.Func)
		if !ok || f.Parent() != nil || j.Skip(f.Pos()) {
			continue
		}
		rf := ResultFact{Func: obj}
		res := obj.Signature().Results()
		for i := range res.Len() {
			for _, path := range textPaths(res.At(i).Type(), 2) {
				bs, useful := j.beginnings(f, i, path)
				if useful {
					rf.Results = append(rf.Results, Result{i, path, bs})
				}
			}
		}
		if len(rf.Results) > 0 {
			out = append(out, rf)
		}
	}
	return out
}

// textPaths returns the paths to the texts in a type: the type itself, or the fields of a struct.
func textPaths(t types.Type, depth int) []string {
	if ir.Texty(t) {
		return []string{""}
	}
	st, ok := ir.StructOf(t)
	if !ok || depth == 0 {
		return nil
	}
	var ps []string
	for i := range st.NumFields() {
		for _, p := range textPaths(st.Field(i).Type(), depth-1) {
			ps = append(ps, fieldpath.Cons(st.Field(i).Name(), p))
		}
	}
	return ps
}

func (j *Judge) beginnings(f *ssa.Function, idx int, path string) (bs []flow.SourceFact, useful bool) {
	for _, l := range source.Sorted(j.Ask(flow.Query{Mode: flow.OfResult, V: f, Idx: idx, Path: path})) {
		b := flow.SourceFact{Param: -1, Role: uint8(l.Role), Part: uint8(l.Part)}
		switch l.Kind {
		case source.Built:
			b.Built, b.Adopted, b.What = true, l.Adopted, l.What
			useful = true
		case source.Param:
			if l.Fn != f {
				b.What = l.What
				break
			}
			b.Param, b.Path = l.Idx, fieldpath.Plain(l.Path)
			useful = true
		case source.Neutral:
			continue
		default:
			b.What = l.What
		}
		if l.Via != nil {
			b.Step = &flow.TransferFact{Kind: uint8(l.Via.Kind()), What: l.Via.What}
		}
		bs = append(bs, b)
	}
	return bs, useful
}
