package optoutsql

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/scrutateur/scrutateur/optout/inbox"
)

// Inbox is an inbox.Store in a database, in a table of its own: optout_inbox. It may lie beside the ledger or elsewhere. CreateInbox and
// OpenInbox return one; it is safe for concurrent use, by several processes too.
//
// What it keeps is sealed. Forget erases the body in the row; SQLite then overwrites the freed pages (secure_delete) and empties its
// log. PostgreSQL keeps the old row until VACUUM has been there, and its log until it is recycled.
type Inbox struct {
	db      *sql.DB
	dialect dialect
	file    openFile
}

var _ inbox.Store = (*Inbox)(nil)

// ErrNoInbox says that the database holds no inbox: the path or the name may be mistaken; if it is not, CreateInbox makes one.
var ErrNoInbox = errors.New("the database holds no inbox: is it the right one? CreateInbox makes a new one")

var inboxSchema = map[Dialect]string{
	SQLite: `CREATE TABLE optout_inbox (
		seq        INTEGER PRIMARY KEY AUTOINCREMENT,
		ref        BLOB NOT NULL UNIQUE CHECK (typeof(ref) = 'blob' AND length(ref) = 16),
		controller TEXT NOT NULL,
		key_id     INTEGER NOT NULL,
		received   TEXT NOT NULL,
		source     TEXT NOT NULL,
		why        TEXT NOT NULL,
		body       BLOB,
		done_at    TEXT,
		done_by    TEXT NOT NULL DEFAULT '',
		done_how   TEXT NOT NULL DEFAULT '',
		CHECK ((body IS NULL) = (done_at IS NOT NULL))
	)`,
	PostgreSQL: `CREATE TABLE optout_inbox (
		seq        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
		ref        bytea NOT NULL UNIQUE CHECK (octet_length(ref) = 16),
		controller text NOT NULL,
		key_id     smallint NOT NULL,
		received   text COLLATE "C" NOT NULL,
		source     text NOT NULL,
		why        text NOT NULL,
		body       bytea,
		done_at    text,
		done_by    text NOT NULL DEFAULT '',
		done_how   text NOT NULL DEFAULT '',
		CHECK ((body IS NULL) = (done_at IS NOT NULL))
	)`,
}

var inboxExists = map[Dialect]string{
	SQLite:     "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'optout_inbox')",
	PostgreSQL: "SELECT to_regclass('optout_inbox') IS NOT NULL",
}

// CreateInbox makes an inbox in a database that holds none, and returns it. Other tables, a ledger's too, may be there. Where there is an
// inbox already it changes nothing and returns ErrExists.
func CreateInbox(ctx context.Context, db *sql.DB, d Dialect) (*Inbox, error) {
	return startInbox(ctx, db, d, func(conn *sql.Conn, by dialect) error {
		if err := by.settle(ctx, conn); err != nil {
			return err
		}
		return inTransaction(ctx, by, conn, func() error {
			if err := by.alone(ctx, conn); err != nil {
				return err
			}
			if there, err := hasInbox(ctx, conn, d); err != nil {
				return err
			} else if there {
				return ErrExists
			}
			_, err := conn.ExecContext(ctx, inboxSchema[base(d)])
			return err
		})
	})
}

// OpenInbox returns the inbox in the database. It makes none: where there is no inbox it returns ErrNoInbox, because in an empty one
// nobody waits, and sets and writes nothing: the database may be another program's.
func OpenInbox(ctx context.Context, db *sql.DB, d Dialect) (*Inbox, error) {
	return startInbox(ctx, db, d, func(conn *sql.Conn, by dialect) error {
		if there, err := hasInbox(ctx, conn, d); err != nil {
			return err
		} else if !there {
			return ErrNoInbox
		}
		return by.settle(ctx, conn)
	})
}

func hasInbox(ctx context.Context, conn *sql.Conn, d Dialect) (there bool, err error) {
	if d != PostgreSQL {
		if _, err := conn.ExecContext(ctx, busyTimeout); err != nil {
			return false, err
		}
	}
	err = conn.QueryRowContext(ctx, inboxExists[base(d)]).Scan(&there)
	return there, err
}

func startInbox(ctx context.Context, db *sql.DB, d Dialect, prepare func(*sql.Conn, dialect) error) (*Inbox, error) {
	if db == nil {
		return nil, errors.New("optoutsql: there is no database")
	}
	b := &Inbox{db: db}
	switch d {
	case SQLite, SQLiteAnywhere:
		b.dialect = sqlite{}
	case PostgreSQL:
		b.dialect = postgres{}
	default:
		return nil, fmt.Errorf("optoutsql: unknown dialect %q", d)
	}
	err := onConn(ctx, db, func(conn *sql.Conn) error {
		if err := prepare(conn, b.dialect); err != nil || d == PostgreSQL {
			return err
		}
		path, err := pathOf(ctx, conn)
		if err != nil {
			return err
		}
		return b.file.note(path)
	})
	if d != PostgreSQL {
		err = opened(err)
	}
	if err != nil {
		return nil, fmt.Errorf("optoutsql: %w", err)
	}
	return b, nil
}

