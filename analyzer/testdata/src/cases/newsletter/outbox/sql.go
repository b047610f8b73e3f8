package outbox

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// SQL keeps mails in the table outbox.
type SQL struct{ db *sql.DB }

func NewSQL(db *sql.DB) *SQL { return &SQL{db} }

func (s *SQL) Add(ctx context.Context, m Mail) (id int64, err error) {
	err = s.db.QueryRowContext(ctx,
		`INSERT INTO outbox (recipient, subject, html, plain, due) VALUES ($1, $2, $3, $4, $5) RETURNING id`,
		m.To, m.Subject, m.HTML, m.Text, m.Due).Scan(&id)
	return id, err
}

func (s *SQL) Next(ctx context.Context, now time.Time) (Mail, error) {
	var m Mail
	err := s.db.QueryRowContext(ctx,
		`SELECT id, recipient, subject, html, plain, attempts FROM outbox WHERE due <= $1 ORDER BY due LIMIT 1`, now).
		Scan(&m.ID, &m.To, &m.Subject, &m.HTML, &m.Text, &m.Attempts)
	if errors.Is(err, sql.ErrNoRows) {
		return Mail{}, ErrEmpty
	}
	return m, err
}

func (s *SQL) Done(ctx context.Context, id int64) error {
	_, err := s.db.ExecContext(ctx, `DELETE FROM outbox WHERE id = $1`, id)
	return err
}

func (s *SQL) Retry(ctx context.Context, m Mail) error {
	_, err := s.db.ExecContext(ctx, `UPDATE outbox SET attempts = $2, due = $3, last_error = $4 WHERE id = $1`, m.ID, m.Attempts, m.Due, m.LastErr)
	return err
}
