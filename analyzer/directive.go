package analyzer

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"time"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/finding"
	"github.com/scrutateur/scrutateur/analyzer/internal/ir"
	"github.com/scrutateur/scrutateur/notice/law"
)

// directive is one //scrutateur: comment: an exemption with its reason.
type directive struct {
	comment *ast.Comment
	verb    string // "transactional", "ignore"
	rule    law.ID // of ignore
	reason  string
	file    string
	line    int
	fn      ast.Node // of transactional: the function it stands on
	used    bool
}

const prefix = "//scrutateur:"

// String returns the directive without its reason: "//scrutateur:ignore RAW".
func (d *directive) String() string { return strings.TrimSpace(prefix + d.verb + " " + string(d.rule)) }

// directives reads the exemptions of the files that are judged, in their order, and reports the malformed ones.
func (w *world) directives() []*directive {
	var ds []*directive
	for _, u := range w.units {
		for _, f := range w.wanted(u) {
			var mine []*directive
			for _, g := range f.Comments {
				for _, c := range g.List {
					if d := w.directive(c); d != nil {
						mine = append(mine, d)
					}
				}
			}
			if len(mine) > 0 {
				w.attach(f, mine)
			}
			ds = append(ds, mine...)
		}
	}
	return ds
}

// directive reads a comment. It returns nil for one that is no directive, or no good one, which is reported.
func (w *world) directive(c *ast.Comment) *directive {
	rest, ok := strings.CutPrefix(c.Text, prefix)
	if !ok {
		return nil
	}
	bad := func(message string) *directive {
		w.report(finding.Finding{Rule: law.LintExemption, Place: finding.Point(c.Pos()), Message: message})
		return nil
	}
	verb, reason, _ := strings.Cut(rest, " ")
	reason, _, _ = strings.Cut(reason, "// want") // a comment for the tests of an analyzer may follow
	p := w.fset.PositionFor(c.Pos(), false)
	d := &directive{comment: c, verb: verb, reason: strings.TrimSpace(reason), file: p.Filename, line: p.Line}
	switch verb {
	case "transactional":
	case "ignore":
		rule, reason, _ := strings.Cut(d.reason, " ")
		d.rule, d.reason = law.ID(rule), strings.TrimSpace(reason)
		if _, known := law.Lookup(d.rule, time.Now()); !known || d.rule == law.LintExemption {
			return bad(w.say("//scrutateur:ignore needs a rule and a reason; \"%s\" is no rule", rule))
		}
	default:
		return bad(w.say("//scrutateur:%s is no directive; there are ignore and transactional", verb))
	}
	if !sentence(d.reason) {
		return bad(w.say("an exemption needs its reason in words: %s <why>", d.String()))
	}
	return d
}

// attach finds the function of each transactional directive of a file: it stands in the function's comment, or on the line of a
// function literal or the line above it.
func (w *world) attach(f *ast.File, ds []*directive) {
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			for _, d := range ds {
				if d.verb == "transactional" && n.Doc != nil && slices.Contains(n.Doc.List, d.comment) {
					d.fn = n
				}
			}
		case *ast.FuncLit:
			line := w.fset.PositionFor(n.Pos(), false).Line
			for _, d := range ds {
				if d.verb == "transactional" && d.fn == nil && (d.line == line || d.line == line-1) {
					d.fn = n
				}
			}
		}
		return true
	})
	for _, d := range ds {
		if d.verb == "transactional" && d.fn == nil {
			w.report(finding.Finding{Rule: law.LintExemption, Place: finding.Point(d.comment.Pos()), Message: w.say("//scrutateur:transactional stands on no function")})
			d.used = true // one finding says enough
		}
	}
}

// exempt reports whether a directive stands on the function.
func exempt(ds []*directive, f *ssa.Function) bool {
	syntax := f.Syntax()
	if syntax == nil {
		return false
	}
	for _, d := range ds {
		if d.fn == syntax {
			d.used = true
			return true
		}
	}
	return false
}

// ignored returns the directive that exempts a finding: one of its rule on its line, or on the line above it.
func ignored(ds []*directive, fset *token.FileSet, f finding.Finding) *directive {
	p := fset.PositionFor(f.Pos, false)
	for _, d := range ds {
		if d.verb == "ignore" && d.rule == f.Rule && d.file == p.Filename && (d.line == p.Line || d.line == p.Line-1) {
			d.used = true
			return d
		}
	}
	return nil
}

// beyond reports whether what a directive stands on calls an interface's method, or a function kept in a variable, with
// arguments: whether that sends is known only to who sees the whole program, and so whether the exemption is of use.
func (w *world) beyond(d *directive) bool {
	u := w.unitAt(d.comment.Pos())
	i := slices.IndexFunc(u.Files, func(f *ast.File) bool { return f.FileStart <= d.comment.Pos() && d.comment.Pos() <= f.FileEnd })
	found := false
	ast.Inspect(u.Files[i], func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && !found && len(call.Args) > 0 {
			found = w.covers(d, call) && dynamic(u, call)
		}
		return !found
	})
	return found
}

// covers reports whether a call is one that a directive can exempt.
func (w *world) covers(d *directive, call *ast.CallExpr) bool {
	if d.fn != nil {
		return d.fn.Pos() <= call.Pos() && call.Pos() < d.fn.End()
	}
	line := w.fset.PositionFor(call.Pos(), false).Line
	return line == d.line || line == d.line+1
}

// dynamic reports whether types alone do not say which function is called.
func dynamic(u *ir.Unit, call *ast.CallExpr) bool {
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.SelectorExpr:
		if s := u.Info.Selections[fun]; s != nil {
			return s.Kind() == types.FieldVal || s.Kind() == types.MethodVal && types.IsInterface(s.Recv())
		}
		_, isVar := u.Info.Uses[fun.Sel].(*types.Var)
		return isVar
	case *ast.Ident:
		_, isVar := u.Info.Uses[fun].(*types.Var)
		return isVar
	}
	return false
}

// unused returns the finding about a directive that exempted nothing; its fix takes the comment away.
func (w *world) unused(d *directive) finding.Finding {
	c := d.comment
	return finding.Finding{
		Rule: law.LintExemption, Place: finding.Point(c.Pos()), Message: w.say("%s exempts nothing: remove it", d.String()),
		Fix: finding.Fix{Title: w.say("Remove the exemption"), Edits: []finding.Edit{{From: c.Pos(), To: c.End()}}},
	}
}
