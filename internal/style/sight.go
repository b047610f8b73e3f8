package style

import (
	"math"
	"strings"

	"github.com/tdewolff/parse/v2/css"
	"golang.org/x/net/html"
)

// Cause is a declaration that takes something out of sight.
type Cause struct {
	Property string // "" where an attribute or the element itself does
	Text     string // as it stands in the page
}

// Look is how an element looks in one view: what it inherits from those around it, and what it is by itself.
type Look struct {
	gone, noText *Cause

	invisible, indent, spacing, masked *Cause // inherited
	size                               float64
	lines                              float64 // height of a line, in sizes
	fill                               colour
	text                               colour
	ground                             colour
}

// Root is how the outside of a page looks: black on white.
func Root() Look { return Look{size: 16, lines: 1.2, text: black, ground: white} }

// Gone returns what takes the element and everything in it out of sight; nil when nothing does.
func (l *Look) Gone() *Cause { return l.gone }

// Unseen returns what keeps the element itself, a picture say, from being seen.
func (l *Look) Unseen() *Cause {
	if l.gone != nil {
		return l.gone
	}
	return l.invisible
}

// NoText returns what keeps the text in the element from being seen.
func (l *Look) NoText() *Cause {
	if u := l.Unseen(); u != nil {
		return u
	}
	return l.noText
}

// Least and most that a reader still sees. A preheader has 1 px; nobody reads 3.
const (
	leastText     = 3    // pixels
	leastOpacity  = 0.1  //
	leastContrast = 1.15 // to 1
	farAway       = 900  // pixels: outside of any window
)

// Look returns how an element looks in a view, in an element that looks like parent.
func (p *Page) Look(parent *Look, e *Element, view int) Look {
	l := *parent
	v := p.cascade(e, view, "")
	p.attributes(&l, e.node, v)
	if len(v) == 0 {
		l.noText = l.unread(nil)
		return l
	}
	m := measure{em: l.size, whole: screenWidth}
	cause := func(name string) *Cause { return &Cause{name, v[name].Text} }
	number := func(name string) (float64, bool) {
		d, ok := v[name]
		if !ok {
			return 0, false
		}
		return m.number(d.value)
	}

	// The size comes first: other lengths are told in it.
	if d, ok := v["font-size"]; ok {
		if px, ok := (measure{em: l.size, whole: l.size}).number(d.value); ok {
			l.size = px
		} else if keyword(d.value) != "" {
			l.size = 16
		}
		m.em = l.size
	}
	if d, ok := v["line-height"]; ok {
		if t := trim(d.value); len(t) == 1 && t[0].kind == css.NumberToken {
			l.lines, _ = m.number(t)
		} else if px, ok := (measure{em: l.size, whole: l.size}).number(d.value); ok {
			l.lines = px / math.Max(l.size, 1)
		} else {
			l.lines = 1.2
		}
	}
	switch keyword(v["visibility"].value) {
	case "hidden", "collapse":
		l.invisible = cause("visibility")
	case "visible", "initial":
		l.invisible = nil
	}
	inherited := func(slot **Cause, name string, bad func(float64) bool) {
		if d, ok := v[name]; ok {
			*slot = nil
			if px, ok := m.number(d.value); ok && bad(px) {
				*slot = cause(name)
			}
		}
	}
	inherited(&l.indent, "text-indent", func(px float64) bool { return math.Abs(px) >= farAway })
	inherited(&l.spacing, "letter-spacing", func(px float64) bool { return px < -l.size*0.4 })
	if d, ok := v["text-security"]; ok {
		l.masked = nil
		if k := keyword(d.value); k != "none" {
			l.masked = cause("text-security")
		}
	}
	p.colours(&l, v)

	for name, conceals := range concealing {
		if d, ok := v[name]; ok && l.gone == nil && conceals(d.value, m) && (name != "mso-hide" || p.inOutlook(view)) {
			l.gone = cause(name)
		}
	}
	if l.gone == nil {
		l.gone = boxed(v, m)
	}
	if l.gone == nil {
		if _, ok := v["clip"]; ok && placed(v) && clipped(v["clip"].value, m) {
			l.gone = cause("clip")
		}
		for _, side := range sides {
			away := v[side]
			if px, ok := number(side); ok && placed(v) && math.Abs(px) >= farAway && side != "bottom" && side != "top" || ok && placed(v) && px <= -farAway {
				l.gone = &Cause{side, away.Text}
			}
			if px, ok := number("margin-" + side); ok && (px <= -farAway || side == "left" && px >= farAway) {
				l.gone = cause("margin-" + side)
			}
		}
	}
	l.noText = l.unread(v)
	return l
}

