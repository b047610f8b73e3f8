package optoutsql

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
)

// postgres keeps the ledger in a table of the connection's schema.
type postgres struct{}

// The bodies of the functions that the triggers call.
const (
	refusal  = ` BEGIN RAISE EXCEPTION 'optout_event is append-only'; END `
	noReturn = ` BEGIN IF TG_OP = 'UPDATE' AND NEW.events >= OLD.events THEN RETURN NEW; END IF; RAISE EXCEPTION '% only grows', TG_TABLE_NAME; END `
)

var postgresSchema = slices.Concat(postgresChains, []string{
	`CREATE TABLE optout_event (
		seq        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
		chain      bigint NOT NULL,
		place      bigint NOT NULL,
		digest     bytea NOT NULL CHECK (octet_length(digest) = 16),
		key_id     smallint NOT NULL,
		exact      bytea CHECK (exact IS NULL OR octet_length(exact) = 16),
		kind       text NOT NULL,
		channel    text NOT NULL,
		controller text NOT NULL,
		topic      text NOT NULL,
		at         text COLLATE "C" NOT NULL,
		until      text COLLATE "C" NOT NULL,
		source     text NOT NULL,
		evidence   text NOT NULL,
		said_by    text NOT NULL,
		event_id   text NOT NULL,
		sealed_by  smallint NOT NULL,
		link       bytea,
		recorded   timestamptz NOT NULL DEFAULT clock_timestamp()
	)`,
	`CREATE INDEX optout_event_digest ON optout_event (digest, seq)`,
	`CREATE TABLE optout_probe (id integer PRIMARY KEY CHECK (id = 1), n integer NOT NULL)`,
	`CREATE OR REPLACE FUNCTION optout_event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$` + refusal + `$$`,
}, postgresGuards)

// postgresChains are the tables beside the events: a controller's chain, how many events it has and the last link, zero with events where they
// were recorded before there were chains; and the check value of a key with the events under it, -1 for those recorded before keys'
// numbers were.
var postgresChains = []string{
	`CREATE TABLE optout_chain (
		id         bigint PRIMARY KEY,
		controller text NOT NULL UNIQUE,
		events     bigint NOT NULL,
		link       bytea NOT NULL CHECK (octet_length(link) = 32)
	)`,
	`CREATE TABLE optout_key (
		chain  bigint NOT NULL,
		key_id smallint NOT NULL,
		value  bytea NOT NULL CHECK (octet_length(value) = 16),
		events bigint NOT NULL,
		PRIMARY KEY (chain, key_id)
	)`,
	`CREATE OR REPLACE FUNCTION optout_no_return() RETURNS trigger LANGUAGE plpgsql AS $$` + noReturn + `$$`,
	`CREATE TRIGGER optout_chain_no_return BEFORE UPDATE OR DELETE ON optout_chain FOR EACH ROW EXECUTE FUNCTION optout_no_return()`,
	`CREATE TRIGGER optout_chain_no_truncate BEFORE TRUNCATE ON optout_chain FOR EACH STATEMENT EXECUTE FUNCTION optout_no_return()`,
	`CREATE TRIGGER optout_key_no_return BEFORE UPDATE OR DELETE ON optout_key FOR EACH ROW EXECUTE FUNCTION optout_no_return()`,
	`CREATE TRIGGER optout_key_no_truncate BEFORE TRUNCATE ON optout_key FOR EACH STATEMENT EXECUTE FUNCTION optout_no_return()`,
}

// postgresGuards are what a migration makes anew.
var postgresGuards = []string{
	// A hash of the names, because an index entry has less room than long names may take.
	`CREATE UNIQUE INDEX optout_event_told ON optout_event (digest, md5(source), md5(event_id), kind, channel, md5(controller), md5(topic)) WHERE event_id <> ''`,
	`CREATE UNIQUE INDEX optout_event_place ON optout_event (chain, place)`,
	`CREATE TRIGGER optout_event_no_change BEFORE UPDATE OR DELETE ON optout_event
	 FOR EACH ROW EXECUTE FUNCTION optout_event_append_only()`,
	`CREATE TRIGGER optout_event_no_truncate BEFORE TRUNCATE ON optout_event
	 FOR EACH STATEMENT EXECUTE FUNCTION optout_event_append_only()`,
}

