package userfile

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// counted is the place of a byte, counted from the start.
func counted(text string, at int) (line, column int) {
	before := text[:min(max(at, 0), len(text))]
	return strings.Count(before, "\n") + 1, utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1
}

func TestLines(t *testing.T) {
	for _, text := range []string{
		"", "a", "\n", "\n\n", "a\nb", "é\né", "ab\r\ncd\n", strings.Repeat("é", 300), strings.Repeat("ab\n", 200), strings.Repeat("x", 256), strings.Repeat("€\n", 512),
	} {
		l := NewLines(text)
		for at := -1; at <= len(text)+1; at++ {
			if 0 < at && at < len(text) && !utf8.RuneStart(text[at]) {
				continue
			}
			line, column := l.At(at)
			if wantLine, wantColumn := counted(text, at); line != wantLine || column != wantColumn {
				t.Fatalf("%.20q at %d: %d:%d, want %d:%d", text, at, line, column, wantLine, wantColumn)
			}
		}
	}
}

// A place costs the same wherever it is, on one line of a megabyte too.
func TestLinesSteps(t *testing.T) {
	for name, text := range map[string]string{"one line": strings.Repeat("{", 1<<20), "many lines": strings.Repeat("{\n", 1<<19)} {
		l := NewLines(text)
		const places = 100_000
		for i := range places {
			l.At(i * len(text) / places)
		}
		if most := len(text) + places*2*every; l.steps > most {
			t.Errorf("%s: %d bytes were looked at, want %d at most", name, l.steps, most)
		}
	}
}
