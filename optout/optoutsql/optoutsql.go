// Package optoutsql keeps the ledger of package optout in a database: SQLite for one machine, PostgreSQL for more than one.
//
// The package imports database/sql alone. The program brings the driver and opens the database. A ledger is created
// once, by somebody who means to, and opened ever after:
//
//	db, err := sql.Open("sqlite", "file:optout.db?mode=rw") // modernc.org/sqlite, say; mode=rw makes no file, mode=rwc for Create does
//	ledger, err := optoutsql.Open(ctx, db, optoutsql.SQLite)
//	book := &optout.Book{Ledger: ledger, ...}
//
// [Open] never makes a ledger: under a mistaken path it would be an empty one, in which nobody has objected. It returns
// [ErrNoLedger], and [Create] makes one where that is what is meant.
//
// # Durability
//
// Record returns after COMMIT, and the commit is made durable against a loss of power whatever the database's
// defaults are: SQLite runs in WAL mode with synchronous=FULL, PostgreSQL with synchronous_commit=on. Create and Open
// refuse a SQLite database in memory, and a PostgreSQL server with fsync=off or full_page_writes=off or a table that it
// does not log. On macOS SQLite needs the driver's fullfsync besides.
//
// Before the commit Record counts what it wrote, in the same transaction: a trigger, a rule or a policy that drops or
// changes a row in silence makes it fail.
//
// # What is stored
//
// One table, optout_event: digests, instants, scopes and references, never an address; and optout_probe, a counter that Record
// writes when it is asked whether it could. A program needs SELECT and INSERT on the first, SELECT, INSERT and UPDATE on
// the second. Triggers refuse UPDATE, DELETE
// and TRUNCATE. Open compares what the table, its indexes and its triggers say with what Create wrote, not their names,
// and refuses any trigger or rule besides. That keeps a program from mistakes. It does not keep out whoever owns the
// database: that is what its permissions and backups are for. After a backup is restored, the objections recorded
// since have to be recorded again before anything is sent.
package optoutsql

