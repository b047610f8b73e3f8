// Package model says how much a reply is like an objection, by a linear model over its words, their beginnings and ends, the lists of the
// lexicon and the phrases that were found. It is arithmetic on integers: the same reply has the same score on every machine.
package model

import (
	"github.com/scrutateur/scrutateur/optout/reply/internal/lexicon"
	"github.com/scrutateur/scrutateur/optout/reply/internal/text"
)

// bits is how many of a hash choose a weight. Features that share one are told apart by nothing: with 2^18 weights that is rare.
const bits = 18

// Feature is something that stands in a reply: the place of its weight, and the token to which it belongs.
type Feature struct {
	Weight uint32
	Token  int32
}

// Features is what a reply shows. The zero value is ready, and it is used again and again.
type Features struct {
	All []Feature

	names  []name // of the tokens, one after the other
	ends   []int32
	stream []byte  // the letters of a sentence, for the pieces of words
	owner  []int32 // by byte of stream, its token
	sound  []byte
}

// name is one thing that a token is called: itself, its sound, or a list in which it stands.
type name struct {
	hash uint32
	list bool
}

// Kinds of features. The numbers are part of the weights.
const (
	ofWord uint32 = iota + 1
	ofPair
	ofSkip
	ofTriple
	ofPiece
	ofPhrase
	ofPlace
	ofShape
	ofSound
	ofLists
)

func mix(h, x uint32) uint32 {
	h = (h ^ x) * 0x85EBCA6B
	h ^= h >> 13
	h *= 0xC2B2AE35
	return h ^ h>>16
}

func hashBytes(h uint32, b []byte) uint32 {
	for _, c := range b {
		h = (h ^ uint32(c)) * 16777619
	}
	return mix(h, uint32(len(b)))
}

func (f *Features) add(kind, hash uint32, token int) {
	f.All = append(f.All, Feature{mix(kind*0x9E3779B1, hash) >> (32 - bits), int32(token)})
}

// Read lists what a reply shows.
func (f *Features) Read(l *lexicon.Lexicon, r *lexicon.Reading, t *text.Reply) {
	f.All = f.All[:0]
	f.shape(r, t)
	for i := range r.Sentences {
		f.sentence(l, r, &r.Sentences[i])
	}
}

// shape is how long a reply is and what it begins and ends with.
func (f *Features) shape(r *lexicon.Reading, t *text.Reply) {
	words, signs, capitals, questions := 0, 0, 0, 0
	for _, w := range t.Words {
		switch {
		case w.Sign:
			signs++
		default:
			words++
			if w.Capitals && w.To-w.From > 1 {
				capitals++
			}
		}
	}
	for _, s := range r.Sentences {
		if s.Question {
			questions++
		}
	}
	f.add(ofShape, 100+uint32(bucket(words)), 0)
	f.add(ofShape, 200+uint32(min(signs, 3)), 0)
	f.add(ofShape, 300+uint32(min(questions, 2)), 0)
	f.add(ofShape, 400+uint32(min(len(r.Sentences), 4)), 0)
	if words > 0 && capitals == words {
		f.add(ofShape, 500+uint32(bucket(words)), 0)
	}
}

func bucket(n int) int {
	switch {
	case n <= 4:
		return n
	case n <= 6:
		return 5
	case n <= 9:
		return 6
	case n <= 14:
		return 7
	case n <= 25:
		return 8
	}
	return 9
}

// sentence lists what one sentence shows.
func (f *Features) sentence(l *lexicon.Lexicon, r *lexicon.Reading, s *lexicon.Sentence) {
	f.nameTokens(l, r, s)
	n := s.Last - s.First
	for i := range n {
		token := s.First + i
		for _, a := range f.of(i) {
			f.add(ofWord, a.hash, token)
			if i == 0 {
				f.add(ofPlace, a.hash+1, token)
			}
			if i == n-1 {
				f.add(ofPlace, a.hash+2, token)
			}
			if n <= 3 {
				f.add(ofPlace, mix(a.hash, uint32(n)), token)
			}
			if s.Question {
				f.add(ofPlace, a.hash+3, token)
			}
			if i+1 < n {
				for _, b := range f.of(i + 1) {
					f.add(ofPair, mix(a.hash, b.hash), token)
				}
			}
			for d := 2; d <= 4 && i+d < n; d++ {
				for _, b := range f.of(i + d) {
					if a.list && b.list || d == 2 {
						f.add(ofSkip, mix(a.hash, b.hash), token)
					}
				}
			}
		}
		if i+2 < n {
			f.triples(i, token)
		}
	}
	f.pieces(r, s)
	l.Each(r, s, func(p int) {
		f.add(ofPhrase, l.PhraseHash(p), s.First)
		f.add(ofPhrase, uint32(l.Paragraphs()[p].Section), s.First)
	})
}

// of returns the names of a token of the sentence.
func (f *Features) of(i int) []name {
	from := int32(0)
	if i > 0 {
		from = f.ends[i-1]
	}
	return f.names[from:f.ends[i]]
}

// maxNames bounds the names of a token, so that pairs stay few.
const maxNames = 4

func (f *Features) nameTokens(l *lexicon.Lexicon, r *lexicon.Reading, s *lexicon.Sentence) {
	f.names, f.ends = f.names[:0], f.ends[:0]
	for i := s.First; i < s.Last; i++ {
		t := r.Tokens[i]
		from := len(f.names)
		f.names = append(f.names, name{hashBytes(ofWord, r.Letters(t)), false})
		for _, c := range r.Classes(t) {
			if h := l.ListHash(c); h != 0 && len(f.names)-from < maxNames {
				f.names = append(f.names, name{h, true})
			}
		}
		f.ends = append(f.ends, int32(len(f.names)))
	}
}

// triples lists three tokens in a row, by themselves and by their lists.
func (f *Features) triples(i, token int) {
	a, b, c := f.of(i), f.of(i+1), f.of(i+2)
	f.add(ofTriple, mix(mix(a[0].hash, b[0].hash), c[0].hash), token)
	for _, x := range a[min(1, len(a)-1):] {
		for _, y := range b[min(1, len(b)-1):] {
			for _, z := range c[min(1, len(c)-1):] {
				f.add(ofLists, mix(mix(x.hash, y.hash), z.hash), token)
			}
		}
	}
}

// pieces lists three to five letters in a row, across words.
func (f *Features) pieces(r *lexicon.Reading, s *lexicon.Sentence) {
	f.stream, f.owner = append(f.stream[:0], ' '), append(f.owner[:0], int32(s.First))
	for i := s.First; i < s.Last; i++ {
		letters := r.Letters(r.Tokens[i])
		f.stream = append(append(f.stream, letters...), ' ')
		for range len(letters) + 1 {
			f.owner = append(f.owner, int32(i))
		}
		f.sound = lexicon.AppendSound(f.sound[:0], letters)
		if len(f.sound) > 1 {
			f.add(ofSound, hashBytes(ofSound, f.sound), i)
		}
	}
	for i := range f.stream {
		h := ofPiece
		for n := 1; n <= 5 && i+n <= len(f.stream); n++ {
			h = (h ^ uint32(f.stream[i+n-1])) * 16777619
			if n >= 3 {
				f.add(ofPiece, mix(h, uint32(n)), int(f.owner[i]))
			}
		}
	}
}
