package model

import (
	_ "embed"
	"encoding/binary"
	"errors"
)

//go:embed weights.bin
var weights []byte

// Model is weights, and the scores that they are compared with.
type Model struct {
	Bias   int32 // in thousandths of the logarithm of the odds
	Scale  int32 // of a weight: millionths for one unit, as if it were the only feature of a reply
	Review int32 // from this score on a reply is likely an objection
	Hold   int32 // below this score what a rule takes for certain is for a human to read
	Sure   int32 // from this score on a phrase that is said of other things as well is certain
	weight []int8
}

const magic = "reply model 1\n"

// Size is how many weights a model has.
const Size = 1 << bits

// Default is the model that stands beside this file.
func Default() (*Model, error) { return Decode(weights) }

// Decode reads a model as Encode writes it. The weights are not copied.
func Decode(data []byte) (*Model, error) {
	const head = len(magic) + 5*4
	if len(data) != head+Size || string(data[:len(magic)]) != magic {
		return nil, errors.New("these are no weights of this model")
	}
	n := data[len(magic):]
	m := &Model{weight: make([]int8, Size)}
	for i, p := range []*int32{&m.Bias, &m.Scale, &m.Review, &m.Hold, &m.Sure} {
		*p = int32(binary.LittleEndian.Uint32(n[4*i:]))
	}
	for i, c := range data[head:] {
		m.weight[i] = int8(c)
	}
	return m, nil
}

// Encode writes a model.
func (m *Model) Encode(weight []int8) []byte {
	data := []byte(magic)
	for _, n := range []int32{m.Bias, m.Scale, m.Review, m.Hold, m.Sure} {
		data = binary.LittleEndian.AppendUint32(data, uint32(n))
	}
	for _, w := range weight {
		data = append(data, byte(w))
	}
	return data
}

// Score returns how likely a reply is an objection, in thousandths of the logarithm of the odds, and adds to by, for each token, what it
// contributes.
func (m *Model) Score(f *Features, by []int32) int32 {
	if len(f.All) == 0 {
		return m.Bias
	}
	sum := int64(0)
	for _, x := range f.All {
		w := int32(m.weight[x.Weight])
		sum += int64(w)
		if int(x.Token) < len(by) {
			by[x.Token] += w
		}
	}
	// The features of a reply weigh as much together as its length allows: their sum is divided by the root of their number.
	root := squareRoot(int64(len(f.All)) << 20) // 1024 times the root
	return m.Bias + int32(sum*int64(m.Scale)*1024/root/1000)
}

// squareRoot returns the whole part of a square root (Newton).
func squareRoot(n int64) int64 {
	if n < 2 {
		return n
	}
	x := n
	for y := (x + 1) / 2; y < x; y = (x + n/x) / 2 {
		x = y
	}
	return x
}
