// Package judge says what is wrong with a text that leaves a program, given where it comes from.
//
// It begins at the calls that send and asks package flow for the sources of what they are given. A send whose text is a
// parameter makes a send of every call of that function; one whose text is a field of an object met elsewhere makes a send
// of everything that fills the field.
package judge

import (
	"cmp"
	"go/token"
	"go/types"
	"maps"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/finding"
	"github.com/scrutateur/scrutateur/analyzer/internal/flow"
	"github.com/scrutateur/scrutateur/analyzer/internal/product"
	"github.com/scrutateur/scrutateur/analyzer/internal/say"
	"github.com/scrutateur/scrutateur/analyzer/sinks"
	"github.com/scrutateur/scrutateur/notice/law"
)

// ref is a value whose beginnings count.
type ref struct {
	mode flow.Mode
	v    ssa.Value
	path string
	step *flow.Transfer
	role flow.Role
}

// send is one place where a text leaves, or is handed to what makes it leave.
type send struct {
	sink     string
	channel  sinks.Channel
	instr    ssa.Instruction
	refs     []ref
	queries  []ref // the URL, which is the body if there is none
	to       []ref
	fixed    []flow.Source
	cond     *sinks.Condition
	parts    []string
	condRefs []ref
	trail    []finding.Related
	contrib  *flow.Write // instead of refs: what fills a field
	far      bool
	query    bool // the text is among the parameters of a URL, by its key
	stream   bool // what is written to a writer is sent, piece by piece
}

// Judge is how a driver asks for the findings of a program.
type Judge struct {
	*flow.Engine
	Channels map[sinks.Channel]bool
	Lang     string // of the findings: "fr", or English
	// Exempt reports whether what the function sends is no political message, by a directive or by configuration.
	Exempt func(*ssa.Function) bool
	// Skip reports whether code at a position is not judged at all: tests.
	Skip func(token.Pos) bool

	findings map[string]*candidate
	derived  map[string]bool
	handled  map[string]bool
	held     []HeldField
	hosts    *bool // whether a provider's host is named
	work     []*send
	later    []*send // fields: after everything nearer

	Summaries []flow.Summary // of functions whose callers decide, for facts
	Adopted   int            // calls whose text was rendered elsewhere and judged by Adopt
}

// Run judges every send in view. seeds are the packages to start from.
func (j *Judge) Run(seeds []*types.Package) []finding.Finding {
	j.findings = map[string]*candidate{}
	j.derived = map[string]bool{}
	j.handled = map[string]bool{}
	for _, pkg := range seeds {
		for _, f := range j.Program.Functions(pkg) {
			j.seed(f)
		}
	}
	j.asValues()
	j.heldElsewhere()
	for _, u := range j.Program.Units {
		if !slices.ContainsFunc(u.Pkg.Imports(), product.Builder) {
			continue
		}
		for _, f := range j.Program.Functions(u.Pkg) {
			if !j.Skip(f.Pos()) {
				j.handsOut(f)
				j.handsOver(f)
			}
		}
	}
	slices.SortStableFunc(j.work, func(a, b *send) int { return j.Program.Before(a.instr.Pos(), b.instr.Pos()) })
	for len(j.work)+len(j.later) > 0 {
		if len(j.work) == 0 {
			j.work, j.later = append(j.work, j.later[0]), j.later[1:]
		}
		s := j.work[len(j.work)-1]
		j.work = j.work[:len(j.work)-1]
		j.process(s)
	}
	// One text is told once: where it is sent rather than where a field is filled, and of two fields the one whose way is known.
	all := slices.SortedFunc(maps.Values(j.findings), func(a, b *candidate) int {
		return cmp.Or(b2i(a.far)-b2i(b.far), len(b.Related)-len(a.Related), j.Program.Before(a.Pos, b.Pos), strings.Compare(a.key, b.key))
	})
	var fs []finding.Finding
	told := map[token.Pos]bool{}
	for _, f := range all {
		// A message without a text of its own has its template at the provider, which was told.
		if f.hollow && slices.ContainsFunc(all, func(o *candidate) bool { return o.Rule == law.LintProvider && j.Program.Together(o.Pos, f.Pos) }) {
			continue
		}
		if f.far && f.local && !slices.ContainsFunc(f.ends, func(p token.Pos) bool { return !told[p] }) {
			continue
		}
		for _, p := range f.ends {
			told[p] = true
		}
		fs = append(fs, f.Finding)
	}
	slices.SortFunc(fs, func(a, b finding.Finding) int {
		return cmp.Or(cmp.Compare(a.Pos, b.Pos), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Message, b.Message))
	})
	for i := range fs {
		fs[i].Message = say.In(j.Lang, fs[i].Message)
		for k := range fs[i].Related {
			fs[i].Related[k].Message = say.In(j.Lang, fs[i].Related[k].Message)
		}
	}
	return fs
}

func (j *Judge) exempt(f *ssa.Function) bool {
	for ; f != nil; f = f.Parent() {
		if j.Exempt(f) {
			return true
		}
	}
	return false
}

