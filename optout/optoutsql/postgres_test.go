//go:build unix

package optoutsql_test

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"

	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/optoutsql"
	"github.com/scrutateur/scrutateur/optout/optouttest"
)

// server is a PostgreSQL server of this test's own: a fresh cluster in a temporary directory that listens on a Unix socket there.
type server struct{ dir string }

// startServer starts one from the binaries of the system. Without them it skips, or fails where SCRUTATEUR_REQUIRE_POSTGRES=1 says
// that they must be there.
func startServer(t testing.TB, options ...string) server {
	t.Helper()
	initdb, ctl := binary("initdb"), binary("pg_ctl")
	if initdb == "" || ctl == "" {
		if os.Getenv("SCRUTATEUR_REQUIRE_POSTGRES") == "1" {
			t.Fatal("SCRUTATEUR_REQUIRE_POSTGRES=1, and neither PATH nor /usr/lib/postgresql/*/bin has initdb and pg_ctl")
		}
		t.Skip("needs PostgreSQL's initdb and pg_ctl in PATH or /usr/lib/postgresql/*/bin; SCRUTATEUR_REQUIRE_POSTGRES=1 makes this a failure")
	}
	dir, err := os.MkdirTemp("", "pg") // short: the path of a socket has little room
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	s := server{dir}
	as := unprivileged(t, dir)
	run := func(name string, args ...string) {
		t.Helper()
		cmd := exec.Command(name, args...)
		cmd.Dir, cmd.SysProcAttr = dir, as
		cmd.Env = append(os.Environ(), "LC_ALL=C", "HOME="+dir)
		if out, err := cmd.CombinedOutput(); err != nil {
			log, _ := os.ReadFile(filepath.Join(dir, "log"))
			t.Fatalf("%s: %v\n%s\n%s", filepath.Base(name), err, out, log)
		}
	}
	data := filepath.Join(dir, "data")
	run(initdb, "--pgdata", data, "--username", "scrutateur", "--auth", "trust", "--encoding", "UTF8", "--no-locale", "--no-sync")
	start := fmt.Sprintf("-c listen_addresses='' -c unix_socket_directories='%s' -c shared_buffers=16MB %s", dir, strings.Join(options, " "))
	t.Cleanup(func() { run(ctl, "--pgdata", data, "--mode", "immediate", "stop") })
	run(ctl, "--pgdata", data, "--log", filepath.Join(dir, "log"), "--wait", "--timeout", "60", "--options", start, "start")
	return s
}

// binary finds a program of PostgreSQL; "" when there is none.
func binary(name string) string {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name) // Debian keeps them out of PATH, or links them there through a wrapper
	if len(found) > 0 {
		return found[len(found)-1]
	}
	path, _ := exec.LookPath(name)
	return path
}

// unprivileged hands dir to a user who is not root, under whom PostgreSQL agrees to run.
func unprivileged(t testing.TB, dir string) *syscall.SysProcAttr {
	if os.Getuid() != 0 {
		return nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		if err := os.Chown(dir, uid, gid); err != nil {
			t.Fatal(err)
		}
		return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	}
	t.Skip("PostgreSQL does not run as root, and there is neither a user postgres nor nobody")
	return nil
}

func (s server) open(t testing.TB, database string) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", fmt.Sprintf("host=%s user=scrutateur database=%s sslmode=disable", s.dir, database))
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// create makes an empty database.
func (s server) create(t *testing.T, database string) {
	t.Helper()
	db := s.open(t, "postgres")
	defer db.Close()
	if _, err := db.Exec(`CREATE DATABASE "` + database + `"`); err != nil {
		t.Fatal(err)
	}
}

func (s server) ledger(t testing.TB, database string) closing {
	t.Helper()
	return ledger(t, s.open(t, database), optoutsql.PostgreSQL)
}

