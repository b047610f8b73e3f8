package mailtext

import (
	"bytes"
	"encoding/base64"
	"strings"
	"unicode/utf8"
)

const (
	// MaxHeaderLine is the longest line there may be, without its CRLF (RFC 5322 section 2.1.1).
	MaxHeaderLine = 998

	wordStart, wordEnd = "=?utf-8?q?", "?="
	maxWord            = 75 // RFC 2047 section 2
)

// AppendUnstructured appends a whole field with an unstructured body, "Subject: …" CRLF (RFC 5322 section 2.2.1).
//
// Printable ASCII goes as it is, folded before blanks that are there. Anything else, and what a reader would take for
// an encoded word, goes as encoded words of UTF-8 (RFC 2047), "Q", which people and filters can read, or "B" where "Q"
// is half as long again. Whatever body holds, one field comes out, and a reader decodes it to body.
func AppendUnstructured(dst []byte, name string, body []byte) []byte {
	dst = append(dst, name...)
	dst = append(dst, ':', ' ')
	if fitsPlain(body) {
		dst, _ = appendFolded(dst, len(name)+2, body)
	} else {
		dst, _ = appendWords(dst, len(name)+2, body, false)
	}
	return append(dst, '\r', '\n')
}

// fitsPlain reports whether an unstructured body can go as it is.
func fitsPlain(body []byte) bool {
	if len(body) == 0 {
		return true
	}
	if body[0] == ' ' || body[len(body)-1] == ' ' || bytes.Contains(body, []byte("  ")) {
		return false // readers cut blanks at the ends, and some make one of two
	}
	word := 0
	for i, c := range body {
		if c == ' ' {
			word = 0
			continue
		}
		if c < '!' || c > '~' || c == '?' && i > 0 && body[i-1] == '=' {
			return false
		}
		// Half of the limit leaves room for the field's name.
		if word++; word > MaxHeaderLine/2 {
			return false
		}
	}
	return true
}

// appendFolded appends printable ASCII, folded before a blank where a line would grow over MaxLine, and returns the
// column it ends in.
func appendFolded(dst []byte, col int, body []byte) ([]byte, int) {
	for len(body) > 0 {
		// A piece is the blanks before a word, and the word.
		n := 0
		for n < len(body) && body[n] == ' ' {
			n++
		}
		for n < len(body) && body[n] != ' ' {
			n++
		}
		if col+n > MaxLine && body[0] == ' ' {
			dst, col = append(dst, '\r', '\n'), 0
		}
		dst = append(dst, body[:n]...)
		col += n
		body = body[n:]
	}
	return dst, col
}

// qText tells the bytes that stand for themselves in a "Q" encoded word of a Subject (RFC 2047 section 4.2) …
var qText = func() (t [256]bool) {
	for c := '!'; c <= '~'; c++ {
		t[c] = c != '=' && c != '?' && c != '_'
	}
	return t
}()

// … and in one of a display name, where fewer do (section 5, rule 3).
var qPhrase = func() (t [256]bool) {
	for c := '0'; c <= '9'; c++ {
		t[c] = true
	}
	for c := 'a'; c <= 'z'; c++ {
		t[c], t[c-'a'+'A'] = true, true
	}
	for _, c := range "!*+-/" {
		t[c] = true
	}
	return t
}()

// appendWords appends body as encoded words, from the column, a blank and a fold between two of them, which a reader
// takes away. No character is split over two words. It returns the column it ends in.
func appendWords(dst []byte, col int, body []byte, phrase bool) ([]byte, int) {
	stands := &qText
	if phrase {
		stands = &qPhrase
	}
	quoted := 0
	for _, c := range body {
		if stands[c] || c == ' ' {
			quoted++
		} else {
			quoted += 3
		}
	}
	base := 2*quoted > 3*base64.StdEncoding.EncodedLen(len(body))
	for first := true; len(body) > 0; first = false {
		if !first {
			dst, col = append(dst, "\r\n "...), 1
		}
		room := min(maxWord, MaxLine-col) - len(wordStart) - len(wordEnd)
		at := len(dst)
		dst = append(dst, wordStart...)
		n := 0
		if base {
			dst[len(dst)-2] = 'b'
			for room = room / 4 * 3; n < len(body); {
				_, size := utf8.DecodeRune(body[n:])
				if n+size > room && n > 0 {
					break
				}
				n += size
			}
			dst = base64.StdEncoding.AppendEncode(dst, body[:n])
		} else {
			for used := 0; n < len(body); {
				c, size, width := body[n], 1, 1
				if c >= utf8.RuneSelf {
					_, size = utf8.DecodeRune(body[n:])
				}
				if c != ' ' && !stands[c] {
					width = 3 * size
				}
				if used += width; used > room && n > 0 {
					break
				}
				switch {
				case c == ' ':
					dst = append(dst, '_')
				case width == 1:
					dst = append(dst, c)
				default:
					for _, c := range body[n : n+size] {
						dst = append(dst, '=', hexDigits[c>>4], hexDigits[c&15])
					}
				}
				n += size
			}
		}
		dst = append(dst, wordEnd...)
		col += len(dst) - at
		body = body[n:]
	}
	return dst, col
}

