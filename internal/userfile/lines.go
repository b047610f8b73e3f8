package userfile

import (
	"sort"
	"unicode/utf8"
)

// Lines finds the line and the column of a byte of a text. The text is gone through once: a file of a megabyte may have a
// hundred thousand things wrong with it, all of them on one line.
type Lines struct {
	text   string
	starts []int // of the lines, in bytes
	runes  []int // how many characters begin before byte every*i
	steps  int   // bytes looked at, for a test
}

// every is the distance between two counts of characters.
const every = 256

// NewLines goes through a text.
func NewLines(text string) *Lines {
	l := &Lines{text: text, starts: []int{0}}
	n := 0
	for i := range len(text) {
		if i%every == 0 {
			l.runes = append(l.runes, n)
		}
		if utf8.RuneStart(text[i]) {
			n++
		}
		if text[i] == '\n' {
			l.starts = append(l.starts, i+1)
		}
	}
	if len(text)%every == 0 {
		l.runes = append(l.runes, n)
	}
	l.steps = len(text)
	return l
}

// At returns the line of a byte and the column of its character, both from 1. A place outside the text is its nearest end. A byte
// that begins no character, in text that is no UTF-8, has no column of its own.
func (l *Lines) At(offset int) (line, column int) {
	offset = min(max(offset, 0), len(l.text))
	line = sort.SearchInts(l.starts, offset+1)
	return line, l.before(offset) - l.before(l.starts[line-1]) + 1
}

// before counts the characters that begin before a byte.
func (l *Lines) before(offset int) int {
	i := offset / every
	n := l.runes[i]
	for j := i * every; j < offset; j++ {
		l.steps++
		if utf8.RuneStart(l.text[j]) {
			n++
		}
	}
	return n
}
