package judge

import (
	"maps"
	"slices"

	"github.com/scrutateur/scrutateur/analyzer/internal/source"
	"github.com/scrutateur/scrutateur/analyzer/internal/words"
)

// What is wrong with what a sink is given is decided here, from facts alone: no package is built, nothing is asked and no words
// are chosen. decide_test.go is the table of it.

// argument is what is known about what one sink is given.
type argument struct {
	Template template
	Texts    []text
	To       []addressee // whom it goes to; nil while the texts alone are judged
}

// template says whether the text is one that the provider keeps.
type template uint8

const (
	noTemplate template = iota
	maybeOne            // the request is a parameter, and nothing here fills it: it may have none
	aTemplate
)

// text is one source of a sink's argument.
type text struct {
	Kind   source.Kind
	Change change
	Step   int        // of a built text: which change it is, so that one is told once
	Grade  words.Role // what its own name, or its words, say that it is among the texts beside it
	Part   words.Role // what the name of the field or key says that holds it
	Slot   string     // that name, where it says that it holds a whole text: "html"
	Alt    bool       // it can stand in the place of a built text: s := m.Text(); if short { s = "Votez" }
}

// change is what became of a text on its way.
type change uint8

const (
	unchanged change = iota
	readable         // it can be read back: JSON, a form, a part of a mail
	lost             // cut, joined with words, passed through a function nobody knows: what arrives is another text
)

// open reports whether others decide: whoever calls the function, or fills the field.
func (t text) open() bool { return t.Kind == source.Param || t.Kind == source.Field }

// addressee is one source of the address that a message is sent to.
type addressee struct {
	Kind source.Kind
	Own  bool // it belongs to the message that is sent
	Else bool // it belongs to another: both are values of one function that begin in the same way, and are not the same
	Text bool // of a literal: it can be an address on this channel
}

// verdict is what is wrong with a sink's argument. The numbers are indices of argument's texts and addressees.
type verdict struct {
	Template  bool  // PROVIDER-TEMPLATE
	Raw       []int // RAW, all together
	Altered   []int // ALTERED, each by itself
	Open      []int // parameters and fields: those who fill them are asked
	Recipient int   // RECIPIENT; -1 for none
}

// decide judges what a sink is given.
//
// A source that reaches the sink as it is stands for itself. Sources that were put together are judged together: with a built
// message among them the others are its envelope; without one, a parameter whose name says that it is the body makes the
// function a wrapper whose callers decide; else words written here make this the place where the text is made.
func decide(a argument) verdict {
	v := verdict{Recipient: -1}
	if a.Template == aTemplate {
		v.Template = true
		return v
	}
	d := decision{texts: a.Texts, verdict: &v}
	d.all()
	if len(v.Raw)+len(v.Altered)+len(v.Open) > 0 {
		return v
	}
	for i, to := range a.To {
		switch to.Kind {
		case source.Neutral:
			if !to.Own && to.Else {
				v.Recipient = i
			}
		case source.Built:
		case source.Literal:
			if to.Text {
				v.Recipient = i
			}
		default:
			v.Recipient = i
		}
	}
	return v
}

// decision is a verdict about texts while it is made.
type decision struct {
	texts []text
	*verdict
	whole bool // a built text stands by itself
}

// all judges those that stand for themselves, and then what was put together.
func (d *decision) all() {
	var mixed []int
	for i, t := range d.texts {
		switch {
		case t.Kind == source.Neutral: // a message's recipient or sender
		case t.Change != unchanged:
			mixed = append(mixed, i)
		case t.Kind == source.Built:
			d.whole = true
		case t.open():
			d.Open = append(d.Open, i)
		default:
			d.Raw = append(d.Raw, i)
		}
	}
	d.slots(d.parts(mixed))
}

// ofPart returns the built texts and those of a part, nil if the part has none but built ones elsewhere.
func (d *decision) ofPart(is []int, r words.Role) []int {
	if !slices.ContainsFunc(is, func(i int) bool { return d.texts[i].Part == r }) {
		return nil
	}
	return d.pick(is, func(t text) bool { return t.Part == r || t.Kind == source.Built })
}

