package style

import (
	"slices"
	"strings"

	"github.com/tdewolff/parse/v2/css"
	"golang.org/x/net/html"
)

// Page is the elements of one page under one sheet.
type Page struct {
	sheet   *Sheet
	match   matcher
	subject map[string][]ruleSelector // by what the element must have: "#id", ".class", "tag", or "*"
	custom  map[string][][]token      // what --names may stand for, what was read last at the end
	outlook int                       // the condition under which mso-hide counts; 0 where nothing says it
	lost    bool                      // a --name has more meanings than are told apart
	inline  map[string][]Declaration  // style attributes that were read: most stand on many elements
}

type ruleSelector struct {
	rule     int
	selector *selector
}

// Element is one, with what the sheet and its attribute say of it.
type Element struct {
	Inline []Declaration
	node   *html.Node
	hits   []hit
}

// hit is a rule that may select the element, or a pseudo-element of it.
type hit struct {
	rule, when, weight int
	pseudo             string
}

// Page prepares the sheet for a page of so many bytes. Matching takes at most a number of steps in proportion to them, which
// no page that people write comes near; a page that needs more is Unread.
func (s *Sheet) Page(size int) *Page {
	p := &Page{sheet: s, match: matcher{most: 1<<16 + 8*size}, subject: map[string][]ruleSelector{}, custom: map[string][][]token{}, inline: map[string][]Declaration{}}
	if n, sure := s.layers.rankLayers(0); !sure || n > maxLayers {
		s.Unread = true
	}
	for name, values := range s.custom {
		for _, v := range values {
			p.define(name, v)
		}
	}
	for i := range s.rules {
		r := &s.rules[i]
		for _, d := range r.decls {
			if strings.HasPrefix(d.Property, "--") {
				p.define(d.Property, d.value)
			}
		}
		r.decls = lasting(expandAll(r.decls))
		p.hidesInOutlook(r.decls)
		if len(r.decls) == 0 {
			continue
		}
		for j := range r.selectors {
			sel := &r.selectors[j]
			last := &sel.parts[len(sel.parts)-1]
			key := "*"
			switch {
			case len(last.ids) > 0:
				key = "#" + strings.ToLower(last.ids[0])
			case len(last.classes) > 0:
				key = "." + last.classes[0]
			case last.tag != "":
				key = last.tag
			}
			p.subject[key] = append(p.subject[key], ruleSelector{i, sel})
		}
	}
	return p
}

// hidesInOutlook makes Outlook's view one of the page's, where a style hides something in that program alone: with mso-hide:all
// producers take the twin for phones out of it.
func (p *Page) hidesInOutlook(ds []Declaration) {
	if p.outlook == 0 && slices.ContainsFunc(ds, func(d Declaration) bool { return d.Property == "mso-hide" && keyword(d.value) == "all" }) {
		p.outlook = p.sheet.condition("@media mso")
	}
}

// inOutlook reports whether a view may be Outlook's.
func (p *Page) inOutlook(view int) bool { return view == p.outlook || view >= len(p.sheet.conditions) }

// maxMeanings is how many values of one --name are told apart. One more has no meaning that could be judged.
const maxMeanings = 16

// define notes what a --name may stand for. Which of them it is for an element depends on where the element stands.
func (p *Page) define(name string, value []token) {
	old := p.custom[name]
	if i := slices.IndexFunc(old, func(o []token) bool { return slices.EqualFunc(o, value, sameToken) }); i >= 0 {
		old = slices.Delete(slices.Clone(old), i, i+1)
	}
	p.custom[name] = append(old, value)
	if len(p.custom[name]) > maxMeanings {
		p.custom[name] = p.custom[name][1:]
		p.lost = true
	}
}

func sameToken(a, b token) bool { return a.kind == b.kind && a.text == b.text }

