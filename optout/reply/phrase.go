package reply

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// phrases reads phrases, the language in which phrases/*/*.txt say what people write, and makes regular expressions of them. The
// README in that folder explains its signs to whoever adds a phrase.
//
// A text in which phrases are looked for is folded and cut into words. Each word stands between single spaces, and a comma is a word, so a phrase begins
// with the space before its first word and ends with the one after its last. Every expression is linear in the text (RE2).
type phrases struct {
	lists map[string][]list // by name; several lines may add to one list
	made  map[string]string // lists that have been written as expressions; "" while one is being written
}

// list is one line that defines a list, or adds to it.
type list struct{ place, text string }

// expression makes a regular expression of one phrase.
func (ps *phrases) expression(text string) (string, error) {
	p := phrase{phrases: ps, text: text}
	start := ""
	if rest, ok := strings.CutPrefix(text, "^"); ok {
		p.text, start = rest, "^"
	}
	body, err := p.sequence()
	if err != nil {
		return "", err
	}
	if p.at < len(p.text) {
		return "", fmt.Errorf("there is a %c too many", p.text[p.at])
	}
	if body == "" {
		return "", fmt.Errorf("the phrase has no words")
	}
	if !strings.HasSuffix(body, " $") && !strings.HasSuffix(body, toComma) {
		body += `(?: |$)`
	}
	return start + body, nil
}

// toComma is <rest>: the words up to the next comma.
const toComma = `(?: [^,]*|$)`

// list writes the alternatives of a list as an expression.
func (ps *phrases) list(name string) (string, error) {
	if made, ok := ps.made[name]; ok {
		if made == "" {
			return "", fmt.Errorf("the list <%s> holds itself", name)
		}
		return made, nil
	}
	if len(ps.lists[name]) == 0 {
		return "", fmt.Errorf("there is no list <%s>", name)
	}
	ps.made[name] = ""
	var all []string
	for _, l := range ps.lists[name] {
		p := phrase{phrases: ps, text: l.text}
		alternatives, err := p.alternatives(0)
		if err != nil {
			return "", fmt.Errorf("%s: %w", l.place, err)
		}
		all = append(all, alternatives)
	}
	ps.made[name] = "(?:" + strings.Join(all, "|") + ")"
	return ps.made[name], nil
}

// phrase is a phrase while it is read.
type phrase struct {
	*phrases
	text string
	at   int
}

func (p *phrase) next() byte {
	if p.at < len(p.text) {
		return p.text[p.at]
	}
	return 0
}

// sequence reads words up to the end, or to a sign that ends an alternative. Each word is written with the space before it.
func (p *phrase) sequence() (string, error) {
	var b strings.Builder
	for {
		for p.next() == ' ' {
			p.at++
		}
		if c := p.next(); c == 0 || strings.IndexByte("|)]", c) >= 0 {
			return b.String(), nil
		}
		s, err := p.item()
		if err != nil {
			return "", err
		}
		b.WriteString(s)
	}
}

// alternatives reads sequences with "|" between them, and the sign that closes them.
func (p *phrase) alternatives(closing byte) (string, error) {
	var all []string
	for {
		s, err := p.sequence()
		if err != nil {
			return "", err
		}
		if s == "" {
			return "", fmt.Errorf("there is nothing on one side of a |")
		}
		all = append(all, s)
		switch c := p.next(); {
		case c == '|':
			p.at++
		case c == closing:
			p.at++
			return strings.Join(all, "|"), nil
		default:
			return "", fmt.Errorf("a bracket is open")
		}
	}
}

