package sms

import (
	"reflect"

	"github.com/scrutateur/scrutateur/internal/gsm7"
	"github.com/scrutateur/scrutateur/internal/subset"
	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/row"
	"github.com/scrutateur/scrutateur/notice/law"
)

// step is one step of a compiled body: subset.Op with its text counted.
type step struct {
	kind  subset.Kind
	arg   int
	to    int
	text  string
	count gsm7.Count
}

// body is a compiled body: the program that Append runs for each row.
type body struct {
	steps  []step
	fields []field
	conds  []int        // indexes into fields
	static []gsm7.Count // what the literal text counts in each case of the conditions, with what follows the body
}

// provable limits the work of a proof: the pieces of the body (stretches of text, fields, conditions) times the cases that its
// conditions make. Eight conditions make 256 cases, which leaves 1,024 pieces; a body without conditions may have as many as 64 KiB
// hold. No message of 255 parts has use for more.
const provable = 1 << 18

// bodyOf compiles a template for a row type. exact: values are sent as they are, and none is folded.
func bodyOf(tpl *subset.Template, rowType reflect.Type, limits map[string]message.Limit, exact bool) (body, law.Findings) {
	printed := make([]bool, len(tpl.Fields))
	for _, op := range tpl.Ops {
		if op.Kind == subset.Field {
			printed[op.Arg] = true
		}
	}
	fields, fs := fieldsOf(rowType, tpl.Fields, printed, limits, exact)
	b := body{fields: fields, conds: tpl.Conds}
	for _, op := range tpl.Ops {
		s := step{kind: op.Kind, arg: op.Arg, to: op.To, text: op.Text}
		s.count, _ = gsm7.Scan(op.Text)
		b.steps = append(b.steps, s)
	}
	if n := len(b.conds); n <= subset.MaxConditions && len(b.steps)<<n > provable {
		fs = append(fs, law.Find(law.TemplateBody, "Body", "%d pieces of text and fields in %d cases of the conditions, at most %d can be proved; split the template", len(b.steps), 1<<n, provable>>n))
	}
	if fs.Err() == nil && len(b.conds) <= subset.MaxConditions {
		b.lay()
	}
	return b, fs
}

// lay counts the literal text of each case.
func (b *body) lay() {
	b.static = make([]gsm7.Count, 1<<len(b.conds))
	for mask := range b.static {
		b.walk(uint(mask), func(s *step) { b.static[mask].Grow(&s.count) }, func(int) {})
	}
}

// walk runs the steps of one case of the conditions: bit i of the mask says whether condition i holds.
func (b *body) walk(mask uint, text func(*step), field func(i int)) {
	for pc := 0; pc < len(b.steps); pc++ {
		switch s := &b.steps[pc]; s.kind {
		case subset.Text:
			text(s)
		case subset.Field:
			field(s.arg)
		case subset.Unless:
			if mask&(1<<s.arg) == 0 {
				pc = s.to - 1
			}
		case subset.Jump:
			pc = s.to - 1
		}
	}
}

// append renders the body for one row and counts it together with what follows. Where a value is refused it returns the problem, the
// index of the field and, if the problem is one character, that.
func (b *body) append(dst []byte, r *row.Row, c *gsm7.Count) (_ []byte, at int, p row.Problem, char rune) {
	var mask uint
	for i, f := range b.conds {
		if b.fields[f].holds(r) {
			mask |= 1 << i
		} else if b.fields[f].Bound.Required {
			return dst, f, row.Missing, 0
		}
	}
	*c = b.static[mask]
	for pc := 0; pc < len(b.steps); pc++ {
		s := &b.steps[pc]
		switch s.kind {
		case subset.Text:
			dst = append(dst, s.text...)
		case subset.Unless:
			if mask&(1<<s.arg) == 0 {
				pc = s.to - 1
			}
		case subset.Jump:
			pc = s.to - 1
		case subset.Field:
			f := &b.fields[s.arg]
			if f.Kind == row.String && f.free && f.First >= 0 { // most values: nothing to fold
				v := r.Value.Field(f.First).String()
				if size, n := gsm7.Prefix(v); size == len(v) && n >= f.min && n <= f.max {
					c.Septets += n
					c.Units += n
					dst = append(dst, v...)
					continue
				}
			}
			if dst, p, char = f.append(dst, r, c); p != 0 {
				return dst, s.arg, p, char
			}
		}
	}
	return dst, 0, 0, 0
}
