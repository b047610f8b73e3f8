package lexicon

import "github.com/scrutateur/scrutateur/optout/reply/internal/text"

// Clause says what the words between two commas are.
type Clause uint8

const (
	Empty   Clause = iota // politeness, or nothing
	Keyword               // nothing but STOP or another keyword, politeness and the short code
	Weak                  // nothing but a word that is less often meant so: "fin"
	Slip                  // nothing but a keyword with one slip of the thumb
	Signs                 // nothing but emoji that speak of stopping or of anger
	Content               // something else
)

// Clause judges the tokens first to last, behind the last one, and counts their words that are content.
func (l *Lexicon) Clause(r *Reading, first, last int) (Clause, int) {
	if l.joined(r, first, last) {
		return Keyword, 0
	}
	var n struct{ keywords, weak, slips, content, about, signs, codes int }
	for i := first; i < last; i++ {
		t := r.Tokens[i]
		classes := r.Classes(t)
		switch {
		case has(classes, keyword):
			n.keywords++
		case i+1 < last && l.pair(r, i): // "opt out"
			n.keywords++
			i++
		case has(classes, weak):
			n.weak++
		case has(classes, signs):
			n.signs++
		case t.Polite, has(classes, filler), t.Sign:
		case has(classes, about), t.Digits > 0:
			n.about++
			if t.Digits == shortCode {
				n.codes++
			}
		case !t.Real && l.IsSlip(r.Letters(t)), has(classes, slips):
			n.slips++
		default:
			n.content++
		}
	}
	switch {
	case n.content > 0:
		return Content, n.content
	case n.slips > 0 && n.keywords+n.slips <= 2:
		return Slip, 0
	case n.slips > 0:
		return Content, n.slips
	case n.keywords > 0:
		return Keyword, 0
	case n.weak > 0:
		return Weak, 0
	case n.codes == n.about && n.about == 1:
		return Weak, 0 // the short code alone: STOP is missing
	case n.about > 0:
		return Content, n.about
	case n.signs > 0:
		return Signs, 0
	}
	return Empty, 0
}

// shortCode is how many digits a short code of the French operators has: 36111.
const shortCode = 5

// pair reports whether a token and the next are a keyword together.
func (l *Lexicon) pair(r *Reading, i int) bool {
	mark := len(r.letters)
	r.letters = append(r.letters, r.Letters(r.Tokens[i])...)
	r.letters = append(r.letters, r.Letters(r.Tokens[i+1])...)
	is := l.isKeyword(r, r.letters[mark:])
	r.letters = r.letters[:mark]
	return is
}

// joined reports whether a clause is a keyword in three pieces, "st o p".
func (l *Lexicon) joined(r *Reading, first, last int) bool {
	var words [3]int
	n := 0
	for i := first; i < last; i++ {
		if t := r.Tokens[i]; t.Polite || t.Sign || has(r.Classes(t), filler) && len(r.Letters(t)) > 2 {
			continue
		}
		if n == len(words) {
			return false
		}
		words[n] = i
		n++
	}
	if n < 2 {
		return false
	}
	mark := len(r.letters)
	for _, i := range words[:n] {
		r.letters = append(r.letters, r.Letters(r.Tokens[i])...)
	}
	is := l.isKeyword(r, r.letters[mark:])
	r.letters = r.letters[:mark]
	return is
}

// IsSlip reports whether a word that is none differs from a keyword by one letter left out, put in, replaced, or exchanged with its neighbour.
func (l *Lexicon) IsSlip(word []byte) bool {
	if len(word) < 3 || len(word) > maxKeyword {
		return false
	}
	for _, k := range l.slips {
		if oneSlip(k, word) {
			return true
		}
	}
	return false
}

func oneSlip[A, B string | []byte](a A, b B) bool {
	if len(a) > len(b) {
		return oneSlip(b, a)
	}
	if len(b)-len(a) > 1 || string(a) == string(b) {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return string(a[i:]) == string(b[i+1:])
	}
	return string(a[i+1:]) == string(b[i+1:]) || i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && string(a[i+2:]) == string(b[i+2:])
}

// EachClause calls f with the tokens of each clause of a sentence, the first and the one behind the last.
func (r *Reading) EachClause(s *Sentence, f func(first, last int)) {
	first := s.First
	for i := s.First + 1; i < s.Last; i++ {
		if r.Tokens[i].Before == text.Comma {
			f(first, i)
			first = i
		}
	}
	if first < s.Last {
		f(first, s.Last)
	}
}

// IsKeyword reports whether a folded word is a keyword, or a weak one.
func (l *Lexicon) IsKeyword(word []byte) bool {
	classes := l.spelled.find(nil, []byte(Squeeze(string(word))))
	return has(classes, keyword) || has(classes, weak)
}
