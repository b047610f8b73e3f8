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
	"github.com/scrutateur/scrutateur/analyzer/internal/fieldpath"
	"github.com/scrutateur/scrutateur/analyzer/internal/flow"
	"github.com/scrutateur/scrutateur/analyzer/internal/ir"
	"github.com/scrutateur/scrutateur/analyzer/internal/say"
	"github.com/scrutateur/scrutateur/analyzer/internal/source"
)

// A wrapper is a function that sends what it is given: its callers decide, and each call of it is a send by itself.
//
//	func Notify(to, text string) error { return smtp.SendMail(host, auth, from, []string{to}, []byte(text)) }
type wrapper struct {
	*sink
	fn    *ssa.Function
	texts []source.Source // parameters of fn that are sent, or a part of what is sent
	fixed []source.Source // what is sent beside them, where the parameters decide only whether it is
	conds []source.Source // parameters that decide whether anything is sent: a URL
	tos   []source.Source // parameters that are its recipients, where nothing else is
}

// derive makes sends of the calls of the functions whose parameters decide. It returns the sources of which nobody decides.
func (j *Judge) derive(s *sink, sources, cond []source.Source) (lost []source.Source) {
	for _, f := range owners(sources, cond) {
		w := wrapper{sink: s, fn: f}
		for _, l := range sources {
			if l.Kind == source.Param && l.Fn == f {
				w.texts = append(w.texts, l)
			} else if len(cond) > 0 {
				w.fixed = append(w.fixed, l)
			}
		}
		for _, l := range cond {
			if l.Fn == f {
				w.conds = append(w.conds, l)
			}
		}
		theirs := w.texts
		if !j.wrap(w) {
			lost = append(lost, theirs...)
		}
	}
	return lost
}

// owners returns the functions whose parameters decide. Where they decide whether anything is sent, that is the first question.
func owners(sources, cond []source.Source) (fns []*ssa.Function) {
	if len(cond) > 0 {
		return []*ssa.Function{cond[0].Fn}
	}
	for _, l := range sources {
		if l.Kind == source.Param && !slices.Contains(fns, l.Fn) {
			fns = append(fns, l.Fn)
		}
	}
	// A function literal that sends its parameter and something of the function around it: the outer one is the wrapper.
	slices.SortStableFunc(fns, func(a, b *ssa.Function) int { return cmp.Compare(depth(a), depth(b)) })
	return fns
}

// depth counts the functions around a function literal.
func depth(f *ssa.Function) int {
	n := 0
	for ; f.Parent() != nil; f = f.Parent() {
		n++
	}
	return n
}

// wrap makes sends of everything that decides about a wrapper. It reports whether anything does.
func (j *Judge) wrap(w wrapper) (decided bool) {
	if j.exempt(w.fn) || j.wrapped(&w) {
		return true
	}
	if len(w.texts) > 0 {
		if w.texts = j.others(w); len(w.texts) == 0 {
			return true
		}
	}
	w.tos = slices.DeleteFunc(slices.Clone(j.resolve(w.to, w.instr.Pos())), func(l source.Source) bool { return l.Empty })
	if slices.ContainsFunc(w.tos, func(l source.Source) bool { return l.Kind != source.Param || l.Fn != w.fn }) {
		w.tos = nil
	}
	j.summarize(&w)
	called, near := false, false // by calls that a wrapper like this one was asked about; of an interface in view
	var groups []asked
	like := w.like()
	sites, outside := j.Program.CallersBut(w.fn, func(g *ir.Group) bool {
		k := asked{g, g.Len(), like}
		if like != "" && j.asked[k] {
			called, near = true, near || !j.Program.ForeignGroup(g)
			return true
		}
		groups = append(groups, k)
		return false
	})
	if !w.stream && !near && !slices.ContainsFunc(sites, func(c ir.Site) bool { return !j.Program.Foreign(c.Instr) }) && j.Program.Boxed(w.fn) {
		sites, groups, outside, called = nil, nil, true, false
	}
	slices.SortStableFunc(sites, func(a, b ir.Site) int { return j.Program.Before(a.Instr.Pos(), b.Instr.Pos()) })
	for _, c := range sites {
		if !j.Skip(c.Instr.Pos()) {
			called = true
			j.work = append(j.work, w.calledBy(c))
		}
	}
	for _, k := range groups {
		if like != "" && k.group.Some(func(c ssa.CallInstruction) bool { return !j.Skip(c.Pos()) }) {
			j.asked[k] = true
		}
	}
	return called || j.uncalled(&w, outside)
}

