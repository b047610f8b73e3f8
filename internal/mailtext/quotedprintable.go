package mailtext

import (
	"strings"
	"unicode/utf8"
)

// MaxLine is the longest line of a body and of a header with an encoded word, without its CRLF
// (RFC 2045 section 6.7, RFC 2047 section 2).
const MaxLine = 76

const hexDigits = "0123456789ABCDEF"

// Table says what stands for a byte of a text before it is encoded: an escape of HTML or of a URL. The zero Table
// replaces nothing.
type Table struct {
	by    [256]string
	plain [256]bool // stands for itself in quoted-printable wherever it is on a line, and is not replaced
	blank bool      // so does a blank that ends no line
}

// NewTable returns the table that replaces every byte b for which by[b] is not empty. What stands for a byte is plain ASCII without
// blanks, "=" and line breaks. Bytes above ASCII are all replaced, or none.
func NewTable(by *[256]string) *Table {
	t := &Table{by: *by, blank: by[' '] == ""}
	for c := '!'; c <= '~'; c++ {
		t.plain[c] = c != '=' && by[c] == ""
	}
	return t
}

var none = NewTable(new([256]string))

// AppendQuoted appends s in quoted-printable. It takes dst to be at the start of a line and leaves it at the start of a
// line, by a soft break where s does not end in a line break. So texts that were encoded apart can be joined in any
// order: that is what lets the fixed parts of a message be encoded once and a value be set between them.
//
// LF and CRLF become CRLF; a CR alone is encoded. A blank before a line break is encoded, and so are a dot and "From "
// at the start of a line, which careless relays change (RFC 2049 section 3).
func AppendQuoted(dst []byte, s string) []byte {
	dst, _ = AppendQuotedWith(dst, s, none)
	return dst
}

// AppendQuotedWith is AppendQuoted of s with bytes replaced as the table says. It also returns how many bytes a reader
// gets, a line break counted as in s.
func AppendQuotedWith(dst []byte, s string, t *Table) ([]byte, int) {
	col, decoded := 0, len(s)
	for i := 0; i < len(s); {
		// The longest run of bytes that stand for themselves and fit on the line.
		n := i
		for limit := min(len(s), i+MaxLine-1-col); n < limit; n++ {
			if c := s[n]; !t.plain[c] && !(c == ' ' && t.blank && !beforeBreak(s, n+1)) {
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
		repl := t.by[c]
		size, width := 1, 3
		switch {
		case repl != "":
			width = len(repl)
		case t.plain[c] || c == ' ' && !beforeBreak(s, i+1): // no room on this line
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
			decoded += width - 1
		} else {
			for j := i; j < i+size; j++ {
				dst = append(dst, '=', hexDigits[s[j]>>4], hexDigits[s[j]&15])
			}
		}
		col += width
		i += size
	}
	if col > 0 {
		dst = append(dst, "=\r\n"...)
	}
	return dst, decoded
}

// beforeBreak reports whether a line break begins at s[i:].
func beforeBreak(s string, i int) bool {
	return i < len(s) && (s[i] == '\n' || s[i] == '\r' && i+1 < len(s) && s[i+1] == '\n')
}
