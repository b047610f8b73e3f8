package gsm7

import (
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

func TestAlphabetSize(t *testing.T) {
	if n := utf8.RuneCountInString(Basic); n != 127 { // 128 codes less ESC
		t.Errorf("default alphabet has %d characters, 3GPP TS 23.038 has 127", n)
	}
	if n := utf8.RuneCountInString(Extension); n != 10 {
		t.Errorf("extension table has %d characters, 3GPP TS 23.038 has 10", n)
	}
}

// oracle counts and packs the slow way, in bits, from the words of the standards alone: a message has 140 octets of user
// data; in a concatenated one 6 of them are a header, after which septets begin at the next septet boundary (3GPP TS
// 23.040 §9.2.3.24.1); a septet has 7 bits, an escape sequence two septets that stay together, a UCS-2 unit 16 bits.
func oracle(s string) (c Count, parts int) {
	for _, r := range s {
		c.Units += len(utf16.Encode([]rune{r}))
		if r >= 0x10000 {
			c.Astral++
		}
		switch {
		case strings.ContainsRune(Basic, r):
			c.Septets++
		case strings.ContainsRune(Extension, r):
			c.Septets += 2
			c.Pairs++
		default:
			c.Foreign++
		}
	}
	const userData = 140 * 8
	code := func(r rune) []byte { // the bits of one character
		if c.Foreign > 0 {
			return make([]byte, 16*len(utf16.Encode([]rune{r})))
		}
		if strings.ContainsRune(Extension, r) {
			return make([]byte, 14)
		}
		return make([]byte, 7)
	}
	var single []byte
	for _, r := range s {
		single = append(single, code(r)...)
	}
	if len(single) <= userData {
		return c, 1
	}
	header := 6 * 8
	if c.Foreign == 0 {
		header += (7 - header%7) % 7 // fill bits
	}
	part := make([]byte, header)
	parts = 1
	for _, r := range s {
		bits := code(r)
		if len(part)+len(bits) > userData {
			parts++
			part = make([]byte, header)
		}
		part = append(part, bits...)
	}
	return c, parts
}

var texts = []string{
	"", "a", "Bonjour Zoë", "`", "\x1b", "\t", "{}[]~^\\|€\f", "a\r\nb", "ç", "Ç", "’", "« »", "\u00a0",
	strings.Repeat("]", 80), strings.Repeat("]", 81), strings.Repeat("]", 153), strings.Repeat("a", 160), strings.Repeat("a", 161),
	strings.Repeat("a", 152) + "€" + "bcdefghi", strings.Repeat("ê", 70), strings.Repeat("ê", 71),
	strings.Repeat("ê", 66) + "😀" + strings.Repeat("a", 10), strings.Repeat("😀", 40), strings.Repeat("é", 160),
	strings.Repeat("Dimanche, ça compte ! ", 12), strings.Repeat("a_b", 60), "ΔΦΓΛΩΠΨΣΘΞ", "Α", "€€€€€€€€€", "aaaaaaa€",
}

func check(t *testing.T, s string) {
	t.Helper()
	got, ok := Scan(s)
	if ok != utf8.ValidString(s) {
		t.Fatalf("Scan(%q) valid = %v", s, ok)
	}
	if !ok {
		return
	}
	want, parts := oracle(s)
	if got.Foreign > 0 != (want.Foreign > 0) || got.Units != want.Units || got.Astral != want.Astral {
		t.Fatalf("Scan(%q) = %+v, want %+v", s, got, want)
	}
	if want.Foreign == 0 && got != want {
		t.Fatalf("Scan(%q) = %+v, want %+v", s, got, want)
	}
	if n := Parts(got, s); n != parts {
		t.Fatalf("Parts(%q) = %d, want %d", s, n, parts)
	}
	for cut := range s { // counted in two pieces, packed in two pieces
		if cut > 12 {
			break
		}
		a, _ := Scan(s[:cut])
		b, _ := Scan(s[cut:])
		if n := PartsOf(a.Add(b), []byte(s[:cut]), s[cut:]); n != parts {
			t.Fatalf("Parts(%q | %q) = %d, want %d", s[:cut], s[cut:], n, parts)
		}
	}
}

func TestScan(t *testing.T) {
	for _, s := range texts {
		check(t, s)
	}
	for r := rune(0); r < 0x3000; r++ { // every low character, at every place of an eight-byte word
		for pad := range 9 {
			check(t, strings.Repeat("x", pad)+string(r)+"y")
		}
	}
}

func FuzzScan(f *testing.F) {
	for _, s := range texts {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 4000 {
			return
		}
		check(t, s)
	})
}