// item reads what stands for one word, for none, or for several.
func (p *phrase) item() (string, error) {
	switch p.next() {
	case '$':
		p.at++
		return " $", nil
	case '{': // {3}: up to three words of any kind; {*}: any number
		n, err := p.within('}')
		if err != nil {
			return "", err
		}
		if n == "*" {
			return `(?: \S+)*?`, nil
		}
		if len(n) != 1 || n[0] < '1' || n[0] > '9' {
			return "", fmt.Errorf("{%s} is no number of words", n)
		}
		return `(?: \S+){0,` + n + `}?`, nil
	case '<':
		name, err := p.within('>')
		if err != nil {
			return "", err
		}
		if name == "rest" {
			return toComma, nil
		}
		return p.list(name)
	case '[':
		p.at++
		inner, err := p.alternatives(']')
		if err != nil {
			return "", err
		}
		switch {
		case strings.HasPrefix(p.text[p.at:], "..."):
			p.at += 3
			return "(?:" + inner + ")*", nil
		case p.next() == '{':
			n, err := p.within('}')
			return "(?:" + inner + "){0," + n + "}", err
		}
		return "(?:" + inner + ")?", nil
	case '(':
		p.at++
		inner, err := p.alternatives(')')
		if err != nil {
			return "", err
		}
		if strings.HasPrefix(p.text[p.at:], "...") {
			p.at += 3
			return "(?:" + inner + ")+", nil
		}
		tail, err := p.letters(true)
		return "(?:" + inner + ")" + tail, err
	}
	word, err := p.letters(false)
	return " " + word, err
}

// within reads what stands between the sign at hand and the closing one.
func (p *phrase) within(closing byte) (string, error) {
	n := strings.IndexByte(p.text[p.at:], closing)
	if n < 0 {
		return "", fmt.Errorf("a %c is open", p.next())
	}
	inner := p.text[p.at+1 : p.at+n]
	p.at += n + 1
	return inner, nil
}

// letters reads the letters of one word, or what is left of it after a bracket, with the signs that stand for letters.
func (p *phrase) letters(begun bool) (string, error) {
	var b strings.Builder
	for p.at < len(p.text) {
		c := p.text[p.at]
		switch {
		case strings.IndexByte(" |)]", c) >= 0:
			return b.String(), nil
		case c == '#':
			b.WriteString(`\d`)
		case c == '_':
			b.WriteString(`[^ ,]+`)
		case (c == '?' || c == '+') && (begun || b.Len() > 0):
			b.WriteByte(c)
		case c == '!': // !p*: a word that does not begin with p
			if p.at+2 >= len(p.text) || p.text[p.at+2] != '*' {
				return "", fmt.Errorf("! stands before a letter and a *")
			}
			b.WriteString(`[^` + regexp.QuoteMeta(p.text[p.at+1:p.at+2]) + `]\S*`)
			p.at += 2
		case c == '*' && p.at+1 < len(p.text) && '1' <= p.text[p.at+1] && p.text[p.at+1] <= '9':
			b.WriteString(`\w{0,` + p.text[p.at+1:p.at+2] + `}`)
			p.at++
		case c == '*':
			b.WriteString(`\w*`)
		case c == '(':
			inner, err := p.endings()
			if err != nil {
				return "", err
			}
			b.WriteString(inner)
			continue
		case strings.IndexByte("[<{^$>}?+", c) >= 0:
			return "", fmt.Errorf("%c stands where a letter should", c)
		default:
			_, n := utf8.DecodeRuneInString(p.text[p.at:])
			b.WriteString(regexp.QuoteMeta(p.text[p.at : p.at+n]))
			p.at += n
			continue
		}
		p.at++
	}
	return b.String(), nil
}

// endings reads letters to choose from inside a word: "cess(e|ez)".
func (p *phrase) endings() (string, error) {
	var all []string
	for p.next() == '(' || p.next() == '|' {
		p.at++
		s, err := p.letters(false)
		if err != nil {
			return "", err
		}
		all = append(all, s)
	}
	if p.next() != ')' {
		return "", fmt.Errorf("a bracket inside a word is open, or holds more than one word")
	}
	p.at++
	return "(?:" + strings.Join(all, "|") + ")", nil
}
