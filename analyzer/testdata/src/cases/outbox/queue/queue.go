// Package queue sends what others put into its jobs.
package queue

import "net/smtp"

type Job struct {
	To   string
	Body []byte
	Note string
}

type Queue struct{ jobs chan Job }

func New() *Queue { return &Queue{jobs: make(chan Job, 10)} }

func (q *Queue) Put(j Job) { q.jobs <- j }

func (q *Queue) Work() {
	for j := range q.jobs {
		if err := smtp.SendMail("h:25", nil, "a@example.org", []string{j.To}, j.Body); err != nil {
			return
		}
	}
}
