package email

import (
	"net/url"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/scrutateur/scrutateur/internal/hidden"
	"github.com/scrutateur/scrutateur/internal/htmlslot"
	"github.com/scrutateur/scrutateur/internal/mailtext"
	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/gate"
	"github.com/scrutateur/scrutateur/message/internal/judge/mail"
	"github.com/scrutateur/scrutateur/message/internal/row"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// opKind says what an op does.
type opKind uint8

const (
	opBytes opKind = iota // append text as it is
	opField               // the field arg, with bytes replaced by table, quoted-printable
	opToken               // the token inside a body
	opRaw                 // the token inside a header field
	opMark                // what stands here is noted as layout[arg]
	opUnless
	opJump
)

// op is one step of a message as it is written.
type op struct {
	kind    opKind
	context htmlslot.Context
	html    bool // counts for the size of the HTML body
	arg, to int
	text    string
	table   *mailtext.Table
	n       int // bytes of text once decoded
}

type program []op

// The tables of the contexts, made once.
var (
	asItIs    = mailtext.NewTable(new([256]string))
	inMarkup  = mailtext.NewTable(htmlslot.Text.Escapes())
	inAddress = mailtext.NewTable(htmlslot.Query.Escapes())
)

func tableOf(c htmlslot.Context) *mailtext.Table {
	switch c {
	case htmlslot.Text, htmlslot.RCData, htmlslot.Attr:
		return inMarkup
	case htmlslot.Query, htmlslot.Path:
		return inAddress
	}
	return asItIs
}

// write makes the fixed bytes and the program of a template that was proved.
func (t *template) write() {
	s := &t.spec
	t.fromTo = string(append(mailtext.AppendMailbox(nil, "From", s.senderName(), s.From), "To: "...))
	t.replyTo = "\r\n"
	if s.ReplyTo != "" {
		t.replyTo = string(mailtext.AppendMailbox([]byte("\r\n"), "Reply-To", "", s.ReplyTo))
	}
	if fixed, ok := t.subject.fixed(); ok {
		t.fixedSubject = string(mailtext.AppendUnstructured(nil, "Subject", []byte(fixed)))
	}

	var p program
	p = p.raw("\r\nMIME-Version: 1.0\r\nList-Id: <" + s.listID() + ">\r\nList-Unsubscribe: <" + tokenBase(s.Unsubscribe))
	p = append(p, op{kind: opRaw})
	if s.UnsubscribeMailto != "" {
		p = p.raw(">,\r\n <mailto:" + mailtoPath(s.UnsubscribeMailto) + "?subject=")
		p = append(p, op{kind: opRaw})
	}
	p = p.raw(">\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n")
	if s.FeedbackID != "" {
		p = p.raw("Feedback-ID: " + s.FeedbackID + "\r\n")
	}
	p = p.raw("Content-Language: " + t.lang.String() + "\r\n")
	t.wire = t.mimeTree(p)
	for _, o := range t.wire {
		t.room += len(o.text)
	}
	t.room += t.room/16 + 1024
}

// mimeTree writes the bodies and attachments: alternatives of text and HTML; around the HTML its images, where there
// are any; around everything the files.
func (t *template) mimeTree(p program) program {
	boundary := func(name string) string {
		return mailtext.Boundary(append(t.hash[:len(t.hash):len(t.hash)], name...))
	}
	open := func(kind, b string) {
		p = p.raw("Content-Type: multipart/" + kind + ";\r\n boundary=\"" + b + "\"\r\n\r\n")
	}
	body := func(kind string, s script, html bool, mark int) {
		p = p.raw("Content-Type: text/" + kind + "; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n")
		p = append(p, op{kind: opMark, arg: mark})
		p = p.body(s.endLine(), html)
		p = append(p, op{kind: opMark, arg: mark + 1})
	}
	mixed, related, alternative := boundary("mixed"), boundary("related"), boundary("alternative")
	var files, images []*Attachment
	for i := range t.spec.Attach {
		if a := &t.spec.Attach[i]; a.ContentID != "" {
			images = append(images, a)
		} else {
			files = append(files, a)
		}
	}
	attach := func(list []*Attachment, b string) {
		for _, a := range list {
			p = p.raw("\r\n--" + b + "\r\n" + a.header() + a.encoded())
		}
		if len(list) > 0 {
			p = p.raw("\r\n--" + b + "--\r\n")
		}
	}
	if len(files) > 0 {
		open("mixed", mixed)
		p = p.raw("--" + mixed + "\r\n")
	}
	open("alternative", alternative)
	p = p.raw("--" + alternative + "\r\n")
	body("plain", t.text, false, 0)
	p = p.raw("\r\n--" + alternative + "\r\n")
	if len(images) > 0 {
		open("related", related)
		p = p.raw("--" + related + "\r\n")
	}
	body("html", t.html, true, 2)
	attach(images, related)
	p = p.raw("\r\n--" + alternative + "--\r\n")
	attach(files, mixed)
	return p
}

// mailtoPath escapes a mailbox for a mailto URI (RFC 6068 section 2).
func mailtoPath(mailbox string) string {
	at := strings.LastIndexByte(mailbox, '@')
	return url.PathEscape(mailbox[:at]) + mailbox[at:]
}

func (p program) raw(text string) program { return append(p, op{kind: opBytes, text: text}) }

// body appends a script. Texts between which nothing happens are encoded as one.
func (p program) body(s script, html bool) program {
	target := make([]bool, len(s)+1)
	for _, piece := range s {
		if piece.kind == pieceUnless || piece.kind == pieceJump {
			target[piece.to] = true
		}
	}
	moved := make([]int, len(s)+1)
	base := len(p)
	for i := 0; i < len(s); {
		moved[i] = len(p)
		switch piece := s[i]; piece.kind {
		case pieceText:
			text := piece.text
			for i++; i < len(s) && s[i].kind == pieceText && !target[i]; i++ {
				moved[i] = len(p)
				text += s[i].text
			}
			if text != "" {
				p = append(p, op{kind: opBytes, text: string(mailtext.AppendQuoted(nil, text)), html: html, n: len(text)})
			}
			continue
		case pieceField:
			p = append(p, op{kind: opField, arg: piece.arg, context: piece.context, html: html, table: tableOf(piece.context)})
		case pieceToken:
			p = append(p, op{kind: opToken, html: html})
		case pieceUnless:
			p = append(p, op{kind: opUnless, arg: piece.arg, to: piece.to})
		case pieceJump:
			p = append(p, op{kind: opJump, to: piece.to})
		}
		i++
	}
	moved[len(s)] = len(p)
	for i := base; i < len(p); i++ {
		if p[i].kind == opUnless || p[i].kind == opJump {
			p[i].to = moved[p[i].to]
		}
	}
	return p
}

// fixed returns the text of a script that is the same for everyone.
func (s script) fixed() (string, bool) {
	var b strings.Builder
	for _, p := range s {
		if p.kind != pieceText {
			return "", false
		}
		b.WriteString(p.text)
	}
	return b.String(), true
}

// writer writes one message: the values that were judged, once each, and the conditions. Writers are used again, so that a
// message allocates nothing; what they held of a recipient is wiped in between.
type writer struct {
	t      *template
	row    row.Row
	mask   uint64
	spans  []span
	values []byte
	line   []byte // the subject
	layout layout
}

// layout is where the text body begins and ends in a message, and where the HTML body does.
type layout [4]int

var writers = sync.Pool{New: func() any { return &writer{values: make([]byte, 0, 1024), line: make([]byte, 0, 512)} }}

func newWriter(t *template, r row.Row) *writer {
	w := writers.Get().(*writer)
	w.t, w.row = t, r
	w.spans = slices.Grow(w.spans, len(t.fields))[:len(t.fields)]
	for i, f := range t.conds {
		if r.Holds(&t.fields[f].Field) {
			w.mask |= 1 << i
		}
	}
	return w
}

func (w *writer) done() {
	clear(w.spans)
	clear(w.values)
	clear(w.line)
	*w = writer{spans: w.spans[:0], values: w.values[:0], line: w.line[:0]}
	writers.Put(w)
}

// span is where a value stands in writer.values; done is false before it was asked for.
type span struct {
	from, to int
	done     bool
}

// value returns a field's value, judged and in NFC.
func (w *writer) value(i int) ([]byte, problem) {
	s := &w.spans[i]
	if !s.done {
		values, p := w.t.fields[i].append(w.values, &w.row)
		if p.kind != 0 {
			return nil, p
		}
		*s = span{len(w.values), len(values), true}
		w.values = values
	}
	return w.values[s.from:s.to], problem{}
}

// appendMessage appends the whole message. On error dst is returned as it came.
func appendMessage[T any](dst []byte, b *batch, to *optout.Cleared[T], places *layout) ([]byte, Size, error) {
	t := b.t
	r, ok := row.Of(to)
	if !ok {
		return dst, Size{}, message.ErrUnbuilt
	}
	w := newWriter(t, r)
	defer w.done()
	var minted [tokenBytes]byte
	token := to.AppendToken(minted[:0])

	out := append(dst, t.fromTo...)
	out = append(out, to.To().Mailbox()...)
	out = append(out, t.replyTo...)
	size := Size{}
	var p problem
	var field int
	if t.fixedSubject != "" {
		out = append(out, t.fixedSubject...)
		size.Subject = t.size.Subject
	} else if out, size.Subject, field, p = w.subject(out); p.kind != 0 {
		return dst, Size{}, gate.Refuse(to.Number(), p.finding(t.fields[field].Path))
	}
	out = append(out, b.date...)
	out = mailtext.AppendMessageID(out, t.hash, b.gate.At(), to.Digest(), t.spec.domain())
	if out, field, p = w.run(out, token, &size); p.kind != 0 {
		return dst, Size{}, gate.Refuse(to.Number(), p.finding(t.fields[field].Path))
	}
	size.Bytes = len(out) - len(dst)
	for i, at := range w.layout {
		places[i] = at - len(dst)
	}
	if size.HTML > mail.MaxHTML { // the proof says that this cannot be; a message over budget does not leave all the same
		return dst, Size{}, gate.Refuse(to.Number(), law.Find(law.PartBudget, "HTML", "the HTML body has %d bytes, %d are allowed", size.HTML, mail.MaxHTML))
	}
	return out, size, nil
}

// subject appends the subject of one recipient.
func (w *writer) subject(dst []byte) (_ []byte, characters, field int, p problem) {
	line := w.line[:0]
	s := w.t.subject
	for pc := 0; pc < len(s); pc++ {
		switch step := &s[pc]; step.kind {
		case pieceText:
			line = append(line, step.text...)
		case pieceUnless:
			if w.mask&(1<<step.arg) == 0 {
				pc = step.to - 1
			}
		case pieceJump:
			pc = step.to - 1
		case pieceField:
			v, p := w.value(step.arg)
			if p.kind != 0 {
				return dst, 0, step.arg, p
			}
			line = append(line, v...)
		}
	}
	w.line = line
	return mailtext.AppendUnstructured(dst, "Subject", line), utf8.RuneCountInString(hidden.Of(line).Reveal()), 0, p
}

// run appends everything behind the Message-ID.
func (w *writer) run(dst, token []byte, size *Size) (_ []byte, field int, p problem) {
	ops := w.t.wire
	for pc := 0; pc < len(ops); pc++ {
		o := &ops[pc]
		n := o.n
		switch o.kind {
		case opBytes:
			dst = append(dst, o.text...)
		case opField:
			v, p := w.value(o.arg)
			if p.kind != 0 {
				return dst, o.arg, p
			}
			text := hidden.Of(v).Reveal() // the same bytes as a string, for as long as this call
			if !o.context.Takes(text) {
				return dst, o.arg, problem{kind: row.LeadsElsewhere}
			}
			dst, n = mailtext.AppendQuotedWith(dst, text, o.table)
		case opToken:
			dst = append(dst, token...)
			dst = append(dst, "=\r\n"...)
			n = len(token)
		case opRaw:
			dst = append(dst, token...)
			continue
		case opMark:
			w.layout[o.arg] = len(dst)
			continue
		case opUnless:
			if w.mask&(1<<o.arg) == 0 {
				pc = o.to - 1
			}
			continue
		case opJump:
			pc = o.to - 1
			continue
		}
		if o.html {
			size.HTML += n
		} else {
			size.Text += n
		}
	}
	return dst, 0, p
}
