// Package mail judges what an e-mail says, and how: its header fields, its bodies, what its links and images give away. The
// e-mail builder, Adopt and audit.Email use it, so that they never disagree.
package mail

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime/quotedprintable"
	"net/mail"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/scrutateur/scrutateur/internal/htmlslot"
	"github.com/scrutateur/scrutateur/internal/plaintext"
	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/gate"
	"github.com/scrutateur/scrutateur/message/internal/judge"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
)

// Facts is what is known about an e-mail beside the message. Its fields are those of audit.Email, which says what they mean.
type Facts struct {
	Occasion message.Occasion
	At       time.Time
	Tracked  bool
	Rules    law.Profile
	Except   []law.Exception
}

// Budgets of an e-mail. Gmail cuts a page at 102 KB, and what it cuts first is the end: the words that the law asks for.
const (
	WarnHTML, MaxHTML       = 80_000, 102_000 // bytes, decoded
	WarnSubject, MaxSubject = 50, 78          // characters
)

// Judge judges a whole message in the form of RFC 5322, all findings at once, sorted: audit.Email says what is sought. Read is
// what was read of it.
func Judge(e Facts, raw []byte, n notice.Notice) (law.Findings, *Read) {
	a := &Read{Facts: e, n: n.Clone(), at: e.At, known: !reflect.ValueOf(n).IsZero()}
	if a.at.IsZero() {
		a.at = gate.JudgedOn(notice.NoElection)
	}
	a.lines(raw)
	head, body, ok := splitMessage(raw)
	if ok {
		a.fields = headerFields(head)
		a.header()
		a.shown = a.part(headerOf(a.fields), body, 0)
		a.bodies()
	} else {
		a.add(law.Find(law.CleanText, "Header", "no header field: give the whole message, as it is sent"))
	}
	if a.known {
		a.found = append(a.found, a.n.Findings(a.at)...)
		a.found = append(a.found, a.n.Allows(law.Email, a.Occasion)...)
	} else {
		a.should(law.Find(law.SpecField, "Notice", "no notice: whose name, election, links and data these are was not judged"))
	}
	return e.Rules.Apply(a.at, a.found, e.Except), a
}

// Read collects what is found in one message.
type Read struct {
	Facts
	n     notice.Notice
	known bool // there is a Notice
	at    time.Time
	found law.Findings

	fields   []Header
	attached []string // Content-IDs of attached images
	parts    int
	shown    []reading
	receipt  bool // a field asks for a receipt, of somebody who agreed to it

	Unsubscribe []string // addresses of List-Unsubscribe
	Texts       []string // text bodies, decoded
	Pages       []string // HTML bodies, decoded
}

func (a *Read) add(f law.Finding) { a.found = append(a.found, f) }

func (a *Read) should(f law.Finding) {
	a.add(judge.Advice(f))
}

// lines judges line ends and lengths of the raw message. A file with bare line feeds throughout is one that was saved so.
func (a *Read) lines(raw []byte) {
	crlf := bytes.Contains(raw, []byte("\r\n"))
	bare, nul, long := 0, 0, 0
	for line := range bytes.SplitSeq(raw, []byte("\n")) {
		text := bytes.TrimSuffix(line, []byte("\r"))
		bare += bytes.Count(text, []byte("\r"))
		if crlf && len(text) == len(line) && len(line) > 0 {
			bare++
		}
		nul += bytes.Count(text, []byte{0})
		if len(text) > 998 {
			long++
		}
	}
	if crlf && len(raw) > 0 && raw[len(raw)-1] != '\n' {
		bare-- // the last line needs no end
	}
	if bare > 0 {
		a.add(law.Find(law.CleanText, "Message", "%d bare carriage returns or line feeds: lines end with both (RFC 5322, 2.3)", bare))
	}
	if nul > 0 {
		a.add(law.Find(law.CleanText, "Message", "%d NUL bytes", nul))
	}
	if long > 0 {
		a.add(law.Find(law.CleanText, "Message", "%d lines of more than 998 bytes, which servers cut (RFC 5322, 2.1.1)", long))
	}
}

// splitMessage cuts header and body. Line ends become LF.
func splitMessage(raw []byte) (head, body string, ok bool) {
	s := strings.ReplaceAll(string(raw), "\r\n", "\n")
	s = strings.TrimLeft(s, "\n")
	head, body, found := strings.Cut(s, "\n\n")
	if !found {
		head = strings.TrimRight(s, "\n")
	}
	name, _, ok := strings.Cut(head, ":")
	return head + "\n", body, ok && name != "" && !strings.ContainsAny(name, " \t\n")
}

// Header is one field: its body unfolded, and as it stands.
type Header struct{ Name, Body, Raw string }

// headerFields reads the fields of a header in their order. What is no field is left out.
func headerFields(head string) (fields []Header) {
	for line := range strings.Lines(head) {
		line = strings.TrimSuffix(line, "\n")
		if n := len(fields); n > 0 && line != "" && (line[0] == ' ' || line[0] == '\t') {
			fields[n-1].Body += line
			fields[n-1].Raw += "\n" + line
			continue
		}
		if name, body, ok := strings.Cut(line, ":"); ok {
			fields = append(fields, Header{strings.TrimSpace(name), body, body})
		}
	}
	for i := range fields {
		fields[i].Body = strings.TrimSpace(fields[i].Body)
	}
	return fields
}

