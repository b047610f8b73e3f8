package flow

import (
	"cmp"
	"fmt"
	"go/token"
	"go/types"
	"maps"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/sinks"
)

// Rule is the ID of a finding.
type Rule string

// The rules that this package judges.
const (
	Raw       Rule = "RAW"
	Altered   Rule = "ALTERED"
	Recipient Rule = "RECIPIENT"
	Provider  Rule = "PROVIDER-TEMPLATE"
	Objection Rule = "FR-GDPR-OBJECT-NOW" // package law has it: whoever objected receives nothing more
)

// Related is a place on a text's way.
type Related struct {
	Pos     token.Pos
	Message string
}

// Finding is one send that is not as it must be.
type Finding struct {
	Rule    Rule
	Pos     token.Pos
	Message string
	Related []Related
	Call    token.Pos // the parenthesis of the call that is given the text
	Arg     int       // which of its arguments as they are written is the text, -1 if it is none by itself

	key  string
	ends []token.Pos // beginnings, to recognise the same text at another place
	far  bool        // reported where a field is filled

	hollow bool // nothing was found but an object that waits to be filled
	local  bool // every beginning is in the function that is reported: what another makes for many is not one text
}

// ref is a value whose beginnings count.
type ref struct {
	mode mode
	v    ssa.Value
	path string
	step *step
	role role
}

// send is one place where a text leaves, or is handed to what makes it leave.
type send struct {
	sink     string
	channel  sinks.Channel
	instr    ssa.Instruction
	refs     []ref
	queries  []ref // the URL, which is the body if there is none
	to       []ref
	fixed    []leaf
	cond     *sinks.Condition
	parts    []string
	condRefs []ref
	trail    []Related
	contrib  *contrib // instead of refs: what fills a field
	far      bool
	query    bool // the text is among the parameters of a URL, by its key
	stream   bool // what is written to a writer is sent, piece by piece
}

// Judge is how a driver asks for the findings of a program.
type Judge struct {
	*Engine
	Channels map[sinks.Channel]bool
	// Exempt reports whether what the function sends is no political message, by a directive or by configuration.
	Exempt func(*ssa.Function) bool
	// Skip reports whether code at a position is not judged at all: tests.
	Skip func(token.Pos) bool

	findings map[string]*Finding
	derived  map[string]bool
	handled  map[string]bool
	held     []HeldField
	work     []*send
	later    []*send // fields: after everything nearer

	Summaries []Summary // of functions whose callers decide, for facts
	Adopted   int       // calls whose text was rendered elsewhere and judged by Adopt
}

// Summary says that a function sends what one of its parameters holds.
type Summary struct {
	Func    *types.Func
	Sink    string
	Channel sinks.Channel
	Params  []ParamFact
	Cond    *sinks.Condition
	Parts   []string
	Conds   []ParamFact
	To      []ParamFact // whom it goes to, where parameters alone say it
}

// ParamFact is a way into a parameter, counted with the receiver.
type ParamFact struct {
	Index int
	Path  string
	Part  uint8
	Step  *StepFact
}

// Run judges every send in view. seeds are the packages to start from.
func (j *Judge) Run(seeds []*types.Package) []Finding {
	j.findings = map[string]*Finding{}
	j.derived = map[string]bool{}
	j.handled = map[string]bool{}
	for _, pkg := range seeds {
		if !j.p.need(pkg) {
			continue
		}
		for _, f := range j.p.functions[pkg] {
			j.seed(f)
		}
	}
	j.asValues()
	j.heldElsewhere()
	for _, u := range j.p.Units {
		if !slices.ContainsFunc(u.Pkg.Imports(), func(p *types.Package) bool { return p.Path() == messagePath }) || !j.p.need(u.Pkg) {
			continue
		}
		for _, f := range j.p.functions[u.Pkg] {
			if !j.Skip(f.Pos()) {
				j.handsOut(f)
				j.handsOver(f)
			}
		}
	}
	slices.SortStableFunc(j.work, func(a, b *send) int { return j.p.before(a.instr.Pos(), b.instr.Pos()) })
	for len(j.work)+len(j.later) > 0 {
		if len(j.work) == 0 {
			j.work, j.later = append(j.work, j.later[0]), j.later[1:]
		}
		s := j.work[len(j.work)-1]
		j.work = j.work[:len(j.work)-1]
		j.process(s)
	}
	// One text is told once: where it is sent rather than where a field is filled, and of two fields the one whose way is known.
	all := slices.SortedFunc(maps.Values(j.findings), func(a, b *Finding) int {
		return cmp.Or(b2i(a.far)-b2i(b.far), len(b.Related)-len(a.Related), j.p.before(a.Pos, b.Pos), strings.Compare(a.key, b.key))
	})
	var fs []Finding
	told := map[token.Pos]bool{}
	for _, f := range all {
		// A message without a text of its own has its template at the provider, which was told.
		if f.hollow && slices.ContainsFunc(all, func(o *Finding) bool { return o.Rule == Provider && j.p.together(o.Pos, f.Pos) }) {
			continue
		}
		if f.far && f.local && !slices.ContainsFunc(f.ends, func(p token.Pos) bool { return !told[p] }) {
			continue
		}
		for _, p := range f.ends {
			told[p] = true
		}
		fs = append(fs, *f)
	}
	slices.SortFunc(fs, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Pos, b.Pos), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Message, b.Message))
	})
	return fs
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
			obj := callee(c)
			if obj == nil {
				continue
			}
			if obj.Name() == "Adopt" && isBatch(recvType(obj)) {
				j.Adopted++
			}
			if isDo(obj) && j.p.named(j.table) {
				j.do(call)
			}
			rows, by := j.table.Func(obj), obj
			if len(rows) == 0 && c.IsInvoke() {
				rows, by = j.mock(c)
				if by == nil || j.p.byPkg[obj.Pkg()] == nil {
					by = obj // an interface of the library's own is told by its name
				}
			}
			for _, r := range rows {
				if j.direct(r, by, call) {
					break
				}
			}
			if len(rows) == 0 && j.facts != nil {
				j.known(obj, call)
			}
		}
	}
}

