package damaged

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

//go:embed words.txt
var list string

// accented are French words with letters outside ASCII, by their length in letters.
var accented = sync.OnceValue(func() map[int][][]rune {
	m := make(map[int][][]rune)
	for line := range strings.Lines(list) {
		word := []rune(strings.TrimSpace(line))
		if len(word) > 0 && word[0] != '#' {
			m[len(word)] = append(m[len(word)], word)
		}
	}
	return m
})

// isHole reports whether a character within a word stands where another one was: a sign for "no such character", or a letter that a
// French word does not have there, because a byte was read in the wrong set ("DÚsabonnez", "arrÍtez").
func isHole(before, r rune) bool {
	switch {
	case r == utf8.RuneError, r == '¿', r == '□', r == '\u001a':
		return true
	case r < utf8.RuneSelf:
		return r == '?' || r == '_' || r < ' ' && r != '\n' && r != '\r' && r != '\t'
	case !unicode.IsLetter(before):
		return false
	case strings.ContainsRune("‚ƒ„†‡ˆ‰Šˇ˘ŽžÚÞþÍÓÁÒÌðÐ¨¶¯Θ", r), 0x2500 <= r && r <= 0x259f:
		return true
	}
	// A capital after a small letter: "dÈsabonnez" is what a Macintosh makes of an é.
	return unicode.IsLetter(r) && (unicode.IsUpper(r) && unicode.IsLower(before) || !unicode.Is(unicode.Latin, r) && unicode.Is(unicode.Latin, before))
}

// fills returns texts in which the holes are filled with the letters that are likely there.
func fills(s string) []string {
	var out []string
	if t, ok := guttedWords(s); ok {
		out = append(out, t)
	}
	s = norm.NFC.String(s)
	likely, plain := fill(s, true), fill(s, false)
	if likely != s {
		out = append(out, likely)
	}
	if plain != s && plain != likely {
		out = append(out, plain)
	}
	return out
}

// fill goes through the words. With words, a word of the list that fits is taken; otherwise, and where none fits, a hole is an "e",
// because é, è and ê are four of five letters that French loses.
func fill(s string, words bool) string {
	var b strings.Builder
	runes := []rune(s)
	for i := 0; i < len(runes); {
		j, broken := wordAt(runes, i)
		word := runes[i:max(j, i+1)]
		switch {
		case !broken || len(word) > maxWord:
			b.WriteString(string(word))
		case words:
			b.WriteString(fit(word))
		default:
			b.WriteString(with(word, 'e'))
		}
		i += len(word)
	}
	return b.String()
}

// maxWord bounds the words that are looked at, in characters.
const maxWord = 64

// wordAt returns where what begins at i ends, a word with its holes, and whether it is a word with holes. Every character is looked at
// once, whatever the text: question marks are taken a run at a time.
func wordAt(runes []rune, i int) (end int, broken bool) {
	before, letters, holes := ' ', false, false
	for end = i; end < len(runes); {
		r := runes[end]
		switch {
		case r == '?':
			after := end
			for after < len(runes) && runes[after] == '?' {
				after++
			}
			if !questionsAreHoles(before, runes[after:]) {
				return max(end, i), holes && letters
			}
			end, holes, before = after, true, 'e'
		case isHole(before, r):
			end, holes, before = end+1, true, 'e' // after a hole a word goes on as after a letter
		case unicode.IsLetter(r):
			end, letters, before = end+1, true, r
		default:
			return end, holes && (letters || end-i == 1 && runes[i] == utf8.RuneError) // "? ?" alone are question marks
		}
	}
	return end, holes && (letters || end-i == 1 && runes[i] == utf8.RuneError)
}

// questionsAreHoles tells a letter that was lost from a question: within a word it was one, and at the end of a word before a small
// letter, "enlev? moi".
func questionsAreHoles(before rune, after []rune) bool {
	switch {
	case len(after) == 0:
		return false
	case unicode.IsLetter(after[0]), isHole('e', after[0]):
		return true
	}
	return after[0] == ' ' && len(after) > 1 && unicode.IsLower(after[1]) && unicode.IsLetter(before)
}

