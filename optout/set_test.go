package optout

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/scrutateur/scrutateur/notice/law"
)

// random is a digest that nobody has.
func random(rnd *rand.Rand) (d Digest) {
	binary.LittleEndian.PutUint64(d[:], rnd.Uint64())
	binary.LittleEndian.PutUint64(d[8:], rnd.Uint64())
	return d
}

func TestTable(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	var tab table
	want := map[Digest]traits{}
	for range 30000 {
		var d Digest
		// Many that start at the same slot of the same part; the second and third byte tell them apart, and no two in the last alone.
		d[0], d[1], d[2], d[15] = byte(8*rnd.IntN(4)), byte(rnd.IntN(4)), byte(rnd.IntN(256)), byte(rnd.IntN(4))
		more := traits(1 << rnd.IntN(3))
		tab.add(d, more)
		want[d] |= more
	}
	zero := Digest{15: 9} // whose key is that of no digest at all
	tab.add(zero, asks)
	want[zero] = asks
	for d, w := range want {
		if got := tab.get(d); got&w != w {
			t.Fatalf("%v has traits %b, want %b", d, got, w)
		}
	}
	for range 10000 {
		if d := random(rnd); tab.get(d) != 0 {
			t.Fatal("somebody stands in the table who was never added")
		}
	}
	if got := int(tab.n.Load()); got > len(want) || got < len(want)-2 { // those whose keys are 0 and 8 share one
		t.Errorf("%d entries of %d", got, len(want))
	}
}

// An entry of a set takes at most 24 bytes whatever its size, and while it grows nothing but one part of it is there twice. A person of
// a screening takes at most 48, likewise.
func TestTableSize(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	var tab table
	var met people
	size, peak := 0, 0 // of people, counted as it allocates
	worst := 0.0
	for n := 1; n <= 1_200_000; n++ {
		d := random(rnd)
		tab.add(d, objects)
		part := &[tableParts]digestSet{}
		if met.parts != nil {
			part = met.parts
		}
		before := len(part[d[15]].slots)
		met.add(d)
		if after := len(met.parts[d[15]].slots); after != before {
			peak = max(peak, 16*(size+after)) // the old part is there until the new one is filled
			size += after - before
			if n > 20_000 && peak > 48*n {
				t.Fatalf("at %d people %d bytes, more than 48 each", n, peak)
			}
		}
		if n > 20_000 && n%997 == 0 {
			worst = max(worst, float64(tab.size())/float64(n))
		}
	}
	if worst > 24 || worst < 10 {
		t.Errorf("an entry of a set takes up to %.1f bytes", worst)
	}
	if tab.size() < 8*1_200_000 || peak < 16*1_200_000 {
		t.Error("not everything was counted")
	}
	largest := 0
	for i := range tab.parts {
		largest = max(largest, 8*len(tab.parts[i].Load().slots))
	}
	if 100*largest > tab.size() {
		t.Errorf("one part has %d of %d bytes: growing holds that much twice", largest, tab.size())
	}
}

// Who reads while another adds sees all that was added before it was told.
func TestTableConcurrently(t *testing.T) {
	rnd := rand.New(rand.NewPCG(8, 9))
	digests := make([]Digest, 20000)
	for i := range digests {
		digests[i] = random(rnd)
	}
	var tab table
	var added atomic.Int64
	var wg sync.WaitGroup
	for i := range 3 {
		wg.Go(func() {
			rnd := rand.New(rand.NewPCG(uint64(i), 0))
			for added.Load() < int64(len(digests)) {
				if n := added.Load(); n > 0 {
					if i := rnd.Int64N(n); tab.get(digests[i])&objects == 0 {
						t.Error("an entry was added and is not seen")
						return
					}
				}
			}
		})
	}
	for _, d := range digests {
		tab.add(d, objects)
		added.Add(1)
	}
	wg.Wait()
}

