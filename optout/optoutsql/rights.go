package optoutsql

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout/rights"
)

// Rights is a rights.Store in a database, in tables of its own: optout_request and optout_request_step. It may lie beside the ledger or
// elsewhere. CreateRights and OpenRights return one; it is safe for concurrent use, by several processes too.
//
// What it keeps of a person is sealed. An answer erases the body in the row; SQLite then overwrites the freed pages (secure_delete) and
// empties its log. PostgreSQL keeps the old row until VACUUM has been there, and its log until it is recycled.
type Rights struct {
	db      *sql.DB
	dialect dialect
	file    openFile
}

var _ rights.Store = (*Rights)(nil)

// ErrNoRights says that the database holds no register of requests: the path or the name may be mistaken; if it is not,
// CreateRights makes one.
var ErrNoRights = errors.New("the database holds no register of requests: is it the right one? CreateRights makes a new one")

var rightsSchema = map[Dialect][]string{
	SQLite: {`CREATE TABLE optout_request (
		seq        INTEGER PRIMARY KEY AUTOINCREMENT,
		ref        TEXT NOT NULL UNIQUE,
		controller TEXT NOT NULL,
		key_id     INTEGER NOT NULL,
		rights     TEXT NOT NULL,
		received   TEXT NOT NULL,
		source     TEXT NOT NULL,
		recorded   TEXT NOT NULL,
		body       BLOB
	)`, `CREATE TABLE optout_request_step (
		seq     INTEGER PRIMARY KEY AUTOINCREMENT,
		request INTEGER NOT NULL,
		kind    TEXT NOT NULL,
		day     TEXT NOT NULL,
		at      TEXT NOT NULL,
		said_by TEXT NOT NULL,
		note    TEXT NOT NULL
	)`, `CREATE INDEX optout_request_step_request ON optout_request_step (request, seq)`},
	PostgreSQL: {`CREATE TABLE optout_request (
		seq        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
		ref        text COLLATE "C" NOT NULL UNIQUE,
		controller text NOT NULL,
		key_id     smallint NOT NULL,
		rights     text NOT NULL,
		received   text COLLATE "C" NOT NULL,
		source     text NOT NULL,
		recorded   text NOT NULL,
		body       bytea
	)`, `CREATE TABLE optout_request_step (
		seq     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
		request bigint NOT NULL,
		kind    text NOT NULL,
		day     text NOT NULL,
		at      text NOT NULL,
		said_by text NOT NULL,
		note    text NOT NULL
	)`, `CREATE INDEX optout_request_step_request ON optout_request_step (request, seq)`},
}

var rightsExists = map[Dialect]string{
	SQLite:     "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'optout_request')",
	PostgreSQL: "SELECT to_regclass('optout_request') IS NOT NULL",
}