// unread finds what makes text unreadable.
func (l *Look) unread(v values) *Cause {
	why := func(name string) *Cause { return &Cause{name, v[name].Text} }
	switch {
	case l.size < leastText:
		return why("font-size")
	case l.lines < 0.3:
		return why("line-height")
	case l.indent != nil:
		return l.indent
	case l.spacing != nil:
		return l.spacing
	case l.masked != nil:
		return l.masked
	case l.fill.known && l.fill.a < leastOpacity:
		return why("text-fill-color")
	case l.text.known && l.text.a < leastOpacity:
		return why("color")
	case l.text.known && l.ground.known && contrast(l.text.over(l.ground), l.ground) < leastContrast:
		return why("color")
	}
	return nil
}

// colours reads text and ground.
func (p *Page) colours(l *Look, v values) {
	if d, ok := v["color"]; ok {
		if c, ok := colourOf(d.value); ok {
			l.text = c
		} else if k := keyword(d.value); k != "inherit" && k != "unset" && k != "currentcolor" {
			l.text = colour{}
		}
	}
	if d, ok := v["text-fill-color"]; ok {
		if l.fill, ok = colourOf(d.value); !ok {
			l.fill = colour{}
		}
	}
	if d, ok := v["background-color"]; ok && len(d.value) > 0 {
		if c, ok := colourOf(d.value); ok {
			l.ground = c.over(l.ground)
		} else if k := keyword(d.value); k != "inherit" && k != "unset" && k != "initial" && k != "none" {
			l.ground = colour{}
		}
	}
	if d, ok := v["background-image"]; ok && len(d.value) > 0 && keyword(d.value) != "none" {
		l.ground = colour{} // a picture: nobody knows
	}
	for _, name := range []string{"background-clip", "filter", "backdrop-filter", "mix-blend-mode", "text-shadow", "text-stroke"} {
		if d, ok := v[name]; ok && keyword(d.value) != "none" && keyword(d.value) != "normal" {
			l.ground.known = false // what is seen is not what is said
		}
	}
}

// attributes reads what HTML itself says of an element's look.
func (p *Page) attributes(l *Look, n *html.Node, v values) {
	shown := func() bool { d, ok := v["display"]; return ok && keyword(d.value) != "none" }
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden", "popover":
			if l.gone == nil && !shown() {
				l.gone = &Cause{"", a.Key}
			}
		case "bgcolor":
			if c, ok := attributeColour(a.Val); ok {
				l.ground = c
			} else {
				l.ground = colour{}
			}
		case "background":
			if strings.TrimSpace(a.Val) != "" {
				l.ground = colour{}
			}
		case "color", "text":
			if n.Data == "font" && a.Key == "color" || n.Data == "body" && a.Key == "text" {
				l.text, _ = attributeColour(a.Val)
			}
		}
	}
	switch n.Data {
	case "a":
		if _, ok := v["color"]; !ok { // the browser's own blue
			l.text = colour{0, 0, 238, 1, true}
		}
	case "dialog":
		if !has(n, "open") && l.gone == nil && !shown() {
			l.gone = &Cause{"", "<dialog"}
		}
	case "mark", "input", "button", "textarea", "select":
		l.text, l.ground = colour{}, colour{}
	}
	if up := n.Parent; up != nil && up.Data == "details" && up.Type == html.ElementNode && !has(up, "open") && n.Data != "summary" && l.gone == nil {
		l.gone = &Cause{"", "<details"}
	}
}

func attributeColour(s string) (colour, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	if c, ok := names[s]; ok {
		return c, true
	}
	return hexColour(strings.TrimPrefix(s, "#"))
}

