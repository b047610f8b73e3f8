package judge

import (
	"cmp"
	"fmt"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/finding"
	"github.com/scrutateur/scrutateur/analyzer/internal/flow"
	"github.com/scrutateur/scrutateur/analyzer/internal/ir"
	"github.com/scrutateur/scrutateur/analyzer/internal/product"
	"github.com/scrutateur/scrutateur/analyzer/internal/say"
	"github.com/scrutateur/scrutateur/analyzer/sinks"
	"github.com/scrutateur/scrutateur/notice/law"
)

// candidate is a finding as long as others may still take its place. Its messages are phrases, said in a language when all are known.
type candidate struct {
	finding.Finding

	key  string
	ends []token.Pos // beginnings, to recognise the same text at another place
	far  bool        // reported where a field is filled

	hollow bool // nothing was found but an object that waits to be filled
	local  bool // every beginning is in the function that is reported: what another makes for many is not one text
}

func (j *Judge) raw(s *send, raw []flow.Source) {
	slices.SortStableFunc(raw, func(a, b flow.Source) int {
		return cmp.Compare(b2i(flow.Grade(b) == flow.BodyRole), b2i(flow.Grade(a) == flow.BodyRole))
	})
	what := raw[0].What
	if raw[0].Kind != flow.Unknown && raw[0].Via != nil && raw[0].Via.Kind() == flow.Altered && (j.inside1(raw[0].Via.Pos, s.instr) || j.Program.Together(raw[0].Via.Pos, raw[0].At)) {
		what = say.Phrase("text that is %s", raw[0].Via.What)
	}
	if raw[0].Kind == flow.Field {
		what = say.Phrase("field %s, which nothing in view fills with a built message", raw[0].Field.Name())
	}
	f := &candidate{far: s.far, local: len(raw) > 0, hollow: !slices.ContainsFunc(raw, func(l flow.Source) bool { return !l.Empty }), Finding: finding.Finding{
		Rule: law.LintRaw, Place: finding.Point(s.instr.Pos()), Related: slices.Clone(s.trail), Sent: finding.Argument{Call: s.instr.Pos(), Index: s.argument()}}}
	f.Message = say.Phrase("the body of this %s was not built by this module: it is %s, and goes to %s; build it with %s.Build and send %s",
		noun(s.channel), what, s.sink, batch(s.channel), give(s.channel))
	for _, l := range raw {
		r := finding.Related{Place: finding.Point(l.At), Message: say.Phrase("%s comes from here", l.What)}
		if l.Via != nil && l.Kind != flow.Unknown && j.inside1(l.Via.Pos, s.instr) {
			r = finding.Related{Place: finding.Point(l.Via.Pos), Message: say.Phrase("%s is %s here", l.What, l.Via.What)}
		}
		if r.Pos.IsValid() && r.Pos != s.instr.Pos() && !slices.ContainsFunc(f.Related, func(o finding.Related) bool { return o.Message == r.Message && j.line(o.Pos) == j.line(r.Pos) }) {
			f.Related = append(f.Related, r)
		}
		f.ends = append(f.ends, l.At)
		f.local = f.local && j.inside1(l.At, s.instr)
	}
	j.add(f)
}

// altered reports a built text that is not the same any more.
func (j *Judge) altered(s *send, l flow.Source) {
	pos := s.instr.Pos()
	f := &candidate{far: s.far, Finding: finding.Finding{Rule: law.LintAltered, Place: finding.Point(pos), Message: say.Phrase("the text of a built message (%s) was %s before %s sends it: what arrives is not what was proved; put the change into the template",
		l.What, l.Via.What, s.sink), Related: slices.Clone(s.trail), Sent: finding.Argument{Call: pos, Index: -1}}}
	if l.Via.Pos.IsValid() {
		if j.inside1(l.Via.Pos, s.instr) {
			f.Pos = l.Via.Pos
			f.Related = append(f.Related, finding.Related{Place: finding.Point(pos), Message: say.Phrase("sent here by %s", s.sink)})
		} else {
			f.Related = append(f.Related, finding.Related{Place: finding.Point(l.Via.Pos), Message: say.Phrase("%s here", l.Via.What)})
		}
	}
	j.add(f)
}

// argument returns which argument of the call, as it is written, is the text, -1 if none is.
func (s *send) argument() int {
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
	at := j.Program.Fset.Position(p)
	return fmt.Sprint(at.Filename, ":", at.Line)
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

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

func batch(c sinks.Channel) string {
	return product.BatchOf(c).String()
}

func give(c sinks.Channel) string {
	if c == sinks.Email {
		return say.Phrase("what its WriteTo writes")
	}
	return say.Phrase("its Text")
}
