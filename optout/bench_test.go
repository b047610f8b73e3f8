package optout

import (
	"context"
	"encoding/binary"
	"fmt"
	"iter"
	"sync"
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
)

const ledgerSize = 3_000_000

// flat is a ledger of objections alone, 3 million of them, that is quickly made: those of the first 150,000 of the benchmark's people, and of
// others.
type flat struct {
	*Memory
	digests []Digest
	known   map[Digest]struct{}
}

var bigLedger = sync.OnceValue(func() *flat {
	l, p := &flat{Memory: &Memory{}, known: make(map[Digest]struct{}, ledgerSize)}, newPad(testKey)
	for i := range uint64(ledgerSize) {
		var d Digest
		if i < 150_000 {
			d = p.person(nobody(20 * i))
		} else {
			binary.LittleEndian.PutUint64(d[:], i*0x9E3779B97F4A7C15)
			binary.LittleEndian.PutUint64(d[8:], i*0xC2B2AE3D27D4EB4F)
		}
		l.digests = append(l.digests, d)
		l.known[d] = struct{}{}
	}
	return l
})

func (l *flat) Generation(context.Context) (uint64, error) { return uint64(len(l.digests)), nil }

func (l *flat) Digests(_ context.Context, after uint64) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		for i := after; i < uint64(len(l.digests)); i++ {
			if !yield(Entry{Digest: l.digests[i], Generation: i + 1, Kind: Objection}, nil) {
				return
			}
		}
	}
}

func (l *flat) History(_ context.Context, d Digest) ([]Event, error) {
	if _, ok := l.known[d]; !ok {
		return nil, nil
	}
	return []Event{{Digest: d, Kind: Objection, At: noon.Add(-time.Hour), Source: "sms", Scope: Scope{Controller: "852123456"}}}, nil
}

// nobody is a number under the country code 999, which ITU keeps in reserve.
func nobody(i uint64) Address { return Address{number: maskKey.mask(999_000_000_000 + i)} }

// BenchmarkScreen screens people of whom one in twenty objected, against three million digests: the time is that of one row. The baselines
// are the digests alone that are computed for it, and with a look-up in a map of the same size; a row that says nothing shows what screening costs
// without the copy of the row.
func BenchmarkScreen(b *testing.B) {
	set := sync.OnceValue(func() *Set {
		s := NewSet(bigLedger())
		if err := s.Load(context.Background()); err != nil {
			b.Fatal(err)
		}
		return s
	})
	box := func(i uint64) Address { a, _ := Mailbox(fmt.Sprintf("p%d@example.org", i)); return a }
	for _, c := range []struct {
		name  string
		older []Key
		to    func(i uint64) Address
		also  bool
	}{
		{"phone", nil, nobody, false},
		{"phone,older-key", []Key{oldKey}, nobody, false},
		{"mailbox", nil, box, false},
		{"phone,mailbox", nil, nobody, true},
	} {
		people := func(n int) []Row[struct{}] {
			rows := make([]Row[struct{}], n)
			for i := range rows {
				rows[i] = Row[struct{}]{Data: new(struct{}), To: c.to(uint64(i)), Origin: law.OriginForm}
				if c.also {
					rows[i].Also = []Address{box(uint64(i))}
				}
			}
			return rows
		}
		b.Run("digests/"+c.name, func(b *testing.B) {
			rows := people(b.N)
			macs := []*digester{newDigester(string(testKey.Secret()))}
			for _, k := range c.older {
				macs = append(macs, newDigester(string(k.Secret())))
			}
			b.ResetTimer()
			for i := range rows {
				for _, m := range macs {
					m.person(rows[i].To)
					for _, a := range rows[i].Also {
						m.person(a)
					}
				}
			}
		})
		for _, ahead := range []int{0, 100} {
			b.Run(fmt.Sprintf("set,ahead=%d/%s", ahead, c.name), func(b *testing.B) {
				book, _ := testBook(set())
				book.Now, book.Keys.Older, book.Refused, book.Ahead = nil, c.older, nil, ahead
				screenThem(b, book, For{Channel: c.to(0).Channel()}, people(b.N), func(r *Row[struct{}]) Row[struct{}] { return *r })
			})
		}
	}
	phones := func(n int) []Address {
		to := make([]Address, n)
		for i := range to {
			to[i] = nobody(uint64(i))
		}
		return to
	}
	var one voter
	row := func(a *Address) Row[voter] { return Row[voter]{Data: &one, To: *a, Origin: law.OriginForm} }
	for name, l := range map[string]func() Ledger{"set": func() Ledger { return set() }, "asking": func() Ledger { return bigLedger() }} {
		b.Run(name+"/phone,copying", func(b *testing.B) {
			book, _ := testBook(l())
			book.Now, book.Refused = nil, nil
			screenThem(b, book, sms, phones(b.N), row)
		})
	}
	b.Run("baseline=digest+map", func(b *testing.B) {
		known := bigLedger().known
		m := newDigester(string(testKey.Secret()))
		hits := 0
		b.ResetTimer()
		for i := range b.N {
			if _, ok := known[m.person(nobody(uint64(i)))]; ok {
				hits++
			}
		}
	})
}

func screenThem[T, A any](b *testing.B, book *Book, f For, all []A, row func(*A) Row[T]) {
	var rows iter.Seq2[Row[T], error] = func(yield func(Row[T], error) bool) {
		for i := range all {
			if !yield(row(&all[i]), nil) {
				return
			}
		}
	}
	b.ReportAllocs()
	b.ResetTimer()
	for _, err := range Screen(context.Background(), book, f, rows) {
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLoad fills a set with three million digests that are at hand: the time is that of one digest.
func BenchmarkLoad(b *testing.B) {
	l := bigLedger()
	n := 0
	for b.Loop() {
		s := NewSet(l)
		if err := s.Load(context.Background()); err != nil {
			b.Fatal(err)
		}
		n += len(l.digests)
		b.ReportMetric(float64(s.people.size())/float64(s.Len()), "bytes/entry")
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n), "ns/entry")
}