// addPair adds a character of two units: the step of which longer texts are made.
func addPair(p *Packer) {
	if p.off+2 > p.capacity {
		p.parts++
		p.off = 0
	}
	p.off += 2
}

func TestPackerIsMonotone(t *testing.T) {
	for _, ucs2 := range []bool{false, true} {
		for at := range 400 {
			for next := range 3 {
				p, q := NewPacker(ucs2), NewPacker(ucs2)
				p.Seek(at)
				q.Seek(at + next)
				addPair(&p)
				addPair(&q)
				if p.Position() > q.Position() {
					t.Fatalf("a pair after %d overtakes a pair after %d", at, at+next)
				}
			}
		}
	}
}

// TestLongest compares the shortcut with the way that Choose finds.
func TestLongest(t *testing.T) {
	for _, ucs2 := range []bool{false, true} {
		for at := range 320 {
			for n := range 640 {
				p := NewPacker(ucs2)
				p.Seek(at)
				want := p
				for _, pair := range want.Choose(n) {
					if pair {
						addPair(&want)
					} else {
						want.Run(1)
					}
				}
				if p.Longest(n, true); p.Position() != want.Position() || p.Parts() != want.Parts() {
					t.Fatalf("%d units after %d get to %d in %d parts, want %d in %d", n, at, p.Position(), p.Parts(), want.Position(), want.Parts())
				}
			}
		}
	}
}

// TestChoose compares the way that gets furthest with all ways there are.
func TestChoose(t *testing.T) {
	var furthest func(p Packer, n int) int
	furthest = func(p Packer, n int) int {
		if n == 0 {
			return p.Position()
		}
		one := p
		one.Run(1)
		best := furthest(one, n-1)
		if n >= 2 {
			two := p
			addPair(&two)
			best = max(best, furthest(two, n-2))
		}
		return best
	}
	for _, ucs2 := range []bool{false, true} {
		for at := 50; at < 160; at++ {
			for n := range 13 {
				p := NewPacker(ucs2)
				p.Seek(at)
				want := furthest(p, n)
				if p.Longest(n, true); p.Position() != want {
					t.Fatalf("%d units from %d get to %d, some way gets to %d", n, at, p.Position(), want)
				}
			}
		}
	}
}

// scanWords is the least that any counter does: eight bytes at a time where they are plain, a table for the rest, and
// nothing kept but the units. It knows neither parts of more than one nor invalid texts.
func scanWords(s string) (units int) {
	for i := 0; i < len(s); {
		if len(s)-i >= 8 && plain(load(s[i:])) {
			units += 8
			i += 8
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		n := Septets(r)
		if n == 0 {
			return scanWide(s)
		}
		units += n
		i += size
	}
	return units
}

func scanWide(s string) (units int) {
	for i := range len(s) {
		if s[i]&0xC0 != 0x80 {
			units++
		}
		if s[i] >= 0xF0 {
			units++
		}
	}
	return units
}

func BenchmarkScan(b *testing.B) {
	for name, s := range map[string]string{
		"gsm150": strings.Repeat("Réunion publique à Vitry ", 6)[:150], "ucs2": strings.Repeat("Dimanche, ça compte même. ", 6)[:160],
		"url120": strings.Repeat("https://example.org/d/abc", 5)[:120], "pairs": strings.Repeat("[€] {a} texte ", 12), "gsm300": strings.Repeat("Réunion publique à Vitry ", 12)[:300],
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			for b.Loop() {
				c, _ := Scan(s)
				Parts(c, s)
			}
		})
		b.Run(name+"/words", func(b *testing.B) { // baseline
			b.SetBytes(int64(len(s)))
			for b.Loop() {
				sink = scanWords(s)
			}
		})
	}
}

var sink int
