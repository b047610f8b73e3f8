package lint

import (
	"bytes"
	"context"
	"crypto/sha256"
	"path/filepath"
	"strings"

	"github.com/scrutateur/scrutateur/internal/userfile"
)

// slash returns a file name relative to root, where it lies below it, with slashes.
func slash(root, file string) string {
	if rel, err := filepath.Rel(root, file); err == nil && filepath.IsLocal(rel) {
		file = rel
	}
	return filepath.ToSlash(file)
}

// maxFile is how many bytes of a file are read again, to say where in it something is: as many as go/token can count.
const maxFile = 1 << 30

// sources are the files of a build, read again. A file that is not of the build, or not any more what was judged, has no text.
type sources struct {
	files map[string]*file
	texts map[string]*text
}

// text is a file with what is asked of it again and again: a thousand findings may stand on one line of a megabyte.
type text struct {
	lines [][]byte
	words map[int]string // of lines, with one space between
	units map[int][]int  // of lines: how many UTF-16 units begin before byte every*i
}

const every = 256

func (r Report) sources() *sources { return &sources{files: r.files, texts: map[string]*text{}} }

func (s *sources) of(name string) *text {
	t := s.texts[name]
	if t == nil {
		t = &text{words: map[int]string{}, units: map[int][]int{}}
		s.texts[name] = t
		if f := s.files[name]; f != nil {
			data, err := userfile.Read(context.Background(), name, maxFile)
			if err == nil && (f.cgo || sha256.Sum256(data) == f.sum) {
				t.lines = bytes.Split(data, []byte("\n"))
			}
		}
	}
	return t
}

func (t *text) line(n int) []byte {
	if n < 1 || n > len(t.lines) {
		return nil
	}
	return t.lines[n-1]
}

// line returns a line's words.
func (s *sources) line(name string, n int) string {
	t := s.of(name)
	w, ok := t.words[n]
	if !ok {
		w = strings.Join(strings.Fields(string(t.line(n))), " ")
		t.words[n] = w
	}
	return w
}

// utf16 converts a column in bytes to one in UTF-16 units, both from 1.
func (s *sources) utf16(name string, n, col int) int {
	t := s.of(name)
	line := t.line(n)
	if col < 1 || col-1 > len(line) {
		return col
	}
	units, ok := t.units[n]
	if !ok {
		count := 0
		for i := range len(line) + 1 {
			if i%every == 0 {
				units = append(units, count)
			}
			if i < len(line) {
				count += unitsOf(line[i])
			}
		}
		t.units[n] = units
	}
	i := (col - 1) / every
	count := units[i]
	for _, b := range line[i*every : col-1] {
		count += unitsOf(b)
	}
	return count + 1
}

// unitsOf says how many UTF-16 units the character has that begins with a byte, none if none does.
func unitsOf(b byte) int {
	switch {
	case b >= 0xf0:
		return 2
	case b&0xc0 == 0x80:
		return 0
	}
	return 1
}
