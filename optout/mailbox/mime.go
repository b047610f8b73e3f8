package mailbox

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
)

// What is read of one message. Whatever lies beyond is passed over, not kept, and the message is marked as cut: a human is
// then shown what an objection might hide in. The bounds are far above what people and mail systems write; together they
// keep one message under some 3 MB of memory, be it a terabyte long.
const (
	maxHeader = 256 << 10 // bytes of one header
	maxFields = 1000      // fields of one header
	maxPart   = 256 << 10 // bytes of one text, as it is encoded
	maxKept   = 2 << 20   // bytes of all texts, as they are encoded
	maxParts  = 200
	maxDepth  = 24       // multiparts within multiparts, and messages within messages
	lineRoom  = 32 << 10 // a longer line comes in pieces
)

// letter is what was read of one message.
type letter struct {
	header   header
	parts    []part
	returned []header // of the messages within it, the outermost first
	notice   *notification
	cut      bool // a bound was reached: something was not read
	entities int  // multiparts, messages and leaves that were begun
	damaged  bool // not as MIME has it: a boundary that never comes, a header that breaks off
}

// part is a leaf of the MIME tree.
type part struct {
	media    string // "text/plain", in small letters
	charset  string
	body     []byte // decoded from its transfer encoding; nil for what is not read: images, archives
	within   int    // how many messages enclose it, beside the letter itself
	attached bool   // Content-Disposition: attachment
	cut      bool
}

// open reads one message to its end. Its only errors are those of r: a message that is no good MIME is read as far as
// it goes, because an objection does not have to be good MIME.
func open(r io.Reader) (*letter, error) {
	w := &walker{in: bufio.NewReaderSize(r, lineRoom), letter: new(letter)}
	for { // empty lines in front end no header
		p, err := w.next()
		if errors.Is(err, io.EOF) {
			return w.letter, nil
		}
		if err != nil {
			return nil, err
		}
		if len(bytes.TrimRight(p, " \t\r\n")) > 0 {
			w.push()
			break
		}
	}
	if _, err := w.entity(0, "text/plain"); err != nil {
		return nil, err
	}
	return w.letter, nil
}

type walker struct {
	in     *bufio.Reader
	letter *letter
	bounds []string // boundaries of the multiparts around this place, the innermost last
	kept   int

	piece   []byte // pushed back
	pushed  bool
	starts  bool // the piece starts a line
	started bool // the next piece starts one
	read    bool // a piece was read
}

// stop says where reading ended: at the boundary bounds[level], or at the end of the input, where level is -1.
type stop struct {
	level int
	last  bool // the closing boundary
}

var end = stop{level: -1}

// next returns a line with its end, or a piece of one that is longer than the buffer. It is valid until the next call.
func (w *walker) next() ([]byte, error) {
	if w.pushed {
		w.pushed = false
		return w.piece, nil
	}
	p, err := w.in.ReadSlice('\n')
	if err != nil && !errors.Is(err, bufio.ErrBufferFull) && !(errors.Is(err, io.EOF) && len(p) > 0) {
		return nil, err
	}
	w.starts = !w.read || w.started
	w.read, w.started = true, p[len(p)-1] == '\n'
	w.piece = p
	return p, nil
}

func (w *walker) push() { w.pushed = true }

// boundary reports whether the piece is a boundary of one of the multiparts around it. (RFC 2046, section 5.1.1)
func (w *walker) boundary(p []byte) (stop, bool) {
	if !w.starts || len(p) < 3 || p[0] != '-' || p[1] != '-' {
		return end, false
	}
	for i := len(w.bounds) - 1; i >= 0; i-- {
		rest, ok := bytes.CutPrefix(p[2:], []byte(w.bounds[i]))
		if !ok {
			continue
		}
		rest = bytes.TrimRight(rest, " \t\r\n")
		if len(rest) == 0 || string(rest) == "--" {
			return stop{i, len(rest) > 0}, true
		}
	}
	return end, false
}

