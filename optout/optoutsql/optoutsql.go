// Package optoutsql keeps the ledger of package optout in a database: SQLite for one machine, PostgreSQL for more than one.
//
// The package imports database/sql alone. The program brings the driver and opens the database. A ledger is created
// once, by somebody who means to, and opened ever after:
//
//	db, err := sql.Open("sqlite", "file:optout.db?mode=rw") // modernc.org/sqlite, say; mode=rw makes no file, mode=rwc for Create does
//	ledger, err := optoutsql.Open(ctx, db, optoutsql.SQLite)
//	key, err := optout.KeyFile("optout.key", 1)
//	book := &optout.Book{Ledger: ledger, Keys: optout.Keys{Current: key}, ...}
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
// Calls of Record that meet share a transaction, because a flush of the disk costs the same whatever it commits: the more callers
// there are the less of it each waits for. Each has a result of its own, and is recorded whole or not at all.
//
// # What is stored
//
// Four tables. optout_event holds digests, instants, scopes and references, never an address, and with every event the link that ties it to
// those before it. optout_chain holds the end of each controller's chain, optout_key the check values of its keys, and
// optout_probe a counter that Record writes when it is asked whether it could. A program needs SELECT and INSERT on the first,
// and SELECT, INSERT and UPDATE on the others. Triggers refuse UPDATE, DELETE and TRUNCATE of events, and that the others shrink. Open
// compares what the tables, their indexes and their triggers say with what Create wrote, not their names, and refuses any trigger or
// rule besides. That keeps a program from mistakes. It does not keep out whoever owns the database: what such a one did to the events
// [optout.Verify] finds, because the links are made with the controller's key, which does not lie here.
//
// # Former ledgers
//
// Open brings a ledger of the form before chains up to date, in one transaction, if it is just as that form's Create made it. For that the
// program needs to own the tables, once. The events are then sealed in one block by the first book that records; what was done
// to them until then nothing shows.
package optoutsql

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/scrutateur/scrutateur/optout"
)

// Dialect is a database system.
type Dialect string

const (
	SQLite     Dialect = "sqlite"     // 3.35 or later
	PostgreSQL Dialect = "postgresql" // 11 or later
	// SQLiteAnywhere is SQLite for who insists on a file in a place that Place warns of, and Create and Open refuse.
	SQLiteAnywhere Dialect = "sqlite anywhere"
)

// Ledger is an optout.Ledger in a database. Open returns one; it is safe for concurrent use, by several processes too.
type Ledger struct {
	db      *sql.DB
	dialect dialect
	history *sql.Stmt
	queue   queue
	file    openFile
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
	// schema makes a ledger, and expected are the facts about one that it made.
	schema() []string
	expected() []string
	// facts says what the database has in the ledger's place, a line a fact.
	facts(ctx context.Context, conn *sql.Conn) ([]string, error)
	// former are the facts about a ledger without chains, and migration makes one with chains of it.
	former() []string
	migration() []string
	// told counts the rows of a digest, a source, an event's name, and what the event is: kind, channel, controller and topic.
	told() string
	// bind writes the parameters ?1, ?2 and so on as the system has them.
	bind(query string) string
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
	case SQLite, SQLiteAnywhere:
		l.dialect = sqlite{}
	case PostgreSQL:
		l.dialect = postgres{}
	default:
		return nil, fmt.Errorf("optoutsql: unknown dialect %q", d)
	}
	err := onConn(ctx, db, func(conn *sql.Conn) error {
		var path string
		if d != PostgreSQL {
			var err error
			if path, err = pathOf(ctx, conn); err != nil {
				return err
			}
		}
		if d == SQLite && path != "" {
			if err := Place(path); err != nil {
				return err
			}
		}
		if err := prepare(ctx, l.dialect, conn); err != nil {
			return err
		}
		return l.file.note(path)
	})
	if err == nil {
		l.history, err = db.PrepareContext(ctx, l.dialect.bind(`SELECT `+selected+` FROM optout_event WHERE digest = ?1 ORDER BY seq`))
	}
	if d != PostgreSQL {
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
		return check(ctx, d, conn)
	})
}

// check compares the ledger with the schema.
func check(ctx context.Context, d dialect, conn *sql.Conn) error {
	found, err := d.facts(ctx, conn)
	if err != nil {
		return err
	}
	return compare(found, d.expected())
}

// compare says what a ledger has that it should not have, or lacks.
func compare(found, expected []string) error {
	missing := slices.Clone(expected)
	for _, fact := range found {
		i := slices.Index(missing, fact)
		if i < 0 {
			return fmt.Errorf("%w: it has %q, and may not be append-only", ErrAltered, opening(fact))
		}
		missing = slices.Delete(missing, i, i+1)
	}
	if len(missing) > 0 {
		return fmt.Errorf("%w: it lacks %q, and is not append-only without", ErrAltered, opening(missing[0]))
	}
	return nil
}

// migrate makes a ledger with chains of one without, if that is what is there and nobody altered it.
func migrate(ctx context.Context, d dialect, conn *sql.Conn) error {
	if err := d.alone(ctx, conn); err != nil {
		return err
	}
	found, err := d.facts(ctx, conn)
	if err != nil {
		return err
	}
	if compare(found, d.former()) != nil {
		return compare(found, d.expected())
	}
	for _, statement := range d.migration() {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("the ledger has the form of a former version, and is brought up to date by who owns its tables: %w", err)
		}
	}
	return check(ctx, d, conn)
}

// open checks the ledger that is there, and migrates a former one. Nothing is set or written before it is known that there is one: the
// database may be another program's.
func open(ctx context.Context, d dialect, conn *sql.Conn) error {
	if there, err := d.exists(ctx, conn); err != nil {
		return err
	} else if !there {
		return ErrNoLedger
	}
	if err := d.settle(ctx, conn); err != nil {
		return err
	}
	return inTransaction(ctx, d, conn, func() error { return migrate(ctx, d, conn) })
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

const (
	// countProbe is a real write that needs no more room the next time.
	countProbe = `INSERT INTO optout_probe (id, n) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET n = (optout_probe.n + 1) % 1000000`

	table   = "optout_event"
	columns = "chain, place, digest, key_id, exact, kind, channel, controller, topic, at, until, source, evidence, said_by, event_id, sealed_by, link"
)

// tables are those of a ledger.
var tables = []string{table, "optout_probe", "optout_chain", "optout_key"}

// plain writes a statement with single spaces.
func plain(statement string) string { return strings.Join(strings.Fields(statement), " ") }

// opening is enough of a statement to know which it is.
func opening(statement string) string {
	s := []rune(plain(statement))
	return string(s[:min(len(s), 60)])
}
