package style

import (
	"slices"
	"strings"

	"github.com/tdewolff/parse/v2/css"
	"golang.org/x/net/html"
)

// selector is one of a list: compounds and what stands between them, "div > p.a" is two.
type selector struct {
	parts  []compound
	joins  []byte // joins[i] stands before parts[i]: ' ', '>', '+' or '~'
	pseudo string // the pseudo-element that it selects: "before", "first-line"; "" is the element itself
	weight int
	parent []selector // what & stands for
}

// compound is what one element must be.
type compound struct {
	tag     string // "" is any
	ids     []string
	classes []string
	attrs   []attribute
	is      [][]selector // :is(…), :where(…): one of each list
	not     [][]selector
	root    bool
	amp     bool // &
	maybe   bool // something that only the reader's program knows: :hover, :checked, :has(…)
	foreign bool // an element that mail programs put around the message
}

type attribute struct{ name, op, value string }

// match is whether a selector selects an element.
type match uint8

const (
	no match = iota
	maybe
	yes
)

// parseSelectors reads a list. parent is the rule around, for nested ones. A selector that cannot be read makes nothing of the whole
// list in a browser; here the others count all the same.
func parseSelectors(ts []token, parent []selector) (list []selector) {
	ts = trim(ts)
	end := matches(ts)
	for i := 0; i < len(ts); {
		j := i
		for j < len(ts) && ts[j].kind != css.CommaToken {
			j = min(end[j], len(ts)) + 1
		}
		j = min(j, len(ts))
		if s, ok := parseSelector(trim(ts[i:j]), parent); ok {
			list = append(list, s)
		}
		i = j + 1
	}
	return list
}

func parseSelector(ts []token, parent []selector) (s selector, ok bool) {
	s.parent = parent
	end := matches(ts)
	join, c, empty := byte(' '), compound{}, true
	amp := false
	flush := func() {
		if !empty {
			s.parts, s.joins = append(s.parts, c), append(s.joins, join)
			join, c, empty = ' ', compound{}, true
		}
	}
	for i := 0; i < len(ts); i++ {
		t := ts[i]
		switch {
		case t.kind == css.WhitespaceToken:
			flush()
		case t.kind == css.DelimToken && strings.Contains(">+~", t.text):
			flush()
			join = t.text[0]
		case t.kind == css.ColumnToken:
			flush()
		case t.is(css.DelimToken, "&"):
			c.amp, empty, amp = true, false, true
			s.weight += 10
		case t.is(css.DelimToken, "*"):
			empty = false
		case t.is(css.DelimToken, "|"): // a namespace, in which the element's name comes next
			c.tag = ""
		case t.kind == css.IdentToken:
			c.tag, empty = t.text, false
			s.weight++
		case t.kind == css.HashToken:
			c.ids, empty = append(c.ids, strings.TrimPrefix(t.text, "#")), false
			s.weight += 10_000
		case t.is(css.DelimToken, ".") && i+1 < len(ts) && ts[i+1].kind == css.IdentToken:
			i++
			c.classes, empty = append(c.classes, ts[i].text), false
			s.weight += 100
		case t.kind == css.LeftBracketToken:
			stop := min(end[i], len(ts))
			c.attrs, empty = append(c.attrs, parseAttribute(ts[i+1:stop])), false
			s.weight += 100
			i = stop
		case t.kind == css.ColonToken:
			empty = false
			double := i+1 < len(ts) && ts[i+1].kind == css.ColonToken
			if double {
				i++
			}
			if i++; i == len(ts) {
				return s, false
			}
			stop := min(end[i], len(ts))
			name := unprefixed(strings.TrimSuffix(ts[i].text, "("))
			var args []token
			if stop > i {
				args = ts[i+1 : stop]
			}
			if element := pseudoElements[name]; element || double {
				s.pseudo = name
			} else {
				c.class(name, args, parent)
				s.weight += 100
			}
			i = stop
		default: // what no browser reads
			return s, false
		}
	}
	flush()
	if len(s.parts) == 0 {
		return s, false
	}
	if parent != nil && !amp {
		s.parts = append([]compound{{amp: true}}, s.parts...)
		s.joins = append([]byte{' '}, s.joins...)
	}
	for i := range s.parts[:len(s.parts)-1] {
		if around(&s.parts[i], s.joins[i+1]) {
			s.parts[i].foreign = true
		}
	}
	return s, true
}

var pseudoElements = map[string]bool{"before": true, "after": true, "first-line": true, "first-letter": true}

// around reports whether a compound means what a mail program puts around a message or on it. "u + .body" is Gmail's,
// [data-ogsc] and [owa] Outlook's, .ExternalClass Hotmail's.
func around(c *compound, join byte) bool {
	switch {
	case c.tag == "u" && join == '+':
		return true
	case slices.ContainsFunc(c.classes, func(s string) bool {
		return s == "externalclass" || s == "readmsgbody" || strings.HasPrefix(s, "moz-")
	}):
		return true
	case slices.ContainsFunc(c.ids, func(s string) bool { return strings.EqualFold(s, "outlook") || strings.EqualFold(s, "MessageViewBody") }):
		return true
	}
	return slices.ContainsFunc(c.attrs, func(a attribute) bool {
		return strings.HasPrefix(a.name, "data-og") || strings.HasPrefix(a.name, "data-outlook") || a.name == "owa"
	})
}

