package sms

import (
	"slices"
	"strconv"
	"strings"

	"github.com/scrutateur/scrutateur/internal/bounds"
	"github.com/scrutateur/scrutateur/internal/gsm7"
	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/row"
)

// A reach is how far one case of the conditions gets at its longest, in one encoding. Besides the units it holds the position of
// the packer, which may be further: a character of two units is not cut in half, so that "€" at the end of a part leaves its last
// septet unused. Whatever follows moves both forward, so the case that is the longest stays the longest.
type reach struct{ units, position int }

// extent is one case of the conditions: at its longest and at its shortest, in both encodings.
type extent struct {
	mask               uint // which conditions hold
	gsm, ucs           reach
	shortGSM, shortUCS int
	foreign            bool // the text itself is outside GSM-7
	wide               bool // a field may be
}

// widths returns how short and how long the field may be in one case of the conditions. Inside {{if .FirstName}} a first name has
// at least one unit, outside it has none.
func (b *body) widths(i int, mask uint) (shortest, longest int) {
	f := &b.fields[i]
	shortest, longest = f.width()
	c := slices.Index(b.conds, i)
	if c < 0 {
		return shortest, longest
	}
	holds, number := mask&(1<<c) != 0, f.Kind != row.String
	switch {
	case number && !holds:
		return 1, 1 // prints 0
	case number:
		return shortest, longest
	case !holds:
		return 0, 0
	}
	return max(shortest, 1), longest
}

// extents measures every case of the conditions. without, if not negative, is the index of a field that is taken at its shortest
// everywhere: the difference is what that field costs.
func (b *body) extents(without int) []extent {
	var all []extent
	for mask := range uint(1) << len(b.conds) {
		if !b.possible(mask) {
			continue
		}
		e := extent{mask: mask}
		gsm, ucs := gsm7.NewPacker(false), gsm7.NewPacker(true)
		b.walk(mask, func(s *step) {
			e.gsm.units += s.count.Septets
			e.ucs.units += s.count.Units
			e.shortGSM += s.count.Septets
			e.shortUCS += s.count.Units
			e.foreign = e.foreign || s.count.Foreign > 0
			gsm.Add(s.count.Pairs, s.count.Septets, s.text)
			ucs.Add(s.count.Astral, s.count.Units, s.text)
		}, func(i int) {
			shortest, longest := b.widths(i, mask)
			if i == without {
				longest = shortest
			}
			f := &b.fields[i]
			e.gsm.units += longest
			e.ucs.units += longest
			e.shortGSM += shortest
			e.shortUCS += shortest
			if f.Bound.Alphabet == message.Any && longest > 0 {
				e.wide = true
			}
			gsm.Longest(longest, f.Bound.Alphabet != message.Septet && f.Kind == row.String)
			ucs.Longest(longest, f.Bound.Alphabet == message.Any && f.Kind == row.String)
			// At its shortest in UCS-2 a value of n septets may be half as many units.
			if f.Bound.Alphabet != message.Septet && f.Kind == row.String {
				e.shortUCS -= shortest - (shortest+1)/2
			}
		})
		e.gsm.position, e.ucs.position = gsm.Position(), ucs.Position()
		all = append(all, e)
	}
	return all
}

// possible reports whether any row can be in the case: a required field is never empty. The case in which all conditions hold always is.
func (b *body) possible(mask uint) bool {
	for i, f := range b.conds {
		if mask&(1<<i) == 0 && b.fields[f].Bound.Required {
			return false
		}
	}
	return true
}

// size returns the longest size of the case followed by a static tail.
func (e *extent) size(tail gsm7.Count, text string) message.Size {
	var longest message.Size
	if !e.foreign && tail.Foreign == 0 {
		longest = e.gsm.size(message.EncodingGSM7, tail.Septets, tail.Pairs, text)
	}
	if e.foreign || e.wide || tail.Foreign > 0 {
		if s := e.ucs.size(message.EncodingUCS2, tail.Units, tail.Astral, text); longest.Parts == 0 || longer(s, longest) {
			longest = s
		}
	}
	return longest
}

// shortest returns the shortest size of the case followed by a static tail.
func (e *extent) shortest(tail gsm7.Count) message.Size {
	if e.foreign || tail.Foreign > 0 {
		n := e.shortUCS + tail.Units
		return message.Size{Encoding: message.EncodingUCS2, Units: n, Parts: atLeast(n, gsm7.SingleUCS2, gsm7.PartUCS2)}
	}
	n := e.shortGSM + tail.Septets
	return message.Size{Encoding: message.EncodingGSM7, Units: n, Parts: atLeast(n, gsm7.SingleGSM7, gsm7.PartGSM7)}
}

