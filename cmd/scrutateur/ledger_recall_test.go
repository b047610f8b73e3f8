package main

import (
	"bytes"
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/manifest"
	"github.com/scrutateur/scrutateur/optout/optoutsql"
)

// A program handed a file over and kept its manifest; then somebody objects. The command says which row has to go, and what to do.
func TestRecallNamesRows(t *testing.T) {
	dir := t.TempDir()
	file := func(name string) string { return filepath.Join(dir, name) }
	command := func(args ...string) (string, int) {
		t.Helper()
		var out, failed bytes.Buffer
		r := root()
		r.Getenv = func(string) string { return "" }
		code := r.Main(context.Background(), append(args, "-controller", "852123456", "-ledger", file("o.db"), "-key", file("o.key"), "-lang", "en"), strings.NewReader(""), &out, &failed)
		return out.String() + failed.String(), code
	}
	if out, code := command("ledger", "create"); code != 0 {
		t.Fatal(out)
	}
	key, err := optout.OpenKeyFile(file("o.key"), 1)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(file("o.db")))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	ledger, err := optoutsql.Open(t.Context(), db, optoutsql.SQLite)
	if err != nil {
		t.Fatal(err)
	}
	defer ledger.Close()
	book := &optout.Book{Ledger: ledger, Keys: optout.Keys{Current: key}, Controller: "852123456"}
	var rows []optout.Row[struct{}]
	for _, number := range []string{"06 39 98 00 01", "06 39 98 00 02", "06 39 98 00 03"} {
		to, err := optout.Phone(number)
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, optout.Row[struct{}]{Data: new(struct{}), To: to})
	}
	open, over := manifest.Begin(manifest.Header{Provider: "ovh"}), manifest.Begin(manifest.Header{Provider: "ovh"})
	for c, err := range optout.Screen(t.Context(), book, optout.For{Channel: law.SMS}, optout.Rows(rows...)) {
		if err != nil {
			t.Fatal(err)
		}
		manifest.Add(open, c)
		manifest.Add(over, c)
	}
	over.NotAfter(time.Now().Add(-time.Hour))
	for name, l := range map[string]*manifest.List{"vague-2.csv": open, "vague-1.csv": over} {
		if _, err := l.Keep(file("manifests"), book, name); err != nil {
			t.Fatal(err)
		}
	}
	if out, code := command("ledger", "recall", "-manifests", file("manifests")); code != 0 {
		t.Errorf("before anybody objects: exit %d, %s", code, out)
	}
	if out, code := command("ledger", "object", "-source", "phone", "+33639980001", "+33639980003"); code != 0 {
		t.Fatal(out)
	}
	out, code := command("ledger", "recall", "-manifests", file("manifests"))
	for _, want := range []string{
		"vague-2.csv: take these rows out before it is handed over; if it was, call ovh and have them taken out: 1, 3\n",
		"vague-1.csv: its messages may no longer be delivered; have ovh erase these rows, and hand the file over to nobody again: 1, 3\n",
		"2 files; rows of people who have objected: 4; files to screen again: 0\n",
	} {
		if code != 1 || !strings.Contains(out, want) {
			t.Errorf("exit %d, want %q in:\n%s", code, want, out)
		}
	}
	if strings.Contains(out, "639980") {
		t.Error("the command prints a number")
	}
	if names, err := os.ReadDir(file("manifests")); err != nil || len(names) != 2 {
		t.Errorf("%d manifests, error %v", len(names), err)
	}
}
