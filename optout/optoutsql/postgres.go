package optoutsql

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

// postgres keeps the ledger in a table of the connection's schema.
type postgres struct{}

// refusal is the body of the function that the triggers call.
const refusal = ` BEGIN RAISE EXCEPTION 'optout_event is append-only'; END `

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
	`CREATE TABLE optout_probe (id integer PRIMARY KEY CHECK (id = 1), n integer NOT NULL)`,
	`CREATE OR REPLACE FUNCTION optout_event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$` + refusal + `$$`,
	`CREATE TRIGGER optout_event_no_change BEFORE UPDATE OR DELETE ON optout_event
	 FOR EACH ROW EXECUTE FUNCTION optout_event_append_only()`,
	`CREATE TRIGGER optout_event_no_truncate BEFORE TRUNCATE ON optout_event
	 FOR EACH STATEMENT EXECUTE FUNCTION optout_event_append_only()`,
}

// postgresFacts asks the catalogs what a table is, a line a fact, in words of ours that do not depend on the schema in which it lies.
const postgresFacts = `
	SELECT 'table: ' || relkind::text || relpersistence::text
		|| CASE WHEN relrowsecurity OR relforcerowsecurity THEN ' with row security' ELSE '' END
		|| CASE WHEN relhassubclass OR relispartition OR EXISTS (SELECT 1 FROM pg_inherits WHERE inhrelid = c.oid) THEN ' that inherits' ELSE '' END
	FROM pg_class c WHERE oid = to_regclass($1)
	UNION ALL
	SELECT 'column: ' || attname || ' ' || format_type(atttypid, atttypmod) || CASE WHEN attnotnull THEN ' not null' ELSE '' END
		|| CASE WHEN attidentity::text <> '' THEN ' identity ' || attidentity::text ELSE '' END
	FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped
	UNION ALL
	SELECT 'rule: ' || rulename FROM pg_rewrite WHERE ev_class = to_regclass($1)
	UNION ALL
	SELECT 'constraint: ' || pg_get_constraintdef(oid) || CASE WHEN convalidated THEN '' ELSE ' not valid' END
	FROM pg_constraint WHERE conrelid = to_regclass($1) AND contype IN ('c', 'p', 'u', 'x', 'f')
	UNION ALL
	SELECT 'index: ' || i.relname || CASE WHEN indisunique THEN ' unique' ELSE '' END || CASE WHEN indisvalid AND indisready THEN '' ELSE ' not valid' END
		|| ' ' || substring(pg_get_indexdef(i.oid) FROM ' USING .*')
	FROM pg_index JOIN pg_class i ON i.oid = indexrelid WHERE indrelid = to_regclass($1)
	UNION ALL
	SELECT 'trigger: ' || tgname || ' ' || tgtype || CASE WHEN tgenabled IN ('O', 'A') THEN '' ELSE ' off' END
		|| CASE WHEN tgqual IS NULL AND tgnargs = 0 AND tgattr::text = '' THEN '' ELSE ' at times' END || ' ' || lanname || ':' || prosrc
	FROM pg_trigger JOIN pg_proc p ON p.oid = tgfoid JOIN pg_language l ON l.oid = prolang
	WHERE tgrelid = to_regclass($1) AND NOT tgisinternal
	UNION ALL
	SELECT 'probe: ' || relkind::text || relpersistence::text FROM pg_class WHERE oid = to_regclass('optout_probe')`

