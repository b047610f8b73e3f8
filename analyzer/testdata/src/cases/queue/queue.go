package queue

import (
	"database/sql"
	"net/smtp"

	"github.com/scrutateur/scrutateur/message/email"
)

// A mailer with a queue and a worker: whoever fills the queue decides.

type job struct {
	to   string
	body []byte
	try  int
}

type mailer struct {
	jobs chan job
	auth smtp.Auth
}

func newMailer() *mailer { return &mailer{jobs: make(chan job, 100)} }

func (m *mailer) run() {
	for j := range m.jobs {
		if err := smtp.SendMail("h:25", m.auth, "a@example.org", []string{j.to}, j.body); err != nil {
			j.try++
			m.jobs <- j
		}
	}
}

func (m *mailer) raw(to string) {
	m.jobs <- job{to: to, body: []byte("Votez dimanche")} // want `RAW: .* a constant text, and goes to smtp.SendMail`
}

func (m *mailer) built(e email.Message) {
	m.jobs <- job{to: e.To().Mailbox(), body: e.Bytes()}
}

// An outbox: what is sent was stored in the same type.

type outbox struct {
	ID   int
	Text []byte
}

type store interface {
	Save(*outbox) error
	Next() (*outbox, error)
}

func enqueue(s store, e email.Message) error { return s.Save(&outbox{Text: e.Bytes()}) }

func enqueueRaw(s store) error {
	return s.Save(&outbox{Text: []byte("Votez dimanche")}) // want `RAW: .* a constant text`
}

func flush(s store) error {
	o, err := s.Next()
	if err != nil {
		return err
	}
	return smtp.SendMail("h:25", nil, "a@example.org", nil, o.Text)
}

// A row that nothing in view fills.

type row struct{ Letter []byte }

func orphan(next func() (*row, error)) error {
	r, err := next()
	if err != nil {
		return err
	}
	return smtp.SendMail("h:25", nil, "a@example.org", nil, r.Letter) // want `RAW: .* field Letter, which nothing in view fills`
}

// A row of a database that nothing in view fills.

type letter struct{ Page []byte }

func pending(db *sql.DB) (l letter, err error) {
	err = db.QueryRow("SELECT page FROM letters").Scan(&l.Page)
	return l, err
}

func mailed(db *sql.DB) error {
	l, err := pending(db)
	if err != nil {
		return err
	}
	return smtp.SendMail("h:25", nil, "a@example.org", nil, l.Page) // want `RAW: .* field Page, which nothing in view fills`
}
