package preview

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/scrutateur/scrutateur/internal/plaintext"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// dots stand for what is hidden.
const dots = "••••"

// concealed finds what must not be read. Nil finds nothing.
type concealed []*regexp.Regexp

// secrets finds the texts, in whatever case, and the recipient's address in every form that people write: +33 6 39 98 00 01,
// 06.39.98.00.01, 0033639980001.
func secrets(texts []string, to optout.Address) concealed {
	var c concealed
	add := func(pattern string) { c = append(c, regexp.MustCompile("(?i)"+pattern)) }
	for _, s := range texts {
		if strings.TrimSpace(s) != "" {
			add(regexp.QuoteMeta(strings.ToValidUTF8(s, "\uFFFD")))
		}
	}
	switch to.Channel() {
	case law.Email:
		add(regexp.QuoteMeta(to.Mailbox()))
	case law.SMS:
		e := strings.TrimPrefix(to.E164(), "+")
		national := e[max(0, len(e)-9):]
		var b strings.Builder
		for i, d := range national {
			if i > 0 {
				b.WriteString(`[\s\x{a0}\x{202f}.\-]?`)
			}
			b.WriteRune(d)
		}
		add(`(?:\+|\b00|\b0)?[\s\x{a0}\x{202f}.\-]?(?:` + regexp.QuoteMeta(e[:max(0, len(e)-9)]) + `)?[\s\x{a0}\x{202f}.\-]?(?:\(0\))?[\s\x{a0}\x{202f}.\-]?` + b.String())
	}
	return c
}

// find returns where the secrets stand in s, sorted and apart.
func (c concealed) find(s string) [][2]int {
	var all [][2]int
	for _, re := range c {
		for _, m := range re.FindAllStringIndex(s, -1) {
			// What surrounds a number stays.
			for m[0] < m[1] && unicode.IsSpace(rune(s[m[0]])) {
				m[0]++
			}
			all = append(all, [2]int{m[0], m[1]})
		}
	}
	slices.SortFunc(all, func(a, b [2]int) int { return a[0] - b[0] })
	var out [][2]int
	for _, m := range all {
		if n := len(out); n > 0 && m[0] < out[n-1][1] {
			out[n-1][1] = max(out[n-1][1], m[1])
		} else {
			out = append(out, m)
		}
	}
	return out
}

// mask returns s with dots for the secrets.
func (c concealed) mask(s string) string {
	found := c.find(s)
	if len(found) == 0 {
		return s
	}
	var b strings.Builder
	at := 0
	for _, m := range found {
		b.WriteString(s[at:m[0]] + dots)
		at = m[1]
	}
	return b.String() + s[at:]
}

// invisible reports whether a reader could not see the character, or would take it for a plain space.
func invisible(r rune) bool {
	return r != ' ' && (unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Mn, r) || plaintext.Invisible(r))
}