// asked is a group of calls that were made sends, as calls of a wrapper that is like others. There may be more calls in it later.
type asked struct {
	group *ir.Group
	calls int
	like  string
}

// like says what of a wrapper makes a difference to what its calls send. Where a hundred types implement an interface by methods that
// are alike, a call of it is one send, and is told with the way through one of them. It is "" for a wrapper that is like no other.
func (w *wrapper) like() string {
	if len(w.fixed) > 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprint(&b, w.name, "|", w.channel, "|", w.parts, w.far, w.stream, w.query)
	if len(w.conds) > 0 {
		fmt.Fprintf(&b, "|%p", w.cond)
	}
	for i, ls := range [][]source.Source{w.texts, w.conds, w.tos} {
		fmt.Fprint(&b, "|", i)
		for _, l := range source.Sorted(ls) {
			fmt.Fprint(&b, "|", l.Idx, l.Path, "|", l.Part)
			if l.Via != nil {
				fmt.Fprint(&b, "|", l.Via.Kind(), l.Via.What)
			}
		}
	}
	return b.String()
}

// wrapped reports whether this was asked before, and notes that it was.
func (j *Judge) wrapped(w *wrapper) bool {
	var b strings.Builder
	fmt.Fprint(&b, w.fn.String(), w.fn.Pos(), w.channel, w.parts)
	for _, l := range w.fixed {
		b.WriteString(l.Key())
	}
	// By which of several changes of one kind a parameter goes on makes no difference: functions that hand on to each other, each in
	// three ways, have three times as many ways at each step.
	for _, ls := range [][]source.Source{w.texts, w.conds} {
		var keys []string
		for _, l := range ls {
			k := fmt.Sprint(l.Idx, "|", l.Path, "|", l.Role, l.Part, l.Slot, l.Alt, "|")
			if l.Via != nil {
				k += fmt.Sprint(l.Via.Kind(), l.Via.What)
			}
			keys = append(keys, k)
		}
		slices.Sort(keys)
		fmt.Fprintf(&b, "|%q", slices.Compact(keys))
	}
	if w.cond != nil && len(w.conds) > 0 {
		fmt.Fprint(&b, w.cond.Op)
	}
	old := j.wraps[b.String()]
	j.wraps[b.String()] = true
	return old
}

// others returns the texts of which callers decide. What an object keeps for itself is decided by whoever puts it there, not by
// who holds the object.
func (j *Judge) others(w wrapper) (theirs []source.Source) {
	for _, l := range w.texts {
		if v := j.paramField(l); v != nil && kept(l.Path) {
			j.fill(w.sink, j.asField(l, v, fieldpath.TailAfterField(l.Path)))
			continue
		}
		theirs = append(theirs, l)
	}
	return theirs
}

// asField returns a source as a field of any object.
func (j *Judge) asField(l source.Source, f *types.Var, path string) source.Source {
	o := *l.Origin
	o.Kind, o.Field, o.Path = source.Field, f, path
	l.Origin = j.Source(o, l.At).Origin
	return l
}

// summarize writes down what packages that import this one need to know of the wrapper.
func (j *Judge) summarize(w *wrapper) {
	obj, ok := w.fn.Object().(*types.Func)
	if !ok || len(w.fixed) > 0 {
		return
	}
	sum := flow.Summary{Func: obj, Sink: w.name, Channel: w.channel, Parts: w.parts, Params: paramFacts(w.texts), Conds: paramFacts(w.conds), To: paramFacts(w.tos)}
	if len(w.conds) > 0 {
		sum.Cond = w.cond
	}
	j.Summaries = append(j.Summaries, sum)
}

