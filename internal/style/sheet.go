// Package style reads CSS as browsers and mail programs do, as far as one question asks: does a reader see it? It knows what a
// sheet or a style attribute takes out of sight, shrinks, moves away or covers, and what it loads from elsewhere.
//
// The tokens come from a lexer that follows CSS Syntax 3; blocks, declarations and what is wrong with them are read here by
// the same standard, nested rules included, so that a mistake in a sheet ends where it ends in a browser. What depends on
// something that only the reader's program knows (a media query, a feature, :hover) is taken as something that may hold.
//
// Every function takes time in proportion to what it is given.
package style

import (
	"slices"
	"strings"

	"github.com/tdewolff/parse/v2/css"
)

// Declaration is one property and its value.
type Declaration struct {
	Property  string // in small letters, without escapes and without a browser's prefix: "transform" of -webkit-transform
	Important bool
	Text      string // as it stands in the source, for people
	value     []token
}

// rule is a list of selectors and what holds for what they select.
type rule struct {
	selectors []selector
	decls     []Declaration
	when      int // which condition, an index into Sheet.conditions; 0 is none
	layer     *layer
}

// Sheet is a style sheet, or several that follow one another.
type Sheet struct {
	Imports []string // addresses of sheets that it takes over
	Loads   []string // addresses of what else it loads: pictures, fonts
	Fonts   []string // families that it declares itself, in small letters
	Unread  bool     // something in it was too deep or took too long to judge

	rules      []rule
	conditions []string    // texts of what may hold; the first stands for "always"
	within     map[int]int // the condition that must hold for another to
	frames     map[string][]Declaration
	custom     map[string][][]token // --names that no rule sets: those of @property and of keyframes
	layers     layer                // the root: what stands in no layer
}

// NewSheet returns an empty sheet.
func NewSheet() *Sheet {
	return &Sheet{conditions: []string{""}, within: map[int]int{}, frames: map[string][]Declaration{}, custom: map[string][][]token{}}
}

// Add reads a sheet behind those that were read before. media is the attribute of its <style>, "" where there is none.
func (s *Sheet) Add(source, media string) {
	source = clean(source)
	all := lex(source)
	r := reader{sheet: s, source: source, all: all, end: matches(all)}
	when := 0
	if media = strings.ToLower(strings.TrimSpace(media)); media != "" && media != "all" && media != "screen" {
		when = s.condition("@media " + media)
	}
	r.rules(0, len(all), context{when: when})
}

// Attribute reads the declarations of a style attribute.
func Attribute(source string) []Declaration {
	source = clean(source)
	all := lex(source)
	r := reader{sheet: NewSheet(), source: source, all: all, end: matches(all)}
	return r.block(0, len(all), context{attribute: true})
}

// Loads returns the addresses that declarations load something from.
func Loads(ds []Declaration) (found []string) {
	for _, d := range ds {
		found = append(found, loads(d.value)...)
	}
	return found
}

func (s *Sheet) condition(text string) int {
	if i := slices.Index(s.conditions, text); i >= 0 {
		return i
	}
	if len(s.conditions) >= maxConditions { // more are looked at as one
		return maxConditions - 1
	}
	s.conditions = append(s.conditions, text)
	return len(s.conditions) - 1
}

// state is the condition that another one holds and that a selector's state does, which may both be: on a phone, a box that is ticked.
func (s *Sheet) state(when int) int {
	if when == 0 {
		return s.condition(stateCondition)
	}
	if _, ok := s.within[when]; ok { // it is one of these
		return when
	}
	n := len(s.conditions)
	i := s.condition(s.conditions[when] + " " + stateCondition)
	if i == n {
		s.within[i] = when
	}
	return i
}

// holds reports whether a condition holds in a view.
func (s *Sheet) holds(when, view int) bool {
	return when == 0 || when == view || view >= len(s.conditions) || s.within[view] == when
}

// maxConditions is how many different conditions of a page are told apart.
const maxConditions = 16

// context is what stands around a rule.
type context struct {
	when   int
	parent []selector // of the rule around; nil at the top
	layer  *layer     // nil is none

	attribute bool // declarations alone
	depth     int
}

// maxDepth is how deep rules may stand in one another.
const maxDepth = 32

type reader struct {
	sheet  *Sheet
	source string
	all    []token
	end    []int // see matches
}

// rules reads a list of rules (CSS Syntax 3, section 5.4.1).
func (r *reader) rules(from, to int, c context) {
	for i := from; i < to; {
		switch t := r.all[i]; t.kind {
		case css.WhitespaceToken, css.CDOToken, css.CDCToken, css.SemicolonToken:
			i++
		case css.AtKeywordToken:
			i = r.at(i, to, c)
		default:
			i = r.qualified(i, to, c)
		}
	}
}