// migration adds the columns in place, so that the table keeps its owner and its rights.
func (postgres) migration() []string {
	return slices.Concat(postgresChains, []string{
		`INSERT INTO optout_chain (id, controller, events, link)
			SELECT row_number() OVER (ORDER BY controller), controller, count(*), decode(repeat('00', 32), 'hex') FROM optout_event GROUP BY controller`,
		`INSERT INTO optout_key (chain, key_id, value, events) SELECT id, -1, decode(repeat('00', 16), 'hex'), events FROM optout_chain`,
		`DROP TRIGGER optout_event_no_change ON optout_event`, `DROP TRIGGER optout_event_no_truncate ON optout_event`, `DROP INDEX optout_event_told`,
		`ALTER TABLE optout_event ADD COLUMN chain bigint, ADD COLUMN place bigint, ADD COLUMN key_id smallint NOT NULL DEFAULT -1,
			ADD COLUMN until text COLLATE "C" NOT NULL DEFAULT '', ADD COLUMN said_by text NOT NULL DEFAULT '',
			ADD COLUMN sealed_by smallint NOT NULL DEFAULT -1, ADD COLUMN link bytea`,
		`UPDATE optout_event e SET chain = o.id, place = o.place FROM (
			SELECT f.seq, c.id, row_number() OVER (PARTITION BY c.id ORDER BY f.seq) AS place FROM optout_event f JOIN optout_chain c ON c.controller = f.controller
		) o WHERE e.seq = o.seq`,
		`ALTER TABLE optout_event ALTER COLUMN chain SET NOT NULL, ALTER COLUMN place SET NOT NULL, ALTER COLUMN key_id DROP DEFAULT,
			ALTER COLUMN until DROP DEFAULT, ALTER COLUMN said_by DROP DEFAULT, ALTER COLUMN sealed_by DROP DEFAULT`,
	}, postgresGuards)
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
	WHERE tgrelid = to_regclass($1) AND NOT tgisinternal`

// postgresEvents are the facts about the events that a former ledger and today's share. A trigger's number is the sum of row 1, before 2,
// delete 8, update 16 and truncate 32.
var postgresEvents = []string{
	"optout_event table: rp", // an ordinary one, and permanent: an unlogged one is empty after a crash
	"optout_event column: seq bigint not null identity a",
	"optout_event column: digest bytea not null",
	"optout_event column: exact bytea",
	"optout_event column: kind text not null",
	"optout_event column: channel text not null",
	"optout_event column: controller text not null",
	"optout_event column: topic text not null",
	"optout_event column: at text not null",
	"optout_event column: source text not null",
	"optout_event column: evidence text not null",
	"optout_event column: event_id text not null",
	"optout_event column: recorded timestamp with time zone not null",
	"optout_event constraint: CHECK ((octet_length(digest) = 16))",
	"optout_event constraint: CHECK (((exact IS NULL) OR (octet_length(exact) = 16)))",
	"optout_event constraint: PRIMARY KEY (seq)",
	"optout_event index: optout_event_pkey unique  USING btree (seq)",
	"optout_event index: optout_event_digest  USING btree (digest, seq)",
	"optout_event trigger: optout_event_no_change 27 plpgsql:" + refusal,
	"optout_event trigger: optout_event_no_truncate 34 plpgsql:" + refusal,
	"optout_probe table: rp",
	"optout_probe column: id integer not null",
	"optout_probe column: n integer not null",
	"optout_probe constraint: CHECK ((id = 1))",
	"optout_probe constraint: PRIMARY KEY (id)",
	"optout_probe index: optout_probe_pkey unique  USING btree (id)",
}

var postgresAdded = []string{
	"optout_event index: optout_event_told unique  USING btree (digest, md5(source), md5(event_id), kind, channel, md5(controller), md5(topic)) WHERE (event_id <> ''::text)",
	"optout_event column: chain bigint not null",
	"optout_event column: place bigint not null",
	"optout_event column: key_id smallint not null",
	"optout_event column: until text not null",
	"optout_event column: said_by text not null",
	"optout_event column: sealed_by smallint not null",
	"optout_event column: link bytea",
	"optout_event index: optout_event_place unique  USING btree (chain, place)",
	"optout_chain table: rp",
	"optout_chain column: id bigint not null",
	"optout_chain column: controller text not null",
	"optout_chain column: events bigint not null",
	"optout_chain column: link bytea not null",
	"optout_chain constraint: CHECK ((octet_length(link) = 32))",
	"optout_chain constraint: PRIMARY KEY (id)",
	"optout_chain constraint: UNIQUE (controller)",
	"optout_chain index: optout_chain_pkey unique  USING btree (id)",
	"optout_chain index: optout_chain_controller_key unique  USING btree (controller)",
	"optout_chain trigger: optout_chain_no_return 27 plpgsql:" + noReturn,
	"optout_chain trigger: optout_chain_no_truncate 34 plpgsql:" + noReturn,
	"optout_key table: rp",
	"optout_key column: chain bigint not null",
	"optout_key column: key_id smallint not null",
	"optout_key column: value bytea not null",
	"optout_key column: events bigint not null",
	"optout_key constraint: CHECK ((octet_length(value) = 16))",
	"optout_key constraint: PRIMARY KEY (chain, key_id)",
	"optout_key index: optout_key_pkey unique  USING btree (chain, key_id)",
	"optout_key trigger: optout_key_no_return 27 plpgsql:" + noReturn,
	"optout_key trigger: optout_key_no_truncate 34 plpgsql:" + noReturn,
}

func (postgres) expected() []string { return slices.Concat(postgresEvents, postgresAdded) }

func (postgres) former() []string {
	return append(slices.Clone(postgresEvents), "optout_event index: optout_event_told unique  USING btree (digest, md5(source), md5(event_id)) WHERE (event_id <> ''::text)")
}

func (postgres) schema() []string { return postgresSchema }

// exists reads pg_class as well, because to_regclass alone answers from what the session knows: who waited for the lock of somebody who
// created the table would not hear of it.
func (postgres) exists(ctx context.Context, conn *sql.Conn) (there bool, err error) {
	err = conn.QueryRowContext(ctx, "SELECT EXISTS (SELECT FROM pg_class WHERE oid = to_regclass($1))", table).Scan(&there)
	return there, err
}

// losing are settings under which a server loses what it confirmed, or answers for pages that it has not read, and the values that
// are refused.
var losing = map[string]func(value string) string{
	"fsync":                    refused("a loss of power would lose objections", "off"),
	"full_page_writes":         refused("a loss of power would tear pages and lose objections", "off"),
	"zero_damaged_pages":       refused("a damaged page would be read as one without objections", "on"),
	"ignore_checksum_failure":  refused("a damaged page would be read as a whole one", "on"),
	"session_replication_role": refused("the triggers that keep the ledger append-only would be off", "replica"),
}

// refused says what a setting does, for the value that does it.
func refused(why, value string) func(string) string {
	return func(got string) string {
		if got == value {
			return why
		}
		return ""
	}
}

// settle refuses a server that would lose pages, and one that is a standby: what was recorded just now may not have reached it, and who asks it
// would write to people who have objected. The settings may change when the server is told to read its configuration again, so that they are asked
// before every transaction.
func (postgres) settle(ctx context.Context, conn *sql.Conn) error {
	var standby bool
	query := "SELECT pg_is_in_recovery()"
	names := slices.Sorted(maps.Keys(losing))
	values := make([]string, len(names))
	into := []any{&standby}
	for i, name := range names {
		query += ", current_setting('" + name + "', true)"
		into = append(into, &values[i])
	}
	if err := conn.QueryRowContext(ctx, query).Scan(into...); err != nil {
		return err
	}
	if standby {
		return errors.New("the server is a standby: what was recorded on the primary just now may be missing here; open the primary")
	}
	for i, name := range names {
		if why := losing[name](values[i]); why != "" {
			return fmt.Errorf("the server runs with %s=%s: %s", name, values[i], why)
		}
	}
	return nil
}

// begin asks for READ COMMITTED, because the lock of alone is waited for within the transaction: what is read after it must be what
// those have committed who had it before.
func (postgres) begin(ctx context.Context, conn *sql.Conn) error {
	if _, err := conn.ExecContext(ctx, "BEGIN ISOLATION LEVEL READ COMMITTED"); err != nil {
		return err
	}
	// on waits for the disk of this server, and of the standbys that it is told to wait for; remote_apply waits for more, off, local and
	// remote_write for less.
	_, err := conn.ExecContext(ctx, `SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') <> 'remote_apply'`)
	if err != nil {
		rollback(ctx, conn)
	}
	return err
}