import (
	"context"
	"crypto/rand"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
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

// Ledger is an optout.Ledger in a database. Open returns one; it is safe for concurrent use, by several processes too.
type Ledger struct {
	db      *sql.DB
	dialect dialect
	history *sql.Stmt
}

var _ optout.Ledger = (*Ledger)(nil)

// What a database is, when it is not a ledger to open or a place for a new one. The errors of Open and Create wrap them.
var (
	// ErrNoLedger says that the database holds no ledger: it is empty, or another program's. The path or the name may be
	// mistaken; if it is not, Create makes a ledger.
	ErrNoLedger = errors.New("the database holds no ledger: is it the right one? Create makes a new one")
	// ErrNoDatabase says that what the data source names is no database, or is not there: a file of another kind, say. Nothing of it
	// was changed.
	ErrNoDatabase = errors.New("no database is there")
	// ErrExists says that the database holds a ledger already: Open opens it.
	ErrExists = errors.New("the database holds a ledger already: Open opens it")
	// ErrAltered says that a ledger is not as Create made it: its table, an index or a trigger says something else, or there
	// is one more. Whether something is lost nobody knows; a backup is to be compared.
	ErrAltered = errors.New("the ledger is not as Create made it")
	// ErrNotCounted says that the database took events and did not keep them as they were written. Nothing of the call was
	// recorded.
	ErrNotCounted = errors.New("the database did not keep what was written: nothing is recorded")
)

// dialect is what differs between the systems.
type dialect interface {
	// settle brings a connection to the settings under which a commit is durable, and fails where it cannot.
	settle(ctx context.Context, conn *sql.Conn) error
	// exists reports whether there is a table of the ledger's name, whatever it holds.
	exists(ctx context.Context, conn *sql.Conn) (bool, error)
	// begin starts a transaction that will be durable once committed.
	begin(ctx context.Context, conn *sql.Conn) error
	// alone keeps others from creating the ledger until the transaction ends.
	alone(ctx context.Context, conn *sql.Conn) error
	schema() []string
	// check compares the ledger with the schema, and wraps ErrAltered.
	check(ctx context.Context, conn *sql.Conn) error
	// insert returns one row: the event's seq, and whether it is stored as it was given. It returns none for an event that
	// was recorded before.
	insert() string
	// written counts the rows between two seqs that this transaction wrote.
	written() string
	// told counts the rows of a digest, a source and an event's name.
	told() string
	selectHistory() string
}

// Create makes a ledger in a database that holds none, and returns it. Other tables may be there. Where there is a ledger
// already it changes nothing and returns ErrExists. The database stays the caller's, who closes it after the ledger.
func Create(ctx context.Context, db *sql.DB, d Dialect) (*Ledger, error) {
	return start(ctx, db, d, create)
}

// Open returns the ledger in the database. It makes none: where there is no ledger it returns ErrNoLedger and writes
// nothing, though SQLite's driver makes an empty file unless it is told mode=rw. A file that is no database is ErrNoDatabase, and so is
// none at all under mode=rw. A ledger that is not as Create made it is ErrAltered. The database stays the caller's, who closes it after the ledger.
func Open(ctx context.Context, db *sql.DB, d Dialect) (*Ledger, error) {
	return start(ctx, db, d, open)
}

func start(ctx context.Context, db *sql.DB, d Dialect, prepare func(context.Context, dialect, *sql.Conn) error) (*Ledger, error) {
	if db == nil {
		return nil, errors.New("optoutsql: there is no database")
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
	err := onConn(ctx, db, func(conn *sql.Conn) error { return prepare(ctx, l.dialect, conn) })
	if err == nil {
		l.history, err = db.PrepareContext(ctx, l.dialect.selectHistory())
	}
	if d == SQLite {
		err = opened(err)
	}
	if err != nil {
		return nil, fmt.Errorf("optoutsql: %w", err)
	}
	return l, nil
}

func onConn(ctx context.Context, db *sql.DB, do func(*sql.Conn) error) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	return do(conn)
}

// create makes the schema, one program at a time.
func create(ctx context.Context, d dialect, conn *sql.Conn) error {
	if err := d.settle(ctx, conn); err != nil {
		return err
	}
	return inTransaction(ctx, d, conn, func() error {
		if err := d.alone(ctx, conn); err != nil {
			return err
		}
		if there, err := d.exists(ctx, conn); err != nil {
			return err
		} else if there {
			return ErrExists
		}
		for _, statement := range d.schema() {
			if _, err := conn.ExecContext(ctx, statement); err != nil {
				return err
			}
		}
		return d.check(ctx, conn)
	})
}

// open checks the ledger that is there. Nothing is set or written before it is known that there is one: the database may be another
// program's.
func open(ctx context.Context, d dialect, conn *sql.Conn) error {
	if there, err := d.exists(ctx, conn); err != nil {
		return err
	} else if !there {
		return ErrNoLedger
	}
	if err := d.settle(ctx, conn); err != nil {
		return err
	}
	return inTransaction(ctx, d, conn, func() error { return d.check(ctx, conn) })
}

// inTransaction commits what do did, or undoes it.
func inTransaction(ctx context.Context, d dialect, conn *sql.Conn, do func() error) (err error) {
	if err := d.begin(ctx, conn); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			rollback(ctx, conn)
		}
	}()
	if err := do(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return commit(ctx, conn)
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
		return errors.New("optoutsql: Open and Create make a Ledger; this one is empty")
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
	record := l.record
	if len(events) == 0 {
		record = l.probe
	}
	if err := record(ctx, events); err != nil {
		if cause := ctx.Err(); cause != nil && !errors.Is(err, cause) {
			err = errors.Join(cause, err) // drivers report an interruption in words of their own
		}
		return fmt.Errorf("optoutsql: %w", err)
	}
	return nil
}

