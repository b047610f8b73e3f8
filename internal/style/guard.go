package style

import (
	"math"
	"slices"
	"strings"
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
	"text-decoration": noLine, "text-decoration-line": noLine, "unicode-bidi": oneOf("normal", "embed", "isolate", "plaintext"),
	"height": atLeast(100), "max-height": atLeast(100), "width": between(240, 2400), "min-width": between(0, 1200), "max-width": between(240, math.Inf(1)), "min-height": between(0, 20_000),
	"top": offset, "right": offset, "bottom": offset, "left": offset,
	"margin-top": between(-20, 2000), "margin-bottom": between(-20, 2000), "margin-left": between(-20, 200), "margin-right": between(-20, 200),
	"padding-top": between(0, 2000), "padding-bottom": between(0, 2000), "padding-left": between(0, 200), "padding-right": between(0, 200),
	"letter-spacing": between(-1, 20), "word-spacing": between(-3, 50), "text-indent": between(-50, 200), "text-security": oneOf("none"),
	"text-fill-color": oneOf("currentcolor"), "text-stroke": oneOf("none"), "text-stroke-width": between(0, 1), "font-size-adjust": oneOf("none"),
	"animation": nil, "animation-name": nil, "interactivity": oneOf("auto"), "pointer-events": oneOf("auto", "all"),
}

// wide are the words that CSS takes for every property, and that leave it as a browser has it.
var wide = []string{"initial", "unset", "revert", "revert-layer", "auto"}

func oneOf(allowed ...string) func([]token, measure) bool {
	return func(v []token, _ measure) bool { return slices.Contains(allowed, keyword(v)) }
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

func noLine(v []token, _ measure) bool {
	return !slices.ContainsFunc(v, func(t token) bool { return t.text == "line-through" || t.text == "overline" || t.text == "blink" })
}

// known reports whether sight depends on a property.
func known(property string) bool {
	if _, ok := harmless[property]; ok {
		return true
	}
	switch property {
	case "all", "font-size", "line-height", "text-indent", "letter-spacing", "text-security", "color", "text-fill-color", "background-color", "background-image",
		"background-clip", "text-shadow", "text-stroke", "direction", "mso-hide", "animation", "animation-name", "border", "outline", "box-shadow", "font-family":
		return true
	}
	return strings.HasPrefix(property, "border-")
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
	m := measure{em: 16, whole: screenWidth}
	for _, name := range sortedNames(v) {
		d := v[name]
		safe, ok := harmless[name]
		switch {
		case !ok:
		case name == "animation" || name == "animation-name":
			for _, t := range d.value {
				for _, f := range p.sheet.frames[t.text] {
					if p.harmIn(values{f.Property: {Declaration: f}}) != nil || name == f.Property {
						return &Cause{name, d.Text}
					}
				}
			}
		case (name == "height" || name == "max-height") && !cuts(v): // what is longer stands out of the box
		case slices.Contains(wide, keyword(d.value)) || safe(d.value, m):
		case keyword(d.value) == "inherit" && (name == "width" || name == "height" || name == "display"):
		default:
			return &Cause{name, d.Text}
		}
	}
	return nil
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

// PseudoHarm returns what a pseudo-element of the element may do to its words: a layer that a sheet paints over them, or a
// first line that it makes small.
func (p *Page) PseudoHarm(e *Element) *Cause {
	for _, h := range e.hits {
		for view := range p.Views() {
			if h.pseudo == "" {
				break
			}
			v := p.cascade(e, view, h.pseudo)
			for _, name := range sortedNames(v) {
				d := v[name]
				switch {
				case h.pseudo == "first-line" || h.pseudo == "first-letter":
					if name == "font-size" || name == "line-height" || name == "letter-spacing" || name == "opacity" || name == "visibility" || name == "display" ||
						strings.Contains(name, "color") || strings.HasPrefix(name, "background") {
						return &Cause{name, d.Text}
					}
				case v["content"].value == nil || keyword(v["content"].value) == "none" || keyword(v["content"].value) == "normal":
				case name == "position" && keyword(d.value) != "static", name == "transform", name == "scale", name == "translate", name == "float", name == "box-shadow", name == "outline",
					strings.HasPrefix(name, "margin"), strings.HasPrefix(name, "padding"), strings.HasPrefix(name, "border"), name == "width", name == "height", name == "min-height", name == "min-width",
					name == "font-size" && !between(0, 20)(d.value, measure{em: 14, whole: 14}), name == "background-image" && len(d.value) > 0:
					return &Cause{name, d.Text}
				}
			}
		}
	}
	return nil
}

// Cover returns what may lay an element over words that stand elsewhere in the page, or move them away: a place fixed in the window, and
// pull, how many pixels its negative margins (by) draw what follows over what stands before, which add up over a page.
func (p *Page) Cover(e *Element) (c *Cause, pull float64, by *Cause) {
	if e.plain() {
		return nil, 0, nil
	}
	for view := range p.Views() {
		v := p.cascade(e, view, "")
		if d, ok := v["position"]; ok && (keyword(d.value) == "fixed" || keyword(d.value) == "sticky") {
			c = &Cause{"position", d.Text}
		}
		m := measure{em: 16, whole: 800}
		for _, name := range [...]string{"margin-top", "margin-bottom"} {
			if d, ok := v[name]; ok {
				px, ok := m.number(d.value)
				if !ok && keyword(d.value) == "" && len(d.value) > 0 {
					px = -pullLimit
				}
				if px < 0 {
					pull, by = math.Max(pull, -px), &Cause{name, d.Text}
					c = orCause(c, name, d.Text, px <= -pullLimit)
				}
			}
		}
		for _, name := range [...]string{"height", "min-height", "margin-top", "margin-bottom", "padding-top", "padding-bottom", "border-top", "border-bottom", "border-width"} {
			if d, ok := v[name]; ok {
				if px, ok := m.number(d.value); ok && px > 20_000 {
					c = orCause(c, name, d.Text, true)
				}
			}
		}
	}
	for _, h := range e.hits {
		if h.pseudo == "" {
			continue
		}
		for view := range p.Views() {
			if d, ok := p.cascade(e, view, h.pseudo)["position"]; ok && (keyword(d.value) == "fixed" || keyword(d.value) == "sticky") {
				c = &Cause{"position", d.Text}
			}
		}
	}
	return c, pull, by
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
			case name == "position" && keyword(d.value) != "static", (name == "transform" || name == "translate" || name == "scale") && keyword(d.value) != "none", name == "float" && keyword(d.value) != "none":
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

// Renamed reports whether the sheet declares a font of its own under one of the names, which are in small letters: a font without
// shapes, or with shapes of no size, would hide the words that are written in it.
func (s *Sheet) Renamed(families ...string) bool {
	return slices.ContainsFunc(s.Fonts, func(f string) bool { return slices.Contains(families, f) })
}
