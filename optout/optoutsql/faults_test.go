package optoutsql_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"path/filepath"
	"sync/atomic"
	"testing"

	"modernc.org/sqlite"

	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/optoutsql"
)

var errFault = errors.New("the disk is gone")

// A faulty opens connections of SQLite of which the statement with that number fails, from 1; 0 is none.
type faulty struct {
	path string
	at   atomic.Int64
	done atomic.Int64 // statements so far

	commits atomic.Bool // every COMMIT fails
}

func (f *faulty) Connect(context.Context) (driver.Conn, error) {
	c, err := f.Driver().Open(f.path)
	if err != nil {
		return nil, err
	}
	return faultyConn{c, f}, nil
}

func (f *faulty) Driver() driver.Driver { return &sqlite.Driver{} }

func (f *faulty) fail() error {
	if f.done.Add(1) == f.at.Load() {
		return errFault
	}
	return nil
}

type faultyConn struct {
	driver.Conn
	f *faulty
}

func (c faultyConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if err := c.f.fail(); err != nil {
		return nil, err
	}
	if query == "COMMIT" && c.f.commits.Load() {
		return nil, errFault
	}
	return c.Conn.(driver.ExecerContext).ExecContext(ctx, query, args)
}

func (c faultyConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if err := c.f.fail(); err != nil {
		return nil, err
	}
	return c.Conn.(driver.QueryerContext).QueryContext(ctx, query, args)
}

func (c faultyConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	if err := c.f.fail(); err != nil {
		return nil, err
	}
	s, err := c.Conn.(driver.ConnPrepareContext).PrepareContext(ctx, query)
	return faultyStmt{s, c.f}, err
}

type faultyStmt struct {
	driver.Stmt
	f *faulty
}

func (s faultyStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	if err := s.f.fail(); err != nil {
		return nil, err
	}
	return s.Stmt.(driver.StmtExecContext).ExecContext(ctx, args)
}

func (s faultyStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	if err := s.f.fail(); err != nil {
		return nil, err
	}
	return s.Stmt.(driver.StmtQueryContext).QueryContext(ctx, args)
}

// Whichever statement fails, the ledger says so: no objection is lost in silence, none is found to be missing because nothing could be
// read, and what is done again once the disk is back works.
func TestSQLiteEveryStatementFails(t *testing.T) {
	e := optout.Event{Digest: optout.Digest{1}, Kind: optout.Objection, At: noon, Source: "sms"}
	open := func(t *testing.T) (*optoutsql.Ledger, *sql.DB, *faulty) {
		f := &faulty{path: filepath.Join(t.TempDir(), "ledger.db")}
		db := sql.OpenDB(f)
		t.Cleanup(func() { db.Close() })
		db.SetMaxOpenConns(1)
		l, err := optoutsql.Create(t.Context(), db, optoutsql.SQLite)
		if err != nil {
			t.Fatal(err)
		}
		return l, db, f
	}
	for name, do := range map[string]func(context.Context, *optoutsql.Ledger, *sql.DB) error{
		"open": func(ctx context.Context, _ *optoutsql.Ledger, db *sql.DB) error {
			l, err := optoutsql.Open(ctx, db, optoutsql.SQLite)
			_ = l
			return err
		},
		"record": func(ctx context.Context, l *optoutsql.Ledger, _ *sql.DB) error { return record(ctx, l, e) },
		"probe":  func(ctx context.Context, l *optoutsql.Ledger, _ *sql.DB) error { return record(ctx, l) },
		"read": func(ctx context.Context, l *optoutsql.Ledger, _ *sql.DB) error {
			_, err := l.History(ctx, e.Digest)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			l, db, f := open(t)
			f.done.Store(0)
			if err := do(t.Context(), l, db); err != nil {
				t.Fatal(err)
			}
			statements := f.done.Load()
			if statements == 0 {
				t.Fatal("no statement was counted")
			}
			for at := range statements {
				l, db, f := open(t)
				f.done.Store(0)
				f.at.Store(at + 1)
				if err := do(t.Context(), l, db); !errors.Is(err, errFault) && !errors.Is(err, sql.ErrConnDone) { // the latter where a rollback fails
					t.Errorf("statement %d of %d fails: error %v", at+1, statements, err)
				}
				if f.done.Load() < at+1 {
					t.Errorf("statement %d of %d was not reached", at+1, statements)
				}
				f.at.Store(0)
				if got, err := l.History(t.Context(), e.Digest); err != nil || len(got) > 0 {
					t.Errorf("statement %d of %d failed: %d events, error %v", at+1, statements, len(got), err)
				}
				if err := record(t.Context(), l, e); err != nil {
					t.Errorf("statement %d of %d failed, and nothing is recorded afterwards: %v", at+1, statements, err)
				}
			}
		})
	}
}

// A ledger is made whole or not at all.
func TestSQLiteEveryStatementOfCreateFails(t *testing.T) {
	for at := int64(1); ; at++ {
		f := &faulty{path: filepath.Join(t.TempDir(), "ledger.db")}
		f.at.Store(at)
		db := sql.OpenDB(f)
		defer db.Close()
		db.SetMaxOpenConns(1)
		_, err := optoutsql.Create(t.Context(), db, optoutsql.SQLite)
		if f.done.Load() < at {
			if err != nil || at < 10 {
				t.Errorf("%d statements, error %v", at-1, err)
			}
			return
		}
		if !errors.Is(err, errFault) {
			t.Errorf("statement %d fails: error %v", at, err)
		}
		f.at.Store(0)
		l, err := optoutsql.Open(t.Context(), db, optoutsql.SQLite)
		if errors.Is(err, optoutsql.ErrNoLedger) {
			l, err = optoutsql.Create(t.Context(), db, optoutsql.SQLite)
		}
		if err != nil {
			t.Errorf("statement %d failed, and the database is neither empty nor a ledger: %v", at, err)
			continue
		}
		if err := record(t.Context(), l, optout.Event{Digest: optout.Digest{1}, Kind: optout.Objection, At: noon}); err != nil {
			t.Errorf("statement %d failed: %v", at, err)
		}
	}
}
