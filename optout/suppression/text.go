package suppression

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// maxRecord is the most of one row, in bytes: a list has short ones, and a quote that nobody closed shall not swallow the file.
const (
	maxRecord = 1 << 20
	maxQuoted = 64 // lines within one pair of quotes
)

// What is no list, by its first bytes, and what to do with it.
var noList = []struct {
	begins string
	err    error
}{
	{"PK\x03\x04", errors.New("suppression: this is a workbook or an archive (xlsx, ods, zip): save the sheet as CSV, or unpack it")},
	{"\xD0\xCF\x11\xE0", errors.New("suppression: this is a workbook (xls): save the sheet as CSV")},
	{"\x1f\x8b", errors.New("suppression: this is compressed (gzip): unpack it")},
	{"%PDF", errors.New("suppression: this is a PDF: export the list as CSV or JSON")},
	{"<", errors.New("suppression: this is HTML or XML, as a log-in page is: export the list as CSV or JSON")},
	{"age-encryption.org/", errors.New("suppression: this is sealed: open it with package sealed, or age")},
	{"-----BEGIN AGE", errors.New("suppression: this is sealed: open it with package sealed, or age")},
}

// decoded is r as UTF-8 as far as the first bytes say: without a byte order mark, and out of UTF-16. A line in Windows-1252 is decoded when it is read.
func decoded(r io.Reader) (*bufio.Reader, error) {
	b := bufio.NewReaderSize(r, 64<<10)
	head, err := b.Peek(64)
	if err != nil && err != io.EOF {
		return nil, err
	}
	for _, n := range noList {
		if bytes.HasPrefix(head, []byte(n.begins)) {
			return nil, n.err
		}
	}
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		b.Discard(3)
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return bufio.NewReaderSize(unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Reader(b), 64<<10), nil
	case len(head) >= 4 && head[0] != 0 && head[1] == 0 && head[2] != 0 && head[3] == 0: // Latin letters, without the mark
		return bufio.NewReaderSize(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewDecoder().Reader(b), 64<<10), nil
	case len(head) >= 4 && head[0] == 0 && head[1] != 0 && head[2] == 0 && head[3] != 0:
		return bufio.NewReaderSize(unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder().Reader(b), 64<<10), nil
	}
	// "CSV (Macintosh)" ends its lines with a carriage return alone.
	if head, _ := b.Peek(64 << 10); bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(head, '\r') >= 0 {
		return bufio.NewReaderSize(carriage{b}, 64<<10), nil
	}
	return b, nil
}

// carriage reads lines that end with a carriage return as those that end with a line feed.
type carriage struct{ r io.Reader }

func (c carriage) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	for i := range p[:n] {
		if p[i] == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}

// lines reads lines one by one, with those that were given back first.
type lines struct {
	r      *bufio.Reader
	number int // of the line that was read last, from 1
	back   []string
	err    error
	buf    []byte
	read   []string // of the last record
}

// next returns a line without its end. tooLong says that it had more than maxRecord bytes, and was left out.
func (l *lines) next() (line string, tooLong, ok bool) {
	if len(l.back) > 0 {
		line, l.back = l.back[0], l.back[1:]
		l.number++
		return line, false, true
	}
	if l.err != nil {
		return "", false, false
	}
	l.buf = l.buf[:0]
	size := 0
	for {
		part, err := l.r.ReadSlice('\n')
		size += len(part)
		if size <= maxRecord {
			l.buf = append(l.buf, part...)
		}
		if err == bufio.ErrBufferFull {
			continue
		}
		if err != nil {
			l.err = err
			if size == 0 {
				return "", false, false
			}
		}
		break
	}
	l.number++
	if size > maxRecord {
		return "", true, true
	}
	s := string(l.buf)
	if !utf8.ValidString(s) {
		if d, err := charmap.Windows1252.NewDecoder().String(s); err == nil {
			s = d
		}
	}
	return strings.TrimRight(s, "\r\n"), false, true
}

// giveBack makes the lines after the first be read again.
func (l *lines) giveBack(read []string) {
	if len(read) > 1 {
		l.back = append(read[1:len(read):len(read)], l.back...)
		l.number -= len(read) - 1
	}
}

// record returns the fields of one row, which may stand on several lines, and the line on which it begins.
//
// encoding/csv is not asked: at a quote that nobody closes it reads to the end of the file and returns it as one field, and after an error it does
// not say where the next row begins. A list in which one cell has a stray quote would lose every objection below it.
func (l *lines) record(delimiter byte) (fields []string, line int, err error) {
	read := l.read[:0]
	defer func() { l.read = read }()
	size := 0
	for {
		s, tooLong, ok := l.next()
		if !ok {
			if len(read) == 0 {
				if l.err != io.EOF {
					return nil, l.number, l.err
				}
				return nil, l.number, io.EOF
			}
			break // the file ends within quotes
		}
		if len(read) == 0 {
			line = l.number
		}
		if tooLong {
			if len(read) == 0 {
				return nil, line, errLong
			}
			break
		}
		read = append(read, s)
		size += len(s) + 1
		if size > maxRecord || len(read) > maxQuoted {
			break
		}
		// A line within quotes that holds no end of them is not looked at again, or every line of a hostile file would cost its square.
		if len(read) > 1 && !closes(s, delimiter) {
			continue
		}
		f, open := split(strings.Join(read, "\n"), delimiter)
		if !open {
			return f, line, nil
		}
	}
	l.giveBack(read)
	return nil, line, errQuote
}

// closes reports whether a line may hold the end of what is quoted: a quote before a delimiter, or at its end.
func closes(s string, delimiter byte) bool {
	for {
		i := strings.IndexByte(s, '"')
		if i < 0 {
			return false
		}
		s = s[i+1:]
		if rest := strings.TrimLeft(s, " "); rest == "" || rest[0] == delimiter {
			return true
		}
	}
}

// swallowed reports whether a row of several lines is none, because a quote that nobody closed ran on to the next quote of the file, over rows in between: one of its
// lines is a row by itself. Then those lines are given back.
func (l *lines) swallowed(isRow func(fields []string) bool, delimiter byte) bool {
	for _, s := range l.read[1:] {
		if f, open := split(s, delimiter); !open && isRow(f) {
			l.giveBack(l.read)
			return true
		}
	}
	return false
}

// split cuts a row into fields. open says that it ends within quotes. A quote opens a field only at its beginning; anywhere else it is a sign like
// any other, and within quotes two of them are one.
func split(s string, delimiter byte) (fields []string, open bool) {
	for {
		t := strings.TrimLeft(s, " ")
		if !strings.HasPrefix(t, `"`) {
			i := strings.IndexByte(s, delimiter)
			if i < 0 {
				return append(fields, s), false
			}
			fields, s = append(fields, s[:i]), s[i+1:]
			continue
		}
		var field strings.Builder
		t = t[1:]
		for {
			i := strings.IndexByte(t, '"')
			if i < 0 {
				return nil, true
			}
			field.WriteString(t[:i])
			t = t[i+1:]
			if strings.HasPrefix(t, `"`) {
				field.WriteByte('"')
				t = t[1:]
				continue
			}
			rest := strings.TrimLeft(t, " ")
			if rest == "" {
				return append(fields, field.String()), false
			}
			if rest[0] == delimiter {
				s = rest[1:]
				break
			}
			field.WriteByte('"')
		}
		fields = append(fields, field.String())
	}
}