// faulty is a ledger of which a test breaks one answer.
type faulty struct {
	*Memory
	generation func(uint64) (uint64, error)
	digests    func(iter.Seq2[Entry, error]) iter.Seq2[Entry, error]
	asked      atomic.Int64 // History
}

func (f *faulty) History(ctx context.Context, d Digest) ([]Event, error) {
	f.asked.Add(1)
	return f.Memory.History(ctx, d)
}

func (f *faulty) Generation(ctx context.Context) (uint64, error) {
	g, err := f.Memory.Generation(ctx)
	if f.generation != nil {
		return f.generation(g)
	}
	return g, err
}

func (f *faulty) Digests(ctx context.Context, after uint64) iter.Seq2[Entry, error] {
	all := f.Memory.Digests(ctx, after)
	if f.digests != nil {
		return f.digests(all)
	}
	return all
}

// A set that does not know everything clears nobody.
func TestSetFaults(t *testing.T) {
	someone := mustPhone(t, number(1))
	for _, c := range []struct {
		name string
		do   func(f *faulty, b *Book)
		want error
		says string
	}{
		{"an old copy of the ledger", func(f *faulty, b *Book) {
			must(t, b.Ledger.(*Set).Load(t.Context()))
			f.generation = func(g uint64) (uint64, error) { return g - 1, nil }
		}, ErrWentBack, "old copy"},
		{"an old copy that has grown again", func(f *faulty, b *Book) {
			must(t, b.Ledger.(*Set).Load(t.Context()))
			f.generation = func(g uint64) (uint64, error) { return g - 1, nil }
			if err := b.Ledger.(*Set).Load(t.Context()); !errors.Is(err, ErrWentBack) {
				t.Errorf("loaded from an old copy: %v", err)
			}
			f.generation = nil
		}, ErrWentBack, "old copy"},
		{"no answer about the generation", func(f *faulty, _ *Book) {
			f.generation = func(uint64) (uint64, error) { return 0, errBoom }
		}, errBoom, "the ledger"},
		{"no digests", func(f *faulty, _ *Book) {
			f.digests = func(iter.Seq2[Entry, error]) iter.Seq2[Entry, error] { return func(func(Entry, error) bool) {} }
		}, errUnread, "up to 2"},
		{"some of the digests", func(f *faulty, _ *Book) {
			f.digests = func(all iter.Seq2[Entry, error]) iter.Seq2[Entry, error] {
				return func(yield func(Entry, error) bool) {
					for e := range all {
						yield(e, nil)
						return
					}
				}
			}
		}, errUnread, "none after 1"},
		{"an error among the digests", func(f *faulty, _ *Book) {
			f.digests = func(all iter.Seq2[Entry, error]) iter.Seq2[Entry, error] {
				return func(yield func(Entry, error) bool) { yield(Entry{}, errBoom) }
			}
		}, errBoom, "the ledger"},
		{"the zero Set", func(_ *faulty, b *Book) { b.Ledger = new(Set) }, errNoSet, "NewSet"},
		{"no Set", func(_ *faulty, b *Book) { b.Ledger = (*Set)(nil) }, law.SpecField, "NewSet"},
		{"a Set of nothing", func(_ *faulty, b *Book) { b.Ledger = NewSet(nil) }, errNilLedger, "nil ledger"},
		{"a Set of Any of nothing", func(_ *faulty, b *Book) { b.Ledger = NewSet(Any(&Memory{}, nil)) }, errNilLedger, "nil ledger"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := &faulty{Memory: &Memory{}}
			b, _ := testBook(NewSet(f))
			must(t, b.Object(t.Context(), someone, sms, "sms"))
			must(t, b.Object(t.Context(), mustPhone(t, number(2)), sms, "sms"))
			c.do(f, b)
			for range 2 { // it stays so
				n := 0
				var last error
				for to, err := range Screen(t.Context(), b, sms, rowsTo(law.OriginForm, someone, mustPhone(t, number(3)))) {
					if err == nil || !to.IsZero() {
						t.Error("somebody was cleared")
					}
					n, last = n+1, err
				}
				if n != 1 || !errors.Is(last, c.want) || !strings.Contains(last.Error(), c.says) {
					t.Errorf("%d errors, the last is %v", n, last)
				}
			}
		})
	}
	var none *Set
	if none.Len() != 0 || fmt.Sprint(NewSet(&Memory{})) != "set of 0 people" {
		t.Error("an empty set holds somebody, or does not print")
	}
	for _, s := range []*Set{none, new(Set)} {
		if err := s.Record(t.Context(), Sealer{}); err == nil {
			t.Error("a set of no ledger records")
		}
		if _, err := s.History(t.Context(), Digest{1}); err == nil {
			t.Error("a set of no ledger answers")
		}
	}
}

