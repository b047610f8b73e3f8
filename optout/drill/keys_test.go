package drill_test

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/inbox"
	"github.com/scrutateur/scrutateur/optout/optoutsql"
)

func init() { ways = append(ways, keys(), persons(), clocks()) }

// objected is a world in which somebody has objected already, so that the ledger holds events under its key.
func (w *world) objected() {
	w.Helper()
	if !w.sms("+33639980099", "STOP", "m0") {
		w.Fatal("the first objection was not taken")
	}
}

func keys() []way {
	return []way{
		{"Keys", "the key's file is gone, and the program makes a new key", Refused, func(w *world) End {
			w.objected()
			w.must(os.Rename(w.path("key"), w.path("key.lost")))
			err := w.start(func(b *optout.Book) {
				fresh, err := optout.KeyFile(w.path("key"), 1)
				w.must(err)
				b.Keys.Current = fresh
			})
			ok := err == nil && w.sms("+33639980001", "STOP", "m1")
			if !w.refused(w.phone("06 39 98 00 99")) {
				w.Error("who objected before is written to")
			}
			w.stop()
			w.must(os.Rename(w.path("key.lost"), w.path("key")))
			return w.end(ok)
		}},
		{"Keys", "`NewKey` at every start of a program with a durable ledger", Refused, func(w *world) End {
			w.objected()
			w.must(w.start(func(b *optout.Book) { b.Keys.Current = optout.NewKey(1) }))
			ok := w.sms("+33639980001", "STOP", "m1")
			if !w.refused(w.phone("06 39 98 00 99")) {
				w.Error("who objected before is written to")
			}
			return w.end(ok)
		}},
		{"Keys", "a rotation forgot the former key", Refused, func(w *world) End {
			w.objected()
			w.must(w.start(func(b *optout.Book) { b.Keys.Current = optout.NewKey(2) }))
			return w.end(w.sms("+33639980001", "STOP", "m1"))
		}},
		{"Keys", "a link's key is no longer among the book's", Refused, func(w *world) End {
			w.person = w.mailbox("zoe@example.org")
			s := w.link(w.person)
			w.must(w.start(func(b *optout.Book) { b.Keys.Current = optout.NewKey(2) })) // the ledger is empty: nothing else shows it
			return w.end(w.post("/d/"+s, form, ""))
		}},
		{"Keys", "half of the key's file is left", Refused, func(w *world) End {
			b, err := os.ReadFile(w.path("key"))
			w.must(err)
			w.must(os.WriteFile(w.path("key"), b[:len(b)/2], 0o600))
			err = w.start(nil)
			w.must(os.WriteFile(w.path("key"), b, 0o600))
			if err == nil {
				w.Error(errStarted)
			}
			return w.end(false)
		}},
		{"Keys", "everybody may read the key's file", Refused, func(w *world) End {
			w.must(os.Chmod(w.path("key"), 0o644))
			err := w.start(nil)
			w.must(os.Chmod(w.path("key"), 0o600))
			if err == nil {
				w.Error(errStarted)
			}
			return w.end(false)
		}},
		{"Keys", "another program's path: an empty ledger is not made", Refused, func(w *world) End {
			db, err := sql.Open("sqlite", "file:"+w.path("autre.db"))
			w.must(err)
			defer db.Close()
			_, err = optoutsql.Open(w.Context(), db, optoutsql.SQLite)
			return w.failed(err)
		}},
		{"Keys", "the ledger is made anew over the one that is there", Refused, func(w *world) End {
			w.objected()
			_, err := optoutsql.Create(w.Context(), w.db, optoutsql.SQLite)
			if err != nil && !w.refused(w.phone("06 39 98 00 99")) {
				w.Error("who objected before is written to")
			}
			return w.failed(err)
		}},
		{"Keys", "after a rotation people object under the new key and through old links", Recorded, func(w *world) End {
			w.objected()
			w.person = w.mailbox("zoe@example.org")
			s := w.link(w.person)
			w.must(w.start(func(b *optout.Book) {
				b.Keys = optout.Keys{Current: optout.NewKey(2), Older: []optout.Key{b.Keys.Current}}
			}))
			ok := w.post("/d/"+s, form, "") && w.sms("+33639980001", "STOP", "m1")
			if !w.refused(w.phone("06 39 98 00 01")) || !w.refused(w.phone("06 39 98 00 99")) {
				w.Error("under one of the keys somebody is written to")
			}
			return w.ended(ok)
		}},
	}
}

