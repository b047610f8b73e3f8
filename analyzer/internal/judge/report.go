package judge

import (
	"cmp"
	"fmt"
	"go/token"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/finding"
	"github.com/scrutateur/scrutateur/analyzer/internal/flow"
	"github.com/scrutateur/scrutateur/analyzer/internal/ir"
	"github.com/scrutateur/scrutateur/analyzer/internal/product"
	"github.com/scrutateur/scrutateur/analyzer/internal/say"
	"github.com/scrutateur/scrutateur/analyzer/internal/source"
	"github.com/scrutateur/scrutateur/analyzer/internal/words"
	"github.com/scrutateur/scrutateur/internal/sinks"
	"github.com/scrutateur/scrutateur/notice/law"
)

// candidate is a finding as long as others may still take its place. Its messages are phrases, said in a language when all are known.
type candidate struct {
	finding.Finding

	key  string
	ends []token.Pos // where its sources are, to recognise the same text at another place
	far  bool        // reported where a field is filled

	hollow bool // nothing was found but an object that waits to be filled
	local  bool // every source is in the function that is reported: what another makes for many is not one text
}

// raw reports a text that was not built, by the likeliest of its sources.
func (j *Judge) raw(s *sink, raw []source.Source) {
	slices.SortStableFunc(raw, func(a, b source.Source) int {
		return cmp.Compare(b2i(source.Grade(b) == words.BodyRole), b2i(source.Grade(a) == words.BodyRole))
	})
	what := raw[0].What
	if raw[0].Kind != source.Unknown && raw[0].Via != nil && raw[0].Via.Kind() == source.Altered && (j.within(raw[0].Via.Pos, s.instr) || j.Program.Together(raw[0].Via.Pos, raw[0].At)) {
		what = say.Phrase("text that is %s", raw[0].Via.What)
	}
	if raw[0].Kind == source.Field {
		what = say.Phrase("field %s, which nothing in view fills with a built message", raw[0].Field.Name())
	}
	f := &candidate{far: s.far, local: len(raw) > 0, hollow: !slices.ContainsFunc(raw, func(l source.Source) bool { return !l.Empty }), Finding: finding.Finding{
		Rule: law.LintRaw, Place: finding.Point(s.instr.Pos()), Related: slices.Clone(s.trail), Sent: finding.Argument{Call: s.instr.Pos(), Index: s.argument()}}}
	f.Message = say.Phrase("the body of this %s was not built by this module: it is %s, and goes to %s; build it with %s.Build and send %s",
		noun(s.channel), what, s.name, batch(s.channel), give(s.channel))
	for _, l := range raw {
		r := finding.Related{Place: finding.Point(l.At), Message: say.Phrase("%s comes from here", l.What)}
		if l.Via != nil && l.Kind != source.Unknown && j.within(l.Via.Pos, s.instr) {
			r = finding.Related{Place: finding.Point(l.Via.Pos), Message: say.Phrase("%s is %s here", l.What, l.Via.What)}
		}
		if r.Pos.IsValid() && r.Pos != s.instr.Pos() && !slices.ContainsFunc(f.Related, func(o finding.Related) bool { return o.Message == r.Message && j.line(o.Pos) == j.line(r.Pos) }) {
			f.Related = append(f.Related, r)
		}
		f.ends = append(f.ends, l.At)
		f.local = f.local && j.within(l.At, s.instr)
	}
	j.add(f)
}

// altered reports a built text that is not the same any more.
func (j *Judge) altered(s *sink, l source.Source) {
	pos := s.instr.Pos()
	f := &candidate{far: s.far, Finding: finding.Finding{Rule: law.LintAltered, Place: finding.Point(pos), Message: say.Phrase("the text of a built message (%s) was %s before %s sends it: what arrives is not what was proved; put the change into the template",
		l.What, l.Via.What, s.name), Related: slices.Clone(s.trail), Sent: finding.Argument{Call: pos, Index: -1}}}
	if l.Via.Pos.IsValid() {
		if j.within(l.Via.Pos, s.instr) {
			f.Pos = l.Via.Pos
			f.Related = append(f.Related, finding.Related{Place: finding.Point(pos), Message: say.Phrase("sent here by %s", s.name)})
		} else {
			f.Related = append(f.Related, finding.Related{Place: finding.Point(l.Via.Pos), Message: say.Phrase("%s here", l.Via.What)})
		}
	}
	j.add(f)
}

// tell returns the findings that are told, sorted, in the language of the run. One text is told once: where it is sent rather than
// where a field is filled, and of two fields the one whose way to the sink is known.
func (j *Judge) tell() []finding.Finding {
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

// argument returns which argument of the call, as it is written, is the text, -1 if none is.
func (s *sink) argument() int {
	call, ok := s.instr.(ssa.CallInstruction)
	if !ok || len(s.refs) != 1 || s.refs[0].path != "" || s.refs[0].mode != flow.OfValue {
		return -1
	}
	c := call.Common()
	i := slices.Index(ir.Args(c), s.refs[0].v)
	if c.IsInvoke() || c.Signature().Recv() != nil || ir.Bound(c) {
		i--
	}
	return max(i, -1)
}

// line names the line of a position.
func (j *Judge) line(p token.Pos) string {
	at := j.Program.Fset.PositionFor(p, false)
	return fmt.Sprint(at.Filename, ":", at.Line)
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// add keeps a finding. What is found twice, on two ways to one sink, is one.
func (j *Judge) add(f *candidate) {
	k := fmt.Sprint(f.Pos, f.Rule)
	if f.Rule != law.LintRaw {
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

// noun returns what a channel's messages are called.
func noun(c sinks.Channel) string {
	switch c {
	case sinks.Email:
		return say.Phrase("e-mail")
	case sinks.SMS:
		return "SMS"
	case sinks.MMS:
		return "MMS"
	}
	return say.Phrase("message")
}

// batch returns the type that builds a channel's messages, as a program writes it.
func batch(c sinks.Channel) string {
	return product.BatchOf(c).String()
}

// give returns what of a channel's messages is sent.
func give(c sinks.Channel) string {
	if c == sinks.Email {
		return say.Phrase("what its WriteTo writes")
	}
	return say.Phrase("its Text")
}
