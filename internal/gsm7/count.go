package gsm7

import (
	"math/bits"
	"unicode/utf8"
)

// Count is what a text holds, counted once for both encodings.
type Count struct {
	Septets int // GSM-7 septets of the characters that GSM-7 has
	Units   int // UTF-16 code units of all characters
	Pairs   int // characters that cost two septets
	Astral  int // characters that cost two UTF-16 units
	Foreign int // characters that GSM-7 does not have; above zero the text is sent as UCS-2
}

// Add returns the sum of both counts.
func (c Count) Add(d Count) Count {
	c.Grow(&d)
	return c
}

// Grow adds d to the count.
func (c *Count) Grow(d *Count) {
	c.Septets += d.Septets
	c.Units += d.Units
	c.Pairs += d.Pairs
	c.Astral += d.Astral
	c.Foreign += d.Foreign
}

const (
	ones = 0x0101010101010101
	tops = 0x8080808080808080
)

// plain reports whether the eight bytes are all ASCII characters of one septet. It may say no for '_' and for
// line breaks, never yes for anything else.
func plain(w uint64) bool {
	control := (w - 0x20*ones) &^ w & tops // a byte below 0x20
	x := w ^ 0x60*ones
	backtick := (x - ones) &^ x & tops
	// 0x5B–0x5F and 0x7B–0x7F: bit 0x40 set and the five low bits at least 0x1B.
	high := ((w & (0x1F * ones)) + 0x05*ones) & (w >> 1) & (0x20 * ones)
	return (w&tops)|control|backtick|high == 0
}

// load returns eight bytes of s; the compiler makes one load of it.
func load(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// Scan counts a text. It returns false, and a count that means nothing, when s is not valid UTF-8.
func Scan(s string) (c Count, ok bool) {
	n := 0 // characters seen that cost one UTF-16 unit
	for i := 0; i < len(s); {
		if len(s)-i >= 8 && plain(load(s[i:])) {
			i += 8
			n += 8
			c.Septets += 8
			continue
		}
		// Eight bytes that are not all plain: character by character, then try again.
		for end := min(i+8, len(s)); i < end; {
			var septets uint8
			switch b := s[i]; {
			case b < utf8.RuneSelf:
				septets = low[b]
				i++
			case b >= 0xC2 && b < 0xE0 && i+1 < len(s) && s[i+1]&0xC0 == 0x80:
				if r := rune(b&0x1F)<<6 | rune(s[i+1]&0x3F); r < 0x400 {
					septets = low[r]
				}
				i += 2
			default:
				r, size := utf8.DecodeRuneInString(s[i:])
				if r == utf8.RuneError && size == 1 {
					return Count{}, false
				}
				i += size
				if r >= 0x10000 {
					c.Astral++
				}
				if r == euro {
					septets = 2
				}
			}
			n++
			switch septets {
			case 0:
				c.Foreign++
			case 1:
				c.Septets++
			default:
				c.Septets += 2
				c.Pairs++
			}
		}
		if c.Foreign > 0 && i < len(s) { // UCS-2 is certain, only units are still of interest
			rest, ok := scanUnits(s[i:])
			rest.Foreign, rest.Units = 0, rest.Units+n+c.Astral
			return c.Add(rest), ok
		}
	}
	c.Units = n + c.Astral
	return c, true
}

// scanUnits counts UTF-16 units only: every byte that begins a character, and once more for those of four bytes.
func scanUnits(s string) (c Count, ok bool) {
	i := 0
	for ; i+8 <= len(s); i += 8 {
		w := load(s[i:])
		if w&tops == 0 {
			c.Units += 8
			continue
		}
		continuation := w & tops &^ (w << 1) // 10xxxxxx: the bytes' bit 6 stands at bit 7 after the shift
		four := w & (w << 1) & (w << 2) & (w << 3) & tops
		c.Units += 8 - bits.OnesCount64(continuation)
		c.Astral += bits.OnesCount64(four)
	}
	for ; i < len(s); i++ {
		if s[i]&0xC0 != 0x80 {
			c.Units++
		}
		if s[i] >= 0xF0 {
			c.Astral++
		}
	}
	c.Units += c.Astral
	return c, utf8.ValidString(s)
}

// Prefix returns how many bytes and how many characters at the beginning of s are printable and cost one septet each.
func Prefix(s string) (size, n int) {
	i := 0
	for i < len(s) {
		if len(s)-i >= 8 && plain(load(s[i:])) {
			i += 8
			n += 8
			continue
		}
		for end := min(i+8, len(s)); i < end; {
			b := s[i]
			switch {
			case b < utf8.RuneSelf:
				if b < ' ' || low[b] != 1 {
					return i, n
				}
				i++
			case b >= 0xC2 && b < 0xD0 && i+1 < len(s) && s[i+1]&0xC0 == 0x80 && low[rune(b&0x1F)<<6|rune(s[i+1]&0x3F)] == 1:
				i += 2
			default:
				return i, n
			}
			n++
		}
	}
	return i, n
}
