package mailbox

import (
	"strings"

	"github.com/scrutateur/scrutateur/optout"
)

// maxCandidates bounds how many texts of the shape of a token are verified in one message.
const maxCandidates = 64

// candidates returns what has the shape of an unsubscribe token in a text: optout.TokenLen characters of base64url.
func candidates(s string) []string {
	var out []string
	for i := 0; i < len(s); {
		if !isToken(s[i]) {
			i++
			continue
		}
		j := i
		for j < len(s) && isToken(s[j]) {
			j++
		}
		run := s[i:j]
		switch {
		case len(run) == optout.TokenLen:
			out = append(out, run)
		case len(run) != optout.TokenLen+2:
		case i > 0 && s[i-1] == '%' && unhex(run[0]) >= 0 && unhex(run[1]) >= 0: // "%2Fd%2FTOKEN", as scanners of links rewrite them
			out = append(out, run[2:])
		case strings.HasSuffix(run, "__"): // likewise
			out = append(out, run[:optout.TokenLen])
		}
		i = j
	}
	return out
}

func isToken(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_'
}

// sought collects tokens of the book, each once.
type sought struct {
	book  *optout.Book
	tried map[string]bool
	found []string
}

func (s *sought) in(text string) {
	for _, c := range candidates(text) {
		if s.tried[c] || len(s.tried) == maxCandidates {
			continue
		}
		if s.tried == nil {
			s.tried = map[string]bool{}
		}
		s.tried[c] = true
		if _, err := s.book.Parse(c); err == nil {
			s.found = append(s.found, c)
		}
	}
}

// holdsDamaged reports whether a text holds what may be left of a token: more letters and digits in a row than a word has.
func holdsDamaged(s string) bool {
	row := 0
	for i := range len(s) {
		if !isToken(s[i]) {
			row = 0
			continue
		}
		if row++; row == 20 {
			return true
		}
	}
	return false
}

// persons returns one token of each person among those that were found: who is written to on two topics has two tokens.
func (s *sought) persons() []string {
	var out []string
	seen := map[optout.Digest]bool{}
	for _, t := range s.found {
		if e, err := s.book.Parse(t); err == nil && !seen[e.Digest] {
			seen[e.Digest] = true
			out = append(out, t)
		}
	}
	return out
}

// plus returns the mailbox without its "+tag", in small letters, and the tag.
func plus(mailbox string) (base, tag string) {
	local, domain, ok := strings.Cut(mailbox, "@")
	if !ok {
		return strings.ToLower(mailbox), ""
	}
	local, tag, _ = strings.Cut(local, "+")
	return strings.ToLower(local + "@" + domain), tag
}