// lasting leaves of a rule's declarations the last of each property, and of the important ones.
func lasting(ds []Declaration) (out []Declaration) {
	at := map[string]int{}
	for _, d := range ds {
		if !known(d.Property) {
			continue
		}
		key := d.Property
		if d.Important {
			key += "!"
		}
		if i, ok := at[key]; ok {
			out[i] = d
			continue
		}
		at[key] = len(out)
		out = append(out, d)
	}
	return out
}

// Unread reports whether something in the sheets was too deep, or took too long, to judge.
func (p *Page) Unread() bool { return p.sheet.Unread || p.match.steps > p.match.most }

// Steps is what matching took so far.
func (p *Page) Steps() int { return p.match.steps }

// stateCondition stands for :hover, :checked, :first-child and whatever else depends on a state of the page.
const stateCondition = ":state"

// Element reads one element. Elements are read in the order of the document.
func (p *Page) Element(n *html.Node) *Element {
	e := &Element{node: n}
	if s := attrOf(n, "style"); s != "" {
		ds, read := p.inline[s]
		if !read {
			ds = expandAll(Attribute(s))
			p.inline[s] = ds
			p.hidesInOutlook(ds)
		}
		e.Inline = ds
		for _, d := range e.Inline {
			if strings.HasPrefix(d.Property, "--") {
				p.define(d.Property, d.value)
			}
		}
	}
	ask := func(key string) {
		for _, rs := range p.subject[key] {
			got := p.match.selects(rs.selector, n)
			if p.match.steps > p.match.most {
				return // the page is Unread
			}
			if got == no {
				continue
			}
			r := &p.sheet.rules[rs.rule]
			h := hit{rule: rs.rule, when: r.when, weight: rs.selector.weight, pseudo: rs.selector.pseudo}
			if got == maybe {
				h.when = p.sheet.state(h.when)
			}
			e.hits = append(e.hits, h)
		}
	}
	ask("*")
	ask(n.Data)
	if id := attrOf(n, "id"); id != "" {
		ask("#" + strings.ToLower(id))
	}
	if class := attrOf(n, "class"); class != "" {
		names := strings.Fields(strings.ToLower(class))
		slices.Sort(names)
		for _, c := range slices.Compact(names) {
			ask("." + c)
		}
	}
	return e
}

// Views is how many ways of looking at the page there are: without anything that only may hold, with one such condition each, and
// with all. It is known once every element was read.
func (p *Page) Views() int {
	if n := len(p.sheet.conditions); n > 2 {
		return n + 1
	} else {
		return n
	}
}

// ranked is a declaration and how much it counts.
type ranked struct {
	Declaration
	rank     uint64
	variable []token // the value before --names were resolved; nil where there were none
}

// values are the declarations that hold for an element, by property.
type values map[string]ranked

// cascade finds what holds for an element, or for a pseudo-element of it, in one view.
func (p *Page) cascade(e *Element, view int, pseudo string) values {
	return p.cascadeOf(e, view, pseudo, true)
}

// cascadeOf is cascade for a program that knows "all", or for one that does not: Gmail.
func (p *Page) cascadeOf(e *Element, view int, pseudo string, knowsAll bool) values {
	if len(e.hits) == 0 && len(e.Inline) == 0 {
		return nil
	}
	if p.match.steps += len(e.hits); p.match.steps > p.match.most {
		return nil
	}
	v := values{}
	put := func(d Declaration, rank uint64) {
		if old, ok := v[d.Property]; !ok || old.rank <= rank {
			v[d.Property] = ranked{Declaration: d, rank: rank}
		}
	}
	for _, h := range e.hits {
		if h.pseudo != pseudo || !p.sheet.holds(h.when, view) {
			continue
		}
		r := &p.sheet.rules[h.rule]
		strength := p.sheet.layers.rank
		if r.layer != nil {
			strength = r.layer.rank
		}
		for i, d := range r.decls {
			rank := min(strength, 255)<<54 | uint64(min(h.weight, 1<<20-1))<<34 | uint64(min(h.rule, 1<<20-1))<<14 | uint64(min(i, 1<<14-1))
			if d.Important {
				rank = 1<<63 | rank ^ 255<<54
			}
			put(d, rank)
		}
	}
	if pseudo == "" {
		for i, d := range e.Inline {
			rank := 1<<62 | uint64(i)
			if d.Important {
				rank |= 1 << 63
			}
			put(d, rank)
		}
	}
	if all, ok := v["all"]; ok && knowsAll { // "all: initial" undoes what counts less
		for name, d := range v {
			if d.rank < all.rank && name != "direction" && name != "unicode-bidi" {
				delete(v, name)
			}
		}
	}
	for name, d := range v {
		if hasVar(d.value) {
			d.variable, d.value = d.value, p.resolve(d.value, 0)
			v[name] = d
		}
	}
	return v
}

