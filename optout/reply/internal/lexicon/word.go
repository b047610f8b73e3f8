package lexicon

import (
	"fmt"
	"strings"

	"github.com/scrutateur/scrutateur/optout/reply/internal/text"
)

// form is one spelling that a word of a phrase takes: "cess(e|ez)" has two, and "désab*" one that is open.
type form struct {
	letters string
	more    int // how many letters may follow; anyMore: as many as one likes
}

const anyMore = -1

// pattern reads a word as it is written in a phrase, with the signs that stand for letters.
type pattern struct {
	text string
	at   int
}

// forms returns the spellings of a word.
func forms(word string) ([]form, error) {
	p := pattern{text: word}
	all, err := p.sequence()
	if err != nil {
		return nil, err
	}
	if p.at < len(p.text) {
		return nil, fmt.Errorf("there is a %c too many in %s", p.text[p.at], word)
	}
	for i, f := range all {
		all[i].letters = Squeeze(f.letters)
		if f.letters == "" {
			return nil, fmt.Errorf("%s may be no letter at all", word)
		}
	}
	return all, nil
}

func (p *pattern) sequence() ([]form, error) {
	all := []form{{}}
	for p.at < len(p.text) {
		var next []form
		switch c := p.text[p.at]; c {
		case '|', ')':
			return all, nil
		case '(':
			p.at++
			inner, err := p.alternatives()
			if err != nil {
				return nil, err
			}
			next = inner
		case '*':
			p.at++
			next = []form{{more: anyMore}}
			if p.at < len(p.text) && '1' <= p.text[p.at] && p.text[p.at] <= '9' {
				next[0].more = int(p.text[p.at] - '0')
				p.at++
			}
		case '[', ']', '{', '}', '<', '>', '^', '$', '?', '+', '!', '_':
			return nil, fmt.Errorf("%c stands where a letter should in %s", c, p.text)
		default:
			next = []form{{letters: p.text[p.at : p.at+1]}}
			p.at++
		}
		if p.at < len(p.text) && p.text[p.at] == '?' {
			p.at++
			next = append(next, form{})
		}
		var made []form
		for _, a := range all {
			if a.more != 0 {
				return nil, fmt.Errorf("something stands after a * in %s", p.text)
			}
			for _, b := range next {
				made = append(made, form{a.letters + b.letters, b.more})
			}
		}
		all = made
	}
	return all, nil
}

func (p *pattern) alternatives() (all []form, err error) {
	for {
		s, err := p.sequence()
		if err != nil {
			return nil, err
		}
		all = append(all, s...)
		if p.at >= len(p.text) {
			return nil, fmt.Errorf("a bracket inside %s is open, or holds more than one word", p.text)
		}
		p.at++
		if p.text[p.at-1] == ')' {
			return all, nil
		}
	}
}

// Squeeze leaves one of letters that stand several times in a row: "stooop", "arrêttt". Words are compared so, in phrases and replies.
func Squeeze(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if i == 0 || s[i] != s[i-1] || s[i] >= 0x80 || isDigit(s[i]) {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// appendSqueezed is Squeeze, and makes of each number a "#".
func appendSqueezed(dst, s []byte) []byte {
	mark := len(dst)
	for _, c := range s {
		if isDigit(c) {
			c = '#'
		}
		if len(dst) == mark || dst[len(dst)-1] != c || c >= 0x80 {
			dst = append(dst, c)
		}
	}
	return dst
}

// plain folds a line as replies are folded, so that it may be written with accents, and sets apart what apostrophes and hyphens join:
// "s'il" is two words in a reply, too. Names in angle brackets keep their hyphens.
func plain(line string) string {
	name := false
	folded := text.Fold(nil, line)
	for i, c := range folded {
		switch {
		case c == '<':
			name = true
		case c == '>':
			name = false
		case c == '\'' || c == '-' && !name:
			folded[i] = ' '
		}
	}
	return strings.Join(strings.Fields(strings.ReplaceAll(string(folded), "’", " ")), " ")
}
