package preview

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/sms"
)

// A run is a stretch of an SMS of one kind, in one part.
type run struct {
	Kind string // "author", "field", "statutory", "suffix"
	Part int    // of the message, where a new one starts with this run and the message has several; else 0
	Text string
}

// Capacity of a part in units, alone and as one of several (3GPP TS 23.040, 9.2.3.24.1, references of 8 bits).
func capacity(s message.Size) int {
	switch {
	case s.Encoding == message.EncodingUCS2 && s.Parts == 1:
		return 70
	case s.Encoding == message.EncodingUCS2:
		return 67
	case s.Parts == 1:
		return 160
	}
	return 153
}

func (p Page) phone(w words, m SMS) (phoneView, error) {
	text := m.Text + m.Suffix
	size, err := message.Measure(text)
	if err != nil {
		return phoneView{}, err
	}
	parts := partsOf(text, size)
	runs, err := p.runs(m, parts)
	if err != nil {
		return phoneView{}, err
	}
	lang := langOr(m.Lang)
	v := phoneView{
		Name: m.Name, Sender: m.Sender, Initial: initial(m.Sender), To: p.to(m.To), Lang: lang, Dir: dir(lang), Runs: runs,
	}
	of := capacity(size)
	for i, part := range parts {
		v.Meter = append(v.Meter, meter{
			Part: i + 1, Used: part.units, Of: of, Percent: part.units * 100 / of,
			Label: fmt.Sprintf(w.Say("Part %d: %d of %d"), i+1, part.units, of),
		})
	}
	v.Facts = []fact{
		{w.Say("Parts billed"), w.Count(size.Parts)},
		{w.Say("Encoding"), size.Encoding.String()},
		{w.Say("Size"), w.units(size)},
	}
	if !m.NotAfter.IsZero() {
		v.Facts = append(v.Facts, fact{w.Say("Deliver before"), p.at(w, m.NotAfter)})
	}
	if rules := rulesOf(m.Marks); rules != "" {
		v.Facts = append(v.Facts, fact{w.Say("Statutory words"), rules})
	}
	if size.Encoding == message.EncodingUCS2 {
		v.Extra = w.Say("Outside GSM-7, which forces UCS-2: ") + strings.Join(foreign(text), " ")
	}
	return v, nil
}

// part is where a part of a message ends, in bytes, and the units it uses.
type part struct{ end, units int }

// partsOf cuts a text into the parts that it travels in. A character of two units is never split.
func partsOf(text string, size message.Size) []part {
	parts := make([]part, 1, size.Parts)
	of := capacity(size)
	for i, r := range text {
		n := unitsOf(r, size.Encoding)
		if last := len(parts) - 1; parts[last].units+n > of {
			parts[last].end = i
			parts = append(parts, part{})
		}
		parts[len(parts)-1].units += n
	}
	parts[len(parts)-1].end = len(text)
	return parts
}

func unitsOf(r rune, e message.Encoding) int {
	if e == message.EncodingUCS2 {
		if r > 0xFFFF {
			return 2
		}
		return 1
	}
	s, _ := message.Measure(string(r))
	return s.Units
}

// foreign returns the characters that GSM-7 does not have, each once. Those that cannot be seen are named.
func foreign(text string) []string {
	var out []string
	for _, r := range text {
		if s, _ := message.Measure(string(r)); s.Encoding != message.EncodingUCS2 {
			continue
		}
		c := string(r)
		if invisible(r) {
			c = fmt.Sprintf("U+%04X", r)
		}
		if !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

// runs cuts an SMS where its kind or its part changes, and hides what must not be read.
func (p Page) runs(m SMS, parts []part) ([]run, error) {
	text := m.Text + m.Suffix
	cuts := []int{0, len(m.Text), len(text)}
	marks := slices.Clone(m.Marks)
	slices.SortFunc(marks, func(a, b sms.Mark) int { return a.Start - b.Start })
	end := 0
	for _, k := range marks {
		if k.Start < end || k.End < k.Start || k.End > len(m.Text) || !boundary(m.Text, k.Start) || !boundary(m.Text, k.End) {
			return nil, errors.New("a mark does not stand in the text")
		}
		end = k.End
		cuts = append(cuts, k.Start, k.End)
	}
	for _, q := range parts {
		cuts = append(cuts, q.end)
	}
	var hidden [][2]int
	if !p.Reveal {
		hidden = secrets(m.Conceal, m.To).find(text)
	}
	for _, h := range hidden {
		cuts = append(cuts, h[0], h[1])
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)

	var runs []run
	for i := range len(cuts) - 1 {
		from, to := cuts[i], cuts[i+1]
		r := run{Kind: "author", Text: text[from:to]}
		switch j := slices.IndexFunc(marks, func(k sms.Mark) bool { return k.Start <= from && to <= k.End && k.End > k.Start }); {
		case from >= len(m.Text):
			r.Kind = "suffix"
		case j >= 0 && marks[j].Field != "":
			r.Kind = "field"
		case j >= 0:
			r.Kind = "statutory"
		}
		for _, h := range hidden {
			if h[0] <= from && to <= h[1] {
				if r.Text = ""; from == h[0] {
					r.Text = dots
				}
			}
		}
		if len(parts) > 1 {
			for n, q := range parts {
				if n > 0 && parts[n-1].end == from || n == 0 && from == 0 {
					if q.end > from {
						r.Part = n + 1
					}
				}
			}
		}
		if last := len(runs) - 1; last >= 0 && runs[last].Kind == r.Kind && r.Part == 0 {
			runs[last].Text += r.Text
			continue
		}
		runs = append(runs, r)
	}
	return runs, nil
}

func boundary(s string, i int) bool {
	return i >= 0 && (i == len(s) || i < len(s) && utf8.RuneStart(s[i]))
}

// rulesOf lists the rules that the statutory words satisfy, each once.
func rulesOf(marks []sms.Mark) string {
	var rules []string
	for _, k := range marks {
		for r := range strings.FieldsSeq(k.Rules) {
			if !slices.Contains(rules, r) {
				rules = append(rules, r)
			}
		}
	}
	return strings.Join(rules, ", ")
}
