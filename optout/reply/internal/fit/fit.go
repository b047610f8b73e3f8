package fit

import (
	"crypto/sha256"
	"math/rand/v2"
	"slices"

	"github.com/scrutateur/scrutateur/internal/damaged"
	"github.com/scrutateur/scrutateur/optout/reply/internal/lexicon"
	"github.com/scrutateur/scrutateur/optout/reply/internal/model"
	"github.com/scrutateur/scrutateur/optout/reply/internal/text"
)

// Vector is a reply as the model sees it: the features, each once, and how much each counts.
type Vector struct {
	at    []uint32
	value []float64
	sum   float64 // of the squares of the values
	y, c  float64 // 1 for an objection, -1 for none; and how much the example counts
}

// Vectors reads examples as Parse reads replies.
func Vectors(l *lexicon.Lexicon, all []Example) []Vector {
	var (
		t text.Reply
		r lexicon.Reading
		f model.Features
	)
	out := make([]Vector, 0, len(all))
	for _, e := range all {
		t.Read(damaged.Read(e.Text).Text)
		l.Read(&r, &t)
		f.Read(l, &r, &t)
		v := vector(f.All)
		w := weights[e.Label]
		v.y, v.c = 1, w
		if w < 0 {
			v.y, v.c = -1, -w
		}
		out = append(out, v)
	}
	return out
}

func vector(features []model.Feature) (v Vector) {
	at := make([]uint32, 0, len(features))
	for _, f := range features {
		at = append(at, f.Weight)
	}
	slices.Sort(at)
	unit := 1 / root(float64(max(len(at), 1)))
	for i := 0; i < len(at); {
		j := i
		for j < len(at) && at[j] == at[i] {
			j++
		}
		x := float64(float64(j-i) * unit)
		v.at, v.value = append(v.at, at[i]), append(v.value, x)
		v.sum += float64(x * x)
		i = j
	}
	return v
}

func (v *Vector) dot(w []float64) (sum float64) {
	for i, at := range v.at {
		sum += float64(w[at] * v.value[i])
	}
	return sum
}

// The choices of a training. Neither matters much: eight-fold cross-validation gave the same shares, within half a point, for costs between 0.5 and 10.
const (
	cost   = 1  // of an example on the wrong side; the greater, the closer the weights follow the corpus
	rounds = 25 // in which each example is looked at
	folds  = 8  // in which the margins are measured of which the odds are made
)

// The scores, in thousandths of the logarithm of the odds, that verdicts are made of.
const (
	review = -700  // a human reads what is an objection with a chance of a third or more
	hold   = 500   // a phrase for certain is not, where the whole reply says so with a chance of less than 62 %
	sure   = 2_200 // a phrase that is said of other things as well is certain from a chance of 90 %
)

// train returns the weights that part the examples best, by coordinate descent in the dual of a support vector machine with squared loss (Hsieh
// et al., A dual coordinate descent method for large-scale linear SVM, ICML 2008); the last one is of what every reply has. Its order is that of a generator
// with a fixed seed, and each product is rounded by itself, so that machines that fuse a product and a sum come to the same weights.
func train(all []Vector) []float64 {
	w := make([]float64, model.Size+1)
	alpha := make([]float64, len(all))
	order := make([]int, len(all))
	for i := range order {
		order[i] = i
	}
	source := rand.New(rand.NewPCG(1, 2))
	for range rounds {
		source.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			v := &all[i]
			soft := 1 / float64(2*cost*v.c)
			margin := v.dot(w) + w[model.Size]
			gradient := float64(v.y*margin) - 1 + float64(alpha[i]*soft)
			next := max(0, alpha[i]-gradient/(v.sum+1+soft))
			step := float64((next - alpha[i]) * v.y)
			if step == 0 {
				continue
			}
			alpha[i] = next
			for k, at := range v.at {
				w[at] += float64(step * v.value[k])
			}
			w[model.Size] += step
		}
	}
	return w
}