// AppendMailbox appends a whole field with one mailbox, "From: Name <local@domain>" CRLF (RFC 5322 section 3.4). The
// name may be empty. It goes as words where all its characters allow it, as a quoted string for other ASCII, and as
// encoded words otherwise. The mailbox is ASCII, as IsMailbox has it.
func AppendMailbox(dst []byte, field, name, mailbox string) []byte {
	dst = append(dst, field...)
	dst = append(dst, ':', ' ')
	col := len(field) + 2
	if name != "" {
		at := len(dst)
		switch kind := phraseKind(name); {
		case kind == atoms && fitsPlain([]byte(name)):
			dst, col = appendFolded(dst, col, []byte(name))
		case kind == quotedString && col+len(name)+2 <= MaxLine:
			dst = append(dst, '"')
			for i := range len(name) {
				if name[i] == '"' || name[i] == '\\' {
					dst = append(dst, '\\')
				}
				dst = append(dst, name[i])
			}
			dst = append(dst, '"')
			col += len(dst) - at
		default:
			dst, col = appendWords(dst, col, []byte(name), true)
		}
		if col+1+len(mailbox)+2 > MaxLine {
			dst = append(dst, '\r', '\n')
		}
		dst = append(dst, ' ')
	}
	dst = append(dst, '<')
	dst = append(dst, mailbox...)
	return append(dst, ">\r\n"...)
}

type phrase int

const (
	atoms phrase = iota
	quotedString
	encoded
)

// phraseKind says in which form a display name can go.
func phraseKind(name string) phrase {
	kind := atoms
	if name[0] == ' ' || name[len(name)-1] == ' ' || strings.Contains(name, "  ") {
		kind = quotedString
	}
	if strings.Contains(name, "=?") {
		return encoded // decoded by readers even where it must not be
	}
	for i := range len(name) {
		switch c := name[i]; {
		case c < ' ' || c > '~':
			return encoded
		case c != ' ' && !isAtext(c):
			kind = quotedString
		}
	}
	return kind
}

// isAtext reports whether c may stand in an atom (RFC 5322 section 3.2.3).
func isAtext(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' ||
		strings.IndexByte("!#$%&'*+-/=?^_`{|}~", c) >= 0
}

// IsMailbox reports whether s is local@domain as every mail system takes it: ASCII, a dot-atom of at most 64 bytes, a
// domain of at least two labels (RFC 5321 sections 4.1.2 and 4.5.3). Quoted local parts, address literals and domains
// that are not in their ASCII form are refused: they are legal and do not arrive.
func IsMailbox(s string) bool {
	at := strings.LastIndexByte(s, '@')
	return at > 0 && at <= 64 && len(s) <= 254 && isDotAtom(s[:at]) && IsDomain(s[at+1:])
}

// IsDomain reports whether s is the ASCII form of a domain name with at least two labels.
func IsDomain(s string) bool {
	if len(s) > 253 || !strings.Contains(s, ".") {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for i := range len(label) {
			if c := label[i]; c != '-' && !('0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z') {
				return false
			}
		}
	}
	return true
}

func isDotAtom(s string) bool {
	for atom := range strings.SplitSeq(s, ".") {
		if atom == "" {
			return false
		}
		for i := range len(atom) {
			if !isAtext(atom[i]) {
				return false
			}
		}
	}
	return true
}