// inSchema makes a ledger in a schema of its own, which takes less time than a database.
func (s server) inSchema(t *testing.T, schema string) closing {
	t.Helper()
	db, err := sql.Open("pgx", fmt.Sprintf("host=%s user=scrutateur database=postgres sslmode=disable search_path=%s", s.dir, schema))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if _, err := db.Exec("CREATE SCHEMA " + schema); err != nil {
		t.Fatal(err)
	}
	return ledger(t, db, optoutsql.PostgreSQL)
}

func TestPostgreSQL(t *testing.T) {
	s := startServer(t)
	t.Run("Ledger", func(t *testing.T) {
		made := make(map[string]bool)
		optouttest.TestLedger(t, func(t *testing.T, name string) optout.Ledger {
			if !made[name] {
				made[name] = true
				s.create(t, name)
			}
			return s.ledger(t, name)
		})
	})
	t.Run("AppendOnly", func(t *testing.T) {
		s.create(t, "append")
		l := s.ledger(t, "append")
		defer l.Close()
		e := optout.Event{Digest: optout.Digest{1}, Kind: optout.Objection, At: noon, Source: "ovh", ID: "m1"}
		if err := record(t.Context(), l, e); err != nil {
			t.Fatal(err)
		}
		for _, statement := range []string{"UPDATE optout_event SET kind = 'consent'", "DELETE FROM optout_event", "TRUNCATE optout_event"} {
			if _, err := l.db.Exec(statement); err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: error %v, want a refusal", statement, err)
			}
		}
		if got, err := l.History(t.Context(), e.Digest); err != nil || len(got) != 1 || got[0].Kind != optout.Objection {
			t.Errorf("history %v, error %v", got, err)
		}
		if _, err := l.db.Exec("ALTER TABLE optout_event DISABLE TRIGGER optout_event_no_change"); err != nil {
			t.Fatal(err)
		}
		if _, err := optoutsql.Open(t.Context(), l.db, optoutsql.PostgreSQL); err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("a table whose trigger is off: error %v", err)
		}
	})
	// The sequence was put back, as on a replica that took over: an event under a lower number than those before would be seen by nobody who
	// has read those.
	t.Run("AppendOnlySequence", func(t *testing.T) {
		s.create(t, "sequence")
		l := s.ledger(t, "sequence")
		defer l.Close()
		e := optout.Event{Digest: optout.Digest{1}, Kind: optout.Objection, At: noon}
		for range 2 { // a gap between two events, as forged tokens leave them
			if err := record(t.Context(), l, e); err != nil {
				t.Fatal(err)
			}
			if _, err := l.db.Exec(`SELECT setval(pg_get_serial_sequence('optout_event', 'seq'), 20)`); err != nil {
				t.Fatal(err)
			}
		}
		before, err := l.Generation(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, back := range []string{"2, false", "10", "15"} {
			if _, err := l.db.Exec(`SELECT setval(pg_get_serial_sequence('optout_event', 'seq'), ` + back + `)`); err != nil {
				t.Fatal(err)
			}
			e.Digest[1]++
			if err := record(t.Context(), l, e); !errors.Is(err, optoutsql.ErrNotCounted) || !strings.Contains(err.Error(), "sequence") {
				t.Errorf("put back to %s: error %v", back, err)
			}
			if got, err := l.History(t.Context(), e.Digest); err != nil || len(got) != 0 {
				t.Errorf("put back to %s: history %v, error %v", back, got, err)
			}
		}
		if _, err := l.db.Exec(`SELECT setval(pg_get_serial_sequence('optout_event', 'seq'), max(seq)) FROM optout_event`); err != nil {
			t.Fatal(err)
		}
		if err := record(t.Context(), l, e); err != nil {
			t.Errorf("with its sequence brought forward: %v", err)
		}
		if g, err := l.Generation(t.Context()); err != nil || g <= before {
			t.Errorf("generation %d after %d, error %v", g, before, err)
		}
	})
	// Programs with several search paths write into one table, one at a time.
	t.Run("AppendOnlyLock", func(t *testing.T) {
		s.create(t, "lock")
		l := s.ledger(t, "lock")
		defer l.Close()
		if _, err := l.db.Exec("CREATE SCHEMA mine"); err != nil {
			t.Fatal(err)
		}
		db, err := sql.Open("pgx", fmt.Sprintf("host=%s user=scrutateur database=lock sslmode=disable search_path=mine,public", s.dir))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		other, err := optoutsql.Open(t.Context(), db, optoutsql.PostgreSQL)
		if err != nil {
			t.Fatal(err)
		}
		defer other.Close()
		locks := func(l *optoutsql.Ledger) (key string) {
			t.Helper()
			if err := optoutsql.Locked(t.Context(), l, func(conn *sql.Conn) error {
				return conn.QueryRowContext(t.Context(), "SELECT string_agg(concat_ws(' ', classid, objid, objsubid), ',') FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()").Scan(&key)
			}); err != nil {
				t.Fatal(err)
			}
			return key
		}
		if a, b := locks(l.Ledger), locks(other); a == "" || a != b {
			t.Errorf("two programs on one table lock %q and %q", a, b)
		}
	})
	// Many machines start at the same time on an empty database: one creates the ledger, the others open it.
	t.Run("CreateTogether", func(t *testing.T) {
		s.create(t, "together")
		db := s.open(t, "together")
		defer db.Close()
		var wg sync.WaitGroup
		var created atomic.Int32
		for range 8 {
			wg.Go(func() {
				l, err := optoutsql.Create(t.Context(), db, optoutsql.PostgreSQL)
				if errors.Is(err, optoutsql.ErrExists) {
					l, err = optoutsql.Open(t.Context(), db, optoutsql.PostgreSQL)
				} else if err == nil {
					created.Add(1)
				}
				if err != nil {
					t.Error(err)
					return
				}
				l.Close()
			})
		}
		wg.Wait()
		if n := created.Load(); n != 1 {
			t.Errorf("%d programs created one ledger", n)
		}
	})
	// A program that may only read and append opens a table that its administrator made.
	t.Run("LeastPrivilege", func(t *testing.T) {
		s.create(t, "least")
		l := s.ledger(t, "least")
		for _, statement := range []string{
			"CREATE ROLE app LOGIN", "REVOKE CREATE ON SCHEMA public FROM PUBLIC", "GRANT SELECT, INSERT ON optout_event TO app",
			"GRANT SELECT, INSERT, UPDATE ON optout_probe, optout_chain, optout_key TO app",
		} {
			if _, err := l.db.Exec(statement); err != nil {
				t.Fatal(err)
			}
		}
		l.Close()
		db, err := sql.Open("pgx", fmt.Sprintf("host=%s user=app database=least sslmode=disable", s.dir))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		app, err := optoutsql.Open(t.Context(), db, optoutsql.PostgreSQL)
		if err != nil {
			t.Fatal(err)
		}
		defer app.Close()
		e := optout.Event{Digest: optout.Digest{1}, Kind: optout.Objection, At: noon}
		if err := errors.Join(record(t.Context(), app, e), record(t.Context(), app)); err != nil {
			t.Error(err)
		}
		if got, err := app.History(t.Context(), e.Digest); err != nil || len(got) != 1 {
			t.Errorf("history %v, error %v", got, err)
		}
	})
	// The database's own default may be weaker than the promise.
	t.Run("Durable", func(t *testing.T) {
		s.create(t, "durable")
		l := s.ledger(t, "durable")
		defer l.Close()
		if _, err := l.db.Exec("CREATE TABLE seen (setting text)"); err != nil {
			t.Fatal(err)
		}
		if _, err := l.db.Exec("ALTER DATABASE durable SET synchronous_commit = off"); err != nil {
			t.Fatal(err)
		}
		weak := s.ledger(t, "durable")
		defer weak.Close()
		for _, statement := range []string{
			"CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO seen VALUES (current_setting('synchronous_commit')); RETURN NEW; END $$",
			"CREATE TRIGGER note BEFORE INSERT ON optout_event FOR EACH ROW EXECUTE FUNCTION note()",
		} {
			if _, err := l.db.Exec(statement); err != nil {
				t.Fatal(err)
			}
		}
		if err := record(t.Context(), weak, optout.Event{Digest: optout.Digest{1}, Kind: optout.Objection, At: noon}); err != nil {
			t.Fatal(err)
		}
		var outside, inside string
		if err := weak.db.QueryRow("SHOW synchronous_commit").Scan(&outside); err != nil || outside != "off" {
			t.Fatalf("synchronous_commit is %q outside of Record: the test shows nothing; error %v", outside, err)
		}
		if err := l.db.QueryRow("SELECT setting FROM seen").Scan(&inside); err != nil || inside != "on" {
			t.Errorf("synchronous_commit is %q in Record, want on; error %v", inside, err)
		}
	})
}

