// Package notes screens free text that is kept about people: what a canvasser writes at a door, what a call centre types. Some things must
// not be kept about anyone (GDPR 9(1) and 10), and CNIL asks for a list of forbidden mentions. The list is forbidden.txt, which
// anybody can read and extend: a category and a phrase a line.
package notes

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"

	"github.com/scrutateur/scrutateur/internal/plaintext"
	"github.com/scrutateur/scrutateur/notice/law"
)

//go:embed forbidden.txt
var forbiddenText string

// mention is a phrase that a note must not hold.
type mention struct {
	category string
	words    []string // folded; the last bytes of a word may be "*"
}

// mentions maps the first bytes of a phrase to the phrases that begin with them.
var mentions = sync.OnceValue(func() map[string][]mention {
	index := map[string][]mention{}
	for line := range strings.Lines(forbiddenText) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		category, phrase, ok := strings.Cut(line, "\t")
		m := mention{category, strings.Fields(phrase)}
		stem, open := strings.CutSuffix(strings.Join(m.words[:1], ""), "*")
		if _, known := forbidden(category); !ok || !known || stem == "" || open && len(stem) < prefix {
			panic("notes: forbidden.txt: " + line)
		}
		k := head(stem)
		index[k] = append(index[k], m)
	}
	return index
})

// prefix is how many bytes of its first word find a phrase.
const prefix = 3

func head(s string) string { return s[:min(len(s), prefix)] }

// word is one word of a note, folded, with its place in the note as written.
type word struct {
	folded     string
	start, end int
}

// Screen looks in a free-text note about a person for what must not be kept about anyone: health, religion, sexual life or orientation,
// ethnic origin, trade union membership (GDPR 9(1)), offences (GDPR 10). CNIL asks for such a list of forbidden mentions. Each
// finding has the category and the place (bytes of text, Start and End), never the words, so that it can be logged.
//
// It reads French and some English, whatever the case and the accents. It finds words, not meanings: it knows neither irony nor
// allusion ("she goes to the temple"), takes a street name for what it says, and does not look for political opinions, which a canvassing note is about.
// Nothing found does not make a note lawful.
func Screen(text string) law.Findings {
	var fs law.Findings
	ws := split(text)
	for i := 0; i < len(ws); {
		n := 0
		var found mention
		for _, m := range mentions()[head(ws[i].folded)] {
			if k := m.match(ws[i:]); k > n {
				n, found = k, m
			}
		}
		if n == 0 {
			i++
			continue
		}
		f, _ := forbidden(found.category)
		fs = append(fs, f.At(ws[i].start, ws[i+n-1].end))
		i += n
	}
	return fs.Sort()
}

// forbidden returns the finding of a category of forbidden.txt; false for a name that is none.
func forbidden(category string) (law.Finding, bool) {
	switch category {
	case "health":
		return law.Find(law.ForbiddenNotes, "note", "mentions health: leave it out"), true
	case "religion":
		return law.Find(law.ForbiddenNotes, "note", "mentions a religion or belief: leave it out"), true
	case "orientation":
		return law.Find(law.ForbiddenNotes, "note", "mentions sexual life or orientation: leave it out"), true
	case "origin":
		return law.Find(law.ForbiddenNotes, "note", "mentions ethnic origin: leave it out"), true
	case "union":
		return law.Find(law.ForbiddenNotes, "note", "mentions trade union membership: leave it out"), true
	case "offence":
		return law.Find(law.ForbiddenNotes, "note", "mentions an offence or conviction: leave it out"), true
	}
	return law.Finding{}, false
}

// match returns how many words of ws, from the first, the mention takes; 0 when it is not there.
func (m mention) match(ws []word) int {
	if len(ws) < len(m.words) {
		return 0
	}
	for i, w := range m.words {
		stem, open := strings.CutSuffix(w, "*")
		if got := ws[i].folded; got != stem && !(open && strings.HasPrefix(got, stem)) {
			return 0
		}
	}
	return len(m.words)
}

// split cuts a note into words of letters and digits, without case and accents. A sentence that ends, a line or a comma
// stands between words as an empty word, over which no phrase reaches.
func split(text string) []word {
	var ws []word
	var folded []byte
	start := -1
	flush := func(end int) {
		if start >= 0 {
			ws = append(ws, word{string(folded), start, end})
			folded, start = folded[:0], -1
		}
	}
	for i, r := range text {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if start < 0 {
				start = i
			}
			folded = plaintext.AppendFold(folded, r)
		case unicode.Is(unicode.Mn, r) || plaintext.Invisible(r):
			// Combining marks belong to the letter before; invisible characters do not cut a word in two.
		default:
			flush(i)
			if !unicode.IsSpace(r) && !strings.ContainsRune("-'’‐‑", r) {
				ws = append(ws, word{"", i, i})
			}
		}
	}
	flush(len(text))
	return ws
}
