// Package text turns a reply into words that can be compared: small letters without accents, look-alikes undone, between the signs that
// part sentences. It knows no language.
//
// It reads a text once, from the front, and keeps what it needs in a Reply that is used again: a reply of n bytes costs a time and a
// memory that grow with n, whoever wrote it.
package text

import (
	"unicode"
	"unicode/utf8"
)

// Break is what parts a word from the one before it. The greater one wins where several stand.
type Break uint8

const (
	None     Break = iota // a space, an apostrophe, a hyphen
	Comma                 // a comma, or a dash between spaces
	End                   // the end of a sentence
	Question              // the end of a question
)

// Word is a word of a reply, or a sign that counts as one.
type Word struct {
	From, To   int // where it stands in the text, in bytes
	begin, end int // and in what is folded
	Before     Break
	Sign       bool // an emoji or another symbol
	Capitals   bool // written in capitals alone
	Quoted     bool // it stands in quotation marks
}

// Reply is a text in words. The zero value is ready, and Read may be called again and again.
type Reply struct {
	Words   []Word
	After   Break // what stands behind the last word
	Foreign bool  // more than a third of the letters are of another script than Latin
	Quoted  bool  // something was quoted, and left out

	folded []byte
	cuts   []cut
}

// Folded returns the letters of a word as they are compared. They are valid until the next Read.
func (r *Reply) Folded(w Word) []byte { return r.folded[w.begin:w.end] }

// Read reads a text without what it quotes.
func (r *Reply) Read(s string) { r.ReadPart(s, 0, len(s)) }

// ReadPart reads the bytes from..to of a text, without what is quoted there.
func (r *Reply) ReadPart(s string, from, to int) {
	*r = Reply{Words: r.Words[:0], folded: r.folded[:0], cuts: r.cuts[:0]}
	r.cutQuotes(s, from, to)
	p := parser{r: r, s: s[:to]}
	p.read(from)
}

// parser is what is known between two characters.
type parser struct {
	r       *Reply
	s       string
	word    Word
	inside  bool  // word has begun
	before  Break // of the next word
	letters int
	strange int // letters of another script
	quotes  int // «, “ and " that are open
}

func (p *parser) read(from int) {
	cuts := p.r.cuts
	for i := from; i < len(p.s); {
		if len(cuts) > 0 && i >= cuts[0].from {
			p.end(i)
			i, p.before, cuts = max(i, cuts[0].to), max(p.before, End), cuts[1:]
			continue
		}
		c, size := utf8.DecodeRuneInString(p.s[i:])
		p.character(i, c, size)
		i += size
	}
	p.end(len(p.s))
	p.r.After = max(p.before, End)
	p.r.Foreign = 3*p.strange > p.letters
}

// character takes one character to the word that is open, begins one, or ends it.
func (p *parser) character(i int, c rune, size int) {
	mark := len(p.r.folded)
	switch kind := p.fold(i, c, size); kind {
	case letter:
		if !p.inside {
			p.word, p.inside = Word{From: i, begin: mark, Before: p.before, Capitals: true, Quoted: p.quotes > 0}, true
			p.before = None
		}
		if unicode.IsLetter(c) {
			p.letters++
			if !unicode.Is(unicode.Latin, c) {
				p.strange++
			}
			p.word.Capitals = p.word.Capitals && !unicode.IsLower(c)
		}
	case alone, sign: // a word of its own
		p.endAt(i, mark)
		p.word, p.inside = Word{From: i, begin: mark, Before: p.before, Sign: kind == sign}, true
		p.before = None
		p.end(i + size)
	case unseen:
		p.r.folded = p.r.folded[:mark]
	default:
		p.r.folded = p.r.folded[:mark]
		p.end(i)
		p.quote(c)
		p.before = max(p.before, breaks(p.s, i, c, size))
	}
}

// quote counts quotation marks.
func (p *parser) quote(c rune) {
	switch c {
	case '«', '“':
		p.quotes++
	case '»', '”':
		p.quotes = max(0, p.quotes-1)
	case '"':
		p.quotes = (p.quotes + 1) % 2
	}
}

// end ends the word that is open, if there is one.
func (p *parser) end(to int) { p.endAt(to, len(p.r.folded)) }

func (p *parser) endAt(to, mark int) {
	if !p.inside {
		return
	}
	p.word.To, p.word.end, p.inside = to, mark, false
	p.r.Words = append(p.r.Words, p.word)
}

// breaks says how much a sign between words parts them.
func breaks(s string, i int, c rune, size int) Break {
	switch c {
	case ',':
		return Comma
	case '-', '–', '—':
		if i > 0 && s[i-1] == ' ' && i+size < len(s) && s[i+size] == ' ' {
			return Comma
		}
	case '?', '¿':
		return Question
	case '.':
		if rest := s[i+1:]; len(rest) > 1 && (isDigit(rest[0]) || rest[0] == ' ' && isDigit(rest[1])) {
			return None // "art. 21"
		}
		return End
	case '"', '«', '»', '“', '”', '„':
		return Comma
	case '!', ';', ':', '(', ')', '[', ']', '{', '}', '…', '|', '\u0085', '\u2028', '\u2029', '。', '！', '؟':
		return End
	case '\n', '\r':
		if wrapped(s, i) {
			return None
		}
		return End
	}
	return None
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// wrapped reports whether the line that ends at i goes on in the next: mail programs break lines at 72 characters or so.
func wrapped(s string, i int) bool {
	const lookAhead = 4 // an indentation, and a carriage return
	for n := 0; n < lookAhead && i < len(s); n++ {
		c, size := utf8.DecodeRuneInString(s[i:])
		if !unicode.IsSpace(c) {
			return unicode.IsLower(c)
		}
		if n > 0 && c == '\n' && s[i-1] != '\r' {
			return false // an empty line
		}
		i += size
	}
	return false
}
