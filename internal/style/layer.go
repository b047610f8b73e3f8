package style

import (
	"slices"
	"strings"

	"github.com/tdewolff/parse/v2/css"
)

// layer is a cascade layer, or what stands in none. Layers count in the order in which they are named first: the later one beats the
// earlier, and what stands outside of all of them beats them all. Among !important declarations it is the other way round, so that
// @layer{body{opacity:0!important}} body{opacity:1!important} hides the page.
type layer struct {
	name   string // "" is one that nobody can name again
	inside []*layer
	unsure bool   // it is named first where only some programs look
	rank   uint64 // set by rankLayers
}

// maxLayers is how many layers the ranks tell apart.
const maxLayers = 250

// layers reads the names behind @layer and returns the last of the layers.
func (r *reader) layers(prelude []token, c context) *layer {
	around := c.layer
	if around == nil {
		around = &r.sheet.layers
	}
	last := around
	if len(prelude) == 0 {
		return r.enter(around, "", c)
	}
	for _, t := range prelude { // a.b, c
		switch {
		case t.kind == css.CommaToken:
			last = around
		case t.kind == css.IdentToken:
			last = r.enter(last, t.text, c)
		}
	}
	return last
}

// enter finds a layer in another, or makes it.
func (r *reader) enter(around *layer, name string, c context) *layer {
	if i := slices.IndexFunc(around.inside, func(l *layer) bool { return name != "" && l.name == name }); i >= 0 {
		return around.inside[i]
	}
	l := &layer{name: strings.Clone(name), unsure: c.when != 0}
	around.inside = append(around.inside, l)
	return l
}

// rankLayers numbers the layers in the order of their strength, and returns the next number. sure is false where their order is not
// the same in every program: one of several is named first in a condition.
func (l *layer) rankLayers(next uint64) (_ uint64, sure bool) {
	sure = true
	for _, in := range l.inside {
		ok := false
		next, ok = in.rankLayers(next)
		sure = sure && ok && (!in.unsure || len(l.inside) == 1)
	}
	l.rank = next
	return next + 1, sure
}
