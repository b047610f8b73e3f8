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

// oracle counts and packs the slow way: a bit a unit, written from the standards' words alone.
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
	// Each part is a slice of cells; a character takes its cells together.
	total, single, capacity := c.Septets, 160, 153
	if c.Foreign > 0 {
		total, single, capacity = c.Units, 70, 67
	}
	if total <= single {
		return c, 1
	}
	cells := [][]rune{nil}
	for _, r := range s {
		n := 1
		if c.Foreign > 0 && r >= 0x10000 || c.Foreign == 0 && strings.ContainsRune(Extension, r) {
			n = 2
		}
		if last := len(cells) - 1; len(cells[last])+n > capacity {
			cells = append(cells, nil)
		}
		last := len(cells) - 1
		for range n {
			cells[last] = append(cells[last], r)
		}
	}
	return c, len(cells)
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

func TestPackerIsMonotone(t *testing.T) {
	for _, ucs2 := range []bool{false, true} {
		for at := range 400 {
			for next := range 3 {
				p, q := NewPacker(ucs2), NewPacker(ucs2)
				p.Seek(at)
				q.Seek(at + next)
				p.Pair()
				q.Pair()
				if p.Position() > q.Position() {
					t.Fatalf("a pair after %d overtakes a pair after %d", at, at+next)
				}
			}
		}
	}
}

func BenchmarkScan(b *testing.B) {
	for name, s := range map[string]string{
		"gsm150": strings.Repeat("Réunion publique à Vitry ", 6)[:150], "ucs2": strings.Repeat("Dimanche, ça compte même. ", 6)[:160],
		"url120": strings.Repeat("https://example.org/d/abc", 5)[:120], "pairs": strings.Repeat("[€] {a} texte ", 12),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			for b.Loop() {
				c, _ := Scan(s)
				Parts(c, s)
			}
		})
		b.Run(name+"/range", func(b *testing.B) { // baseline: range over runes with the same table
			b.SetBytes(int64(len(s)))
			for b.Loop() {
				var c Count
				for _, r := range s {
					switch n := Septets(r); n {
					case 0:
						c.Foreign++
					default:
						c.Septets += n
					}
					c.Units += Units16(r)
				}
				sink = c
			}
		})
	}
}

var sink Count
