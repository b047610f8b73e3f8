package htmlslot

import (
	"errors"
	"html/template"
	"io"
	"slices"
	"strings"
	"text/template/parse"

	"golang.org/x/net/html"

	"github.com/scrutateur/scrutateur/internal/subset"
)

// Problem is something that the template may not do, at bytes Start to End of its source. Format is an English
// sentence, the key under which the catalog holds other languages.
type Problem struct {
	Start, End int
	Format     string
	Args       []any
}

// Document is an HTML template that may be sent once the statutory block stands in it.
type Document struct {
	Steps    []Step
	Fragment bool   // the author wrote what goes into <body>, no document
	Close    string // end tags of what the author left open, to be written before the block
}

// Kind says what a Step does.
type Kind uint8

const (
	Static Kind = iota // write Step.Text
	Field              // write the field Step.Arg as Step.Context has it
	Unless             // go to Step.To unless the condition Step.Arg holds
	Jump               // go to Step.To
	Head               // what opens the body goes here: the preheader
	Foot               // what closes the body goes here: the statutory block
)

// Step is one step of a body, run from the first to past the last; jumps go forward only.
type Step struct {
	Kind    Kind
	Text    string
	Arg     int // index into subset.Template.Fields or Conds
	To      int
	Pos     int // byte offset in the source
	Context Context
}

// Compile judges a template that subset.Parse accepted. All problems come at once, in the order of the source; when
// there are any, the Document is nil.
func Compile(t *subset.Template) (*Document, []Problem) {
	if i := strings.IndexFunc(t.Source, isMark); i >= 0 {
		return nil, []Problem{{Start: i, End: i + 4, Format: "a character of a private-use plane means nothing to a reader; take it out"}}
	}
	steps, ps := escape(t)
	if steps != nil && len(t.Conds) <= subset.MaxConditions {
		d, more := structure(t, steps)
		if ps = append(ps, more...); len(ps) == 0 {
			return d, nil
		}
	}
	slices.SortStableFunc(ps, func(a, b Problem) int { return a.Start - b.Start })
	return nil, slices.CompactFunc(ps, func(a, b Problem) bool { return a.Start == b.Start && a.Format == b.Format })
}

// escape runs html/template on the template and reads from its own tree what it would do: which static text it
// writes, and which escapers it gives each field.
func escape(t *subset.Template) ([]Step, []Problem) {
	if _, err := run(t.Source, nil); err != nil {
		return nil, []Problem{refusal(t.Source, err)}
	}
	comments := findComments(t.Source)
	out, err := run(t.Source, comments)
	if err != nil {
		return nil, []Problem{refusal(t.Source, err)}
	}

	var ps []Problem
	for _, c := range comments {
		if text := t.Source[c.start:c.end]; strings.HasPrefix(text, "<!-->") || strings.HasPrefix(text, "<!--->") || strings.Contains(text, "--!>") {
			ps = append(ps, Problem{c.start, c.end, "readers of HTML disagree about this place; write the tags, quotes and comments around it in full", nil})
		}
	}
	steps := make([]Step, len(t.Ops))
	text, field := 0, 0
	for i, op := range t.Ops {
		steps[i] = Step{Kind: Kind(op.Kind), Text: op.Text, Arg: op.Arg, To: op.To, Pos: op.Pos}
		switch op.Kind {
		case subset.Text:
			steps[i].Text = out.texts[text]
			// A comment that does not end before the next action was dropped with what it held: markup that Outlook
			// reads, or a mistake. Either way the author does not mean it.
			if at := strings.LastIndex(op.Text, "<!--"); at >= 0 && !strings.Contains(op.Text[at:], "-->") &&
				strings.Count(op.Text, "<!--") != strings.Count(out.texts[text], "<!--") {
				at += op.Pos
				ps = append(ps, Problem{at, at + 4, "a comment cannot hold a value or a condition; close it before", nil})
			}
			text++
		case subset.Field:
			var refused string
			if steps[i].Context, refused = contextOf(out.escapers[field]); refused != "" {
				ps = append(ps, Problem{Start: op.Pos, End: actionEnd(t.Source, op.Pos), Format: refused})
			}
			field++
		}
	}
	return steps, ps
}

