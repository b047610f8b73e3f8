package analyzer

import (
	"cmp"
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
	byComment, byLine := map[*ast.Comment]*directive{}, map[int][]*directive{}
	for _, d := range ds {
		if d.verb == "transactional" {
			byComment[d.comment] = d
			byLine[d.line] = append(byLine[d.line], d)
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if n.Doc == nil {
				break
			}
			for _, c := range n.Doc.List {
				if d := byComment[c]; d != nil {
					d.fn = n
				}
			}
		case *ast.FuncLit:
			line := w.fset.PositionFor(n.Pos(), false).Line
			for _, d := range slices.Concat(byLine[line-1], byLine[line]) {
				if d.fn == nil {
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

// exemptions are directives, found by where they stand.
type exemptions struct {
	all    []*directive
	byFunc map[ast.Node]*directive
	byLine map[ruledLine][]*directive // of those that ignore a rule
}

type ruledLine struct {
	file string
	line int
	rule law.ID
}

func newExemptions(ds []*directive) *exemptions {
	x := &exemptions{all: ds, byFunc: map[ast.Node]*directive{}, byLine: map[ruledLine][]*directive{}}
	for _, d := range ds {
		if d.fn != nil && x.byFunc[d.fn] == nil {
			x.byFunc[d.fn] = d
		}
		if d.verb == "ignore" {
			k := ruledLine{d.file, d.line, d.rule}
			x.byLine[k] = append(x.byLine[k], d)
		}
	}
	return x
}

// exempt reports whether a directive stands on the function.
func (x *exemptions) exempt(f *ssa.Function) bool {
	syntax := f.Syntax()
	if syntax == nil {
		return false
	}
	d := x.byFunc[syntax]
	if d != nil {
		d.used = true
	}
	return d != nil
}

// ignored returns the directive that exempts a finding: one of its rule on its line, or on the line above it.
func (x *exemptions) ignored(fset *token.FileSet, f finding.Finding) *directive {
	p := fset.PositionFor(f.Pos, false)
	for _, line := range []int{p.Line - 1, p.Line} {
		if ds := x.byLine[ruledLine{p.Filename, line, f.Rule}]; len(ds) > 0 {
			ds[0].used = true
			return ds[0]
		}
	}
	return nil
}

// beyond reports whether what a directive stands on calls an interface's method, or a function kept in a variable, with
// arguments: whether that sends is known only to who sees the whole program, and so whether the exemption is of use.
func (w *world) beyond(d *directive) bool {
	tf := w.fset.File(d.comment.Pos())
	calls, known := w.dynamics[tf]
	if !known {
		u := w.unitAt(d.comment.Pos())
		ast.Inspect(w.files[tf], func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && len(call.Args) > 0 && dynamic(u, call) {
				calls = append(calls, call)
			}
			return true
		})
		slices.SortFunc(calls, func(a, b *ast.CallExpr) int { return cmp.Compare(a.Pos(), b.Pos()) })
		w.dynamics[tf] = calls
	}
	from, to := tf.LineStart(d.line), token.Pos(tf.Base()+tf.Size()+1)
	if d.fn != nil {
		from, to = d.fn.Pos(), d.fn.End()
	} else if d.line+2 <= tf.LineCount() {
		to = tf.LineStart(d.line + 2)
	}
	i, _ := slices.BinarySearchFunc(calls, from, func(c *ast.CallExpr, p token.Pos) int { return cmp.Compare(c.Pos(), p) })
	return i < len(calls) && calls[i].Pos() < to
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
