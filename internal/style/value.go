package style

import (
	"math"
	"strconv"
	"strings"

	"github.com/tdewolff/parse/v2/css"
)

// Screens are between a small phone and a window. What a length is in pixels is said for the phone, because what is too small there
// is too small.
const (
	screenWidth  = 320
	screenHeight = 600
)

// units are lengths in pixels. em and its like are asked for beside them.
var units = map[string]float64{
	"px": 1, "pt": 96.0 / 72, "pc": 16, "in": 96, "cm": 96 / 2.54, "mm": 96 / 25.4, "q": 96 / 101.6, "rem": 16, "rlh": 20,
	"vw": screenWidth / 100.0, "svw": screenWidth / 100.0, "lvw": screenWidth / 100.0, "dvw": screenWidth / 100.0, "vi": screenWidth / 100.0, "cqw": screenWidth / 100.0,
	"vh": screenHeight / 100.0, "svh": screenHeight / 100.0, "lvh": screenHeight / 100.0, "dvh": screenHeight / 100.0, "vb": screenHeight / 100.0, "cqh": screenHeight / 100.0,
	"vmin": screenWidth / 100.0, "vmax": screenHeight / 100.0, "cqi": screenWidth / 100.0, "cqmin": screenWidth / 100.0,
	"deg": 1, "grad": 0.9, "turn": 360, "rad": 180 / math.Pi, "s": 1, "ms": 0.001,
}

// measure makes numbers of values: em is the size of the text in pixels, whole is what a percentage is of.
type measure struct{ em, whole float64 }

// number evaluates a value that is one number, one length, or a calculation of them.
func (m measure) number(ts []token) (float64, bool) {
	v, rest, ok := m.sum(trim(ts), 0)
	return v, ok && len(trim(rest)) == 0 && !math.IsNaN(v)
}

func (m measure) sum(ts []token, depth int) (v float64, rest []token, ok bool) {
	if v, rest, ok = m.product(ts, depth); !ok {
		return 0, ts, false
	}
	for {
		next := trim(rest)
		if len(next) == 0 || next[0].kind != css.DelimToken || next[0].text != "+" && next[0].text != "-" {
			return v, rest, true
		}
		w, after, ok := m.product(next[1:], depth)
		if !ok {
			return 0, ts, false
		}
		if next[0].text == "-" {
			w = -w
		}
		v, rest = v+w, after
	}
}

func (m measure) product(ts []token, depth int) (v float64, rest []token, ok bool) {
	if v, rest, ok = m.factor(ts, depth); !ok {
		return 0, ts, false
	}
	for {
		next := trim(rest)
		if len(next) == 0 || next[0].kind != css.DelimToken || next[0].text != "*" && next[0].text != "/" {
			return v, rest, true
		}
		w, after, ok := m.factor(next[1:], depth)
		if !ok {
			return 0, ts, false
		}
		if next[0].text == "/" {
			w = 1 / w
		}
		v, rest = v*w, after
	}
}

func (m measure) factor(ts []token, depth int) (v float64, rest []token, ok bool) {
	for len(ts) > 0 && ts[0].kind == css.WhitespaceToken {
		ts = ts[1:]
	}
	if len(ts) == 0 || depth > maxDepth {
		return 0, ts, false
	}
	t := ts[0]
	switch t.kind {
	case css.NumberToken, css.DimensionToken, css.PercentageToken:
		v, ok = m.one(t)
		return v, ts[1:], ok
	case css.LeftParenthesisToken, css.FunctionToken:
		v, rest, ok = m.call(strings.TrimSuffix(unprefixed(t.text), "("), ts[1:], depth+1)
		return v, rest, ok
	}
	return 0, ts, false
}