// escaped is what html/template made of a template: a text for each text node that subset keeps, and the escapers of
// each field, in the order of the source.
type escaped struct {
	texts    []string
	escapers [][]string
	comments [][]string // the escapers that a comment got in its place
}

// A span is a comment that stands whole between two actions: bytes of the source.
type span struct{ start, end int }

// run has html/template escape the template. Every comment is replaced by an action while it runs, so that the
// escaper itself says whether the comment is one: then, and only then, the action stands in text.
func run(source string, comments []span) (*escaped, error) {
	tree := parse.New("HTML")
	tree.Mode = parse.SkipFuncCheck
	if _, err := tree.Parse(source, "", "", map[string]*parse.Tree{}); err != nil {
		return nil, err
	}
	c := &cutter{source: source, comments: comments, stands: map[parse.Node]string{}, whole: map[parse.Node]bool{}}
	c.cut(tree.Root)

	t, err := template.New("HTML").AddParseTree("HTML", tree)
	if err != nil {
		return nil, err
	}
	// Executing is the only way to have it escape. Without data the execution itself may fail, which says nothing.
	var refused *template.Error
	if err := t.Execute(io.Discard, nil); errors.As(err, &refused) {
		return nil, refused
	}
	r := &escapedReader{cutter: c, out: &escaped{}}
	r.read(tree.Root)
	r.flush()
	return r.out, nil
}

// cutter takes comments out of a template's texts, and puts an action in the place of each.
type cutter struct {
	source   string
	comments []span                // those to come
	stands   map[parse.Node]string // actions that stand for comments, and their text
	whole    map[parse.Node]bool   // text nodes with which one of the source begins
}

func (c *cutter) cut(l *parse.ListNode) {
	if l == nil {
		return
	}
	var nodes []parse.Node
	for _, n := range l.Nodes {
		switch n := n.(type) {
		case *parse.IfNode:
			c.cut(n.List)
			c.cut(n.ElseList)
		case *parse.TextNode:
			nodes = c.text(nodes, n)
			continue
		}
		nodes = append(nodes, n)
	}
	l.Nodes = nodes
}

// text appends what becomes of a text.
func (c *cutter) text(nodes []parse.Node, n *parse.TextNode) []parse.Node {
	if len(n.Text) == 0 {
		return nodes
	}
	c.whole[n] = true
	text, pos := n.Text, int(n.Pos)
	for len(c.comments) > 0 && c.comments[0].start < pos {
		c.comments = c.comments[1:] // in an action, or around one
	}
	for len(c.comments) > 0 && c.comments[0].end <= pos+len(text) {
		at := c.comments[0]
		c.comments = c.comments[1:]
		n.Text = text[:at.start-pos]
		action := commentAction(parse.Pos(at.start))
		c.stands[action] = c.source[at.start:at.end]
		rest := &parse.TextNode{NodeType: parse.NodeText, Pos: parse.Pos(at.end), Text: text[at.end-pos:]}
		nodes = append(nodes, n, action)
		n, text, pos = rest, rest.Text, at.end
	}
	return append(nodes, n)
}

// escapedReader reads a template that was escaped, with the comments back in their places.
type escapedReader struct {
	*cutter
	out  *escaped
	b    strings.Builder // the text that is being read, …
	open bool            // … if one is
}

func (r *escapedReader) flush() {
	if r.open {
		r.out.texts = append(r.out.texts, r.b.String())
		r.b.Reset()
	}
}

func (r *escapedReader) read(l *parse.ListNode) {
	if l == nil {
		return
	}
	for _, n := range l.Nodes {
		switch n := n.(type) {
		case *parse.IfNode:
			r.read(n.List)
			r.read(n.ElseList)
		case *parse.TextNode:
			if r.whole[n] {
				r.flush()
				r.open = true
			}
			r.b.Write(n.Text)
		case *parse.ActionNode:
			r.action(n)
		}
	}
}

func (r *escapedReader) action(n *parse.ActionNode) {
	var names []string
	for _, cmd := range n.Pipe.Cmds {
		if id, ok := cmd.Args[0].(*parse.IdentifierNode); ok {
			names = append(names, id.Ident)
		}
	}
	if text, ok := r.stands[n]; ok {
		r.out.comments = append(r.out.comments, names)
		r.b.WriteString(text)
		return
	}
	r.out.escapers = append(r.out.escapers, names)
}

