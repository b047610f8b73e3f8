package gsm7

import (
	"slices"
	"unicode/utf8"
)

// Capacities of 3GPP TS 23.040 §9.2.3.24.1 with a concatenation reference of 8 bits (user data header of 6 octets).
const (
	SingleGSM7 = 160 // septets
	PartGSM7   = 153
	SingleUCS2 = 70 // UTF-16 units
	PartUCS2   = 67
	MaxParts   = 255 // the total is one octet
)

// Packer fills parts of a concatenated message. A character of two units is never split: it moves to the next
// part and leaves a unit unused, so parts are not ceil(units/153).
type Packer struct {
	capacity int
	ucs2     bool
	parts    int // complete parts before the current one
	off      int // units used in the current part
}

// NewPacker returns a packer for parts of a concatenated message.
func NewPacker(ucs2 bool) Packer {
	if ucs2 {
		return Packer{capacity: PartUCS2, ucs2: true}
	}
	return Packer{capacity: PartGSM7}
}

// Run adds n characters of one unit.
func (p *Packer) Run(n int) {
	p.off += n
	if p.off > p.capacity {
		full := (p.off - 1) / p.capacity
		p.parts += full
		p.off -= full * p.capacity
	}
}

// Text adds the characters of a valid text. Packed as GSM-7, characters that GSM-7 does not have count one.
func (p *Packer) Text(s string) { pack(p, s) }

func pack[S string | []byte](p *Packer, s S) {
	off, parts := p.off, p.parts
	for i := 0; i < len(s); {
		n := 1
		switch b := s[i]; {
		case b < utf8.RuneSelf:
			if !p.ucs2 {
				n = max(int(low[b]), 1)
			}
			i++
		case b < 0xE0: // two bytes, none of which GSM-7 has in its extension table
			i += 2
		case b < 0xF0: // three bytes: the euro sign is the one that costs two septets
			if !p.ucs2 && b == 0xE2 && s[i+1] == 0x82 && s[i+2] == 0xAC {
				n = 2
			}
			i += 3
		default:
			if p.ucs2 {
				n = 2
			}
			i += 4
		}
		if off += n; off > p.capacity {
			parts++
			off = n
		}
	}
	p.off, p.parts = off, parts
}

// Add adds a text of which the units and the characters of two units were counted before: without pairs it need not
// be read again.
func (p *Packer) Add(pairs, units int, s string) {
	if pairs == 0 {
		p.Run(units)
		return
	}
	p.Text(s)
}

// Longest adds any text of n units that gets furthest: with pairs, one that leaves a unit unused at the end of every part
// that it can. It goes where Choose leads, without the way: a pair that begins on the last unit of a part gains one unit, and
// the sooner it does the more can follow.
func (p *Packer) Longest(n int, pairs bool) {
	if pairs {
		if first := p.capacity - 1 - p.Position()%p.capacity + 2; n >= first {
			n += 1 + (n-first)/(p.capacity-1)
		}
	}
	p.Run(n)
}

// Choose returns the order of characters of one unit (false) and of two (true), n units in all, that gets furthest from
// here. It is a shortest-path problem on a line: as further stays further, the best way to k units comes from the best
// way to k-1 or to k-2.
func (p *Packer) Choose(n int) []bool {
	best := make([]int, n+1)
	paired := make([]bool, n+1)
	best[0] = p.Position()
	for k := 1; k <= n; k++ {
		best[k] = best[k-1] + 1
		if k >= 2 {
			if q := p.after(best[k-2]); q > best[k] {
				best[k], paired[k] = q, true
			}
		}
	}
	var order []bool
	for k := n; k > 0; {
		order = append(order, paired[k])
		if paired[k] {
			k--
		}
		k--
	}
	slices.Reverse(order)
	return order
}

// after returns the position after a pair that begins at position.
func (p *Packer) after(position int) int {
	if position%p.capacity == p.capacity-1 {
		return position + 3
	}
	return position + 2
}

// Parts returns the parts used so far, at least 1.
func (p *Packer) Parts() int { return p.parts + 1 }

// Position returns a number that grows with every character added, however it is packed: of two packers of one
// kind, the one that is further on stays so whatever both are given next.
func (p *Packer) Position() int { return p.parts*p.capacity + p.off }

// Seek puts the packer at a position.
func (p *Packer) Seek(position int) {
	p.parts, p.off = 0, 0
	p.Run(position)
}

// Parts returns how many parts a text needs; c is its count.
func Parts(c Count, text string) int { return parts(c, text, "") }

// PartsOf returns how many parts a text needs that is followed by another; c is the count of both.
func PartsOf(c Count, text []byte, then string) int { return parts(c, text, then) }

func parts[S string | []byte](c Count, text S, then string) int {
	ucs2 := c.Foreign > 0
	units, pairs, single, part := c.Septets, c.Pairs, SingleGSM7, PartGSM7
	if ucs2 {
		units, pairs, single, part = c.Units, c.Astral, SingleUCS2, PartUCS2
	}
	switch {
	case units <= single:
		return 1
	case pairs == 0:
		return (units + part - 1) / part
	}
	p := NewPacker(ucs2)
	pack(&p, text)
	pack(&p, then)
	return p.Parts()
}
