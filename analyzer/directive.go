package analyzer

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"time"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/internal/say"
	"github.com/scrutateur/scrutateur/notice/law"
)

// directive is one //scrutateur: comment.
type directive struct {
	pos    token.Pos
	verb   string // "transactional", "ignore"
	rule   string // of ignore
	reason string
	file   string
	line   int
	fn     ast.Node // of transactional: the function it stands on
	used   bool
}

const prefix = "//scrutateur:"

// directives reads the exemptions of a package's files and reports the malformed ones.
func (w *world) directives(files []*ast.File, report func(Finding)) []*directive {
	fset := w.fset
	var ds []*directive
	for _, f := range files {
		var mine []*directive
		for _, g := range f.Comments {
			for _, c := range g.List {
				rest, ok := strings.CutPrefix(c.Text, prefix)
				if !ok {
					continue
				}
				verb, reason, _ := strings.Cut(rest, " ")
				// A comment for the tests of an analyzer may follow.
				reason, _, _ = strings.Cut(reason, "// want")
				p := fset.Position(c.Pos())
				d := &directive{pos: c.Pos(), verb: verb, reason: strings.TrimSpace(reason), file: p.Filename, line: p.Line}
				switch verb {
				case "ignore":
					d.rule, d.reason, _ = strings.Cut(d.reason, " ")
					d.reason = strings.TrimSpace(d.reason)
					if _, known := law.Lookup(law.ID(d.rule), time.Now()); !known && !rules[d.rule] || d.rule == Exempt {
						report(Finding{Rule: Exempt, Pos: c.Pos(), Message: w.say("//scrutateur:ignore needs a rule and a reason; \"%s\" is no rule", d.rule)})
						continue
					}
				case "transactional":
				default:
					report(Finding{Rule: Exempt, Pos: c.Pos(), Message: w.say("//scrutateur:%s is no directive; there are ignore and transactional", verb)})
					continue
				}
				if !sentence(d.reason) {
					report(Finding{Rule: Exempt, Pos: c.Pos(), Message: w.say("an exemption needs its reason in words: %s <why>", prefix+verb+ruleArg(d))})
					continue
				}
				mine = append(mine, d)
			}
		}
		if len(mine) == 0 {
			continue
		}
		// A transactional directive stands in the comment of a function, or on the line of a function literal or above it.
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				for _, d := range mine {
					if d.verb == "transactional" && n.Doc != nil && n.Doc.Pos() <= d.pos && d.pos < n.Doc.End() {
						d.fn = n
					}
				}
			case *ast.FuncLit:
				line := fset.Position(n.Pos()).Line
				for _, d := range mine {
					if d.verb == "transactional" && d.fn == nil && (d.line == line || d.line == line-1) {
						d.fn = n
					}
				}
			}
			return true
		})
		for _, d := range mine {
			if d.verb == "transactional" && d.fn == nil {
				report(Finding{Rule: Exempt, Pos: d.pos, Message: w.say("//scrutateur:transactional stands on no function")})
				d.used = true
			}
		}
		ds = append(ds, mine...)
	}
	slices.SortFunc(ds, func(a, b *directive) int { return int(a.pos) - int(b.pos) })
	return ds
}

func ruleArg(d *directive) string {
	if d.rule != "" {
		return " " + d.rule
	}
	return ""
}

// exempt reports whether a directive stands on the function.
func exempt(ds []*directive, f *ssa.Function) bool {
	syn := f.Syntax()
	if syn == nil {
		return false
	}
	for _, d := range ds {
		if d.fn == syn {
			d.used = true
			return true
		}
	}
	return false
}

// ignored returns the directive that exempts a finding by its line.
func ignored(ds []*directive, fset *token.FileSet, f Finding) *directive {
	p := fset.Position(f.Pos)
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
	found := false
	for _, u := range w.units {
		for _, f := range u.Files {
			if w.fset.Position(f.Pos()).Filename != d.file {
				continue
			}
			ast.Inspect(f, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok || found || len(call.Args) == 0 {
					return !found
				}
				if d.fn != nil {
					found = d.fn.Pos() <= call.Pos() && call.Pos() < d.fn.End() && dynamic(u.Info, call)
				} else if line := w.fset.Position(call.Pos()).Line; line == d.line || line == d.line+1 {
					found = dynamic(u.Info, call)
				}
				return !found
			})
		}
	}
	return found
}

// dynamic reports whether types alone do not say which function is called.
func dynamic(info *types.Info, call *ast.CallExpr) bool {
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.SelectorExpr:
		if s := info.Selections[fun]; s != nil {
			return s.Kind() == types.FieldVal || s.Kind() == types.MethodVal && types.IsInterface(s.Recv())
		}
		_, isVar := info.Uses[fun.Sel].(*types.Var)
		return isVar
	case *ast.Ident:
		_, isVar := info.Uses[fun].(*types.Var)
		return isVar
	}
	return false
}

// unused returns a finding for every directive that exempted nothing.
func (w *world) unused(ds []*directive) []Finding {
	var fs []Finding
	for _, d := range ds {
		if !d.used {
			fs = append(fs, Finding{Rule: Exempt, Pos: d.pos, Message: w.say("%s exempts nothing: remove it", prefix+d.verb+ruleArg(d)), Fix: &Fix{
				Message: w.say("Remove the exemption"), Edits: []Edit{{Pos: d.pos, End: d.pos + token.Pos(len(prefix))}}}})
		}
	}
	return fs
}

// say says a sentence in the language of the configuration. Its English format is the key to the French.
func (w *world) say(format string, args ...string) string {
	return say.In(w.Lang, say.Phrase(format, args...))
}
