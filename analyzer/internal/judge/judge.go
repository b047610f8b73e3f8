// Package judge says what is wrong with a text that sources a program, given where it comes from.
//
// It begins at the calls that send and asks package flow for the sources of what they are given. A send whose text is a
// parameter makes a send of every call of that function; one whose text is a field of an object met elsewhere makes a send
// of everything that fills the field.
package judge

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/finding"
	"github.com/scrutateur/scrutateur/analyzer/internal/fieldpath"
	"github.com/scrutateur/scrutateur/analyzer/internal/flow"
	"github.com/scrutateur/scrutateur/analyzer/internal/product"
	"github.com/scrutateur/scrutateur/analyzer/internal/say"
	"github.com/scrutateur/scrutateur/analyzer/internal/source"
	"github.com/scrutateur/scrutateur/analyzer/internal/words"
	"github.com/scrutateur/scrutateur/internal/sinks"
)

// sink is one place where a text sources the program, or is handed to what makes it leave.
type sink struct {
	name    string // of what sends: "smtp.SendMail", or as a phrase "a request to Twilio"
	channel sinks.Channel
	instr   ssa.Instruction
	stream  bool              // what is written to a writer is sent, piece by piece
	trail   []finding.Related // how the text goes on from here, nearest first

	// What is sent: the text, or what fills a field, in which case it is reported far from where it is sent.
	refs  []ref
	write *flow.Write
	far   bool
	fixed []source.Source // and with it, whatever callers give

	to []ref // whom it goes to

	// What decides whether anything is sent: a place that is filled, a URL, a path or a command.
	cond   *sinks.Condition
	conds  []ref
	parts  []string // constants that the URL is made of, as far as they are known
	params []ref    // the URL and its parameters, which hold the text if there is no body
	query  bool     // the text is among them, by its key
}

// ref is a value whose sources count, and how they are seen from the sink.
type ref struct {
	mode flow.Mode
	v    ssa.Value
	path string
	step *source.Transfer
	role words.Role
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

	work  []*sink // to be judged, the last first
	later []*sink // what fills fields: after everything nearer

	findings map[string]*candidate
	wraps    map[string]bool // wrappers that were asked about
	asked    map[asked]bool  // groups of calls that were made sends
	filled   map[string]bool // fields that were asked about
	held     []HeldField
	hosts    *bool // whether a provider's host is named

	Summaries []flow.Summary // of functions whose callers decide, for facts
	Adopted   int            // calls whose text was rendered elsewhere and judged by Adopt
}

// Run judges every send in view. seeds are the packages to start from.
func (j *Judge) Run(seeds []*types.Package) []finding.Finding {
	j.findings = map[string]*candidate{}
	j.wraps = map[string]bool{}
	j.asked = map[asked]bool{}
	j.filled = map[string]bool{}
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
	slices.SortStableFunc(j.work, func(a, b *sink) int { return j.Program.Before(a.instr.Pos(), b.instr.Pos()) })
	for len(j.work)+len(j.later) > 0 {
		if len(j.work) == 0 {
			j.work, j.later = append(j.work, j.later[0]), j.later[1:]
		}
		s := j.work[len(j.work)-1]
		j.work = j.work[:len(j.work)-1]
		j.process(s)
	}
	return j.tell()
}

// exempt reports whether a function, or one around it, sends no political message.
func (j *Judge) exempt(f *ssa.Function) bool {
	for ; f != nil; f = f.Parent() {
		if j.Exempt(f) {
			return true
		}
	}
	return false
}

// resolve returns the sources of values, as they are seen from the sink.
func (j *Judge) resolve(refs []ref, at token.Pos) []source.Source {
	var set source.Set
	for _, r := range refs {
		j.Steps++
		ls := j.Ask(flow.Query{Mode: r.mode, V: r.v, Path: r.path})
		if f := j.LastField(r.path); len(ls) == 0 && f != nil && strings.Contains(fieldpath.Plain(r.path), "/[]/") {
			// An element of a collection that an object keeps, as an outbox does: what was put in went another way than
			// what is taken out, so that whoever fills such an element anywhere decides.
			ls = []source.Source{j.Source(source.Origin{Kind: source.Field, Field: f, Path: fieldpath.TailAfterField(r.path), What: say.Phrase("the field %s", f.Name())}, at)}
		}
		if r.step != nil && !flow.IsList(r.v.Type(), r.path) {
			ls = source.Alternatives(ls)
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

// process judges one send, or makes sends of what decides about it.
func (j *Judge) process(s *sink) {
	j.Steps++
	if j.Skip(s.instr.Pos()) || j.exempt(s.instr.Parent()) {
		return
	}
	var condParams []source.Source
	if s.cond != nil {
		ok, params := j.condition(s)
		if !ok && len(params) == 0 {
			return
		}
		if !ok {
			condParams = params
		}
	}
	sources := j.body(s)
	if len(condParams) > 0 {
		if len(sources) > 0 {
			j.derive(s, sources, condParams)
		}
		return
	}
	v := decide(argument{Texts: texts(sources)})
	raw := pick(sources, v.Raw)
	raw = append(raw, j.ask(s, pick(sources, v.Open))...)
	if len(raw) > 0 {
		j.raw(s, raw)
	}
	for _, l := range pick(sources, v.Altered) {
		j.altered(s, l)
	}
	if len(raw)+len(v.Altered)+len(v.Open) == 0 && len(s.to) > 0 {
		j.recipient(s, sources)
	}
}

// ask makes sends of whatever fills the fields and parameters that decide. It returns those of which nobody decides.
func (j *Judge) ask(s *sink, open []source.Source) (lost []source.Source) {
	var params []source.Source
	for _, l := range open {
		switch {
		case l.Kind != source.Field:
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
