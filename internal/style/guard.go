package style

import (
	"math"
	"slices"
	"strings"

	"github.com/tdewolff/parse/v2/css"
)

// What stands around words that must be seen may only have looks that certainly show them. harmless says for each property that
// could take them out of sight, move, cut or cover them, which values do not. A value that it cannot read is none of them.
var harmless = map[string]func(value []token, m measure) bool{
	"display":    oneOf("block", "inline", "inline-block", "flow-root", "table", "table-row", "table-cell", "table-row-group", "list-item", "inline-table"),
	"visibility": oneOf("visible"), "content-visibility": oneOf("visible", "auto"), "mso-hide": oneOf("none"),
	"opacity": func(v []token, _ measure) bool { n, ok := measure{whole: 1}.number(v); return ok && n >= 0.9 },
	"zoom": func(v []token, _ measure) bool {
		n, ok := measure{whole: 1}.number(v)
		return keyword(v) == "normal" || ok && (n == 0 || n >= 0.75 && n <= 1.5)
	},
	"transform": oneOf("none"), "scale": oneOf("none"), "rotate": oneOf("none"), "translate": oneOf("none"), "offset-path": oneOf("none"), "offset": oneOf("none"),
	"filter": oneOf("none"), "backdrop-filter": oneOf("none"), "mix-blend-mode": oneOf("normal"), "box-reflect": oneOf("none"),
	"clip": oneOf("auto"), "clip-path": oneOf("none"), "mask": oneOf("none"), "mask-image": oneOf("none"), "mask-border": oneOf("none"), "mask-box-image": oneOf("none"),
	"content": oneOf("normal", "none"), "contain": oneOf("none", "layout", "style", "inline-size"), "line-clamp": oneOf("none"), "max-lines": oneOf("none"),
	"position": oneOf("static", "relative"), "float": oneOf("none", "left", "right"),
	"overflow-x": oneOf("visible", "auto", "scroll", "hidden", "clip"), "overflow-y": oneOf("visible", "auto", "scroll", "overlay"),
	"columns": oneOf("auto"), "column-count": func(v []token, m measure) bool { n, ok := m.number(v); return keyword(v) == "auto" || ok && n == 1 }, "column-width": oneOf("auto"),
	"text-decoration": noLine, "text-decoration-line": noLine, "text-decoration-thickness": between(0, 4), "text-underline-offset": between(-1, 20), "unicode-bidi": oneOf("normal", "embed", "isolate", "plaintext"),
	"height": atLeast(100), "max-height": atLeast(100), "width": between(240, 2400), "min-width": between(0, 1200), "max-width": between(240, math.Inf(1)), "min-height": between(0, 20_000),
	"top": offset, "right": offset, "bottom": offset, "left": offset,
	"margin-top": between(-20, 2000), "margin-bottom": between(-20, 2000), "margin-left": between(-20, 200), "margin-right": between(-20, 200),
	"padding-top": between(0, 2000), "padding-bottom": between(0, 2000), "padding-left": between(0, 200), "padding-right": between(0, 200),
	"letter-spacing": between(-1, 20), "word-spacing": between(-3, 50), "text-indent": between(-50, 200), "text-security": oneOf("none"),
	"text-fill-color": oneOf("currentcolor"), "text-stroke": oneOf("none"), "text-stroke-width": between(0, 1), "font-size-adjust": oneOf("none"),
	"container-type": without("size"), "container": without("size"), "user-modify": oneOf("read-only"), "continue": oneOf("auto", "normal"),
	"scroll-snap-type": without("y", "block", "both"), "touch-action": func(v []token, _ measure) bool { return !without("auto", "manipulation", "pan-y")(v, measure{}) },
	"animation": nil, "animation-name": nil, "interactivity": oneOf("auto"), "pointer-events": oneOf("auto", "all"),
}

// wide are the words that CSS takes for every property, and that leave it as a browser has it.
var wide = []string{"initial", "unset", "revert", "revert-layer", "auto"}

func oneOf(allowed ...string) func([]token, measure) bool {
	return func(v []token, _ measure) bool { return slices.Contains(allowed, keyword(v)) }
}

// without allows what has none of the words.
func without(words ...string) func([]token, measure) bool {
	return func(v []token, _ measure) bool {
		return !slices.ContainsFunc(v, func(t token) bool { return t.kind == css.IdentToken && slices.Contains(words, t.text) })
	}
}

