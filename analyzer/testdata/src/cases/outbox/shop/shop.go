package shop

import (
	"cases/outbox/queue"

	"github.com/scrutateur/scrutateur/message/email"
)

func raw(q *queue.Queue, to string) {
	q.Put(queue.Job{To: to, Note: "a note to ourselves", Body: []byte("Votez dimanche")}) // want `RAW: .* a constant text, and goes to smtp.SendMail`
}

func built(q *queue.Queue, e email.Message) {
	q.Put(queue.Job{To: e.To().Mailbox(), Body: e.Bytes()})
}
