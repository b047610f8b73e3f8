// Package quiet sends nothing, whatever its functions are called.
package quiet

import "fmt"

type bus struct{}

func (bus) Send(topic, body string) error { return nil }
func (bus) SendMail(to, body string)      {}
func (bus) Publish(text string)           {}

func use(b bus, name string) {
	b.Send("sms", "Bonjour "+name)
	b.SendMail("a@example.org", fmt.Sprintf("Bonjour %s", name))
	b.Publish("Votez")
}
