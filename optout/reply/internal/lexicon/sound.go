package lexicon

// maxSound bounds the words of which the sound is taken: French has few longer ones, and hostile replies have.
const maxSound = 40

// appendSound appends how a folded, squeezed word sounds in French, roughly: words that sound alike come out alike, "dezinscri" and
// "désinscris", "envoyé" and "anvoyer". It is asked only for words whose spelling is not known, so that it never turns one word into
// another: "prêt" is not a kind of "près". whole says that the word ends where the letters do; the beginning of an open word
// ("envoy*") may go on.
func appendSound(dst []byte, word []byte, whole bool) []byte {
	if len(word) > maxSound {
		return dst
	}
	mark, e := len(dst), false
	if whole {
		word, e = voiced(word)
	}
	for i := 0; i < len(word); {
		sound, n := soundAt(word, i, whole)
		for _, c := range []byte(sound) {
			if len(dst) == mark || dst[len(dst)-1] != c {
				dst = append(dst, c)
			}
		}
		i += n
	}
	if e && (len(dst) == mark || dst[len(dst)-1] != 'e') {
		dst = append(dst, 'e')
	}
	return dst
}

// voiced leaves off the letters that are silent at the end of a word, and reports whether an "e" stands for them: "-er", "-ez", "-ai", "-ait"
// and "-et" sound like "é".
func voiced(word []byte) ([]byte, bool) {
	for _, end := range []string{"aient", "ait", "ais", "ees", "ai", "er", "ez", "es", "ee", "et"} {
		if n := len(word) - len(end); n >= 3 && string(word[n:]) == end {
			return word[:n], true
		}
	}
	for len(word) > 3 {
		switch word[len(word)-1] {
		case 's', 't', 'd', 'x', 'z', 'p':
			word = word[:len(word)-1]
		default:
			return word, false
		}
	}
	return word, false
}

// sounds are the letters that sound together, the longer before the shorter; "N" behind them asks that no vowel follows.
var sounds = [256][]struct {
	letters, sound string
	closed         bool
}{
	'a': {{"aient", "e", false}, {"ain", "in", true}, {"aim", "in", true}, {"au", "o", false}, {"an", "an", true}, {"am", "an", true}, {"ai", "e", false}, {"ay", "e", false}},
	'c': {{"ch", "ch", false}, {"ce", "se", false}, {"ci", "si", false}, {"cy", "si", false}, {"ck", "k", false}, {"c", "k", false}},
	'e': {{"eau", "o", false}, {"ein", "in", true}, {"en", "an", true}, {"em", "an", true}, {"ei", "e", false}, {"ey", "e", false}},
	'g': {{"gu", "g", false}, {"gea", "ja", false}, {"geo", "jo", false}, {"ge", "je", false}, {"gi", "ji", false}},
	'h': {{"h", "", false}},
	'i': {{"in", "in", true}, {"im", "in", true}},
	'k': {{"k", "k", false}},
	'o': {{"oi", "wa", false}, {"oy", "wa", false}, {"oua", "wa", false}, {"om", "on", true}},
	'p': {{"ph", "f", false}},
	'q': {{"qu", "k", false}, {"q", "k", false}},
	'u': {{"un", "in", true}},
	'w': {{"w", "w", false}},
	'x': {{"x", "s", false}},
	'y': {{"yn", "in", true}, {"ym", "in", true}, {"y", "i", false}},
	'z': {{"z", "s", false}},
}

// soundAt returns the sound that begins at a letter, and how many letters make it.
func soundAt(word []byte, i int, whole bool) (string, int) {
	for _, s := range sounds[word[i]] {
		n := len(s.letters)
		if len(word)-i < n || string(word[i:i+n]) != s.letters {
			continue
		}
		if s.closed {
			if i+n == len(word) && !whole || i+n < len(word) && vowel(word[i+n]) {
				continue
			}
		}
		return s.sound, n
	}
	return string(word[i : i+1]), 1
}

func vowel(c byte) bool {
	switch c {
	case 'a', 'e', 'i', 'o', 'u', 'y':
		return true
	}
	return false
}
