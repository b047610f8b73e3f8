// Package subset reads the part of text/template whose length can be proved: fields, if and else, trim markers
// and comments. What it accepts it renders byte for byte as text/template does; everything else is a finding with
// its position and what to write instead.
package subset

import (
	"fmt"
	"strings"
	"text/template/parse"

	"github.com/scrutateur/scrutateur/notice/law"
)

// MaxBytes is the longest body that is parsed at all.
const MaxBytes = 64 << 10

// MaxConditions is how many distinct conditions a body may have: all their cases are enumerated.
const MaxConditions = 8

// Kind says what an Op does.
type Kind uint8

const (
	Text   Kind = iota // write Op.Text
	Field              // write the field Op.Arg
	Unless             // go to Op.To unless the condition Op.Arg holds
	Jump               // go to Op.To
)

// Op is one step. A body is a list of them, run from the first to past the last; jumps go forward only.
type Op struct {
	Kind Kind
	Text string
	Arg  int // index into Template.Fields or Template.Conds
	To   int
	Pos  int // byte offset in the source
}

// Template is a body in its steps.
type Template struct {
	Source string
	Ops    []Op
	Fields []string // paths of all fields, "FirstName", "Town.Name", in order of first appearance
	Conds  []int    // indexes into Fields of the fields that stand in conditions
}

// Parse reads the template. limit is the number of bytes that are parsed at all, MaxBytes for an SMS. Findings name
// path and have their position in source.
func Parse(path, source string, limit int) (*Template, law.Findings) {
	if len(source) > limit {
		return nil, law.Findings{law.Find(law.TemplateBody, path, "the template has %d bytes; more than %d are not read", len(source), limit)}
	}
	tree := parse.New(path)
	tree.Mode = parse.SkipFuncCheck
	sets := map[string]*parse.Tree{}
	if _, err := tree.Parse(source, "", "", sets); err != nil {
		return nil, law.Findings{syntax(path, source, err)}
	}
	p := &parser{path: path, t: &Template{Source: source}, fields: map[string]int{}, conds: map[int]int{}}
	for name, set := range sets {
		if name != path && set.Root != nil {
			p.refuse(int(set.Root.Pos), law.Find(law.TemplateBody, p.path, "define and block cannot be proved; write the text where it stands"))
		}
	}
	if tree.Root != nil {
		p.list(tree.Root)
	}
	if n := len(p.t.Conds); n > MaxConditions {
		p.fs = append(p.fs, law.Find(law.TemplateBody, path, "%d distinct conditions, at most %d can be proved; split the template", n, MaxConditions))
	}
	return p.t, p.fs.Sort()
}

// syntax makes a finding of a parser's error, which knows a line only.
func syntax(path, source string, err error) law.Finding {
	text := strings.TrimPrefix(err.Error(), "template: ")
	line := 1
	if rest, ok := strings.CutPrefix(text, path+":"); ok {
		if _, e := fmt.Sscanf(rest, "%d:", &line); e == nil {
			_, text, _ = strings.Cut(rest, ":")
		}
	}
	start := 0
	for range line - 1 {
		i := strings.IndexByte(source[start:], '\n')
		if i < 0 {
			break
		}
		start += i + 1
	}
	end := len(source)
	if i := strings.IndexByte(source[start:], '\n'); i >= 0 {
		end = start + i
	}
	return law.Find(law.TemplateBody, path, "line %d is no template: %s", line, strings.TrimSpace(text)).At(start, end)
}

type parser struct {
	path   string
	t      *Template
	fields map[string]int
	conds  map[int]int
	fs     law.Findings
}

// refuse adds a finding that covers the action around pos.
func (p *parser) refuse(pos int, f law.Finding) {
	source := p.t.Source
	start, end := min(pos, len(source)), len(source)
	if i := strings.Index(source[start:], "}}"); i >= 0 {
		end = start + i + len("}}")
	}
	if i := strings.LastIndex(source[:start], "{{"); i >= 0 {
		start = i
	}
	p.fs = append(p.fs, f.At(start, end))
}

func (p *parser) emit(op Op) int {
	p.t.Ops = append(p.t.Ops, op)
	return len(p.t.Ops) - 1
}