// CreateRights makes a register in a database that holds none, and returns it. Other tables, a ledger's too, may be there. Where there is
// a register already it changes nothing and returns ErrExists.
func CreateRights(ctx context.Context, db *sql.DB, d Dialect) (*Rights, error) {
	return startRights(ctx, db, d, func(conn *sql.Conn, by dialect) error {
		if err := by.settle(ctx, conn); err != nil {
			return err
		}
		return inTransaction(ctx, by, conn, func() error {
			if err := by.alone(ctx, conn); err != nil {
				return err
			}
			if there, err := hasRights(ctx, conn, d); err != nil {
				return err
			} else if there {
				return ErrExists
			}
			for _, statement := range rightsSchema[base(d)] {
				if _, err := conn.ExecContext(ctx, statement); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// OpenRights returns the register in the database. It makes none: where there is no register it returns ErrNoRights, because in an empty
// one nobody is overdue, and sets and writes nothing: the database may be another program's.
func OpenRights(ctx context.Context, db *sql.DB, d Dialect) (*Rights, error) {
	return startRights(ctx, db, d, func(conn *sql.Conn, by dialect) error {
		if there, err := hasRights(ctx, conn, d); err != nil {
			return err
		} else if !there {
			return ErrNoRights
		}
		return by.settle(ctx, conn)
	})
}

func hasRights(ctx context.Context, conn *sql.Conn, d Dialect) (there bool, err error) {
	if d != PostgreSQL {
		if _, err := conn.ExecContext(ctx, busyTimeout); err != nil {
			return false, err
		}
	}
	err = conn.QueryRowContext(ctx, rightsExists[base(d)]).Scan(&there)
	return there, err
}

func startRights(ctx context.Context, db *sql.DB, d Dialect, prepare func(*sql.Conn, dialect) error) (*Rights, error) {
	if db == nil {
		return nil, errors.New("optoutsql: there is no database")
	}
	b := &Rights{db: db}
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

// Put keeps a request and returns after it is durable. It looks whether the database kept what was written.
func (b *Rights) Put(ctx context.Context, s rights.Sealed) error {
	if err := s.Check(); err != nil {
		return err
	}
	var names []string
	for _, r := range s.Rights {
		names = append(names, string(r))
	}
	return b.write(ctx, nil, func(conn *sql.Conn) error {
		_, err := conn.ExecContext(ctx, b.dialect.bind(`INSERT INTO optout_request (ref, controller, key_id, rights, received, source, recorded, body)
			VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (ref) DO NOTHING`),
			string(s.Ref), s.Controller, int(s.Key), strings.Join(names, ","), string(s.Received), s.Source, stamp(s.Recorded), s.Body)
		if err != nil {
			return err
		}
		var kept, answered bool
		var body []byte
		err = conn.QueryRowContext(ctx, b.dialect.bind(`SELECT controller = ?2, body IS NULL, body FROM optout_request WHERE ref = ?1`), string(s.Ref), s.Controller).
			Scan(&kept, &answered, &body)
		switch {
		case errors.Is(err, sql.ErrNoRows), err == nil && (!kept || !answered && len(body) == 0):
			return ErrNotCounted
		}
		return err
	})
}

// Step appends a step to a request; Answered erases its body in the same transaction.
func (b *Rights) Step(ctx context.Context, ref rights.Ref, s rights.Step) error {
	if err := s.Check(); err != nil {
		return err
	}
	var after func(*sql.Conn)
	if _, ok := b.dialect.(sqlite); ok && s.Kind == rights.Answered {
		after = func(conn *sql.Conn) { // the log holds the page as it was; a reader may be in the way, and then the next checkpoint does it
			conn.ExecContext(context.WithoutCancel(ctx), "PRAGMA wal_checkpoint(TRUNCATE)")
		}
	}
	return b.write(ctx, after, func(conn *sql.Conn) error {
		var seq int64
		var answered bool
		err := conn.QueryRowContext(ctx, b.dialect.bind(`SELECT seq, body IS NULL FROM optout_request WHERE ref = ?1`), string(ref)).Scan(&seq, &answered)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return rights.ErrUnknown
		case err != nil:
			return err
		case answered:
			return rights.ErrAnswered
		}
		var step int64
		err = conn.QueryRowContext(ctx, b.dialect.bind(`INSERT INTO optout_request_step (request, kind, day, at, said_by, note)
			VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING seq`), seq, string(s.Kind), string(s.Day), stamp(s.At), s.By, s.Note).Scan(&step)
		if err != nil {
			return err
		}
		if s.Kind == rights.Answered {
			if _, err := conn.ExecContext(ctx, b.dialect.bind(`UPDATE optout_request SET body = NULL WHERE seq = ?1`), seq); err != nil {
				return err
			}
		}
		var kept bool
		err = conn.QueryRowContext(ctx, b.dialect.bind(`SELECT r.body IS NULL = ?3 FROM optout_request r JOIN optout_request_step s ON s.request = r.seq
			WHERE r.seq = ?1 AND s.seq = ?2`), seq, step, s.Kind == rights.Answered).Scan(&kept)
		if errors.Is(err, sql.ErrNoRows) || err == nil && !kept {
			return ErrNotCounted
		}
		return err
	})
}

func (b *Rights) write(ctx context.Context, after func(*sql.Conn), do func(*sql.Conn) error) error {
	if b == nil || b.db == nil {
		return errNoRegister
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

var errNoRegister = errors.New("optoutsql: OpenRights and CreateRights make a register; this one is empty")

// List yields the requests to a controller by the day of reception.
func (b *Rights) List(ctx context.Context, controller string) iter.Seq2[rights.Sealed, error] {
	return func(yield func(rights.Sealed, error) bool) {
		if b == nil || b.db == nil {
			yield(rights.Sealed{}, errNoRegister)
			return
		}
		all, err := b.read(ctx, controller)
		if err != nil {
			yield(rights.Sealed{}, said(ctx, err))
			return
		}
		for _, s := range all {
			if !yield(s, nil) {
				return
			}
		}
	}
}

// read reads all requests at once, because whoever looks at one takes a step about it, and no connection may be held meanwhile. There
// are as many as people write letters, not as many as a ledger has events.
func (b *Rights) read(ctx context.Context, controller string) (all []rights.Sealed, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	rows, err := b.db.QueryContext(ctx, b.dialect.bind(`SELECT r.seq, r.ref, r.key_id, r.rights, r.received, r.source, r.recorded, r.body,
		coalesce(s.kind, ''), coalesce(s.day, ''), coalesce(s.at, ''), coalesce(s.said_by, ''), coalesce(s.note, '')
		FROM optout_request r LEFT JOIN optout_request_step s ON s.request = r.seq WHERE r.controller = ?1 ORDER BY r.received, r.seq, s.seq`), controller)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	last := int64(0)
	for rows.Next() {
		s := rights.Sealed{Controller: controller}
		var step rights.Step
		var seq int64
		var key int
		var ref, names, received, recorded, kind, day, at string
		if err := rows.Scan(&seq, &ref, &key, &names, &received, &s.Source, &recorded, &s.Body, &kind, &day, &at, &step.By, &step.Note); err != nil {
			return nil, err
		}
		if seq != last {
			s.Ref, s.Key, s.Received, s.Body = rights.Ref(ref), byte(key), law.Day(received), bytes.Clone(s.Body)
			for name := range strings.SplitSeq(names, ",") {
				s.Rights = append(s.Rights, rights.Right(name))
			}
			if s.Recorded, err = parseStamp(recorded); err != nil {
				return nil, err
			}
			all, last = append(all, s), seq
		}
		if kind == "" {
			continue
		}
		if step.At, err = time.Parse(instant, at); err != nil {
			return nil, errors.New("a step has an instant that cannot be read")
		}
		step.Kind, step.Day = rights.Kind(kind), law.Day(day)
		request := &all[len(all)-1]
		request.Steps = append(request.Steps, step)
	}
	return all, rows.Err()
}