// postgresExpected are the facts about the table that postgresSchema makes. A trigger's number is the sum of row 1, before 2,
// delete 8, update 16 and truncate 32.
var postgresExpected = []string{
	"table: rp", // an ordinary one, and permanent: an unlogged one is empty after a crash
	"probe: rp",
	"column: seq bigint not null identity a",
	"column: digest bytea not null",
	"column: exact bytea",
	"column: kind text not null",
	"column: channel text not null",
	"column: controller text not null",
	"column: topic text not null",
	"column: at text not null",
	"column: source text not null",
	"column: evidence text not null",
	"column: event_id text not null",
	"column: recorded timestamp with time zone not null",
	"constraint: CHECK ((octet_length(digest) = 16))",
	"constraint: CHECK (((exact IS NULL) OR (octet_length(exact) = 16)))",
	"constraint: PRIMARY KEY (seq)",
	"index: optout_event_pkey unique  USING btree (seq)",
	"index: optout_event_digest  USING btree (digest, seq)",
	"index: optout_event_told unique  USING btree (digest, md5(source), md5(event_id)) WHERE (event_id <> ''::text)",
	"trigger: optout_event_no_change 27 plpgsql:" + refusal,
	"trigger: optout_event_no_truncate 34 plpgsql:" + refusal,
}

func (postgres) schema() []string { return postgresSchema }

func (postgres) exists(ctx context.Context, conn *sql.Conn) (there bool, err error) {
	err = conn.QueryRowContext(ctx, "SELECT to_regclass($1) IS NOT NULL", table).Scan(&there)
	return there, err
}

// settle refuses a server that would lose pages. Both settings are the server's, and may change when it is told to read its
// configuration again, so that they are asked before every transaction.
func (postgres) settle(ctx context.Context, conn *sql.Conn) error {
	var fsync, pages string
	if err := conn.QueryRowContext(ctx, "SELECT current_setting('fsync'), current_setting('full_page_writes')").Scan(&fsync, &pages); err != nil {
		return err
	}
	switch {
	case fsync != "on":
		return fmt.Errorf("the server runs with fsync=%s: a loss of power would lose objections", fsync)
	case pages != "on":
		return fmt.Errorf("the server runs with full_page_writes=%s: a loss of power would tear pages and lose objections", pages)
	}
	return nil
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

// alone is needed because CREATE TABLE is not safe beside itself.
func (postgres) alone(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, "SELECT pg_advisory_xact_lock(hashtext('optout_event'))")
	return err
}

func (postgres) check(ctx context.Context, conn *sql.Conn) error {
	rows, err := conn.QueryContext(ctx, postgresFacts, table)
	if err != nil {
		return err
	}
	defer rows.Close()
	missing := slices.Clone(postgresExpected)
	for rows.Next() {
		var fact string
		if err := rows.Scan(&fact); err != nil {
			return err
		}
		// PostgreSQL 18 keeps NOT NULL as constraints too; the query leaves them out.
		i := slices.Index(missing, fact)
		if i < 0 {
			return fmt.Errorf("%w: it has %q, and may not be append-only", ErrAltered, opening(fact))
		}
		missing = slices.Delete(missing, i, i+1)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if len(missing) > 0 {
		return fmt.Errorf("%w: it lacks %q, and is not append-only without", ErrAltered, strings.TrimSpace(opening(missing[0])))
	}
	return nil
}

func (postgres) insert() string {
	return `INSERT INTO optout_event (` + columns + `)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING
		RETURNING seq, (digest, kind, channel, controller, topic, at, source, evidence, event_id) = ($1, $3, $4, $5, $6, $7, $8, $9, $10)
			AND exact IS NOT DISTINCT FROM $2`
}

// written counts the rows of this transaction alone: those of others may be committed meanwhile, between its own.
func (postgres) written() string {
	return `SELECT count(*) FROM optout_event WHERE seq BETWEEN $1 AND $2 AND xmin::text::bigint = txid_current() % 4294967296`
}

func (postgres) told() string {
	return `SELECT count(*) FROM optout_event WHERE digest = $1 AND md5(source) = md5($2) AND md5(event_id) = md5($3)
		AND source = $2 AND event_id = $3 AND event_id <> ''`
}

func (postgres) selectHistory() string {
	return `SELECT exact, kind, channel, controller, topic, at, source, evidence, event_id FROM optout_event WHERE digest = $1 ORDER BY seq`
}
