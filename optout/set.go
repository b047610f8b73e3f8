package optout

import "encoding/binary"

// digestSet is the set of people met in one screening. A digest is uniformly random to whoever lacks the key, so it
// is its own hash: open addressing in one flat table costs 16 bytes a slot and one cache miss, where a map has two.
type digestSet struct {
	slots []Digest // a power of two of them; the zero Digest is an empty slot
	used  int
}

// add reports whether d was not there before.
func (s *digestSet) add(d Digest) bool {
	if 4*(s.used+1) > 3*len(s.slots) {
		old := s.slots
		s.slots = make([]Digest, max(64, 2*len(old)))
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
