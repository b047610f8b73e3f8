package gomail

import (
	"bytes"
	"html/template"
	"io"

	"github.com/scrutateur/scrutateur/message/email"
	mail "github.com/wneessen/go-mail"
)

func constant(c *mail.Client) error {
	m := mail.NewMsg()
	m.Subject("Dimanche")
	m.SetBodyString(mail.TypeTextPlain, "Votez")
	return c.DialAndSend(m) // want `RAW: the body of this e-mail .* a constant text, and goes to mail.Client.DialAndSend`
}

func rendered(c *mail.Client, t *template.Template, data any) error {
	var b bytes.Buffer
	if err := t.Execute(&b, data); err != nil {
		return err
	}
	m := mail.NewMsg()
	m.SetBodyString(mail.TypeTextHTML, b.String())
	return c.Send(m) // want `RAW: .* the output of Template.Execute`
}

func built(c *mail.Client, e email.Message) error {
	m := mail.NewMsg()
	m.Subject(e.Subject())
	m.SetBodyString(mail.TypeTextPlain, e.PlainText())
	m.AddAlternativeString(mail.TypeTextHTML, e.HTML())
	return c.DialAndSend(m)
}

func half(c *mail.Client, e email.Message) error {
	m := mail.NewMsg()
	m.SetBodyString(mail.TypeTextPlain, e.PlainText())
	m.AddAlternativeString(mail.TypeTextHTML, "<p>Votez</p>")
	return c.DialAndSend(m) // want `RAW: .* a constant text`
}

func writer(c *mail.Client, e email.Message) error {
	m := mail.NewMsg()
	m.SetBodyWriter(mail.TypeTextHTML, func(w io.Writer) (int64, error) { return e.WriteTo(w) })
	return c.DialAndSend(m)
}

func rawWriter(c *mail.Client) error {
	m := mail.NewMsg()
	m.SetBodyWriter(mail.TypeTextHTML, func(w io.Writer) (int64, error) {
		n, err := io.WriteString(w, "Votez")
		return int64(n), err
	})
	return c.DialAndSend(m) // want `RAW: .* a constant text`
}

func compose(body string) *mail.Msg {
	m := mail.NewMsg()
	m.SetBodyString(mail.TypeTextPlain, body)
	return m
}

func composed(c *mail.Client, e email.Message) {
	c.DialAndSend(compose(e.PlainText()))
	c.DialAndSend(compose("Votez")) // want `RAW: .* a constant text`
}

func several(c *mail.Client, bodies []string) {
	var ms []*mail.Msg
	for range bodies {
		ms = append(ms, compose("Votez"))
	}
	c.Send(ms...) // want `RAW: .* a constant text`
}
