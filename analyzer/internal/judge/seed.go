package judge

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/finding"
	"github.com/scrutateur/scrutateur/analyzer/internal/endpoint"
	"github.com/scrutateur/scrutateur/analyzer/internal/flow"
	"github.com/scrutateur/scrutateur/analyzer/internal/ir"
	"github.com/scrutateur/scrutateur/analyzer/internal/product"
	"github.com/scrutateur/scrutateur/analyzer/internal/say"
	"github.com/scrutateur/scrutateur/analyzer/internal/source"
	"github.com/scrutateur/scrutateur/analyzer/internal/words"
	"github.com/scrutateur/scrutateur/internal/sinks"
	"github.com/scrutateur/scrutateur/notice/law"
)

// named reports whether a constant of the packages in view names the host of a provider. Where only one package is in view the
// others may.
func (j *Judge) named() bool {
	if len(j.Program.Units) == 1 {
		return true
	}
	if j.hosts == nil {
		found := false
		for _, u := range j.Program.Units {
			for _, tv := range u.Info.Types {
				if tv.Value != nil && tv.Value.Kind() == constant.String && j.Table.Names(constant.StringVal(tv.Value)) {
					found = true
					break
				}
			}
			if found {
				break
			}
		}
		j.hosts = &found
	}
	return *j.hosts
}

// Sinks reports whether a package mentions anything of the table that sends by itself.
func Sinks(u *ir.Unit, t *sinks.Table) bool {
	found := false
	u.Mentions(func(o types.Object) {
		if f, ok := o.(*types.Func); ok && !found {
			for _, r := range t.Func(f) {
				found = found || flow.Leaves(r.Kind)
			}
			if isDo(f) || t.Doubled(f) {
				found = true
			}
		}
	})
	return found
}

// seed finds the calls in a function that send by themselves, or by what is known about another package.
func (j *Judge) seed(f *ssa.Function) {
	for _, b := range f.Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(ssa.CallInstruction)
			if !ok || j.Skip(call.Pos()) {
				continue
			}
			c := call.Common()
			obj := ir.Callee(c)
			if obj == nil {
				continue
			}
			if obj.Name() == "Adopt" && product.Is(ir.RecvType(obj), product.Batch) {
				j.Adopted++
			}
			if isDo(obj) && j.named() {
				j.do(call)
			}
			rows, by := j.Table.Func(obj), obj
			if len(rows) == 0 && c.IsInvoke() {
				rows, by = j.mock(c)
				if by == nil || !j.Program.Has(obj.Pkg()) {
					by = obj // an interface of the library's own is told by its name
				}
			}
			if len(rows) > 0 {
				j.leaves(call, by, j.Leaving(call, rows))
			} else if j.Facts != nil {
				j.known(obj, call)
			}
		}
	}
}

// asValues makes sends of the calls of a library's function through a variable: var send = smtp.SendMail.
func (j *Judge) asValues() {
	for _, f := range j.Program.ForeignValues() {
		obj := f.Object().(*types.Func)
		rows := j.Table.Func(obj)
		if len(rows) == 0 {
			continue
		}
		sites, _ := j.Program.ValueCalls(f)
		for _, c := range sites {
			call, ok := c.Instr.(ssa.CallInstruction)
			if !ok || j.Skip(call.Pos()) || ir.Callee(call.Common()) != nil {
				continue
			}
			j.leaves(call, obj, j.Leaving(call, rows))
		}
	}
}

// heldElsewhere makes sends of what fills a field whose content another package sends.
func (j *Judge) heldElsewhere() {
	sf, ok := j.Facts.(flow.SendFacts)
	if !ok {
		return
	}
	for _, f := range j.Program.ForeignFields() {
		for _, k := range sf.Holds(f) {
			for _, c := range j.FieldWrites(f, "") {
				j.later = append(j.later, &sink{name: k.Sink, channel: k.Channel, instr: c.Instr, write: &c, far: true})
			}
		}
	}
}

// mock returns the rows of a library's type that the interface of an application stands for: an interface that the
// library's client implements is that client, or its double in a test.
func (j *Judge) mock(c *ssa.CallCommon) ([]*sinks.Row, *types.Func) {
	i, ok := c.Value.Type().Underlying().(*types.Interface)
	if !ok {
		return nil, nil
	}
	for pkg, r := range j.Table.Doubles(c.Method) {
		tn, ok := pkg.Scope().Lookup(r.Type).(*types.TypeName)
		if !ok || !j.Channels[r.Channel] || !types.Implements(types.NewPointer(tn.Type()), i) {
			continue
		}
		m, _, _ := types.LookupFieldOrMethod(types.NewPointer(tn.Type()), true, pkg, r.Name)
		if f, ok := m.(*types.Func); ok {
			return j.Table.Func(f), f
		}
	}
	return nil, nil
}

// leaves makes sends of those effects of a call by which texts leave, row by row. by is the library's function that the call
// is. A row that says that the text is a template, or that there is none, settles the call.
func (j *Judge) leaves(call ssa.CallInstruction, by *types.Func, effects []flow.Effect) {
	for len(effects) > 0 {
		row := effects[0].Row
		n := slices.IndexFunc(effects, func(x flow.Effect) bool { return x.Row != row })
		if n < 0 {
			n = len(effects)
		}
		if row != nil && j.leave(call, by, row, effects[:n]) {
			return
		}
		effects = effects[n:]
	}
}