// asValues makes sends of the calls of a library's function through a variable: var send = smtp.SendMail.
func (j *Judge) asValues() {
	var fns []*ssa.Function
	for f := range j.p.funcs.where {
		if obj, ok := f.Object().(*types.Func); ok && !j.p.inView(f) && len(j.table.Func(obj)) > 0 {
			fns = append(fns, f)
		}
	}
	slices.SortFunc(fns, func(a, b *ssa.Function) int { return strings.Compare(a.String(), b.String()) })
	for _, f := range fns {
		sites, _ := j.p.valueCalls(f)
		for _, c := range sites {
			call, ok := c.instr.(ssa.CallInstruction)
			if !ok || j.Skip(call.Pos()) || callee(call.Common()) != nil {
				continue
			}
			obj := f.Object().(*types.Func)
			for _, r := range j.table.Func(obj) {
				if j.direct(r, obj, call) {
					break
				}
			}
		}
	}
}

// heldElsewhere makes sends of what fills a field whose content another package sends.
func (j *Judge) heldElsewhere() {
	sf, ok := j.facts.(SendFacts)
	if !ok {
		return
	}
	var fields []*types.Var
	for f := range j.p.fieldAddrs {
		if j.p.byPkg[f.Pkg()] == nil {
			fields = append(fields, f)
		}
	}
	slices.SortFunc(fields, func(a, b *types.Var) int {
		return cmp.Or(cmp.Compare(a.Pkg().Path(), b.Pkg().Path()), cmp.Compare(a.Pos(), b.Pos()), cmp.Compare(a.Name(), b.Name()))
	})
	for _, f := range fields {
		for _, k := range sf.Holds(f) {
			for _, c := range j.fieldContribs(f, "") {
				j.later = append(j.later, &send{sink: k.Sink, channel: k.Channel, instr: c.instr, contrib: &c, far: true})
			}
		}
	}
}

// handsOut reports a function that nobody in view calls and whose result is a built text that it changed.
func (j *Judge) handsOut(f *ssa.Function) {
	res := f.Signature.Results()
	for i := range res.Len() {
		if !textual(res.At(i).Type()) || f.Parent() != nil {
			continue
		}
		if obj := f.Object(); j.facts != nil && obj != nil && obj.Exported() {
			return // its callers may be in packages that import this one
		}
		if sites, outside := j.p.callers(f); len(sites) > 0 || outside {
			return // whoever sends it is asked
		}
		for _, l := range sorted(j.ask(query{mode: ofResult, v: f, idx: i})) {
			if l.kind == built && l.step != nil && l.step.kind() == altered && f.Syntax() != nil && f.Syntax().Pos() <= l.step.pos && l.step.pos < f.Syntax().End() && !j.exempt(f) {
				j.add(&Finding{Rule: Altered, Pos: l.step.pos, Message: Phrase("the text of a built message (%s) was %s, and %s hands it out: what arrives is not what was proved; put the change into the template",
					l.what, l.step.what, funcName(f))})
			}
		}
	}
}

// handsOver reports a call of a function that is not in view and gets a built text together with somebody else's address.
func (j *Judge) handsOver(f *ssa.Function) {
	for _, b := range f.Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(ssa.CallInstruction)
			if !ok {
				continue
			}
			c := call.Common()
			if _, builtin := c.Value.(*ssa.Builtin); builtin || len(c.Args) < 2 {
				continue
			}
			obj := callee(c)
			if obj != nil && (obj.Pkg() == nil || obj.Pkg().Path() == messagePath || len(j.table.Func(obj)) > 0 || len(j.table.Step(obj)) > 0) {
				continue
			}
			if slices.ContainsFunc(j.callees(c), func(f *ssa.Function) bool { _, ok := j.p.body(f); return ok }) {
				continue
			}
			params := c.Signature().Params()
			off := len(c.Args) - params.Len()
			var texts, tos []ssa.Value
			for i := range params.Len() {
				if i+off < 0 || !textual(params.At(i).Type()) {
					continue
				}
				if w := split(params.At(i).Name()); len(w) > 0 && recipientWords[w[len(w)-1]] {
					tos = append(tos, c.Args[i+off])
				} else {
					texts = append(texts, c.Args[i+off])
				}
			}
			if len(tos) == 0 || len(texts) == 0 {
				continue
			}
			for _, t := range texts {
				ls := j.ask(query{mode: ofValue, v: t})
				if len(ls) != 1 || ls[0].kind != built || ls[0].root == nil || ls[0].step != nil {
					continue
				}
				s := &send{sink: calleeName(c), channel: sinks.SMS, instr: call}
				if strings.Contains(ls[0].what, "Email") {
					s.channel = sinks.Email
				}
				for _, to := range tos {
					s.to = append(s.to, ref{v: to})
				}
				j.recipient(s, ls)
			}
		}
	}
}

var recipientWords = set("to recipient recipients phone number mobile msisdn dest destination addr address email mailbox")

