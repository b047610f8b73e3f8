package optoutsql_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/optoutsql"
	"github.com/scrutateur/scrutateur/optout/optouttest"
)

// Under a mistaken path there is an empty file, another program's database, or something else: none of them is a ledger in which
// nobody has objected, and none of them is changed.
func TestSQLiteNoLedger(t *testing.T) {
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	if err := os.WriteFile(path("empty"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path("text"), []byte(strings.Repeat("no database. ", 500)), 0o600); err != nil {
		t.Fatal(err)
	}
	other := sqliteDB(t, path("foreign"))
	if _, err := other.Exec("CREATE TABLE optout_events (digest BLOB)"); err != nil {
		t.Fatal(err)
	}
	other.Close()
	before, err := os.ReadFile(path("foreign"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"empty", "foreign", "missing"} {
		db := sqliteDB(t, path(name))
		if _, err := optoutsql.Open(t.Context(), db, optoutsql.SQLite); !errors.Is(err, optoutsql.ErrNoLedger) {
			t.Errorf("%s: error %v", name, err)
		}
		db.Close()
	}
	text, err := os.ReadFile(path("text"))
	if err != nil {
		t.Fatal(err)
	}
	for _, start := range []func(context.Context, *sql.DB, optoutsql.Dialect) (*optoutsql.Ledger, error){optoutsql.Open, optoutsql.Create} {
		for _, name := range []string{"text", "absent?mode=rw", "no/folder", "."} {
			db := sqliteDB(t, path(name))
			_, err := start(t.Context(), db, optoutsql.SQLite)
			if !errors.Is(err, optoutsql.ErrNoDatabase) || !strings.Contains(err.Error(), "correct the path") {
				t.Errorf("%s: error %v", name, err)
			}
			db.Close()
		}
	}
	if after, err := os.ReadFile(path("text")); err != nil || string(after) != string(text) {
		t.Errorf("a text was changed: %d bytes before, %d after, error %v", len(text), len(after), err)
	}
	if _, err := os.Stat(path("absent")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("mode=rw made a file: %v", err)
	}
	if after, err := os.ReadFile(path("foreign")); err != nil || string(after) != string(before) {
		t.Errorf("another program's database was changed: %d bytes before, %d after, error %v", len(before), len(after), err)
	}
	if info, err := os.Stat(path("empty")); err != nil || info.Size() != 0 {
		t.Errorf("an empty file was written: %v, error %v", info, err)
	}
}

func TestSQLiteCreatesOnce(t *testing.T) {
	db := sqliteDB(t, filepath.Join(t.TempDir(), "ledger.db"))
	l, err := optoutsql.Create(t.Context(), db, optoutsql.SQLite)
	if err != nil {
		t.Fatal(err)
	}
	e := optout.Event{Digest: optout.Digest{1}, Kind: optout.Objection, At: noon}
	if err := record(t.Context(), l, e); err != nil {
		t.Fatal(err)
	}
	if _, err := optoutsql.Create(t.Context(), db, optoutsql.SQLite); !errors.Is(err, optoutsql.ErrExists) {
		t.Errorf("a second Create: %v", err)
	}
	if got, err := l.History(t.Context(), e.Digest); err != nil || len(got) != 1 {
		t.Errorf("after a second Create: %d events, error %v", len(got), err)
	}
}

// A ledger on which somebody worked with SQL is not opened: what its triggers say counts, not their names.
func TestSQLiteAltered(t *testing.T) {
	for _, statement := range []string{
		"DROP TRIGGER optout_event_no_delete",
		"DROP TRIGGER optout_event_no_update",
		"DROP TRIGGER optout_event_no_replace",
		"DROP TRIGGER optout_event_no_delete; CREATE TRIGGER optout_event_no_delete BEFORE DELETE ON optout_event BEGIN SELECT 1; END",
		"DROP TRIGGER optout_event_no_delete; CREATE TRIGGER optout_event_no_delete BEFORE DELETE ON optout_event WHEN OLD.seq > 1000 BEGIN SELECT RAISE(ABORT, 'optout_event is append-only'); END",
		"DROP TRIGGER optout_event_no_delete; CREATE TABLE aside (a); CREATE TRIGGER optout_event_no_delete BEFORE DELETE ON aside BEGIN SELECT RAISE(ABORT, 'optout_event is append-only'); END",
		"CREATE TRIGGER lost BEFORE INSERT ON optout_event BEGIN SELECT RAISE(IGNORE); END",
		"CREATE TEMP TRIGGER lost BEFORE INSERT ON main.optout_event BEGIN SELECT RAISE(IGNORE); END",
		// SQLite writes down the table as the trigger names it.
		"CREATE TRIGGER agreed AFTER INSERT ON OPTOUT_EVENT WHEN NEW.kind = 'objection' BEGIN INSERT INTO optout_event (digest, kind, channel, controller, topic, at, source, evidence, event_id) VALUES (NEW.digest, 'consent', NEW.channel, NEW.controller, NEW.topic, NEW.at, '', '', ''); END",
		"CREATE TEMP TRIGGER lost BEFORE INSERT ON main.Optout_Event BEGIN SELECT RAISE(IGNORE); END",
		"CREATE TRIGGER lost BEFORE INSERT ON Optout_Probe BEGIN SELECT RAISE(IGNORE); END",
		"DROP INDEX optout_event_told",
		"DROP INDEX optout_event_told; CREATE INDEX optout_event_told ON optout_event (digest, source, event_id, kind, channel, controller, topic) WHERE event_id <> ''",
		"ALTER TABLE optout_event ADD COLUMN more TEXT",
		"DROP TABLE optout_event; CREATE TABLE optout_event (seq INTEGER PRIMARY KEY, digest BLOB)",
		"DROP TABLE optout_event; CREATE VIEW optout_event AS SELECT 1 AS seq",
	} {
		db := sqliteDB(t, filepath.Join(t.TempDir(), "ledger.db"))
		db.SetMaxOpenConns(1) // a TEMP trigger is the connection's
		l := ledger(t, db, optoutsql.SQLite)
		l.Ledger.Close()
		if _, err := db.Exec(statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
		if _, err := optoutsql.Open(t.Context(), db, optoutsql.SQLite); !errors.Is(err, optoutsql.ErrAltered) {
			t.Errorf("%s: error %v", statement, err)
		}
		db.Close()
	}
}

// A row that the database drops or changes in silence is not recorded, and Record says so.
func TestSQLiteDropped(t *testing.T) {
	for name, statement := range map[string]string{
		"ignored before": "CREATE TRIGGER lost BEFORE INSERT ON optout_event BEGIN SELECT RAISE(IGNORE); END",
		"some ignored":   "CREATE TRIGGER lost BEFORE INSERT ON optout_event WHEN (SELECT count(*) FROM optout_event) > 0 BEGIN SELECT RAISE(IGNORE); END; INSERT INTO optout_event (chain, place, digest, key_id, kind, channel, controller, topic, at, until, source, evidence, said_by, event_id, sealed_by) VALUES (9, 1, zeroblob(16), 1, 'objection', '', '', '', '2026-03-02T12:00:00.000000000Z', '', '', '', '', '', 1)",
		"deleted after":  "DROP TRIGGER optout_event_no_delete; CREATE TRIGGER lost AFTER INSERT ON optout_event BEGIN DELETE FROM optout_event WHERE seq = NEW.seq; END",
	} {
		t.Run(name, func(t *testing.T) {
			optouttest.TestDropped(t, func(t *testing.T) optout.Ledger {
				l := openSQLite(t, filepath.Join(t.TempDir(), "ledger.db"))
				if _, err := l.db.Exec(statement); err != nil {
					t.Fatal(err)
				}
				return l
			})
		})
	}
}

// Object of a book fails with its ledger.
func TestObjectDropped(t *testing.T) {
	l := openSQLite(t, filepath.Join(t.TempDir(), "ledger.db"))
	defer l.Close()
	if _, err := l.db.Exec("CREATE TRIGGER lost BEFORE INSERT ON optout_event BEGIN SELECT RAISE(IGNORE); END"); err != nil {
		t.Fatal(err)
	}
	b := &optout.Book{Ledger: l, Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "852123456"}
	to, err := optout.Phone("06 39 98 00 01")
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Object(t.Context(), to, optout.For{Channel: law.SMS}, "sms"); !errors.Is(err, optoutsql.ErrNotCounted) {
		t.Errorf("Object: %v", err)
	}
}

// Settings that another part of the program changes on a connection are set again, or refused.
func TestSQLiteSettingsLater(t *testing.T) {
	db := sqliteDB(t, filepath.Join(t.TempDir(), "ledger.db"))
	db.SetMaxOpenConns(1)
	l := ledger(t, db, optoutsql.SQLite)
	defer l.Close()
	for _, statement := range []string{"PRAGMA synchronous = OFF", "PRAGMA journal_mode = MEMORY"} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := record(t.Context(), l, optout.Event{Digest: optout.Digest{1}, Kind: optout.Objection, At: noon}); err != nil {
		t.Fatal(err)
	}
	var mode string
	var synchronous int
	if err := db.QueryRow("PRAGMA journal_mode").Scan(&mode); err != nil || mode != "wal" {
		t.Errorf("journal_mode %q, error %v", mode, err)
	}
	if err := db.QueryRow("PRAGMA synchronous").Scan(&synchronous); err != nil || synchronous != 2 {
		t.Errorf("synchronous %d, error %v", synchronous, err)
	}
}

// Recording nothing says whether something could be recorded, and leaves nothing.
func TestSQLiteProbe(t *testing.T) {
	db := sqliteDB(t, filepath.Join(t.TempDir(), "ledger.db"))
	db.SetMaxOpenConns(1)
	l := ledger(t, db, optoutsql.SQLite)
	defer l.Close()
	for range 3 {
		if err := record(t.Context(), l); err != nil {
			t.Fatal(err)
		}
	}
	var n int
	if err := db.QueryRow("SELECT count(*) FROM optout_event").Scan(&n); err != nil || n != 0 {
		t.Errorf("%d events, error %v", n, err)
	}
	fill := func() error {
		for i := range 100 {
			if err := record(t.Context(), l, optout.Event{Digest: optout.Digest{1, byte(i)}, Kind: optout.Objection, At: noon, Evidence: strings.Repeat("x", 500)}); err != nil {
				return err
			}
		}
		return nil
	}
	for what, statement := range map[string]string{
		"full":      "PRAGMA max_page_count = 1", // no more pages than there are
		"read only": "PRAGMA max_page_count = 1000000; PRAGMA query_only = ON",
		"dropping":  "PRAGMA query_only = OFF; PRAGMA max_page_count = 1000000; CREATE TRIGGER lost BEFORE INSERT ON optout_event BEGIN SELECT RAISE(IGNORE); END",
	} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
		if fill() == nil || what != "full" && record(t.Context(), l) == nil {
			t.Errorf("%s: something, or nothing, was recorded", what)
		}
		if _, err := db.Exec("PRAGMA query_only = OFF; PRAGMA max_page_count = 1000000; DROP TRIGGER IF EXISTS lost"); err != nil {
			t.Fatal(err)
		}
		if err := record(t.Context(), l); err != nil {
			t.Errorf("after %s: %v", what, err)
		}
	}
}
