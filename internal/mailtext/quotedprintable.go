package mailtext

import (
	"strings"
	"unicode/utf8"
)

// MaxLine is the longest line of a body and of a header with an encoded word, without its CRLF
// (RFC 2045 section 6.7, RFC 2047 section 2).
const MaxLine = 76

const hexDigits = "0123456789ABCDEF"

// plain tells the bytes that stand for themselves in quoted-printable wherever they are on a line.
var plain = func() (t [256]bool) {
	for c := '!'; c <= '~'; c++ {
		t[c] = c != '='
	}
	return t
}()

// AppendQuoted appends s in quoted-printable. It takes dst to be at the start of a line and leaves it at the start of a
// line, by a soft break where s does not end in a line break. So texts that were encoded apart can be joined in any
// order: that is what lets the fixed parts of a message be encoded once and a value be set between them.
//
// LF and CRLF become CRLF; a CR alone is encoded. A blank before a line break is encoded, and so are a dot and "From "
// at the start of a line, which careless relays change (RFC 2049 section 3).
func AppendQuoted(dst []byte, s string) []byte {
	return appendQuoted(dst, s, nil)
}

// AppendQuotedWith is AppendQuoted of s with every byte b for which with[b] is not empty replaced by with[b], which
// must be plain ASCII without blanks, "=" and line breaks. It escapes a value for HTML, or for a URL, on its way.
func AppendQuotedWith(dst []byte, s string, with *[256]string) []byte {
	return appendQuoted(dst, s, with)
}

func appendQuoted(dst []byte, s string, with *[256]string) []byte {
	col := 0
	for i := 0; i < len(s); {
		// The longest run of bytes that stand for themselves and fit on the line.
		n := i
		for limit := min(len(s), i+MaxLine-1-col); n < limit; n++ {
			c := s[n]
			if !plain[c] && !(c == ' ' && !beforeBreak(s, n+1)) {
				break
			}
			if with != nil && with[c] != "" {
				break
			}
		}
		if col == 0 && n > i {
			if s[i] == '.' {
				dst, col, i = append(dst, "=2E"...), 3, i+1
				continue
			}
			if s[i] == 'F' && strings.HasPrefix(s[i:], "From ") {
				dst, col, i = append(dst, "=46"...), 3, i+1
				continue
			}
		}
		if n > i {
			dst = append(dst, s[i:n]...)
			col += n - i
			if i = n; i == len(s) {
				break
			}
		}

		c := s[i]
		if c == '\n' || c == '\r' && i+1 < len(s) && s[i+1] == '\n' {
			dst, col = append(dst, '\r', '\n'), 0
			if c == '\r' {
				i++
			}
			i++
			continue
		}
		// One character: a replacement, or its bytes; never split over two lines, because some readers decode line by line.
		var repl string
		size, width := 1, 3
		switch {
		case with != nil && with[c] != "":
			repl = with[c]
			width = len(repl)
		case plain[c] || c == ' ' && !beforeBreak(s, i+1): // no room on this line
			width = 1
		case c >= utf8.RuneSelf:
			_, size = utf8.DecodeRuneInString(s[i:])
			width = 3 * size
		}
		if col+width > MaxLine-1 {
			dst, col = append(dst, "=\r\n"...), 0
			if width == 1 {
				continue
			}
		}
		if repl != "" {
			dst = append(dst, repl...)
		} else {
			for _, b := range []byte(s[i : i+size]) {
				dst = append(dst, '=', hexDigits[b>>4], hexDigits[b&15])
			}
		}
		col += width
		i += size
	}
	if col > 0 {
		dst = append(dst, "=\r\n"...)
	}
	return dst
}

// beforeBreak reports whether a line break begins at s[i:].
func beforeBreak(s string, i int) bool {
	return i < len(s) && (s[i] == '\n' || s[i] == '\r' && i+1 < len(s) && s[i+1] == '\n')
}
