package optoutsql

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

// sqlite keeps the ledger in one file. Writers take the lock at BEGIN IMMEDIATE: a deferred transaction that reads
// before it writes fails under other writers, and busy_timeout does not retry it.
type sqlite struct{}

const busyTimeout = "PRAGMA busy_timeout = 10000" // milliseconds

// sqliteSchema is what Create runs and, to the letter, what Open expects to find: SQLite keeps the text of every statement.
var sqliteSchema = []string{
	// A controller's chain: how many events it has and the last link. Zero with events: they were recorded before there were chains.
	`CREATE TABLE optout_chain (
		id         INTEGER PRIMARY KEY,
		controller TEXT NOT NULL UNIQUE,
		events     INTEGER NOT NULL,
		link       BLOB NOT NULL CHECK (length(link) = 32)
	)`,
	// The check value of a key, and the events under it. A key of -1: recorded before keys' numbers were.
	`CREATE TABLE optout_key (
		chain  INTEGER NOT NULL,
		key_id INTEGER NOT NULL CHECK (key_id BETWEEN -1 AND 255),
		value  BLOB NOT NULL CHECK (length(value) = 16),
		events INTEGER NOT NULL,
		PRIMARY KEY (chain, key_id)
	)`,
	`CREATE TABLE optout_event (
		seq        INTEGER PRIMARY KEY AUTOINCREMENT,
		chain      INTEGER NOT NULL,
		place      INTEGER NOT NULL,
		digest     BLOB NOT NULL CHECK (typeof(digest) = 'blob' AND length(digest) = 16),
		key_id     INTEGER NOT NULL CHECK (key_id BETWEEN -1 AND 255),
		exact      BLOB CHECK (exact IS NULL OR length(exact) = 16),
		kind       TEXT NOT NULL,
		channel    TEXT NOT NULL,
		controller TEXT NOT NULL,
		topic      TEXT NOT NULL,
		at         TEXT NOT NULL,
		until      TEXT NOT NULL,
		source     TEXT NOT NULL,
		evidence   TEXT NOT NULL,
		said_by    TEXT NOT NULL,
		event_id   TEXT NOT NULL,
		sealed_by  INTEGER NOT NULL CHECK (sealed_by BETWEEN -1 AND 255),
		link       BLOB CHECK (link IS NULL OR length(link) = 32),
		recorded   TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
	)`,
	`CREATE INDEX optout_event_digest ON optout_event (digest, seq)`,
	`CREATE UNIQUE INDEX optout_event_told ON optout_event (digest, source, event_id, kind, channel, controller, topic) WHERE event_id <> ''`,
	`CREATE UNIQUE INDEX optout_event_place ON optout_event (chain, place)`,
	`CREATE TRIGGER optout_event_no_update BEFORE UPDATE ON optout_event
	 BEGIN SELECT RAISE(ABORT, 'optout_event is append-only'); END`,
	`CREATE TRIGGER optout_event_no_delete BEFORE DELETE ON optout_event
	 BEGIN SELECT RAISE(ABORT, 'optout_event is append-only'); END`,
	// REPLACE deletes the row in its way without asking the DELETE trigger.
	`CREATE TRIGGER optout_event_no_replace BEFORE INSERT ON optout_event
	 WHEN EXISTS (SELECT 1 FROM optout_event WHERE seq = NEW.seq)
	   OR EXISTS (SELECT 1 FROM optout_event WHERE chain = NEW.chain AND place = NEW.place)
	   OR NEW.event_id <> '' AND EXISTS (SELECT 1 FROM optout_event WHERE digest = NEW.digest AND source = NEW.source AND event_id = NEW.event_id AND event_id <> ''
	      AND kind = NEW.kind AND channel = NEW.channel AND controller = NEW.controller AND topic = NEW.topic)
	 BEGIN SELECT RAISE(ABORT, 'optout_event is append-only'); END`,
	`CREATE TRIGGER optout_chain_no_return BEFORE UPDATE ON optout_chain
	 WHEN NEW.id <> OLD.id OR NEW.controller <> OLD.controller OR NEW.events < OLD.events
	 BEGIN SELECT RAISE(ABORT, 'optout_chain only grows'); END`,
	`CREATE TRIGGER optout_chain_no_delete BEFORE DELETE ON optout_chain
	 BEGIN SELECT RAISE(ABORT, 'optout_chain only grows'); END`,
	`CREATE TRIGGER optout_key_no_return BEFORE UPDATE ON optout_key
	 WHEN NEW.chain <> OLD.chain OR NEW.key_id <> OLD.key_id OR NEW.value <> OLD.value OR NEW.events < OLD.events
	 BEGIN SELECT RAISE(ABORT, 'optout_key only grows'); END`,
	`CREATE TRIGGER optout_key_no_delete BEFORE DELETE ON optout_key
	 BEGIN SELECT RAISE(ABORT, 'optout_key only grows'); END`,
	`CREATE TABLE optout_probe (id INTEGER PRIMARY KEY CHECK (id = 1), n INTEGER NOT NULL)`,
}