// A ledger on which a hostile or a careless administrator worked is not opened.
func TestPostgreSQLAltered(t *testing.T) {
	s := startServer(t)
	noop := "CREATE FUNCTION noop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$; "
	for i, statement := range []string{
		"CREATE OR REPLACE FUNCTION optout_event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
		noop + "DROP TRIGGER optout_event_no_change ON optout_event; CREATE TRIGGER optout_event_no_change BEFORE UPDATE OR DELETE ON optout_event FOR EACH ROW EXECUTE FUNCTION noop()",
		"DROP TRIGGER optout_event_no_change ON optout_event; CREATE TRIGGER optout_event_no_change BEFORE UPDATE ON optout_event FOR EACH ROW EXECUTE FUNCTION optout_event_append_only()",
		"DROP TRIGGER optout_event_no_change ON optout_event; CREATE TRIGGER optout_event_no_change BEFORE UPDATE OR DELETE ON optout_event FOR EACH ROW WHEN (false) EXECUTE FUNCTION optout_event_append_only()",
		"DROP TRIGGER optout_event_no_change ON optout_event; CREATE TRIGGER optout_event_no_change BEFORE UPDATE OF recorded OR DELETE ON optout_event FOR EACH ROW EXECUTE FUNCTION optout_event_append_only()",
		"DROP TRIGGER optout_event_no_truncate ON optout_event",
		"ALTER TABLE optout_event DISABLE TRIGGER optout_event_no_change",
		"ALTER TABLE optout_event ENABLE REPLICA TRIGGER optout_event_no_change",
		noop + "CREATE TRIGGER another BEFORE INSERT ON optout_event FOR EACH ROW EXECUTE FUNCTION noop()",
		"CREATE RULE lost AS ON INSERT TO optout_event DO INSTEAD NOTHING",
		"ALTER TABLE optout_event ENABLE ROW LEVEL SECURITY",
		"ALTER TABLE optout_event SET UNLOGGED",
		"DROP INDEX optout_event_told",
		"ALTER TABLE optout_event DROP COLUMN recorded",
		"ALTER TABLE optout_event ADD COLUMN more text",
		"CREATE TABLE child () INHERITS (optout_event)",
		"ALTER TABLE optout_event RENAME TO kept; CREATE VIEW optout_event AS SELECT * FROM kept WHERE kind = 'consent'",
	} {
		l := s.inSchema(t, fmt.Sprint("altered", i))
		if err := record(t.Context(), l, optout.Event{Digest: optout.Digest{1}, Kind: optout.Objection, At: noon}); err != nil {
			t.Fatal(err)
		}
		if _, err := l.db.Exec(statement); err != nil {
			t.Fatal(err)
		}
		if _, err := optoutsql.Open(t.Context(), l.db, optoutsql.PostgreSQL); !errors.Is(err, optoutsql.ErrAltered) {
			t.Errorf("%s: error %v", statement, err)
		}
		l.Close()
	}
}

