// Package judge reads texts as their recipients do, for the two packages that judge what a message says: the words of a text
// without accents, the phrases by which French and English campaigns say things, links, telephone numbers, and characters that
// do not belong.
//
// What an SMS must say is judged by package phone, what an e-mail must say by package mail; both lie below this one.
package judge

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/scrutateur/scrutateur/internal/plaintext"
)

// Word is a run of letters and digits of a text, in small letters without accents.
type Word struct {
	Text       string
	Start, End int  // bytes of the text
	Link       bool // stands in a link

	from, to int // where Text stands among the texts of all words
}

// Words returns the words of a text. Invisible characters do not part a word: "S\u200bTOP" is one.
func Words(s string) []Word {
	var ws []Word
	all := make([]byte, 0, len(s)) // the words without what parts them: one allocation for all of their texts
	from, inWord := 0, false
	end := func() {
		if inWord {
			from, inWord = len(all), false
		}
	}
	for i, r := range s {
		before := len(all)
		all = appendWord(all, r)
		switch {
		case len(all) > before:
			if !inWord {
				ws, inWord = append(ws, Word{Start: i}), true
			}
			_, n := utf8.DecodeRuneInString(s[i:])
			w := &ws[len(ws)-1]
			w.End, w.from, w.to = i+n, from, len(all)
		case !unicode.Is(unicode.Mn, r) && !plaintext.Invisible(r):
			end()
		}
	}
	text := string(all)
	for i := range ws {
		ws[i].Text = text[ws[i].from:ws[i].to]
	}
	return ws
}

// appendWord appends the small letters and digits that a character stands for, nothing for one that stands in no word.
func appendWord(dst []byte, r rune) []byte {
	from := len(dst)
	dst = plaintext.AppendFold(dst, r)
	kept := dst[:from]
	for _, c := range dst[from:] {
		if 'a' <= c && c <= 'z' || '0' <= c && c <= '9' {
			kept = append(kept, c)
		}
	}
	return kept
}

// Plain returns the words of a name or sentence.
func Plain(s string) []string {
	var out []string
	for _, w := range Words(s) {
		out = append(out, w.Text)
	}
	return out
}

// Says reports whether the words stand in the text side by side: "liste confiance" in "La Liste Confiance vous écrit".
func Says(ws []Word, want []string) bool {
	if len(want) == 0 {
		return false
	}
	for i := 0; i+len(want) <= len(ws); i++ {
		k := 0
		for k < len(want) && ws[i+k].Text == want[k] {
			k++
		}
		if k == len(want) {
			return true
		}
	}
	return false
}

// A Phrase is words next to each other, each with what may stand in its place: "vous etes/vous inscrit/inscrite".
type Phrase [][]string

// Phrases reads phrases in that notation.
func Phrases(lines ...string) []Phrase {
	out := make([]Phrase, 0, len(lines))
	for _, line := range lines {
		var p Phrase
		for _, w := range strings.Fields(line) {
			p = append(p, strings.Split(w, "/"))
		}
		if len(p) > 0 {
			out = append(out, p)
		}
	}
	return out
}

// Lines is Phrases, one a line, read when first asked for.
func Lines(s string) func() []Phrase {
	return sync.OnceValue(func() []Phrase { return Phrases(strings.Split(s, "\n")...) })
}

// Find returns where a phrase stands first, from its first byte to its last.
func Find(ws []Word, p Phrase) (at Word, ok bool) {
	for i := range ws {
		if n := p.At(ws, i); n > 0 {
			return Word{Start: ws[i].Start, End: ws[i+n-1].End}, true
		}
	}
	return Word{}, false
}

// At returns how many words the phrase takes at word i, 0 when it does not stand there.
func (p Phrase) At(ws []Word, i int) int {
	if i+len(p) > len(ws) {
		return 0
	}
	for k, any := range p {
		if !slices.Contains(any, ws[i+k].Text) {
			return 0
		}
	}
	return len(p)
}

// FindAny reports whether one of the phrases stands in the text.
func FindAny(ws []Word, ps []Phrase) bool {
	return slices.ContainsFunc(ps, func(p Phrase) bool { _, ok := Find(ws, p); return ok })
}

// Sourced reports whether a word such as "source" announces something: "Source: formulaire".
func Sourced(text string, ws []Word) bool {
	for i, w := range ws {
		if i+1 < len(ws) && slices.Contains([]string{"source", "sources", "origine", "origin", "provenance"}, w.Text) &&
			strings.Contains(text[w.End:ws[i+1].Start], ":") {
			return true
		}
	}
	return false
}
