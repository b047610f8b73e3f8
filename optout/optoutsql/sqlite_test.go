package optoutsql_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/optoutsql"
	"github.com/scrutateur/scrutateur/optout/optouttest"
)

// closing closes the database with the ledger, as a process does that ends.
type closing struct {
	*optoutsql.Ledger
	db *sql.DB
}

func (c closing) Close() error {
	if err := c.Ledger.Close(); err != nil {
		return err
	}
	return c.db.Close()
}

func sqliteDB(t testing.TB, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// ledger opens the ledger of a test's database, and creates it the first time.
func ledger(t testing.TB, db *sql.DB, d optoutsql.Dialect) closing {
	t.Helper()
	l, err := optoutsql.Open(context.Background(), db, d)
	if errors.Is(err, optoutsql.ErrNoLedger) {
		l, err = optoutsql.Create(context.Background(), db, d)
	}
	if err != nil {
		t.Fatal(err)
	}
	return closing{l, db}
}

func openSQLite(t testing.TB, path string) closing {
	t.Helper()
	return ledger(t, sqliteDB(t, path), optoutsql.SQLite)
}

func TestSQLite(t *testing.T) {
	dir := t.TempDir()
	optouttest.TestLedger(t, func(t *testing.T, name string) optout.Ledger {
		return openSQLite(t, filepath.Join(dir, name+".db"))
	})
}

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func TestSQLiteAppendOnly(t *testing.T) {
	l := openSQLite(t, filepath.Join(t.TempDir(), "ledger.db"))
	defer l.Close()
	e := optout.Event{Digest: optout.Digest{1}, Kind: optout.Objection, At: noon, Source: "ovh", ID: "m1"}
	if err := record(t.Context(), l, e); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		"UPDATE optout_event SET kind = 'consent'",
		"DELETE FROM optout_event",
		"REPLACE INTO optout_event (seq, chain, place, digest, key_id, kind, channel, controller, topic, at, until, source, evidence, said_by, event_id, sealed_by) SELECT seq, chain, place + 100, digest, key_id, 'consent', channel, controller, topic, at, until, source, evidence, said_by, '', sealed_by FROM optout_event",
		"INSERT OR REPLACE INTO optout_event (chain, place, digest, key_id, kind, channel, controller, topic, at, until, source, evidence, said_by, event_id, sealed_by) SELECT chain, place + 100, digest, key_id, kind, channel, controller, topic, at, until, source, 'forged', said_by, event_id, sealed_by FROM optout_event",
		"INSERT OR REPLACE INTO optout_event (chain, place, digest, key_id, kind, channel, controller, topic, at, until, source, evidence, said_by, event_id, sealed_by) SELECT chain, place, digest, key_id, 'consent', channel, controller, topic, at, until, source, evidence, said_by, '', sealed_by FROM optout_event",
		"DELETE FROM optout_chain", "UPDATE optout_chain SET events = 0", "UPDATE optout_chain SET controller = 'another'",
		"DELETE FROM optout_key", "UPDATE optout_key SET events = 0", "UPDATE optout_key SET value = zeroblob(16)",
	} {
		if _, err := l.db.Exec(statement); err == nil || !strings.Contains(err.Error(), "append-only") && !strings.Contains(err.Error(), "only grows") {
			t.Errorf("%.40s…: error %v, want a refusal", statement, err)
		}
	}
	if got, err := l.History(t.Context(), e.Digest); err != nil || len(got) != 1 || got[0].Kind != optout.Objection || got[0].Evidence != "" {
		t.Errorf("history %v, error %v", got, err)
	}
}

func TestSQLiteSettings(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	// A connection string that asks for less is overruled.
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=synchronous(OFF)&_pragma=journal_mode(DELETE)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1) // the one connection that Record used is the one that is asked
	l, err := optoutsql.Create(t.Context(), db, optoutsql.SQLite)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if err := record(t.Context(), l, optout.Event{Digest: optout.Digest{1}, Kind: optout.Objection, At: noon}); err != nil {
		t.Fatal(err)
	}
	var mode string
	var sync int
	if err := db.QueryRow("PRAGMA journal_mode").Scan(&mode); err != nil || mode != "wal" {
		t.Errorf("journal_mode %q, error %v", mode, err)
	}
	if err := db.QueryRow("PRAGMA synchronous").Scan(&sync); err != nil || sync < 2 {
		t.Errorf("synchronous %d, want 2 (FULL) or 3, error %v", sync, err)
	}
}

func TestOpenRefuses(t *testing.T) {
	if _, err := optoutsql.Open(t.Context(), nil, optoutsql.SQLite); err == nil {
		t.Error("no database is no error")
	}
	memory, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer memory.Close()
	if _, err := optoutsql.Create(t.Context(), memory, optoutsql.SQLite); err == nil || !strings.Contains(err.Error(), "memory") {
		t.Errorf("a database in memory: error %v", err)
	}
	if _, err := optoutsql.Open(t.Context(), memory, "oracle"); err == nil {
		t.Error("an unknown dialect is no error")
	}

	for _, l := range []*optoutsql.Ledger{nil, new(optoutsql.Ledger)} {
		_, err := l.History(t.Context(), optout.Digest{1})
		if err == nil || record(t.Context(), l) == nil || l.Close() == nil {
			t.Error("a ledger that nobody opened answers")
		}
	}
}

// The file holds no address, whatever was objected to.
func TestSQLiteHoldsNoAddress(t *testing.T) {
	dir := t.TempDir()
	l := openSQLite(t, filepath.Join(dir, "ledger.db"))
	b := &optout.Book{Ledger: l, Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "852123456"}
	phone, err := optout.Phone("06 39 98 76 54")
	if err != nil {
		t.Fatal(err)
	}
	box, err := optout.Mailbox("prenom.nom@parti-fictif.example")
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range []optout.Address{phone, box} {
		if err := b.Object(t.Context(), a, optout.For{Channel: a.Channel()}, "paper"); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatal("no files", err)
	}
	for _, f := range files {
		content, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"639987654", "prenom", "fictif"} {
			if strings.Contains(string(content), secret) {
				t.Errorf("%s holds %q", filepath.Base(f), secret)
			}
		}
	}
}

func BenchmarkSQLite(b *testing.B) {
	l := openSQLite(b, filepath.Join(b.TempDir(), "ledger.db"))
	defer l.Close()
	ctx := context.Background()
	var n uint64
	next := func() (d optout.Digest) {
		n++
		for i := range 8 {
			d[i] = byte(n >> (8 * i))
		}
		d[15] = 1
		return d
	}
	b.Run("Record", func(b *testing.B) {
		for b.Loop() {
			if err := record(ctx, l, optout.Event{Digest: next(), Kind: optout.Objection, Channel: law.SMS, At: noon, Source: "sms"}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("History", func(b *testing.B) {
		for b.Loop() {
			if _, err := l.History(ctx, next()); err != nil {
				b.Fatal(err)
			}
		}
	})
}
