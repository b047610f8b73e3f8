package style

import (
	"strings"
	"unicode/utf8"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/css"
)

// token is one token of a style sheet. text is what it means: escapes are undone, quotes and url( ) are taken off, and names
// that CSS compares without regard to case are in small letters.
type token struct {
	kind       css.TokenType
	text       string
	start, end int // bytes of the source
}

func (t token) is(kind css.TokenType, text string) bool { return t.kind == kind && t.text == text }

// clean replaces NUL by U+FFFD (CSS Syntax 3, section 3.3): the lexer would end a string there.
func clean(source string) string { return strings.ReplaceAll(source, "\x00", "\uFFFD") }

// lex reads the tokens of a sheet. Comments are left out: CSS reads them as nothing wherever they stand, display:/**/none too.
func lex(source string) []token {
	l := css.NewLexer(parse.NewInputString(source))
	var all []token
	at := 0
	for {
		kind, data := l.Next()
		if kind == css.ErrorToken {
			return all
		}
		t := token{kind: kind, text: string(data), start: at, end: at + len(data)}
		at = t.end
		switch kind {
		case css.CommentToken:
			continue
		case css.UnicodeRangeToken: // "u+a" in a selector, as browsers read it today: <u>, and what follows it
			all = append(all, token{css.IdentToken, "u", t.start, t.start + 1}, token{css.DelimToken, "+", t.start + 1, t.start + 2},
				token{css.IdentToken, strings.ToLower(t.text[2:]), t.start + 2, t.end})
			continue
		case css.IdentToken, css.FunctionToken, css.AtKeywordToken, css.DimensionToken, css.CustomPropertyNameToken:
			t.text = strings.ToLower(unescape(t.text))
		case css.HashToken:
			t.text = unescape(t.text)
		case css.StringToken, css.BadStringToken:
			t.text = unescape(strings.Trim(strings.TrimSuffix(strings.TrimSuffix(t.text, "\n"), "\r"), t.text[:1]))
		case css.URLToken, css.BadURLToken:
			t.text = address(t.text)
		}
		all = append(all, t)
	}
}

// address takes url( and ) and the quotes off.
func address(s string) string {
	if i := strings.IndexByte(s, '('); i >= 0 {
		s = strings.TrimSuffix(s[i+1:], ")")
	}
	s = strings.TrimSpace(s)
	if n := len(s); n > 1 && (s[0] == '"' || s[0] == '\'') && s[n-1] == s[0] {
		s = s[1 : n-1]
	}
	return strings.TrimSpace(unescape(s))
}

// unescape undoes the escapes of CSS: a backslash and up to six hexadecimal digits with one blank behind them, or a
// backslash and the character itself.
func unescape(s string) string {
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		if s[i] != '\\' {
			b.WriteByte(s[i])
			i++
			continue
		}
		i++
		n, r := 0, rune(0)
		for n < 6 && i+n < len(s) && hex(s[i+n]) >= 0 {
			r = r<<4 + rune(hex(s[i+n]))
			n++
		}
		switch {
		case n > 0:
			if r == 0 || !utf8.ValidRune(r) {
				r = utf8.RuneError
			}
			b.WriteRune(r)
			if i += n; strings.HasPrefix(s[i:], "\r\n") {
				i += 2
			} else if i < len(s) && strings.IndexByte(" \t\n\r\f", s[i]) >= 0 {
				i++
			}
		case i < len(s) && (s[i] == '\n' || s[i] == '\f' || s[i] == '\r'): // in a string: the line goes on
			i++
		case i < len(s):
			_, size := utf8.DecodeRuneInString(s[i:])
			b.WriteString(s[i : i+size])
			i += size
		}
	}
	return b.String()
}

func hex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// closer is the bracket that ends what an opening one begins; ok is false for every other token.
func closer(kind css.TokenType) (_ css.TokenType, ok bool) {
	switch kind {
	case css.LeftBraceToken:
		return css.RightBraceToken, true
	case css.LeftBracketToken:
		return css.RightBracketToken, true
	case css.LeftParenthesisToken, css.FunctionToken:
		return css.RightParenthesisToken, true
	}
	return 0, false
}

// matches finds for each opening bracket the place of its closing one, len(all) where there is none: the end of a sheet closes
// everything (CSS Syntax 3, section 5.4.8). A closing bracket that closes nothing is an ordinary token. One pass, whatever
// the nesting.
func matches(all []token) []int {
	end := make([]int, len(all))
	var open []int
	for i, t := range all {
		end[i] = i
		if _, ok := closer(t.kind); ok {
			open = append(open, i)
			end[i] = len(all)
			continue
		}
		if n := len(open); n > 0 {
			if want, _ := closer(all[open[n-1]].kind); t.kind == want {
				end[open[n-1]] = i
				open = open[:n-1]
			}
		}
	}
	return end
}
