//go:build unix

package optoutsql_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/optout/inbox"
	"github.com/scrutateur/scrutateur/optout/inbox/inboxtest"
	"github.com/scrutateur/scrutateur/optout/optoutsql"
)

// closingInbox closes the database with the inbox, as a process does that ends.
type closingInbox struct {
	*optoutsql.Inbox
	db *sql.DB
}

func (c closingInbox) Close() error { return c.db.Close() }

func openInbox(t testing.TB, db *sql.DB, d optoutsql.Dialect) closingInbox {
	t.Helper()
	b, err := optoutsql.OpenInbox(context.Background(), db, d)
	if errors.Is(err, optoutsql.ErrNoInbox) {
		b, err = optoutsql.CreateInbox(context.Background(), db, d)
	}
	if err != nil {
		t.Fatal(err)
	}
	return closingInbox{b, db}
}

func TestSQLiteInbox(t *testing.T) {
	dir := t.TempDir()
	inboxtest.TestStore(t, func(t *testing.T, name string) inbox.Store {
		return openInbox(t, sqliteDB(t, filepath.Join(dir, name)), optoutsql.SQLite)
	})
}

func TestPostgreSQLInbox(t *testing.T) {
	s := startServer(t)
	created := map[string]bool{}
	inboxtest.TestStore(t, func(t *testing.T, name string) inbox.Store {
		if !created[name] {
			s.create(t, name)
			created[name] = true
		}
		return openInbox(t, s.open(t, name), optoutsql.PostgreSQL)
	})
}

// An inbox lies beside a ledger, is made once and by who means to, and neither disturbs the other.
func TestInboxBesideLedger(t *testing.T) {
	path := filepath.Join(t.TempDir(), "optout.db")
	db := sqliteDB(t, path)
	if _, err := optoutsql.OpenInbox(t.Context(), db, optoutsql.SQLite); !errors.Is(err, optoutsql.ErrNoInbox) {
		t.Errorf("no inbox: %v", err)
	}
	var mode string
	if err := db.QueryRowContext(t.Context(), "PRAGMA journal_mode").Scan(&mode); err != nil || mode != "delete" {
		t.Errorf("another program's database is set to %q, error %v", mode, err)
	}
	if _, err := optoutsql.CreateInbox(t.Context(), db, optoutsql.SQLite); err != nil {
		t.Fatal(err)
	}
	if _, err := optoutsql.CreateInbox(t.Context(), db, optoutsql.SQLite); !errors.Is(err, optoutsql.ErrExists) {
		t.Errorf("twice: %v", err)
	}
	if _, err := optoutsql.Create(t.Context(), db, optoutsql.SQLite); err != nil {
		t.Fatal(err)
	}
	if _, err := optoutsql.Open(t.Context(), db, optoutsql.SQLite); err != nil {
		t.Errorf("the ledger beside it: %v", err)
	}
	if _, err := optoutsql.OpenInbox(t.Context(), db, optoutsql.SQLite); err != nil {
		t.Error(err)
	}
	for name, err := range map[string]error{
		"no database":     second(optoutsql.OpenInbox(t.Context(), nil, optoutsql.SQLite)),
		"unknown dialect": second(optoutsql.CreateInbox(t.Context(), db, "oracle")),
		"nil":             (*optoutsql.Inbox)(nil).Put(t.Context(), sealedItem()),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func sealedItem() inbox.Sealed {
	return inbox.Sealed{Ref: inbox.Ref{1}, Controller: "852123456", Key: 1, Received: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC), Source: "sms", Why: inbox.Sender,
		Body: bytes.Repeat([]byte("a sealed body, of many pages; "), 2000)}
}

// What was forgotten is not in the database's files any more, nor in its log.
func TestSQLiteInboxErases(t *testing.T) {
	path := filepath.Join(t.TempDir(), "inbox.db")
	b := openInbox(t, sqliteDB(t, path), optoutsql.SQLite)
	holds := func() bool {
		t.Helper()
		files, err := filepath.Glob(path + "*")
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(data, []byte("a sealed body, of many pages")) {
				return true
			}
		}
		return false
	}
	item := sealedItem()
	if err := b.Put(t.Context(), item); err != nil {
		t.Fatal(err)
	}
	if !holds() {
		t.Fatal("the test looks in the wrong place")
	}
	if err := b.Forget(t.Context(), item.Ref, inbox.Done{At: item.Received, By: "M. Martin", How: inbox.Discarded}); err != nil {
		t.Fatal(err)
	}
	if holds() {
		t.Error("the body is in the files still")
	}
}