func (j *Judge) resolve(refs []ref, at token.Pos) []flow.Source {
	var set flow.SourceSet
	for _, r := range refs {
		ls := j.Ask(flow.Query{Mode: r.mode, V: r.v, Path: r.path})
		if f := j.LastField(r.path); len(ls) == 0 && f != nil && strings.Contains(flow.Plain(r.path), "/[]/") {
			// An element of a collection that an object keeps, as an outbox does: what was put in went another way than
			// what is taken out, so that whoever fills such an element anywhere decides.
			ls = []flow.Source{j.Source(flow.Origin{Kind: flow.Field, Field: f, Path: flow.TailAfterField(r.path), What: say.Phrase("the field %s", f.Name())}, at)}
		}
		if r.step != nil && !flow.IsList(r.v.Type(), r.path) {
			ls = flow.Alternatives(ls)
		}
		for _, l := range ls {
			if l.At == token.NoPos {
				l.At = at
			}
			set.Add(l.Under(r.step, r.role))
		}
	}
	return set.List
}

var textKey = regexp.MustCompile(`(?i)(^|[?&])(text|txt|msg|message|body|content|contenu|sms|corps)=`)

// process judges one send, or makes sends of what decides about it.
func (j *Judge) process(s *send) {
	if j.Skip(s.instr.Pos()) || j.exempt(s.instr.Parent()) {
		return
	}
	var condParams []flow.Source
	if s.cond != nil {
		ok, params := j.condition(s)
		if !ok && len(params) == 0 {
			return
		}
		if !ok {
			condParams = params
		}
	}
	leaves := j.body(s)
	if len(condParams) > 0 {
		if len(leaves) > 0 {
			j.derive(s, leaves, condParams)
		}
		return
	}
	v := decide(argument{Texts: texts(leaves)})
	raw := pick(leaves, v.Raw)
	raw = append(raw, j.ask(s, pick(leaves, v.Open))...)
	if len(raw) > 0 {
		j.raw(s, raw)
	}
	for _, l := range pick(leaves, v.Altered) {
		j.altered(s, l)
	}
	if len(raw)+len(v.Altered)+len(v.Open) == 0 && len(s.to) > 0 {
		j.recipient(s, leaves)
	}
}

// ask makes sends of whatever fills the fields and parameters that decide. It returns those of which nobody decides.
func (j *Judge) ask(s *send, open []flow.Source) (lost []flow.Source) {
	var params []flow.Source
	for _, l := range open {
		switch {
		case l.Kind != flow.Field:
			params = append(params, l)
		case !j.fill(s, l):
			lost = append(lost, l)
		}
	}
	if len(params) > 0 {
		lost = append(lost, j.derive(s, params, nil)...)
	}
	return lost
}

// body returns the sources of the text that is sent, sorted.
func (j *Judge) body(s *send) []flow.Source {
	var leaves []flow.Source
	if s.contrib != nil {
		leaves = j.AskWrite(*s.contrib)
	} else {
		leaves = slices.Clone(j.resolve(s.refs, s.instr.Pos()))
		if len(leaves) == 0 && s.cond != nil && s.cond.Op == "url" {
			leaves = j.parameters(s)
		}
	}
	if s.far {
		// A constant without words, put into a field whose content is sent somewhere: nothing, or what hides a text.
		leaves = slices.DeleteFunc(leaves, func(l flow.Source) bool { return l.Kind == flow.Literal && !l.Words })
	}
	// What a library's constructor returns says something only where nothing says more, and in a field nothing.
	if s.far || slices.ContainsFunc(leaves, func(l flow.Source) bool { return !l.Empty }) {
		leaves = slices.DeleteFunc(leaves, func(l flow.Source) bool { return l.Empty })
	}
	leaves = flow.Sorted(append(leaves, s.fixed...))
	if s.query {
		leaves = slices.DeleteFunc(leaves, func(l flow.Source) bool {
			return l.Part != flow.BodyRole && l.Kind != flow.Built && (l.Kind != flow.Param || l.Path != "")
		})
	}
	return leaves
}

// parameters returns the sources of what is in the parameters of a URL, where a request has no body: all of them if one is named
// after a text, "…?to=%s&text=%s", and sets of parameters that callers fill.
func (j *Judge) parameters(s *send) (leaves []flow.Source) {
	params := j.resolve(s.queries, s.instr.Pos())
	for _, l := range params {
		if l.Kind == flow.Param && l.Path == "" && l.Idx < len(l.Fn.Params) && keyedType(l.Fn.Params[l.Idx].Type()) {
			leaves, s.query = append(leaves, l), true
		}
	}
	named := slices.ContainsFunc(params, func(l flow.Source) bool { return l.Part == flow.BodyRole })
	if !named && !slices.ContainsFunc(s.parts, textKey.MatchString) {
		return leaves
	}
	for _, l := range params {
		if l.Kind != flow.Literal || l.Part == flow.BodyRole || l.Words {
			leaves = append(leaves, l)
		}
	}
	return leaves
}

// texts returns what the decision needs of sources.
func texts(leaves []flow.Source) []text {
	ts := make([]text, len(leaves))
	steps := map[*flow.Transfer]int{}
	for i, l := range leaves {
		t := text{Kind: l.Kind, Grade: flow.Grade(l), Part: l.Part, Slot: l.Slot, Alt: l.Alt}
		if l.Via != nil {
			if _, known := steps[l.Via]; !known {
				steps[l.Via] = len(steps) + 1
			}
			t.Step, t.Change = steps[l.Via], lost
			if l.Via.Kind() == flow.Wrapped {
				t.Change = readable
			}
		}
		ts[i] = t
	}
	return ts
}

func pick(leaves []flow.Source, is []int) (of []flow.Source) {
	for _, i := range is {
		of = append(of, leaves[i])
	}
	return of
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
