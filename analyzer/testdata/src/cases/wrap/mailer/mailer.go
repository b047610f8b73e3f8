// Package mailer wraps net/smtp; its callers are in other packages.
package mailer

import (
	"bytes"
	"fmt"
	"html/template"
	"net/smtp"
)

type Message struct {
	To      []string
	Subject string
	Body    string
}

type Sender interface {
	Send(m Message) error
}

type SMTP struct {
	addr string
	from string
	auth smtp.Auth
}

func New(addr, from string) *SMTP { return &SMTP{addr: addr, from: from} }

func (s *SMTP) Send(m Message) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "From: %s\r\n", s.from)
	fmt.Fprintf(&b, "Subject: %s\r\n\r\n", m.Subject)
	b.WriteString(m.Body)
	return s.deliver(m.To, b.Bytes())
}

func (s *SMTP) deliver(to []string, data []byte) error {
	return smtp.SendMail(s.addr, s.auth, s.from, to, data)
}

// Raw sends what it is given.
func Raw(to string, data []byte) error {
	return smtp.SendMail("h:25", nil, "a@example.org", []string{to}, data)
}

// Welcome makes its own text: it is the place.
func Welcome(s Sender, to, name string) error {
	return s.Send(Message{To: []string{to}, Subject: "Bienvenue", Body: "Bonjour " + name + ", votez"}) // want `RAW: .* joined with other text`
}

// Render is not a send.
func Render(t *template.Template, data any) (string, error) {
	var b bytes.Buffer
	if err := t.Execute(&b, data); err != nil {
		return "", err
	}
	return b.String(), nil
}