// Put keeps an item and returns after it is durable. It looks whether the database kept what was written: a trigger that ignores
// the row reports no error.
func (b *Inbox) Put(ctx context.Context, item inbox.Sealed) error {
	if err := item.Check(); err != nil {
		return err
	}
	return b.write(ctx, nil, func(conn *sql.Conn) error {
		_, err := conn.ExecContext(ctx, b.dialect.bind(`INSERT INTO optout_inbox (ref, controller, key_id, received, source, why, body)
			VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (ref) DO NOTHING`),
			item.Ref[:], item.Controller, int(item.Key), item.Received.UTC().Format(instant), item.Source, string(item.Why), item.Body)
		if err != nil {
			return err
		}
		var kept, forgotten bool
		var body []byte
		err = conn.QueryRowContext(ctx, b.dialect.bind(`SELECT controller = ?2, done_at IS NOT NULL, body FROM optout_inbox WHERE ref = ?1`), item.Ref[:], item.Controller).
			Scan(&kept, &forgotten, &body)
		switch {
		case errors.Is(err, sql.ErrNoRows), err == nil && (!kept || !forgotten && len(body) == 0):
			return ErrNotCounted
		}
		return err
	})
}

// Forget erases the body of an item and keeps what became of it.
func (b *Inbox) Forget(ctx context.Context, ref inbox.Ref, done inbox.Done) error {
	if err := done.Check(); err != nil {
		return err
	}
	after := func(conn *sql.Conn) {
		if _, ok := b.dialect.(sqlite); ok {
			// The log holds the page as it was. A reader may be in the way; then the next checkpoint does it.
			conn.ExecContext(context.WithoutCancel(ctx), "PRAGMA wal_checkpoint(TRUNCATE)")
		}
	}
	return b.write(ctx, after, func(conn *sql.Conn) error {
		_, err := conn.ExecContext(ctx, b.dialect.bind(`UPDATE optout_inbox SET body = NULL, done_at = ?2, done_by = ?3, done_how = ?4 WHERE ref = ?1 AND done_at IS NULL`),
			ref[:], done.At.UTC().Format(instant), done.By, string(done.How))
		if err != nil {
			return err
		}
		var erased bool
		err = conn.QueryRowContext(ctx, b.dialect.bind(`SELECT body IS NULL FROM optout_inbox WHERE ref = ?1`), ref[:]).Scan(&erased)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return inbox.ErrUnknown
		case err == nil && !erased:
			return ErrNotCounted
		}
		return err
	})
}

func (b *Inbox) write(ctx context.Context, after func(*sql.Conn), do func(*sql.Conn) error) error {
	if b == nil || b.db == nil {
		return errors.New("optoutsql: OpenInbox and CreateInbox make an Inbox; this one is empty")
	}
	err := ctx.Err()
	if err == nil {
		err = onConn(ctx, b.db, func(conn *sql.Conn) error {
			if err := b.dialect.settle(ctx, conn); err != nil {
				return err
			}
			if _, ok := b.dialect.(sqlite); ok {
				if _, err := conn.ExecContext(ctx, "PRAGMA secure_delete = ON"); err != nil {
					return err
				}
			}
			if err := inTransaction(ctx, b.dialect, conn, func() error { return do(conn) }); err != nil {
				return err
			}
			if err := b.file.still(); err != nil {
				return err
			}
			if after != nil {
				after(conn)
			}
			return nil
		})
	}
	return said(ctx, err)
}

// page is how many items are read at once. No connection is held while they are handed out, because whoever reads an item writes to
// the ledger.
const page = 100

// List yields the items of a controller, the oldest first.
func (b *Inbox) List(ctx context.Context, controller string) iter.Seq2[inbox.Sealed, error] {
	return func(yield func(inbox.Sealed, error) bool) {
		if b == nil || b.db == nil {
			yield(inbox.Sealed{}, errors.New("optoutsql: OpenInbox and CreateInbox make an Inbox; this one is empty"))
			return
		}
		after, seq := "", int64(0)
		for {
			items, next, err := b.read(ctx, controller, after, seq)
			if err != nil {
				yield(inbox.Sealed{}, said(ctx, err))
				return
			}
			for _, item := range items {
				if !yield(item, nil) {
					return
				}
			}
			if len(items) < page {
				return
			}
			after, seq = items[len(items)-1].Received.Format(instant), next
		}
	}
}

func (b *Inbox) read(ctx context.Context, controller, after string, seq int64) (items []inbox.Sealed, last int64, err error) {
	if err := ctx.Err(); err != nil {
		return nil, 0, err
	}
	rows, err := b.db.QueryContext(ctx, b.dialect.bind(`SELECT seq, ref, key_id, received, source, why, body, coalesce(done_at, ''), done_by, done_how FROM optout_inbox
		WHERE controller = ?1 AND (received > ?2 OR received = ?2 AND seq > ?3) ORDER BY received, seq LIMIT 100`), controller, after, seq)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	for rows.Next() {
		item := inbox.Sealed{Controller: controller}
		var ref []byte
		var key int
		var received, why, doneAt, how string
		if err := rows.Scan(&last, &ref, &key, &received, &item.Source, &why, &item.Body, &doneAt, &item.Done.By, &how); err != nil {
			return nil, 0, err
		}
		copy(item.Ref[:], ref)
		item.Key, item.Why, item.Done.How, item.Body = byte(key), inbox.Why(why), inbox.How(how), bytes.Clone(item.Body)
		if item.Received, err = time.Parse(instant, received); err != nil {
			return nil, 0, errors.New("an item has an instant that cannot be read")
		}
		if doneAt != "" {
			if item.Done.At, err = time.Parse(instant, doneAt); err != nil {
				return nil, 0, errors.New("an item has an instant that cannot be read")
			}
		}
		items = append(items, item)
	}
	return items, last, rows.Err()
}