// sqliteFormer is the schema of a ledger without chains and without the numbers of keys.
var sqliteFormer = []string{
	`CREATE TABLE optout_event (
		seq        INTEGER PRIMARY KEY AUTOINCREMENT,
		digest     BLOB NOT NULL CHECK (typeof(digest) = 'blob' AND length(digest) = 16),
		exact      BLOB CHECK (exact IS NULL OR length(exact) = 16),
		kind       TEXT NOT NULL,
		channel    TEXT NOT NULL,
		controller TEXT NOT NULL,
		topic      TEXT NOT NULL,
		at         TEXT NOT NULL,
		source     TEXT NOT NULL,
		evidence   TEXT NOT NULL,
		event_id   TEXT NOT NULL,
		recorded   TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
	)`,
	`CREATE INDEX optout_event_digest ON optout_event (digest, seq)`,
	`CREATE UNIQUE INDEX optout_event_told ON optout_event (digest, source, event_id) WHERE event_id <> ''`,
	`CREATE TRIGGER optout_event_no_update BEFORE UPDATE ON optout_event
	 BEGIN SELECT RAISE(ABORT, 'optout_event is append-only'); END`,
	`CREATE TRIGGER optout_event_no_delete BEFORE DELETE ON optout_event
	 BEGIN SELECT RAISE(ABORT, 'optout_event is append-only'); END`,
	`CREATE TABLE optout_probe (id INTEGER PRIMARY KEY CHECK (id = 1), n INTEGER NOT NULL)`,
	`CREATE TRIGGER optout_event_no_replace BEFORE INSERT ON optout_event
	 WHEN EXISTS (SELECT 1 FROM optout_event WHERE seq = NEW.seq)
	   OR NEW.event_id <> '' AND EXISTS (SELECT 1 FROM optout_event WHERE digest = NEW.digest AND source = NEW.source AND event_id = NEW.event_id)
	 BEGIN SELECT RAISE(ABORT, 'optout_event is append-only'); END`,
}

// migration copies the events into a table of today's form, because SQLite keeps of a column that is added another text than of one
// that was made with the table.
func (sqlite) migration() []string {
	return slices.Concat([]string{
		`DROP TRIGGER optout_event_no_update`, `DROP TRIGGER optout_event_no_delete`, `DROP TRIGGER optout_event_no_replace`,
		`DROP INDEX optout_event_digest`, `DROP INDEX optout_event_told`, `DROP TABLE optout_probe`,
		`ALTER TABLE optout_event RENAME TO optout_event_former`,
	}, sqliteSchema, []string{
		`INSERT INTO optout_chain (id, controller, events, link)
			SELECT row_number() OVER (ORDER BY controller), controller, count(*), zeroblob(32) FROM optout_event_former GROUP BY controller`,
		`INSERT INTO optout_key (chain, key_id, value, events) SELECT id, -1, zeroblob(16), events FROM optout_chain`,
		`INSERT INTO optout_event (seq, chain, place, digest, key_id, exact, kind, channel, controller, topic, at, until, source, evidence, said_by, event_id, sealed_by, link, recorded)
			SELECT f.seq, c.id, row_number() OVER (PARTITION BY c.id ORDER BY f.seq), f.digest, -1, f.exact, f.kind, f.channel, f.controller, f.topic, f.at, '', f.source, f.evidence, '', f.event_id, -1, NULL, f.recorded
			FROM optout_event_former f JOIN optout_chain c ON c.controller = f.controller ORDER BY f.seq`,
		`DROP TABLE optout_event_former`,
	})
}

