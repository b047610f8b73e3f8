package judge

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/internal/flow"
	"github.com/scrutateur/scrutateur/analyzer/internal/ir"
	"github.com/scrutateur/scrutateur/analyzer/internal/say"
	"github.com/scrutateur/scrutateur/analyzer/sinks"
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
				switch r.Kind {
				case sinks.Send, sinks.Request, sinks.Exec, sinks.Writer, sinks.Enqueue, sinks.Template, sinks.Resubscribe:
					found = true
				}
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
			if obj.Name() == "Adopt" && flow.IsBatch(ir.RecvType(obj)) {
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
			for _, r := range rows {
				if j.direct(r, by, call) {
					break
				}
			}
			if len(rows) == 0 && j.Facts != nil {
				j.known(obj, call)
			}
		}
	}
}

// asValues makes sends of the calls of a library's function through a variable: var send = smtp.SendMail.
func (j *Judge) asValues() {
	for _, f := range j.Program.ForeignValues() {
		obj := f.Object().(*types.Func)
		if len(j.Table.Func(obj)) == 0 {
			continue
		}
		sites, _ := j.Program.ValueCalls(f)
		for _, c := range sites {
			call, ok := c.Instr.(ssa.CallInstruction)
			if !ok || j.Skip(call.Pos()) || ir.Callee(call.Common()) != nil {
				continue
			}
			for _, r := range j.Table.Func(obj) {
				if j.direct(r, obj, call) {
					break
				}
			}
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
				j.later = append(j.later, &send{sink: k.Sink, channel: k.Channel, instr: c.Instr, contrib: &c, far: true})
			}
		}
	}
}

// mock returns the rows of a library's type that the interface of an application stands for: an interface that the
// library's client implements is that client, or its double in a test.
func (j *Judge) mock(c *ssa.CallCommon) ([]*sinks.Row, *types.Func) {
	i, ok := c.Value.Type().Underlying().(*types.Interface)
	if !ok || c.Method.Pkg() == nil {
		return nil, nil
	}
	for _, imp := range c.Method.Pkg().Imports() {
		if !j.Table.Package(imp.Path()) {
			continue
		}
		for k := range j.Table.Rows {
			r := &j.Table.Rows[k]
			if !j.Channels[r.Channel] || r.Kind != sinks.Send && r.Kind != sinks.Template && r.Kind != sinks.Resubscribe || r.Name != c.Method.Name() || r.Type == "" || j.Table.Canonical(r.Path) != j.Table.Canonical(imp.Path()) {
				continue
			}
			tn, ok := imp.Scope().Lookup(r.Type).(*types.TypeName)
			if ok && types.Implements(types.NewPointer(tn.Type()), i) {
				m, _, _ := types.LookupFieldOrMethod(types.NewPointer(tn.Type()), true, imp, r.Name)
				if mf, ok := m.(*types.Func); ok {
					return j.Table.Func(mf), mf
				}
			}
		}
	}
	return nil, nil
}