func (d *decision) pick(is []int, ok func(text) bool) (of []int) {
	for _, i := range is {
		if ok(d.texts[i]) {
			of = append(of, i)
		}
	}
	return of
}

// slots judges each by itself what are texts each, as the plain and the HTML text of a mail, and then the rest together.
func (d *decision) slots(mixed []int) {
	slots := map[string][]int{}
	for _, i := range mixed {
		if s := d.texts[i].Slot; s != "" {
			slots[s] = append(slots[s], i)
		}
	}
	if len(slots) < 2 {
		d.together(mixed, false)
		return
	}
	for _, name := range slices.Sorted(maps.Keys(slots)) {
		own := decision{texts: d.texts, verdict: &verdict{}}
		own.together(own.parts(slots[name]), false)
		d.Raw, d.Altered, d.Open = append(d.Raw, own.Raw...), append(d.Altered, own.Altered...), append(d.Open, own.Open...)
	}
	if rest := d.pick(mixed, func(t text) bool { return t.Slot == "" }); len(rest) > 0 {
		d.together(rest, true)
	}
}

// parts narrows texts to those that count. Of the parts of a request or a message the body alone does: {"to": to, "text": s}.
// Without a name that says body, whatever is no header.
func (d *decision) parts(is []int) []int {
	for _, r := range []words.Role{words.BodyRole, words.NoRole} {
		if of := d.ofPart(is, r); of != nil {
			return of
		}
	}
	return is
}

// together judges texts that were put together into one. around tells that they stand around texts that are judged by themselves.
func (d *decision) together(mixed []int, around bool) {
	if built := d.pick(mixed, func(t text) bool { return t.Kind == source.Built }); around || len(built) > 0 {
		d.envelope(mixed, built)
		return
	}
	if len(mixed) > 0 {
		d.made(mixed)
	}
}

// envelope judges a built text in what it was put into: it must not have changed, and what can stand in its place counts.
func (d *decision) envelope(mixed, built []int) {
	told := map[int]bool{}
	for _, i := range built {
		if t := d.texts[i]; t.Change == lost && !told[t.Step] {
			told[t.Step] = true
			d.Altered = append(d.Altered, i)
		}
	}
	for _, i := range mixed {
		switch t := d.texts[i]; {
		case !t.Alt || t.Grade == words.HeaderRole:
		case t.open():
			d.Open = append(d.Open, i)
		default:
			d.Raw = append(d.Raw, i)
		}
	}
}

// made judges texts that were put together without a built one: which of them is the body, and so who made it. The first
// answer counts.
func (d *decision) made(mixed []int) {
	// Whatever fills a part that is named after a body, alone, is the body, whatever its own name is.
	alone := func(t text) bool { return t.Part == words.BodyRole && t.Change == readable && t.Grade == words.NoRole }
	if is := d.pick(mixed, func(t text) bool { return t.open() && (t.Grade == words.BodyRole || alone(t)) }); is != nil {
		d.Open = append(d.Open, is...) // func Notify(to, text string): its callers write the text
		return
	}
	if is := d.pick(mixed, func(t text) bool { return !t.open() && t.Grade == words.BodyRole }); is != nil {
		d.Raw = append(d.Raw, is...) // "Votez " + name: it is written here
		return
	}
	// Nothing says what is the body: rather a parameter than what comes from elsewhere, and that rather than a field.
	if is := d.pick(mixed, func(t text) bool { return t.Kind == source.Param && t.Grade == words.NoRole }); is != nil {
		d.Open = append(d.Open, is...)
		return
	}
	nothing := len(d.Open)+len(d.Raw) == 0
	if is := d.pick(mixed, func(t text) bool { return t.Kind == source.Unknown && t.Grade == words.NoRole }); nothing && is != nil {
		d.Raw = append(d.Raw, is...)
		return
	}
	if is := d.pick(mixed, func(t text) bool { return t.Kind == source.Field && t.Grade == words.NoRole }); is != nil {
		d.Open = append(d.Open, is...)
		return
	}
	if !nothing {
		return
	}
	if d.whole || !slices.ContainsFunc(mixed, func(i int) bool { return d.texts[i].Part != words.HeaderRole }) {
		return // an envelope, with its text or without one
	}
	d.Raw = append(d.Raw, mixed...)
}
