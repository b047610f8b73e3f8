// Package shapes sends in the ways that Go programs pass a text on.
package shapes

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/smtp"
	"os"
	"strings"
	"sync"
	"text/template"
	"time"

	"github.com/scrutateur/scrutateur/message/email"
	messagesms "github.com/scrutateur/scrutateur/message/sms"
	"github.com/twilio/twilio-go"
	api "github.com/twilio/twilio-go/rest/api/v2010"
)

func deliver(to string, body []byte) error {
	return smtp.SendMail("h:25", nil, "a@example.org", []string{to}, body)
}

func text(to, body string) error { return deliver(to, []byte(body)) }

// Generics.

func each[T any](xs []T, f func(T) error) error {
	for _, x := range xs {
		if err := f(x); err != nil {
			return err
		}
	}
	return nil
}

func sendAny[S ~string | ~[]byte](to string, s S) error { return deliver(to, []byte(s)) }

func generics(tos []string, e email.Message) error {
	if err := sendAny("a@example.org", "Votez dimanche"); err != nil { // want `RAW: `
		return err
	}
	if err := sendAny(e.To().Mailbox(), e.Bytes()); err != nil {
		return err
	}
	return each(tos, func(to string) error {
		return text(to, "Votez dimanche") // want `RAW: `
	})
}

func eachBuilt(es []email.Message) error {
	return each(es, func(e email.Message) error { return deliver(e.To().Mailbox(), e.Bytes()) })
}

type box[T any] struct{ v T }

func (b box[T]) get() T { return b.v }

func boxed(to string, e email.Message) {
	deliver(to, box[[]byte]{[]byte("Votez")}.get()) // want `RAW: `
	deliver(e.To().Mailbox(), box[[]byte]{e.Bytes()}.get())
}

// Embedded structs and promoted methods.

type transport struct{ addr string }

func (t *transport) Send(to string, body []byte) error {
	return smtp.SendMail(t.addr, nil, "a@example.org", []string{to}, body)
}

type logged struct {
	*transport
	log io.Writer
}

func embedded(l logged, to string, e email.Message) {
	l.Send(to, []byte("Votez")) // want `RAW: `
	l.Send(e.To().Mailbox(), e.Bytes())
}

// A decorator behind an interface.

type sender interface {
	Send(to string, body []byte) error
}

type retrying struct {
	next  sender
	times int
}

func (r retrying) Send(to string, body []byte) error {
	var err error
	for range r.times {
		if err = r.next.Send(to, body); err == nil {
			return nil
		}
		time.Sleep(time.Second)
	}
	return err
}

func decorated(to string, e email.Message) {
	var s sender = retrying{&transport{"h:25"}, 3}
	s.Send(to, []byte("Votez")) // want `RAW: `
	s.Send(e.To().Mailbox(), e.Bytes())
}

// Method values, method expressions, function variables and maps of functions.

func values(t *transport, to string, e email.Message) {
	f := t.Send
	f(to, []byte("Votez")) // want `RAW: `
	g := (*transport).Send
	g(t, to, []byte("Votez lundi")) // want `RAW: `
	f(e.To().Mailbox(), e.Bytes())
}

var send = deliver

func variable(to string, e email.Message) {
	send(to, []byte("Votez")) // want `RAW: `
	send(e.To().Mailbox(), e.Bytes())
}

type options struct{ body []byte }
type option func(*options)

func withBody(b []byte) option { return func(o *options) { o.body = b } }

func sendWith(to string, opts ...option) error {
	var o options
	for _, f := range opts {
		f(&o)
	}
	return deliver(to, o.body)
}

func functional(to string, e email.Message) {
	sendWith(to, withBody([]byte("Votez"))) // want `RAW: `
	sendWith(e.To().Mailbox(), withBody(e.Bytes()))
}

// A builder by value and one by pointer.

type draft struct{ to, subject, body string }

func (d draft) To(to string) draft  { d.to = to; return d }
func (d draft) Body(b string) draft { d.body = b; return d }
func (d draft) Send() error         { return text(d.to, d.body) }

func builder(to string, e email.Message) {
	draft{}.To(to).Body("Votez").Send() // want `RAW: `
	draft{}.To(e.To().Mailbox()).Body(string(e.Bytes())).Send()
}

type letter struct{ parts []string }

func (l *letter) Add(s string) *letter { l.parts = append(l.parts, s); return l }
func (l *letter) Send(to string) error { return text(to, strings.Join(l.parts, "")) }

func pointer(to string) {
	l := &letter{}
	l.Add("Votez").Add(" dimanche")
	l.Send(to) // want `RAW: `
}

// Results, named results, errors.

func compose(name string) (subject, body string, err error) {
	if name == "" {
		return "", "", errors.New("no name")
	}
	subject = "Dimanche"
	body = "Bonjour " + name + ", votez"
	return
}

