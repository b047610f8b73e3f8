package mailbox

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"regexp"
	"strconv"
	"strings"
)

// Variant is how an mbox keeps a line of a message that begins with "From " from being taken for the beginning of the next. Nothing in
// the file says which it is.
type Variant string

const (
	MboxO   Variant = "mboxo"   // ">" before "From ": what was ">From " before looks the same
	MboxRD  Variant = "mboxrd"  // one more ">" before ">…>From ": can be undone
	MboxCL  Variant = "mboxcl"  // mboxo, and Content-Length says how long a body is
	MboxCL2 Variant = "mboxcl2" // Content-Length alone, and "From " as it is
)

// separator is a line that can hardly be anything else than the beginning of a message: "From ", somebody, and a date as asctime writes it.
var separator = regexp.MustCompile(`^From \S*.*\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? +(?:[A-Z][a-z]{2} +\d{1,2}|\d{1,2} +[A-Z][a-z]{2}) .*\d{4}`)

const peek = 256 << 10 // bytes in which a file's variant is looked for

// Messages yields the messages of an mbox one by one, each to be read before the next, and each without its separator and the quoting of its variant;
// "" finds the variant. An error of r is yielded once and ends it.
//
// In doubt a file is cut rather than joined: a piece of a message is shown to a human, and a message that
// hides in another would be lost. So a line with "From ", a sender and a date begins a message wherever it stands, whatever a Content-Length says, which is
// a field that a sender can write; "From " after an empty line does where no Content-Length of a file that has them covers it.
func Messages(r io.Reader, v Variant) iter.Seq2[io.Reader, error] {
	return func(yield func(io.Reader, error) bool) {
		in := bufio.NewReaderSize(r, peek)
		if v == "" {
			head, err := in.Peek(peek)
			if err != nil && !errors.Is(err, io.EOF) {
				yield(nil, err)
				return
			}
			v = variantOf(head)
		}
		m := &mbox{in: in, variant: v, blank: true}
		if err := m.first(); err != nil {
			if !errors.Is(err, io.EOF) {
				yield(nil, err)
			}
			return
		}
		for {
			one := &mboxMessage{box: m}
			m.begin()
			if !yield(one, nil) {
				return
			}
			_, err := io.Copy(io.Discard, one)
			if err == nil && m.err != nil && !errors.Is(m.err, io.EOF) {
				err = m.err
			}
			if err != nil {
				yield(nil, err)
				return
			}
			if m.err != nil {
				return
			}
		}
	}
}

// variantOf tells the variants apart as far as they can be. A Content-Length that ends before a separator, or at the end, makes a file of
// the cl kind; an unquoted "From " within makes it cl2. ">>From " says mboxrd; where there is none mboxo and mboxrd are one.
func variantOf(head []byte) Variant {
	headerEnd := bytes.Index(head, []byte("\n\n"))
	if crlf := bytes.Index(head, []byte("\r\n\r\n")); crlf >= 0 && (headerEnd < 0 || crlf < headerEnd) {
		headerEnd = crlf + 2
	}
	if headerEnd >= 0 {
		if n := contentLength(string(head[:headerEnd])); n >= 0 && headerEnd+2+n <= len(head) {
			body, rest := head[headerEnd+2:headerEnd+2+n], bytes.TrimLeft(head[headerEnd+2+n:], "\r\n")
			if len(rest) == 0 || bytes.HasPrefix(rest, []byte("From ")) {
				if bytes.HasPrefix(body, []byte("From ")) || bytes.Contains(body, []byte("\nFrom ")) {
					return MboxCL2
				}
				return MboxCL
			}
		}
	}
	if bytes.Contains(head, []byte("\n>>From ")) {
		return MboxRD
	}
	return MboxO
}

func contentLength(header string) int {
	for line := range strings.Lines(header) {
		if name, v, ok := strings.Cut(line, ":"); ok && strings.EqualFold(name, "Content-Length") {
			if n, err := strconv.Atoi(strings.TrimSpace(v)); err == nil && n >= 0 {
				return n
			}
		}
	}
	return -1
}

// mbox is the file that is read.
type mbox struct {
	in      *bufio.Reader
	variant Variant
	err     error

	blank  bool // the line before was empty, or there was none
	mid    bool // the next piece goes on a line
	inBody bool
	covers int // bytes of the body that Content-Length still covers
	header []byte
}

// first finds the first message. What stands before its separator is a message of its own: nothing is passed over.
func (m *mbox) first() error {
	for {
		p, err := m.in.Peek(1)
		if err != nil {
			m.err = err
			return err
		}
		if p[0] != '\n' && p[0] != '\r' {
			break
		}
		m.in.Discard(1)
	}
	if p, _ := m.in.Peek(5); string(p) == "From " {
		return m.dropLine()
	}
	return nil
}

