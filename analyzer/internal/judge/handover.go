package judge

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/finding"
	"github.com/scrutateur/scrutateur/analyzer/internal/flow"
	"github.com/scrutateur/scrutateur/analyzer/internal/ir"
	"github.com/scrutateur/scrutateur/analyzer/internal/product"
	"github.com/scrutateur/scrutateur/analyzer/internal/say"
	"github.com/scrutateur/scrutateur/analyzer/internal/source"
	"github.com/scrutateur/scrutateur/analyzer/internal/words"
	"github.com/scrutateur/scrutateur/notice/law"
)

// handsOut reports a function that nobody in view calls and whose result is a built text that it changed.
func (j *Judge) handsOut(f *ssa.Function) {
	res := f.Signature.Results()
	for i := range res.Len() {
		if !ir.Textual(res.At(i).Type()) || f.Parent() != nil {
			continue
		}
		if obj := f.Object(); j.Facts != nil && obj != nil && obj.Exported() {
			return // its callers may be in packages that import this one
		}
		if sites, outside := j.Program.Callers(f); len(sites) > 0 || outside {
			return // whoever sends it is asked
		}
		for _, l := range source.Sorted(j.Ask(flow.Query{Mode: flow.OfResult, V: f, Idx: i})) {
			if l.Kind == source.Built && l.Via != nil && l.Via.Kind() == source.Altered && f.Syntax() != nil && f.Syntax().Pos() <= l.Via.Pos && l.Via.Pos < f.Syntax().End() && !j.exempt(f) {
				j.add(&candidate{Finding: finding.Finding{Rule: law.LintAltered, Place: finding.Point(l.Via.Pos), Message: say.Phrase("the text of a built message (%s) was %s, and %s hands it out: what arrives is not what was proved; put the change into the template",
					l.What, l.Via.What, ir.FuncName(f))}})
			}
		}
	}
}

// handsOver reports a call of a function that is not in view and gets a built text together with somebody else's address:
// gateway.Push("+33612345678", m.Text()).
func (j *Judge) handsOver(f *ssa.Function) {
	for _, b := range f.Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(ssa.CallInstruction)
			if !ok || !j.unknown(call.Common()) {
				continue
			}
			texts, tos := textsAndAddresses(call.Common())
			if len(tos) == 0 {
				continue
			}
			for _, t := range texts {
				ls := j.Ask(flow.Query{Mode: flow.OfValue, V: t})
				if len(ls) != 1 || ls[0].Kind != source.Built || ls[0].Root == nil || ls[0].Message == nil || ls[0].Via != nil {
					continue
				}
				s := &sink{name: ir.CalleeName(call.Common()), channel: ls[0].Message.Channel, instr: call}
				for _, to := range tos {
					s.to = append(s.to, ref{v: to})
				}
				j.recipient(s, ls)
			}
		}
	}
}

// unknown reports whether nothing is known of what a call calls: neither a body nor the table nor this library.
func (j *Judge) unknown(c *ssa.CallCommon) bool {
	if _, builtin := c.Value.(*ssa.Builtin); builtin || len(c.Args) < 2 {
		return false
	}
	obj := ir.Callee(c)
	if obj != nil && (obj.Pkg() == nil || product.Builder(obj.Pkg()) || len(j.Table.Func(obj)) > 0 || len(j.Table.Step(obj)) > 0) {
		return false
	}
	return !slices.ContainsFunc(j.Callees(c), func(f *ssa.Function) bool { _, ok := j.Program.Body(f); return ok })
}

// textsAndAddresses returns the arguments of a call that are texts, apart from those whose parameters are named after an address.
func textsAndAddresses(c *ssa.CallCommon) (texts, tos []ssa.Value) {
	params := c.Signature().Params()
	off := len(c.Args) - params.Len()
	for i := range params.Len() {
		if i+off < 0 || !ir.Textual(params.At(i).Type()) {
			continue
		}
		if words.NamesRecipient(params.At(i).Name()) {
			tos = append(tos, c.Args[i+off])
		} else {
			texts = append(texts, c.Args[i+off])
		}
	}
	return texts, tos
}
