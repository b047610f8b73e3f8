package mime

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"mime/quotedprintable"
	"net/smtp"
	"net/textproto"
	"os/exec"
	"strings"
	"text/template"

	"github.com/scrutateur/scrutateur/message/email"
)

func multi(to, subject, body string) error {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	fmt.Fprintf(&b, "To: %s\r\nSubject: %s\r\nContent-Type: multipart/alternative; boundary=%s\r\n\r\n", to, subject, w.Boundary())
	p, err := w.CreatePart(textproto.MIMEHeader{"Content-Type": {"text/plain"}})
	if err != nil {
		return err
	}
	q := quotedprintable.NewWriter(p)
	q.Write([]byte(body))
	q.Close()
	w.Close()
	return smtp.SendMail("h:25", nil, "a@example.org", []string{to}, b.Bytes())
}

func callers(to string, e email.Message) {
	multi(to, "Dimanche", "Votez") // want `RAW: .* a constant text`
	multi(e.To().Mailbox(), e.Subject(), e.PlainText())
}

var tpl = template.Must(template.New("x").Parse("Votez {{.}}"))

func rendered(to string) error {
	var b strings.Builder
	b.WriteString("To: " + to + "\r\n\r\n")
	if err := tpl.Execute(&b, to); err != nil {
		return err
	}
	return smtp.SendMail("h:25", nil, "a@example.org", []string{to}, []byte(b.String())) // want `RAW: .* the output of Template.Execute`
}

func sendmail(body string) error {
	cmd := exec.Command("/usr/sbin/sendmail", "-t") // want `RAW: .* a constant text`
	cmd.Stdin = strings.NewReader("Votez dimanche")
	return cmd.Run()
}

func sendmailBuilt(e email.Message) error {
	cmd := exec.Command("/usr/sbin/sendmail", "-t")
	cmd.Stdin = bytes.NewReader(e.Bytes())
	return cmd.Run()
}

func notMail() error {
	cmd := exec.Command("/usr/bin/wc", "-l")
	cmd.Stdin = strings.NewReader("Votez dimanche")
	return cmd.Run()
}

func copied(c *smtp.Client, r io.Reader) error {
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := io.Copy(w, r); err != nil {
		return err
	}
	return w.Close()
}

func copies(c *smtp.Client, e email.Message) {
	copied(c, strings.NewReader("Votez")) // want `RAW: .* a constant text`
	copied(c, bytes.NewReader(e.Bytes()))
}
