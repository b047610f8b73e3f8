// Package configured sends in ways that only its configuration knows.
package configured

import (
	"net/http"
	"strings"

	"cases/configured/fork"
)

type gateway interface{ Push(to, text string) error }

func push(g gateway) error { return g.Push("+33199001234", "Votez dimanche") }

func post() error {
	_, err := http.Post("https://sms.internal.example/v1/send", "text/plain", strings.NewReader("Votez dimanche"))
	return err
}

func mail(d *fork.Dialer) error {
	m := fork.NewMessage()
	m.SetBody("text/plain", "Votez dimanche")
	return d.DialAndSend(m)
}
