//go:build unix

package optoutsql_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/optoutsql"
	"github.com/scrutateur/scrutateur/optout/rights"
	"github.com/scrutateur/scrutateur/optout/rights/rightstest"
)

// closingRights closes the database with the register, as a process does that ends.
type closingRights struct {
	*optoutsql.Rights
	db *sql.DB
}

func (c closingRights) Close() error { return c.db.Close() }

func openRights(t testing.TB, db *sql.DB, d optoutsql.Dialect) closingRights {
	t.Helper()
	b, err := optoutsql.OpenRights(context.Background(), db, d)
	if errors.Is(err, optoutsql.ErrNoRights) {
		b, err = optoutsql.CreateRights(context.Background(), db, d)
	}
	if err != nil {
		t.Fatal(err)
	}
	return closingRights{b, db}
}

func TestSQLiteRights(t *testing.T) {
	dir := t.TempDir()
	rightstest.TestStore(t, func(t *testing.T, name string) rights.Store {
		return openRights(t, sqliteDB(t, filepath.Join(dir, name)), optoutsql.SQLite)
	})
}

func TestPostgreSQLRights(t *testing.T) {
	s := startServer(t)
	created := map[string]bool{}
	rightstest.TestStore(t, func(t *testing.T, name string) rights.Store {
		if !created[name] {
			s.create(t, name)
			created[name] = true
		}
		return openRights(t, s.open(t, name), optoutsql.PostgreSQL)
	})
}

// The register lies beside a ledger, holds no number, and keeps none once the request was answered.
func TestRightsHoldNoAddress(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	db := sqliteDB(t, path)
	defer db.Close()
	l, err := optoutsql.Create(t.Context(), db, optoutsql.SQLite)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	store := openRights(t, db, optoutsql.SQLite)
	book := &optout.Book{Ledger: l, Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "852123456"}
	register, err := rights.New(book, store)
	if err != nil {
		t.Fatal(err)
	}
	to, err := optout.Phone("06 39 98 00 01")
	if err != nil {
		t.Fatal(err)
	}
	ref, err := register.Add(t.Context(), rights.Request{Rights: []rights.Right{rights.Erasure}, To: []optout.Address{to}, Contact: to.E164(), Text: "effacez tout, 0639980001"})
	if err != nil {
		t.Fatal(err)
	}
	var body []byte
	if err := db.QueryRow("SELECT body FROM optout_request").Scan(&body); err != nil || len(body) == 0 {
		t.Fatalf("a body of %d bytes, error %v", len(body), err)
	}
	if err := register.Answer(t.Context(), ref, rights.Step{By: "M. Martin", Note: "effacé"}); err != nil {
		t.Fatal(err)
	}
	if _, err := optoutsql.Open(t.Context(), db, optoutsql.SQLite); err != nil {
		t.Errorf("the ledger beside a register: %v", err)
	}
	for _, name := range []string{path, path + "-wal"} {
		content, err := os.ReadFile(name)
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		if bytes.Contains(content, []byte("639980001")) {
			t.Errorf("%s holds the number", filepath.Base(name))
		}
		if bytes.Contains(content, body) {
			t.Errorf("%s holds what was erased", filepath.Base(name))
		}
	}
}

// A file in a folder that a service copies is no place for a ledger, unless somebody insists.
func TestPlace(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "Dropbox", "campagne")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "ledger.db")
	db := sqliteDB(t, path)
	defer db.Close()
	if _, err := optoutsql.Create(t.Context(), db, optoutsql.SQLite); !errors.Is(err, optoutsql.ErrPlace) {
		t.Errorf("Create: %v", err)
	}
	l, err := optoutsql.Create(t.Context(), db, optoutsql.SQLiteAnywhere)
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	if _, err := optoutsql.Open(t.Context(), db, optoutsql.SQLite); !errors.Is(err, optoutsql.ErrPlace) {
		t.Errorf("Open: %v", err)
	}
	if l, err := optoutsql.Open(t.Context(), db, optoutsql.SQLiteAnywhere); err != nil {
		t.Error(err)
	} else {
		l.Close()
	}
	if err := optoutsql.Place(filepath.Join(t.TempDir(), "ledger.db")); err != nil {
		t.Errorf("a folder of this machine's own: %v", err)
	}
}
