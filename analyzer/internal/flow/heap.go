package flow

// heap holds nodes, the newest on top: what a node asks for is newer than the node, so that an answer is complete, recursion
// apart, before it is used, and a node with a thousand questions is not evaluated again after each answer.
type heap []*node

func (h *heap) push(n *node) {
	*h = append(*h, n)
	s := *h
	for i := len(s) - 1; i > 0; {
		up := (i - 1) / 2
		if s[up].age >= s[i].age {
			break
		}
		s[up], s[i] = s[i], s[up]
		i = up
	}
}

func (h *heap) pop() *node {
	s := *h
	top := s[0]
	last := len(s) - 1
	s[0] = s[last]
	s[last] = nil
	s = s[:last]
	for i := 0; ; {
		big := i
		for _, c := range [2]int{2*i + 1, 2*i + 2} {
			if c < len(s) && s[c].age > s[big].age {
				big = c
			}
		}
		if big == i {
			break
		}
		s[i], s[big] = s[big], s[i]
		i = big
	}
	*h = s
	return top
}
