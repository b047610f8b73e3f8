package deliver

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/textproto"
	"time"

	"cases/newsletter/outbox"
)

// encode writes a message with two alternatives.
func encode(from string, m outbox.Mail, now time.Time) ([]byte, error) {
	var b bytes.Buffer
	parts := multipart.NewWriter(&b)
	for _, h := range [][2]string{
		{"From", from},
		{"To", m.To},
		{"Subject", mime.QEncoding.Encode("utf-8", m.Subject)},
		{"Date", now.Format(time.RFC1123Z)},
		{"MIME-Version", "1.0"},
		{"Content-Type", fmt.Sprintf("multipart/alternative; boundary=%q", parts.Boundary())},
	} {
		fmt.Fprintf(&b, "%s: %s\r\n", h[0], h[1])
	}
	b.WriteString("\r\n")
	if err := part(parts, "text/plain; charset=utf-8", m.Text); err != nil {
		return nil, err
	}
	if err := part(parts, "text/html; charset=utf-8", m.HTML); err != nil {
		return nil, err
	}
	if err := parts.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func part(parts *multipart.Writer, kind, content string) error {
	h := textproto.MIMEHeader{}
	h.Set("Content-Type", kind)
	h.Set("Content-Transfer-Encoding", "quoted-printable")
	w, err := parts.CreatePart(h)
	if err != nil {
		return err
	}
	q := quotedprintable.NewWriter(w)
	if _, err := io.WriteString(q, content); err != nil {
		return err
	}
	return q.Close()
}
