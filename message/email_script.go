package message

import (
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/scrutateur/scrutateur/internal/bounds"
	"github.com/scrutateur/scrutateur/internal/gsm7"
	"github.com/scrutateur/scrutateur/internal/htmlslot"
	"github.com/scrutateur/scrutateur/internal/plaintext"
	"github.com/scrutateur/scrutateur/internal/subset"
	"github.com/scrutateur/scrutateur/notice/law"
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
	arg     int // index into emailTemplate.fields or conds
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
func (t *emailTemplate) script(tpl *subset.Template, steps []htmlslot.Step) script {
	field := func(i int) int {
		return slices.IndexFunc(t.fields, func(f field) bool { return f.path == tpl.Fields[i] })
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
func (t *emailTemplate) page(html *subset.Template, doc *htmlslot.Document, block script) script {
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
	t.split = []script{author, preheader, closing}
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
func (t *emailTemplate) preheaderHTML() script {
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

// emailFields finds the fields that the templates use, in order of first appearance, and which of them stand in conditions.
func emailFields(row reflect.Type, tpls []*subset.Template, limits map[string]Limit) (fields []field, conds []int, fs law.Findings) {
	printed := map[string]bool{}
	var paths []string
	for _, t := range tpls {
		for _, op := range t.Ops {
			if op.Kind == subset.Field {
				printed[t.Fields[op.Arg]] = true
			}
		}
		for _, p := range t.Fields {
			if !slices.Contains(paths, p) {
				paths = append(paths, p)
			}
		}
	}
	for _, path := range paths {
		f := field{path: path, exact: true}
		var found law.Findings
		if row == valuesType {
			f.key = path
			f.bound, found = limitOf(path, limits, printed[path])
		} else {
			f.index, f.bound, found = tagged(row, path, printed[path])
		}
		f.bound.Alphabet = Any // nothing is folded: the alphabets are those of an SMS
		f.lay()
		if printed[path] {
			for i, v := range f.bound.OneOf {
				if _, _, _, p := appendClean(nil, v); p.kind != 0 {
					found = append(found, law.Find(law.FieldBound, path, "choice %d of oneof has a character that the field may not hold", i+1))
				}
			}
		}
		fields, fs = append(fields, f), append(fs, found...)
	}
	if row != valuesType && len(limits) > 0 {
		fs = append(fs, law.Find(law.SpecField, "Fields", "the row is a struct: its tags are the bounds; Fields is for message.Values"))
	}
	for _, t := range tpls {
		for _, c := range t.Conds {
			if i := slices.Index(paths, t.Fields[c]); !slices.Contains(conds, i) {
				conds = append(conds, i)
			}
		}
	}
	return fields, conds, fs
}

// mailProblem is why a value may not stand in an e-mail, without the value. The zero mailProblem is none.
type mailProblem struct {
	kind    valueProblem
	n, want int
	char    rune
}

// leadsElsewhere is a value that would make another link of the one it stands in.
const leadsElsewhere valueProblem = 1 << 6

// finding says the problem at the path of a row.
func (p mailProblem) finding(path string) law.Finding {
	switch p.kind {
	case tooLong:
		return law.Find(law.ValueBound, path, "the value has %d characters, at most %d were proved", p.n, p.want)
	case tooShort:
		return law.Find(law.ValueBound, path, "the value has %d characters, at least %d are asked for", p.n, p.want)
	case missing:
		return law.Find(law.ValueBound, path, "the value is required and empty")
	case notChosen:
		return law.Find(law.ValueBound, path, "the value is none of the %d that oneof allows", p.want)
	case control:
		return law.Find(law.CleanText, path, "%U is a control or direction character, which no value may hold", p.char)
	case badUTF8:
		return law.Find(law.CleanText, path, "the value is not valid UTF-8: read the file with its own encoding and convert it")
	case leadsElsewhere:
		return law.Find(law.ValueBound, path, "the value stands in the path of a link and may hold none of / ? # %% & + and their like; put it in the query, or write it otherwise")
	default:
		return law.Find(law.ValueBound, path, "the number lies outside the bounds that were proved")
	}
}

// appendClean appends a text in NFC and returns how many characters it has so, and how many it had. A text with a control
// or direction character is refused.
func appendClean(dst []byte, s string) (_ []byte, n, before int, p mailProblem) {
	for i := 0; i < len(s); n++ {
		c := s[i]
		if c < utf8.RuneSelf {
			if c < ' ' || c == 0x7F {
				return dst, 0, 0, mailProblem{kind: control, char: rune(c)}
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			return dst, 0, 0, mailProblem{kind: badUTF8}
		case plaintext.Forbidden(r):
			return dst, 0, 0, mailProblem{kind: control, char: r}
		case r >= 0x300 && !norm.NFC.IsNormalString(s): // below U+0300 every text is in NFC
			dst, n, _, p = appendClean(dst, norm.NFC.String(s))
			return dst, n, utf8.RuneCountInString(s), p
		}
		i += size
	}
	return append(dst, s...), n, n, mailProblem{}
}

// mail appends the row's value of the field as an e-mail has it, judged.
func (f *field) mail(dst []byte, r *row) ([]byte, mailProblem) {
	if f.bound.Kind != bounds.String {
		var c gsm7.Count
		dst, p, char := f.append(dst, r, &c)
		return dst, mailProblem{kind: p, char: char}
	}
	s := r.text(f)
	dst, n, before, p := appendClean(dst, s)
	if p.kind != 0 {
		return dst, p
	}
	b := &f.bound
	switch {
	case n == 0 && b.Required:
		p.kind = missing
	case n == 0 && b.Omit:
	case int64(max(n, before)) > b.Max:
		p = mailProblem{kind: tooLong, n: max(n, before), want: int(b.Max)}
	case int64(min(n, before)) < b.Min:
		p = mailProblem{kind: tooShort, n: min(n, before), want: int(b.Min)}
	case b.OneOf != nil && !slices.Contains(b.OneOf, s):
		p = mailProblem{kind: notChosen, want: len(b.OneOf)}
	}
	return dst, p
}

// mailWidth returns the least and the most characters that the field prints.
func (f *field) mailWidth() (shortest, longest int) {
	if f.bound.Kind != bounds.String || f.bound.OneOf == nil {
		return f.bound.Width()
	}
	for i, v := range f.bound.OneOf {
		n := utf8.RuneCountInString(norm.NFC.String(v))
		if shortest = min(shortest, n); i == 0 {
			shortest = n
		}
		longest = max(longest, n)
	}
	if f.bound.Omit {
		shortest = 0
	}
	return shortest, longest
}
