package damaged

import (
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// The single-byte sets that phones, providers and old programs use here, the likeliest first.
var singles = []*charmap.Charmap{
	charmap.Windows1252, charmap.ISO8859_15, charmap.Macintosh, charmap.CodePage850, charmap.CodePage437,
}

// misread are those by which somebody reads UTF-8 that is not told so.
var misread = append([]*charmap.Charmap{charmap.ISO8859_1, charmap.Windows1250, charmap.Windows1251, charmap.KOI8R}, singles...)

// french are the characters outside ASCII that French, and the languages around it, put into a message.
const french = "éèêëàâäçùûüîïôöœæÿñáíóúßÉÈÊËÀÂÄÇÙÛÜÎÏÔÖŒÆŸÑ’‘“”«»…–—€°²³£·\u00a0\u202f\u2009"

// Bytes reads a string that is not UTF-8, and nothing else of it: see Read.
func Bytes(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return bytesOf(s)
}

// bytesOf reads a string that is not UTF-8 by the single-byte set in which it makes the most sense. Parts that are UTF-8 stay: some
// programs paste one into the other.
func bytesOf(s string) string {
	best, score := "", -1<<30
	for _, set := range singles {
		var b strings.Builder
		n := 0
		for i := 0; i < len(s); {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				r = set.DecodeByte(s[i])
				switch {
				case strings.ContainsRune("éèàêçâîôûùï’", r):
					n += 2
				case strings.ContainsRune(french, r):
					n++
				default:
					n -= 2
				}
			}
			b.WriteRune(r)
			i += size
		}
		if n > score {
			best, score = b.String(), n
		}
	}
	return best
}

// mojibake undoes UTF-8 that was read byte by byte as another set: "Ã©" is "é". It looks at runs of characters outside ASCII, so
// that a text of which only a part was damaged is repaired too.
func mojibake(s string) string {
	var b strings.Builder
	changed := false
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf {
			b.WriteByte(s[i])
			i++
			continue
		}
		j := i
		for j < len(s) && s[j] >= utf8.RuneSelf {
			j++
		}
		run := s[i:j]
		// "à" is C3 A0: its second byte was a no-break space once and may be a plain one now.
		if t, ok := misreadRun(run); ok {
			run, changed = t, true
		} else if run == "Ã" && j < len(s) && s[j] == ' ' {
			run, changed = "à", true
		}
		b.WriteString(run)
		i = j
	}
	if !changed {
		return s
	}
	return b.String()
}

// misreadRun reads a run of characters as bytes of one of the sets, where those are UTF-8 of fewer characters that French writes.
func misreadRun(run string) (string, bool) {
	n := utf8.RuneCountInString(run)
	if n < 2 {
		return "", false
	}
	for _, set := range misread {
		raw := make([]byte, 0, n)
		ok := true
		for i, r := range run {
			c, has := set.EncodeRune(r)
			if !has || c < utf8.RuneSelf {
				// Programs that write in small letters make "ã©" of "Ã©".
				c, has = set.EncodeRune(unicode.ToUpper(r))
			}
			if !has && r < 0x100 { // C1 controls stand where windows-1252 has nothing
				c, has = byte(r), true
			}
			if has && i == 0 && n == 2 && (r == 'ã' || r == 'â') { // two bytes, in small letters
				c, has = set.EncodeRune(unicode.ToUpper(r))
			}
			if !has || c < utf8.RuneSelf {
				ok = false
				break
			}
			raw = append(raw, c)
		}
		if !ok || !utf8.Valid(raw) {
			continue
		}
		text := string(raw)
		if strings.ContainsFunc(text, func(r rune) bool { return !strings.ContainsRune(french, r) && r < 0x1f000 && !still(r) }) {
			continue
		}
		return text, true
	}
	return "", false
}

// still reports whether a character may be one more layer of the same damage, or a sign that people write.
func still(r rune) bool {
	if 0x80 <= r && r <= 0xff || 0x2600 <= r && r <= 0x27bf || r == 0xfe0f {
		return true
	}
	_, ok := charmap.Windows1252.EncodeRune(r)
	return ok
}

// wide reads UTF-16 that was taken for bytes: every other byte is zero in a text of ours.
func wide(s string) (string, bool) {
	body := strings.TrimPrefix(strings.TrimPrefix(s, "\xff\xfe"), "\xfe\xff")
	if strings.Count(body, "\x00")*5 < len(body)*2 || len(body) < 2 || len(body)%2 != 0 {
		return "", false
	}
	high := 0 // zeros in even places: the more significant byte comes first
	for i := 0; i < len(body); i += 2 {
		if body[i] == 0 {
			high++
		}
	}
	return units([]byte(body), high*4 >= len(body))
}

// units decodes UTF-16. It fails for what no text holds.
func units(raw []byte, bigEndian bool) (string, bool) {
	if len(raw)%2 != 0 || len(raw) == 0 {
		return "", false
	}
	u := make([]uint16, 0, len(raw)/2)
	for i := 0; i < len(raw); i += 2 {
		if bigEndian {
			u = append(u, uint16(raw[i])<<8|uint16(raw[i+1]))
		} else {
			u = append(u, uint16(raw[i+1])<<8|uint16(raw[i]))
		}
	}
	text := strings.TrimPrefix(string(utf16.Decode(u)), "\uFEFF")
	return text, text != "" && readable(text)
}

// readable reports whether a text is one that people write here: letters, mostly Latin, and no controls.
func readable(s string) bool {
	letters, strange := 0, 0
	for _, r := range s {
		switch {
		case r == utf8.RuneError, unicode.IsControl(r) && !unicode.IsSpace(r), unicode.Is(unicode.Co, r):
			return false
		case unicode.Is(unicode.Latin, r):
			letters++
		case unicode.IsLetter(r):
			strange++
		}
	}
	return letters > 0 && strange <= letters
}
