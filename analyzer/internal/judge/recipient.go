package judge

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/finding"
	"github.com/scrutateur/scrutateur/analyzer/internal/flow"
	"github.com/scrutateur/scrutateur/analyzer/internal/ir"
	"github.com/scrutateur/scrutateur/analyzer/internal/product"
	"github.com/scrutateur/scrutateur/analyzer/internal/say"
	"github.com/scrutateur/scrutateur/analyzer/internal/source"
	"github.com/scrutateur/scrutateur/internal/sinks"
	"github.com/scrutateur/scrutateur/notice/law"
)

// recipient compares whom a message was built for with whom the call sends it to.
func (j *Judge) recipient(s *sink, sources []source.Source) {
	roots := map[ssa.Value]bool{}
	for _, l := range sources {
		if l.Kind == source.Built && l.Root != nil && !l.Bulk { // a bulk message has many recipients
			roots[l.Root] = true
		}
	}
	if len(roots) != 1 {
		return
	}
	for r := range roots {
		if c := j.Clearance(r); c != nil {
			roots[c] = true
		}
	}
	a := argument{Texts: texts(sources)}
	var tos []source.Source
	for _, l := range source.Sorted(j.resolve(s.to, s.instr.Pos())) {
		if l.Empty || strings.HasSuffix(l.Path, flow.Addressed) {
			continue
		}
		tos = append(tos, l)
		a.To = append(a.To, addressee{
			Kind: l.Kind,
			Own:  roots[l.Root],
			Else: l.Root != nil && j.comparable(l.Root, roots),
			Text: s.channel != sinks.Email || strings.Contains(l.Text, "@"),
		})
	}
	if v := decide(a); v.Recipient >= 0 && !j.exempt(s.instr.Parent()) {
		j.misdirected(s, tos[v.Recipient])
	}
}

// misdirected reports a built message that goes to somebody else.
func (j *Judge) misdirected(s *sink, to source.Source) {
	who := say.Phrase("someone else than its recipient: %s", to.What)
	if to.Kind == source.Neutral {
		who = say.Phrase("the recipient of another message")
	}
	j.add(&candidate{Finding: finding.Finding{Rule: law.LintRecipient, Place: finding.Point(s.instr.Pos()), Message: say.Phrase(
		"%s sends a built %s to %s; a message was cleared for one person: send it to its own To", s.name, noun(s.channel), who),
		Related: slices.Clone(s.trail)}})
}

// comparable reports whether two messages can be told apart: both are values of one function that begin in the same way. One that
// was put into an object and one that was taken out of it can be the same.
func (j *Judge) comparable(v ssa.Value, roots map[ssa.Value]bool) bool {
	for r := range roots {
		if r.Parent() == nil || r.Parent() != v.Parent() || begins(r) != begins(v) && !product.Is(v.Type(), product.Clearance) && !product.Is(r.Type(), product.Clearance) || begins(v) == "" {
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
			if f := ir.Callee(c.Common()); f != nil && product.Is(ir.RecvType(f), product.Batch) {
				return "given" // each call of Build is a message of its own
			}
		}
	case *ssa.Call:
		if f := ir.Callee(v.Common()); f != nil && product.Is(ir.RecvType(f), product.Batch) {
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
