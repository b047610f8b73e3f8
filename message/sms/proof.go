package sms

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/internal/gsm7"
	"github.com/scrutateur/scrutateur/internal/subset"
	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/judge"
	"github.com/scrutateur/scrutateur/notice/law"
)

// Proof is how short and how long the messages of a template can be: no row within its bounds makes one that is shorter
// than Shortest or longer than Longest. Likely promises nothing: it is the message whose conditions all hold and whose values
// are as long as the tag `sms:"likely=7"` says, or halfway between their bounds.
type Proof struct {
	Budget   int         `json:"budget"` // parts allowed
	Shortest Sample      `json:"shortest"`
	Likely   Sample      `json:"likely"`
	Longest  Sample      `json:"longest"`
	Words    string      `json:"words"`            // the statutory words that are added
	Suffix   string      `json:"suffix,omitempty"` // what the provider appends: counted, not in the text
	Fields   []FieldCost `json:"fields,omitempty"`
}

// Sample is a message as long as the proof says, with invented values.
type Sample struct {
	Size  message.Size `json:"size"`
	Text  string       `json:"text"`
	Marks []Mark       `json:"marks,omitempty"`
}

// Mark says what stands where in a sample, in bytes of its text.
type Mark struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Field string `json:"field,omitempty"` // a field's path, or "" for statutory words
	Rules string `json:"rules,omitempty"` // the rules that the words satisfy, separated by blanks
}

// FieldCost is what a field may cost.
type FieldCost struct {
	Field    string           `json:"field"`
	Max      int              `json:"max"`                // units of its longest value
	Alphabet message.Alphabet `json:"alphabet,omitempty"` // what it may hold
	Parts    int              `json:"parts"`              // parts that the longest message has for this field's sake; 0 also for the last fields of a text that has hundreds
}

// String returns the proof as a table, in English, for people who do not read septets.
func (p Proof) String() string { return p.In(language.English) }

// In returns the table in another language: French where the module speaks none that serves.
func (p Proof) In(tag language.Tag) string {
	w := words{tongue.SMS.In(tongue.Of(tag))}
	var b strings.Builder
	line := func(name tongue.Text, what string) { b.WriteString(w.Entry(name, what)) }
	line("longest", w.Sayf("%s (budget %d)", w.size(p.Longest.Size), p.Budget))
	line("likely", w.size(p.Likely.Size))
	line("shortest", w.size(p.Shortest.Size))
	if p.Words != "" {
		line("words", oneLine(p.Words))
	}
	if p.Suffix != "" {
		line("appended", oneLine(p.Suffix))
	}
	for _, f := range p.Fields {
		bound := w.Sayf(boundTexts[f.Alphabet], f.Field, f.Max)
		if f.Parts > 0 {
			bound += w.Sayf(", costs %s", w.parts(f.Parts))
		}
		line("field", bound)
	}
	return b.String()
}

// boundTexts say what a field may hold.
var boundTexts = map[message.Alphabet]tongue.Text{
	message.Septet: "%s: at most %d units of one septet",
	message.GSM7:   "%s: at most %d units of all GSM-7",
	message.Any:    "%s: at most %d units of any character",
}

// words are the package's in one language.
type words struct{ tongue.Words }

func (w words) parts(n int) string {
	if n == 1 {
		return w.Say("1 part")
	}
	return w.Sayf("%d parts", n)
}

func (w words) size(s message.Size) string {
	return w.Sayf("%s, %s, %d units", w.parts(s.Parts), s.Encoding, s.Units)
}

func oneLine(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(s, "\n", " "))
}

// attributed limits the work of saying what each field costs in parts. To price one field, the body is proved again with that
// field at its shortest: all of its pieces, in each case of its conditions. A text of 40 pieces without conditions and with 20 fields takes
// 800; the limit is a few milliseconds. The fields of a text that needs more have no price.
const attributed = 1 << 18

// prove finds the shortest and the longest message among all cases of the conditions, and writes an example of each.
func (t *template) prove(all []extent) Proof {
	p := Proof{Budget: t.spec.MaxParts, Words: strings.TrimPrefix(t.tail.text, "\n"), Suffix: t.suffix}
	whole := true // a sample that no message of 255 parts holds is not written: nobody reads it, and a bound may be 2 GB
	sample := func(e *extent, size message.Size, how length) Sample {
		if !whole {
			return Sample{Size: size}
		}
		text, marks := t.body.sample(e, size.Encoding, how)
		start := len(text)
		for _, m := range t.tail.marks {
			ids := make([]string, len(m.Rules))
			for i, id := range m.Rules {
				ids[i] = string(id)
			}
			marks = append(marks, Mark{Start: start + m.Start, End: start + m.End, Rules: strings.Join(ids, " ")})
		}
		return Sample{Size: size, Text: text + t.tail.text, Marks: marks}
	}
	e, size := worst(all, t.added, t.counted)
	whole = size.Parts <= gsm7.MaxParts
	p.Longest = sample(e, size, asLong)
	e, size = best(all, t.added)
	p.Shortest = sample(e, size, asShort)
	e = &all[len(all)-1] // every condition holds
	enc := message.EncodingGSM7
	if e.foreign || t.added.Foreign > 0 {
		enc = message.EncodingUCS2
	}
	p.Likely = sample(e, message.Size{Encoding: enc}, asLikely)
	if whole {
		counted := strings.TrimSuffix(p.Likely.Text, t.tail.text) + t.counted
		c, _ := gsm7.Scan(counted)
		p.Likely.Size = sizeOf(c, gsm7.Parts(c, counted))
	}
	p.Fields = t.costs(all, whole)
	return p
}