// postgresLock names the table, which is the same for programs with several search paths; where there is none yet, the schema in which it would
// be made.
const postgresLock = `SELECT pg_advisory_xact_lock((hashtext('optout_event')::bigint << 32)
	| coalesce(to_regclass('optout_event')::oid::bigint, hashtext(current_schema())::bigint & 4294967295))`

// alone lets one writer in at a time, for three reasons: CREATE TABLE is not safe beside itself; each event's link continues the one
// before; and events must become visible in the order of their numbers. PostgreSQL gives the lock back after the transaction is
// visible to others.
func (postgres) alone(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, postgresLock)
	return err
}

func (postgres) facts(ctx context.Context, conn *sql.Conn) (found []string, err error) {
	for _, t := range tables {
		rows, err := conn.QueryContext(ctx, postgresFacts, t)
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			var fact string
			if err := rows.Scan(&fact); err != nil {
				rows.Close()
				return nil, err
			}
			found = append(found, t+" "+fact) // PostgreSQL 18 keeps NOT NULL as constraints too; the query leaves them out
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return nil, err
		}
	}
	return found, nil
}

func (postgres) told() string {
	return `SELECT count(*) FROM optout_event WHERE digest = $1 AND md5(source) = md5($2) AND md5(event_id) = md5($3)
		AND source = $2 AND event_id = $3 AND event_id <> '' AND kind = $4 AND channel = $5 AND controller = $6 AND topic = $7`
}

var parameter = regexp.MustCompile(`\?([0-9]+)`)

func (postgres) bind(query string) string { return parameter.ReplaceAllString(query, `$$$1`) }