// mock returns the rows of a library's type that the interface of an application stands for: an interface that the
// library's client implements is that client, or its double in a test.
func (j *Judge) mock(c *ssa.CallCommon) ([]*sinks.Row, *types.Func) {
	i, ok := c.Value.Type().Underlying().(*types.Interface)
	if !ok || c.Method.Pkg() == nil {
		return nil, nil
	}
	for _, imp := range c.Method.Pkg().Imports() {
		if !j.table.Package(imp.Path()) {
			continue
		}
		for k := range j.table.Rows {
			r := &j.table.Rows[k]
			if !j.Channels[r.Channel] || r.Kind != sinks.Send && r.Kind != sinks.Template && r.Kind != sinks.Resubscribe || r.Name != c.Method.Name() || r.Type == "" || j.table.Canonical(r.Path) != j.table.Canonical(imp.Path()) {
				continue
			}
			tn, ok := imp.Scope().Lookup(r.Type).(*types.TypeName)
			if ok && types.Implements(types.NewPointer(tn.Type()), i) {
				m, _, _ := types.LookupFieldOrMethod(types.NewPointer(tn.Type()), true, imp, r.Name)
				if mf, ok := m.(*types.Func); ok {
					return j.table.Func(mf), mf
				}
			}
		}
	}
	return nil, nil
}

