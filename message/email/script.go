package email

import (
	"slices"
	"strings"

	"github.com/scrutateur/scrutateur/internal/htmlslot"
	"github.com/scrutateur/scrutateur/internal/subset"
)

// pieceKind says what a piece of a script does.
type pieceKind uint8

const (
	pieceText   pieceKind = iota // text
	pieceField                   // the field arg, as context has it
	pieceUnless                  // go to piece to unless the condition arg holds
	pieceJump                    // go to piece to
	pieceToken                   // the recipient's unsubscribe token
)

// piece is one step of a part of an e-mail, decoded: what its reader gets.
type piece struct {
	kind    pieceKind
	text    string
	arg     int // index into template.fields or conds
	to      int // jumps go forward only
	context htmlslot.Context
}

// script is a part of an e-mail, run from the first piece to past the last.
type script []piece

// plainSteps are the steps of a template that is no HTML.
func plainSteps(t *subset.Template) []htmlslot.Step {
	steps := make([]htmlslot.Step, len(t.Ops))
	for i, op := range t.Ops {
		steps[i] = htmlslot.Step{Text: op.Text, Arg: op.Arg, To: op.To, Pos: op.Pos}
		switch op.Kind {
		case subset.Field:
			steps[i].Kind = htmlslot.Field
		case subset.Unless:
			steps[i].Kind = htmlslot.Unless
		case subset.Jump:
			steps[i].Kind = htmlslot.Jump
		}
	}
	return steps
}

// script turns the steps of one template into a script over the fields and conditions that all of them share. Places for
// the preheader and the block become empty texts.
func (t *template) script(tpl *subset.Template, steps []htmlslot.Step) script {
	field := func(i int) int {
		return slices.IndexFunc(t.fields, func(f field) bool { return f.Path == tpl.Fields[i] })
	}
	s := make(script, len(steps))
	for i, step := range steps {
		s[i] = piece{text: step.Text, to: step.To, context: step.Context}
		switch step.Kind {
		case htmlslot.Field:
			s[i].kind, s[i].arg = pieceField, field(step.Arg)
		case htmlslot.Unless:
			s[i].kind, s[i].arg = pieceUnless, slices.Index(t.conds, field(tpl.Conds[step.Arg]))
		case htmlslot.Jump:
			s[i].kind = pieceJump
		}
	}
	return s
}

// page puts the preheader and the statutory block into the author's HTML, and a document around a fragment.
func (t *template) page(html *subset.Template, doc *htmlslot.Document, block script) script {
	author, preheader, places := t.script(html, doc.Steps), t.preheaderHTML(), map[int]script{}
	closing := append(script{{text: doc.Close}}, block...)
	for i, s := range doc.Steps {
		switch s.Kind {
		case htmlslot.Head:
			places[i] = preheader
		case htmlslot.Foot:
			places[i] = closing
		}
	}
	body := author.splice(places)
	t.split, t.markup = []script{author, preheader, closing}, []script{author, closing}
	if !doc.Fragment {
		return body
	}
	title := t.subject.escaped(htmlslot.RCData)
	before := script{{text: "<!DOCTYPE html>\n<html lang=\"" + escapeHTML(t.lang.String()) + "\" dir=\"" + direction(t.lang) + "\">\n<head>\n<meta charset=\"utf-8\">\n" +
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>"}}
	between := script{{text: "</title>\n</head>\n<body style=\"margin:0 auto;padding:16px;max-width:640px;background-color:#ffffff;font:16px/1.5 Arial,Helvetica,sans-serif;color:#222222\">\n"}}
	after := script{{text: "\n</body>\n</html>\n"}}
	t.split = append(t.split, before, title, between, after)
	return before.join(title).join(between).join(body).join(after)
}

// preheaderHTML is what lists of messages show behind the subject, and the message itself does not.
func (t *template) preheaderHTML() script {
	if len(t.preheader) == 0 {
		return nil
	}
	s := script{{text: `<div style="display:none;font-size:1px;line-height:1px;max-height:0;max-width:0;opacity:0;overflow:hidden;mso-hide:all">`}}
	return s.join(t.preheader.escaped(htmlslot.Text)).join(script{{text: "</div>\n"}})
}

// escaped returns a script of plain text as it stands in HTML.
func (s script) escaped(c htmlslot.Context) script {
	out := slices.Clone(s)
	for i := range out {
		out[i].text = escapeHTML(out[i].text)
		out[i].context = c
	}
	return out
}

func escapeHTML(s string) string { return string(htmlslot.Text.Append(nil, s)) }

// join appends another script.
func (s script) join(more script) script {
	base := len(s)
	s = slices.Clip(s)
	for _, p := range more {
		p.to += base
		s = append(s, p)
	}
	return s
}

// splice replaces the pieces at the given places by scripts.
func (s script) splice(at map[int]script) script {
	var out script
	moved := make([]int, len(s)+1)
	var own []int // pieces of out that came from s
	for i, p := range s {
		moved[i] = len(out)
		if more, ok := at[i]; ok {
			out = out.join(more)
			continue
		}
		own = append(own, len(out))
		out = append(out, p)
	}
	moved[len(s)] = len(out)
	for _, i := range own {
		out[i].to = moved[out[i].to]
	}
	return out
}

// endLine returns the script with a line break at its end.
func (s script) endLine() script {
	if n := len(s); n > 0 && s[n-1].kind == pieceText && strings.HasSuffix(s[n-1].text, "\n") {
		return s
	}
	return s.join(script{{text: "\n"}})
}

// String returns a script without fields and conditions as a text, {unsubscribe} where the token stands.
func (s script) String() string {
	var b strings.Builder
	for _, p := range s {
		switch p.kind {
		case pieceText:
			b.WriteString(p.text)
		case pieceToken:
			b.WriteString("{unsubscribe}")
		}
	}
	return b.String()
}

// walk runs one case.
func (s script) walk(holds func(cond int) bool, visit func(*piece)) {
	for pc := 0; pc < len(s); pc++ {
		switch p := &s[pc]; p.kind {
		case pieceUnless:
			if !holds(p.arg) {
				pc = p.to - 1
			}
		case pieceJump:
			pc = p.to - 1
		default:
			visit(p)
		}
	}
}