// call evaluates calc(), min(), max(), clamp() and parentheses, whose inside begins at ts.
func (m measure) call(name string, ts []token, depth int) (v float64, rest []token, ok bool) {
	var args []float64
	for rest = ts; ; {
		if v, rest, ok = m.sum(rest, depth); !ok {
			return 0, ts, false
		}
		args = append(args, v)
		for len(rest) > 0 && rest[0].kind == css.WhitespaceToken {
			rest = rest[1:]
		}
		if len(rest) == 0 || rest[0].kind == css.RightParenthesisToken {
			rest = rest[min(1, len(rest)):]
			break
		}
		if rest[0].kind != css.CommaToken {
			return 0, ts, false
		}
		rest = rest[1:]
	}
	switch name {
	case "calc", "":
		return args[0], rest, len(args) == 1
	case "min":
		for _, a := range args {
			v = math.Min(args[0], a)
			args[0] = v
		}
		return args[0], rest, true
	case "max":
		for _, a := range args {
			args[0] = math.Max(args[0], a)
		}
		return args[0], rest, true
	case "clamp":
		return math.Max(args[0], math.Min(args[min(1, len(args)-1)], args[len(args)-1])), rest, len(args) == 3
	}
	return 0, ts, false
}

// one is a single number with its unit.
func (m measure) one(t token) (float64, bool) {
	digits := strings.TrimRight(t.text, "%abcdefghijklmnopqrstuvwxyz")
	// "1e3px" is a thousand pixels, "1em" one em.
	if rest := t.text[len(digits):]; len(rest) > 1 && rest[0] == 'e' && strings.IndexByte("+-0123456789", rest[1]) >= 0 {
		digits = t.text
		for digits != "" && strings.IndexByte("0123456789", digits[len(digits)-1]) < 0 {
			digits = digits[:len(digits)-1]
		}
	}
	v, err := strconv.ParseFloat(digits, 64)
	if err != nil && !math.IsInf(v, 0) {
		return 0, false
	}
	switch unit := t.text[len(digits):]; unit {
	case "":
		return v, true
	case "%":
		return v * m.whole / 100, true
	case "em":
		return v * m.em, true
	case "ex", "ch", "cap":
		return v * m.em / 2, true
	case "lh", "ic":
		return v * m.em * 1.2, true
	default:
		f, ok := units[unit]
		return v * f, ok
	}
}

// numbers reads a list of numbers, apart by blanks, commas or slashes. What is none is left out.
func (m measure) numbers(ts []token) (all []float64) {
	for len(ts) > 0 {
		if v, rest, ok := m.factor(ts, 0); ok {
			all, ts = append(all, v), rest
			continue
		}
		ts = ts[1:]
	}
	return all
}

// split cuts a value at the blanks and commas between its parts; a function is one part.
func split(ts []token) (parts [][]token) {
	end := matches(ts)
	for i := 0; i < len(ts); {
		if ts[i].kind == css.WhitespaceToken || ts[i].kind == css.CommaToken || ts[i].is(css.DelimToken, "/") {
			i++
			continue
		}
		j := min(end[i], len(ts)-1) + 1
		parts, i = append(parts, ts[i:j]), j
	}
	return parts
}

// keyword returns the value when it is one word.
func keyword(ts []token) string {
	if len(ts) == 1 && ts[0].kind == css.IdentToken {
		return ts[0].text
	}
	return ""
}

// colour is one, or not known.
type colour struct {
	r, g, b, a float64 // 0 to 255, a to 1
	known      bool
}

var (
	white = colour{255, 255, 255, 1, true}
	black = colour{0, 0, 0, 1, true}
)