// fit fills the holes of a word. A hole may be one letter, two in a row are one letter of two bytes as well.
func fit(word []rune) string {
	for _, pattern := range [][]rune{word, joined(word)} {
		before := ' '
	words:
		for _, known := range accented()[len(pattern)] {
			for i, r := range pattern {
				hole := isHole(before, r) || r == '?'
				switch {
				case hole && known[i] < utf8.RuneSelf && known[i] != '\'', !hole && unicode.ToLower(r) != known[i]:
					continue words
				}
				before = known[i]
			}
			return string(known)
		}
	}
	// "j�ai", "l�on", "qu�il", "m��crire": an apostrophe that came from another set.
	if i := strings.IndexFunc(string(word), func(r rune) bool { return isHole(' ', r) || r == '?' }); 0 < i && i <= 2 {
		rest := []rune(string(word)[i:])[1:]
		if len(rest) > 0 && strings.ContainsRune("aeiouyhAEIOUYH\uFFFD?", rest[0]) && strings.Contains("j l d m t s n c qu J L D M T S N C Qu QU", string(word)[:i]) {
			return string(word)[:i] + "'" + with(rest, 'e')
		}
	}
	return with(joined(word), 'e')
}

// with writes a letter into every hole.
func with(word []rune, letter rune) string {
	out := make([]rune, len(word))
	before := ' '
	for i, r := range word {
		if isHole(before, r) || r == '?' {
			r = letter
		}
		out[i], before = r, r
	}
	return string(out)
}

// joined makes one hole of several in a row.
func joined(word []rune) []rune {
	out := make([]rune, 0, len(word))
	before, hole := ' ', false
	for _, r := range word {
		now := isHole(before, r) || r == '?'
		if !now || !hole {
			out = append(out, r)
		}
		hole, before = now, 'e'
		if !now {
			before = r
		}
	}
	return out
}

// Words of an objection whose é or ê vanished, or became a space: "dsabonnez", "arr tez".
var guts = [][2]string{
	{"dsabonn", "désabonn"}, {"d sabonn", "désabonn"}, {"dsinscri", "désinscri"}, {"d sinscri", "désinscri"},
	{"arrt", "arrêt"}, {"arr t", "arrêt"}, {"m'cri", "m'écri"}, {"m' cri", "m'écri"}, {"m’cri", "m'écri"}, {"numro", "numéro"}, {"num ro", "numéro"}, {"rsili", "résili"}, {"r sili", "résili"},
}

// gutted reports whether s may begin with such a word, or with the middle of one. Callers pass what begins one byte before an "s", or at
// an "r", an "m" or an apostrophe.
func gutted(s string) bool {
	if len(s) < 4 {
		return false
	}
	switch s[0] | 0x20 {
	case 'd':
		return s[1]|0x20 == 's' && (s[2]|0x20 == 'a' || s[2]|0x20 == 'i')
	case ' ':
		return s[1]|0x20 == 's' && (s[2]|0x20 == 'a' && s[3]|0x20 == 'b' || s[2]|0x20 == 'i' && s[3]|0x20 == 'n')
	case 'm':
		return s[1]|0x20 == 'r' && s[2]|0x20 == 'o' || s[1] == ' ' && s[2]|0x20 == 'r' && s[3]|0x20 == 'o'
	case '\'':
		return s[1]|0x20 == 'c' && s[2]|0x20 == 'r' || s[1] == ' ' && s[2]|0x20 == 'c' && s[3]|0x20 == 'r'
	case 'r':
		return s[1]|0x20 == 's' && s[2]|0x20 == 'i' || s[1] == ' ' && s[2]|0x20 == 's' && s[3]|0x20 == 'i' || s[1]|0x20 == 'r' && (s[2]|0x20 == 't' || s[2] == ' ' && s[3]|0x20 == 't')
	}
	return false
}

func guttedWords(s string) (string, bool) {
	low := strings.ToLower(s)
	if len(low) != len(s) {
		return "", false
	}
	changed := false
	for _, g := range guts {
		if strings.Contains(low, g[0]) {
			low, changed = strings.ReplaceAll(low, g[0], g[1]), true
		}
	}
	return low, changed
}
