package damaged

import (
	"encoding/base64"
	"encoding/hex"
	"html"
	"io"
	"mime"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// escapes undoes one layer of a way to write characters outside ASCII with ASCII ones.
func escapes(s string) string {
	if t := encodedWords(s); t != s {
		return t
	}
	if t := html.UnescapeString(s); t != s && strings.Contains(s, ";") {
		return t
	}
	if t, ok := hexes(s, '%'); ok {
		if !strings.Contains(s, " ") { // a form writes a space as +
			t = strings.ReplaceAll(t, "+", " ")
		}
		return t
	}
	if t, ok := hexes(s, '='); ok {
		return t
	}
	if t := backslashes(s); t != s {
		return t
	}
	return utf7(s)
}

// encodedWords undoes RFC 2047, "=?utf-8?Q?D=C3=A9sabonnez?=".
func encodedWords(s string) string {
	if !strings.Contains(s, "=?") {
		return s
	}
	d := mime.WordDecoder{CharsetReader: func(label string, in io.Reader) (io.Reader, error) {
		set := charmap.Windows1252
		if label == "iso-8859-15" {
			set = charmap.ISO8859_15
		}
		return set.NewDecoder().Reader(in), nil
	}}
	t, err := d.DecodeHeader(s)
	if err != nil {
		return s
	}
	return t
}

// hexes undoes "%C3%A9", "%E9" and "%u00E9" of URLs, and "=C3=A9" and soft line breaks of quoted-printable (RFC 2045, section 6.7). It
// leaves alone what is no escape: "50%de réduction" and "a=b".
func hexes(s string, mark byte) (string, bool) {
	var b strings.Builder
	changed := false
	for i := 0; i < len(s); {
		rest := s[i:]
		switch {
		case rest[0] != mark:
			b.WriteByte(rest[0])
			i++
		case mark == '=' && strings.HasPrefix(rest, "=\r\n"):
			changed, i = true, i+3
		case mark == '=' && strings.HasPrefix(rest, "=\n"):
			changed, i = true, i+2
		case mark == '%' && len(rest) >= 6 && rest[1] == 'u' && allHex(rest[2:6]):
			n, _ := strconv.ParseUint(rest[2:6], 16, 16)
			b.WriteRune(rune(n))
			changed, i = true, i+6
		default:
			// Quantities come before a percent sign: a digit there makes it one, unless the whole text is escaped.
			raw := escapedRun(rest, mark)
			if len(raw) == 0 || mark == '%' && i > 0 && '0' <= s[i-1] && s[i-1] <= '9' && len(raw) == 1 && raw[0] >= utf8.RuneSelf ||
				mark == '=' && variable(s, i, raw) || !plausible(raw) {
				b.WriteByte(rest[0])
				i++
				continue
			}
			b.Write(raw)
			changed, i = true, i+3*len(raw)
		}
	}
	return b.String(), changed
}

// variable reports whether what looks like one escape may be "x=AB": a word, the sign, and no letter.
func variable(s string, i int, raw []byte) bool {
	after := rune(' ')
	if i+3 < len(s) {
		after = rune(s[i+3])
	}
	return len(raw) == 1 && i > 0 && isWord(rune(s[i-1])) && !isLetter(after) && !unicode.IsLetter(charmap.Windows1252.DecodeByte(raw[0]))
}

// escapedRun returns the bytes of the escapes with which s begins, at most 64 of them: a run that makes no sense is not read over and
// over.
func escapedRun(s string, mark byte) (raw []byte) {
	for len(raw) < 64 && len(s) >= 3 && s[0] == mark && allHex(s[1:3]) && (mark == '%' || s[1:3] == strings.ToUpper(s[1:3])) {
		c, _ := hex.DecodeString(s[1:3])
		raw = append(raw, c...)
		s = s[3:]
	}
	return raw
}

// plausible reports whether escaped bytes are text: UTF-8, or letters of French in windows-1252, or zeros of UTF-16.
func plausible(raw []byte) bool {
	if utf8.Valid(raw) {
		return true
	}
	for _, c := range raw {
		if c >= utf8.RuneSelf && !strings.ContainsRune(french, charmap.Windows1252.DecodeByte(c)) {
			return false
		}
	}
	return true
}

// backslashes undoes the escapes of JSON and of programs: \u00e9, \xe9, \303\251.
func backslashes(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		rest := s[i:]
		switch {
		case len(rest) >= 6 && rest[0] == '\\' && (rest[1] == 'u' || rest[1] == 'U') && allHex(rest[2:6]):
			n, _ := strconv.ParseUint(rest[2:6], 16, 16)
			if n >= 0xd800 && n < 0xe000 { // half of an emoji, which says nothing here
				n = utf8.RuneError
			}
			b.WriteRune(rune(n))
			i += 6
		case len(rest) >= 4 && rest[0] == '\\' && rest[1] == 'x' && allHex(rest[2:4]):
			c, _ := hex.DecodeString(rest[2:4])
			b.Write(c)
			i += 4
		case len(rest) >= 4 && rest[0] == '\\' && rest[1] >= '2' && rest[1] <= '3' && isOctal(rest[2]) && isOctal(rest[3]):
			b.WriteByte((rest[1]-'0')<<6 | (rest[2]-'0')<<3 | (rest[3] - '0'))
			i += 4
		case len(rest) >= 2 && rest[0] == '\\' && (rest[1] == 'n' || rest[1] == 'r' || rest[1] == 't'):
			b.WriteByte(' ')
			i += 2
		default:
			b.WriteByte(rest[0])
			i++
		}
	}
	return b.String()
}