// leave makes a send of the effects of one row. It reports whether nothing else need be asked of the call.
func (j *Judge) leave(call ssa.CallInstruction, by *types.Func, row *sinks.Row, effects []flow.Effect) (settled bool) {
	if !j.Channels[row.Channel] || row.When.Op == "url" && !j.named() {
		return false
	}
	s := &sink{name: ir.Qualified(by), channel: row.Channel, instr: call}
	if row.When.Op != "" {
		s.cond = &row.When
	}
	for _, x := range effects {
		switch x.Op {
		case flow.LeaveTemplate:
			return j.template(s, x)
		case flow.LeaveResubscribe:
			j.resubscribe(s)
			return true
		case flow.LeaveStream:
			s.stream = true
			s.refs = append(s.refs, refOf(x.From[0]))
		case flow.LeaveBody:
			s.refs = append(s.refs, refOf(x.From[0]))
		case flow.LeaveParams:
			s.params = append(s.params, refOf(x.From[0]))
		case flow.LeaveTo:
			s.to = append(s.to, refOf(x.From[0]))
		case flow.LeaveIf:
			s.conds = []ref{refOf(x.From[0])}
			for _, client := range x.From[1:] {
				for _, base := range endpoint.Bases(j.Program, client.V) {
					s.conds = append(s.conds, ref{v: base})
				}
			}
		}
	}
	j.work = append(j.work, s)
	return false
}

func refOf(p flow.Port) ref {
	r := ref{v: p.V, path: p.Path}
	if p.Written {
		r.mode = flow.OfWrites
	}
	return r
}

// template reports a text that lives at the provider. It reports whether the call has one.
func (j *Judge) template(s *sink, x flow.Effect) bool {
	a := argument{Template: aTemplate}
	if s.cond != nil && s.cond.Op == "set" {
		filled := func(p flow.Port) bool {
			ls := j.Ask(flow.Query{Mode: flow.OfValue, V: p.V, Path: p.Path})
			return slices.ContainsFunc(ls, func(l source.Source) bool { return l.Kind != source.Param })
		}
		if !slices.ContainsFunc(x.From, filled) {
			a.Template = maybeOne
		}
	}
	if !decide(a).Template {
		return false
	}
	if !j.exempt(s.instr.Parent()) {
		j.add(&candidate{Finding: finding.Finding{Rule: law.LintProvider, Place: finding.Point(s.instr.Pos()), Message: say.Phrase(
			"the text of this %s is a template at the provider (%s): it cannot be proved here; send the text of a message that %s.Build made", noun(s.channel), s.name, batch(s.channel))}})
	}
	return true
}

// resubscribe reports a call that takes somebody off the provider's list of oppositions.
func (j *Judge) resubscribe(s *sink) {
	if !j.exempt(s.instr.Parent()) {
		j.add(&candidate{Finding: finding.Finding{Rule: law.ObjectNow, Place: finding.Point(s.instr.Pos()), Message: say.Phrase("%s takes somebody off the provider's list of oppositions: what was objected to would be sent again; coming back is a consent, recorded in the ledger", s.name)}})
	}
}

func isDo(f *types.Func) bool { return f.Name() == "Do" && f.FullName() == "(*net/http.Client).Do" }

// do makes a send of a request that is written as a literal where it is sent: one that a function of net/http made is judged there.
func (j *Judge) do(call ssa.CallInstruction) {
	as := ir.Args(call.Common())
	if len(as) < 2 {
		return
	}
	lit, ok := as[1].(*ssa.Alloc)
	if !ok {
		return
	}
	s := &sink{name: ir.Qualified(ir.Callee(call.Common())), instr: call, cond: &sinks.Condition{Op: "url"}}
	for _, in := range *lit.Referrers() {
		f, ok := in.(*ssa.FieldAddr)
		if !ok {
			continue
		}
		for _, in := range *f.Referrers() {
			st, ok := in.(*ssa.Store)
			if !ok || st.Addr != f {
				continue
			}
			switch ir.FieldVar(lit.Type(), f.Field).Name() {
			case "URL":
				s.conds = append(s.conds, ref{v: st.Val})
			case "Body":
				s.refs = append(s.refs, ref{v: st.Val})
			}
		}
	}
	if len(s.conds) > 0 && len(s.refs) > 0 {
		j.work = append(j.work, s)
	}
}

// known makes sends of what other packages' facts say about a function.
func (j *Judge) known(obj *types.Func, call ssa.CallInstruction) {
	sf, ok := j.Facts.(flow.SendFacts)
	if !ok {
		return
	}
	as := ir.Args(call.Common())
	for _, k := range sf.Sends(obj) {
		s := &sink{name: k.Sink, channel: k.Channel, instr: call, cond: k.Cond, parts: k.Parts,
			trail: nil}
		s.refs = j.factRefs(k.Params, as)
		s.conds = j.factRefs(k.Conds, as)
		s.to = j.factRefs(k.To, as)
		j.work = append(j.work, s)
	}
}

func (j *Judge) factRefs(ps []flow.ParamFact, as []ssa.Value) (rs []ref) {
	for _, p := range ps {
		if p.Index >= len(as) {
			continue
		}
		r := ref{v: as[p.Index], path: p.Path, role: words.Role(p.Part)}
		if p.Step != nil {
			r.step = j.Transfer(source.TransferKind(p.Step.Kind), p.Step.What, token.NoPos)
		}
		rs = append(rs, r)
	}
	return rs
}
