package optoutsql_test

import (
	"context"
	"database/sql"
	le "encoding/binary"
	"fmt"
	"iter"
	"path/filepath"
	"testing"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/optoutsql"
)

// benchSize is how many events the ledgers of the benchmarks hold, enough to be far from the processor's caches. The promise is about three million,
// which take minutes to record one after the other.
const benchSize = 200_000

// BenchmarkSet fills a set from SQLite, beside a bare scan of the same column, and screens from it, beside a set of a ledger in memory, and beside asking the
// ledger about every row or about many at once: the time is that of one entry or one row. BenchmarkScreen of package optout has the digests as
// its baseline.
func BenchmarkSet(b *testing.B) {
	ctx := context.Background()
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(b.TempDir(), "optout.db"))+"?mode=rwc")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	ledger, err := optoutsql.Create(ctx, db, optoutsql.SQLite)
	if err != nil {
		b.Fatal(err)
	}
	defer ledger.Close()
	key := optout.NewKey(1)
	book := &optout.Book{Ledger: ledger, Keys: optout.Keys{Current: key}, Controller: "852123456"}
	seal, err := book.Sealer()
	if err != nil {
		b.Fatal(err)
	}
	events := make([]optout.Event, 0, 10_000)
	for i := range uint64(benchSize) {
		e := optout.Event{Key: 1, Kind: optout.Objection, At: noon, Source: "sms", Scope: optout.Scope{Controller: book.Controller}}
		le.LittleEndian.PutUint64(e.Digest[:], (i+1)*0x9E3779B97F4A7C15)
		le.LittleEndian.PutUint64(e.Digest[8:], (i+1)*0xC2B2AE3D27D4EB4F)
		if events = append(events, e); len(events) == cap(events) {
			if err := ledger.Record(ctx, seal, events...); err != nil {
				b.Fatal(err)
			}
			events = events[:0]
		}
	}
	perEntry := func(b *testing.B) {
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/benchSize, "ns/entry")
	}
	b.Run("load", func(b *testing.B) {
		for b.Loop() {
			if err := optout.NewSet(ledger).Load(ctx); err != nil {
				b.Fatal(err)
			}
		}
		perEntry(b)
	})
	b.Run("baseline=scan", func(b *testing.B) {
		for b.Loop() {
			rows, err := db.QueryContext(ctx, `SELECT digest FROM optout_event`)
			if err != nil {
				b.Fatal(err)
			}
			var digest sql.RawBytes
			for rows.Next() {
				if err := rows.Scan(&digest); err != nil {
					b.Fatal(err)
				}
			}
			if err := rows.Close(); err != nil {
				b.Fatal(err)
			}
		}
		perEntry(b)
	})
	for _, c := range []struct {
		name   string
		ledger optout.Ledger
		ahead  int
	}{{"set", optout.NewSet(ledger), 0}, {"set,ahead", optout.NewSet(ledger), 100}, {"many", ledger, 1000}, {"each", ledger, 0}} {
		b.Run("screen/"+c.name, func(b *testing.B) {
			own := *book
			own.Ledger, own.Ahead = c.ledger, c.ahead
			screenBoxes(b, &own)
		})
	}
	b.Run("screen/baseline=memory", func(b *testing.B) {
		own := *book
		own.Ledger = optout.NewSet(new(optout.Memory))
		screenBoxes(b, &own)
	})
}

func screenBoxes(b *testing.B, book *optout.Book) {
	to := make([]optout.Address, b.N)
	for i := range to {
		var err error
		if to[i], err = optout.Mailbox(fmt.Sprintf("p%d@example.org", i)); err != nil {
			b.Fatal(err)
		}
	}
	var data struct{}
	if set, ok := book.Ledger.(*optout.Set); ok {
		if err := set.Load(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
	var rows iter.Seq2[optout.Row[struct{}], error] = func(yield func(optout.Row[struct{}], error) bool) {
		for _, a := range to {
			if !yield(optout.Row[struct{}]{Data: &data, To: a, Origin: law.OriginForm}, nil) {
				return
			}
		}
	}
	b.ResetTimer()
	for _, err := range optout.Screen(b.Context(), book, optout.For{Channel: law.Email}, rows) {
		if err != nil {
			b.Fatal(err)
		}
	}
}
