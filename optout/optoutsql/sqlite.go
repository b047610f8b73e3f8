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
	// REPLACE deletes the row in its way without asking the DELETE trigger.
	`CREATE TRIGGER optout_event_no_replace BEFORE INSERT ON optout_event
	 WHEN EXISTS (SELECT 1 FROM optout_event WHERE seq = NEW.seq)
	   OR NEW.event_id <> '' AND EXISTS (SELECT 1 FROM optout_event WHERE digest = NEW.digest AND source = NEW.source AND event_id = NEW.event_id)
	 BEGIN SELECT RAISE(ABORT, 'optout_event is append-only'); END`,
}

var sqliteTriggers = []string{"optout_event_no_update", "optout_event_no_delete", "optout_event_no_replace"}

func (s sqlite) prepare(ctx context.Context, db *sql.DB) (err error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
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
	if err := s.begin(ctx, conn); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			rollback(ctx, conn)
		}
	}()
	var n int
	if err := conn.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?1", table).Scan(&n); err != nil {
		return err
	}
	if n == 0 {
		for _, statement := range sqliteSchema {
			if _, err := conn.ExecContext(ctx, statement); err != nil {
				return err
			}
		}
	}
	for _, trigger := range sqliteTriggers {
		if err := conn.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?1 AND name = ?2", table, trigger).Scan(&n); err != nil {
			return err
		}
		if n == 0 {
			return fmt.Errorf("table %s has no trigger %s: it is not append-only", table, trigger)
		}
	}
	return commit(ctx, conn)
}

func (sqlite) begin(ctx context.Context, conn *sql.Conn) error {
	// Both settings belong to the connection, and the pool may have opened a new one.
	for _, statement := range []string{busyTimeout, "PRAGMA synchronous = FULL", "BEGIN IMMEDIATE"} {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

func (sqlite) insert() string {
	return `INSERT INTO optout_event (` + columns + `)
		SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10
		WHERE ?10 = '' OR NOT EXISTS (SELECT 1 FROM optout_event WHERE digest = ?1 AND source = ?8 AND event_id = ?10 AND event_id <> '')`
}

func (sqlite) selectHistory() string {
	return `SELECT exact, kind, channel, controller, topic, at, source, evidence, event_id FROM optout_event WHERE digest = ?1 ORDER BY seq`
}
