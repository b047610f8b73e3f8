// Package damaged reads texts whose characters were damaged on their way: between a phone, a provider and us the character set
// gets lost, is guessed wrongly, or is written out in escapes that nobody undoes.
//
//	D\xe9sabonnez-moi            Latin-1 where UTF-8 was said
//	DÃ©sabonnez-moi              UTF-8 that was read as windows-1252
//	D&eacute;sabonnez-moi        HTML
//	D%C3%A9sabonnez-moi          a URL
//	D=C3=A9sabonnez-moi          quoted-printable
//	00530054004F0050             UTF-16 in hexadecimal digits
//	D?sabonnez-moi               a letter that is gone
//
// What can be undone with certainty is undone. Where a letter is gone, nobody knows which it was, so Read offers guesses
// beside the text, and whoever judges it must not take a guess for what was said.
package damaged

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Reading is what became of a text.
type Reading struct {
	// Text is the text, repaired as far as that is certain, always valid UTF-8.
	Text string
	// Guesses are what the text may have been besides, the likeliest first, at most three of them. A guess is no proof: an
	// objection that only a guess holds is for a human to read.
	Guesses []string
	// Illegible says that so much is lost that no guess is worth having: a human has to look.
	Illegible bool
}

// most bounds what is read of a text, in bytes: what is longer stays as it is.
const most = 64 << 10

// Read repairs a text. A text that shows no damage comes back as it is, without an allocation.
func Read(s string) Reading {
	if len(s) > most || !Suspect(s) {
		return Reading{Text: strings.ToValidUTF8(s, "\uFFFD")}
	}
	var guesses []string
	text := s
	for range 4 { // damage comes in layers: HTML of mojibake, say
		next, guess := unwrap(text)
		if guess != "" {
			guesses = append(guesses, guess)
		}
		if next == text {
			break
		}
		text = next
	}
	r := Reading{Text: text}
	for _, g := range append(fills(text), guesses...) {
		if g != text && len(r.Guesses) < 3 {
			r.Guesses = append(r.Guesses, g)
		}
	}
	r.Illegible = illegible(text)
	return r
}

// unwrap undoes one layer. The guess is another reading of the same layer, "" where there is none.
func unwrap(s string) (text, guess string) {
	if t, ok := wide(s); ok {
		return t, ""
	}
	if !utf8.ValidString(s) {
		return bytesOf(s), ""
	}
	if t := escapes(s); t != s {
		return t, ""
	}
	if t := mojibake(s); t != s {
		return t, ""
	}
	if t, ok := digits(s); ok {
		return t, ""
	}
	if t, ok := armour(s); ok { // a word may look like base64 by chance
		return s, t
	}
	return s, ""
}

// Suspect reports whether a text shows signs of damage. It is quick, allocates nothing, and may be wrong to one side alone: of an
// undamaged text Read makes the same text.
func Suspect(s string) bool {
	words, before := 0, rune(' ')
	for i, r := range s {
		next := byte(0)
		if i+1 < len(s) {
			next = s[i+1]
		}
		switch {
		case r == utf8.RuneError, r < ' ' && r != '\n' && r != '\r' && r != '\t', 0x7f <= r && r <= 0x9f:
			return true
		case r == '?' && isLetter(before) && next > ' ', r == '?' && (isLetter(rune(next)) || next == '?'), r == '?' && before != ' ' && next == ' ':
			return true
		case r == '&' && (isLetter(rune(next)) || next == '#'), r == '%' && (isHex(next) || next == 'u'), r == '=' && (isHex(next) || next == '?' || next == '\r' || next == '\n'),
			r == '\\' && next > ' ', r == '+' && isLetter(rune(next)):
			return true
		case r >= utf8.RuneSelf && before >= utf8.RuneSelf && !unicode.IsSpace(r) && !unicode.IsSpace(before):
			return true
		case r != '?' && isHole(before, r):
			return true
		case r == ' ' || r == '\n':
			words++
		case (r == 's' || r == 'S') && i > 0 && gutted(s[i-1:]), (r == 'r' || r == 'R' || r == 'm' || r == 'M' || r == '\'') && gutted(s[i:]), r == '’' && gutted("'"+s[i+len("’"):]):
			return true
		}
		before = r
	}
	return words == 0 && len(s) >= 8 && (digitsOnly(s) || len(s)%4 == 0)
}

// illegible reports whether more than a third of the characters say nothing any more.
func illegible(s string) bool {
	n, lost := 0, 0
	for _, r := range s {
		n++
		if r == utf8.RuneError || unicode.IsControl(r) && !unicode.IsSpace(r) || unicode.Is(unicode.Co, r) {
			lost++
		}
	}
	return 3*lost > n || strings.Count(s, "\uFFFD") > 0 && 8*lost > n
}

func isLetter(r rune) bool { return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' }

func isHex(c byte) bool { return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F' }

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
