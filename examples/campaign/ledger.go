package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	_ "modernc.org/sqlite"

	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/optoutsql"
)

// openBook opens the ledger in the output folder. Its key belongs in a vault: whoever has it can test whether somebody
// objected. Here it lies beside the ledger, so that a second run finds the people whom the first one knew.
func (s *story) openBook(ctx context.Context) (func(), error) {
	dbFile, keyFile := filepath.Join(s.dir, "objections.db"), filepath.Join(s.dir, "objections.key")
	key, start, mode := optout.OpenKeyFile, optoutsql.Open, "rw" // which make no file: under a mistaken path there is none
	if _, err := os.Stat(dbFile); errors.Is(err, os.ErrNotExist) {
		key, start, mode = optout.KeyFile, optoutsql.Create, "rwc" // once
	}
	current, err := key(keyFile, 1)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%s is there and its key %s is not: without it nobody in the ledger is recognised; bring the key back, or choose another -out", dbFile, keyFile)
	}
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(dbFile)+"?mode="+mode)
	if err != nil {
		return nil, err
	}
	ledger, err := start(ctx, db, optoutsql.SQLite)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	s.book = &optout.Book{
		Ledger: ledger, Keys: optout.Keys{Current: current}, Controller: declared.Controller.ID,
		//scrutateur:ignore UNCHECKED the moment is the flag -at, and nothing here is handed to a transport
		Now: func() time.Time { return s.at },
	}
	return func() {
		if err := errors.Join(ledger.Close(), db.Close()); err != nil {
			fmt.Fprintln(s.w, "closing the ledger:", err)
		}
	}, nil
}
