package optoutsql

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// sqlite keeps the ledger in one file. Writers take the lock at BEGIN IMMEDIATE: a deferred transaction that reads
// before it writes fails under other writers, and busy_timeout does not retry it.
type sqlite struct{}

const busyTimeout = "PRAGMA busy_timeout = 10000" // milliseconds

// sqliteSchema is what Create runs and, to the letter, what Open expects to find: SQLite keeps the text of every statement.
var sqliteSchema = []string{
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
	// REPLACE deletes the row in its way without asking the DELETE trigger.
	`CREATE TRIGGER optout_event_no_replace BEFORE INSERT ON optout_event
	 WHEN EXISTS (SELECT 1 FROM optout_event WHERE seq = NEW.seq)
	   OR NEW.event_id <> '' AND EXISTS (SELECT 1 FROM optout_event WHERE digest = NEW.digest AND source = NEW.source AND event_id = NEW.event_id)
	 BEGIN SELECT RAISE(ABORT, 'optout_event is append-only'); END`,
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

// check compares the text of every statement about the table. Triggers of the connection alone (TEMP) are looked for too. SQLite keeps the
// table's name as each trigger wrote it, in capitals perhaps, and they are all about one table.
func (sqlite) check(ctx context.Context, conn *sql.Conn) error {
	rows, err := conn.QueryContext(ctx, `SELECT sql FROM sqlite_master WHERE lower(tbl_name) IN (?1, 'optout_probe') AND sql IS NOT NULL
		UNION ALL SELECT sql FROM sqlite_temp_master WHERE lower(tbl_name) IN (?1, 'optout_probe') AND sql IS NOT NULL`, table)
	if err != nil {
		return err
	}
	defer rows.Close()
	expected := make(map[string]bool)
	for _, statement := range sqliteSchema {
		expected[plain(statement)] = true
	}
	for rows.Next() {
		var found string
		if err := rows.Scan(&found); err != nil {
			return err
		}
		if !expected[plain(found)] {
			return fmt.Errorf("%w: in place of a statement of its own it has %q", ErrAltered, opening(found))
		}
		delete(expected, plain(found))
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, statement := range sqliteSchema {
		if expected[plain(statement)] {
			return fmt.Errorf("%w: it lacks %q, and is not append-only without", ErrAltered, opening(statement))
		}
	}
	return nil
}

func (sqlite) insert() string {
	return `INSERT INTO optout_event (` + columns + `)
		SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10
		WHERE ?10 = '' OR NOT EXISTS (SELECT 1 FROM optout_event WHERE digest = ?1 AND source = ?8 AND event_id = ?10 AND event_id <> '')
		RETURNING seq, (digest, kind, channel, controller, topic, at, source, evidence, event_id) = (?1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) AND exact IS ?2`
}

// written needs to tell no other writer's rows apart: there is none until this transaction ends.
func (sqlite) written() string {
	return `SELECT count(*) FROM optout_event WHERE seq BETWEEN ?1 AND ?2`
}

func (sqlite) told() string {
	return `SELECT count(*) FROM optout_event WHERE digest = ?1 AND source = ?2 AND event_id = ?3 AND event_id <> ''`
}

func (sqlite) selectHistory() string {
	return `SELECT exact, kind, channel, controller, topic, at, source, evidence, event_id FROM optout_event WHERE digest = ?1 ORDER BY seq`
}