// A row that the database drops or changes in silence is not recorded, and Record says so.
func TestPostgreSQLDropped(t *testing.T) {
	s := startServer(t)
	for i, statement := range []string{
		"CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$; CREATE TRIGGER t BEFORE INSERT ON optout_event FOR EACH ROW EXECUTE FUNCTION f()",
		"CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.kind := 'consent'; RETURN NEW; END $$; CREATE TRIGGER t BEFORE INSERT ON optout_event FOR EACH ROW EXECUTE FUNCTION f()",
		"CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.digest := decode('00000000000000000000000000000000', 'hex'); RETURN NEW; END $$; CREATE TRIGGER t BEFORE INSERT ON optout_event FOR EACH ROW EXECUTE FUNCTION f()",
		"DROP TRIGGER optout_event_no_change ON optout_event; CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM optout_event WHERE seq = NEW.seq; RETURN NULL; END $$; CREATE TRIGGER t AFTER INSERT ON optout_event FOR EACH ROW EXECUTE FUNCTION f()",
	} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			made := 0
			optouttest.TestDropped(t, func(t *testing.T) optout.Ledger {
				made++
				l := s.inSchema(t, fmt.Sprintf("dropped%d_%d", i, made))
				if _, err := l.db.Exec(statement); err != nil {
					t.Fatal(err)
				}
				return l
			})
		})
	}
}

