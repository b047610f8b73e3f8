package text

import (
	"slices"
	"strings"
)

// cut is a stretch of the text that is somebody else's.
type cut struct{ from, to int }

// cutQuotes finds quoted lines, the message below an answer, and longer quotations. A quotation of a word or two stays: people put STOP in
// quotes because the message did.
func (r *Reply) cutQuotes(s string, from, to int) {
	open := [...]int{-1, -1, -1} // where a quotation of each kind began
	for i := from; i < to; {
		if i == from || s[i-1] == '\n' {
			if n := quotedLines(s[i:to]); n > 0 {
				r.cuts = append(r.cuts, cut{i, i + n})
				i += n
				open = [...]int{-1, -1, -1}
				continue
			}
		}
		kind, opens, size := mark(s[i:to])
		switch {
		case size == 0:
			size = 1
		case open[kind] < 0 && opens:
			open[kind] = i
		case open[kind] >= 0 && (kind == 2 || !opens):
			if fields(s[open[kind]:i]) > 4 {
				r.cuts = append(r.cuts, cut{open[kind], i + size})
			}
			open[kind] = -1
		}
		i += size
	}
	// Quotations of two kinds may lie in each other.
	slices.SortFunc(r.cuts, func(a, b cut) int { return a.from - b.from })
	r.Quoted = len(r.cuts) > 0
}

// mark reports which quotation mark a text begins with, and whether it opens.
func mark(s string) (kind int, opens bool, size int) {
	switch {
	case s[0] == '"':
		return 2, true, 1
	case s[0] < 0xC2:
		return 0, false, 0
	case strings.HasPrefix(s, "«"):
		return 0, true, len("«")
	case strings.HasPrefix(s, "»"):
		return 0, false, len("»")
	case strings.HasPrefix(s, "“"):
		return 1, true, len("“")
	case strings.HasPrefix(s, "”"):
		return 1, false, len("”")
	}
	return 0, false, 0
}

// fields counts words, up to five.
func fields(s string) (n int) {
	for range strings.FieldsSeq(s) {
		if n++; n > 4 {
			break
		}
	}
	return n
}

// quotedLines returns how many bytes at the beginning of a line are quoted: a line behind a ">", or all that follows the line that a mail
// program writes above the message to which one answers.
func quotedLines(s string) int {
	line, _, more := strings.Cut(s, "\n")
	bare := strings.TrimSpace(line)
	switch {
	case strings.HasPrefix(bare, ">"):
		if more {
			return len(line) + 1
		}
		return len(line)
	case strings.HasPrefix(bare, "-----") && strings.HasSuffix(bare, "-----") && len(bare) > len("----------"), // Message d'origine
		strings.HasSuffix(bare, " a écrit :"), strings.HasSuffix(bare, " a écrit\u00a0:"), strings.HasSuffix(bare, " wrote:"):
		return len(s)
	}
	return 0
}

// Head returns where the first quotation of a text begins and where the last one of its kind ends: what stands before it may be what a phone
// writes for a reaction, "A aimé « … »". A quotation that is left open ends with the text: messages are cut.
func Head(s string) (head, rest int, ok bool) {
	const longest = 80 // bytes of what a phone writes
	for i := range len(s) {
		if i > longest {
			return 0, 0, false
		}
		kind, opens, size := mark(s[i:])
		if size == 0 || !opens {
			continue
		}
		if i == 0 {
			return 0, 0, false
		}
		closing := [...]string{"»", "”", `"`}[kind]
		if end := strings.LastIndex(s[i+size:], closing); end >= 0 {
			return i, i + size + end + len(closing), true
		}
		return i, len(s), true
	}
	return 0, 0, false
}