func persons() []way {
	return []way{
		{"Persons and reviews", "who objected by phone stands in the file with a mailbox", Recorded, func(w *world) End {
			ok := w.sms("+33639980001", "STOP", "m1")
			row := optout.Row[struct{}]{Data: new(struct{}), To: w.mailbox("zoe@example.org"), Also: []optout.Address{w.person}}
			for range optout.Screen(w.Context(), w.book, optout.For{Channel: law.Email}, optout.Rows(row)) {
				w.Error("the person is written to by e-mail")
			}
			return w.end(ok)
		}},
		{"Persons and reviews", "who objected stands in the file under another spelling", Recorded, func(w *world) End {
			w.person = w.mailbox("zoe@example.org")
			ok := w.post("/d/"+w.link(w.person), form, "")
			if !w.refused(w.mailbox("ZOE@Example.org")) {
				w.Error("in capitals the person is written to")
			}
			return w.end(ok)
		}},
		{"Persons and reviews", "a human dismisses one answer, and the next one comes before it is written down", Shown, func(w *world) End {
			ok := w.sms("+33639980001", "Stop Macron", "m1")
			var ref inbox.Ref
			for i, err := range w.box.Items(w.Context()) {
				w.must(err)
				ref = i.Ref
			}
			ok = w.sms("+33639980001", "Stop Macron !", "m2") && ok
			w.must(w.box.Dismiss(w.Context(), ref, "M. Martin", "plaisante"))
			if !w.refused(w.person) {
				w.Error("the second answer was not read by anybody, and the person is written to")
			}
			return w.end(ok)
		}},
		{"Persons and reviews", "a human attributes an answer to somebody, twice", Recorded, func(w *world) End {
			ok := w.sms("MARIE", "STOP", "m1")
			for i, err := range w.box.Items(w.Context()) {
				w.must(err)
				w.must(w.box.Attribute(w.Context(), i.Ref, inbox.Finding{To: []optout.Address{w.person}, By: "M. Martin"}))
				if err := w.box.Attribute(w.Context(), i.Ref, inbox.Finding{To: []optout.Address{w.person}, By: "M. Martin"}); !errors.Is(err, inbox.ErrForgotten) {
					w.Errorf("attributed twice: %v", err)
				}
			}
			return w.end(ok)
		}},
		{"Persons and reviews", "somebody asks to be erased, and the file's erasure takes the objection with it", Recorded, func(w *world) End {
			ok := w.sms("+33639980001", "Supprimez toutes mes données", "m1")
			if !w.refused(w.phone("06 39 98 00 01")) {
				w.Error("the person is written to again")
			}
			return w.end(ok)
		}},
	}
}

// at makes the program's clock stand at a moment.
func (w *world) at(moment time.Time) {
	w.Helper()
	w.must(w.start(func(b *optout.Book) { b.Now = func() time.Time { return moment } }))
}

// copyTo copies the ledger's files, as a back-up does of a program that stands still.
func (w *world) copyTo(name string) {
	w.Helper()
	for _, tail := range []string{"", "-wal"} {
		b, err := os.ReadFile(w.path("ledger.db" + tail))
		if errors.Is(err, os.ErrNotExist) {
			os.Remove(w.path(name + tail))
			continue
		}
		w.must(err)
		w.must(os.WriteFile(w.path(name+tail), b, 0o600))
	}
}

// restore puts a copy back, as somebody does after a fault.
func (w *world) restore(name string) {
	w.Helper()
	for _, tail := range []string{"", "-wal", "-shm"} {
		os.Remove(w.path("ledger.db" + tail))
		if b, err := os.ReadFile(w.path(name + tail)); err == nil {
			w.must(os.WriteFile(w.path("ledger.db"+tail), b, 0o600))
		}
	}
}