// commentAction returns an action that html/template escapes like any field.
func commentAction(pos parse.Pos) *parse.ActionNode {
	trees, err := parse.Parse("HTML", "{{.Comment}}", "", "")
	if err != nil {
		panic(err) // a constant
	}
	a := trees["HTML"].Root.Nodes[0].(*parse.ActionNode)
	a.Pos = pos
	return a
}

// findComments returns the comments of the source, and its Outlook conditions (<![if mso]>, <![endif]>), that stand in
// text and hold no action. The tokenizer says what looks like one, and html/template, asked about all of them at once, which
// of them are: <a title='<!-- x -->'> has none. Each round drops what is none; the second round asks again without it,
// and a source of which the two readers still tell different things has no comments: html/template drops them all.
func findComments(source string) []span {
	all := commentTokens(source)
	for range 3 {
		out, err := run(source, all)
		if err != nil || len(out.comments) != len(all) {
			return nil
		}
		var good []span
		for i, names := range out.comments {
			if c, refused := contextOf(names); c == Text && refused == "" {
				good = append(good, all[i])
			}
		}
		if len(good) == len(all) {
			return all
		}
		all = good
	}
	return nil
}

// commentTokens returns what the tokenizer takes for a comment. One with an action inside is passed over.
func commentTokens(source string) (all []span) {
	tokens(source, func(_ *html.Tokenizer, tt html.TokenType, start, end int) {
		raw := source[start:end]
		switch {
		case tt != html.CommentToken || strings.Contains(raw, "{{"):
		case strings.HasPrefix(raw, "<!--") && strings.HasSuffix(raw, "-->"), strings.HasPrefix(raw, "<![") && strings.HasSuffix(raw, ">"):
			all = append(all, span{start, end})
		}
	})
	return all
}

// contextOf reads a context from the escapers that html/template chose. Where a value may not stand it says why.
func contextOf(escapers []string) (c Context, refused string) {
	switch strings.ReplaceAll(strings.Join(escapers, " "), "_html_template_", "") {
	case "htmlescaper":
		return Text, ""
	case "rcdataescaper":
		return RCData, ""
	case "attrescaper":
		return Attr, ""
	case "urlescaper attrescaper":
		return Query, ""
	case "urlnormalizer attrescaper":
		return Path, ""
	}
	all := strings.Join(escapers, " ")
	has := func(s string) bool { return strings.Contains(all, s) }
	switch {
	case has("commentescaper"):
		return "", "a comment cannot hold a value or a condition; close it before"
	case has("css"):
		return "", "a value cannot stand in a style; choose between fixed styles with {{if}}"
	case has("js"):
		return "", "a value cannot stand in a script; mail programs run none"
	case has("srcset"):
		return "", "a value cannot stand in srcset: an image of its own for each recipient is a tracker"
	case has("htmlnamefilter"):
		return "", "a value cannot be the name of a tag or of an attribute; choose between fixed markup with {{if}}"
	case has("nospaceescaper"):
		return "", "a value cannot stand in an attribute without quotes; write quotes around the attribute's value"
	case has("urlfilter"):
		return "", "a value cannot begin a link; write https:// and the host, and put the value behind them"
	}
	return "", "a value cannot stand here; only in text, in alt, title and aria-label, and in the path or query of https links"
}

// refusal makes a Problem of html/template's error.
func refusal(source string, err error) Problem {
	p := Problem{End: len(source), Format: "html/template refuses this markup: %s", Args: []any{err.Error()}}
	var e *template.Error
	if !errors.As(err, &e) {
		return p
	}
	p.Args = []any{e.Description}
	if e.Node != nil {
		p.Start = int(e.Node.Position())
		p.End = actionEnd(source, p.Start)
	}
	switch e.ErrorCode {
	case template.ErrBranchEnd:
		p.Format, p.Args = "the branches of {{if}} end in different places of the markup; open and close a tag, an attribute or a quote in the same branch", nil
	case template.ErrEndContext:
		p.Format, p.Args = "the HTML ends inside a tag, an attribute, a comment, a style or a script; close it", nil
	}
	return p
}

// actionEnd returns the end of the action at pos.
func actionEnd(source string, pos int) int {
	if i := strings.Index(source[min(pos, len(source)):], "}}"); i >= 0 {
		return pos + i
	}
	return len(source)
}
