package lexicon

import (
	"bytes"
	"math/bits"

	"github.com/scrutateur/scrutateur/optout/reply/internal/text"
)

// Token is a word as phrases see it. Most words of a reply are one token; "jveux" is two, and "S T O P" is one.
type Token struct {
	Word       int // of the reply: its place in text.Reply.Words
	Before     text.Break
	Sign       bool
	Known      bool // its spelling, or its sound, stands in the lexicon
	Polite     bool // it belongs to a phrase of politeness
	Real       bool // a word that looks like a slip of a keyword, and is none
	Digits     int8 // of a number of at most a hundred digits: how many
	from, to   int32
	cfrom, cto int32
}

// Sentence is a sentence of a reply, and what was found in it.
type Sentence struct {
	First, Last int // its tokens: Last is behind the last one
	Question    bool
	Rule        int    // the paragraph of [sentence] that was found first, or -1
	From, To    int    // the tokens in which it was found
	sections    uint64 // in which something was found
	found       int    // where its bits begin
}

// Reading is a reply as the lexicon understands it. The zero value is ready, and it is used again and again.
type Reading struct {
	Tokens    []Token
	Sentences []Sentence

	letters []byte
	classes []int32
	bits    []uint64
	spans   []span // by paragraph, in the sentence at hand
	run     run
	sound   []byte
}

type span struct{ from, to int32 }

// Letters returns the letters of a token as they are compared: squeezed, each number as "#".
func (r *Reading) Letters(t Token) []byte { return r.letters[t.from:t.to] }

// Classes returns what the lexicon knows of a token: numbers that mean something within one Lexicon alone, in a fixed order.
func (r *Reading) Classes(t Token) []int32 { return r.classes[t.cfrom:t.cto] }

// Read reads a reply.
func (l *Lexicon) Read(r *Reading, t *text.Reply) {
	r.Tokens, r.Sentences, r.letters, r.classes, r.bits = r.Tokens[:0], r.Sentences[:0], r.letters[:0], r.classes[:0], r.bits[:0]
	for len(r.spans) < len(l.paragraphs) {
		r.spans = append(r.spans, span{})
	}
	for i := 0; i < len(t.Words); i++ {
		if n := l.spelledOut(r, t, i); n > 0 {
			i += n - 1
			continue
		}
		l.token(r, t, i)
	}
	l.find(r, t.After)
}

// Found reports whether a paragraph of a section was found in the sentence.
func (s *Sentence) Found(section Section) bool { return s.sections&(1<<section) != 0 }

// Each calls f with each paragraph that was found in a sentence, by its number in Paragraphs.
func (l *Lexicon) Each(r *Reading, s *Sentence, f func(paragraph int)) {
	for i, set := range r.bits[s.found : s.found+l.stride] {
		for ; set != 0; set &= set - 1 {
			if p := 64*i + bits.TrailingZeros64(set); p < len(l.paragraphs) {
				f(p)
			}
		}
	}
}

// find runs the automaton over all sentences.
func (l *Lexicon) find(r *Reading, after text.Break) {
	r.run.reset(&l.automaton, l.classes)
	for at := 0; at < len(r.Tokens); {
		s := Sentence{First: at, Rule: -1, found: len(r.bits)}
		for range l.stride {
			r.bits = append(r.bits, 0)
		}
		found := func(paragraph, from int32) {
			r.bits[s.found+int(paragraph/64)] |= 1 << (paragraph % 64)
			if int(paragraph) < len(l.paragraphs) {
				r.spans[paragraph] = span{from, int32(at)}
				if l.paragraphs[paragraph].Section == Polite {
					for i := int(from); i <= at && i < len(r.Tokens); i++ {
						r.Tokens[i].Polite = true
					}
				}
			}
		}
		r.run.clauseBegins(&l.automaton, int32(at))
		for first := true; at < len(r.Tokens); at, first = at+1, false {
			t := r.Tokens[at]
			if !first && t.Before >= text.End {
				s.Question = t.Before == text.Question
				break
			}
			if !first && t.Before == text.Comma {
				at--
				r.run.clauseEnds(&l.automaton, int32(at), found)
				at++
				r.run.clauseBegins(&l.automaton, int32(at))
			}
			classes := r.Classes(t)
			r.run.word(&l.automaton, classes, int32(at), has(classes, over), found)
		}
		if at == len(r.Tokens) {
			s.Question = after == text.Question
		}
		s.Last = at
		at--
		r.run.clauseEnds(&l.automaton, int32(at), found)
		at++
		r.run.sentenceEnds()
		l.settle(r, &s)
		r.Sentences = append(r.Sentences, s)
	}
}