// until returns the place of the first of the kinds at this level, or to.
func (r *reader) until(i, to int, kinds ...css.TokenType) int {
	for i < to && !slices.Contains(kinds, r.all[i].kind) {
		i = min(r.end[i], to) + 1
	}
	return min(i, to)
}

// qualified reads a selector and its block, and returns where the next rule begins. What has no block is dropped.
func (r *reader) qualified(i, to int, c context) int {
	open := r.until(i, to, css.LeftBraceToken)
	if open == to {
		return to
	}
	end := min(r.end[open], to)
	if c.depth++; c.depth > maxDepth {
		r.sheet.Unread = true
		return end + 1
	}
	if c.attribute { // a rule in a style attribute selects nothing
		return end + 1
	}
	if selectors := parseSelectors(r.all[i:open], c.parent); len(selectors) > 0 {
		inside := c
		inside.parent = selectors
		decls := r.block(open+1, end, inside)
		r.add(selectors, decls, c)
	}
	return end + 1
}

func (r *reader) add(selectors []selector, decls []Declaration, c context) {
	if len(decls) > 0 {
		r.sheet.rules = append(r.sheet.rules, rule{selectors, decls, c.when, c.layer})
	}
}

// at reads an at-rule and returns where the next thing begins.
func (r *reader) at(i, to int, c context) int {
	name := unprefixed(strings.TrimPrefix(r.all[i].text, "@"))
	open := r.until(i+1, to, css.LeftBraceToken, css.SemicolonToken)
	prelude := trim(r.all[i+1 : open])
	text := "@" + name
	if len(prelude) > 0 {
		text += " " + strings.Join(strings.Fields(strings.ToLower(r.text(prelude))), " ")
	}
	if open == to || r.all[open].kind == css.SemicolonToken {
		if name == "layer" {
			r.layers(prelude, c)
		}
		if name == "import" && len(prelude) > 0 {
			switch t := prelude[0]; {
			case t.kind == css.StringToken || t.kind == css.URLToken || t.kind == css.BadURLToken || t.kind == css.BadStringToken:
				r.sheet.Imports = append(r.sheet.Imports, t.text)
			case t.kind == css.FunctionToken && len(prelude) > 1:
				r.sheet.Imports = append(r.sheet.Imports, prelude[1].text)
			}
		}
		return open + 1
	}
	end := min(r.end[open], to)
	if c.depth++; c.depth > maxDepth {
		r.sheet.Unread = true
		return end + 1
	}
	inside := c
	switch name {
	case "media", "supports", "container", "document", "starting-style", "when", "else", "scope", "layer", "nest", "host", "position-try":
		if text != "@media screen" && text != "@media all" && name != "nest" && name != "layer" {
			inside.when = r.sheet.condition(text)
		}
		if name == "layer" {
			inside.layer = r.layers(prelude, c)
		}
		switch {
		case name == "scope" && len(prelude) > 0: // the root of the scope, and what is in it
			inside.parent = parseSelectors(unwrap(prelude), c.parent)
			r.add(inside.parent, r.block(open+1, end, inside), inside)
		case c.parent != nil:
			r.add(c.parent, r.block(open+1, end, inside), inside)
		default:
			r.rules(open+1, end, inside)
		}
	case "font-face":
		ds := r.block(open+1, end, context{attribute: true})
		for _, d := range ds {
			if d.Property == "font-family" {
				r.sheet.Fonts = append(r.sheet.Fonts, words(d.value))
			}
		}
	case "property":
		for _, d := range r.block(open+1, end, context{attribute: true}) {
			if d.Property == "initial-value" && len(prelude) > 0 {
				r.sheet.custom[prelude[0].text] = append(r.sheet.custom[prelude[0].text], d.value)
			}
		}
	case "keyframes":
		// What any frame says may be what is seen.
		if len(prelude) > 0 {
			for j := open + 1; j < end; {
				b := r.until(j, end, css.LeftBraceToken)
				if b == end {
					break
				}
				e := min(r.end[b], end)
				frame := r.block(b+1, e, context{attribute: true})
				r.sheet.frames[prelude[0].text] = append(r.sheet.frames[prelude[0].text], frame...)
				for _, d := range frame {
					if strings.HasPrefix(d.Property, "--") {
						r.sheet.custom[d.Property] = append(r.sheet.custom[d.Property], d.value)
					}
				}
				j = e + 1
			}
		}
	}
	return end + 1
}

