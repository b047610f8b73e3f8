package lexicon

import "slices"

// trie finds what is known of a word in one walk over its letters.
type trie struct {
	nodes []node
	kids  []int32 // of all nodes; 0 is none
}

type node struct {
	first int32 // of its kids
	low   byte  // the letter of the first
	n     int32 // how many letters have room
	exact []int32
	open  []open
}

// open is a word that goes on from a node.
type open struct {
	class int32
	more  int
}

// growing is a trie while words are added.
type growing struct {
	kids  map[byte]*growing
	exact []int32
	open  []open
}

func (g *growing) add(f form, class int32) {
	for i := range len(f.letters) {
		if g.kids == nil {
			g.kids = map[byte]*growing{}
		}
		next := g.kids[f.letters[i]]
		if next == nil {
			next = &growing{}
			g.kids[f.letters[i]] = next
		}
		g = next
	}
	if f.more == 0 {
		if !slices.Contains(g.exact, class) {
			g.exact = append(g.exact, class)
		}
		return
	}
	if !slices.Contains(g.open, open{class, f.more}) {
		g.open = append(g.open, open{class, f.more})
	}
}

// freeze lays the nodes out one after the other.
func (g *growing) freeze() *trie {
	t := &trie{}
	t.lay(g)
	return t
}

func (t *trie) lay(g *growing) int32 {
	at := int32(len(t.nodes))
	t.nodes = append(t.nodes, node{exact: g.exact, open: g.open})
	if len(g.kids) == 0 {
		return at
	}
	low, high := byte(255), byte(0)
	for c := range g.kids {
		low, high = min(low, c), max(high, c)
	}
	first := int32(len(t.kids))
	t.kids = append(t.kids, make([]int32, int(high)-int(low)+1)...)
	for c := int(low); c <= int(high); c++ {
		if kid := g.kids[byte(c)]; kid != nil {
			t.kids[first+int32(c)-int32(low)] = t.lay(kid)
		}
	}
	t.nodes[at].first, t.nodes[at].low, t.nodes[at].n = first, low, int32(high)-int32(low)+1
	return at
}

// find appends the classes of a word.
func (t *trie) find(dst []int32, word []byte) []int32 {
	at := int32(0)
	for i, c := range word {
		n := &t.nodes[at]
		k := int32(c) - int32(n.low)
		if k < 0 || k >= n.n {
			return dst
		}
		if at = t.kids[n.first+k]; at == 0 {
			return dst
		}
		for _, o := range t.nodes[at].open {
			if o.more == anyMore || len(word)-i-1 <= o.more {
				dst = append(dst, o.class)
			}
		}
	}
	return append(dst, t.nodes[at].exact...)
}