// costs says for each field that is printed how long it may get, and, if priced, how many parts the longest message has for its sake.
func (t *template) costs(all []extent, priced bool) (costs []FieldCost) {
	_, longest := worst(all, t.added, t.counted)
	work := attributed
	printed := make([]bool, len(t.body.fields))
	for _, s := range t.body.steps {
		if s.kind == subset.Field {
			printed[s.arg] = true
		}
	}
	for i := range t.body.fields {
		if !printed[i] {
			continue
		}
		f := &t.body.fields[i]
		_, most := f.width()
		costs = append(costs, FieldCost{Field: f.Path, Max: most, Alphabet: f.Bound.Alphabet})
		if once := len(all) * len(t.body.steps); priced && work >= once {
			work -= once
			_, without := worst(t.body.extents(i), t.added, t.counted)
			costs[len(costs)-1].Parts = longest.Parts - without.Parts
		}
	}
	return costs
}

// overBudget says by how much, and what could give way.
func (t *template) overBudget() law.Finding {
	longest, most := t.proof.Longest.Size, ""
	cost := 0
	for _, f := range t.proof.Fields {
		if f.Max > cost {
			most, cost = f.Field, f.Max
		}
	}
	words := t.added.Septets
	if longest.Encoding == message.EncodingUCS2 {
		words = t.added.Units
	}
	over := longest.Units - capacity(longest.Encoding, t.spec.MaxParts)
	if most == "" {
		return law.Find(law.PartBudget, "Body", "the message needs %d parts in %s, %d are allowed: %d units too many, of which the statutory words take %d; shorten the text or raise MaxParts",
			longest.Parts, longest.Encoding, t.spec.MaxParts, over, words)
	}
	return law.Find(law.PartBudget, "Body", "the longest message needs %d parts in %s, %d are allowed: %d units too many, of which the statutory words take %d and the field %s up to %d; shorten the text, lower a bound or raise MaxParts",
		longest.Parts, longest.Encoding, t.spec.MaxParts, over, words, most, cost)
}

// capacity is how many units of one septet or 16 bits so many parts hold.
func capacity(e message.Encoding, parts int) int {
	single, part := gsm7.SingleGSM7, gsm7.PartGSM7
	if e == message.EncodingUCS2 {
		single, part = gsm7.SingleUCS2, gsm7.PartUCS2
	}
	if parts <= 1 {
		return single
	}
	return parts * part
}

// priced is how many different characters the diagnosis of a template prices, because pricing one means proving the body
// without it. Beyond judge.Named the characters are only counted: a text in Greek has no use for a finding about each letter.
const priced = 16

// diagnose finds the literal characters that force the message into UCS-2: what each costs and what could stand there. A
// character is named once, at its first place.
func (t *template) diagnose(tpl *subset.Template) (fs law.Findings) {
	type found struct{ at, times int }
	chars := map[rune]*found{}
	var order []rune
	for _, op := range tpl.Ops {
		if op.Kind != subset.Text {
			continue
		}
		for i, r := range op.Text {
			if gsm7.Septets(r) > 0 {
				continue
			}
			if c := chars[r]; c != nil {
				c.times++
				continue
			}
			chars[r] = &found{position(tpl.Source, op, i), 1}
			order = append(order, r)
		}
	}
	longest := t.proof.Longest.Size
	for k, r := range order {
		c := chars[r]
		if k == judge.Named {
			f := law.Find(law.Alphabet, "Body", "%d other characters from byte %d on are not in GSM-7", len(order)-k, c.at)
			return append(fs, f.AsShould().At(c.at, c.at+utf8.RuneLen(r)))
		}
		as, ok := gsm7.FoldRune(r)
		var f law.Finding
		switch {
		case !ok:
			f = law.Find(law.Alphabet, "Body", "%U at byte %d (%d times in all) is not in GSM-7 and nothing stands for it: the message travels as UCS-2 and its longest needs %d parts", r, c.at, c.times, longest.Parts)
		case k >= priced:
			f = law.Find(law.Alphabet, "Body", "%U at byte %d (%d times in all) is not in GSM-7: the message travels as UCS-2 and its longest needs %d parts; write %q", r, c.at, c.times, longest.Parts, as)
		default:
			_, without := worst(t.body.replacing(order[:k+1]).extents(-1), t.added, t.counted)
			f = law.Find(law.Alphabet, "Body", "%U at byte %d (%d times in all) is not in GSM-7: the message travels as UCS-2 and its longest needs %d parts, %d once this and what was named before are replaced; write %q", r, c.at, c.times, longest.Parts, without.Parts, as)
		}
		fs = append(fs, f.AsShould().At(c.at, c.at+utf8.RuneLen(r)))
	}
	return fs
}

// replacing returns the body with what stands for the characters in their places.
func (b *body) replacing(chars []rune) *body {
	c := *b
	c.steps = slices.Clone(b.steps)
	for i := range c.steps {
		s := &c.steps[i]
		if s.count.Foreign == 0 {
			continue
		}
		var text strings.Builder
		for _, r := range s.text {
			if as, ok := gsm7.FoldRune(r); ok && slices.Contains(chars, r) {
				text.WriteString(as)
			} else {
				text.WriteRune(r)
			}
		}
		s.text = text.String()
		s.count, _ = gsm7.Scan(s.text)
	}
	return &c
}