// A ledger that goes back while a screening runs ends it.
func TestLedgerGoesBackMeanwhile(t *testing.T) {
	f := &faulty{Memory: &Memory{}}
	b, _ := testBook(NewSet(f))
	clock := &ticking{step: 100 * time.Millisecond}
	b.Now = clock.now
	must(t, b.Object(t.Context(), mustPhone(t, number(1)), sms, "sms"))
	var last error
	n := 0
	for _, err := range Screen(t.Context(), b, sms, func(yield func(Row[voter], error) bool) {
		for i := range 1000 {
			if i == 100 {
				f.generation = func(uint64) (uint64, error) { return 0, nil }
			}
			if !yield(Row[voter]{Data: &voter{}, To: nobody(uint64(i))}, nil) {
				return
			}
		}
	}) {
		if last = err; err == nil {
			n++
		}
	}
	if !errors.Is(last, ErrWentBack) || n < 100 || n > 120 {
		t.Errorf("%d were cleared, then %v", n, last)
	}
}

// Only what nobody can know from memory is asked of the ledger, and only what is new is read.
func TestSetAsksLittle(t *testing.T) {
	f := &faulty{Memory: &Memory{}}
	read := 0
	f.digests = func(all iter.Seq2[Entry, error]) iter.Seq2[Entry, error] {
		return func(yield func(Entry, error) bool) {
			for e, err := range all {
				read++
				if !yield(e, err) {
					return
				}
			}
		}
	}
	b, _ := testBook(NewSet(f))
	who := make([]Address, 12)
	for i := range who {
		who[i] = nobody(uint64(i))
	}
	for i := range 4 {
		must(t, b.Object(t.Context(), who[i], sms, "sms"))
	}
	must(t, b.Record(t.Context(), who[4], Event{Kind: Informed, Channel: law.SMS}))
	must(t, b.Consent(t.Context(), who[5], sms, "form", "form 1"))
	for _, c := range []struct {
		origin        law.Origin
		cleared, asks int
	}{
		{law.OriginForm, 8, 1},     // the one who agreed
		{law.OriginMember, 8, 5},   // and those who objected, to something perhaps
		{law.OriginReferral, 7, 1}, // the one who was written to is refused unasked
	} {
		f.asked.Store(0)
		if n := len(collect(t, b, sms, rowsTo(c.origin, who...))); n != c.cleared || int(f.asked.Load()) != c.asks {
			t.Errorf("%s: %d cleared, %d look-ups; want %d and %d", c.origin, n, f.asked.Load(), c.cleared, c.asks)
		}
	}
	if read != 6 {
		t.Errorf("%d entries were read, want 6", read)
	}
	must(t, b.Object(t.Context(), who[6], sms, "sms"))
	if n := len(collect(t, b, sms, rowsTo(law.OriginForm, who...))); n != 7 || read != 7 {
		t.Errorf("%d cleared after %d entries were read, want 7 and 7", n, read)
	}
	if n := b.Ledger.(*Set).Len(); n != 7 {
		t.Errorf("%d people in the set", n)
	}
}