// direct makes a send of a call of a row, by the library's function that it is. It reports whether nothing else need be asked of the call: its text is a template.
func (j *Judge) direct(r *sinks.Row, by *types.Func, call ssa.CallInstruction) bool {
	if !j.Channels[r.Channel] || r.When.Op == "url" && !j.named() {
		return false
	}
	s := &send{sink: ir.Qualified(by), channel: r.Channel, instr: call, stream: r.Kind == sinks.Writer}
	switch r.Kind {
	case sinks.Template:
		if v := flow.Place(call, r.When.At); r.When.Op == "set" && (v == nil || !slices.ContainsFunc(j.Ask(flow.Query{Mode: flow.OfValue, V: v, Path: r.When.At.Path}), func(l flow.Source) bool { return l.Kind != flow.Param })) {
			// A request that is handed on may have none.
			return false
		}
		if fn := call.Parent(); !j.exempt(fn) {
			j.add(&Finding{Rule: Provider, Pos: call.Pos(), Message: say.Phrase(
				"the text of this %s is a template at the provider (%s): it cannot be proved here; send the text of a message that %s.Build made", noun(r.Channel), s.sink, batch(r.Channel))})
		}
		return true
	case sinks.Resubscribe:
		if !j.exempt(call.Parent()) {
			j.add(&Finding{Rule: Objection, Pos: call.Pos(), Message: say.Phrase("%s takes somebody off the provider's list of oppositions: what was objected to would be sent again; coming back is a consent, recorded in the ledger", s.sink)})
		}
		return true
	case sinks.Send, sinks.Request, sinks.Exec, sinks.Writer, sinks.Enqueue:
	default:
		return false
	}
	for _, p := range r.Body {
		v := flow.Place(call, p)
		if v == nil {
			continue
		}
		rf := ref{v: v, path: flow.BodyPath(p)}
		if r.Kind == sinks.Request && p.Arg == sinks.Result0 {
			rf.mode = flow.OfWrites
		}
		if r.Kind == sinks.Request && strings.HasSuffix(p.Path, "RawQuery") {
			s.queries = append(s.queries, rf)
			continue
		}
		s.refs = append(s.refs, rf)
	}
	for _, p := range r.To {
		v := flow.Place(call, p)
		if slices.Contains(r.Body, p) {
			// The message as a whole: whom it was addressed to.
			if v != nil {
				for _, where := range []string{flow.Addressed, "To", "Cc", "Bcc"} {
					s.to = append(s.to, ref{v: v, path: flow.Join(flow.BodyPath(p), where)})
				}
			}
			continue
		}
		if v != nil {
			path := flow.BodyPath(p)
			s.to = append(s.to, ref{v: v, path: path})
			if before, ok := strings.CutSuffix(path, "To"); ok && (before == "" || strings.HasSuffix(before, "/")) {
				for _, where := range []string{"Cc", "CC", "Bcc", "BCC"} {
					s.to = append(s.to, ref{v: v, path: before + where})
				}
			}
		}
	}
	if r.When.Op != "" {
		w := r.When
		s.cond = &w
		if v := flow.Place(call, w.At); v != nil {
			s.condRefs = []ref{{v: v, path: w.At.Path}}
			if w.Op == "url" {
				if recv := flow.Place(call, sinks.Place{Arg: sinks.Recv}); recv != nil && r.Path != "net/http" {
					for _, base := range j.Bases(recv) {
						s.condRefs = append(s.condRefs, ref{v: base})
					}
				}
				s.queries = append(s.queries, ref{v: v})
				if len(r.Body) == 1 && r.Body[0] == w.At {
					s.refs = nil
				}
				if r.Name == "Get" && r.Path != "net/http" {
					s.queries, s.refs = append(s.queries, s.refs...), nil // of a request that reads only a parameter named after a text is one
				}
			}
		}
	}
	j.work = append(j.work, s)
	return false
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
	s := &send{sink: ir.Qualified(ir.Callee(call.Common())), instr: call, cond: &sinks.Condition{Op: "url"}}
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
				s.condRefs = append(s.condRefs, ref{v: st.Val})
			case "Body":
				s.refs = append(s.refs, ref{v: st.Val})
			}
		}
	}
	if len(s.condRefs) > 0 && len(s.refs) > 0 {
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
		s := &send{sink: k.Sink, channel: k.Channel, instr: call, cond: k.Cond, parts: k.Parts,
			trail: nil}
		s.refs = j.factRefs(k.Params, as)
		s.condRefs = j.factRefs(k.Conds, as)
		s.to = j.factRefs(k.To, as)
		j.work = append(j.work, s)
	}
}

func (j *Judge) factRefs(ps []flow.ParamFact, as []ssa.Value) (rs []ref) {
	for _, p := range ps {
		if p.Index >= len(as) {
			continue
		}
		r := ref{v: as[p.Index], path: p.Path, role: flow.Role(p.Part)}
		if p.Step != nil {
			r.step = j.Transfer(flow.TransferKind(p.Step.Kind), p.Step.What, token.NoPos)
		}
		rs = append(rs, r)
	}
	return rs
}
