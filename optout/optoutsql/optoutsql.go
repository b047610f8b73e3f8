// Package optoutsql keeps the ledger of package optout in a database: SQLite for one machine, PostgreSQL for more than one.
//
// The package imports database/sql alone. The program brings the driver and opens the database:
//
//	db, err := sql.Open("sqlite", "file:optout.db") // modernc.org/sqlite, say
//	ledger, err := optoutsql.Open(ctx, db, optoutsql.SQLite)
//	book := &optout.Book{Ledger: ledger, ...}
//
// # Durability
//
// Record returns after COMMIT, and the commit is made durable against a loss of power whatever the database's
// defaults are: SQLite runs in WAL mode with synchronous=FULL, PostgreSQL with synchronous_commit=on, and Open
// refuses a SQLite database in memory and a PostgreSQL server with fsync=off. On macOS SQLite needs the driver's
// fullfsync besides.
//
// # What is stored
//
// One table, optout_event: digests, instants, scopes and references, never an address. Triggers refuse UPDATE, DELETE
// and TRUNCATE, and Open refuses a table without them. They keep a program from mistakes. They do not keep out
// whoever owns the database: that is what its permissions and backups are for. After a backup is restored, the
// objections recorded since have to be recorded again before anything is sent.
package optoutsql

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// Dialect is a database system.
type Dialect string

const (
	SQLite     Dialect = "sqlite"     // 3.35 or later
	PostgreSQL Dialect = "postgresql" // 11 or later
)

// Ledger is an optout.Ledger in a database. Open makes one; it is safe for concurrent use, by several processes too.
type Ledger struct {
	db      *sql.DB
	dialect dialect
	history *sql.Stmt
}

var _ optout.Ledger = (*Ledger)(nil)

// dialect is what differs between the systems.
type dialect interface {
	// prepare makes the table where there is none and checks the one there is.
	prepare(ctx context.Context, db *sql.DB) error
	// begin starts a transaction that will be durable once committed.
	begin(ctx context.Context, conn *sql.Conn) error
	insert() string
	selectHistory() string
}

// Open returns the ledger in the database, and makes its table when there is none. The database stays the caller's,
// who closes it after the ledger.
func Open(ctx context.Context, db *sql.DB, d Dialect) (*Ledger, error) {
	if db == nil {
		return nil, errors.New("optoutsql: Open was given no database")
	}
	l := &Ledger{db: db}
	switch d {
	case SQLite:
		l.dialect = sqlite{}
	case PostgreSQL:
		l.dialect = postgres{}
	default:
		return nil, fmt.Errorf("optoutsql: unknown dialect %q", d)
	}
	if err := l.dialect.prepare(ctx, db); err != nil {
		return nil, fmt.Errorf("optoutsql: %w", err)
	}
	var err error
	if l.history, err = db.PrepareContext(ctx, l.dialect.selectHistory()); err != nil {
		return nil, fmt.Errorf("optoutsql: %w", err)
	}
	return l, nil
}

// Close releases the ledger's prepared statement. It does not close the database.
func (l *Ledger) Close() error {
	if err := l.opened(); err != nil {
		return err
	}
	return l.history.Close()
}

func (l *Ledger) opened() error {
	if l == nil || l.history == nil {
		return errors.New("optoutsql: Open makes a Ledger; this one is empty")
	}
	return nil
}

// Record appends the events in one transaction and returns after it is durable. After an error nothing is recorded,
// unless the error says that the commit was not confirmed.
func (l *Ledger) Record(ctx context.Context, events ...optout.Event) error {
	if err := l.opened(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, e := range events {
		if err := e.Check(); err != nil {
			return err
		}
	}
	if len(events) == 0 {
		return nil
	}
	if err := l.record(ctx, events); err != nil {
		if cause := ctx.Err(); cause != nil && !errors.Is(err, cause) {
			err = errors.Join(cause, err) // drivers report an interruption in words of their own
		}
		return fmt.Errorf("optoutsql: %w", err)
	}
	return nil
}

func (l *Ledger) record(ctx context.Context, events []optout.Event) (err error) {
	conn, err := l.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := l.dialect.begin(ctx, conn); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			rollback(ctx, conn)
		}
	}()
	insert, err := conn.PrepareContext(ctx, l.dialect.insert())
	if err != nil {
		return err
	}
	defer insert.Close()
	for _, e := range events {
		var exact []byte
		if !e.Exact.IsZero() {
			exact = e.Exact[:]
		}
		if _, err := insert.ExecContext(ctx, e.Digest[:], exact, string(e.Kind), string(e.Channel), e.Scope.Controller, e.Scope.Topic,
			e.At.UTC().Format(instant), e.Source, e.Evidence, e.ID); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return commit(ctx, conn)
}

// commit ends the transaction. It is not the context's to interrupt: an interrupted COMMIT is neither done nor undone.
func commit(ctx context.Context, conn *sql.Conn) error {
	if _, err := conn.ExecContext(context.WithoutCancel(ctx), "COMMIT"); err != nil {
		return fmt.Errorf("the commit was not confirmed: the events may be recorded or not, so record them again: %w", err)
	}
	return nil
}

// rollback undoes the transaction. A connection on which that fails is thrown away, lest the pool hand it out in the
// middle of a transaction.
func rollback(ctx context.Context, conn *sql.Conn) {
	if _, err := conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK"); err != nil {
		conn.Raw(func(any) error { return driver.ErrBadConn })
	}
}

// instant is how an instant is stored: RFC 3339 in UTC with nanoseconds and of one length, so that it sorts as text and no
// database rounds it.
const instant = "2006-01-02T15:04:05.000000000Z"

// History returns the events of one digest in the order recorded.
func (l *Ledger) History(ctx context.Context, d optout.Digest) ([]optout.Event, error) {
	if err := l.opened(); err != nil {
		return nil, err
	}
	events, err := l.read(ctx, d)
	if err != nil {
		if cause := ctx.Err(); cause != nil && !errors.Is(err, cause) {
			err = errors.Join(cause, err)
		}
		return nil, fmt.Errorf("optoutsql: %w", err)
	}
	return events, nil
}

func (l *Ledger) read(ctx context.Context, d optout.Digest) (events []optout.Event, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	rows, err := l.history.QueryContext(ctx, d[:])
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		e := optout.Event{Digest: d}
		var exact []byte
		var kind, channel, at string
		if err := rows.Scan(&exact, &kind, &channel, &e.Scope.Controller, &e.Scope.Topic, &at, &e.Source, &e.Evidence, &e.ID); err != nil {
			return nil, err
		}
		e.Kind, e.Channel = optout.Kind(kind), law.Channel(channel)
		if len(exact) != 0 && len(exact) != len(e.Exact) {
			return nil, errors.New("an event has a digest of another length")
		}
		copy(e.Exact[:], exact)
		if e.At, err = time.Parse(instant, at); err != nil {
			return nil, errors.New("an event has an instant that cannot be read")
		}
		events = append(events, e)
	}
	return events, rows.Err()
}

const (
	table   = "optout_event"
	columns = "digest, exact, kind, channel, controller, topic, at, source, evidence, event_id"
)
