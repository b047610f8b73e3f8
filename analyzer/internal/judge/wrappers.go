package judge

import (
	"cmp"
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/finding"
	"github.com/scrutateur/scrutateur/analyzer/internal/flow"
	"github.com/scrutateur/scrutateur/analyzer/internal/ir"
	"github.com/scrutateur/scrutateur/analyzer/internal/say"
)

// paramField returns the last field of a parameter's path, in view.
func (j *Judge) paramField(l flow.Source) *types.Var {
	if f := j.LastField(l.Path); f != nil {
		return f
	}
	if l.Path == "" || l.Idx >= len(l.Fn.Params) {
		return nil
	}
	// The path comes from the table: walk it along the types.
	t := l.Fn.Params[l.Idx].Type()
	var last *types.Var
	for _, c := range strings.Split(l.Path, "/") {
		if strings.HasPrefix(c, "[") {
			switch u := t.Underlying().(type) {
			case *types.Slice:
				t = u.Elem()
			case *types.Array:
				t = u.Elem()
			case *types.Map:
				t = u.Elem()
			case *types.Chan:
				t = u.Elem()
			default:
				return last
			}
			continue
		}
		st, ok := ir.StructOf(t)
		if !ok {
			return last
		}
		for i := range st.NumFields() {
			if st.Field(i).Name() == flow.Name(c) {
				t = st.Field(i).Type()
				if j.Program.Has(st.Field(i).Pkg()) {
					last = st.Field(i).Origin()
				}
			}
		}
	}
	return last
}

// derive makes sends of the calls of the functions whose parameters decide. It returns the leaves that nobody decides.
func (j *Judge) derive(s *send, leaves, cond []flow.Source) (lost []flow.Source) {
	owners := []*ssa.Function{}
	all := slices.Concat(leaves, cond)
	for _, l := range all {
		if l.Kind == flow.Param && !slices.Contains(owners, l.Fn) {
			owners = append(owners, l.Fn)
		}
	}
	if len(cond) > 0 {
		owners = []*ssa.Function{cond[0].Fn}
	} else if len(owners) > 1 {
		// A function literal that sends its parameter and something of the function around it: the outer one is the wrapper.
		slices.SortStableFunc(owners, func(a, b *ssa.Function) int { return cmp.Compare(depth(a), depth(b)) })
	}
	for _, f := range owners {
		var mine, fixed, conds []flow.Source
		for _, l := range leaves {
			if l.Kind == flow.Param && l.Fn == f {
				mine = append(mine, l)
			} else if len(cond) > 0 {
				fixed = append(fixed, l)
			}
		}
		for _, l := range cond {
			if l.Fn == f {
				conds = append(conds, l)
			}
		}
		if !j.deriveOn(f, s, mine, fixed, conds) {
			lost = append(lost, mine...)
		}
	}
	return lost
}

func depth(f *ssa.Function) int {
	n := 0
	for ; f.Parent() != nil; f = f.Parent() {
		n++
	}
	return n
}

