// Package outbox keeps e-mails until they have left, and sends them.
package outbox

import (
	"bytes"
	"context"
	"database/sql"
	"log/slog"
	"net/smtp"
	"sync"
	"time"

	"github.com/scrutateur/scrutateur/message/email"
)

// item is a message as it will leave.
type item struct {
	key, to  string
	raw      []byte
	notAfter time.Time
	attempts int
}

type repository interface {
	add(ctx context.Context, i item) error
	next(ctx context.Context) (item, bool, error)
	done(ctx context.Context, key string) error
}

type memory struct {
	mu    sync.Mutex
	items map[string]item
}

func (m *memory) add(_ context.Context, i item) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.items[i.key] = i
	return nil
}

func (m *memory) next(context.Context) (item, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, i := range m.items {
		return i, true, nil
	}
	return item{}, false, nil
}

func (m *memory) done(_ context.Context, key string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.items, key)
	return nil
}

type table struct{ db *sql.DB }

func (t *table) add(ctx context.Context, i item) error {
	_, err := t.db.ExecContext(ctx, `INSERT INTO outbox (key, recipient, raw, not_after) VALUES ($1, $2, $3, $4)`, i.key, i.to, i.raw, i.notAfter)
	return err
}

func (t *table) next(ctx context.Context) (i item, ok bool, err error) {
	err = t.db.QueryRowContext(ctx, `SELECT key, recipient, raw, not_after FROM outbox LIMIT 1`).Scan(&i.key, &i.to, &i.raw, &i.notAfter)
	if err == sql.ErrNoRows {
		return i, false, nil
	}
	return i, err == nil, err
}

func (t *table) done(ctx context.Context, key string) error {
	_, err := t.db.ExecContext(ctx, `DELETE FROM outbox WHERE key = $1`, key)
	return err
}

// Outbox is a queue with a worker.
type Outbox struct {
	repo repository
	addr string
	from string
	auth smtp.Auth
	log  *slog.Logger
	wake chan struct{}
}

// New keeps the messages in db, in memory when that is nil.
func New(db *sql.DB, addr, from string, auth smtp.Auth, log *slog.Logger) *Outbox {
	o := &Outbox{repo: &memory{items: map[string]item{}}, addr: addr, from: from, auth: auth, log: log, wake: make(chan struct{}, 1)}
	if db != nil {
		o.repo = &table{db}
	}
	return o
}

// Put queues a message as it was built.
func (o *Outbox) Put(ctx context.Context, e email.Message) error {
	var b bytes.Buffer
	if _, err := e.WriteTo(&b); err != nil {
		return err
	}
	if err := o.repo.add(ctx, item{key: e.Key(), to: e.To().Mailbox(), raw: b.Bytes(), notAfter: e.NotAfter()}); err != nil {
		return err
	}
	select {
	case o.wake <- struct{}{}:
	default:
	}
	return nil
}

// Work sends until the context ends.
func (o *Outbox) Work(ctx context.Context) {
	for {
		i, ok, err := o.repo.next(ctx)
		switch {
		case err != nil:
			o.log.ErrorContext(ctx, "outbox", "err", err)
		case ok:
			if err := o.leave(ctx, i); err != nil {
				o.log.ErrorContext(ctx, "not sent", "key", i.key, "err", err)
			}
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-o.wake:
		case <-time.After(time.Minute):
		}
	}
}

func (o *Outbox) leave(ctx context.Context, i item) error {
	if !time.Now().Before(i.notAfter) {
		return o.repo.done(ctx, i.key)
	}
	if err := smtp.SendMail(o.addr, o.auth, o.from, []string{i.to}, i.raw); err != nil {
		i.attempts++
		return o.repo.add(ctx, i)
	}
	return o.repo.done(ctx, i.key)
}