// A server that would lose pages is refused, by name of the setting.
func TestPostgreSQLSettings(t *testing.T) {
	for _, setting := range []string{"fsync=off", "full_page_writes=off", "zero_damaged_pages=on", "ignore_checksum_failure=on", "session_replication_role=replica"} {
		t.Run(setting, func(t *testing.T) {
			s := startServer(t, "-c "+setting)
			db := s.open(t, "postgres")
			defer db.Close()
			if _, err := optoutsql.Create(t.Context(), db, optoutsql.PostgreSQL); err == nil || !strings.Contains(err.Error(), setting) {
				t.Errorf("Create: error %v, want a refusal", err)
			}
		})
	}
}

// Both settings may change while programs run, and a restart brings them: a ledger that was made when all was well is neither
// opened nor written to.
func TestPostgreSQLSettingsLater(t *testing.T) {
	s := startServer(t)
	for _, setting := range []string{"fsync", "full_page_writes"} {
		t.Run(setting, func(t *testing.T) {
			s.create(t, setting)
			db := s.open(t, setting)
			defer db.Close()
			db.SetMaxOpenConns(1) // the connection that has seen the change is the one that is used
			l, err := optoutsql.Create(t.Context(), db, optoutsql.PostgreSQL)
			if err != nil {
				t.Fatal(err)
			}
			set := func(value string) {
				for _, statement := range []string{"ALTER SYSTEM SET " + setting + " = " + value, "SELECT pg_reload_conf()"} {
					if _, err := db.Exec(statement); err != nil {
						t.Fatal(err)
					}
				}
				for got := ""; got != value; { // the server reads its configuration when it gets to it
					if err := db.QueryRow("SELECT current_setting($1)", setting).Scan(&got); err != nil {
						t.Fatal(err)
					}
				}
			}
			set("off")
			defer set("on")
			if _, err := optoutsql.Open(t.Context(), db, optoutsql.PostgreSQL); err == nil || !strings.Contains(err.Error(), setting+"=off") {
				t.Errorf("Open: error %v, want a refusal", err)
			}
			for name, err := range map[string]error{
				"an objection": record(t.Context(), l, optout.Event{Digest: optout.Digest{1}, Kind: optout.Objection, At: noon}),
				"a probe":      record(t.Context(), l),
			} {
				if err == nil || !strings.Contains(err.Error(), setting+"=off") {
					t.Errorf("%s: error %v, want a refusal", name, err)
				}
			}
		})
	}
}