func (j *Judge) deriveOn(f *ssa.Function, s *send, mine, fixed, conds []flow.Source) (decided bool) {
	if j.exempt(f) {
		return true
	}
	var b strings.Builder
	fmt.Fprint(&b, f.String(), f.Pos(), s.channel, s.parts)
	for _, l := range slices.Concat(mine, fixed, conds) {
		b.WriteString(l.Key())
	}
	if s.cond != nil && len(conds) > 0 {
		fmt.Fprint(&b, s.cond.Op)
	}
	if j.derived[b.String()] {
		return true
	}
	j.derived[b.String()] = true

	sum := flow.Summary{Sink: s.sink, Channel: s.channel, Parts: s.parts}
	if len(conds) > 0 {
		sum.Cond = s.cond
	}
	// What an object keeps for itself is decided by whoever puts it there, not by who holds the object.
	theirs := mine[:0:0]
	for _, l := range mine {
		if v := j.paramField(l); v != nil && kept(l.Path) {
			o := *l.Origin
			o.Kind, o.Field, o.Path = flow.Field, v, flow.TailAfterField(l.Path)
			l.Origin = j.Source(o, l.At).Origin
			j.fill(s, l)
			continue
		}
		theirs = append(theirs, l)
		sum.Params = append(sum.Params, paramFact(l))
	}
	if len(mine) > 0 && len(theirs) == 0 {
		return true
	}
	mine = theirs
	for _, l := range conds {
		sum.Conds = append(sum.Conds, paramFact(l))
	}
	tos := slices.DeleteFunc(slices.Clone(j.resolve(s.to, s.instr.Pos())), func(l flow.Source) bool { return l.Empty })
	if slices.ContainsFunc(tos, func(l flow.Source) bool { return l.Kind != flow.Param || l.Fn != f }) {
		tos = nil
	}
	for _, l := range tos {
		sum.To = append(sum.To, paramFact(l))
	}
	if obj, ok := f.Object().(*types.Func); ok && len(fixed) == 0 {
		sum.Func = obj
		j.Summaries = append(j.Summaries, sum)
	}

	sites, outside := j.Program.Callers(f)
	if !s.stream && !slices.ContainsFunc(sites, func(c ir.Site) bool { return !j.Program.Foreign(c.Instr) }) && j.Program.Boxed(f) {
		sites, outside = nil, true
	}
	slices.SortStableFunc(sites, func(a, b ir.Site) int { return j.Program.Before(a.Instr.Pos(), b.Instr.Pos()) })
	to := func(in ssa.Instruction, as []ssa.Value) {
		d := &send{sink: s.sink, channel: s.channel, instr: in, parts: s.parts, far: s.far, stream: s.stream, query: s.query, fixed: fixed, trail: s.trail}
		if hop := (finding.Related{Place: finding.Point(s.instr.Pos()), Message: say.Phrase("through %s, which hands it to %s", ir.FuncName(f), s.sink)}); !slices.Contains(s.trail, hop) {
			d.trail = append([]finding.Related{hop}, s.trail...) // a function that calls itself is one place
		}
		if len(conds) > 0 {
			d.cond = s.cond
		}
		refs := func(ls []flow.Source) (rs []ref) {
			for _, l := range ls {
				if l.Idx < len(as) {
					rs = append(rs, ref{v: as[l.Idx], path: l.Path, step: l.Via, role: l.Part})
				}
			}
			return rs
		}
		d.refs, d.condRefs, d.to = refs(mine), refs(conds), refs(tos)
		j.work = append(j.work, d)
	}
	real := 0
	for _, c := range sites {
		if j.Skip(c.Instr.Pos()) {
			continue
		}
		real++
		to(c.Instr, c.Args)
	}
	if real > 0 {
		return true
	}
	// Nobody calls it. What a parameter's field holds is decided by who fills the field.
	decided = true
	for _, l := range mine {
		v, own := j.paramField(l), true
		if v == nil {
			// Of another module's type, when somebody in view fills it.
			if v, own = j.foreignField(l), false; v != nil && len(j.FieldWrites(v, "")) == 0 {
				v = nil
			}
		}
		switch {
		case v != nil:
			o := *l.Origin
			o.Kind, o.Field, o.Path = flow.Field, v, flow.TailAfterField(l.Path)
			if l.Path == flow.Plain(l.Path) || !own {
				o.Path = ""
			}
			l.Origin = j.Source(o, l.At).Origin
			j.fill(s, l)
		case l.Path == "" && (outside || f.Parent() != nil), outside && j.elsewhere(l):
			decided = false
		}
	}
	return decided
}

// foreignField returns the last field of a parameter's path that is declared out of view.
func (j *Judge) foreignField(l flow.Source) *types.Var {
	var last *types.Var
	for _, c := range strings.Split(l.Path, "/") {
		if v := j.VarOf(c); v != nil {
			last = v
		}
	}
	return last
}

// elsewhere reports whether a text in a field of a parameter was made where nobody will be asked: in a package that is not
// among those that are judged.
func (j *Judge) elsewhere(l flow.Source) bool {
	sf, ok := j.Facts.(flow.SendFacts)
	if !ok {
		return true
	}
	v := j.foreignField(l)
	return v != nil && !sf.Judged(v.Pkg())
}

// kept reports whether a path leads into a collection that an object keeps for itself: other packages hold the object and
// decide nothing of what is in it, except by the functions that fill it.
func kept(path string) bool {
	first, rest := flow.Head(path)
	return first != "" && !token.IsExported(flow.Name(first)) && strings.Contains("/"+flow.Plain(rest)+"/", "/[]/") && !strings.HasPrefix(first, "[")
}

func paramFact(l flow.Source) flow.ParamFact {
	p := flow.ParamFact{Index: l.Idx, Path: flow.Plain(l.Path), Part: uint8(l.Part)}
	if l.Via != nil {
		p.Step = &flow.TransferFact{Kind: uint8(l.Via.Kind()), What: l.Via.What}
	}
	return p
}