func atLeast(units, single, part int) int {
	if units <= single {
		return 1
	}
	return (units + part - 1) / part
}

func (r reach) size(enc message.Encoding, units, pairs int, tail string) message.Size {
	s := message.Size{Encoding: enc, Units: r.units + units, Parts: 1}
	single := gsm7.SingleGSM7
	if enc == message.EncodingUCS2 {
		single = gsm7.SingleUCS2
	}
	if s.Units > single {
		p := gsm7.NewPacker(enc == message.EncodingUCS2)
		p.Seek(r.position)
		p.Add(pairs, units, tail)
		s.Parts = p.Parts()
	}
	return s
}

// longer orders sizes by what they cost: parts, then units as a share of a part.
func longer(a, b message.Size) bool {
	if a.Parts != b.Parts {
		return a.Parts > b.Parts
	}
	if a.Encoding != b.Encoding {
		return a.Encoding == message.EncodingUCS2
	}
	return a.Units > b.Units
}

// worst returns the case that gets longest with the tail, and its size.
func worst(all []extent, tail gsm7.Count, text string) (*extent, message.Size) {
	var at *extent
	var size message.Size
	for i := range all {
		if s := all[i].size(tail, text); at == nil || longer(s, size) {
			at, size = &all[i], s
		}
	}
	return at, size
}

// best returns the case that stays shortest with the tail, and its size.
func best(all []extent, tail gsm7.Count) (*extent, message.Size) {
	var at *extent
	var size message.Size
	for i := range all {
		if s := all[i].shortest(tail); at == nil || longer(size, s) {
			at, size = &all[i], s
		}
	}
	return at, size
}

// length is how long the values of a sample are.
type length uint8

const (
	asShort length = iota
	asLikely
	asLong
)

// sample writes a message of the case, in the encoding, that is as long as the proof says: with the longest values, the shortest, or
// the likely ones. So that nobody need believe the number, it can be counted.
func (b *body) sample(e *extent, enc message.Encoding, how length) (string, []Mark) {
	var out strings.Builder
	var marks []Mark
	p := gsm7.NewPacker(enc == message.EncodingUCS2)
	b.walk(e.mask, func(s *step) {
		out.WriteString(s.text)
		p.Text(s.text)
	}, func(i int) {
		f := &b.fields[i]
		n, most := b.widths(i, e.mask)
		switch how {
		case asLong:
			n = most
		case asLikely:
			n = min(max(n, f.Bound.LikelyWidth()), most)
		}
		start := out.Len()
		switch {
		case f.Bound.OneOf != nil:
			v := f.choice(n)
			out.WriteString(v)
			p.Text(v)
		case f.Kind != row.String:
			out.WriteString(f.digits(n))
			p.Run(n)
		case how == asShort && enc == message.EncodingUCS2 && f.Bound.Alphabet != message.Septet:
			out.WriteString(strings.Repeat("€", n/2) + strings.Repeat("x", n%2))
		case how != asLong || f.Bound.Alphabet == message.Septet || f.Bound.Alphabet == message.GSM7 && enc == message.EncodingUCS2:
			out.WriteString(filler(n))
			p.Run(n)
		default:
			one, two := "x", "€"
			if enc == message.EncodingUCS2 {
				one, two = "ê", "😀"
			}
			for _, pair := range p.Choose(n) {
				if pair {
					out.WriteString(two)
				} else {
					out.WriteString(one)
				}
			}
		}
		marks = append(marks, Mark{Start: start, End: out.Len(), Field: f.Path})
	})
	return out.String(), marks
}

// filler is a value of n letters: "Xxxxx".
func filler(n int) string {
	if n == 0 {
		return ""
	}
	return "X" + strings.Repeat("x", n-1)
}

// choice returns what is sent of a oneof whose value has n units.
func (f *field) choice(n int) string {
	for _, v := range f.Bound.OneOf {
		var c gsm7.Count
		sent, _, _ := f.appendString(nil, v, &c)
		if bounds.Units(c) == n {
			return string(sent)
		}
	}
	return filler(n)
}

// digits returns a number within the field's bounds that prints n characters.
func (f *field) digits(n int) string {
	for _, v := range []int64{0, f.Bound.Max, f.Bound.Min} {
		if s := strconv.FormatInt(v, 10); len(s) == n && v >= f.Bound.Min && v <= f.Bound.Max {
			return s
		}
	}
	return strings.Repeat("1", n)
}
