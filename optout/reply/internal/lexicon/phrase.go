package lexicon

import (
	"fmt"
	"strings"
)

// expression is a phrase as it was read.
type expression struct {
	op    op
	kids  []*expression
	class int32 // of oneWord and notWord
}

type op uint8

const (
	oneWord  op = iota // a word of a class
	notWord            // a word that is not of a class
	anyWord            // any word
	sequence           // the kids one after the other
	choice             // one of the kids
	optional           // the kid, or nothing
	repeated           // the kid, once or several times
)

// phrases compiles phrases. The lists that they name are compiled once.
type phrases struct {
	lists map[string][]line // as they were written
	made  map[string]*expression
	words *growing
	class map[string]int32 // of each word and each list
}

// line is a line of a file.
type line struct{ place, text string }

// The classes that are not words of phrases.
const (
	begins  int32 = iota + 1 // before the first word of a clause
	ends                     // behind its last
	commas                   // the comma there
	keyword                  // STOP
	weak                     // words that are a keyword less often: "fin"
	slips                    // keywords that are known with one slip of the thumb
	filler                   // politeness
	about                    // words on messages
	signs                    // emoji that speak of stopping
	over                     // words over which phrases look
	digits                   // a number
	emoji                    // any emoji: the list <emoji> holds them all
	firstClass
)

// wordClass returns the class of a word of a phrase, a new one where it is new.
func (ps *phrases) wordClass(word string) (int32, error) {
	if c, ok := ps.class[word]; ok {
		return c, nil
	}
	all, err := forms(word)
	if err != nil {
		return 0, err
	}
	c := ps.newClass(word)
	for _, f := range all {
		ps.words.add(f, c)
	}
	return c, nil
}

func (ps *phrases) newClass(name string) int32 {
	c := firstClass + int32(len(ps.class))
	ps.class[name] = c
	return c
}

// compile reads a folded phrase.
func (ps *phrases) compile(text string) (*expression, error) {
	p := phrase{phrases: ps, text: text}
	e, err := p.alternatives(0)
	if err != nil {
		return nil, err
	}
	return e, nil
}

// list compiles the alternatives of a list: its single words are one class together, so that a long list is one word to look for.
func (ps *phrases) list(name string) (*expression, error) {
	if made, ok := ps.made[name]; ok {
		if made == nil {
			return nil, fmt.Errorf("the list <%s> holds itself", name)
		}
		return made, nil
	}
	if name == "emoji" {
		return &expression{op: oneWord, class: emoji}, nil
	}
	if len(ps.lists[name]) == 0 {
		return nil, fmt.Errorf("there is no list <%s>", name)
	}
	ps.made[name] = nil
	class := ps.newClass("<" + name + ">")
	all := &expression{op: choice, kids: []*expression{{op: oneWord, class: class}}}
	for _, l := range ps.lists[name] {
		for word := range strings.SplitSeq(l.text, " | ") {
			if single(word) {
				f, err := forms(word)
				if err != nil {
					return nil, fmt.Errorf("%s: %w", l.place, err)
				}
				for _, f := range f {
					ps.words.add(f, class)
				}
				continue
			}
			e, err := ps.compile(word)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", l.place, err)
			}
			all.kids = append(all.kids, e)
		}
	}
	ps.made[name] = all
	return all, nil
}

