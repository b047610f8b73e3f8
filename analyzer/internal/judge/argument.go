package judge

import (
	"go/token"
	"go/types"
	"regexp"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/internal/source"
	"github.com/scrutateur/scrutateur/analyzer/internal/words"
)

// What a sink is given, and what the decision needs to know of it.

// body returns the sources of the text that is sent, sorted.
func (j *Judge) body(s *sink) []source.Source {
	var sources []source.Source
	if s.write != nil {
		sources = j.AskWrite(*s.write)
	} else {
		sources = slices.Clone(j.resolve(s.refs, s.instr.Pos()))
		if len(sources) == 0 && s.cond != nil && s.cond.Op == "url" {
			sources = j.parameters(s)
		}
	}
	if s.far {
		// A constant without words, put into a field whose content is sent somewhere: nothing, or what hides a text.
		sources = slices.DeleteFunc(sources, func(l source.Source) bool { return l.Kind == source.Literal && !l.Words })
	}
	// What a library's constructor returns says something only where nothing says more, and in a field nothing.
	if s.far || slices.ContainsFunc(sources, func(l source.Source) bool { return !l.Empty }) {
		sources = slices.DeleteFunc(sources, func(l source.Source) bool { return l.Empty })
	}
	sources = source.Sorted(append(sources, s.fixed...))
	if s.query {
		sources = slices.DeleteFunc(sources, func(l source.Source) bool {
			return l.Part != words.BodyRole && l.Kind != source.Built && (l.Kind != source.Param || l.Path != "")
		})
	}
	return sources
}

// textKey is a key of a URL's parameters that is named after a text.
var textKey = regexp.MustCompile(`(?i)(^|[?&])(text|txt|msg|message|body|content|contenu|sms|corps)=`)

// parameters returns the sources of what is in the parameters of a URL, where a request has no body: all of them if one is named
// after a text, "…?to=%s&text=%s", and sets of parameters that callers fill.
func (j *Judge) parameters(s *sink) (sources []source.Source) {
	params := j.resolve(s.params, s.instr.Pos())
	for _, l := range params {
		if l.Kind == source.Param && l.Path == "" && l.Idx < len(l.Fn.Params) && keyedType(l.Fn.Params[l.Idx].Type()) {
			sources, s.query = append(sources, l), true
		}
	}
	named := slices.ContainsFunc(params, func(l source.Source) bool { return l.Part == words.BodyRole })
	if !named && !slices.ContainsFunc(s.parts, textKey.MatchString) {
		return sources
	}
	for _, l := range params {
		if l.Kind != source.Literal || l.Part == words.BodyRole || l.Words {
			sources = append(sources, l)
		}
	}
	return sources
}

// texts returns what the decision needs of sources.
func texts(sources []source.Source) []text {
	ts := make([]text, len(sources))
	var steps map[*source.Transfer]int
	for i, l := range sources {
		t := text{Kind: l.Kind, Grade: source.Grade(l), Part: l.Part, Slot: l.Slot, Alt: l.Alt}
		switch {
		case l.Via == nil:
		case l.Via.Kind() == source.Wrapped:
			t.Change = readable
		default:
			t.Change = lost
		}
		if l.Kind == source.Built && l.Via != nil {
			if steps == nil {
				steps = map[*source.Transfer]int{}
			}
			if steps[l.Via] == 0 {
				steps[l.Via] = len(steps) + 1
			}
			t.Step = steps[l.Via]
		}
		ts[i] = t
	}
	return ts
}

// pick returns the sources at indices.
func pick(sources []source.Source, is []int) (of []source.Source) {
	for _, i := range is {
		of = append(of, sources[i])
	}
	return of
}

// keyedType reports whether values of a type hold texts under keys.
func keyedType(t types.Type) bool {
	_, ok := t.Underlying().(*types.Map)
	return ok
}

// within reports whether a position lies in the function of an instruction.
func (j *Judge) within(pos token.Pos, in ssa.Instruction) bool {
	f := in.Parent()
	for f.Parent() != nil {
		f = f.Parent()
	}
	syn := f.Syntax()
	return syn != nil && syn.Pos() <= pos && pos < syn.End()
}