func (v *Vector) margin(w []float64) float64 { return v.dot(w) + w[model.Size] }

// fold says in which part of a cross-validation a text is: by itself, wherever it stands.
func fold(text string) int {
	sum := sha256.Sum256([]byte(text))
	return int(sum[1]) % folds
}

// Model trains a model and returns it as it is stored.
func Model(l *lexicon.Lexicon, all []Example) []byte {
	vectors := Vectors(l, all)
	_, odds := Cross(all, vectors)
	m, small := quantize(train(vectors), odds)
	m.Review, m.Hold, m.Sure = review, hold, sure
	return m.Encode(small)
}

// Cross measures the margins of replies on which the weights were not trained, a part at a time, and fits the odds to them.
func Cross(all []Example, vectors []Vector) ([]float64, Odds) {
	margins := make([]float64, len(all))
	for k := range folds {
		var rest []Vector
		for i, e := range all {
			if fold(e.Text) != k {
				rest = append(rest, vectors[i])
			}
		}
		w := train(rest)
		for i, e := range all {
			if fold(e.Text) == k {
				margins[i] = vectors[i].margin(w)
			}
		}
	}
	return margins, calibrate(margins, vectors)
}

// root is a square root by Newton's steps, the same on every machine.
func root(x float64) float64 {
	y := x
	for range 60 {
		y = (y + x/y) / 2
	}
	return y
}

// Odds are a line from margins to the logarithm of the odds (Platt 1999).
type Odds struct{ Slope, Shift float64 }

// calibrate fits the odds to margins that weights gave to replies on which they were not trained.
func calibrate(margins []float64, all []Vector) Odds {
	o := Odds{Slope: 2}
	for range 200 {
		var g0, g1, h00, h01, h11 float64
		for i, m := range margins {
			p := sigmoid(float64(o.Slope*m) + o.Shift)
			t := (all[i].y + 1) / 2
			d, q := float64((p-t)*all[i].c), float64(float64(p*(1-p))*all[i].c)+1e-9
			g0, g1 = g0+d, g1+float64(d*m)
			h00, h01, h11 = h00+q, h01+float64(q*m), h11+float64(float64(q*m)*m)
		}
		det := float64(h00*h11) - float64(h01*h01)
		if det < 1e-12 {
			break
		}
		o.Shift -= (float64(h11*g0) - float64(h01*g1)) / det
		o.Slope -= (float64(h00*g1) - float64(h01*g0)) / det
	}
	return o
}

// sigmoid is 1/(1+e^-x), by a series: the exponential functions of processors differ in their last bits.
func sigmoid(x float64) float64 {
	x = max(-30, min(30, x))
	e, term := 1.0, 1.0
	y := -x / 64
	for k := 1.0; k < 20; k++ {
		term = float64(term*y) / k
		e += term
	}
	for range 6 { // the 64th power
		e = float64(e * e)
	}
	return 1 / (1 + e)
}

// quantize makes a model of weights.
func quantize(w []float64, odds Odds) (*model.Model, []int8) {
	sizes := make([]float64, 0, model.Size)
	for _, x := range w[:model.Size] {
		if x != 0 {
			sizes = append(sizes, max(x, -x))
		}
	}
	slices.Sort(sizes)
	largest := 1.0
	if len(sizes) > 0 {
		largest = sizes[len(sizes)-1-len(sizes)/5000] // a few outliers must not make the rest coarse
	}
	unit := largest / 127
	small := make([]int8, model.Size)
	for i, x := range w[:model.Size] {
		small[i] = int8(max(-127, min(127, rounded(x/unit))))
	}
	m := &model.Model{
		Bias:  int32(rounded(float64(1000 * (float64(odds.Slope*w[model.Size]) + odds.Shift)))),
		Scale: int32(rounded(float64(1000*1000) * float64(odds.Slope*unit))),
	}
	return m, small
}

func rounded(x float64) float64 {
	if x < 0 {
		return float64(int64(x - 0.5))
	}
	return float64(int64(x + 0.5))
}
