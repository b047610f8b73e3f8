package optoutsql_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/optoutsql"
)

// former fills a ledger of the form before chains, made by these statements: ten events of one controller, one of another, none of which has a link.
func former(t *testing.T, db *sql.DB, statements []string, bind func(string) string) (events []optout.Event) {
	t.Helper()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 11 {
		e := optout.Event{
			Digest: optout.Digest{1, byte(i % 4)}, Kind: optout.Objection, Channel: law.SMS, Scope: optout.Scope{Controller: "852123456", Topic: "réunions"},
			At: noon.Add(time.Duration(i)), Source: "ovh", Evidence: fmt.Sprint("proof ", i), ID: fmt.Sprint("m", i),
		}
		var exact []byte
		if i == 3 {
			e.Kind, e.Exact = optout.ConsentKind, optout.Digest{9}
			exact = e.Exact[:]
		}
		if i == 5 {
			e.Scope.Controller = "another"
		}
		if _, err := db.Exec(bind(`INSERT INTO optout_event (digest, exact, kind, channel, controller, topic, at, source, evidence, event_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)`),
			e.Digest[:], exact, string(e.Kind), string(e.Channel), e.Scope.Controller, e.Scope.Topic, e.At.UTC().Format("2006-01-02T15:04:05.000000000Z"), e.Source, e.Evidence, e.ID); err != nil {
			t.Fatal(err)
		}
		events = append(events, e)
	}
	return events
}

// migrated proves that a former ledger lost nothing on its way, and goes on as one with chains.
func migrated(t *testing.T, l optout.Ledger, events []optout.Event) {
	t.Helper()
	ctx := t.Context()
	for i := range 4 {
		var want []optout.Event
		for _, e := range events {
			if e.Digest == (optout.Digest{1, byte(i)}) {
				want = append(want, e)
			}
		}
		got, err := l.History(ctx, optout.Digest{1, byte(i)})
		if err != nil || !slices.EqualFunc(got, want, func(a, b optout.Event) bool {
			same := a.At.Equal(b.At)
			a.At, b.At = time.Time{}, time.Time{}
			return same && a == b
		}) {
			t.Errorf("person %d has %v, want %v, error %v", i, got, want, err)
		}
	}
	b := &optout.Book{Ledger: l, Keys: optout.Keys{Current: key, Older: []optout.Key{optout.KeyOf(7, []byte("a former secret of 32 bytes or so"))}}, Controller: "852123456"}
	v, err := optout.Verify(ctx, b)
	if err != nil || len(v.Findings) > 0 || v.Before != 10 || v.Head.Count != 10 {
		t.Errorf("before the first event: %+v, error %v", v, err)
	}
	if err := l.Record(ctx, seal, events[1]); err == nil { // without the number of its key
		t.Error("an event under no key is recorded")
	}
	s, err := b.Sealer()
	if err != nil {
		t.Fatal(err)
	}
	told, next := events[1], optout.Event{Digest: optout.Digest{5}, Kind: optout.Objection, At: noon}
	told.Key, next.Key = key.ID, key.ID
	for _, e := range [][]optout.Event{nil, {told}, {next}} {
		if err := l.Record(ctx, s, e...); err != nil {
			t.Fatal(err)
		}
	}
	v, err = optout.Verify(ctx, b)
	if err != nil || len(v.Findings) > 0 || v.Before != 10 || v.Head.Count != 11 {
		t.Errorf("after an event, and one told again: %+v, error %v", v, err)
	}
	// Under which key the former events are nobody knows: a book that lacks one of those at the sealing is refused.
	if err := l.Record(ctx, seal, next); !errors.Is(err, law.LedgerWhole) {
		t.Errorf("a book without the former key: error %v", err)
	}
	if g, err := l.Generation(ctx); err != nil || g < 12 {
		t.Errorf("generation %d, error %v", g, err)
	}
	n := 0
	for _, err := range l.Digests(ctx, 0) {
		if n++; err != nil {
			t.Fatal(err)
		}
	}
	if n != 12 {
		t.Errorf("%d events, want 12", n)
	}
}

func TestSQLiteMigrates(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	db := sqliteDB(t, path)
	events := former(t, db, optoutsql.SQLiteFormer, func(s string) string { return s })
	db.Close()
	l := openSQLite(t, path)
	migrated(t, l.Ledger, events)
	l.Close()
	again := openSQLite(t, path) // and is then one like others
	defer again.Close()
	if _, err := again.db.Exec("UPDATE optout_event SET kind = 'consent' WHERE place = 2"); err == nil {
		t.Error("a migrated ledger can be written over")
	}
	// What somebody does to the sealed block shows.
	if _, err := again.db.Exec("DROP TRIGGER optout_event_no_update; UPDATE optout_event SET kind = 'consent' WHERE place = 2 AND chain = (SELECT id FROM optout_chain WHERE controller = '852123456')"); err != nil {
		t.Fatal(err)
	}
	v, err := optout.Verify(t.Context(), &optout.Book{Ledger: again.Ledger, Keys: optout.Keys{Current: key, Older: []optout.Key{optout.KeyOf(7, []byte("a former secret of 32 bytes or so"))}}, Controller: "852123456"})
	if err != nil || len(v.Findings) != 1 {
		t.Errorf("a former event that was changed: %+v, error %v", v, err)
	}
}

