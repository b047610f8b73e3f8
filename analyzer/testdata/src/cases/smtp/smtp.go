package smtp

import (
	"bytes"
	"fmt"
	"net/smtp"

	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/message/sms"
)

func constant(auth smtp.Auth) {
	smtp.SendMail("h:25", auth, "a@example.org", []string{"b@example.org"}, []byte("Subject: x\r\n\r\nVotez")) // want `RAW: the body of this e-mail was not built by this module: it is a constant text, and goes to smtp.SendMail`
}

func built(auth smtp.Auth, e email.Message) error {
	var b bytes.Buffer
	if _, err := e.WriteTo(&b); err != nil {
		return err
	}
	return smtp.SendMail("h:25", auth, "a@example.org", []string{e.To().Mailbox()}, b.Bytes())
}

func builtBytes(auth smtp.Auth, e email.Message) error {
	return smtp.SendMail("h:25", auth, "a@example.org", []string{e.To().Mailbox()}, e.Bytes())
}

func formatted(auth smtp.Auth, name string) {
	body := fmt.Sprintf("To: x@example.org\r\nSubject: Hello\r\n\r\nHello %s, come and vote", name)
	smtp.SendMail("h:25", auth, "a@example.org", []string{"b@example.org"}, []byte(body)) // want `RAW: .* text that is formatted by fmt.Sprintf`
}

func added(auth smtp.Auth, e email.Message) {
	body := append(e.Bytes(), "PS: bring your friends"...) // want `ALTERED: .* appended to other text before smtp.SendMail`
	smtp.SendMail("h:25", auth, "a@example.org", []string{e.To().Mailbox()}, body)
}

func cut(auth smtp.Auth, e email.Message) {
	smtp.SendMail("h:25", auth, "a@example.org", []string{e.To().Mailbox()}, e.Bytes()[:500]) // want `ALTERED: .* cut before smtp.SendMail`
}

func other(auth smtp.Auth, e email.Message, everyone []string) {
	smtp.SendMail("h:25", auth, "a@example.org", []string{e.To().Mailbox(), "boss@example.org"}, e.Bytes()) // want `RECIPIENT: `
}

func swapped(auth smtp.Auth, e, f email.Message) {
	smtp.SendMail("h:25", auth, "a@example.org", []string{f.To().Mailbox()}, e.Bytes()) // want `RECIPIENT: .* the recipient of another message`
}

func either(auth smtp.Auth, e email.Message, test bool) {
	body := e.Bytes()
	if test {
		body = []byte("this is a test")
	}
	smtp.SendMail("h:25", auth, "a@example.org", []string{e.To().Mailbox()}, body) // want `RAW: .* a constant text`
}

func client(c *smtp.Client, name string) error {
	w, err := c.Data() // want `RAW: .* text that is formatted by fmt.Fprintf`
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "Subject: hi\r\n\r\n")
	fmt.Fprintf(w, "Dear voter %s", name)
	return w.Close()
}

func clientBuilt(c *smtp.Client, e email.Message) error {
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := e.WriteTo(w); err != nil {
		return err
	}
	return w.Close()
}

// mailer is a wrapper: whoever calls it decides.
func mailer(auth smtp.Auth, to, subject, body string) error {
	msg := "To: " + to + "\r\nSubject: " + subject + "\r\n\r\n" + body
	return smtp.SendMail("h:25", auth, "a@example.org", []string{to}, []byte(msg))
}

func caller(auth smtp.Auth, who string) {
	mailer(auth, who, "Hello", "Come and vote")    // want `RAW: .* a constant text, and goes to smtp.SendMail`
	mailer(auth, who, "Hello", "Hi "+who+", vote") // want `RAW: .* text that is joined with other text`
}

//scrutateur:transactional the person asked for this receipt
func receipt(auth smtp.Auth, to string) {
	mailer(auth, to, "Receipt", "Thank you for your gift")
}

func ignoredLine(auth smtp.Auth) {
	//scrutateur:ignore RAW alert to our own on-call team
	smtp.SendMail("h:25", auth, "a@example.org", nil, []byte("disk full"))
	smtp.SendMail("h:25", auth, "a@example.org", nil, []byte("disk full")) //scrutateur:ignore RAW alert to our own on-call team
}

//scrutateur:transactional // want `EXEMPTION: an exemption needs its reason`
func noReason(auth smtp.Auth) {
	smtp.SendMail("h:25", auth, "a@example.org", nil, []byte("x y")) // want `RAW: `
}

//scrutateur:transactional nothing is sent here // want `EXEMPTION: .*exempts nothing`
func useless() {}

func uselessLine(auth smtp.Auth, e email.Message) {
	//scrutateur:ignore RAW because it was once // want `EXEMPTION: .*exempts nothing`
	smtp.SendMail("h:25", auth, "a@example.org", []string{e.To().Mailbox()}, e.Bytes())
	//scrutateur:ignore RAWW because // want `EXEMPTION: .*"RAWW" is no rule`
	//scrutateur:nolint // want `EXEMPTION: .*is no directive`
}

func proof(auth smtp.Auth, t *sms.Template[struct{}]) {
	smtp.SendMail("h:25", auth, "a@example.org", nil, []byte(t.Proof().Longest.Text)) // want `RAW: `
}
