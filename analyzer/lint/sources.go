package lint

import (
	"os"
	"path/filepath"
	"strings"
)

// slash returns a file name relative to root, where it lies below it, with slashes.
func slash(root, file string) string {
	if rel, err := filepath.Rel(root, file); err == nil && filepath.IsLocal(rel) {
		file = rel
	}
	return filepath.ToSlash(file)
}

// sources remembers the lines of files.
type sources map[string][]string

func (s sources) line(file string, n int) string {
	if _, ok := s[file]; !ok {
		data, _ := os.ReadFile(file) // a file that went away has no text: its diagnostics still differ by rule and file
		s[file] = strings.Split(string(data), "\n")
	}
	if n < 1 || n > len(s[file]) {
		return ""
	}
	return s[file][n-1]
}

// utf16 converts a column in bytes to one in UTF-16 units, both from 1.
func (s sources) utf16(file string, line, col int) int {
	text := s.line(file, line)
	if col < 1 || col-1 > len(text) {
		return col
	}
	n := 1
	for _, r := range text[:col-1] {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}
