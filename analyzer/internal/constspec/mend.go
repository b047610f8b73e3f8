package constspec

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"

	"github.com/scrutateur/scrutateur/analyzer/finding"
	"github.com/scrutateur/scrutateur/analyzer/internal/say"
	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/notice/law"
)

// mend returns the change that mends what the compiler found: a body of an SMS that is over its budget only because it is not
// GSM-7 is written in GSM-7.
func (c *compilation) mend(f law.Finding) finding.Fix {
	s, ok := c.spec.(*smsSpec)
	lit, isLit := c.exprs["Body"].(*ast.BasicLit)
	if !ok || !isLit || f.Rule != law.PartBudget || f.Path != "Body" {
		return finding.Fix{}
	}
	was, err := strconv.Unquote(lit.Value)
	now := sms.Fold(was)
	lost := strings.Count(now, "?") > strings.Count(was, "?") // a character that GSM-7 has nothing for
	if err != nil || now == was || lost || !s.folds(sms.Fold(s.Body)) {
		return finding.Fix{}
	}
	text := strconv.Quote(now)
	if strings.HasPrefix(lit.Value, "`") && !strings.Contains(now, "`") {
		text = "`" + now + "`"
	}
	return finding.Fix{Title: c.say("Write the body in GSM-7"), Edits: []finding.Edit{{From: lit.Pos(), To: lit.End(), New: text}}}
}

// addBound returns the change that gives a field of the row a bound. 24 is a first name; a person sees it and corrects it.
func (c *compilation) addBound(v *types.Var) finding.Fix {
	end := c.fieldEnd(v)
	return finding.Fix{Title: c.say("Add %s", `validate:"max=24"`), Edits: []finding.Edit{{From: end, To: end, New: " `validate:\"max=24\"`"}}}
}

// fieldEnd returns the end of the declaration of a field. A file is read once: it may declare ten thousand.
func (p *Program) fieldEnd(v *types.Var) token.Pos {
	file := p.fileAt(v.Pos())
	if p.fields == nil {
		p.fields = map[*ast.File]map[token.Pos]token.Pos{}
	}
	ends := p.fields[file]
	if ends == nil {
		ends = map[token.Pos]token.Pos{}
		p.fields[file] = ends
		ast.Inspect(file, func(n ast.Node) bool {
			f, ok := n.(*ast.Field)
			if !ok {
				return true
			}
			for _, name := range f.Names {
				ends[name.Pos()] = f.Type.End()
			}
			if len(f.Names) == 0 { // embedded: its name is that of its type
				ast.Inspect(f.Type, func(n ast.Node) bool {
					if id, ok := n.(*ast.Ident); ok {
						ends[id.Pos()] = f.Type.End()
					}
					return true
				})
			}
			return true
		})
	}
	if end, ok := ends[v.Pos()]; ok {
		return end
	}
	return v.Pos()
}

// say says a sentence in the language of the findings.
func (p *Program) say(format tongue.Text, args ...string) string {
	return say.In(p.Lang, say.Phrase(format, args...))
}