func hasVar(ts []token) bool {
	return slices.ContainsFunc(ts, func(t token) bool { return t.is(css.FunctionToken, "var(") })
}

// resolve puts values in the place of var(--name).
func (p *Page) resolve(ts []token, depth int) (out []token) {
	end := matches(ts)
	for i := 0; i < len(ts); i++ {
		if !ts[i].is(css.FunctionToken, "var(") || depth > 4 {
			out = append(out, ts[i])
			continue
		}
		stop := min(end[i], len(ts))
		args := trim(ts[i+1 : stop])
		i = stop
		if len(args) == 0 {
			continue
		}
		if all := p.custom[args[0].text]; len(all) > 0 && len(all[len(all)-1]) < 64 {
			v := all[len(all)-1]
			out = append(out, p.resolve(v, depth+1)...)
		} else if comma := slices.IndexFunc(args, func(t token) bool { return t.kind == css.CommaToken }); comma > 0 {
			out = append(out, p.resolve(trim(args[comma+1:]), depth+1)...)
		}
		if len(out) > 256 {
			return out
		}
	}
	return out
}

// meanings are all values that a declaration may have: one of each that somebody gives its --names anywhere, and what it says itself for
// where nobody does. ok is false when there are too many.
func (p *Page) meanings(d ranked) (all [][]token, ok bool) {
	if d.variable == nil {
		return [][]token{d.value}, true
	}
	all = p.mean(d.variable, 0)
	return all, all != nil && !p.lost
}

func (p *Page) mean(ts []token, depth int) [][]token {
	all, end := [][]token{nil}, matches(ts)
	for i := 0; i < len(ts); i++ {
		var choices [][]token
		if !ts[i].is(css.FunctionToken, "var(") {
			choices = [][]token{ts[i : i+1]}
		} else {
			stop := min(end[i], len(ts))
			args := trim(ts[i+1 : stop])
			i = stop
			if len(args) == 0 || depth > 4 {
				return nil
			}
			for _, v := range p.custom[args[0].text] {
				m := p.mean(v, depth+1)
				if m == nil {
					return nil
				}
				choices = append(choices, m...)
			}
			if comma := slices.IndexFunc(args, func(t token) bool { return t.kind == css.CommaToken }); comma > 0 {
				m := p.mean(trim(args[comma+1:]), depth+1)
				if m == nil {
					return nil
				}
				choices = append(choices, m...)
			}
			if len(choices) == 0 {
				choices = [][]token{nil}
			}
		}
		var next [][]token
		for _, a := range all {
			for _, c := range choices {
				next = append(next, slices.Concat(a, c))
			}
		}
		if all = next; len(all) > 64 || len(all[0]) > 256 {
			return nil
		}
	}
	return all
}

// sides are the four edges in the order of the shorthands.
var sides = [4]string{"top", "right", "bottom", "left"}