// single reports whether an alternative is one word, with the signs that stand for letters.
func single(s string) bool {
	return s != "" && !strings.ContainsAny(s, " <>[]{}^$_!,") && !(s[0] == '(' && strings.HasSuffix(s, ")"))
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

// sequence reads words up to the end, or to a sign that ends an alternative.
func (p *phrase) sequence() (*expression, error) {
	all := &expression{op: sequence}
	for {
		for p.next() == ' ' {
			p.at++
		}
		if c := p.next(); c == 0 || strings.IndexByte("|)]", c) >= 0 {
			if len(all.kids) == 0 {
				return nil, fmt.Errorf("there is nothing on one side of a |, or in a bracket")
			}
			return all, nil
		}
		e, err := p.item()
		if err != nil {
			return nil, err
		}
		all.kids = append(all.kids, e...)
	}
}

// alternatives reads sequences with "|" between them, and the sign that closes them.
func (p *phrase) alternatives(closing byte) (*expression, error) {
	all := &expression{op: choice}
	for {
		e, err := p.sequence()
		if err != nil {
			return nil, err
		}
		all.kids = append(all.kids, e)
		switch c := p.next(); {
		case c == '|':
			p.at++
		case c == closing:
			p.at++
			return all, nil
		case c == 0:
			return nil, fmt.Errorf("a bracket is open")
		default:
			return nil, fmt.Errorf("there is a %c too many", c)
		}
	}
}

// item reads what stands for one word, for none, or for several.
func (p *phrase) item() ([]*expression, error) {
	switch p.next() {
	case '^':
		p.at++
		return []*expression{{op: oneWord, class: begins}}, nil
	case '$':
		p.at++
		return []*expression{{op: oneWord, class: ends}}, nil
	case ',':
		p.at++
		return []*expression{{op: oneWord, class: commas}}, nil
	case '_':
		p.at++
		return []*expression{{op: anyWord}}, nil
	case '!':
		p.at++
		return p.other()
	case '{':
		return p.gap()
	case '<':
		name, err := p.within('>')
		if err != nil {
			return nil, err
		}
		e, err := p.list(name)
		return []*expression{e}, err
	case '[':
		p.at++
		inner, err := p.alternatives(']')
		if err != nil {
			return nil, err
		}
		return p.times(&expression{op: optional, kids: []*expression{inner}}, inner)
	case '(':
		if !p.wordAhead() {
			p.at++
			inner, err := p.alternatives(')')
			if err != nil {
				return nil, err
			}
			return p.times(inner, inner)
		}
	}
	c, err := p.wordClass(p.word())
	return []*expression{{op: oneWord, class: c}}, err
}

// times reads how often a bracket may stand: "..." as often as one likes, {3} up to three times.
func (p *phrase) times(once, inner *expression) ([]*expression, error) {
	switch {
	case strings.HasPrefix(p.text[p.at:], "..."):
		p.at += len("...")
		again := &expression{op: repeated, kids: []*expression{inner}}
		if once.op == optional {
			again = &expression{op: optional, kids: []*expression{again}}
		}
		return []*expression{again}, nil
	case p.next() == '{':
		n, err := p.number()
		if err != nil {
			return nil, err
		}
		var all []*expression
		for range n {
			all = append(all, &expression{op: optional, kids: []*expression{inner}})
		}
		return all, nil
	}
	return []*expression{once}, nil
}

// gap reads {3}, up to three words of any kind, or {*}, any number of them.
func (p *phrase) gap() ([]*expression, error) {
	if strings.HasPrefix(p.text[p.at:], "{*}") {
		p.at += len("{*}")
		return []*expression{{op: optional, kids: []*expression{{op: repeated, kids: []*expression{{op: anyWord}}}}}}, nil
	}
	n, err := p.number()
	var all []*expression
	for range n {
		all = append(all, &expression{op: optional, kids: []*expression{{op: anyWord}}})
	}
	return all, err
}

func (p *phrase) number() (int, error) {
	n, err := p.within('}')
	if err == nil && (len(n) != 1 || n[0] < '1' || n[0] > '9') {
		err = fmt.Errorf("{%s} is no number of words", n)
	}
	if err != nil {
		return 0, err
	}
	return int(n[0] - '0'), nil
}

// other reads what follows a "!": a word that is not this one, or not of this list.
func (p *phrase) other() ([]*expression, error) {
	if p.next() == '<' {
		name, err := p.within('>')
		if err != nil {
			return nil, err
		}
		if _, err := p.list(name); err != nil {
			return nil, err
		}
		return []*expression{{op: notWord, class: p.class["<"+name+">"]}}, nil
	}
	word := p.word()
	if word == "" {
		return nil, fmt.Errorf("! stands before a word or a list")
	}
	c, err := p.wordClass(word)
	return []*expression{{op: notWord, class: c}}, err
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

// word reads the letters of one word with their signs. Brackets inside a word hold no space.
func (p *phrase) word() string {
	from, depth := p.at, 0
	for ; p.at < len(p.text); p.at++ {
		switch c := p.text[p.at]; {
		case c == '(':
			depth++
		case c == ')' && depth > 0:
			depth--
		case c == ' ', c == ',', c == ']', c == '|' && depth == 0, c == ')':
			return p.text[from:p.at]
		}
	}
	return p.text[from:]
}

// wordAhead reports whether a bracket is the beginning of a word: "(saoul|gonfl)*".
func (p *phrase) wordAhead() bool {
	depth := 0
	for i := p.at; i < len(p.text); i++ {
		switch p.text[i] {
		case ' ', '[', '<', '{', '$', '^':
			return false
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i+1 < len(p.text) && !strings.HasPrefix(p.text[i+1:], "...") && strings.IndexByte(" |)]{", p.text[i+1]) < 0
			}
		}
	}
	return false
}