// Two ledgers that are shared are one set, and each is refreshed by its own generation.
func TestSetOfAny(t *testing.T) {
	candidate, party := &Memory{}, &Memory{}
	pb, _ := testBook(party)
	pb.Controller, pb.Keys.Current = "party", oldKey
	b, _ := testBook(NewSet(Any(candidate, party)))
	b.Keys.Older = []Key{oldKey}
	who := []Address{mustPhone(t, number(1)), mustPhone(t, number(2)), mustPhone(t, number(3))}
	must(t, b.Object(t.Context(), who[0], sms, "sms"))
	if n := len(collect(t, b, sms, rowsTo("", who...))); n != 2 {
		t.Errorf("%d cleared, want 2", n)
	}
	must(t, pb.Object(t.Context(), who[1], sms, "sms"))
	if n := len(collect(t, b, sms, rowsTo("", who...))); n != 1 {
		t.Errorf("%d cleared after an objection to the party, want 1", n)
	}
}

// Who waits while another fills the set can still be cancelled, and what a cancelled filling read is read again.
func TestSetCancelled(t *testing.T) {
	f := &faulty{Memory: &Memory{}}
	set := NewSet(f)
	b, _ := testBook(set)
	must(t, b.Object(t.Context(), mustPhone(t, number(1)), sms, "sms"))
	entered, leave := make(chan struct{}), make(chan struct{})
	f.digests = func(all iter.Seq2[Entry, error]) iter.Seq2[Entry, error] {
		return func(yield func(Entry, error) bool) {
			close(entered)
			<-leave
			yield(Entry{}, errBoom)
		}
	}
	first := make(chan error)
	go func() { first <- set.Load(context.Background()) }()
	<-entered
	ctx, cancel := context.WithCancel(t.Context())
	second := make(chan error)
	go func() { second <- set.Load(ctx) }()
	cancel()
	if err := <-second; !errors.Is(err, context.Canceled) {
		t.Errorf("who waited and was cancelled: %v", err)
	}
	close(leave)
	if err := <-first; !errors.Is(err, errBoom) {
		t.Errorf("who filled: %v", err)
	}
	f.digests = nil
	if got := collect(t, b, sms, rowsTo("", mustPhone(t, number(1)))); len(got) != 0 {
		t.Error("an objection is forgotten after a filling that failed")
	}
}

func TestProgress(t *testing.T) {
	b, _ := testBook(NewSet(&Memory{}))
	var told []Progress
	b.Progress = func(p Progress) { told = append(told, p) }
	must(t, b.Object(t.Context(), nobody(7), sms, "sms"))
	const rows = 10_000
	n := len(collect(t, b, sms, func(yield func(Row[voter], error) bool) {
		for i := range uint64(rows) {
			if !yield(Row[voter]{Data: &voter{}, To: nobody(i % (rows - 1))}, nil) {
				return
			}
		}
	}))
	if len(told) < 3 {
		t.Fatalf("told %d times of %d rows", len(told), rows)
	}
	for i := 1; i < len(told); i++ {
		if told[i].Rows <= told[i-1].Rows && i < len(told)-1 {
			t.Errorf("told of %d rows after %d", told[i].Rows, told[i-1].Rows)
		}
	}
	want := Progress{For: sms, Rows: rows, Cleared: n, Refused: map[law.ID]int{law.ObjectNow: 1, law.DuplicateRow: 1}}
	if d := cmp.Diff(want, told[len(told)-1]); d != "" || n != rows-2 {
		t.Errorf("at last (-want +got):\n%s", d)
	}

	told = nil // an error ends it too, and who stops listening
	for range Screen(t.Context(), b, sms, rowsTo("", nobody(1), nobody(2))) {
		break
	}
	if len(told) != 1 || told[0].Rows != 1 || told[0].Cleared != 1 {
		t.Errorf("after a break: %v", told)
	}
	told = nil
	c := collect(t, b, sms, rowsTo("", nobody(1)))[0]
	told = nil
	if _, err := Recheck(t.Context(), b, c); err != nil || told != nil {
		t.Errorf("a recheck told of %v, error %v", told, err)
	}
}
