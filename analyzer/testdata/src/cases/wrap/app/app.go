package app

import (
	"html/template"

	"cases/wrap/compose"
	"cases/wrap/mailer"

	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/message/sms"
)

// Notifier is declared here and implemented elsewhere: only who sees everything knows by whom.
type Notifier interface {
	Notify(to, text string) error
}

type App struct {
	mail   mailer.Sender
	smtp   *mailer.SMTP
	notify Notifier
	send   func(to string, data []byte) error
}

func New(s *mailer.SMTP, n Notifier) *App {
	return &App{mail: s, smtp: s, notify: n, send: mailer.Raw}
}

func (a *App) direct(to string) error {
	return a.smtp.Send(mailer.Message{To: []string{to}, Body: "Votez dimanche"}) // want `RAW: .* a constant text, and goes to smtp.SendMail`
}

func (a *App) byInterface(to string) error {
	return a.mail.Send(mailer.Message{To: []string{to}, Body: "Votez dimanche"}) // want `RAW: .* a constant text`
}

func (a *App) byField(to string) error {
	return a.send(to, []byte("Votez dimanche")) // whole `RAW: .* a constant text` because another package puts the function into the field
}

func (a *App) byNotifier(to string) error {
	return a.notify.Notify(to, "Votez dimanche") // whole `RAW: .* a constant text` because another package implements the interface
}

func (a *App) rendered(t *template.Template, to string) error {
	body, err := mailer.Render(t, nil)
	if err != nil {
		return err
	}
	return a.smtp.Send(mailer.Message{To: []string{to}, Body: body}) // want `RAW: `
}

func (a *App) setLater(to string) error {
	m := mailer.Message{To: []string{to}}
	m.Body = "Votez dimanche"
	return a.smtp.Send(m) // want `RAW: .* a constant text`
}

func (a *App) built(e email.Message) error {
	if err := mailer.Raw(e.To().Mailbox(), e.Bytes()); err != nil {
		return err
	}
	return mailer.Raw(e.To().Mailbox(), compose.Bytes(e))
}

func (a *App) builtSMS(m sms.Message) error { return a.notify.Notify(m.To().E164(), m.Text()) }

func (a *App) shouted(e email.Message) error {
	return mailer.Raw(e.To().Mailbox(), compose.Shout(e)) // want `ALTERED: .* passed through bytes.ToUpper`
}

func (a *App) bound(to string) error {
	send := a.smtp.Send
	return send(mailer.Message{Body: "Votez dimanche"}) // want `RAW: .* a constant text`
}

func (a *App) deferred(to string) {
	defer mailer.Raw(to, []byte("Votez dimanche")) // want `RAW: .* a constant text`
	go func() {
		mailer.Raw(to, []byte("Votez lundi")) // want `RAW: .* a constant text`
	}()
}

func (a *App) closure(to string) error {
	retry := func(data []byte) error {
		if err := mailer.Raw(to, data); err != nil {
			return mailer.Raw(to, data)
		}
		return nil
	}
	return retry([]byte("Votez dimanche")) // want `RAW: .* a constant text`
}
