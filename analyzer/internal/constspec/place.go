package constspec

import (
	"go/ast"
	"go/token"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/analyzer/finding"
	"github.com/scrutateur/scrutateur/notice/law"
)

// report tells a finding of the compiler where the program says what breaks the rule: at the field of the row, or at the innermost
// part of the specification that is written down.
func (c *compilation) report(f law.Finding, fix finding.Fix) {
	said := strings.TrimSpace(strings.TrimPrefix(f.In(language.Make(c.Lang)), string(f.Rule)))
	g := finding.Finding{Rule: f.Rule, Place: c.part(f), Message: said, Fix: fix}
	for path, v := range c.fields {
		if f.Path == path || f.Path == flat(path) || f.Path == "Fields["+flat(path)+"]" {
			g.Message = strings.Replace(g.Message, f.Path, path, 1)
			if c.inView(v.Pos()) {
				g.Place = finding.Range(v.Pos(), v.Pos()+token.Pos(len(v.Name())))
			}
			break
		}
	}
	c.found = append(c.found, g)
}

// part returns where the specification says what a finding is about.
func (c *compilation) part(f law.Finding) finding.Place {
	for path := f.Path; ; path = path[:strings.LastIndexAny(path, ".[")] {
		if e := c.exprs[path]; e != nil {
			if lit, ok := e.(*ast.BasicLit); ok && path == f.Path && f.End > f.Start {
				if s, e, ok := within(lit, f.Start, f.End); ok {
					return finding.Range(s, e)
				}
			}
			return finding.Range(e.Pos(), e.End())
		}
		if !strings.ContainsAny(path, ".[") {
			break
		}
	}
	if e := c.exprs[""]; e != nil {
		return finding.Range(e.Pos(), e.Pos())
	}
	return finding.Range(c.call.Pos(), c.call.Lparen)
}

// within returns where bytes of a string literal's value stand in the source.
func within(lit *ast.BasicLit, start, end int) (s, e token.Pos, ok bool) {
	text := lit.Value
	if strings.HasPrefix(text, "`") {
		if strings.Contains(text, "\r") || end > len(text)-2 {
			return 0, 0, false
		}
		return lit.Pos() + token.Pos(1+start), lit.Pos() + token.Pos(1+end), true
	}
	at := 0 // in the value
	rest := text[1 : len(text)-1]
	for rest != "" && at <= end {
		here := lit.Pos() + token.Pos(len(text)-1-len(rest))
		if at == start {
			s = here
		}
		if at == end {
			break
		}
		c, multibyte, tail, err := strconv.UnquoteChar(rest, '"')
		if err != nil {
			return 0, 0, false
		}
		n := 1
		if multibyte || c >= utf8.RuneSelf && !strings.HasPrefix(rest, `\x`) {
			n = utf8.RuneLen(c)
		}
		at += n
		rest = tail
	}
	return s, lit.Pos() + token.Pos(len(text)-1-len(rest)), s.IsValid() && at == end
}
