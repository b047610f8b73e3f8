package flow

import (
	"container/heap"
	"math/rand/v2"
	"testing"
)

func TestHeap(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	var h newest
	for range 1000 {
		heap.Push(&h, &node{age: rnd.IntN(500)})
	}
	last := 500
	for range 1000 {
		n := heap.Pop(&h).(*node)
		if n.age > last {
			t.Fatalf("%d after %d", n.age, last)
		}
		last = n.age
	}
}
