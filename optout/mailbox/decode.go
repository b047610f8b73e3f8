package mailbox

import (
	"bytes"
	"encoding/base64"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
)

// decodeTransfer undoes a Content-Transfer-Encoding (RFC 2045, section 6). Package mime's readers end at the first
// mistake; here what can be read is read, because the rest of a damaged message may be the objection.
func decodeTransfer(body []byte, encoding string) []byte {
	switch encoding {
	case "quoted-printable":
		return decodeQuoted(body)
	case "base64":
		return decodeBase64(body)
	}
	return body
}

// decodeQuoted decodes quoted-printable. An "=" that begins no escape stays.
func decodeQuoted(s []byte) []byte {
	out := make([]byte, 0, len(s))
	for len(s) > 0 {
		var line []byte
		line, s, _ = bytes.Cut(s, []byte("\n"))
		line = bytes.TrimRight(line, " \t\r")
		soft := bytes.HasSuffix(line, []byte("="))
		if soft {
			line = line[:len(line)-1]
		}
		for i := 0; i < len(line); i++ {
			if line[i] == '=' && i+2 < len(line) {
				hi, lo := unhex(line[i+1]), unhex(line[i+2])
				if hi >= 0 && lo >= 0 {
					out = append(out, byte(hi<<4|lo))
					i += 2
					continue
				}
			}
			out = append(out, line[i])
		}
		if !soft {
			out = append(out, '\n')
		}
	}
	return out
}

func unhex(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c - 'a' + 10)
	case 'A' <= c && c <= 'F':
		return int(c - 'A' + 10)
	}
	return -1
}

// decodeBase64 decodes base64 and passes over what is not of its alphabet (RFC 2045, section 6.8). Padding ends a
// stretch: some programs encode line by line.
func decodeBase64(s []byte) []byte {
	out := make([]byte, 0, len(s)*3/4)
	var four [4]byte
	n := 0
	flush := func() {
		if n > 1 {
			var three [3]byte
			m, _ := base64.RawStdEncoding.Decode(three[:], four[:n])
			out = append(out, three[:m]...)
		}
		n = 0
	}
	for _, c := range s {
		switch {
		case c == '=':
			flush()
		case 'A' <= c && c <= 'Z', 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '+', c == '/':
			four[n] = c
			if n++; n == 4 {
				flush()
			}
		}
	}
	flush()
	return out
}

// toUTF8 reads a text in the charset that its label names (the labels of the WHATWG Encoding Standard). Labels lie: what
// is UTF-8 with letters beyond ASCII is UTF-8 under every label of a Western charset, because no Western text is so by
// chance, and what is not UTF-8 is windows-1252 where nothing better is said.
func toUTF8(s []byte, label string) string {
	label = strings.ToLower(strings.Trim(label, ` "'`))
	switch { // a byte order mark says more than a label
	case bytes.HasPrefix(s, []byte("\xfe\xff")):
		label = "utf-16be"
	case bytes.HasPrefix(s, []byte("\xff\xfe")):
		label = "utf-16le"
	}
	enc, name := charset.Lookup(label)
	if enc == nil || name == "utf-8" || name == "windows-1252" || name == "iso-8859-15" || name == "macintosh" {
		if utf8.Valid(s) {
			return string(s)
		}
		if enc == nil || name == "utf-8" {
			enc, _ = charset.Lookup("windows-1252")
		}
	}
	out, err := enc.NewDecoder().Bytes(s)
	out = bytes.TrimPrefix(out, []byte("\ufeff"))
	if err != nil {
		return strings.ToValidUTF8(string(s), "\uFFFD")
	}
	return string(out)
}
