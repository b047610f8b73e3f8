package optoutsql

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// postgres keeps the ledger in a table of the connection's schema.
type postgres struct{}

var postgresSchema = []string{
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
	// A hash of the names, because an index entry has less room than two long names may take.
	`CREATE UNIQUE INDEX optout_event_told ON optout_event (digest, md5(source), md5(event_id)) WHERE event_id <> ''`,
	`CREATE OR REPLACE FUNCTION optout_event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
	 BEGIN RAISE EXCEPTION 'optout_event is append-only'; END $$`,
	`CREATE TRIGGER optout_event_no_change BEFORE UPDATE OR DELETE ON optout_event
	 FOR EACH ROW EXECUTE FUNCTION optout_event_append_only()`,
	`CREATE TRIGGER optout_event_no_truncate BEFORE TRUNCATE ON optout_event
	 FOR EACH STATEMENT EXECUTE FUNCTION optout_event_append_only()`,
}

var postgresTriggers = []string{"optout_event_no_change", "optout_event_no_truncate"}

func (p postgres) prepare(ctx context.Context, db *sql.DB) (err error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	var fsync string
	if err := conn.QueryRowContext(ctx, "SHOW fsync").Scan(&fsync); err != nil {
		return err
	}
	if fsync != "on" {
		return errors.New("the server runs with fsync=off: a loss of power would lose objections")
	}
	if err := p.begin(ctx, conn); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			rollback(ctx, conn)
		}
	}()
	// One at a time: CREATE TABLE IF NOT EXISTS is not safe beside itself, and asks for a permission that a program with an
	// existing table need not have.
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_xact_lock(hashtext('optout_event'))"); err != nil {
		return err
	}
	var found bool
	if err := conn.QueryRowContext(ctx, "SELECT to_regclass($1) IS NOT NULL", table).Scan(&found); err != nil {
		return err
	}
	if !found {
		for _, statement := range postgresSchema {
			if _, err := conn.ExecContext(ctx, statement); err != nil {
				return err
			}
		}
	}
	for _, trigger := range postgresTriggers {
		if err := conn.QueryRowContext(ctx, "SELECT count(*) = 1 FROM pg_trigger WHERE tgrelid = to_regclass($1) AND tgname = $2 AND tgenabled IN ('O', 'A')", table, trigger).Scan(&found); err != nil {
			return err
		}
		if !found {
			return fmt.Errorf("table %s has no active trigger %s: it is not append-only", table, trigger)
		}
	}
	return commit(ctx, conn)
}

func (postgres) begin(ctx context.Context, conn *sql.Conn) error {
	if _, err := conn.ExecContext(ctx, "BEGIN"); err != nil {
		return err
	}
	if _, err := conn.ExecContext(ctx, "SET LOCAL synchronous_commit = on"); err != nil {
		rollback(ctx, conn)
		return err
	}
	return nil
}

func (postgres) insert() string {
	return `INSERT INTO optout_event (` + columns + `)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING`
}

func (postgres) selectHistory() string {
	return `SELECT exact, kind, channel, controller, topic, at, source, evidence, event_id FROM optout_event WHERE digest = $1 ORDER BY seq`
}