// partHeader is the fields of a part by their names in small letters, the first of each.
type partHeader map[string]string

func headerOf(fields []Header) partHeader {
	h := partHeader{}
	for _, f := range fields {
		name := strings.ToLower(f.Name)
		if _, ok := h[name]; !ok {
			h[name] = f.Body
		}
	}
	return h
}

func decodeTransfer(encoding, body string) (string, bool) {
	var r io.Reader
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "quoted-printable":
		r = quotedprintable.NewReader(strings.NewReader(body))
	case "base64":
		r = base64.NewDecoder(base64.StdEncoding, strings.NewReader(strings.ReplaceAll(body, "\n", "")))
	case "", "7bit", "8bit", "binary":
		return body, true
	default:
		return body, false
	}
	b, err := io.ReadAll(r)
	return string(b), err == nil
}

func decodeCharset(charset, s string) (string, bool) {
	switch strings.ToLower(charset) {
	case "", "us-ascii", "utf-8", "utf8":
		return s, utf8.ValidString(s)
	case "iso-8859-1", "windows-1252", "latin1": // WHATWG reads the first as the second
		return decodeMap(charmap.Windows1252, s)
	case "iso-8859-15", "latin9":
		return decodeMap(charmap.ISO8859_15, s)
	}
	return s, false
}

func decodeMap(m *charmap.Charmap, s string) (string, bool) {
	out, err := m.NewDecoder().String(s)
	return out, err == nil
}

// bodies judges what the message says.
func (a *Read) bodies() {
	if len(a.Texts) == 0 && len(a.Pages) == 0 {
		a.add(law.Find(law.SenderIdentity, "Message", "no text that anybody could read"))
		return
	}
	if len(a.Texts) == 0 {
		a.should(law.Find(law.CleanText, "Text", "no text body beside the HTML one: some readers and most filters want it"))
	}
	views := map[int][]htmlslot.View{} // of each page
	size, tracks, withdraws := 0, false, false
	withdrawal := func(l htmlslot.Link) bool { return judge.FindAny(judge.Words(l.Words), withdrawPhrases()) }
	for i, page := range a.Pages {
		size += len(page)
		a.clean("HTML", page)
		p := htmlslot.Inspect(page)
		views[i] = p.Views
		withdraws = withdraws || slices.ContainsFunc(p.Links, withdrawal)
		for _, f := range PageFindings(&p, false, func(href string) bool { return slices.Contains(a.Unsubscribe, href) }) {
			if a.Tracked && f.Rule == law.TrackingPixel {
				tracks = true
				continue
			}
			a.add(f.Finding)
		}
		for i, img := range p.Images {
			if id, ok := strings.CutPrefix(img.Src, "cid:"); ok && !slices.Contains(a.attached, id) {
				a.add(law.Find(law.CleanText, imagePath(i), "the image is not in the message: no part has its Content-ID (RFC 2392)"))
			}
		}
	}
	told := false // a text, where there is no page, says how to take the consent back
	for _, text := range a.Texts {
		a.clean("Text", text)
		told = told || len(a.Pages) == 0 && slices.ContainsFunc(textLinks(text), withdrawal)
	}
	a.readings(views)
	if a.receipt && !withdraws && !told {
		a.add(law.Find(law.TrackingPixel, "Header", "a receipt is asked for, and there is no link to take the consent to it back"))
	}
	if tracks && !withdraws {
		a.add(law.Find(law.TrackingPixel, "HTML", "images that report, and no link to take the consent to them back"))
	}
	switch {
	case size > MaxHTML:
		a.add(law.Find(law.PartBudget, "HTML", "%d bytes of HTML, %d are allowed: mail programs cut the end off, where the law wants its words seen", size, MaxHTML))
	case size > WarnHTML:
		a.should(law.Find(law.PartBudget, "HTML", "%d bytes of HTML; above %d mail programs begin to cut the end off", size, WarnHTML))
	}
}

// numbers judges telephone numbers, and calls to vote where only agreement is asked for.
func (a *Read) numbers(path, text string) {
	for _, f := range NumberFindings(path, text, a.n, a.Occasion, a.at) {
		a.add(f)
	}
}

// NumberFindings judges the telephone numbers of a body, and calls to vote where only agreement is asked for, as package phone
// does. The findings have no place in the body: what was read is not what was written.
func NumberFindings(path, text string, n notice.Notice, o message.Occasion, at time.Time) law.Findings {
	fs := judge.NumberFindings(path, judge.Numbers(text), n, at)
	if o == message.ConsentRequest || o == message.ConsentReceipt {
		fs = append(fs, judge.VoteFindings(path, judge.Words(text))...)
	}
	for i := range fs {
		fs[i] = fs[i].At(0, 0)
	}
	return fs
}

// clean judges the characters of a body, each kind once.
func (a *Read) clean(path, text string) {
	seen := map[rune]bool{}
	for _, r := range text {
		if r != '\n' && r != '\t' && r != '\u200e' && r != '\u200f' && plaintext.Forbidden(r) && !seen[r] {
			seen[r] = true
			a.add(law.Find(law.CleanText, path, "%U is a control or direction character: remove it", r))
		}
	}
}

// Addresses reads a field of mailboxes. ok is false when it is none.
func Addresses(body string) (list []*mail.Address, ok bool) {
	list, err := mail.ParseAddressList(body)
	return list, err == nil
}
