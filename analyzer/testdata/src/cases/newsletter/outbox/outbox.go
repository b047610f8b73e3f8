// Package outbox keeps e-mails until they have left.
package outbox

import (
	"context"
	"errors"
	"time"
)

// ErrEmpty says that nothing is due.
var ErrEmpty = errors.New("outbox: nothing is due")

// Mail is one e-mail that has yet to leave.
type Mail struct {
	ID       int64
	To       string
	Subject  string
	HTML     string
	Text     string
	Attempts int
	Due      time.Time
	LastErr  string
}

// Repository keeps mails.
type Repository interface {
	Add(ctx context.Context, m Mail) (int64, error)
	Next(ctx context.Context, now time.Time) (Mail, error)
	Done(ctx context.Context, id int64) error
	Retry(ctx context.Context, m Mail) error
}
