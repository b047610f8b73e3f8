package flow

// newest holds the nodes to evaluate, the newest first, for container/heap. What a node asks for is newer than the node, so that an
// answer is complete, recursion apart, before it is used, and a node with a thousand questions is not evaluated again
// after each answer.
type newest []*node

func (h newest) Len() int { return len(h) }

func (h newest) Less(i, j int) bool { return h[i].age > h[j].age }

func (h newest) Swap(i, j int) { h[i], h[j] = h[j], h[i] }

// Push implements heap.Interface.
func (h *newest) Push(n any) { *h = append(*h, n.(*node)) }

// Pop implements heap.Interface.
func (h *newest) Pop() any {
	s := *h
	last := len(s) - 1
	n := s[last]
	s[last] = nil
	*h = s[:last]
	return n
}