// expandAll writes the shorthands out, so far as sight asks.
func expandAll(ds []Declaration) (out []Declaration) {
	for _, d := range ds {
		out = append(out, d)
		add := func(property string, value []token) {
			e := d
			e.Property, e.value = property, value
			out = append(out, e)
		}
		switch d.Property {
		case "margin", "padding", "inset":
			prefix := d.Property + "-"
			if d.Property == "inset" {
				prefix = ""
			}
			parts := split(d.value)
			if hasVar(d.value) {
				parts = [][]token{d.value}
			}
			for i, side := range sides {
				if n := len(parts); n > 0 && n <= 4 {
					add(prefix+side, parts[[4][4]int{{0, 0, 0, 0}, {0, 1, 0, 1}, {0, 1, 2, 1}, {0, 1, 2, 3}}[n-1][i]])
				}
			}
		case "margin-block", "margin-inline", "padding-block", "padding-inline", "inset-block", "inset-inline":
			name, axis, _ := strings.Cut(d.Property, "-")
			parts := split(d.value)
			if len(parts) == 0 {
				continue
			}
			for i, edge := range [2]string{"start", "end"} {
				add(physical(name+"-"+axis+"-"+edge), parts[min(i, len(parts)-1)])
			}
		case "overflow":
			if parts := split(d.value); len(parts) > 0 {
				add("overflow-x", parts[0])
				add("overflow-y", parts[len(parts)-1])
			}
		case "font":
			if size, line := fontSizes(d.value); size != nil {
				add("font-size", size)
				add("line-height", line)
			}
		case "background":
			add("background-color", nil)
			add("background-image", nil)
			for _, part := range split(d.value) {
				if _, ok := colourOf(part); ok || keyword(part) == "currentcolor" {
					add("background-color", part)
				} else if part[0].kind == css.URLToken || part[0].kind == css.FunctionToken {
					add("background-image", part)
				}
			}
		default:
			if name := physical(d.Property); name != d.Property {
				add(name, d.value)
			}
		}
	}
	return out
}

var logical = strings.NewReplacer("block-start", "top", "block-end", "bottom", "inline-start", "left", "inline-end", "right")

// physical is the property that a logical one is in a text from left to right.
func physical(property string) string {
	switch property {
	case "block-size":
		return "height"
	case "inline-size":
		return "width"
	case "max-block-size":
		return "max-height"
	case "max-inline-size":
		return "max-width"
	case "min-inline-size":
		return "min-width"
	case "overflow-block":
		return "overflow-y"
	case "overflow-inline":
		return "overflow-x"
	case "min-block-size":
		return "min-height"
	case "logical-height", "logical-width", "min-logical-height", "min-logical-width", "max-logical-height", "max-logical-width": // the names that WebKit had first
		return strings.Replace(property, "logical-", "", 1)
	}
	if name, edge, _ := strings.Cut(property, "-"); name == "margin" || name == "padding" || name == "border" {
		side, rest, _ := strings.Cut(edge, "-")
		if to, ok := map[string]string{"before": "top", "after": "bottom", "start": "left", "end": "right"}[side]; ok {
			return strings.TrimSuffix(name+"-"+to+"-"+rest, "-")
		}
	}
	if strings.Contains(property, "-start") || strings.Contains(property, "-end") {
		return strings.TrimPrefix(logical.Replace(property), "inset-")
	}
	return property
}

// fontSizes finds the size and the height of the lines in a value of font.
func fontSizes(ts []token) (size, line []token) {
	end := matches(ts)
	for i := 0; i < len(ts); i++ {
		t := ts[i]
		slash := i + 1
		for slash < len(ts) && ts[slash].kind == css.WhitespaceToken {
			slash++
		}
		j := min(end[i], len(ts)-1) + 1
		if t.kind == css.FunctionToken {
			slash = j
		}
		followed := slash < len(ts) && ts[slash].is(css.DelimToken, "/")
		v, ok := measure{em: 16, whole: 16}.number(ts[i:j])
		if ok && (t.kind != css.NumberToken || v == 0 || followed) {
			if followed {
				if parts := split(ts[slash+1:]); len(parts) > 0 {
					line = parts[0]
				}
			}
			return ts[i:j], line
		}
		i = j - 1
	}
	return nil, nil
}
