package model

import (
	"fmt"
	"os"
	"testing"

	"github.com/scrutateur/scrutateur/optout/reply/internal/lexicon"
	"github.com/scrutateur/scrutateur/optout/reply/internal/text"
)

func read(s string) *Features {
	l, err := lexicon.Load(os.DirFS("../.."))
	if err != nil {
		panic(err)
	}
	var (
		t text.Reply
		r lexicon.Reading
		f Features
	)
	t.Read(s)
	l.Read(&r, &t)
	f.Read(l, &r, &t)
	return &f
}

func ExampleModel_Score() {
	m, err := Default()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range []string{"je ne souhaite plus vos messages", "à quelle heure est la réunion ?"} {
		fmt.Println(m.Score(read(s), nil) > m.Review)
	}
	// Output:
	// true
	// false
}

// What is stored is read back, and nothing else is taken for weights.
func TestDecode(t *testing.T) {
	small := make([]int8, Size)
	for i := range small {
		small[i] = int8(i % 251)
	}
	m := &Model{Bias: -7, Scale: 1 << 20, Review: -500, Hold: 700, Sure: 2_200}
	got, err := Decode(m.Encode(small))
	if err != nil || got.Bias != m.Bias || got.Scale != m.Scale || got.Review != m.Review || got.Hold != m.Hold || got.Sure != m.Sure || string(got.Encode(got.weight)) != string(m.Encode(small)) {
		t.Errorf("%v %v", got, err)
	}
	for _, bad := range [][]byte{nil, weights[1:], append([]byte("x"), weights[1:]...)} {
		if _, err := Decode(bad); err == nil {
			t.Errorf("%d bytes are taken for weights", len(bad))
		}
	}
	if len(weights) > 400_000 {
		t.Errorf("the weights take %d bytes", len(weights))
	}
}

// A score is the bias and what the features weigh, divided by the root of their number; and each token is told its share.
func TestScore(t *testing.T) {
	m := &Model{Bias: 100, Scale: 1_000_000, weight: make([]int8, Size)}
	m.weight[3], m.weight[4] = 10, -4
	f := &Features{All: []Feature{{3, 0}, {3, 1}, {4, 1}, {5, 1}}}
	by := make([]int32, 2)
	if got := m.Score(f, by); got != 100+16*1000/2 || by[0] != 10 || by[1] != 6 {
		t.Errorf("%d %v", got, by)
	}
	if got := m.Score(new(Features), nil); got != 100 {
		t.Errorf("%d for nothing", got)
	}
}

func TestSquareRoot(t *testing.T) {
	for n := int64(0); n < 100_000; n++ {
		if r := squareRoot(n); r*r > n || (r+1)*(r+1) <= n {
			t.Fatalf("the root of %d is not %d", n, r)
		}
	}
}
