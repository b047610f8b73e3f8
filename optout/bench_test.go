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

// bigLedger holds the objections of the first 150,000 of the benchmark's people, and of others to make three million.
var bigLedger = sync.OnceValue(func() *Memory {
	m, p := new(Memory), newPad(testKey)
	events := make([]Event, 0, 1000)
	book, _ := testBook(m)
	sealer, err := book.Sealer()
	if err != nil {
		panic(err)
	}
	for i := range uint64(ledgerSize) {
		e := Event{Key: testKey.ID, Kind: Objection, At: noon.Add(-time.Hour), Source: "sms", Scope: Scope{Controller: "852123456"}}
		if i < 150_000 {
			e.Digest = p.person(nobody(20 * i))
		} else {
			binary.LittleEndian.PutUint64(e.Digest[:], i*0x9E3779B97F4A7C15)
			binary.LittleEndian.PutUint64(e.Digest[8:], i)
		}
		if events = append(events, e); len(events) == cap(events) {
			if err := m.Record(context.Background(), sealer, events...); err != nil {
				panic(err)
			}
			events = events[:0]
		}
	}
	return m
})

// nobody is a number under the country code 999, which ITU keeps in reserve.
func nobody(i uint64) Address { return Address{number: maskKey.mask(999_000_000_000 + i)} }

// BenchmarkScreen screens people of whom one in twenty objected, against three million digests: the time is that of one row.
func BenchmarkScreen(b *testing.B) {
	for _, c := range []struct {
		name  string
		older []Key
		to    func(i uint64) Address
	}{
		{"phone", nil, nobody},
		{"phone,older-key", []Key{oldKey}, nobody},
		{"mailbox", nil, func(i uint64) Address { a, _ := Mailbox(fmt.Sprintf("p%d@example.org", i)); return a }},
	} {
		b.Run(c.name, func(b *testing.B) {
			book, _ := testBook(bigLedger())
			book.Now, book.Keys.Older, book.Refused = nil, c.older, nil
			to := make([]Address, b.N)
			for i := range to {
				to[i] = c.to(uint64(i))
			}
			f := sms
			f.Channel = c.to(0).Channel()
			var one voter
			var rows iter.Seq2[Row[voter], error] = func(yield func(Row[voter], error) bool) {
				for i := range to {
					if !yield(Row[voter]{Data: &one, To: to[i], Origin: law.OriginForm}, nil) {
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
		})
	}
	// What a row costs at least: its digest and one look-up in a map of the same size.
	b.Run("baseline=digest+map", func(b *testing.B) {
		known := make(map[Digest]struct{}, ledgerSize)
		for d := range bigLedger().threads {
			known[d] = struct{}{}
		}
		p := newPad(testKey)
		hits := 0
		b.ResetTimer()
		for i := range b.N {
			if _, ok := known[p.person(nobody(uint64(i)))]; ok {
				hits++
			}
		}
	})
}