func between(least, most float64) func([]token, measure) bool {
	return func(v []token, m measure) bool {
		if k := keyword(v); k != "" {
			return k != "min-content" && k != "inherit"
		}
		px, ok := m.number(v)
		return ok && px >= least && px <= most
	}
}

func atLeast(px float64) func([]token, measure) bool {
	return func(v []token, m measure) bool {
		return between(px, math.Inf(1))(v, measure{em: m.em, whole: screenHeight})
	}
}

func offset(v []token, m measure) bool { return between(-20, 20)(v, m) }

// noLine allows a line under the words, unless it is so thick that it takes theirs from the links in them.
func noLine(v []token, m measure) bool {
	return largest(v, m) <= 4 && !slices.ContainsFunc(v, func(t token) bool { return t.text == "line-through" || t.text == "overline" || t.text == "blink" })
}

// known reports whether sight depends on a property.
func known(property string) bool {
	if _, ok := harmless[property]; ok {
		return true
	}
	switch property {
	case "all", "font-size", "line-height", "text-indent", "letter-spacing", "text-security", "color", "text-fill-color", "background-color", "background-image",
		"background-clip", "text-shadow", "text-stroke", "direction", "mso-hide", "animation", "animation-name", "border", "outline", "box-shadow", "font-family",
		"quotes",
		"aspect-ratio", "gap", "row-gap", "grid-gap", "grid-row-gap", "grid-template-rows", "grid-auto-rows", "grid-template", "grid":
		return true
	}
	return strings.HasPrefix(property, "border")
}

// Harm returns what in the looks of an element may take out of sight what stands in it, in any view; nil when nothing does. It asks more
// than Gone: the element is one around words that must be seen, or one of them, and nothing there may be guessed.
func (p *Page) Harm(e *Element) *Cause {
	for view := range p.Views() {
		for _, knowsAll := range []bool{true, false} {
			if c := p.harmIn(p.cascadeOf(e, view, "", knowsAll)); c != nil {
				return c
			}
		}
	}
	return nil
}

func (p *Page) harmIn(v values) *Cause {
	for _, name := range sortedNames(v) {
		all, ok := p.meanings(v[name])
		if _, asked := harmless[name]; !ok && asked {
			return &Cause{name, v[name].Text}
		}
		for _, value := range all {
			if p.harms(v, name, value) {
				return &Cause{name, v[name].Text}
			}
		}
	}
	return nil
}

// harms judges one value of a property. v is what else holds for the element.
func (p *Page) harms(v values, name string, value []token) bool {
	m := measure{em: 16, whole: screenWidth}
	safe, ok := harmless[name]
	switch {
	case strings.HasPrefix(name, "border"): // a frame as wide as the screen leaves nothing of it
		return !strings.Contains(name, "radius") && !strings.Contains(name, "color") && !strings.Contains(name, "image") && largest(value, m) > 200
	case name == "aspect-ratio": // makes a box lower than what stands in it
		return cuts(v) && keyword(value) != "auto"
	case !ok:
	case name == "animation" || name == "animation-name":
		for _, t := range value {
			for _, f := range p.sheet.frames[t.text] {
				if name == f.Property || p.harmIn(values{f.Property: {Declaration: f}}) != nil {
					return true
				}
			}
		}
	case (name == "height" || name == "max-height") && !cuts(v): // what is longer stands out of the box
	case slices.Contains(wide, keyword(value)) || safe(value, m):
	case keyword(value) == "inherit" && (name == "width" || name == "height" || name == "display"):
	default:
		return true
	}
	return false
}

// largest is the largest number in a value, in pixels.
func largest(value []token, m measure) (most float64) {
	for _, part := range split(value) {
		if n, ok := m.number(part); ok {
			most = max(most, n)
		}
	}
	return most
}

// cuts reports whether the box shows nothing of what is longer than it.
func cuts(v values) bool {
	for _, axis := range [...]string{"overflow-x", "overflow-y"} {
		if d, ok := v[axis]; ok && keyword(d.value) != "visible" && !slices.Contains(wide[:4], keyword(d.value)) {
			return true
		}
	}
	return false
}

