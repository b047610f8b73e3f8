package preview

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/url"
	"strings"

	"github.com/scrutateur/scrutateur/optout"
)

// maxMessage is how much of a message is read: mailboxes take no larger one.
const maxMessage = 50 << 20

// ReadEmail makes an Email of a message (RFC 5322, MIME). Parts of other types than plain text and HTML are attachments, and images
// that the HTML names by cid: are shown. Its addresses for unsubscribing are concealed. The error says what is not a message, and never quotes it.
func ReadEmail(r io.Reader) (Email, error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxMessage+1))
	if err != nil {
		return Email{}, fmt.Errorf("preview: reading a message: %w", err)
	}
	if len(raw) > maxMessage {
		return Email{}, errors.New("preview: the message is larger than 50 MiB")
	}
	msg, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return Email{}, errors.New("preview: the header is not one of RFC 5322")
	}
	h := msg.Header
	e := Email{Bytes: len(raw), Lang: h.Get("Content-Language")}
	if e.Subject, err = new(mime.WordDecoder).DecodeHeader(h.Get("Subject")); err != nil {
		return Email{}, errors.New("preview: the subject is not encoded as RFC 2047 says")
	}
	if from, err := h.AddressList("From"); err == nil && len(from) > 0 {
		e.From, e.Mailbox = from[0].Name, from[0].Address
	}
	if to, err := h.AddressList("To"); err == nil && len(to) > 0 {
		if e.To, err = optout.Mailbox(to[0].Address); err != nil {
			e.Conceal = append(e.Conceal, to[0].Address)
		}
		for _, more := range to[1:] {
			e.Conceal = append(e.Conceal, more.Address)
		}
	}
	if date, err := h.Date(); err == nil {
		e.Date = date
	}
	list := h.Get("List-Unsubscribe")
	e.OneClick = strings.Contains(list, "<https:") && strings.EqualFold(strings.ReplaceAll(h.Get("List-Unsubscribe-Post"), " ", ""), "List-Unsubscribe=One-Click")
	e.Conceal = append(e.Conceal, tokens(list)...)

	var p parts
	if err := p.read(h.Get("Content-Type"), h.Get("Content-Transfer-Encoding"), h.Get("Content-Disposition"), "", msg.Body, 0); err != nil {
		return Email{}, err
	}
	e.Text, e.HTML, e.Attachments = p.text, p.html, p.attached
	for id, image := range p.images {
		e.HTML = strings.ReplaceAll(e.HTML, "cid:"+id, image)
	}
	if e.Preheader = snippet(e.HTML, 120); e.HTML == "" {
		e.Preheader = strings.Join(strings.Fields(cut(e.Text, 120)), " ")
	}
	return e, nil
}

func cut(s string, characters int) string {
	if r := []rune(s); len(r) > characters {
		return string(r[:characters]) + "…"
	}
	return s
}

// tokens returns what a List-Unsubscribe field has of one person: all of its addresses but scheme, host and mailbox.
func tokens(list string) []string {
	var out []string
	for part := range strings.SplitSeq(list, ",") {
		u, err := url.Parse(strings.Trim(strings.TrimSpace(part), "<>"))
		if err != nil || u.Scheme == "" {
			continue
		}
		path := strings.TrimPrefix(u.EscapedPath(), "/")
		if i := strings.LastIndexByte(path, '/'); i >= 0 {
			path = path[i+1:]
		}
		// A short last segment is a page's name; a token is long.
		if len(path) >= 16 {
			out = append(out, path)
		}
		for _, values := range u.Query() {
			for _, v := range values {
				if len(v) >= 8 {
					out = append(out, v)
				}
			}
		}
	}
	return out
}

// parts is what a message consists of.
type parts struct {
	text, html string
	images     map[string]string // by Content-ID, as data: addresses
	attached   []string
}

func (p *parts) read(contentType, encoding, disposition, id string, body io.Reader, depth int) error {
	if depth > 20 {
		return errors.New("preview: the parts of the message stand more than 20 deep in one another")
	}
	if contentType == "" {
		contentType = "text/plain; charset=us-ascii"
	}
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return errors.New("preview: a part has a Content-Type that is not one of RFC 2045")
	}
	if strings.HasPrefix(kind, "multipart/") {
		for r := multipart.NewReader(body, params["boundary"]); ; {
			q, err := r.NextRawPart()
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return errors.New("preview: the parts of the message do not end, or have no boundary")
			}
			h := q.Header
			if err := p.read(h.Get("Content-Type"), h.Get("Content-Transfer-Encoding"), h.Get("Content-Disposition"), h.Get("Content-ID"), q, depth+1); err != nil {
				return err
			}
		}
	}
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	case "", "7bit", "8bit", "binary":
	default:
		return errors.New("preview: a part has a Content-Transfer-Encoding that is not one of RFC 2045")
	}
	data, err := io.ReadAll(body)
	if err != nil {
		return errors.New("preview: a part is not encoded as it says")
	}
	place, named, _ := mime.ParseMediaType(disposition)
	switch charset := strings.ToLower(params["charset"]); {
	case place != "attachment" && kind == "text/plain" && p.text == "":
		p.text, err = utf8Text(data, charset)
	case place != "attachment" && kind == "text/html" && p.html == "":
		p.html, err = utf8Text(data, charset)
	case id != "" && strings.HasPrefix(kind, "image/"):
		if p.images == nil {
			p.images = map[string]string{}
		}
		p.images[strings.Trim(id, "<>")] = "data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(data)
	default:
		name := named["filename"]
		if name == "" {
			name = params["name"]
		}
		if name == "" {
			name = kind
		}
		p.attached = append(p.attached, name)
	}
	return err
}

// utf8Text returns the text of a part. Ours are UTF-8; of the others Latin-1 is what is left in use.
func utf8Text(data []byte, charset string) (string, error) {
	switch charset {
	case "", "us-ascii", "utf-8", "utf8":
		return strings.ReplaceAll(strings.ToValidUTF8(string(data), "\uFFFD"), "\r\n", "\n"), nil
	case "iso-8859-1", "latin1":
		r := make([]rune, len(data))
		for i, b := range data {
			r[i] = rune(b)
		}
		return strings.ReplaceAll(string(r), "\r\n", "\n"), nil
	}
	return "", errors.New("preview: a part has another charset than UTF-8 and ISO 8859-1")
}