func has(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

// placed reports whether the element stands elsewhere than in the flow.
func placed(v values) bool {
	switch keyword(v["position"].value) {
	case "absolute", "fixed", "relative", "sticky":
		return true
	}
	return false
}

// concealing are the properties that take an element and everything in it out of sight by themselves, and how.
var concealing = map[string]func(value []token, m measure) bool{
	"display":            func(v []token, _ measure) bool { return keyword(v) == "none" },
	"content-visibility": func(v []token, _ measure) bool { return keyword(v) == "hidden" },
	"mso-hide":           func(v []token, _ measure) bool { return keyword(v) == "all" },
	"opacity": func(v []token, _ measure) bool {
		n, ok := measure{whole: 1}.number(v)
		return ok && n < leastOpacity
	},
	"zoom": func(v []token, _ measure) bool {
		n, ok := measure{whole: 1}.number(v)
		return ok && n > 0 && n < 0.25
	},
	"scale":      func(v []token, _ measure) bool { return small(measure{whole: 1}.numbers(v)) },
	"translate":  func(v []token, m measure) bool { return far(m.numbers(v)) },
	"transform":  transforms,
	"filter":     filters,
	"clip-path":  clipped,
	"mask":       masks,
	"mask-image": masks,
	"content":    replaced,
}

func small(n []float64) bool {
	for _, v := range n {
		if math.Abs(v) < 0.2 {
			return true
		}
	}
	return false
}

func far(n []float64) bool {
	for _, v := range n {
		if math.Abs(v) >= farAway {
			return true
		}
	}
	return false
}

// calls tells the functions of a value with their numbers.
func calls(value []token, m measure, visit func(name string, n []float64, args []token) bool) bool {
	for _, part := range split(value) {
		if part[0].kind == css.FunctionToken {
			name := strings.TrimSuffix(part[0].text, "(")
			if visit(name, m.numbers(part[1:]), part[1:]) {
				return true
			}
		}
	}
	return false
}

func transforms(value []token, m measure) bool {
	return calls(value, measure{em: m.em, whole: screenWidth}, func(name string, n []float64, args []token) bool {
		switch name {
		case "scale", "scalex", "scaley", "scale3d":
			return small(measure{whole: 1}.numbers(args))
		case "translate", "translatex", "translatey", "translate3d":
			return far(n)
		case "rotatex", "rotatey":
			return len(n) > 0 && math.Abs(math.Cos(n[0]*math.Pi/180)) < 0.2
		case "matrix":
			return len(n) == 6 && (math.Abs(n[0]*n[3]-n[1]*n[2]) < 0.05 || far(n[4:]))
		case "matrix3d":
			return len(n) == 16 && (math.Abs(n[0]*n[5]-n[1]*n[4]) < 0.05 || far(n[12:14]))
		}
		return false
	})
}

func filters(value []token, m measure) bool {
	return calls(value, measure{em: m.em, whole: 1}, func(name string, n []float64, _ []token) bool {
		if len(n) == 0 {
			return false
		}
		switch name {
		case "alpha": // of old Internet Explorer, in percent
			return n[0] < 10
		case "opacity", "contrast":
			return n[0] < leastOpacity
		case "blur":
			return n[0] > 4
		case "brightness":
			return n[0] < leastOpacity || n[0] > 20
		}
		return false
	})
}

// clipped reports whether a clip-path or a clip leaves nothing.
func clipped(value []token, m measure) bool {
	if keyword(value) == "none" || keyword(value) == "auto" {
		return false
	}
	return calls(value, measure{em: m.em, whole: 100}, func(name string, n []float64, args []token) bool {
		switch name {
		case "inset":
			for len(n) > 0 && len(n) < 4 {
				n = append(n, n[max(0, len(n)-2)])
			}
			return len(n) >= 4 && (n[0]+n[2] >= 95 || n[1]+n[3] >= 95)
		case "circle", "ellipse":
			return len(n) > 0 && n[0] < 5
		case "rect", "xywh":
			return !far(n) && !slicesAny(n, func(v float64) bool { return v > 2 })
		case "polygon":
			return polygonArea(n) < 25
		case "path", "shape":
			return true // nobody clips the words of a message so
		}
		return false
	})
}

func slicesAny(n []float64, f func(float64) bool) bool {
	for _, v := range n {
		if f(v) {
			return true
		}
	}
	return false
}

func polygonArea(n []float64) (a float64) {
	for i := 0; i+1 < len(n); i += 2 {
		j := (i + 2) % (len(n) &^ 1)
		a += n[i]*n[j+1] - n[j]*n[i+1]
	}
	return math.Abs(a / 2)
}

// masks reports whether a mask lets nothing through that anybody could know of.
func masks(value []token, _ measure) bool {
	for _, t := range value {
		if t.kind == css.URLToken || t.kind == css.FunctionToken && t.text != "linear-gradient(" || t.is(css.IdentToken, "transparent") {
			return true
		}
	}
	return false
}

// replaced reports whether a picture stands where the content would.
func replaced(value []token, _ measure) bool { return len(loads(value)) > 0 }

// boxed finds a box so small that nothing of its content shows: without overflow: hidden the content shows beside it.
func boxed(v values, m measure) *Cause {
	cut := func(axis string) bool {
		switch keyword(v["overflow-"+axis].value) {
		case "hidden", "clip", "scroll", "auto", "overlay":
			return true
		}
		return false
	}
	for _, c := range [...]struct{ name, axis string }{{"height", "y"}, {"max-height", "y"}, {"width", "x"}, {"max-width", "x"}} {
		if !cut(c.axis) {
			continue
		}
		if d, ok := v[c.name]; ok {
			if px, ok := m.number(d.value); ok && px <= 2 {
				return &Cause{c.name, d.Text}
			}
		}
	}
	return nil
}

// Size returns the width or the height that a view's style gives an element in pixels; -1 where it gives none.
func (p *Page) Size(e *Element, view int, name string) int {
	d, ok := p.cascade(e, view, "")[name]
	if !ok || len(d.value) != 1 || d.value[0].kind != css.NumberToken && d.value[0].kind != css.DimensionToken {
		return -1
	}
	px, ok := measure{em: 16}.number(d.value)
	if !ok || px < 0 || px > 1e6 {
		return -1
	}
	return int(px)
}

// Alone returns what takes an element with these attributes out of sight, when nothing else says how it looks.
func Alone(name string, attrs []html.Attribute) *Cause {
	p := NewSheet().Page(0)
	root := Root()
	n := &html.Node{Type: html.ElementNode, Data: name, Attr: attrs}
	l := p.Look(&root, p.Element(n), 0)
	return l.Unseen()
}