func (l *Ledger) record(ctx context.Context, events []optout.Event) error {
	return onConn(ctx, l.db, func(conn *sql.Conn) error {
		if err := l.dialect.settle(ctx, conn); err != nil {
			return err
		}
		return inTransaction(ctx, l.dialect, conn, func() error { return l.write(ctx, conn, events) })
	})
}

// probe does what recording one event does, and leaves nothing: it writes an event that is nobody's and undoes it, which finds
// what a trigger or a full table would drop; and it commits a counter, which finds a full disk.
func (l *Ledger) probe(ctx context.Context, _ []optout.Event) error {
	nobody := optout.Event{Kind: optout.Objection, Channel: law.Email, At: time.Now(), Source: "oneclick"}
	rand.Read(nobody.Digest[:]) // never fails: crypto/rand ends the program instead
	return onConn(ctx, l.db, func(conn *sql.Conn) error {
		if err := l.dialect.settle(ctx, conn); err != nil {
			return err
		}
		if err := l.dialect.begin(ctx, conn); err != nil {
			return err
		}
		err := l.write(ctx, conn, []optout.Event{nobody})
		rollback(ctx, conn)
		if err != nil {
			return err
		}
		return inTransaction(ctx, l.dialect, conn, func() error {
			done, err := conn.ExecContext(ctx, countProbe)
			if err != nil {
				return err
			}
			if n, err := done.RowsAffected(); err != nil || n != 1 {
				return errors.Join(ErrNotCounted, err)
			}
			return nil
		})
	})
}

// write inserts the events and counts them. The database is believed in nothing that can be asked again: a trigger that
// ignores the row reports no error.
func (l *Ledger) write(ctx context.Context, conn *sql.Conn, events []optout.Event) error {
	insert, err := conn.PrepareContext(ctx, l.dialect.insert())
	if err != nil {
		return err
	}
	defer insert.Close()
	var n, first, last int64
	for _, e := range events {
		var exact []byte
		if !e.Exact.IsZero() {
			exact = e.Exact[:]
		}
		var seq int64
		var same bool
		err := insert.QueryRowContext(ctx, e.Digest[:], exact, string(e.Kind), string(e.Channel), e.Scope.Controller, e.Scope.Topic,
			e.At.UTC().Format(instant), e.Source, e.Evidence, e.ID).Scan(&seq, &same)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			if err := l.toldBefore(ctx, conn, e); err != nil {
				return err
			}
			continue
		case err != nil:
			return err
		case !same || seq <= last:
			return ErrNotCounted
		}
		if n++; n == 1 {
			first = seq
		}
		last = seq
	}
	if n == 0 {
		return nil
	}
	var written int64
	if err := conn.QueryRowContext(ctx, l.dialect.written(), first, last).Scan(&written); err != nil {
		return err
	}
	if written != n {
		return ErrNotCounted
	}
	return nil
}

// toldBefore fails for an event that was not inserted, unless it is there from before.
func (l *Ledger) toldBefore(ctx context.Context, conn *sql.Conn, e optout.Event) error {
	if e.ID == "" {
		return ErrNotCounted
	}
	var n int
	if err := conn.QueryRowContext(ctx, l.dialect.told(), e.Digest[:], e.Source, e.ID).Scan(&n); err != nil {
		return err
	}
	if n != 1 {
		return ErrNotCounted
	}
	return nil
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
	// countProbe is a real write that needs no more room the next time.
	countProbe = `INSERT INTO optout_probe (id, n) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET n = (optout_probe.n + 1) % 1000000`

	table   = "optout_event"
	columns = "digest, exact, kind, channel, controller, topic, at, source, evidence, event_id"
)

// plain writes a statement with single spaces.
func plain(statement string) string { return strings.Join(strings.Fields(statement), " ") }

// opening is enough of a statement to know which it is.
func opening(statement string) string {
	s := []rune(plain(statement))
	return string(s[:min(len(s), 60)])
}