// calledBy returns the send that a call of the wrapper is.
func (w *wrapper) calledBy(c ir.Site) *sink {
	d := &sink{name: w.name, channel: w.channel, instr: c.Instr, parts: w.parts, far: w.far, stream: w.stream, query: w.query, fixed: w.fixed, trail: w.trail}
	if hop := (finding.Related{Place: finding.Point(w.instr.Pos()), Message: say.Phrase("through %s, which hands it to %s", ir.FuncName(w.fn), w.name)}); !slices.Contains(w.trail, hop) {
		d.trail = append([]finding.Related{hop}, shortened(w.trail)...) // a function that calls itself is one place
	}
	if len(w.conds) > 0 {
		d.cond = w.cond
	}
	refs := func(ls []source.Source) (rs []ref) {
		for _, l := range ls {
			if l.Idx < len(c.Args) {
				rs = append(rs, ref{v: c.Args[l.Idx], path: l.Path, step: l.Via, role: l.Part})
			}
		}
		return rs
	}
	d.refs, d.conds, d.to = refs(w.texts), refs(w.conds), refs(w.tos)
	return d
}

// maxTrail is how many places of a way are told: half of them nearest to the text, half nearest to the send. A chain of a thousand
// functions has a thousand ways, each of up to a thousand places.
const maxTrail = 64

// shortened makes room for one more place on a way.
func shortened(trail []finding.Related) []finding.Related {
	if len(trail) < maxTrail {
		return trail
	}
	return slices.Delete(slices.Clone(trail), maxTrail/2, maxTrail/2+1)
}

// uncalled asks about a wrapper that nobody in view calls: what a parameter's field holds is decided by who fills the field. It
// reports whether anybody decides; a function out of view that holds the wrapper as a value does not.
func (j *Judge) uncalled(w *wrapper, outside bool) (decided bool) {
	decided = true
	for _, l := range w.texts {
		v, own := j.paramField(l), true
		if v == nil {
			// Of another module's type, when somebody in view fills it.
			if v, own = j.foreignField(l), false; v != nil && len(j.FieldWrites(v, "")) == 0 {
				v = nil
			}
		}
		switch {
		case v != nil:
			path := fieldpath.TailAfterField(l.Path)
			if l.Path == fieldpath.Plain(l.Path) || !own {
				path = ""
			}
			j.fill(w.sink, j.asField(l, v, path))
		case l.Path == "" && (outside || w.fn.Parent() != nil), outside && j.elsewhere(l):
			decided = false
		}
	}
	return decided
}

// foreignField returns the last field of a parameter's path that is declared out of view.
func (j *Judge) foreignField(l source.Source) *types.Var {
	var last *types.Var
	for _, c := range strings.Split(l.Path, "/") {
		if v := j.Fields.Var(c); v != nil {
			last = v
		}
	}
	return last
}

// elsewhere reports whether a text in a field of a parameter was made where nobody will be asked: in a package that is not
// among those that are judged.
func (j *Judge) elsewhere(l source.Source) bool {
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
	first, rest := fieldpath.Head(path)
	return first != "" && !token.IsExported(fieldpath.Name(first)) && strings.Contains("/"+fieldpath.Plain(rest)+"/", "/[]/") && !strings.HasPrefix(first, "[")
}

// paramFacts returns sources that are parameters as they are written down.
func paramFacts(ls []source.Source) (ps []flow.ParamFact) {
	for _, l := range ls {
		p := flow.ParamFact{Index: l.Idx, Path: fieldpath.Plain(l.Path), Part: uint8(l.Part)}
		if l.Via != nil {
			p.Step = &flow.TransferFact{Kind: uint8(l.Via.Kind()), What: l.Via.What}
		}
		ps = append(ps, p)
	}
	return ps
}

// paramField returns the last field of a parameter's path, in view.
func (j *Judge) paramField(l source.Source) *types.Var {
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
			if st.Field(i).Name() == fieldpath.Name(c) {
				t = st.Field(i).Type()
				if j.Program.Has(st.Field(i).Pkg()) {
					last = st.Field(i).Origin()
				}
			}
		}
	}
	return last
}