func parseAttribute(ts []token) attribute {
	var a attribute
	for _, t := range trim(ts) {
		switch t.kind {
		case css.WhitespaceToken:
		case css.IncludeMatchToken, css.DashMatchToken, css.PrefixMatchToken, css.SuffixMatchToken, css.SubstringMatchToken:
			a.op = t.text
		case css.DelimToken:
			if t.text == "=" {
				a.op = "="
			}
		default:
			if a.op == "" {
				a.name = strings.ToLower(t.text)
			} else if a.value == "" {
				a.value = t.text
			}
		}
	}
	return a
}

// class reads a pseudo-class.
func (c *compound) class(name string, args []token, parent []selector) {
	switch name {
	case "root":
		c.root = true
	case "is", "where", "matches", "any":
		c.is = append(c.is, parseSelectors(args, parent))
	case "not":
		c.not = append(c.not, parseSelectors(args, parent))
	default:
		c.maybe = true
	}
}

// matcher asks selectors about elements and counts what that takes.
type matcher struct {
	steps, most int
}

func (m *matcher) step() bool { m.steps++; return m.steps <= m.most }

// selects reports whether the selector selects the element.
func (m *matcher) selects(s *selector, n *html.Node) match {
	return m.part(s, len(s.parts)-1, n)
}

// part asks whether part i is the element and those before it stand where they must.
func (m *matcher) part(s *selector, i int, n *html.Node) match {
	if !m.step() {
		return maybe
	}
	got := m.compound(s, &s.parts[i], n)
	if got == no || i == 0 {
		return got
	}
	if s.parts[i-1].foreign {
		return maybe
	}
	best := no
	switch s.joins[i] {
	case '>':
		if up := n.Parent; up != nil && up.Type == html.ElementNode {
			best = m.part(s, i-1, up)
		}
	case '+', '~':
		for p := n.PrevSibling; p != nil && best != yes; p = p.PrevSibling {
			if p.Type != html.ElementNode {
				continue
			}
			best = max(best, m.part(s, i-1, p))
			if s.joins[i] == '+' || m.steps > m.most {
				break
			}
		}
	default:
		for up := n.Parent; up != nil && up.Type == html.ElementNode && best != yes && m.steps <= m.most; up = up.Parent {
			best = max(best, m.part(s, i-1, up))
		}
	}
	return min(got, best)
}

func (m *matcher) list(list []selector, n *html.Node) match {
	best := no
	for i := range list {
		if best = max(best, m.selects(&list[i], n)); best == yes || m.steps > m.most {
			break
		}
	}
	return best
}

func (m *matcher) compound(s *selector, c *compound, n *html.Node) match {
	if c.tag != "" && c.tag != n.Data && !strings.EqualFold(c.tag, n.Data) {
		return no
	}
	if c.root && n.Data != "html" {
		return no
	}
	for _, id := range c.ids {
		if !strings.EqualFold(attrOf(n, "id"), id) { // a page without <!DOCTYPE> compares so
			return no
		}
	}
	if len(c.classes) > 0 {
		have := strings.Fields(strings.ToLower(attrOf(n, "class")))
		for _, want := range c.classes {
			if !slices.Contains(have, want) {
				return no
			}
		}
	}
	for _, a := range c.attrs {
		if !a.of(n) {
			return no
		}
	}
	got := yes
	if c.maybe || c.foreign {
		got = maybe
	}
	if c.amp && s.parent != nil {
		got = min(got, m.list(s.parent, n))
	}
	for _, list := range c.is {
		got = min(got, m.list(list, n))
	}
	for _, list := range c.not {
		switch m.list(list, n) {
		case yes:
			return no
		case maybe:
			got = min(got, maybe)
		}
	}
	return got
}

// of reports whether the element has the attribute. Values are compared without regard to case: HTML does so for most.
func (a attribute) of(n *html.Node) bool {
	i := slices.IndexFunc(n.Attr, func(b html.Attribute) bool { return b.Key == a.name })
	if i < 0 {
		return false
	}
	have, want := strings.ToLower(n.Attr[i].Val), strings.ToLower(a.value)
	switch a.op {
	case "":
		return true
	case "=":
		return have == want
	case "~=":
		return slices.Contains(strings.Fields(have), want)
	case "|=":
		return have == want || strings.HasPrefix(have, want+"-")
	case "^=":
		return want != "" && strings.HasPrefix(have, want)
	case "$=":
		return want != "" && strings.HasSuffix(have, want)
	case "*=":
		return want != "" && strings.Contains(have, want)
	}
	return true
}

func attrOf(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return a.Val
		}
	}
	return ""
}