// postgresFormer made a ledger before there were chains.
var postgresFormer = []string{
	`CREATE TABLE optout_event (
		seq        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
		digest     bytea NOT NULL CHECK (octet_length(digest) = 16),
		exact      bytea CHECK (exact IS NULL OR octet_length(exact) = 16),
		kind       text NOT NULL,
		channel    text NOT NULL,
		controller text NOT NULL,
		topic      text NOT NULL,
		at         text COLLATE "C" NOT NULL,
		source     text NOT NULL,
		evidence   text NOT NULL,
		event_id   text NOT NULL,
		recorded   timestamptz NOT NULL DEFAULT clock_timestamp()
	)`,
	`CREATE INDEX optout_event_digest ON optout_event (digest, seq)`,
	`CREATE UNIQUE INDEX optout_event_told ON optout_event (digest, md5(source), md5(event_id)) WHERE event_id <> ''`,
	`CREATE TABLE optout_probe (id integer PRIMARY KEY CHECK (id = 1), n integer NOT NULL)`,
	`CREATE OR REPLACE FUNCTION optout_event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'optout_event is append-only'; END $$`,
	`CREATE TRIGGER optout_event_no_change BEFORE UPDATE OR DELETE ON optout_event
	 FOR EACH ROW EXECUTE FUNCTION optout_event_append_only()`,
	`CREATE TRIGGER optout_event_no_truncate BEFORE TRUNCATE ON optout_event
	 FOR EACH STATEMENT EXECUTE FUNCTION optout_event_append_only()`,
}

func TestPostgreSQLMigrates(t *testing.T) {
	s := startServer(t)
	bind := func(q string) string { return strings.ReplaceAll(q, "?", "$") }
	s.create(t, "former")
	db := s.open(t, "former")
	events := former(t, db, postgresFormer, bind)
	// Two programs begin at the same time: one migrates, the other waits and finds a ledger.
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			l, err := optoutsql.Open(t.Context(), db, optoutsql.PostgreSQL)
			if err != nil {
				t.Error(err)
				return
			}
			l.Close()
		})
	}
	wg.Wait()
	l := s.ledger(t, "former")
	migrated(t, l.Ledger, events)
	l.Close()
	db.Close()
	// One that was altered is left alone, and so is one whose owner is another.
	s.create(t, "altered")
	db = s.open(t, "altered")
	former(t, db, postgresFormer, bind)
	for _, statement := range []string{"CREATE ROLE reader LOGIN", "GRANT SELECT, INSERT ON optout_event TO reader", "GRANT SELECT, INSERT, UPDATE ON optout_probe TO reader"} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	reader, err := sql.Open("pgx", fmt.Sprintf("host=%s user=reader database=altered sslmode=disable", s.dir))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := optoutsql.Open(t.Context(), reader, optoutsql.PostgreSQL); err == nil || !strings.Contains(err.Error(), "who owns its tables") {
		t.Errorf("a program without rights: error %v", err)
	}
	reader.Close()
	if _, err := db.Exec("DROP TRIGGER optout_event_no_truncate ON optout_event"); err != nil {
		t.Fatal(err)
	}
	if _, err := optoutsql.Open(t.Context(), db, optoutsql.PostgreSQL); !errors.Is(err, optoutsql.ErrAltered) {
		t.Errorf("a former ledger that was altered: error %v", err)
	}
	db.Close()
}

// BenchmarkPostgreSQLFiftyClients is BenchmarkFiftyClients against a server of its own.
func BenchmarkPostgreSQLFiftyClients(b *testing.B) {
	s := startServer(b)
	file, err := os.Create(filepath.Join(b.TempDir(), "baseline"))
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	b.Run("baseline=fsync one by one", func(b *testing.B) {
		for b.Loop() {
			if _, err := file.Write(make([]byte, 200)); err != nil {
				b.Fatal(err)
			}
			if err := file.Sync(); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "optouts/s")
	})
	l := s.ledger(b, "postgres")
	defer l.Close()
	book := &optout.Book{Ledger: l.Ledger, Keys: optout.Keys{Current: key}, Controller: "852123456"}
	b.Run("clients=1", func(b *testing.B) { fifty(b, book, 1) })
	b.Run("clients=50", func(b *testing.B) { fifty(b, book, 50) })
}