// direct makes a send of a call of a row, by the library's function that it is. It reports whether nothing else need be asked of the call: its text is a template.
func (j *Judge) direct(r *sinks.Row, by *types.Func, call ssa.CallInstruction) bool {
	if !j.Channels[r.Channel] || r.When.Op == "url" && !j.p.named(j.table) {
		return false
	}
	s := &send{sink: qualified(by), channel: r.Channel, instr: call, stream: r.Kind == sinks.Writer}
	switch r.Kind {
	case sinks.Template:
		if v := place(call, r.When.At); r.When.Op == "set" && (v == nil || !slices.ContainsFunc(j.ask(query{mode: ofValue, v: v, path: r.When.At.Path}), func(l leaf) bool { return l.kind != param })) {
			// A request that is handed on may have none.
			return false
		}
		if fn := call.Parent(); !j.exempt(fn) {
			j.add(&Finding{Rule: Provider, Pos: call.Pos(), Message: Phrase(
				"the text of this %s is a template at the provider (%s): it cannot be proved here; send the text of a message that %s.Build made", noun(r.Channel), s.sink, batch(r.Channel))})
		}
		return true
	case sinks.Resubscribe:
		if !j.exempt(call.Parent()) {
			j.add(&Finding{Rule: Objection, Pos: call.Pos(), Message: Phrase("%s takes somebody off the provider's list of oppositions: what was objected to would be sent again; coming back is a consent, recorded in the ledger", s.sink)})
		}
		return true
	case sinks.Send, sinks.Request, sinks.Exec, sinks.Writer, sinks.Enqueue:
	default:
		return false
	}
	for _, p := range r.Body {
		v := place(call, p)
		if v == nil {
			continue
		}
		rf := ref{v: v, path: bodyPath(p)}
		if r.Kind == sinks.Request && p.Arg == sinks.Result0 {
			rf.mode = ofWrites
		}
		if r.Kind == sinks.Request && strings.HasSuffix(p.Path, "RawQuery") {
			s.queries = append(s.queries, rf)
			continue
		}
		s.refs = append(s.refs, rf)
	}
	for _, p := range r.To {
		v := place(call, p)
		if slices.Contains(r.Body, p) {
			// The message as a whole: whom it was addressed to.
			if v != nil {
				for _, where := range []string{addressed, "To", "Cc", "Bcc"} {
					s.to = append(s.to, ref{v: v, path: join(bodyPath(p), where)})
				}
			}
			continue
		}
		if v != nil {
			path := bodyPath(p)
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
		if v := place(call, w.At); v != nil {
			s.condRefs = []ref{{v: v, path: w.At.Path}}
			if w.Op == "url" {
				if recv := place(call, sinks.Place{Arg: sinks.Recv}); recv != nil && r.Path != "net/http" {
					for _, base := range j.p.bases(recv) {
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
	as := args(call.Common())
	if len(as) < 2 {
		return
	}
	lit, ok := as[1].(*ssa.Alloc)
	if !ok {
		return
	}
	s := &send{sink: qualified(callee(call.Common())), instr: call, cond: &sinks.Condition{Op: "url"}}
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
			switch fieldVar(lit.Type(), f.Field).Name() {
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
	sf, ok := j.facts.(SendFacts)
	if !ok {
		return
	}
	as := args(call.Common())
	for _, k := range sf.Sends(obj) {
		s := &send{sink: k.Sink, channel: k.Channel, instr: call, cond: k.Cond, parts: k.Parts,
			trail: nil}
		s.refs = j.factRefs(k.Params, as)
		s.condRefs = j.factRefs(k.Conds, as)
		s.to = j.factRefs(k.To, as)
		j.work = append(j.work, s)
	}
}

func (j *Judge) factRefs(ps []ParamFact, as []ssa.Value) (rs []ref) {
	for _, p := range ps {
		if p.Index >= len(as) {
			continue
		}
		r := ref{v: as[p.Index], path: p.Path, role: role(p.Part)}
		if p.Step != nil {
			r.step = j.step(stepKind(p.Step.Kind), p.Step.What, token.NoPos)
		}
		rs = append(rs, r)
	}
	return rs
}

// SendFacts is what is known about functions out of view that send.
type SendFacts interface {
	Sends(f *types.Func) []Summary
	// Holds returns the sends that take what a field of another package's type holds.
	Holds(f *types.Var) []Summary
	// Judged reports whether a package out of view is one of those that are judged in runs of their own.
	Judged(p *types.Package) bool
}

func (j *Judge) exempt(f *ssa.Function) bool {
	for ; f != nil; f = f.Parent() {
		if j.Exempt(f) {
			return true
		}
	}
	return false
}

func (j *Judge) resolve(refs []ref, at token.Pos) []leaf {
	var set leafSet
	for _, r := range refs {
		ls := j.ask(query{mode: r.mode, v: r.v, path: r.path})
		if f := j.lastField(r.path); len(ls) == 0 && f != nil && strings.Contains(plain(r.path), "/[]/") {
			// An element of a collection that an object keeps, as an outbox does: what was put in went another way than
			// what is taken out, so that whoever fills such an element anywhere decides.
			ls = []leaf{j.leaf(origin{kind: field, field: f, path: tailAfterField(r.path), what: Phrase("the field %s", f.Name())}, at)}
		}
		if r.step != nil && !list(r.v.Type(), r.path) {
			ls = alternatives(ls)
		}
		for _, l := range ls {
			if l.at == token.NoPos {
				l.at = at
			}
			set.add(l.under(r.step, r.role))
		}
	}
	return set.list
}

var textKey = regexp.MustCompile(`(?i)(^|[?&])(text|txt|msg|message|body|content|contenu|sms|corps)=`)

func (j *Judge) process(s *send) {
	if j.Skip(s.instr.Pos()) || j.exempt(s.instr.Parent()) {
		return
	}
	pos := s.instr.Pos()
	var condParams []leaf
	if s.cond != nil {
		var ok bool
		if ok, condParams = j.condition(s); !ok && len(condParams) == 0 {
			return
		} else if ok {
			condParams = nil
		}
	}
	var leaves []leaf
	if s.contrib != nil {
		n := &node{}
		// Ask until complete: a contribution has no query of its own.
		for asked := false; ; asked = true {
			before := len(n.set.list)
			j.fromContribInto(nil, n, *s.contrib)
			if j.settle(); asked && before == len(n.set.list) {
				break
			}
		}
		leaves = n.set.list
	} else {
		leaves = slices.Clone(j.resolve(s.refs, pos))
		if len(leaves) == 0 && s.cond != nil && s.cond.Op == "url" {
			qs := j.resolve(s.queries, pos)
			for _, l := range qs {
				// A set of parameters that callers fill.
				if l.kind == param && l.path == "" && l.idx < len(l.fn.Params) && keyedType(l.fn.Params[l.idx].Type()) {
					leaves, s.query = append(leaves, l), true
				}
			}
			if slices.ContainsFunc(qs, func(l leaf) bool {
				return l.part == bodyRole
			}) || slices.ContainsFunc(s.parts, textKey.MatchString) {
				for _, l := range qs {
					if l.kind == literal && l.part != bodyRole && !l.words {
						continue
					}
					leaves = append(leaves, l)
				}
			}
		}
	}
	if s.far {
		// A constant without words, put into a field whose content is sent somewhere: nothing, or what hides a text.
		leaves = slices.DeleteFunc(leaves, func(l leaf) bool { return l.kind == literal && !l.words })
	}
	// What a library's constructor returns says something only where nothing says more, and in a field nothing.
	if s.far || slices.ContainsFunc(leaves, func(l leaf) bool { return !l.empty }) {
		leaves = slices.DeleteFunc(leaves, func(l leaf) bool { return l.empty })
	}
	leaves = sorted(append(leaves, s.fixed...))

	if s.query {
		leaves = slices.DeleteFunc(leaves, func(l leaf) bool { return l.part != bodyRole && l.kind != built && !(l.kind == param && l.path == "") })
	}
	if len(condParams) > 0 {
		if len(leaves) > 0 {
			j.derive(s, leaves, condParams)
		}
		return
	}
	raw, changed, carry := decide(leaves)
	fs := carry[:0:0]
	var params []leaf
	for _, l := range carry {
		if l.kind == field {
			fs = append(fs, l)
		} else {
			params = append(params, l)
		}
	}
	for _, l := range fs {
		if !j.fill(s, l) {
			raw = append(raw, l)
		}
	}
	if len(params) > 0 {
		raw = append(raw, j.derive(s, params, nil)...)
	}
	if len(raw) > 0 {
		j.raw(s, raw)
	}
	for _, l := range changed {
		f := &Finding{Rule: Altered, Pos: pos, far: s.far, Message: Phrase("the text of a built message (%s) was %s before %s sends it: what arrives is not what was proved; put the change into the template",
			l.what, l.step.what, s.sink), Related: slices.Clone(s.trail), Call: pos, Arg: -1}
		if l.step.pos.IsValid() {
			if j.inside1(l.step.pos, s.instr) {
				f.Pos = l.step.pos
				f.Related = append(f.Related, Related{pos, Phrase("sent here by %s", s.sink)})
			} else {
				f.Related = append(f.Related, Related{l.step.pos, Phrase("%s here", l.step.what)})
			}
		}
		j.add(f)
	}
	if len(raw) == 0 && len(changed) == 0 && len(carry) == 0 && len(s.to) > 0 {
		j.recipient(s, leaves)
	}
}

// keyedType reports whether values of a type hold texts under keys.
func keyedType(t types.Type) bool {
	_, ok := t.Underlying().(*types.Map)
	return ok
}

// inside1 reports whether a position lies in the function of an instruction.
func (j *Judge) inside1(pos token.Pos, in ssa.Instruction) bool {
	f := in.Parent()
	for f.Parent() != nil {
		f = f.Parent()
	}
	syn := f.Syntax()
	return syn != nil && syn.Pos() <= pos && pos < syn.End()
}

// grade judges how likely a beginning is the body among the texts that were put together.
func grade(l leaf) role {
	if l.role != noRole {
		return l.role
	}
	switch l.kind {
	case param:
		if l.path != "" {
			if r := pathRole(l.path); r != noRole {
				return r
			}
		}
		if l.idx < len(l.fn.Params) {
			return roleOf(l.fn.Params[l.idx].Name())
		}
	case field:
		return roleOf(l.field.Name())
	case literal:
		if l.words {
			return bodyRole
		}
		return headerRole
	}
	return noRole
}

// decide sorts beginnings into what is wrong here, what was changed, and what others decide: parameters and fields.
//
// A beginning that reaches the send as it is stands for itself. Beginnings that were put together are judged together: with
// a built message among them the others are the envelope; without one, a parameter whose name says that it is the body makes
// the function a wrapper whose callers decide; else words written here make this the place where the text is made.
func decide(leaves []leaf) (raw, changed, carry []leaf) {
	var mixed []leaf
	whole := false // a built text stands by itself
	for _, l := range leaves {
		switch {
		case l.kind == neutral:
		case l.step != nil:
			mixed = append(mixed, l)
		case l.kind == built:
			whole = true
		case l.kind == param, l.kind == field:
			carry = append(carry, l)
		default:
			raw = append(raw, l)
		}
	}
	// Of the parts of a request or a message, the body alone counts; without a name that says body, whatever is no header.
	for _, r := range []role{bodyRole, noRole} {
		if of := ofPart(mixed, r); of != nil {
			mixed = of
			break
		}
	}
	// Two parts that are each a text, as plain and HTML, are judged each by itself.
	slots := map[string][]leaf{}
	for _, l := range mixed {
		if l.slot != "" {
			slots[l.slot] = append(slots[l.slot], l)
		}
	}
	if len(slots) > 1 {
		for _, slot := range slices.Sorted(maps.Keys(slots)) {
			own := slices.Clone(slots[slot])
			for i := range own {
				own[i].slot = ""
			}
			r, ch, ca := decide(own)
			raw, changed, carry = append(raw, r...), append(changed, ch...), append(carry, ca...)
		}
		mixed = slices.DeleteFunc(slices.Clone(mixed), func(l leaf) bool { return l.slot != "" })
		if len(mixed) == 0 {
			return raw, changed, carry
		}
	}
	hasBuilt := len(slots) > 1
	seen := map[*step]bool{}
	for _, l := range mixed {
		if l.kind != built {
			continue
		}
		hasBuilt = true
		if l.step.kind() != wrapped && !seen[l.step] {
			seen[l.step] = true
			changed = append(changed, l)
		}
	}
	if hasBuilt {
		for _, l := range mixed {
			switch {
			case !l.alt || grade(l) == headerRole:
			case l.kind == param, l.kind == field:
				carry = append(carry, l)
			default:
				raw = append(raw, l)
			}
		}
	}
	if hasBuilt || len(mixed) == 0 {
		return raw, changed, carry
	}
	pick := func(ok func(leaf) bool) (ls []leaf) {
		for _, l := range mixed {
			if ok(l) {
				ls = append(ls, l)
			}
		}
		return ls
	}
	open := func(l leaf) bool { return l.kind == param || l.kind == field }
	// What fills a part that is named after a body, alone, is the body whatever its own name is.
	alone := func(l leaf) bool { return l.part == bodyRole && l.step.kind() == wrapped && grade(l) == noRole }
	if ls := pick(func(l leaf) bool { return open(l) && (grade(l) == bodyRole || alone(l)) }); ls != nil {
		return raw, changed, append(carry, ls...)
	}
	if ls := pick(func(l leaf) bool { return !open(l) && grade(l) == bodyRole }); ls != nil {
		return append(raw, ls...), changed, carry
	}
	// Nothing says what is the body: rather a parameter than what comes from elsewhere, and that rather than a field.
	if ls := pick(func(l leaf) bool { return l.kind == param && grade(l) == noRole }); ls != nil {
		return raw, changed, append(carry, ls...)
	}
	if len(carry)+len(raw) == 0 {
		if ls := pick(func(l leaf) bool { return l.kind == unknown && grade(l) == noRole }); ls != nil {
			return append(raw, ls...), changed, carry
		}
	}
	if ls := pick(func(l leaf) bool { return l.kind == field && grade(l) == noRole }); ls != nil {
		return raw, changed, append(carry, ls...)
	}
	if len(carry)+len(raw) > 0 {
		return raw, changed, carry
	}
	if ls := pick(func(l leaf) bool { return !open(l) && grade(l) != headerRole }); ls != nil {
		return append(raw, ls...), changed, carry
	}
	if whole || !slices.ContainsFunc(mixed, func(l leaf) bool { return l.part != headerRole }) {
		return raw, changed, carry // an envelope, with its text or without one
	}
	return append(raw, mixed...), changed, carry
}

// ofPart returns the built leaves and those of a part, nil if the part has none but built ones elsewhere.
func ofPart(ls []leaf, r role) (of []leaf) {
	any := false
	for _, l := range ls {
		if l.part == r {
			any = true
		}
		if l.part == r || l.kind == built {
			of = append(of, l)
		}
	}
	if !any {
		return nil
	}
	return of
}

// condition reports whether a send that depends on a URL, a path or a command is one, or which parameters decide.
func (j *Judge) condition(s *send) (bool, []leaf) {
	if s.cond.Op == "set" {
		ls := j.resolve(s.condRefs, s.instr.Pos())
		// A struct that is handed on, text and all: the callers fill the place or do not.
		theirs := func(l leaf) bool { return l.kind == param && l.path != "" }
		if len(ls) > 0 && !slices.ContainsFunc(ls, func(l leaf) bool { return !theirs(l) }) {
			if body := j.resolve(s.refs, s.instr.Pos()); len(body) > 0 && !slices.ContainsFunc(body, func(l leaf) bool { return !theirs(l) }) {
				if sites, _ := j.p.callers(ls[0].fn); len(sites) > 0 {
					return false, ls
				}
			}
		}
		return len(ls) > 0, nil
	}
	parts := slices.Clone(s.parts)
	var params []leaf
	for _, r := range s.condRefs {
		texts, open := j.p.constants(r.v, s.instr.Parent(), s.cond.Op != "command")
		for _, t := range texts {
			if !slices.Contains(parts, t) {
				parts = append(parts, t)
			}
		}
		for _, v := range open {
			params = append(params, j.leaf(origin{kind: param, fn: v.Parent(), idx: slices.Index(v.Parent().Params, v)}, v.Pos()))
		}
	}
	s.parts = parts
	switch s.cond.Op {
	case "command":
		return slices.ContainsFunc(parts, sinks.Mailer), nil
	case "path":
		return sinks.MatchPath(parts, s.cond.Glob), params
	}
	hosts, undecided := j.table.Provider(parts)
	if len(hosts) == 0 && undecided && len(params) == 0 {
		// The host is a provider's and nothing says which of its paths: better asked than missed.
		for i := range j.table.Hosts {
			if h := &j.table.Hosts[i]; slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(p, h.Host) }) {
				hosts = append(hosts, h)
				break
			}
		}
	}
	if len(hosts) > 0 {
		s.channel = hosts[0].Channel
		s.sink = Phrase("a request to %s", hosts[0].Provider)
		return true, nil
	}
	if j.facts != nil && slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(p, "://") && !strings.HasSuffix(p, "://") }) && !slices.ContainsFunc(parts, j.table.Names) {
		return false, nil // a client of another service: nobody is told about each of its calls
	}
	return false, params
}

// paramField returns the last field of a parameter's path, in view.
func (j *Judge) paramField(l leaf) *types.Var {
	if f := j.lastField(l.path); f != nil {
		return f
	}
	if l.path == "" || l.idx >= len(l.fn.Params) {
		return nil
	}
	// The path comes from the table: walk it along the types.
	t := l.fn.Params[l.idx].Type()
	var last *types.Var
	for _, c := range strings.Split(l.path, "/") {
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
		st, ok := structOf(t)
		if !ok {
			return last
		}
		for i := range st.NumFields() {
			if st.Field(i).Name() == name(c) {
				t = st.Field(i).Type()
				if st.Field(i).Pkg() != nil && j.p.byPkg[st.Field(i).Pkg()] != nil {
					last = st.Field(i).Origin()
				}
			}
		}
	}
	return last
}

// derive makes sends of the calls of the functions whose parameters decide. It returns the leaves that nobody decides.
func (j *Judge) derive(s *send, leaves, cond []leaf) (lost []leaf) {
	owners := []*ssa.Function{}
	all := slices.Concat(leaves, cond)
	for _, l := range all {
		if l.kind == param && !slices.Contains(owners, l.fn) {
			owners = append(owners, l.fn)
		}
	}
	if len(cond) > 0 {
		owners = []*ssa.Function{cond[0].fn}
	} else if len(owners) > 1 {
		// A function literal that sends its parameter and something of the function around it: the outer one is the wrapper.
		slices.SortStableFunc(owners, func(a, b *ssa.Function) int { return cmp.Compare(depth(a), depth(b)) })
	}
	for _, f := range owners {
		var mine, fixed, conds []leaf
		for _, l := range leaves {
			if l.kind == param && l.fn == f {
				mine = append(mine, l)
			} else if len(cond) > 0 {
				fixed = append(fixed, l)
			}
		}
		for _, l := range cond {
			if l.fn == f {
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

func (j *Judge) deriveOn(f *ssa.Function, s *send, mine, fixed, conds []leaf) (decided bool) {
	if j.exempt(f) {
		return true
	}
	var b strings.Builder
	fmt.Fprint(&b, f.String(), f.Pos(), s.channel, s.parts)
	for _, l := range slices.Concat(mine, fixed, conds) {
		b.WriteString(l.key())
	}
	if s.cond != nil && len(conds) > 0 {
		fmt.Fprint(&b, s.cond.Op)
	}
	if j.derived[b.String()] {
		return true
	}
	j.derived[b.String()] = true

	sum := Summary{Sink: s.sink, Channel: s.channel, Parts: s.parts}
	if len(conds) > 0 {
		sum.Cond = s.cond
	}
	// What an object keeps for itself is decided by whoever puts it there, not by who holds the object.
	theirs := mine[:0:0]
	for _, l := range mine {
		if v := j.paramField(l); v != nil && kept(l.path) {
			o := *l.origin
			o.kind, o.field, o.path = field, v, tailAfterField(l.path)
			l.origin = j.leaf(o, l.at).origin
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
	tos := slices.DeleteFunc(slices.Clone(j.resolve(s.to, s.instr.Pos())), func(l leaf) bool { return l.empty })
	if slices.ContainsFunc(tos, func(l leaf) bool { return l.kind != param || l.fn != f }) {
		tos = nil
	}
	for _, l := range tos {
		sum.To = append(sum.To, paramFact(l))
	}
	if obj, ok := f.Object().(*types.Func); ok && len(fixed) == 0 {
		sum.Func = obj
		j.Summaries = append(j.Summaries, sum)
	}

	sites, outside := j.p.callers(f)
	if !s.stream && !slices.ContainsFunc(sites, func(c site) bool { return !j.p.foreign(c.instr) }) && j.p.boxed(f) {
		sites, outside = nil, true
	}
	slices.SortStableFunc(sites, func(a, b site) int { return j.p.before(a.instr.Pos(), b.instr.Pos()) })
	to := func(in ssa.Instruction, as []ssa.Value) {
		d := &send{sink: s.sink, channel: s.channel, instr: in, parts: s.parts, far: s.far, stream: s.stream, query: s.query, fixed: fixed, trail: s.trail}
		if hop := (Related{s.instr.Pos(), Phrase("through %s, which hands it to %s", funcName(f), s.sink)}); !slices.Contains(s.trail, hop) {
			d.trail = append([]Related{hop}, s.trail...) // a function that calls itself is one place
		}
		if len(conds) > 0 {
			d.cond = s.cond
		}
		refs := func(ls []leaf) (rs []ref) {
			for _, l := range ls {
				if l.idx < len(as) {
					rs = append(rs, ref{v: as[l.idx], path: l.path, step: l.step, role: l.part})
				}
			}
			return rs
		}
		d.refs, d.condRefs, d.to = refs(mine), refs(conds), refs(tos)
		j.work = append(j.work, d)
	}
	real := 0
	for _, c := range sites {
		if j.Skip(c.instr.Pos()) {
			continue
		}
		real++
		to(c.instr, c.args)
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
			if v, own = j.foreignField(l), false; v != nil && len(j.fieldContribs(v, "")) == 0 {
				v = nil
			}
		}
		switch {
		case v != nil:
			o := *l.origin
			o.kind, o.field, o.path = field, v, tailAfterField(l.path)
			if l.path == plain(l.path) || !own {
				o.path = ""
			}
			l.origin = j.leaf(o, l.at).origin
			j.fill(s, l)
		case l.path == "" && (outside || f.Parent() != nil), outside && j.elsewhere(l):
			decided = false
		}
	}
	return decided
}

// foreignField returns the last field of a parameter's path that is declared out of view.
func (j *Judge) foreignField(l leaf) *types.Var {
	var last *types.Var
	for _, c := range strings.Split(l.path, "/") {
		if v := j.varOf(c); v != nil {
			last = v
		}
	}
	return last
}

// elsewhere reports whether a text in a field of a parameter was made where nobody will be asked: in a package that is not
// among those that are judged.
func (j *Judge) elsewhere(l leaf) bool {
	sf, ok := j.facts.(SendFacts)
	if !ok {
		return true
	}
	v := j.foreignField(l)
	return v != nil && !sf.Judged(v.Pkg())
}

// kept reports whether a path leads into a collection that an object keeps for itself: other packages hold the object and
// decide nothing of what is in it, except by the functions that fill it.
func kept(path string) bool {
	first, rest := head(path)
	return first != "" && !token.IsExported(name(first)) && strings.Contains("/"+plain(rest)+"/", "/[]/") && !strings.HasPrefix(first, "[")
}

func paramFact(l leaf) ParamFact {
	p := ParamFact{Index: l.idx, Path: plain(l.path), Part: uint8(l.part)}
	if l.step != nil {
		p.Step = &StepFact{Kind: uint8(l.step.kind()), What: l.step.what}
	}
	return p
}

// fill makes sends of everything that fills a field whose content is sent. It reports whether anything does.
func (j *Judge) fill(s *send, l leaf) bool {
	cs := j.fieldContribs(l.field, l.path)
	any := false
	k := fmt.Sprint(l.field.Pos(), l.field.Id(), l.path, s.channel, s.step0(l))
	done := j.handled[k]
	j.handled[k] = true
	if !done && l.path == "" {
		j.held = append(j.held, HeldField{l.field, s.sink, s.channel})
	}
	for _, c := range cs {
		if j.Skip(c.instr.Pos()) || c.callee != nil && c.call == s.instr {
			continue
		}
		any = true
		if done {
			continue
		}
		c := c
		if c.step == nil {
			c.step = l.step
		}
		j.later = append(j.later, &send{sink: s.sink, channel: s.channel, instr: c.instr, contrib: &c, far: true, stream: s.stream,
			trail: append([]Related{{s.instr.Pos(), Phrase("field %s is sent here by %s", l.field.Name(), s.sink)}}, s.trail...)})
	}
	return any
}

func (s *send) step0(l leaf) string {
	if l.step == nil {
		return ""
	}
	return l.step.what
}

func (j *Judge) raw(s *send, raw []leaf) {
	slices.SortStableFunc(raw, func(a, b leaf) int { return cmp.Compare(b2i(grade(b) == bodyRole), b2i(grade(a) == bodyRole)) })
	what := raw[0].what
	if raw[0].kind != unknown && raw[0].step != nil && raw[0].step.kind() == altered && (j.inside1(raw[0].step.pos, s.instr) || j.p.together(raw[0].step.pos, raw[0].at)) {
		what = Phrase("text that is %s", raw[0].step.what)
	}
	if raw[0].kind == field {
		what = Phrase("field %s, which nothing in view fills with a built message", raw[0].field.Name())
	}
	f := &Finding{Rule: Raw, Pos: s.instr.Pos(), far: s.far, Related: slices.Clone(s.trail), Call: s.instr.Pos(), Arg: s.argument(), local: len(raw) > 0, hollow: !slices.ContainsFunc(raw, func(l leaf) bool { return !l.empty })}
	f.Message = Phrase("the body of this %s was not built by this module: it is %s, and goes to %s; build it with %s.Build and send %s",
		noun(s.channel), what, s.sink, batch(s.channel), give(s.channel))
	for _, l := range raw {
		r := Related{l.at, Phrase("%s comes from here", l.what)}
		if l.step != nil && l.kind != unknown && j.inside1(l.step.pos, s.instr) {
			r = Related{l.step.pos, Phrase("%s is %s here", l.what, l.step.what)}
		}
		if r.Pos.IsValid() && r.Pos != s.instr.Pos() && !slices.ContainsFunc(f.Related, func(o Related) bool { return o.Message == r.Message && j.line(o.Pos) == j.line(r.Pos) }) {
			f.Related = append(f.Related, r)
		}
		f.ends = append(f.ends, l.at)
		f.local = f.local && j.inside1(l.at, s.instr)
	}
	j.add(f)
}

// argument returns which argument of the call, as it is written, is the text, -1 if none is.
func (s *send) argument() int {
	call, ok := s.instr.(ssa.CallInstruction)
	if !ok || len(s.refs) != 1 || s.refs[0].path != "" || s.refs[0].mode != ofValue {
		return -1
	}
	c := call.Common()
	i := slices.Index(args(c), s.refs[0].v)
	if c.IsInvoke() || c.Signature().Recv() != nil || bound(c) {
		i--
	}
	return max(i, -1)
}

// line names the line of a position.
func (j *Judge) line(p token.Pos) string {
	at := j.p.Fset.Position(p)
	return fmt.Sprint(at.Filename, ":", at.Line)
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (j *Judge) add(f *Finding) {
	k := fmt.Sprint(f.Pos, f.Rule)
	if f.Rule != Raw {
		k += f.Message
	}
	if old := j.findings[k]; old != nil {
		old.ends = append(old.ends, f.ends...)
		old.local = old.local && f.local
		old.hollow = old.hollow && f.hollow
		old.far = old.far && f.far
		return
	}
	f.key = k
	j.findings[k] = f
}

// recipient compares whom a message was built for with whom the call sends it to.
func (j *Judge) recipient(s *send, leaves []leaf) {
	roots := map[ssa.Value]bool{}
	for _, l := range leaves {
		if l.kind != built || l.root == nil || strings.Contains(l.what, "Bulk") {
			continue // a bulk message has many recipients
		}
		roots[l.root] = true
	}
	if len(roots) != 1 {
		return
	}
	for r := range roots {
		if c := j.clearance(r); c != nil {
			roots[c] = true
		}
	}
	var bad *leaf
	for _, l := range sorted(j.resolve(s.to, s.instr.Pos())) {
		if l.empty || strings.HasSuffix(l.path, addressed) {
			continue
		}
		switch l.kind {
		case neutral:
			if l.root != nil && !roots[l.root] && j.comparable(l.root, roots) {
				bad = &l
			}
		case literal, unknown, param, field:
			if s.channel == sinks.Email && l.kind == literal && !strings.Contains(l.text, "@") {
				continue
			}
			bad = &l
		}
	}
	if bad == nil || j.exempt(s.instr.Parent()) {
		return
	}
	who := Phrase("someone else than its recipient: %s", bad.what)
	if bad.kind == neutral {
		who = Phrase("the recipient of another message")
	}
	j.add(&Finding{Rule: Recipient, Pos: s.instr.Pos(), Message: Phrase(
		"%s sends a built %s to %s; a message was cleared for one person: send it to its own To", s.sink, noun(s.channel), who),
		Related: slices.Clone(s.trail)})
}

// comparable reports whether two messages can be told apart: both are values of one function that begin in the same way. One that
// was put into an object and one that was taken out of it can be the same.
func (j *Judge) comparable(v ssa.Value, roots map[ssa.Value]bool) bool {
	for r := range roots {
		if r.Parent() == nil || r.Parent() != v.Parent() || begins(r) != begins(v) && !isCleared(v.Type()) && !isCleared(r.Type()) || begins(v) == "" {
			return false
		}
	}
	return true
}

// begins says where a value comes from as far as its function tells, "" where that says nothing about which one it is.
func begins(v ssa.Value) string {
	switch v := v.(type) {
	case *ssa.Parameter:
		return "given"
	case *ssa.Extract:
		if c, ok := v.Tuple.(*ssa.Call); ok {
			if f := callee(c.Common()); f != nil && isBatch(recvType(f)) {
				return "given" // each call of Build is a message of its own
			}
		}
	case *ssa.Call:
		if f := callee(v.Common()); f != nil && isBatch(recvType(f)) {
			return "given"
		}
	case *ssa.FieldAddr:
		return "field"
	case *ssa.Field:
		return "field"
	case *ssa.IndexAddr:
		return "element"
	}
	return ""
}

func noun(c sinks.Channel) string {
	switch c {
	case sinks.Email:
		return Phrase("e-mail")
	case sinks.SMS:
		return "SMS"
	case sinks.MMS:
		return "MMS"
	}
	return Phrase("message")
}

func batch(c sinks.Channel) string {
	if c == sinks.Email {
		return "message.EmailBatch"
	}
	return "message.SMSBatch"
}

func give(c sinks.Channel) string {
	if c == sinks.Email {
		return Phrase("what its WriteTo writes")
	}
	return Phrase("its Text")
}

// Abstracts returns the interface methods of the packages in view that a method implements.
func (j *Judge) Abstracts(m *types.Func) []*types.Func {
	if recvType(m) == types.Typ[types.Invalid] {
		return nil
	}
	return j.p.abstracts(m)
}

// HeldField is a field whose content is sent.
type HeldField struct {
	Field   *types.Var
	Sink    string
	Channel sinks.Channel
}

// Held returns the fields in view whose content is sent, in the order in which they were met.
func (j *Judge) Held() []HeldField { return j.held }

// ResultFact is what is known about a function's results.
type ResultFact struct {
	Func    *types.Func
	Results []Result
}

// Result is what is known about one result at one path.
type Result struct {
	Index      int
	Path       string
	Beginnings []Beginning
}

// ResultFacts returns what callers out of view may know about the results of a package's functions: those made of built
// messages or of parameters.
func (j *Judge) ResultFacts(pkg *types.Package) []ResultFact {
	if !j.p.need(pkg) {
		return nil
	}
	var out []ResultFact
	for _, f := range j.p.functions[pkg] {
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
	if texty(t) {
		return []string{""}
	}
	st, ok := structOf(t)
	if !ok || depth == 0 {
		return nil
	}
	var ps []string
	for i := range st.NumFields() {
		for _, p := range textPaths(st.Field(i).Type(), depth-1) {
			ps = append(ps, cons(st.Field(i).Name(), p))
		}
	}
	return ps
}

func (j *Judge) beginnings(f *ssa.Function, idx int, path string) (bs []Beginning, useful bool) {
	for _, l := range sorted(j.ask(query{mode: ofResult, v: f, idx: idx, path: path})) {
		b := Beginning{Param: -1, Role: uint8(l.role), Part: uint8(l.part)}
		switch l.kind {
		case built:
			b.Built, b.Adopted, b.What = true, l.adopted, l.what
			useful = true
		case param:
			if l.fn != f {
				b.What = l.what
				break
			}
			b.Param, b.Path = l.idx, plain(l.path)
			useful = true
		case neutral:
			continue
		default:
			b.What = l.what
		}
		if l.step != nil {
			b.Step = &StepFact{uint8(l.step.kind()), l.step.what}
		}
		bs = append(bs, b)
	}
	return bs, useful
}
