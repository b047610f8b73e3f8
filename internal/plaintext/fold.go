package plaintext

import (
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// undecomposed are the small Latin letters that Unicode gives no decomposition, and how French spells them without the sign.
var undecomposed = map[rune]string{
	'œ': "oe", 'æ': "ae", 'ß': "ss", 'ø': "o", 'đ': "d", 'ð': "d", 'þ': "th", 'ł': "l", 'ħ': "h", 'ı': "i", 'ĸ': "k", 'ŋ': "n", 'ŧ': "t", 'ə': "e",
	'ƒ': "f",
}

// Fold returns s as words are compared: in small letters, without accents, compatibility forms undone (full width, ligatures, circled letters),
// and without what nobody sees. "Straße" and "STRASSE" are both "strasse", "Œuvre" is "oeuvre", "n°" stays "n°". What is no Latin
// letter stays, in small letters where its script has them; a byte that is not UTF-8 becomes U+FFFD. Folding twice changes nothing.
//
// It is for comparing, never for writing: what GSM-7 can hold of a text that is sent is gsm7.Fold's to say.
func Fold(s string) string {
	plain := true
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	dst := make([]byte, 0, len(s))
	for _, r := range s {
		dst = AppendFold(dst, r)
	}
	return string(dst)
}

// AppendFold appends what Fold makes of one character. It allocates nothing for itself.
func AppendFold(dst []byte, r rune) []byte {
	switch {
	case r < utf8.RuneSelf:
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return append(dst, byte(r))
	case int(r) < len(folded()):
		return append(dst, folded()[r]...)
	}
	return appendFold(dst, r)
}

// folded is appendFold for the letters with which Europe's languages are written.
var folded = sync.OnceValue(func() *[0x250]string {
	t := new([0x250]string)
	for r := range rune(len(t)) {
		t[r] = string(appendFold(nil, r))
	}
	return t
})

func appendFold(dst []byte, r rune) []byte {
	var whole [utf8.UTFMax]byte
	apart := norm.NFKD.Properties(whole[:utf8.EncodeRune(whole[:], r)]).Decomposition()
	if apart == nil {
		return appendLetter(dst, r)
	}
	for len(apart) > 0 {
		r, n := utf8.DecodeRune(apart)
		dst, apart = appendLetter(dst, r), apart[n:]
	}
	return dst
}

// appendLetter appends a character that has no decomposition.
func appendLetter(dst []byte, r rune) []byte {
	if unicode.Is(unicode.Mn, r) || Invisible(r) {
		return dst
	}
	r = unicode.ToLower(r)
	if s, ok := undecomposed[r]; ok {
		return append(dst, s...)
	}
	return utf8.AppendRune(dst, r)
}
