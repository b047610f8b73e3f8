package gsm7

import "unicode/utf8"

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

// Pair adds a character of two units.
func (p *Packer) Pair() {
	if p.off+2 > p.capacity {
		p.parts++
		p.off = 0
	}
	p.off += 2
}

// Text adds the characters of a valid text. Packed as GSM-7, characters that GSM-7 does not have count one.
func (p *Packer) Text(s string) {
	for i := 0; i < len(s); {
		if len(s)-i >= 8 && plain(load(s[i:])) {
			p.Run(8)
			i += 8
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		if p.ucs2 && Units16(r) == 2 || !p.ucs2 && Septets(r) == 2 {
			p.Pair()
		} else {
			p.Run(1)
		}
	}
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

// Parts returns how many parts the texts need when sent one after the other. The count is theirs together.
func Parts(c Count, texts ...string) int {
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
	for _, t := range texts {
		p.Text(t)
	}
	return p.Parts()
}