// settle takes back what another phrase of the sentence takes back, and keeps the first rule of an objection.
func (l *Lexicon) settle(r *Reading, s *Sentence) {
	found := r.bits[s.found : s.found+l.stride]
	l.Each(r, s, func(p int) {
		section := l.paragraphs[p].Section
		if veto := l.veto[p]; veto >= 0 && found[veto/64]&(1<<(veto%64)) != 0 {
			found[p/64] &^= 1 << (p % 64)
			return
		}
		s.sections |= 1 << section
		if s.Rule < 0 && section == Certain {
			s.Rule, s.From, s.To = p, int(r.spans[p].from), int(r.spans[p].to)
		}
	})
}

func has(classes []int32, class int32) bool {
	for _, c := range classes {
		if c == class {
			return true
		}
	}
	return false
}

// token makes a token of a word, or two.
func (l *Lexicon) token(r *Reading, t *text.Reply, i int) {
	w := t.Words[i]
	folded := t.Folded(w)
	tok := l.open(r, w, i, folded)
	if !w.Sign && bytes.ContainsAny(folded, "0123456789$@") {
		if !digitsOnly(folded) {
			l.leet(r, &tok, folded)
		} else if len(folded) <= 100 {
			tok.Digits = int8(len(folded))
		}
		r.classes = l.spelled.find(r.classes, folded) // "article 21"
	}
	letters := r.letters[tok.from:tok.to]
	r.classes = l.spelled.find(r.classes, letters)
	if w.Sign {
		r.classes = append(r.classes, emoji)
	}
	tok.cto = int32(len(r.classes))
	if tok.cto == tok.cfrom {
		if n := l.clitic(r, letters); n > 0 {
			l.split(r, tok, n)
			return
		}
		r.sound = appendSound(r.sound[:0], letters, true)
		if len(r.sound) >= minSound {
			r.classes = l.sounded.find(r.classes, r.sound)
			tok.cto = int32(len(r.classes))
		}
	}
	tok.Known = tok.cto > tok.cfrom
	mark := len(r.classes)
	r.classes = l.real.find(r.classes, folded)
	tok.Real = len(r.classes) > mark
	r.classes = r.classes[:mark]
	r.Tokens = append(r.Tokens, tok)
}

// open begins a token with the letters of a word.
func (l *Lexicon) open(r *Reading, w text.Word, i int, folded []byte) Token {
	from := int32(len(r.letters))
	r.letters = appendSqueezed(r.letters, folded)
	at := int32(len(r.classes))
	return Token{Word: i, Before: w.Before, Sign: w.Sign, from: from, to: int32(len(r.letters)), cfrom: at, cto: at}
}

