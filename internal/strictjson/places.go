package strictjson

import "strings"

// Places says at which byte every value of a document starts, and under which path of Go fields.
type Places struct {
	at map[string]int
}

// At returns the offset of the value at a path of Go fields, "Notice.Joint[1].Name", or that of the nearest
// value around it when the document does not hold it. The document itself is at its first byte.
func (p Places) At(path string) int {
	at, _ := p.Nearest(path)
	return at
}

// Nearest is At, and says at which path it ended.
func (p Places) Nearest(path string) (at int, found string) {
	for ; path != ""; path = parent(path) {
		if at, ok := p.at[path]; ok {
			return at, path
		}
	}
	return p.at[""], ""
}

// Has reports whether the document holds a value at a path of Go fields.
func (p Places) Has(path string) bool { _, ok := p.at[path]; return ok }

func parent(path string) string { return path[:max(strings.LastIndexAny(path, ".["), 0)] }

// step is one step on the way to a value, so that a path is written only where it is told: a document of a megabyte
// has a hundred thousand values.
type step struct {
	up    *step
	key   string // of an object's member
	index int    // of an array's element; -1: a member
}

func (s *step) member(key string) *step { return &step{s, key, -1} }
func (s *step) element(i int) *step     { return &step{s, "", i} }

// String is the path in keys of the document: "notice.joint[1].name". It has at most MaxDepth steps of MaxKey bytes.
func (s *step) String() string {
	var steps []*step
	for ; s != nil; s = s.up {
		steps = append(steps, s)
	}
	var b strings.Builder
	for i := len(steps) - 1; i >= 0; i-- {
		appendStep(&b, steps[i].key, steps[i].index)
	}
	return b.String()
}