func isOctal(c byte) bool { return '0' <= c && c <= '7' }

// utf7 undoes "D+AOk-sabonnez-moi" (RFC 2152).
func utf7(s string) string {
	var b strings.Builder
	changed := false
	for i := 0; i < len(s); {
		if s[i] == '+' {
			j := i + 1
			for j < len(s) && (isLetter(rune(s[j])) || '0' <= s[j] && s[j] <= '9' || s[j] == '/') {
				j++
			}
			if raw, err := base64.RawStdEncoding.DecodeString(s[i+1 : j]); err == nil && j > i+3 && j < len(s) && s[j] == '-' {
				if text, _ := units(raw, true); text != "" && !strings.ContainsFunc(text, func(r rune) bool { return !strings.ContainsRune(french, r) }) {
					b.WriteString(text)
					changed, i = true, j+1
					continue
				}
			}
		}
		b.WriteByte(s[i])
		i++
	}
	if !changed {
		return s
	}
	return b.String()
}

// digits reads a text that is all hexadecimal digits: UTF-16 in either order, UTF-8 or a single-byte set.
func digits(s string) (string, bool) {
	if !digitsOnly(s) {
		return "", false
	}
	s = strings.TrimPrefix(strings.TrimPrefix(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s), "0x"), "0X")
	raw, err := hex.DecodeString(s)
	if err != nil {
		return "", false
	}
	if len(raw)%2 == 0 {
		for _, bigEndian := range []bool{true, false} {
			if text, ok := units(raw, bigEndian); ok && mostlyLatin1(text) {
				return text, true
			}
		}
	}
	text := string(raw)
	if !utf8.Valid(raw) {
		text = bytesOf(text)
	}
	if !readable(text) || !mostlyLetters(text) {
		return "", false
	}
	return text, true
}

// digitsOnly reports whether s is an even number of hexadecimal digits and too long for a word or a price.
func digitsOnly(s string) bool {
	s = strings.TrimSpace(s)
	s = strings.TrimPrefix(strings.TrimPrefix(s, "0x"), "0X")
	return len(s) >= 8 && len(s)%2 == 0 && allHex(s)
}

func allHex(s string) bool {
	for i := range len(s) {
		if !isHex(s[i]) {
			return false
		}
	}
	return true
}

func mostlyLatin1(s string) bool {
	n, low := 0, 0
	for _, r := range s {
		n++
		if r < 0x250 || 0x2000 <= r && r < 0x2100 {
			low++
		}
	}
	return low*4 >= n*3
}

func mostlyLetters(s string) bool {
	n, letters := 0, 0
	for _, r := range s {
		n++
		if unicode.IsLetter(r) || r == ' ' {
			letters++
		}
	}
	return letters*2 >= n
}

// armour reads base64 (RFC 4648) of a text.
func armour(s string) (string, bool) {
	t := strings.TrimSpace(s)
	if len(t) < 8 || strings.ContainsAny(t, " .,!?") {
		return "", false
	}
	for _, encoding := range []*base64.Encoding{base64.StdEncoding, base64.URLEncoding} {
		raw, err := encoding.DecodeString(t)
		if err != nil {
			continue
		}
		text := string(raw)
		if !utf8.Valid(raw) {
			if w, ok := wide(text); ok {
				text = w
			} else {
				text = bytesOf(text)
			}
		}
		if readable(text) && mostlyLetters(text) {
			return text, true
		}
	}
	return "", false
}