func digitsOnly(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// leet reads "stop36111" and "st0p" as what they say, where that is a keyword.
func (l *Lexicon) leet(r *Reading, tok *Token, folded []byte) {
	bare := bytes.Trim(folded, "0123456789@$")
	if l.isKeyword(r, bare) {
		r.letters = appendSqueezed(r.letters[:tok.from], bare)
		tok.to = int32(len(r.letters))
		return
	}
	mark := len(r.letters)
	for _, c := range folded {
		if plain := leetLetter(c); len(r.letters) == mark || r.letters[len(r.letters)-1] != plain {
			r.letters = append(r.letters, plain)
		}
	}
	read := r.letters[mark:]
	if l.isKeyword(r, read) || l.IsSlip(read) {
		n := copy(r.letters[tok.from:], read)
		tok.to = tok.from + int32(n)
	}
	r.letters = r.letters[:tok.to]
}

func leetLetter(c byte) byte {
	switch c {
	case '0':
		return 'o'
	case '1':
		return 'i'
	case '3':
		return 'e'
	case '4', '@':
		return 'a'
	case '5', '$':
		return 's'
	case '7':
		return 't'
	case '8':
		return 'b'
	}
	return c
}

// isKeyword reports whether letters, squeezed or not, are a keyword.
func (l *Lexicon) isKeyword(r *Reading, letters []byte) bool {
	if len(letters) == 0 || len(letters) > maxKeyword {
		return false
	}
	mark := len(r.classes)
	r.sound = appendSqueezed(r.sound[:0], letters)
	r.classes = l.spelled.find(r.classes, r.sound)
	is := has(r.classes[mark:], keyword)
	r.classes = r.classes[:mark]
	return is
}

const maxKeyword = 40

// clitic returns how many letters at the beginning of an unknown word are a short word that was written together with the known one
// behind it: "jveux", "dmenvoyer". The known one is known by its spelling: by its sound, Marseille would be "m'harcèle".
func (l *Lexicon) clitic(r *Reading, letters []byte) int {
	if len(letters) > maxKeyword {
		return 0
	}
	for _, c := range l.clitics {
		rest := letters[min(len(c), len(letters)):]
		if len(rest) < 4 || string(letters[:len(c)]) != c {
			continue
		}
		mark := len(r.classes)
		r.classes = l.spelled.find(r.classes, rest)
		known := len(r.classes) > mark
		r.classes = r.classes[:mark]
		if known {
			return len(c)
		}
	}
	return 0
}

// split makes two tokens of one, behind its first n letters. A clitic of two letters is two words: "dm" is "de me".
func (l *Lexicon) split(r *Reading, tok Token, n int) {
	for at := tok.from; at < tok.to; {
		end := at + 1
		if at >= tok.from+int32(n) {
			end = tok.to
		}
		part := tok
		part.from, part.to = at, end
		if at > tok.from {
			part.Before = text.None
		}
		part.cfrom = int32(len(r.classes))
		r.classes = l.spelled.find(r.classes, r.letters[at:end])
		if int(part.cfrom) == len(r.classes) {
			r.sound = appendSound(r.sound[:0], r.letters[at:end], true)
			if len(r.sound) >= minSound {
				r.classes = l.sounded.find(r.classes, r.sound)
			}
		}
		part.cto = int32(len(r.classes))
		part.Known = part.cto > part.cfrom
		r.Tokens = append(r.Tokens, part)
		at = end
	}
}

// spelledOut joins a keyword that is written letter by letter, "S T O P" or "s.t.o.p", once or several times. It returns how many words it took.
func (l *Lexicon) spelledOut(r *Reading, t *text.Reply, i int) int {
	single := func(k int) bool { return t.Words[k].To-t.Words[k].From == 1 && len(t.Folded(t.Words[k])) == 1 }
	if !single(i) {
		return 0
	}
	if i > 0 && single(i-1) && t.Words[i].From-t.Words[i-1].To <= 2 {
		return 0 // inside a run of single letters that is no keyword
	}
	mark, last, n := len(r.letters), byte(0), 0
	total := 0
	for k := i; k < len(t.Words) && single(k) && (k == i || t.Words[k].From-t.Words[k-1].To <= 2); k++ {
		c := leetLetter(t.Folded(t.Words[k])[0])
		if c != last {
			r.letters = append(r.letters, c)
		}
		last = c
		total++
	}
	n = total
	joined := r.letters[mark:]
	for len(joined) > 4 && string(joined[:4]) == "stop" {
		joined = joined[4:]
	}
	if n < 4 || !l.isKeyword(r, joined) {
		r.letters = r.letters[:mark]
		return 0
	}
	to := mark + copy(r.letters[mark:], joined)
	r.letters = r.letters[:to]
	w := t.Words[i]
	tok := Token{Word: i, Before: w.Before, Known: true, from: int32(mark), to: int32(to), cfrom: int32(len(r.classes))}
	r.classes = l.spelled.find(r.classes, r.letters[mark:to])
	tok.cto = int32(len(r.classes))
	r.Tokens = append(r.Tokens, tok)
	return n
}

// AppendSound appends how a word sounds in French, roughly: words that sound alike come out alike.
func AppendSound(dst, letters []byte) []byte { return appendSound(dst, letters, true) }

// ListHash returns a number for the list or the section of words that a class stands for: the same as long as its name is. It is 0 for a
// class that is one word.
func (l *Lexicon) ListHash(class int32) uint32 { return l.listHash[class] }

// PhraseHash returns a number for a paragraph: the same as long as its first phrase is.
func (l *Lexicon) PhraseHash(paragraph int) uint32 { return l.phraseHash[paragraph] }
