package text

import (
	"unicode"
	"unicode/utf8"

	"github.com/scrutateur/scrutateur/internal/plaintext"
)

// kind is what a character is to the words around it.
type kind uint8

const (
	between kind = iota // it parts words
	letter              // a letter or a digit
	alone               // a sign that is said as a word: "+" is "plus", "&" is "et"
	sign                // an emoji or another symbol
	unseen              // nobody sees it, and the word goes on
)

// lookAlike gives letters of other scripts the Latin letter for which they are taken, and small capitals the plain one. Its keys are folded.
var lookAlike = map[rune]byte{
	'а': 'a', 'в': 'b', 'е': 'e', 'ѕ': 's', 'і': 'i', 'ј': 'j', 'к': 'k', 'м': 'm', 'н': 'h', 'о': 'o', 'п': 'p', 'р': 'p', 'с': 'c', 'т': 't', 'у': 'y', 'х': 'x', 'ԁ': 'd', 'ԛ': 'q', 'ԝ': 'w',
	'α': 'a', 'β': 'b', 'ε': 'e', 'η': 'n', 'ι': 'i', 'κ': 'k', 'μ': 'u', 'ν': 'v', 'ο': 'o', 'ρ': 'p', 'σ': 's', 'ς': 's', 'τ': 't', 'υ': 'u', 'χ': 'x',
	'ꜱ': 's', 'ᴛ': 't', 'ᴏ': 'o', 'ᴘ': 'p', 'ᴀ': 'a', 'ʀ': 'r', 'ᴇ': 'e',
}

// Fold appends what is compared of a text: small letters without accents and look-alikes. Signs stay.
func Fold(dst []byte, s string) []byte {
	for _, r := range s {
		dst = appendFold(dst, r)
	}
	return dst
}

func appendFold(dst []byte, r rune) []byte {
	if r < utf8.RuneSelf {
		return plaintext.AppendFold(dst, r)
	}
	switch {
	case 0x1F150 <= r && r <= 0x1F169: // negative circled A to Z, which have no compatibility form
		return append(dst, byte('a'+r-0x1F150))
	case 0x1F170 <= r && r <= 0x1F189: // negative squared
		return append(dst, byte('a'+r-0x1F170))
	case 0x1F1E6 <= r && r <= 0x1F1FF: // the letters of which flags are made
		return append(dst, byte('a'+r-0x1F1E6))
	case r == 0x20E3 || 0x1F3FB <= r && r <= 0x1F3FF: // the frame of a key cap, the colours of a skin
		return dst
	}
	mark := len(dst)
	dst = plaintext.AppendFold(dst, r)
	if c, size := utf8.DecodeRune(dst[mark:]); size > 0 && size == len(dst)-mark && c >= utf8.RuneSelf {
		if plain, ok := lookAlike[c]; ok {
			return append(dst[:mark], plain)
		}
	}
	return dst
}

// fold appends what is compared of the character at i, and says what it is.
func (p *parser) fold(i int, c rune, size int) kind {
	dst := &p.r.folded
	switch {
	case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
		*dst = append(*dst, byte(c))
		return letter
	case 'A' <= c && c <= 'Z':
		*dst = append(*dst, byte(c)+'a'-'A')
		return letter
	case c == '$' || c == '@': // "$top"
		if p.letterAt(i+size) || p.inside && p.letterBefore(i) && c == '@' {
			*dst = append(*dst, byte(c))
			return letter
		}
		return between
	case c == '+': // "+ de sms", not a number
		if i+size < len(p.s) && '0' <= p.s[i+size] && p.s[i+size] <= '9' {
			return between
		}
		*dst = append(*dst, "plus"...)
		return alone
	case c == '&':
		*dst = append(*dst, "et"...)
		return alone
	case c < utf8.RuneSelf, c == utf8.RuneError:
		return between
	}
	return p.foldOther(c)
}

// foldOther is fold for what is not ASCII.
func (p *parser) foldOther(c rune) kind {
	mark := len(p.r.folded)
	p.r.folded = appendFold(p.r.folded, c)
	switch first, _ := utf8.DecodeRune(p.r.folded[mark:]); {
	case len(p.r.folded) == mark:
		return unseen
	case unicode.IsLetter(first) || unicode.IsDigit(first):
		return letter
	case c >= 0x2190 && unicode.IsSymbol(c) && !(0x2500 <= c && c <= 0x257F):
		return sign
	}
	return between
}

// letterAt reports whether a letter begins at i.
func (p *parser) letterAt(i int) bool {
	if i >= len(p.s) {
		return false
	}
	c, _ := utf8.DecodeRuneInString(p.s[i:])
	return unicode.IsLetter(c)
}

func (p *parser) letterBefore(i int) bool {
	if i == 0 || !p.inside {
		return false
	}
	c, _ := utf8.DecodeLastRuneInString(p.s[:i])
	return unicode.IsLetter(c)
}