// A former ledger that somebody altered is not brought up to date: it would then look like a whole one.
func TestSQLiteMigratesNoAltered(t *testing.T) {
	for _, statement := range []string{
		"DROP TRIGGER optout_event_no_delete", "DROP INDEX optout_event_told", "ALTER TABLE optout_event ADD COLUMN more TEXT",
		"CREATE TRIGGER lost BEFORE INSERT ON optout_event BEGIN SELECT RAISE(IGNORE); END", "CREATE TABLE optout_chain (id INTEGER)",
	} {
		db := sqliteDB(t, filepath.Join(t.TempDir(), "ledger.db"))
		former(t, db, optoutsql.SQLiteFormer, func(s string) string { return s })
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
		if _, err := optoutsql.Open(t.Context(), db, optoutsql.SQLite); !errors.Is(err, optoutsql.ErrAltered) {
			t.Errorf("%s: error %v", statement, err)
		}
		db.Close()
	}
}

// Whichever statement of the migration fails, the ledger is the old one or the new one, and the next Open finishes.
func TestSQLiteEveryStatementOfMigrationFails(t *testing.T) {
	for at := int64(1); ; at++ {
		path := filepath.Join(t.TempDir(), "ledger.db")
		plain := sqliteDB(t, path)
		events := former(t, plain, optoutsql.SQLiteFormer, func(s string) string { return s })
		plain.Close()
		f := &faulty{path: path}
		f.at.Store(at)
		db := sql.OpenDB(f)
		db.SetMaxOpenConns(1)
		_, err := optoutsql.Open(t.Context(), db, optoutsql.SQLite)
		finished := f.done.Load() < at
		if !finished && err == nil {
			t.Errorf("statement %d failed without an error", at)
		}
		db.Close()
		db = sqliteDB(t, path)
		l, err := optoutsql.Open(context.Background(), db, optoutsql.SQLite)
		if err != nil {
			t.Fatalf("after statement %d failed: %v", at, err)
		}
		if finished || at%5 == 0 {
			migrated(t, l, events)
		}
		db.Close()
		if finished {
			if at < 20 {
				t.Errorf("only %d statements", at)
			}
			return
		}
	}
}

// Whoever takes the links, the check values and an event away, and leaves the chain as a migration does, gets no new seal over it.
func TestSQLiteSealsNoAltered(t *testing.T) {
	for name, change := range map[string]string{
		"no links and no keys":         "DELETE FROM optout_key; UPDATE optout_event SET link = NULL, sealed_by = -1; UPDATE optout_chain SET link = zeroblob(32)",
		"one event less":               "DELETE FROM optout_key; DELETE FROM optout_event WHERE place = 2; UPDATE optout_event SET link = NULL, sealed_by = -1; UPDATE optout_chain SET link = zeroblob(32); INSERT INTO optout_key SELECT id, -1, zeroblob(16), events FROM optout_chain",
		"the end's link alone":         "UPDATE optout_chain SET link = zeroblob(32)",
		"links under a former's count": "DELETE FROM optout_key; UPDATE optout_chain SET link = zeroblob(32); INSERT INTO optout_key SELECT id, -1, zeroblob(16), events FROM optout_chain",
		"former beside a check value":  "UPDATE optout_event SET link = NULL, sealed_by = -1; UPDATE optout_chain SET link = zeroblob(32); INSERT INTO optout_key SELECT id, -1, zeroblob(16), events FROM optout_chain",
	} {
		t.Run(name, func(t *testing.T) {
			l := openSQLite(t, filepath.Join(t.TempDir(), "ledger.db"))
			defer l.Close()
			for i := range 2 {
				if err := record(t.Context(), l, optout.Event{Digest: optout.Digest{byte(i + 1)}, Kind: optout.Objection, At: noon}); err != nil {
					t.Fatal(err)
				}
			}
			for _, trigger := range []string{"optout_key_no_delete", "optout_key_no_return", "optout_event_no_update", "optout_event_no_delete", "optout_chain_no_return"} {
				change = "DROP TRIGGER " + trigger + ";" + change
			}
			if _, err := l.db.Exec(change); err != nil {
				t.Fatal(err)
			}
			for what, err := range map[string]error{
				"an event": record(t.Context(), l, optout.Event{Digest: optout.Digest{9}, Kind: optout.Objection, At: noon}),
				"a probe":  record(t.Context(), l),
			} {
				if !errors.Is(err, optoutsql.ErrAltered) {
					t.Errorf("%s: error %v", what, err)
				}
			}
		})
	}
}