func (p *parser) list(l *parse.ListNode) {
	if l == nil {
		return
	}
	for _, n := range l.Nodes {
		switch n := n.(type) {
		case *parse.TextNode:
			if len(n.Text) > 0 {
				p.emit(Op{Kind: Text, Text: string(n.Text), Pos: int(n.Pos)})
			}
		case *parse.ActionNode:
			if f, ok := p.pipe(n.Pipe); ok {
				p.emit(Op{Kind: Field, Arg: f, Pos: int(n.Pipe.Pos)})
			}
		case *parse.IfNode:
			f, ok := p.pipe(n.Pipe)
			if !ok {
				f = 0
			}
			unless := p.emit(Op{Kind: Unless, Arg: p.cond(f, ok), Pos: int(n.Pipe.Pos)})
			p.list(n.List)
			if n.ElseList != nil {
				jump := p.emit(Op{Kind: Jump, Pos: int(n.Pos)})
				p.t.Ops[unless].To = len(p.t.Ops)
				p.list(n.ElseList)
				p.t.Ops[jump].To = len(p.t.Ops)
			} else {
				p.t.Ops[unless].To = len(p.t.Ops)
			}
		case *parse.CommentNode:
		case *parse.RangeNode:
			p.refuse(int(n.Pos), law.Find(law.TemplateBody, p.path, "range has no length known beforehand; write the text out, or join the values into one bounded field"))
		case *parse.WithNode:
			p.refuse(int(n.Pos), law.Find(law.TemplateBody, p.path, "with changes what the dot is; write {{if .Field}} and the whole path"))
		case *parse.TemplateNode:
			p.refuse(int(n.Pos), law.Find(law.TemplateBody, p.path, "template calls another text; write it where it stands"))
		case *parse.BreakNode, *parse.ContinueNode:
			p.refuse(int(n.Position()), law.Find(law.TemplateBody, p.path, "break and continue belong to range, which cannot be proved"))
		default:
			p.refuse(int(n.Position()), law.Find(law.TemplateBody, p.path, "only fields, if, else, end and comments"))
		}
	}
}

// pipe accepts a single field path and returns its index.
func (p *parser) pipe(n *parse.PipeNode) (int, bool) {
	pos := int(n.Pos)
	switch {
	case len(n.Decl) > 0:
		p.refuse(pos, law.Find(law.TemplateBody, p.path, "no variables; write the field where it is used"))
		return 0, false
	case len(n.Cmds) != 1:
		p.refuse(pos, law.Find(law.TemplateBody, p.path, "no pipelines; give the row a field that holds the finished value"))
		return 0, false
	case len(n.Cmds[0].Args) != 1:
		p.refuse(pos, law.Find(law.TemplateBody, p.path, "no functions and no arguments; give the row a field that holds the finished value, or nest if and else"))
		return 0, false
	}
	switch a := n.Cmds[0].Args[0].(type) {
	case *parse.FieldNode:
		return p.field(strings.Join(a.Ident, ".")), true
	case *parse.DotNode:
		p.refuse(pos, law.Find(law.TemplateBody, p.path, "the dot is the whole row; name a field, {{.FirstName}}"))
	case *parse.IdentifierNode:
		p.refuse(pos, law.Find(law.TemplateBody, p.path, "no functions; for a field write a dot before its name"))
	case *parse.StringNode, *parse.NumberNode, *parse.BoolNode, *parse.NilNode:
		p.refuse(pos, law.Find(law.TemplateBody, p.path, "no constants between braces; write the text itself"))
	case *parse.VariableNode:
		p.refuse(pos, law.Find(law.TemplateBody, p.path, "no variables; for a field write a dot before its name"))
	default:
		p.refuse(pos, law.Find(law.TemplateBody, p.path, "only a field path, {{.FirstName}} or {{.Town.Name}}"))
	}
	return 0, false
}

func (p *parser) field(path string) int {
	i, ok := p.fields[path]
	if !ok {
		i = len(p.t.Fields)
		p.fields[path] = i
		p.t.Fields = append(p.t.Fields, path)
	}
	return i
}

func (p *parser) cond(field int, ok bool) int {
	if !ok {
		return 0 // the template is refused anyhow
	}
	i, known := p.conds[field]
	if !known {
		i = len(p.t.Conds)
		p.conds[field] = i
		p.t.Conds = append(p.t.Conds, field)
	}
	return i
}

// Walk runs the steps of one case: holds says which conditions do. Text and Field steps are given to visit.
func (t *Template) Walk(holds func(cond int) bool, visit func(*Op)) {
	for pc := 0; pc < len(t.Ops); {
		op := &t.Ops[pc]
		switch op.Kind {
		case Unless:
			if !holds(op.Arg) {
				pc = op.To
				continue
			}
		case Jump:
			pc = op.To
			continue
		default:
			visit(op)
		}
		pc++
	}
}
