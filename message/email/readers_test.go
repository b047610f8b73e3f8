package email_test

import (
	"bytes"
	"io"
	"mime"
	"net/mail"
	"strings"
	"testing"

	gomessage "github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset"
	"github.com/jhillyerd/enmime/v2"

	"github.com/scrutateur/scrutateur/message/email"
)

// read is a message as a reader understands it.
type read struct {
	subject, from, to, text, html string
}

// readers are three that share no code, and the two parts as Email itself gives them.
func readers(t testing.TB, m email.Message) map[string]read {
	t.Helper()
	var raw bytes.Buffer
	if n, err := m.WriteTo(&raw); err != nil || n != int64(raw.Len()) || raw.Len() != m.Size().Bytes {
		t.Fatalf("WriteTo: %d bytes, %v", n, err)
	}
	all := map[string]read{"Email": {
		subject: m.Subject(), from: m.Header("From"), to: m.Header("To"), text: m.Text(), html: m.HTML(),
	}}
	unix := func(b []byte) string { return strings.ReplaceAll(string(b), "\r\n", "\n") }

	std, err := mail.ReadMessage(bytes.NewReader(raw.Bytes()))
	if err != nil {
		t.Fatalf("net/mail: %v", err)
	}
	kind, params, err := mime.ParseMediaType(std.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" && kind != "multipart/mixed" {
		t.Fatalf("net/mail: %q, %v", kind, err)
	}
	_ = params
	for name := range std.Header {
		if n := len(std.Header[name]); n != 1 {
			t.Errorf("%d fields %s", n, name)
		}
	}

	env, err := enmime.ReadEnvelope(bytes.NewReader(raw.Bytes()))
	if err != nil {
		t.Fatalf("enmime: %v", err)
	}
	for _, e := range env.Errors {
		t.Errorf("enmime finds a defect: %s", e.Name) // its details quote the message
	}
	all["enmime"] = read{env.GetHeader("Subject"), env.GetHeader("From"), env.GetHeader("To"), unix([]byte(env.Text)), unix([]byte(env.HTML))}

	ent, err := gomessage.Read(bytes.NewReader(raw.Bytes()))
	if err != nil {
		t.Fatalf("go-message: %v", err)
	}
	r := read{}
	r.subject, _ = ent.Header.Text("Subject")
	r.from, _ = ent.Header.Text("From")
	r.to, _ = ent.Header.Text("To")
	var order []string
	err = ent.Walk(func(path []int, part *gomessage.Entity, err error) error {
		if err != nil {
			return err
		}
		kind, _, _ := part.Header.ContentType()
		if strings.HasPrefix(kind, "multipart/") {
			return nil
		}
		order = append(order, kind)
		b, err := io.ReadAll(part.Body)
		if disposition, _, _ := part.Header.ContentDisposition(); disposition != "" {
			return err
		}
		switch kind {
		case "text/plain":
			r.text = unix(b)
		case "text/html":
			r.html = unix(b)
		}
		return err
	})
	if err != nil {
		t.Fatalf("go-message: %v", err)
	}
	if len(order) < 2 || order[0] != "text/plain" || order[1] != "text/html" {
		t.Errorf("the parts stand in the order %v, from the plainest to the richest is asked for (RFC 2046 section 5.1.4)", order)
	}
	all["go-message"] = r
	return all
}

// checkMessage holds what every message must hold, and returns it as it is read.
func checkMessage(t testing.TB, m email.Message) read {
	t.Helper()
	all := readers(t, m)
	own := all["Email"]
	for name, r := range all {
		if r.subject != own.subject || r.text != own.text && r.text != strings.TrimSuffix(own.text, "\n") || r.html != own.html && r.html != strings.TrimSuffix(own.html, "\n") {
			t.Errorf("%s reads another message than Email does", name)
		}
	}
	if size := m.Size(); size.HTML != len(own.html)-1 && size.HTML != len(own.html) || size.Text != len(own.text)-1 && size.Text != len(own.text) {
		t.Errorf("size says %v, the bodies have %d and %d bytes", size, len(own.html), len(own.text))
	}
	raw := string(m.Bytes())
	head, _, _ := strings.Cut(raw, "\r\n\r\n")
	for line := range strings.SplitSeq(raw, "\r\n") {
		if len(line) > 998 || strings.ContainsAny(line, "\r\n\x00") {
			t.Errorf("a line of %d bytes, or a bare CR, LF or NUL", len(line))
		}
	}
	for line := range strings.SplitSeq(strings.TrimPrefix(raw, head), "\r\n") {
		if len(line) > 76 {
			t.Errorf("a line of %d bytes in a body", len(line))
		}
	}
	for line := range strings.SplitSeq(head, "\r\n") {
		if strings.HasPrefix(line, "List-") && strings.Contains(line, "=?") {
			t.Errorf("an encoded word in %q", line)
		}
	}
	return own
}
