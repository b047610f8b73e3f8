package fit

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/scrutateur/scrutateur/optout/reply/internal/lexicon"
	"github.com/scrutateur/scrutateur/optout/reply/internal/model"
)

func ExampleRead() {
	all, err := Read(strings.NewReader("# comment\noptout\tweary\tsenior\tVous me lassez\nnotoptout\tquote\tmail\t\"> ok\\nMerci\"\n"), "corpus.tsv")
	fmt.Printf("%q %v\n", all[1].Text, err)
	fmt.Println(all[1].Line())
	// Output:
	// "> ok\nMerci" <nil>
	// notoptout	quote	mail	"> ok\nMerci"
}

func TestReadRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"optout\ta\tb":         "c.tsv:1: want label",
		"optout\ta\tb\t":       "c.tsv:1: want label",
		"\n# \nmaybe\ta\tb\tc": `c.tsv:3: the label "maybe" is none of`,
	} {
		if _, err := Read(strings.NewReader(text), "c.tsv"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// The weights beside package model are those of the phrases and the corpus as they are.
func TestWeights(t *testing.T) {
	l, err := lexicon.Load(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	all, err := Corpus(os.DirFS("../../testdata"))
	if err != nil {
		t.Fatal(err)
	}
	have, err := os.ReadFile("../model/weights.bin")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(have, Model(l, all)) {
		t.Error("the phrases, the corpus or the features changed: go run ./optout/reply/internal/train")
	}
	// Nothing of the held-out half is trained on.
	data, err := os.ReadFile("../../testdata/heldout.tsv")
	if err != nil {
		t.Fatal(err)
	}
	held, err := Read(bytes.NewReader(data), "heldout.tsv")
	if err != nil {
		t.Fatal(err)
	}
	trained := map[string]bool{}
	for _, e := range all {
		trained[e.Text] = true
	}
	both := 0
	for _, e := range held {
		if trained[e.Text] {
			both++
		}
	}
	if both > len(held)/20 { // STOP stands in every corpus
		t.Errorf("%d of %d held-out replies are trained on", both, len(held))
	}
}

// Examples that can be parted are parted, and the odds follow the margins.
func TestTrain(t *testing.T) {
	var all []Vector
	for i := range 40 {
		y, at := 1.0, uint32(1)
		if i%2 == 0 {
			y, at = -1, 2
		}
		all = append(all, Vector{at: []uint32{at, 3}, value: []float64{0.5, 0.5}, sum: 0.5, y: y, c: 1})
	}
	w := train(all)
	margins := make([]float64, len(all))
	for i := range all {
		margins[i] = all[i].margin(w)
		if margins[i]*all[i].y <= 0 {
			t.Fatalf("example %d is on the wrong side: %v", i, margins[i])
		}
	}
	if w[1] <= 0 || w[2] >= 0 || w[4] != 0 || len(w) != model.Size+1 {
		t.Errorf("%v %v %v", w[1], w[2], w[4])
	}
	if o := calibrate(margins, all); o.Slope <= 0 {
		t.Errorf("%+v", o)
	}
}

// The series that do without the functions of package math agree with them.
func TestSeries(t *testing.T) {
	for x := -29.0; x < 29; x += 0.37 {
		if got, want := sigmoid(x), 1/(1+math.Exp(-x)); math.Abs(got-want) > 1e-9 {
			t.Errorf("sigmoid(%v) = %v, want %v", x, got, want)
		}
	}
	for x := 0.25; x < 1e6; x *= 3 {
		if got := root(x); math.Abs(got-math.Sqrt(x)) > 1e-9*x {
			t.Errorf("root(%v) = %v", x, got)
		}
	}
	for x, want := range map[float64]float64{1.4: 1, 1.6: 2, -1.6: -2, -0.4: 0} {
		if rounded(x) != want {
			t.Errorf("rounded(%v) = %v", x, rounded(x))
		}
	}
}
