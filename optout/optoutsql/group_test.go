package optoutsql_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/optoutsql"
)

// gate holds a ledger's one connection, so that calls of Record wait until it is opened.
func gate(t *testing.T, db *sql.DB) (open func()) {
	t.Helper()
	db.SetMaxOpenConns(1)
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return func() { conn.Close() }
}

// Callers who wait together are recorded together, and none of them fails for another: not for one who goes away, nor for one with the
// wrong key, nor for one whose event the database refuses.
func TestTogether(t *testing.T) {
	l := openSQLite(t, filepath.Join(t.TempDir(), "ledger.db"))
	defer l.Close()
	if err := record(t.Context(), l, optout.Event{Digest: optout.Digest{1}, Kind: optout.Objection, At: noon}); err != nil {
		t.Fatal(err)
	}
	// A trigger stands for whatever refuses one row: a check of a replica, a quota.
	if _, err := l.db.Exec("CREATE TRIGGER refused BEFORE INSERT ON optout_event WHEN NEW.source = 'refused' BEGIN SELECT RAISE(ABORT, 'refused'); END"); err != nil {
		t.Fatal(err)
	}
	open := gate(t, l.db)
	const callers = 40
	errs := make([]error, callers)
	var wg sync.WaitGroup
	cancelled, cancel := context.WithCancel(t.Context())
	wrong := sealer(optout.KeyOf(1, []byte("another secret of thirty-two b..")))
	for i := range callers {
		wg.Go(func() {
			e := optout.Event{Digest: optout.Digest{2, byte(i)}, Key: key.ID, Kind: optout.Objection, Channel: law.SMS, At: noon, Source: "sms"}
			ctx, s := t.Context(), seal
			switch i % 4 {
			case 1:
				ctx = cancelled
			case 2:
				s = wrong
			case 3:
				e.Source = "refused"
			}
			errs[i] = l.Record(ctx, s, e, e)
		})
	}
	cancel()
	open()
	wg.Wait()
	for i, err := range errs {
		events, readErr := l.History(t.Context(), optout.Digest{2, byte(i)})
		if readErr != nil {
			t.Fatal(readErr)
		}
		want := 0
		switch i % 4 {
		case 0:
			if want = 2; err != nil {
				t.Errorf("call %d: error %v", i, err)
			}
		case 1:
			if !errors.Is(err, context.Canceled) {
				t.Errorf("a call whose context has ended: error %v", err)
			}
			if errors.Is(err, optoutsql.ErrUnconfirmed) {
				want = len(events) // nobody knows, but all or none
			}
		case 2:
			if !errors.Is(err, law.LedgerWhole) {
				t.Errorf("a call under another secret: error %v", err)
			}
		case 3:
			if err == nil {
				t.Error("a call that the database refuses is no error")
			}
		}
		if len(events) != want || len(events) == 1 {
			t.Errorf("call %d: %d events are recorded, want %d, error %v", i, len(events), want, err)
		}
	}
	b := &optout.Book{Ledger: l.Ledger, Keys: optout.Keys{Current: key}, Controller: "852123456"}
	if v, err := optout.Verify(t.Context(), b); err != nil || len(v.Findings) > 0 {
		t.Errorf("the chain: %v, error %v", v.Findings, err)
	}
}

// Nothing is acknowledged before it is on the disk: while commits fail every caller hears of it, whoever shares them.
func TestTogetherUnconfirmed(t *testing.T) {
	f := &faulty{path: filepath.Join(t.TempDir(), "ledger.db")}
	db := sql.OpenDB(f)
	defer db.Close()
	db.SetMaxOpenConns(1)
	l, err := optoutsql.Create(t.Context(), db, optoutsql.SQLite)
	if err != nil {
		t.Fatal(err)
	}
	f.commits.Store(true)
	var failed atomic.Int64
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			if err := record(t.Context(), l, optout.Event{Digest: optout.Digest{3, byte(i)}, Kind: optout.Objection, At: noon}); err != nil {
				failed.Add(1)
			}
		})
	}
	wg.Wait()
	if failed.Load() != 20 {
		t.Errorf("%d of 20 callers hear that nothing was committed", failed.Load())
	}
	f.commits.Store(false)
	for i := range 20 {
		if got, err := l.History(t.Context(), optout.Digest{3, byte(i)}); err != nil || len(got) > 0 {
			t.Errorf("%d events, error %v", len(got), err)
		}
	}
}

// BenchmarkFiftyClients records objections from fifty clients at once, a call an objection. The baseline is what the same disk does with one
// flush an objection, one after the other: a write of 200 bytes and an fsync. "p99/p50" is of what a client waits for.
func BenchmarkFiftyClients(b *testing.B) {
	dir := b.TempDir()
	file, err := os.Create(filepath.Join(dir, "baseline"))
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	flush := func() {
		if _, err := file.Write(make([]byte, 200)); err != nil {
			b.Fatal(err)
		}
		if err := file.Sync(); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("baseline=fsync one by one", func(b *testing.B) {
		for b.Loop() {
			flush()
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "optouts/s")
	})
	for _, one := range []bool{true, false} {
		name, clients := "clients=50", 50
		if one {
			name, clients = "clients=1", 1
		}
		b.Run(name, func(b *testing.B) {
			l := openSQLite(b, filepath.Join(b.TempDir(), "ledger.db"))
			defer l.Close()
			book := &optout.Book{Ledger: l.Ledger, Keys: optout.Keys{Current: key}, Controller: "852123456"}
			fifty(b, book, clients)
		})
	}
}

// fifty records b.N objections from so many clients.
func fifty(b *testing.B, book *optout.Book, clients int) {
	waits := make([]time.Duration, b.N)
	var next atomic.Int64
	var wg sync.WaitGroup
	b.ResetTimer()
	for range clients {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= b.N {
					return
				}
				to, err := optout.Phone(fmt.Sprintf("+99912%08d", i)) // a country code that ITU keeps in reserve
				if err != nil {
					to, err = optout.Mailbox(fmt.Sprintf("n%d@example.org", i))
				}
				if err != nil {
					b.Error(err)
					return
				}
				start := time.Now()
				if err := book.Object(b.Context(), to, optout.For{}, "sms"); err != nil {
					b.Error(err)
					return
				}
				waits[i] = time.Since(start)
			}
		})
	}
	wg.Wait()
	b.StopTimer()
	slices.Sort(waits)
	p50, p99 := waits[len(waits)/2], waits[len(waits)*99/100]
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "optouts/s")
	b.ReportMetric(float64(p50.Microseconds()), "p50-µs")
	b.ReportMetric(float64(p99)/float64(max(p50, 1)), "p99/p50")
}
