package reply

import (
	"regexp"
	"strings"
)

// What belongs to somebody else's words.
var (
	quote      = regexp.MustCompile(`(?s)«([^»]*)»|“([^”]*)”|"([^"]*)"`)
	quotedLine = regexp.MustCompile(`(?m)^[ \t]*>.*$`)
)

// withoutReaction takes a tap-back and what it quotes off the front of a text.
func (l *lexicon) withoutReaction(s string) (string, bool) {
	at := l.reaction.FindStringSubmatch(s)
	if at == nil {
		return s, false
	}
	return at[4], true
}

// withoutQuotes takes quoted lines and longer quotations out. A quotation of a word or two stays: people put STOP in
// quotes because the message did.
func withoutQuotes(s string) (string, bool) {
	quoted := false
	s = quotedLine.ReplaceAllStringFunc(s, func(string) string { quoted = true; return "" })
	s = quote.ReplaceAllStringFunc(s, func(q string) string {
		if len(strings.Fields(q)) <= 4 {
			return q
		}
		quoted = true
		return "\n"
	})
	return s, quoted
}