func sortedNames(v values) []string {
	names := make([]string, 0, len(v))
	for n := range v {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// PseudoHarm returns what a pseudo-element of the element may do to its words: a layer that a sheet paints over them, a first line that
// it makes small, or a sign that turns the direction of what follows.
func (p *Page) PseudoHarm(e *Element) *Cause {
	for _, h := range e.hits {
		if h.pseudo == "" {
			continue
		}
		for view := range p.Views() {
			v := p.cascade(e, view, h.pseudo)
			for _, name := range sortedNames(v) {
				if d := v[name]; p.pseudoHarms(h.pseudo, name, d, v) {
					return &Cause{name, d.Text}
				}
			}
		}
	}
	return nil
}

// pseudoHarms judges one declaration of a pseudo-element. v is what else holds for it.
func (p *Page) pseudoHarms(pseudo, name string, d ranked, v values) bool {
	m := measure{em: 16, whole: screenWidth}
	switch {
	case pseudo == "first-line" || pseudo == "first-letter":
		return name == "font-size" || name == "line-height" || name == "letter-spacing" || name == "opacity" || name == "visibility" || name == "display" ||
			strings.Contains(name, "color") || strings.HasPrefix(name, "background")
	case strings.HasPrefix(pseudo, "scrollbar"): // a scroll bar as wide as the window
		return (strings.HasSuffix(name, "width") || strings.HasSuffix(name, "height")) && !between(0, 40)(d.value, m)
	case strings.HasPrefix(pseudo, "scroll-"): // buttons and marks for scrolling stand behind the body
	case name == "content" || name == "quotes":
		all, ok := p.meanings(d)
		return !ok || slices.ContainsFunc(all, turns)
	case d.variable == nil && v["content"].variable == nil && (v["content"].value == nil || keyword(v["content"].value) == "none" || keyword(v["content"].value) == "normal"):
		return false
	}
	return name == "position" && keyword(d.value) != "static" || name == "transform" || name == "scale" || name == "translate" || name == "float" || name == "box-shadow" || name == "outline" ||
		strings.HasPrefix(name, "margin") || strings.HasPrefix(name, "padding") || strings.HasPrefix(name, "border") || name == "width" || name == "height" || name == "min-height" || name == "min-width" ||
		name == "font-size" && !between(0, 20)(d.value, measure{em: 14, whole: 14}) || name == "background-image" && len(d.value) > 0
}

// turns reports whether generated text may change the direction of what stands behind it. What a @counter-style writes is not read.
func turns(value []token) bool {
	for i, t := range value {
		if t.kind == css.StringToken && strings.ContainsAny(t.text, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") {
			return true
		}
		if t.is(css.FunctionToken, "counter(") || t.is(css.FunctionToken, "counters(") {
			end := min(matches(value)[i], len(value))
			if slices.ContainsFunc(value[i:end], func(t token) bool { return t.kind == css.CommaToken }) {
				return true
			}
		}
	}
	return false
}

// Cover is what an element does to words that stand elsewhere in the page.
type Cover struct {
	Cause *Cause  // what lays it over them by itself, or moves them where nobody scrolls to: a place fixed in the window, a height of miles
	Pull  float64 // how many pixels its negative margins draw what follows over what stands before, which add up over a page
	By    *Cause  // those margins
	Push  float64 // how many pixels it is said to be high at least, which add up over a page
	Tall  *Cause  // what says so
}

// Far is how many pixels nobody scrolls through, in one element.
const Far = 20_000

// Cover judges an element.
func (p *Page) Cover(e *Element) (c Cover) {
	if e.plain() {
		return c
	}
	for view := range p.Views() {
		p.coverIn(&c, p.cascade(e, view, ""))
	}
	for _, h := range e.hits {
		if h.pseudo == "" {
			continue
		}
		for view := range p.Views() {
			p.coverIn(&c, p.cascade(e, view, h.pseudo))
		}
	}
	return c
}

// heights are the properties that say how high an element is at least, or how wide.
var heights = [...]string{"margin-top", "margin-bottom", "height", "min-height", "padding-top", "padding-bottom", "border", "border-top", "border-bottom", "border-width", "border-top-width", "border-bottom-width",
	"font-size", "line-height", "gap", "row-gap", "grid-gap", "grid-row-gap", "grid-template-rows", "grid-auto-rows", "grid-template", "grid", "aspect-ratio", "width", "min-width"}

func (p *Page) coverIn(c *Cover, v values) {
	m := measure{em: 16, whole: 800}
	if px, ok := m.number(v["font-size"].value); ok && px > m.em {
		m.em = px
	}
	if d, ok := v["position"]; ok {
		all, ok := p.meanings(d)
		if !ok || slices.ContainsFunc(all, func(value []token) bool {
			k := keyword(value)
			return k == "fixed" || k == "sticky" || k == "" && len(value) > 0
		}) {
			c.Cause = &Cause{"position", d.Text}
		}
	}
	for _, name := range heights {
		d, ok := v[name]
		if !ok {
			continue
		}
		all, ok := p.meanings(d)
		if !ok {
			c.Cause = orCause(c.Cause, name, d.Text, true)
		}
		for _, value := range all {
			c.declare(name, value, d.Text, m)
		}
	}
}

// declare judges one value of one property.
func (c *Cover) declare(name string, value []token, text string, m measure) {
	if name == "margin-top" || name == "margin-bottom" {
		px, ok := m.number(value)
		if !ok && keyword(value) == "" && len(value) > 0 {
			px = -pullLimit
		}
		if px < 0 {
			c.Pull, c.By = math.Max(c.Pull, -px), &Cause{name, text}
			c.Cause = orCause(c.Cause, name, text, px <= -pullLimit)
			return
		}
	}
	px := extent(name, value, m)
	c.Cause = orCause(c.Cause, name, text, px > Far)
	if px > c.Push && name != "width" && name != "min-width" && name != "font-size" {
		c.Push, c.Tall = px, &Cause{name, text}
	}
}

// extent is how high, or how wide, a value makes an element at least, so far as it can be told.
func extent(name string, value []token, m measure) float64 {
	switch name {
	case "font-size": // a few words fill a page
		return 20 * largest(value, m)
	case "line-height":
		if n, ok := m.number(value); ok && len(value) == 1 && value[0].kind == css.NumberToken {
			return n * m.em
		}
	case "grid-template-rows", "grid-template", "grid": // repeat(50, 10000px)
		times, most := 1.0, 0.0
		for i, t := range value {
			if t.is(css.FunctionToken, "repeat(") {
				if n := m.numbers(value[i+1:]); len(n) > 0 {
					times = math.Max(times, n[0])
				}
			}
			if t.kind == css.DimensionToken {
				n, _ := m.number(value[i : i+1])
				most = math.Max(most, n)
			}
		}
		return times * most
	case "aspect-ratio": // of a box as wide as the page
		if n := m.numbers(value); len(n) > 1 && n[0] > 0 {
			return m.whole * n[1] / n[0]
		} else if len(n) > 0 && n[0] > 0 {
			return m.whole / n[0]
		}
		return 0
	}
	return largest(value, m)
}

// plain reports whether nothing says how the element looks.
func (e *Element) plain() bool { return len(e.hits) == 0 && len(e.Inline) == 0 }

const pullLimit = 300

func orCause(c *Cause, name, text string, found bool) *Cause {
	if c == nil && found {
		return &Cause{name, text}
	}
	return c
}

// Lifted returns what puts an element out of the flow or above its neighbours: nothing that stands behind the words may have it.
func (p *Page) Lifted(e *Element) *Cause {
	if e.plain() {
		return nil
	}
	for view := range p.Views() {
		v := p.cascade(e, view, "")
		for _, name := range sortedNames(v) {
			d := v[name]
			switch {
			case d.variable != nil && (name == "position" || name == "float" || strings.HasPrefix(name, "margin-")), name == "position" && keyword(d.value) != "static", (name == "transform" || name == "translate" || name == "scale") && keyword(d.value) != "none", name == "float" && keyword(d.value) != "none":
				return &Cause{name, d.Text}
			case strings.HasPrefix(name, "margin-"):
				if px, ok := (measure{em: 16, whole: 800}).number(d.value); ok && px < 0 || !ok && keyword(d.value) == "" {
					return &Cause{name, d.Text}
				}
			}
		}
	}
	return nil
}

// Shown returns what shows an element that browsers show nothing of by themselves: <head>, and what stands in it.
func (p *Page) Shown(e *Element) *Cause {
	for view := range p.Views() {
		if d, ok := p.cascade(e, view, "")["display"]; ok && (d.variable != nil || keyword(d.value) != "none") {
			return &Cause{"display", d.Text}
		}
	}
	return nil
}

// Renamed reports whether the sheet declares a font of its own under one of the names, which are in small letters: a font without
// shapes, or with shapes of no size, would hide the words that are written in it.
func (s *Sheet) Renamed(families ...string) bool {
	return slices.ContainsFunc(s.Fonts, func(f string) bool { return slices.Contains(families, f) })
}
