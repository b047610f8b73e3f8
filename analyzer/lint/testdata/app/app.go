// Package app sends mail as programs do that have never heard of this module.
package app

import (
	"fmt"
	"net/smtp"
)

type mailer struct{ addr, from string }

func (m mailer) send(to, subject, body string) error {
	msg := fmt.Sprintf("To: %s\r\nSubject: %s\r\n\r\n%s", to, subject, body)
	return smtp.SendMail(m.addr, nil, m.from, []string{to}, []byte(msg))
}

func Remind(to, name string) error {
	return mailer{"localhost:25", "liste@example.org"}.send(to, "Dimanche", "Bonjour "+name+", votez dimanche !")
}
