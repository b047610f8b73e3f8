package optoutsql

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"

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

// pathOf asks SQLite in which file the main database lies: "" for one in memory.
func pathOf(ctx context.Context, conn *sql.Conn) (string, error) {
	rows, err := conn.QueryContext(ctx, "PRAGMA database_list")
	if err != nil {
		return "", err
	}
	defer rows.Close()
	path := ""
	for rows.Next() {
		var seq int
		var name string
		var file sql.NullString
		if err := rows.Scan(&seq, &name, &file); err != nil {
			return "", err
		}
		if name == "main" {
			path = file.String
		}
	}
	return path, rows.Err()
}

// openFile is the file of a SQLite ledger as it was opened. A process goes on writing to a file that somebody removed or put another one in
// the place of, and what it writes is gone when it ends.
type openFile struct {
	path string
	info os.FileInfo
}

func (f *openFile) note(path string) (err error) {
	if f.path = path; path != "" {
		f.info, err = os.Stat(path)
	}
	return err
}

// still reports that another file, or none, lies where the ledger was opened.
func (f *openFile) still() error {
	if f.path == "" {
		return nil
	}
	if now, err := os.Stat(f.path); err != nil || !os.SameFile(f.info, now) {
		return ErrMoved
	}
	return nil
}

// ErrMoved says that somebody moved, removed or replaced the file of the ledger while it was open. What was written since is in no file that
// is opened again: bring the file back and start anew.
var ErrMoved = errors.New("the file of the ledger was moved, removed or replaced while it was open: bring it back and start anew")

// base is the dialect that SQL is written in.
func base(d Dialect) Dialect {
	if d == SQLiteAnywhere {
		return SQLite
	}
	return d
}