// A database that drops what is written and says nothing is found out.
func TestInboxDropped(t *testing.T) {
	for name, trigger := range map[string]string{
		"ignored": "CREATE TRIGGER drop_it BEFORE INSERT ON optout_inbox BEGIN SELECT RAISE(IGNORE); END",
		"removed": "CREATE TRIGGER drop_it AFTER INSERT ON optout_inbox BEGIN DELETE FROM optout_inbox; END",
		"moved":   "CREATE TRIGGER drop_it AFTER INSERT ON optout_inbox BEGIN UPDATE optout_inbox SET controller = 'x'; END",
		"kept":    "CREATE TRIGGER drop_it BEFORE UPDATE ON optout_inbox BEGIN SELECT RAISE(IGNORE); END",
	} {
		db := sqliteDB(t, filepath.Join(t.TempDir(), "inbox.db"))
		b := openInbox(t, db, optoutsql.SQLite)
		if _, err := db.ExecContext(t.Context(), trigger); err != nil {
			t.Fatal(err)
		}
		item := sealedItem()
		put := b.Put(t.Context(), item)
		forgotten := b.Forget(t.Context(), item.Ref, inbox.Done{At: item.Received, By: "M. Martin", How: inbox.Discarded})
		if name == "kept" && (put != nil || !errors.Is(forgotten, optoutsql.ErrNotCounted)) || name != "kept" && !errors.Is(put, optoutsql.ErrNotCounted) {
			t.Errorf("%s: Put %v, Forget %v", name, put, forgotten)
		}
	}
}

// More items than are read at once, and writes between two of them over one connection.
func TestInboxPages(t *testing.T) {
	db := sqliteDB(t, filepath.Join(t.TempDir(), "inbox.db"))
	db.SetMaxOpenConns(1)
	b := openInbox(t, db, optoutsql.SQLite)
	const n = 205
	for i := range n {
		item := sealedItem()
		item.Ref, item.Body = inbox.Ref{1, byte(i >> 8), byte(i)}, []byte("x") // all of one instant
		if err := b.Put(t.Context(), item); err != nil {
			t.Fatal(err)
		}
	}
	found := map[inbox.Ref]bool{}
	for item, err := range b.List(t.Context(), "852123456") {
		if err != nil {
			t.Fatal(err)
		}
		found[item.Ref] = true
		if len(found)%50 == 0 {
			if err := b.Forget(t.Context(), item.Ref, inbox.Done{At: item.Received, By: "M. Martin", How: inbox.Discarded}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if len(found) != n {
		t.Errorf("%d items, want %d", len(found), n)
	}
}

func ExampleInbox() {
	// See package inbox for what is kept, and optoutsql.Create for the ledger beside it.
	ctx := context.Background()
	dir, _ := os.MkdirTemp("", "inbox")
	defer os.RemoveAll(dir)
	db, _ := sql.Open("sqlite", "file:"+filepath.Join(dir, "optout.db"))
	defer db.Close()
	store, err := optoutsql.OpenInbox(ctx, db, optoutsql.SQLite)
	if errors.Is(err, optoutsql.ErrNoInbox) { // the first time, and by who means to
		store, err = optoutsql.CreateInbox(ctx, db, optoutsql.SQLite)
	}
	if err != nil {
		panic(err)
	}
	for range store.List(ctx, "852123456") {
		panic("an empty inbox")
	}
	// Output:
}
