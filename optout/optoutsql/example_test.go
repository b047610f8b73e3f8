package optoutsql_test

import (
	"context"
	"database/sql"
	"fmt"
	"log"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/optoutsql"
)

// An objection is there after the program has ended and another has begun.
func Example() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "optoutsql")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	key, err := optout.KeyFile(filepath.Join(dir, "optout.key"), 1) // in a real program kept apart from the ledger
	if err != nil {
		log.Fatal(err)
	}
	keys := optout.Keys{Current: key}
	to, err := optout.Phone("06 39 98 00 01")
	if err != nil {
		log.Fatal(err)
	}

	run := func(mode string, start func(context.Context, *sql.DB, optoutsql.Dialect) (*optoutsql.Ledger, error), do func(*optout.Book) error) {
		db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "optout.db")+"?mode="+mode)
		if err != nil {
			log.Fatal(err)
		}
		defer db.Close()
		ledger, err := start(ctx, db, optoutsql.SQLite)
		if err != nil {
			log.Fatal(err)
		}
		defer ledger.Close()
		if err := do(&optout.Book{Ledger: ledger, Keys: keys, Controller: "852123456"}); err != nil {
			log.Fatal(err)
		}
	}
	run("rwc", optoutsql.Create, func(b *optout.Book) error { // once, by somebody who means to
		return b.Object(ctx, to, optout.For{Channel: law.SMS}, "sms")
	})
	run("rw", optoutsql.Open, func(b *optout.Book) error { // ever after; rw makes no file
		b.Refused = func(row int, why law.ID) { fmt.Println("row", row, "is refused:", why) }
		for _, err := range optout.Screen(ctx, b, optout.For{Channel: law.SMS}, optout.Rows(optout.Row[struct{}]{Data: new(struct{}), To: to})) {
			return err
		}
		return nil
	})
	// Output:
	// row 1 is refused: FR-GDPR-OBJECT-NOW
}