// names are the colours that a page is likely to hide words with; others are not known.
var names = map[string]colour{
	"white": white, "black": black, "transparent": {known: true},
	"snow": {255, 250, 250, 1, true}, "ivory": {255, 255, 240, 1, true}, "ghostwhite": {248, 248, 255, 1, true}, "whitesmoke": {245, 245, 245, 1, true},
	"floralwhite": {255, 250, 240, 1, true}, "azure": {240, 255, 255, 1, true}, "mintcream": {245, 255, 250, 1, true}, "aliceblue": {240, 248, 255, 1, true},
	"seashell": {255, 245, 238, 1, true}, "honeydew": {240, 255, 240, 1, true}, "lavenderblush": {255, 240, 245, 1, true}, "gainsboro": {220, 220, 220, 1, true},
	"lightgray": {211, 211, 211, 1, true}, "lightgrey": {211, 211, 211, 1, true}, "silver": {192, 192, 192, 1, true}, "gray": {128, 128, 128, 1, true}, "grey": {128, 128, 128, 1, true},
	"red": {255, 0, 0, 1, true}, "lime": {0, 255, 0, 1, true}, "blue": {0, 0, 255, 1, true}, "yellow": {255, 255, 0, 1, true}, "navy": {0, 0, 128, 1, true},
	"green": {0, 128, 0, 1, true}, "maroon": {128, 0, 0, 1, true}, "purple": {128, 0, 128, 1, true}, "teal": {0, 128, 128, 1, true}, "olive": {128, 128, 0, 1, true},
	"canvas": white, "canvastext": black,
}

// colourOf reads a colour.
func colourOf(ts []token) (c colour, ok bool) {
	ts = trim(ts)
	if len(ts) == 0 {
		return c, false
	}
	switch t := ts[0]; {
	case t.kind == css.IdentToken && len(ts) == 1:
		c, ok = names[t.text]
		return c, ok
	case t.kind == css.HashToken && len(ts) == 1:
		return hexColour(strings.TrimPrefix(t.text, "#"))
	case t.kind == css.FunctionToken:
		name := strings.TrimSuffix(t.text, "(")
		m := measure{whole: 255}
		n := m.numbers(ts[1:])
		if len(n) < 3 {
			return c, false
		}
		c = colour{a: 1, known: true}
		if len(n) > 3 {
			if c.a = n[3]; c.a > 1 { // a percentage, of 255 here
				c.a /= 255
			}
		}
		switch name {
		case "rgb", "rgba":
			c.r, c.g, c.b = n[0], n[1], n[2]
			return c, true
		case "hsl", "hsla":
			r, g, b := css.HSL2RGB(math.Mod(math.Mod(n[0], 360)+360, 360)/360, clamp(n[1]/255), clamp(n[2]/255))
			c.r, c.g, c.b = r*255, g*255, b*255
			return c, true
		}
		return colour{a: c.a, known: c.a < 0.1}, true
	}
	return c, false
}

func clamp(v float64) float64 { return math.Max(0, math.Min(1, v)) }

// hexColour reads #rgb, #rgba, #rrggbb and #rrggbbaa, with or without the sharp, as attributes have it.
func hexColour(s string) (c colour, ok bool) {
	for i := range len(s) {
		if hex(s[i]) < 0 {
			return c, false
		}
	}
	var n [4]float64
	n[3] = 255
	switch len(s) {
	case 3, 4:
		for i := range len(s) {
			n[i] = float64(hex(s[i]) * 17)
		}
	case 6, 8:
		for i := range len(s) / 2 {
			n[i] = float64(hex(s[2*i])<<4 | hex(s[2*i+1]))
		}
	default:
		return c, false
	}
	return colour{n[0], n[1], n[2], n[3] / 255, true}, true
}

// over lays a colour on a ground.
func (c colour) over(ground colour) colour {
	if !c.known || c.a >= 1 {
		return c
	}
	if c.a <= 0 {
		return ground
	}
	mix := func(a, b float64) float64 { return a*c.a + b*(1-c.a) }
	return colour{mix(c.r, ground.r), mix(c.g, ground.g), mix(c.b, ground.b), 1, ground.known}
}

// contrast is that of WCAG 2.2, from 1 to 21.
func contrast(a, b colour) float64 {
	light := func(c colour) float64 {
		f := func(v float64) float64 {
			if v /= 255; v <= 0.04045 {
				return v / 12.92
			}
			return math.Pow((v+0.055)/1.055, 2.4)
		}
		return 0.2126*f(c.r) + 0.7152*f(c.g) + 0.0722*f(c.b)
	}
	x, y := light(a), light(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}