func results(to, name string) error {
	_, body, err := compose(name)
	if err != nil {
		return err
	}
	return text(to, body) // want `RAW: `
}

func pass(e email.Message) ([]byte, error) { return e.Bytes(), nil }

func passed(e email.Message) error {
	b, err := pass(e)
	if err != nil {
		return err
	}
	return deliver(e.To().Mailbox(), b)
}

// Files, environment, embedded files, templates.

//go:embed shapes.go
var files embed.FS

func fromFile(to string) error {
	b, err := os.ReadFile("mail.txt")
	if err != nil {
		return err
	}
	return deliver(to, b) // want `RAW: .* the result of os.ReadFile`
}

func fromEmbed(to string) error {
	b, err := files.ReadFile("shapes.go")
	if err != nil {
		return err
	}
	return deliver(to, b) // want `RAW: .* the result of FS.ReadFile`
}

type mailer struct {
	tpl *template.Template
	out sender
}

func (m *mailer) render(name string, data any) ([]byte, error) {
	var b bytes.Buffer
	if err := m.tpl.ExecuteTemplate(&b, name, data); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func (m *mailer) welcome(to string) error {
	b, err := m.render("welcome", map[string]string{"To": to})
	if err != nil {
		return err
	}
	return m.out.Send(to, b) // want `RAW: .* the output of Template.ExecuteTemplate`
}

// Requests from outside.

type request struct {
	To   string `json:"to"`
	Text string `json:"text"`
}

func handler(w http.ResponseWriter, r *http.Request) {
	var req request
	if err := json.NewDecoder(r.Body).Decode(&req); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if err := text(req.To, req.Text); err != nil { // want `RAW: .* field Text`
		http.Error(w, err.Error(), http.StatusBadGateway)
	}
}

func formHandler(w http.ResponseWriter, r *http.Request) {
	text(r.FormValue("to"), r.FormValue("text")) // want `RAW: .* the result of Request.FormValue`
}

// Channels, select, goroutines, pools.

type task struct{ to, body string }

func worker(ctx context.Context, tasks <-chan task) {
	for {
		select {
		case <-ctx.Done():
			return
		case t := <-tasks:
			text(t.to, t.body)
		}
	}
}

func producer(ctx context.Context, to string, e email.Message) {
	tasks := make(chan task, 10)
	go worker(ctx, tasks) // want `RAW: `
	tasks <- task{to: to, body: "Votez"}
	tasks <- task{to: e.To().Mailbox(), body: string(e.Bytes())}
}

func pool(tos []string) {
	var wg sync.WaitGroup
	for _, to := range tos {
		wg.Add(1)
		go func(to string) {
			defer wg.Done()
			text(to, "Votez") // want `RAW: `
		}(to)
	}
	wg.Wait()
}

// Several texts: maps, slices, variadics.

var texts = map[string]string{"fr": "Votez", "en": "Vote"}

func byLanguage(to, lang string) error {
	return text(to, texts[lang]) // want `RAW: .* a constant text`
}

func all(to string, bodies ...string) error {
	for _, b := range bodies {
		if err := text(to, b); err != nil {
			return err
		}
	}
	return nil
}

func several(to string, e email.Message) {
	all(to, "Votez", "dimanche") // want `RAW: `
	all(e.To().Mailbox(), string(e.Bytes()))
}

// Named types, and a switch.

type body string

func (b body) send(to string) error { return text(to, string(b)) }

func named(to string) { body("Votez").send(to) } // want `RAW: `

func chosen(to string, kind int, e email.Message) error {
	var b string
	switch kind {
	case 0:
		b = "Votez"
	case 1:
		b = fmt.Sprint("Votez ", kind)
	default:
		b = string(e.Bytes())
	}
	return text(to, b) // want `RAW: `
}

// Twilio behind a struct of one's own, SMS cut to length.

type gateway struct{ c *twilio.RestClient }

type sms struct {
	To   string
	Text string
}

func (g *gateway) Send(m sms) error {
	if len(m.Text) > 160 {
		m.Text = m.Text[:160]
	}
	_, err := g.c.Api.CreateMessage(&api.CreateMessageParams{To: &m.To, Body: &m.Text})
	return err
}

func (g *gateway) code(to, code string) error {
	return g.Send(sms{To: to, Text: "Votre code est " + code}) // want `RAW: `
}

//scrutateur:transactional a code that the person asks for
func (g *gateway) codeExempt(to, code string) error {
	return g.Send(sms{To: to, Text: "Votre code est " + code})
}

func (g *gateway) built(m messagesms.Message) error {
	return g.Send(sms{To: m.To().E164(), Text: m.Text()}) // want `ALTERED: .* cut before`
}