// entity reads a header and the body that it speaks of, to the boundary that ends it. Without a Content-Type it is of
// the given media type.
func (w *walker) entity(within int, usual string) (stop, error) {
	l := w.letter
	if l.entities++; l.entities > 2*maxParts {
		l.cut = true
		_, _, at, err := w.text(false)
		return at, err
	}
	h, stray, at, ended, err := w.readHeader()
	if err != nil {
		return end, err
	}
	if within > 0 && (len(l.returned) < within) {
		l.returned = append(l.returned, h)
	} else if within == 0 && l.header == nil && len(w.bounds) == 0 {
		l.header = h
		if l.header == nil {
			l.header = header{}
		}
	}
	if ended {
		return at, nil
	}
	media, params := mediaType(h.get("content-type"), usual)
	deep := len(w.bounds)+within >= maxDepth
	encoding := strings.ToLower(strings.TrimSpace(h.get("content-transfer-encoding")))
	switch {
	case strings.HasPrefix(media, "multipart/") && params["boundary"] != "" && !deep:
		usual := "text/plain"
		if media == "multipart/digest" {
			usual = "message/rfc822"
		}
		return w.multipart(params["boundary"], within, usual, stray)
	case isMessage(media) && encoding != "base64" && encoding != "quoted-printable" && !deep:
		return w.entity(within+1, "text/plain")
	}
	p := part{media: media, charset: params["charset"], within: within,
		attached: strings.HasPrefix(strings.ToLower(strings.TrimSpace(h.get("content-disposition"))), "attachment")}
	if strings.HasPrefix(media, "multipart/") { // no boundary, or too deep: what there is of it is a text
		p.media, l.damaged = "text/plain", true
	}
	l.cut = l.cut || deep && isMessage(media)
	return w.leaf(p, encoding, stray)
}

// multipart reads the parts up to the closing boundary, and passes over what comes after it.
func (w *walker) multipart(boundary string, within int, usual string, stray []byte) (stop, error) {
	level := len(w.bounds)
	w.bounds = append(w.bounds, boundary)
	preamble, cut, at, err := w.text(true)
	for err == nil && at.level == level && !at.last {
		at, err = w.entity(within, usual)
		preamble = nil
	}
	w.bounds = w.bounds[:level]
	if err != nil {
		return end, err
	}
	if at.level == level { // closed
		_, _, at, err = w.text(false)
		return at, err
	}
	w.letter.damaged = true
	if preamble != nil { // its boundary never came: what was taken for the preamble is all there is
		w.add(part{media: "text/plain", body: append(stray, preamble...), within: within, cut: cut})
	}
	return at, nil
}

// leaf reads a body that has no parts.
func (w *walker) leaf(p part, encoding string, stray []byte) (stop, error) {
	keep := readable(p.media)
	body, cut, at, err := w.text(keep)
	if err != nil {
		return end, err
	}
	if keep {
		p.body, p.cut = decodeTransfer(append(stray, body...), encoding), cut
	}
	w.letter.cut = w.letter.cut || cut
	switch {
	case p.media == "text/rfc822-headers" || p.media == "message/global-headers":
		inner := &walker{in: bufio.NewReaderSize(bytes.NewReader(p.body), lineRoom), letter: w.letter}
		h, _, _, _, err := inner.readHeader()
		if err != nil {
			return end, err
		}
		w.letter.returned = append(w.letter.returned, h)
	case isMessage(p.media) && p.body != nil: // one that lies in an encoding, against RFC 2046, section 5.2.1
		inner := &walker{in: bufio.NewReaderSize(bytes.NewReader(p.body), lineRoom), letter: w.letter, kept: w.kept}
		if p.within+1+len(w.bounds) >= maxDepth {
			w.letter.cut = true
			return at, nil
		}
		if _, err := inner.entity(p.within+1, "text/plain"); err != nil {
			return end, err
		}
		w.kept = inner.kept
		return at, nil
	}
	w.add(p)
	return at, nil
}

func (w *walker) add(p part) {
	if len(w.letter.parts) == maxParts {
		w.letter.cut = true
		return
	}
	w.letter.parts = append(w.letter.parts, p)
}

// text reads to the next boundary or the end, and keeps what the bounds allow. The line break before a boundary
// belongs to the boundary.
func (w *walker) text(keep bool) (body []byte, cut bool, at stop, err error) {
	for {
		p, err := w.next()
		if errors.Is(err, io.EOF) {
			return body, cut, end, nil
		}
		if err != nil {
			return nil, false, end, err
		}
		if at, ok := w.boundary(p); ok {
			return bytes.TrimSuffix(bytes.TrimSuffix(body, []byte("\n")), []byte("\r")), cut, at, nil
		}
		if !keep {
			continue
		}
		room := min(maxPart-len(body), maxKept-w.kept)
		if len(w.letter.parts) == maxParts {
			room = 0
		}
		if len(p) > room {
			p, cut = p[:max(room, 0)], true
		}
		body = append(body, p...)
		w.kept += len(p)
	}
}

// readable reports whether a part of the media type is read: texts, reports and returned messages.
func readable(media string) bool {
	return strings.HasPrefix(media, "text/") && media != "text/calendar" && media != "text/vcard" && media != "text/x-vcard" && media != "text/x-amp-html" ||
		strings.HasPrefix(media, "message/") && media != "message/external-body" && media != "message/partial"
}

func isMessage(media string) bool {
	return media == "message/rfc822" || media == "message/global" || media == "message/rfc2822"
}