// block reads what stands in braces: declarations, and rules that are nested among them.
func (r *reader) block(from, to int, c context) (ds []Declaration) {
	for i := from; i < to; {
		switch t := r.all[i]; {
		case t.kind == css.WhitespaceToken || t.kind == css.SemicolonToken:
			i++
		case t.kind == css.AtKeywordToken:
			i = r.at(i, to, c)
		default:
			end := r.until(i, to, css.SemicolonToken, css.LeftBraceToken)
			if end < to && r.all[end].kind == css.LeftBraceToken {
				if t.kind != css.CustomPropertyNameToken { // p:hover{…} among declarations is a rule
					i = r.qualified(i, to, c)
					continue
				}
				end = r.until(end, to, css.SemicolonToken)
			}
			if d, ok := r.declaration(i, end); ok {
				r.sheet.Loads = append(r.sheet.Loads, loads(d.value)...)
				ds = append(ds, d)
			}
			i = end + 1
		}
	}
	return ds
}

// declaration reads one, without its semicolon.
func (r *reader) declaration(i, end int) (d Declaration, ok bool) {
	ts := trim(r.all[i:end])
	if len(ts) > 1 && ts[0].is(css.DelimToken, "*") { // old Internet Explorer, which Outlook's reader is
		ts = ts[1:]
	}
	if len(ts) < 2 || ts[0].kind != css.IdentToken && ts[0].kind != css.CustomPropertyNameToken {
		return d, false
	}
	colon := 1
	for colon < len(ts) && ts[colon].kind == css.WhitespaceToken {
		colon++
	}
	if colon == len(ts) || ts[colon].kind != css.ColonToken {
		return d, false
	}
	d.Property = ts[0].text
	if ts[0].kind == css.IdentToken {
		d.Property = unprefixed(d.Property)
	}
	value := trim(ts[colon+1:])
	if n := len(value); n > 1 && value[n-1].is(css.IdentToken, "important") {
		if v := trim(value[:n-1]); len(v) > 0 && v[len(v)-1].is(css.DelimToken, "!") {
			value, d.Important = trim(v[:len(v)-1]), true
		}
	}
	d.value, d.Text = value, r.text(ts)
	return d, true
}

func (r *reader) text(ts []token) string {
	if len(ts) == 0 {
		return ""
	}
	return r.source[ts[0].start:min(ts[len(ts)-1].end, len(r.source))]
}

// trim takes blanks off both ends.
func trim(ts []token) []token {
	for len(ts) > 0 && ts[0].kind == css.WhitespaceToken {
		ts = ts[1:]
	}
	for len(ts) > 0 && ts[len(ts)-1].kind == css.WhitespaceToken {
		ts = ts[:len(ts)-1]
	}
	return ts
}

// unwrap takes the parentheses off, and what stands behind them.
func unwrap(ts []token) []token {
	if len(ts) > 0 && ts[0].kind == css.LeftParenthesisToken {
		end := min(matches(ts)[0], len(ts))
		return ts[1:end]
	}
	return ts
}

// unprefixed takes a browser's prefix off a name: -webkit-transform is transform to whoever knows it. Outlook's mso- stays.
func unprefixed(name string) string {
	for _, p := range []string{"-webkit-", "-moz-", "-ms-", "-o-", "-epub-"} {
		if rest, ok := strings.CutPrefix(name, p); ok {
			return rest
		}
	}
	return name
}

// loads finds what a value loads: url(…), src(…), and the strings in image-set(…) and image(…).
func loads(value []token) (found []string) {
	end := 0 // of the function whose strings are addresses
	var ends []int
	for i, t := range value {
		switch {
		case (t.kind == css.URLToken || t.kind == css.BadURLToken) && t.text != "":
			found = append(found, t.text)
		case t.kind == css.StringToken && i < end:
			found = append(found, t.text)
		case t.kind == css.FunctionToken:
			if ends == nil {
				ends = matches(value)
			}
			switch unprefixed(strings.TrimSuffix(t.text, "(")) {
			case "url": // \75rl(x.png): the lexer does not see that its address has no quotes
				if inside := trim(value[i+1 : ends[i]]); len(inside) > 0 && inside[0].kind != css.StringToken {
					found = append(found, words(inside))
				}
				end = max(end, ends[i])
			case "src", "image-set", "image", "cross-fade":
				end = max(end, ends[i])
			}
		}
	}
	return found
}

// words writes the value as one text in small letters.
func words(value []token) string {
	var b strings.Builder
	for _, t := range value {
		if t.kind == css.WhitespaceToken {
			b.WriteByte(' ')
		} else {
			b.WriteString(strings.ToLower(t.text))
		}
	}
	return b.String()
}
