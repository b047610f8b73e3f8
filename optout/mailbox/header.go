package mailbox

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/mail"
	"strings"

	"golang.org/x/net/html/charset"
)

// header is the fields of a message or part in their order.
type header []field

type field struct {
	name  string // in small letters
	value string // unfolded, as it was written: encoded words are still encoded
}

// get returns the value of the first field of the name, "" where there is none.
func (h header) get(name string) string {
	for _, f := range h {
		if f.name == name {
			return f.value
		}
	}
	return ""
}

func (h header) has(name string) bool {
	for _, f := range h {
		if f.name == name {
			return true
		}
	}
	return false
}

// text returns the value of the first field of the name with its encoded words decoded. (RFC 2047)
func (h header) text(name string) string { return decodeWords(h.get(name)) }

// readHeader reads the fields up to the empty line. A line that is no field is stray: it may be a header that was
// damaged or a body whose empty line is missing, so reading goes on and the line is kept for the body. Where a boundary ends
// the header, ended is true and there is no body.
func (w *walker) readHeader() (h header, stray []byte, at stop, ended bool, err error) {
	var value []byte // of the last field, which may go on
	size, open := 0, false
	flush := func() {
		if open {
			h[len(h)-1].value = strings.TrimSpace(string(value))
		}
	}
	for first := true; ; first = false {
		p, err := w.next()
		if errors.Is(err, io.EOF) {
			flush()
			return h, stray, end, len(stray) == 0, nil
		}
		if err != nil {
			return nil, nil, end, false, err
		}
		if at, ok := w.boundary(p); ok {
			flush()
			if len(stray) > 0 {
				w.push()
			}
			return h, stray, at, len(stray) == 0, nil
		}
		line := bytes.TrimRight(p, "\r\n")
		if w.starts && len(line) == 0 {
			flush()
			return h, stray, end, false, nil
		}
		if size += len(p); size > maxHeader {
			w.letter.cut = true
			continue
		}
		if !w.starts || line[0] == ' ' || line[0] == '\t' { // folded (RFC 5322, section 2.2.3), or the rest of a long line
			if !open {
				stray = append(stray, p...)
				continue
			}
			if w.starts {
				value, line = append(value, ' '), bytes.TrimLeft(line, " \t")
			}
			value = append(value, line...)
			continue
		}
		flush()
		open = false
		name, rest, ok := bytes.Cut(line, []byte(":"))
		name = bytes.TrimRight(name, " \t")
		switch {
		case ok && isFieldName(name) && len(h) == maxFields:
			w.letter.cut = true
		case ok && isFieldName(name):
			h, value, open = append(h, field{name: strings.ToLower(string(name))}), append(value[:0], rest...), true
		case first && (bytes.HasPrefix(line, []byte("From ")) || bytes.HasPrefix(line, []byte(">From "))): // the separator of an mbox
		default:
			w.letter.damaged = true
			stray = append(stray, p...)
		}
	}
}

// isFieldName reports whether a field may be called so. (RFC 5322, section 3.6.8)
func isFieldName(name []byte) bool {
	for _, c := range name {
		if c <= ' ' || c >= 0x7f {
			return false
		}
	}
	return len(name) > 0 && len(name) <= 128
}

// mediaType reads a Content-Type. What package mime refuses is read by hand, as mail programs do: a boundary that
// should have been quoted is a boundary.
func mediaType(value, usual string) (string, map[string]string) {
	if strings.TrimSpace(value) == "" {
		return usual, nil
	}
	media, params, err := mime.ParseMediaType(value)
	if err != nil {
		var rest string
		media, rest, _ = strings.Cut(value, ";")
		params = map[string]string{}
		for p := range strings.SplitSeq(rest, ";") {
			name, v, ok := strings.Cut(p, "=")
			name = strings.ToLower(strings.TrimSpace(name))
			if _, known := params[name]; ok && !known && len(params) < 16 {
				params[name] = strings.Trim(strings.TrimSpace(v), `"`)
			}
		}
	}
	media = strings.ToLower(strings.TrimSpace(media))
	if media == "text" { // before RFC 1341
		media = "text/plain"
	}
	if !strings.Contains(media, "/") {
		media = usual
	}
	return media, params
}

var words = mime.WordDecoder{CharsetReader: func(label string, in io.Reader) (io.Reader, error) { return charset.NewReaderLabel(label, in) }}

// decodeWords decodes the encoded words of a field. What cannot be decoded stays as it was written.
func decodeWords(s string) string {
	if !strings.Contains(s, "=?") {
		return toUTF8([]byte(s), "")
	}
	d, err := words.DecodeHeader(s)
	if err != nil {
		return toUTF8([]byte(s), "")
	}
	return d
}

// mailboxes returns the mailboxes of a field with addresses, as they are written there. Of a field that net/mail cannot
// read it takes what stands in angle brackets, or a lone mailbox.
func mailboxes(value string) []string {
	if len(value) > 64<<10 {
		return nil
	}
	parser := mail.AddressParser{WordDecoder: &words}
	if list, err := parser.ParseList(value); err == nil {
		out := make([]string, len(list))
		for i, a := range list {
			out[i] = a.Address
		}
		return out
	}
	var out []string
	for rest := value; ; {
		open := strings.IndexByte(rest, '<')
		if open < 0 {
			break
		}
		rest = rest[open+1:]
		shut := strings.IndexAny(rest, "<>")
		if shut >= 0 && rest[shut] == '>' && strings.Contains(rest[:shut], "@") {
			out = append(out, strings.TrimSpace(rest[:shut]))
		}
	}
	if out == nil && strings.Count(value, "@") == 1 && !strings.ContainsAny(strings.TrimSpace(value), " \t,;") {
		out = []string{strings.TrimSpace(value)}
	}
	return out
}
