package reply

import (
	"regexp"
	"slices"
	"strings"
)

type clauseKind int

const (
	clauseEmpty clauseKind = iota // politeness, or nothing
	clauseKeyword
	clauseSlip
	clauseContent
)

// clause judges the words between two commas.
func (l *lexicon) clause(s string) clauseKind {
	s = l.polite.ReplaceAllString(" "+strings.TrimSpace(s)+" ", " ")
	s = strings.ReplaceAll(s, " opt out", " optout")
	words := strings.Fields(s)
	if joined := strings.Join(words, ""); 1 < len(words) && len(words) < 4 && l.keyword[squeeze(joined, 1)] { // "st op"
		return clauseKeyword
	}
	keywords, slips, unknown, about := 0, 0, 0, 0
	for _, w := range words {
		q := squeeze(w, 1)
		switch {
		case l.keyword[q]:
			keywords++
		case l.filler[q]:
		case l.about[q], strings.Trim(w, "0123456789") == "":
			about++
		case l.isSlip(q):
			slips++
		case strings.Contains(l.signs, w):
		default:
			unknown++
		}
	}
	switch {
	case unknown > 0:
		return clauseContent
	case slips > 0 && keywords+slips <= 2:
		return clauseSlip
	case slips > 0:
		return clauseContent
	case keywords > 0:
		return clauseKeyword
	case about > 0:
		return clauseContent
	}
	return clauseEmpty
}

func (l *lexicon) isSlip(w string) bool {
	if l.noSlip[w] {
		return false
	}
	return slices.ContainsFunc(l.slip, func(k string) bool { return oneSlip(k, w) })
}

// word returns a word as it is judged: without letters held down, and with digits read as letters where that makes a keyword.
func (l *lexicon) word(w string) string {
	if strings.Trim(w, "0123456789") == "" {
		return w
	}
	w = squeezeRuns(w)
	if bare := strings.Trim(w, "0123456789@$"); l.keyword[squeeze(bare, 1)] { // "stop36111"
		return bare
	}
	if !strings.ContainsAny(w, "0134578$@") {
		return w
	}
	if read := leet.Replace(w); l.keyword[squeeze(read, 1)] || l.isSlip(squeeze(read, 1)) {
		return read
	}
	return w
}

var leet = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "8", "b", "$", "s", "@", "a")

// squeezeRuns leaves two of a letter that is there three times or more: "stooop", and French has "arrêttt".
func squeezeRuns(w string) string {
	if squeeze(w, 2) == w {
		return w
	}
	return squeeze(w, 1)
}

// spelledOut joins a keyword that is written letter by letter.
func (l *lexicon) spelledOut(s string) string {
	for start := 0; ; {
		at := letters.FindStringSubmatchIndex(s[start:])
		if at == nil {
			return s
		}
		from, to := start+at[2], start+at[3]
		joined := strings.Map(func(r rune) rune {
			if !isWord(r) {
				return -1
			}
			return r
		}, s[from:to])
		joined = leet.Replace(joined)
		if strings.ReplaceAll(joined, "stop", "") == "" {
			joined = "stop" // once or several times
		}
		if l.keyword[squeeze(joined, 1)] {
			s = s[:from] + joined + s[to:]
			start = from + len(joined)
		} else {
			start = to
		}
	}
}

// letters matches a word that is written letter by letter: "S T O P", "s.t.o.p".
var letters = regexp.MustCompile(`(?:^|[^\pL\pN])((?:[\pL\pN][ .\-_*·]{1,2}){3,}[\pL\pN])(?:$|[^\pL\pN])`)

// squeeze cuts runs of one letter: at most keep of them stay.
func squeeze(s string, keep int) string {
	var b strings.Builder
	var last rune
	n := 0
	for _, r := range s {
		if r == last {
			n++
		} else {
			last, n = r, 1
		}
		if n <= keep {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// oneSlip reports whether a and b differ by one letter left out, put in, replaced, or exchanged with its neighbour.
func oneSlip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 || a == b {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	return a[i+1:] == b[i+1:] || i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}
