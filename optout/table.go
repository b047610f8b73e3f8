package optout

import (
	"encoding/binary"
	"sync/atomic"
)

// traits say which kinds of events a ledger has of a digest, so far as that can spare a look-up.
type traits uint8

const (
	objects  traits = 1 << iota // an objection
	informed                    // was written to
	asks                        // anything else: only the events themselves say what it means
	anyTrait = objects | informed | asks
)

// traitOf returns the trait of an event of this kind. A kind that is not known is asked about.
func traitOf(k Kind) traits {
	switch k {
	case Objection:
		return objects
	case Informed:
		return informed
	}
	return asks
}

// tableParts is the number of parts of a table. Each grows by itself, so that growing never holds more than one part twice.
const tableParts = 256

// table maps digests to traits in little room: 64 bits an entry, of which 61 are the digest's first ones and 3 its traits, in open
// addressing. A digest is uniformly random to whoever lacks the key, so it is its own hash. Eight bits more choose the part, and two
// people who agree in all 69 share their traits, which never spares an objector: it costs a look-up, or refuses one
// person in a file of ten million with a probability under 1 in 10,000,000 against three million entries.
//
// A part is at least three eighths full once it has grown, so an entry takes at most 21.4 bytes, and all parts that are nearly empty
// at most 16 kB.
//
// One goroutine adds at a time; any number of them read meanwhile, without locks. Who reads sees everything that was added
// before it learned of it through a synchronising operation, and perhaps more.
type table struct {
	parts [tableParts]atomic.Pointer[tablePart]
	used  [tableParts]int32 // the writer's
	n     atomic.Int64
}

// tablePart has a power of two of slots; 0 is an empty one.
type tablePart struct{ slots []atomic.Uint64 }

const minSlots = 4

// keyOf returns what a slot holds of a digest, with no traits.
func keyOf(d Digest) uint64 {
	k := binary.LittleEndian.Uint64(d[:]) &^ uint64(anyTrait)
	if k == 0 {
		return uint64(anyTrait) + 1 // 0 is an empty slot
	}
	return k
}

// find returns the slot that holds key, or the empty one where it belongs, and what is in it.
func (p *tablePart) find(key uint64) (int, uint64) {
	mask := len(p.slots) - 1
	for i := int(key>>3) & mask; ; i = (i + 1) & mask {
		if w := p.slots[i].Load(); w == 0 || w&^uint64(anyTrait) == key {
			return i, w
		}
	}
}

// touch reads the slot where get begins. Many calls after each other wait for the memory once, where as many calls of get, each of which
// decides something, would wait in turn. What it returns means nothing.
func (t *table) touch(d Digest) uint64 {
	p := t.parts[d[len(d)-1]].Load()
	if p == nil {
		return 0
	}
	return p.slots[int(keyOf(d)>>3)&(len(p.slots)-1)].Load()
}

// get returns the traits of a digest, 0 when it is not in the table.
func (t *table) get(d Digest) traits {
	p := t.parts[d[len(d)-1]].Load()
	if p == nil {
		return 0
	}
	_, w := p.find(keyOf(d))
	return traits(w) & anyTrait
}

// add adds traits to those of a digest.
func (t *table) add(d Digest, more traits) {
	part, key := d[len(d)-1], keyOf(d)
	p := t.parts[part].Load()
	if p != nil {
		if i, w := p.find(key); w != 0 {
			if with := w | uint64(more); with != w {
				p.slots[i].Store(with)
			}
			return
		}
	}
	if p == nil || 4*(int(t.used[part])+1) > 3*len(p.slots) {
		p = p.grown()
		t.parts[part].Store(p)
	}
	i, _ := p.find(key)
	p.slots[i].Store(key | uint64(more))
	t.used[part]++
	t.n.Add(1)
}

// grown returns a part of twice the size with the same entries. Readers of the smaller one miss nothing that they were told of.
func (p *tablePart) grown() *tablePart {
	if p == nil {
		return &tablePart{make([]atomic.Uint64, minSlots)}
	}
	g := &tablePart{make([]atomic.Uint64, 2*len(p.slots))}
	for i := range p.slots {
		if w := p.slots[i].Load(); w != 0 {
			at, _ := g.find(w &^ uint64(anyTrait))
			g.slots[at].Store(w)
		}
	}
	return g
}

// size returns the bytes that the table's entries take.
func (t *table) size() int {
	n := 0
	for i := range t.parts {
		if p := t.parts[i].Load(); p != nil {
			n += 8 * len(p.slots)
		}
	}
	return n
}

// people is the set of people met in one screening, who are compared by all 128 bits: nobody is left out for being like another. It
// grows part by part as a table does, and takes at most 43 bytes for each person while it grows.
type people struct{ parts *[tableParts]digestSet }

// add reports whether d was not there before.
func (p *people) add(d Digest) bool {
	if p.parts == nil {
		p.parts = new([tableParts]digestSet)
	}
	return p.parts[d[len(d)-1]].add(d)
}

// touch is to people what table.touch is to a table.
func (p *people) touch(d Digest) uint64 {
	if p.parts == nil {
		return 0
	}
	slots := p.parts[d[len(d)-1]].slots
	if len(slots) == 0 {
		return 0
	}
	return uint64(slots[int(binary.LittleEndian.Uint64(d[:]))&(len(slots)-1)][0])
}

// digestSet is one part of people: open addressing in one flat table, one cache miss where a map has two.
type digestSet struct {
	slots []Digest // a power of two of them; the zero Digest is an empty slot
	used  int
}

func (s *digestSet) add(d Digest) bool {
	if 4*(s.used+1) > 3*len(s.slots) {
		old := s.slots
		s.slots = make([]Digest, max(minSlots, 2*len(old)))
		for _, o := range old {
			if !o.IsZero() {
				s.slots[s.find(o)] = o
			}
		}
	}
	i := s.find(d)
	if s.slots[i] == d {
		return false
	}
	s.slots[i] = d
	s.used++
	return true
}

// find returns the slot that holds d, or the empty one where it belongs.
func (s *digestSet) find(d Digest) int {
	mask := len(s.slots) - 1
	for i := int(binary.LittleEndian.Uint64(d[:])) & mask; ; i = (i + 1) & mask {
		if s.slots[i] == d || s.slots[i].IsZero() {
			return i
		}
	}
}
