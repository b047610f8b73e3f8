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
	var key optout.Key
	start, mode := optoutsql.Open, "rw" // which makes no file: under a mistaken path there is none
	switch secret, err := os.ReadFile(keyFile); {
	case err == nil:
		key = optout.KeyOf(1, secret)
	case !errors.Is(err, os.ErrNotExist):
		return nil, err
	default:
		if _, err := os.Stat(dbFile); err == nil {
			return nil, fmt.Errorf("%s is there and its key %s is not: without it nobody in the ledger is recognised; bring the key back, or choose another -out", dbFile, keyFile)
		}
		key, start, mode = optout.NewKey(1), optoutsql.Create, "rwc" // once
		if err := writeKey(keyFile, key); err != nil {
			return nil, err
		}
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
		Ledger: ledger, Keys: optout.Keys{Current: key}, Controller: declared.Controller.ID,
		//scrutateur:ignore UNCHECKED the moment is the flag -at, and nothing here is handed to a transport
		Now: func() time.Time { return s.at },
	}
	return func() {
		if err := errors.Join(ledger.Close(), db.Close()); err != nil {
			fmt.Fprintln(s.w, "closing the ledger:", err)
		}
	}, nil
}

// writeKey writes the key for its owner alone, and whole or not at all: half a key recognises nobody, and would look like one.
func writeKey(name string, key optout.Key) (err error) {
	draft, err := os.CreateTemp(filepath.Dir(name), ".key-") // with mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(draft.Name()))
		}
	}()
	_, err = draft.Write(key.Secret())
	if err == nil {
		err = draft.Sync()
	}
	if err = errors.Join(err, draft.Close()); err != nil {
		return err
	}
	return os.Rename(draft.Name(), name)
}