func (m *mbox) dropLine() error {
	for {
		_, err := m.in.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil {
			m.err = err
			if errors.Is(err, io.EOF) {
				return nil
			}
		}
		return err
	}
}

func (m *mbox) begin() {
	m.blank, m.mid, m.inBody, m.covers, m.header = false, false, false, 0, m.header[:0]
}

// line returns the next piece of the message, io.EOF at its end.
func (m *mbox) line() ([]byte, error) {
	if m.err != nil {
		return nil, m.err
	}
	if !m.mid {
		if p, _ := m.in.Peek(5); string(p) == "From " && m.separates() {
			if err := m.dropLine(); err != nil {
				return nil, err
			}
			return nil, io.EOF
		}
	}
	p, err := m.in.ReadSlice('\n')
	if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
		m.err = err
		if len(p) == 0 {
			return nil, err
		}
	}
	starts := !m.mid
	m.mid = p[len(p)-1] != '\n'
	empty := starts && len(bytes.TrimRight(p, "\r\n")) == 0
	switch {
	case m.inBody:
		m.covers -= len(p)
	case empty:
		m.inBody = true
		if m.variant == MboxCL || m.variant == MboxCL2 {
			m.covers = contentLength(string(m.header))
		}
	case len(m.header) < maxHeader:
		m.header = append(m.header, p...)
	}
	m.blank = empty
	if starts && m.variant != MboxCL2 && p[0] == '>' {
		marks := 0
		for marks < len(p) && p[marks] == '>' {
			marks++
		}
		if bytes.HasPrefix(p[marks:], []byte("From ")) && (marks == 1 || m.variant == MboxRD) {
			p = p[1:]
		}
	}
	return p, nil
}

// separates reports whether the line that begins with "From " begins the next message.
func (m *mbox) separates() bool {
	line, err := m.in.Peek(200)
	if err != nil && len(line) == 0 {
		return false
	}
	if i := bytes.IndexByte(line, '\n'); i >= 0 {
		line = line[:i]
	}
	if separator.Match(line) {
		return true
	}
	return m.blank && m.covers <= 0
}

// mboxMessage reads one message of the file.
type mboxMessage struct {
	box  *mbox
	rest []byte
	done bool
}

func (m *mboxMessage) Read(p []byte) (int, error) {
	for len(m.rest) == 0 {
		if m.done {
			return 0, io.EOF
		}
		piece, err := m.box.line()
		if err != nil {
			m.done = true
			if !errors.Is(err, io.EOF) {
				return 0, err
			}
			continue
		}
		m.rest = piece
	}
	n := copy(p, m.rest)
	m.rest = m.rest[n:]
	return n, nil
}

// Mbox takes every message of an mbox. It goes on after a message that could not be taken, and then says so: until it returns
// nil the file must be kept, and may be read again. Nobody may write to it meanwhile; the lock is the caller's.
func (b *Box) Mbox(ctx context.Context, r io.Reader) (Counts, error) {
	var c Counts
	if err := b.Findings().Err(); err != nil {
		return c, err
	}
	var failed error
	for m, err := range Messages(r, "") {
		if err := ctx.Err(); err != nil {
			return c, err
		}
		if err != nil {
			return c, fmt.Errorf("mailbox: %w", err)
		}
		v, err := b.Take(ctx, m)
		if err != nil {
			failed = c.fail(failed, err)
			continue
		}
		c.Add(v)
	}
	return c, c.failure(failed)
}

// Path takes what a name leads to: every message of a folder that is a Maildir, or of a file that is an mbox, or the one message that a file
// holds. A file is read and never changed.
func (b *Box) Path(ctx context.Context, name string) (Counts, error) {
	var c Counts
	st, err := os.Stat(name)
	if err != nil {
		return c, err
	}
	if st.IsDir() {
		return b.Maildir(ctx, name)
	}
	if !st.Mode().IsRegular() {
		return c, errors.New("mailbox: neither a folder nor a file")
	}
	f, err := os.Open(name)
	if err != nil {
		return c, err
	}
	defer f.Close()
	in := bufio.NewReader(f)
	if start, _ := in.Peek(len("From ")); string(start) == "From " {
		return b.Mbox(ctx, in)
	}
	v, err := b.Take(ctx, in)
	if err != nil {
		return c, c.failure(c.fail(nil, err))
	}
	c.Add(v)
	return c, nil
}