func clocks() []way {
	noon := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	withHead := func(w *world) func(*optout.Book) {
		return func(b *optout.Book) { b.Heads = optout.HeadFile(w.path("head.json")) }
	}
	return []way{
		{"Clocks and copies", "the clock was set back, and the objection looks older than the consent before it", Recorded, func(w *world) End {
			w.at(noon)
			w.must(w.book.Consent(w.Context(), w.person, optout.For{Channel: law.SMS}, "form", "F-1"))
			w.at(noon.AddDate(0, -2, 0))
			ok := w.sms("+33639980001", "STOP", "m1")
			w.at(noon.Add(time.Hour))
			return w.ended(ok)
		}},
		{"Clocks and copies", "the clock ran ahead when the person agreed", Recorded, func(w *world) End {
			w.at(noon.AddDate(5, 0, 0))
			w.must(w.book.Consent(w.Context(), w.person, optout.For{Channel: law.SMS}, "form", "F-1"))
			w.at(noon)
			ok := w.sms("+33639980001", "STOP", "m1")
			w.at(noon.AddDate(6, 0, 0))
			return w.ended(ok)
		}},
		{"Clocks and copies", "an old copy of the ledger is put back", Refused, func(w *world) End {
			w.must(w.start(withHead(w)))
			w.objected()
			w.stop()
			w.copyTo("copy.db")
			w.must(w.start(withHead(w)))
			if !w.sms("+33639980001", "STOP", "m1") {
				w.Fatal("the objection was not taken")
			}
			w.stop()
			w.restore("copy.db")
			w.must(w.start(withHead(w)))
			ok := w.sms("+33639980002", "STOP", "m2") // of another person, on the copy
			if !w.refused(w.person) {
				w.Error("the person whose objection the copy lacks is written to")
			}
			if ok {
				return lost
			}
			return Refused
		}},
		{"Clocks and copies", "the last rows of the ledger are deleted", Refused, func(w *world) End {
			w.must(w.start(withHead(w)))
			w.objected()
			if !w.sms("+33639980001", "STOP", "m1") {
				w.Fatal("the objection was not taken")
			}
			for _, statement := range []string{
				"DROP TRIGGER optout_event_no_delete", "DELETE FROM optout_event WHERE seq = (SELECT max(seq) FROM optout_event)",
				"CREATE TRIGGER optout_event_no_delete BEFORE DELETE ON optout_event BEGIN SELECT 1; END",
			} {
				_, err := w.db.Exec(statement)
				w.must(err)
			}
			return w.failed(w.start(withHead(w)))
		}},
		{"Clocks and copies", "a row is changed, and its trigger is put back as it was", Refused, func(w *world) End {
			w.objected()
			var trigger string
			w.must(w.db.QueryRow("SELECT sql FROM sqlite_master WHERE name = 'optout_event_no_update'").Scan(&trigger))
			for _, statement := range []string{"DROP TRIGGER optout_event_no_update", "UPDATE optout_event SET kind = 'consent'", trigger} {
				_, err := w.db.Exec(statement)
				w.must(err)
			}
			w.must(w.start(nil))
			v, err := optout.Verify(w.Context(), w.book)
			w.must(err)
			return w.failed(v.Findings.Err())
		}},
		{"Clocks and copies", "all rows are deleted, and the trigger is put back as it was", Refused, func(w *world) End {
			w.objected()
			var trigger string
			w.must(w.db.QueryRow("SELECT sql FROM sqlite_master WHERE name = 'optout_event_no_delete'").Scan(&trigger))
			for _, statement := range []string{"DROP TRIGGER optout_event_no_delete", "DELETE FROM optout_event", trigger} {
				_, err := w.db.Exec(statement)
				w.must(err)
			}
			w.must(w.start(nil))
			v, err := optout.Verify(w.Context(), w.book)
			w.must(err)
			return w.failed(v.Findings.Err())
		}},
		{"Clocks and copies", "the ledger's file is damaged in its midst", Refused, func(w *world) End {
			w.objected()
			w.stop()
			b, err := os.ReadFile(w.path("ledger.db"))
			w.must(err)
			whole := bytes.Clone(b)
			for i := 4096; i < len(b); i += 64 {
				b[i] ^= 0x55
			}
			w.must(os.WriteFile(w.path("ledger.db"), b, 0o600))
			ok := w.start(nil) == nil && w.sms("+33639980001", "STOP", "m1")
			w.stop()
			os.Remove(w.path("ledger.db-wal"))
			os.Remove(w.path("ledger.db-shm"))
			w.must(os.WriteFile(w.path("ledger.db"), whole, 0o600))
			return w.end(ok)
		}},
	}
}
