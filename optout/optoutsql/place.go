package optoutsql

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/scrutateur/scrutateur/internal/synced"
)

// ErrPlace says that a SQLite file lies where a ledger is not safe.
var ErrPlace = errors.New("a ledger is not safe there")

// Place reports why a SQLite file, which need not be there yet, may not be a ledger: it lies in a folder that a service copies to a cloud or to
// another machine, or on a file system of the network. Such a service copies the database without its log while it is written, and
// brings back an old copy when two machines disagree; over the network SQLite's locks and its WAL mode do not work. Objections would be lost, and
// nothing would show it but a head that is kept elsewhere.
//
// What can be recognised is recognised: a nil error is no promise. Create and Open ask this, unless they are given SQLiteAnywhere.
func Place(file string) error {
	p, ok := synced.Look(file)
	switch {
	case !ok:
		return nil
	case p.Network:
		return fmt.Errorf("%w: the file lies on a file system of the network (%s), on which SQLite's locks do not work: take a disk of this machine, or PostgreSQL for several machines", ErrPlace, p.Service)
	}
	return fmt.Errorf("%w: %s synchronises the folder, copies the database while it is being written and brings old copies back: take a folder that no service touches, and back up by ledger and key apart", ErrPlace, p.Service)
}

// placeOf asks SQLite where the main database lies. One in memory has no place.
func placeOf(ctx context.Context, conn *sql.Conn) error {
	rows, err := conn.QueryContext(ctx, "PRAGMA database_list")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var seq int
		var name string
		var file sql.NullString
		if err := rows.Scan(&seq, &name, &file); err != nil {
			return err
		}
		if name == "main" && file.String != "" {
			if err := Place(file.String); err != nil {
				return err
			}
		}
	}
	return rows.Err()
}

// base is the dialect that SQL is written in.
func base(d Dialect) Dialect {
	if d == SQLiteAnywhere {
		return SQLite
	}
	return d
}