func (sqlite) schema() []string { return sqliteSchema }

func (sqlite) exists(ctx context.Context, conn *sql.Conn) (there bool, err error) {
	if _, err := conn.ExecContext(ctx, busyTimeout); err != nil {
		return false, err
	}
	err = conn.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE lower(name) = ?1)", table).Scan(&there)
	return there, err
}

// opened says of SQLite's first answer what it means for a ledger. Each driver has an error type of its own, and all of them quote the
// sentences of SQLite (sqlite3ErrStr): SQLITE_NOTADB, SQLITE_CANTOPEN.
func opened(err error) error {
	switch {
	case err == nil:
		return nil
	case strings.Contains(err.Error(), "file is not a database"):
		return fmt.Errorf("%w: the file is of another kind, or encrypted; correct the path, or give Create one where no file is: %w", ErrNoDatabase, err)
	case strings.Contains(err.Error(), "unable to open database file"):
		return fmt.Errorf("%w: correct the path, or look who may read and write it; mode=rw makes no file, and Create needs mode=rwc where there is none: %w", ErrNoDatabase, err)
	}
	return err
}

// settle is asked before every transaction: these settings belong to the connection, and the pool may have opened a new one.
func (sqlite) settle(ctx context.Context, conn *sql.Conn) error {
	if _, err := conn.ExecContext(ctx, busyTimeout); err != nil {
		return err
	}
	var mode string
	if err := conn.QueryRowContext(ctx, "PRAGMA journal_mode = WAL").Scan(&mode); err != nil {
		return err
	}
	if !strings.EqualFold(mode, "wal") {
		return fmt.Errorf("journal_mode is %q where WAL was asked for: a ledger needs a file of its own, not memory", mode)
	}
	if _, err := conn.ExecContext(ctx, "PRAGMA synchronous = FULL"); err != nil {
		return err
	}
	var synchronous int
	if err := conn.QueryRowContext(ctx, "PRAGMA synchronous").Scan(&synchronous); err != nil {
		return err
	}
	if synchronous < 2 {
		return fmt.Errorf("synchronous is %d where FULL was asked for: a loss of power would lose objections", synchronous)
	}
	return nil
}

func (sqlite) begin(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE")
	return err
}

// alone has nothing to do: BEGIN IMMEDIATE lets one writer in at a time.
func (sqlite) alone(context.Context, *sql.Conn) error { return nil }

func (sqlite) expected() []string { return plainAll(sqliteSchema) }

func (sqlite) former() []string { return plainAll(sqliteFormer) }

func plainAll(statements []string) []string {
	all := make([]string, len(statements))
	for i, s := range statements {
		all[i] = plain(s)
	}
	return all
}

// facts are the texts of every statement about the ledger's tables. Triggers of the connection alone (TEMP) are looked for too. SQLite keeps
// the table's name as each trigger wrote it, in capitals perhaps, and they are all about one table.
func (sqlite) facts(ctx context.Context, conn *sql.Conn) (found []string, err error) {
	of := ` sql FROM %s WHERE lower(tbl_name) IN ('` + strings.Join(tables, "', '") + `') AND sql IS NOT NULL`
	rows, err := conn.QueryContext(ctx, `SELECT`+fmt.Sprintf(of, "sqlite_master")+` UNION ALL SELECT`+fmt.Sprintf(of, "sqlite_temp_master"))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var statement string
		if err := rows.Scan(&statement); err != nil {
			return nil, err
		}
		found = append(found, plain(statement))
	}
	return found, rows.Err()
}

func (sqlite) told() string {
	return `SELECT count(*) FROM optout_event WHERE digest = ?1 AND source = ?2 AND event_id = ?3 AND event_id <> ''
		AND kind = ?4 AND channel = ?5 AND controller = ?6 AND topic = ?7`
}

func (sqlite) bind(query string) string { return query }
