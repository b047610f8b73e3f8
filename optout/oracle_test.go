package optout

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
)

// saying is an event as the oracle knows it: said of an address, under a key, in the order of this list.
type saying struct {
	of    int // address
	key   int
	event Event
}

// world is a small campaign in which everything that the rules tell apart happens often.
type world struct {
	rnd     *rand.Rand
	to      []Address // mailboxes have several spellings
	sayings []saying
	books   [2]*Book // the same keys; the first records under the new one, the second under the old one
}

func newWorld(t testing.TB, rnd *rand.Rand, l Ledger) *world {
	w := &world{rnd: rnd}
	for i := range 4 {
		w.to = append(w.to, mustPhone(t, number(i)))
	}
	for _, m := range []string{"zoe@example.org", "Zoe+liste@example.org", "leo@example.org", "zoe+autre@example.org"} {
		w.to = append(w.to, mustMailbox(t, m))
	}
	for i := range w.books {
		w.books[i], _ = testBook(l)
		w.books[i].Refused = nil
	}
	w.books[0].Keys = Keys{Current: testKey, Older: []Key{oldKey}}
	w.books[1].Keys = Keys{Current: oldKey, Older: []Key{testKey}}
	return w
}

func pick[T any](rnd *rand.Rand, of ...T) T { return of[rnd.IntN(len(of))] }

// happen records a random event.
func (w *world) happen(t testing.TB) {
	s := saying{of: w.rnd.IntN(len(w.to)), key: w.rnd.IntN(2)}
	e := Event{
		Kind:    pick(w.rnd, Objection, Objection, ConsentKind, ConsentKind, Informed, Undeliverable, Review, Review, Dismissed),
		Channel: pick(w.rnd, "", law.SMS, law.Email, law.Voice, law.Post),
		Scope:   Scope{pick(w.rnd, "852123456", "852123456", "852123456", "other"), pick(w.rnd, "", "", "a", "b")},
		At:      noon.Add(time.Duration(w.rnd.IntN(8)-8) * time.Minute), Source: "test",
	}
	switch e.Kind {
	case Undeliverable:
		e.Until = pick(w.rnd, time.Time{}, noon, noon.Add(time.Minute), noon.Add(-time.Second))
		if !e.Until.After(e.At) {
			e.Until = time.Time{}
		}
	case Dismissed:
		e.By, e.Evidence = "n° 3", "asked for the programme"
	}
	s.event = e
	must(t, w.books[s.key].Record(t.Context(), w.to[s.of], e))
	w.sayings = append(w.sayings, s)
}

// same reports whether two addresses are one person's, whatever the spelling.
func (w *world) same(i, j int) bool {
	return string(w.to[i].appendCanonical(nil)) == string(w.to[j].appendCanonical(nil))
}

// judge is the rule in its plainest words: what becomes of a row, from everything that was ever said.
func (w *world) judge(f For, origin law.Origin, to int, also []int) (why law.ID, agreed bool) {
	member := origin == law.OriginMember
	elsewhere := f.Channel == law.Post || f.Channel == law.Door
	person := append([]int{to}, also...)
	any := func(of []int, match func(saying, int) bool) bool {
		for n, s := range w.sayings {
			for _, a := range of {
				if w.same(s.of, a) && match(s, n) {
					return true
				}
			}
		}
		return false
	}
	same := func(a, b law.Channel) bool { return a == "" || a == b }
	target := []int{to}
	if elsewhere {
		target = person
	}
	consentAfter := func(at time.Time) bool {
		return any(target, func(s saying, _ int) bool {
			e := s.event
			said := w.to[s.of]
			own := string(said.appendExact(nil)) == string(said.appendCanonical(nil)) // the mailbox itself agreed: so did its spellings
			for _, a := range target {
				own = own || said.Equal(w.to[a])
			}
			return e.Kind == ConsentKind && own && e.Scope.Controller == "852123456" && same(e.Channel, f.Channel) &&
				(e.Scope.Topic == "" || e.Scope.Topic == f.Topic) && e.At.After(at)
		})
	}
	dismissed := func(r saying, n int) bool {
		return any(person, func(d saying, m int) bool {
			if d.event.Kind != Dismissed || !w.same(d.of, r.of) || d.event.Scope.Controller != r.event.Scope.Controller {
				return false
			}
			if d.key == r.key {
				return m > n && !d.event.At.Before(r.event.At)
			}
			return d.event.At.After(r.event.At)
		})
	}
	objecting := any(person, func(s saying, n int) bool {
		e := s.event
		stands := e.Kind == Objection && (!member || same(e.Channel, f.Channel) && (e.Scope.Topic == "" || f.Topic == "" || e.Scope.Topic == f.Topic)) ||
			e.Kind == Review && !dismissed(s, n)
		return stands && !consentAfter(e.At)
	})
	agreed = !objecting && consentAfter(time.Time{})
	gone := any(target, func(s saying, _ int) bool {
		e := s.event
		return e.Kind == Undeliverable && same(e.Channel, f.Channel) && (e.Until.IsZero() || noon.Before(e.Until)) && !consentAfter(e.At)
	})
	informed := any(person, func(s saying, _ int) bool { return s.event.Kind == Informed })
	switch {
	case objecting:
		return law.ObjectNow, false
	case gone:
		return law.Undeliverable, agreed
	case origin == law.OriginReferral && informed && !agreed:
		return law.ReferralOnce, agreed
	case f.Consent && !agreed:
		return consentRule(f.Channel), agreed
	}
	return "", agreed
}

// screenAll returns what a screening says of each row, as the oracle says it.
func screenAll(t testing.TB, b *Book, f For, rows []Row[voter]) []string {
	t.Helper()
	got := make([]string, len(rows))
	own := *b
	next := 1 // rows are told of in their order
	mark := func(n int, what string) {
		if n < next {
			t.Fatalf("row %d is told of after row %d", n, next)
		}
		next, got[n-1] = n, what
	}
	own.Refused = func(n int, why law.ID) { mark(n, string(why)) }
	for c, err := range Screen(context.Background(), &own, f, Rows(rows...)) {
		must(t, err)
		mark(c.Number(), fmt.Sprint("cleared ", c.Consented()))
	}
	return got
}

// Whatever was recorded, in whatever order, under whichever address and key: a screening says the same of every row as the rule in its
// plainest words, whether it asks the ledger row by row, about many at once, or a set of those who stand in it.
func TestScreenAgainstOracle(t *testing.T) {
	for seed := range uint64(150) {
		rnd := rand.New(rand.NewPCG(seed, 7))
		ledger := &Memory{}
		set := NewSet(ledger)
		w := newWorld(t, rnd, ledger)
		for range rnd.IntN(4) {
			for range rnd.IntN(6) {
				w.happen(t)
			}
			f := For{Channel: pick(rnd, law.SMS, law.Email, law.Voice, law.Post, law.Door), Topic: pick(rnd, "", "a", "b"), Consent: rnd.IntN(4) == 0}
			var rows []Row[voter]
			var want []string
			met := map[string]bool{}
			for range 12 {
				origin := pick(rnd, law.OriginForm, law.OriginMember, law.OriginReferral)
				to := rnd.IntN(len(w.to))
				row := Row[voter]{Data: &voter{}, To: w.to[to], Origin: origin}
				var also []int
				for range rnd.IntN(3) {
					if rnd.IntN(5) == 0 {
						row.Also = append(row.Also, Address{})
						continue
					}
					also = append(also, rnd.IntN(len(w.to)))
					row.Also = append(row.Also, w.to[also[len(also)-1]])
				}
				rows = append(rows, row)
				text := string(row.To.appendCanonical(nil))
				switch {
				case !fits(row.To, f.Channel):
					want = append(want, string(law.AddressForm))
				case met[text]:
					want = append(want, string(law.DuplicateRow))
				default:
					met[text] = true
					why, agreed := w.judge(f, origin, to, also)
					if why == "" {
						want = append(want, fmt.Sprint("cleared ", agreed))
					} else {
						want = append(want, string(why))
					}
				}
			}
			for _, ahead := range []int{0, 1, 5, 100} {
				for _, l := range []Ledger{ledger, set, Any(ledger)} {
					b := *w.books[0]
					b.Ledger, b.Ahead = l, ahead
					got := screenAll(t, &b, f, rows)
					for i := range got {
						if got[i] != want[i] {
							t.Fatalf("seed %d, %T, %d ahead, for %v: row %d (%s, %d others) is %q, want %q\n%+v", seed, l, ahead, f, i+1, rows[i].Origin, len(rows[i].Also), got[i], want[i], w.sayings)
						}
					}
				}
			}
		}
	}
}

// ticking is a clock that goes on by a step whenever it is read.
type ticking struct {
	n    atomic.Int64
	step time.Duration
}

func (c *ticking) now() time.Time { return noon.Add(time.Duration(c.n.Add(1)) * c.step) }

// While many write and many screen from one set, nobody is cleared whose objection was recorded before the clearance's At.
func TestSharedSetHeedsWhatWasRecorded(t *testing.T) {
	const people, screenings = 3000, 4
	clock := &ticking{step: 2 * time.Millisecond} // so that a screening asks again every 500 rows or so
	ledger := &Memory{}
	set := NewSet(ledger)
	book := func() *Book {
		b, _ := testBook(set)
		b.Now, b.Refused = clock.now, nil
		return b
	}
	who := make([]Address, people)
	for i := range who {
		who[i] = nobody(uint64(i))
	}
	recorded := make([]atomic.Int64, people) // the clock once Record had returned; 0: not yet
	type seen struct {
		who int
		at  time.Time
	}
	var mu sync.Mutex
	var cleared []seen
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			rnd := rand.New(rand.NewPCG(uint64(i), 1))
			b := book()
			for range 150 {
				p := rnd.IntN(people)
				if err := b.Object(t.Context(), who[p], For{}, "test"); err != nil {
					t.Error(err)
				}
				recorded[p].CompareAndSwap(0, clock.now().UnixNano())
			}
		})
	}
	for i := range screenings {
		wg.Go(func() {
			rnd := rand.New(rand.NewPCG(uint64(i), 2))
			b := book()
			for range 3 {
				b.Ahead = rnd.IntN(3) * 50
				var rows iter.Seq2[Row[voter], error] = func(yield func(Row[voter], error) bool) {
					for _, p := range rnd.Perm(people) {
						if !yield(Row[voter]{Data: &voter{}, To: who[p], Origin: pick(rnd, law.OriginForm, law.OriginMember)}, nil) {
							return
						}
					}
				}
				for c, err := range Screen(t.Context(), b, sms, rows) {
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					cleared = append(cleared, seen{int(unmask(c.To().number) - 999_000_000_000), c.At()})
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	late := 0
	for _, c := range cleared {
		at := recorded[c.who].Load()
		if at != 0 && at < c.at.UnixNano() {
			t.Fatal("somebody was cleared at an instant before which the objection had been recorded")
		}
		if at != 0 {
			late++
		}
	}
	if len(cleared) < people || late == 0 {
		t.Errorf("%d cleared, %d of them objected afterwards: this shows nothing", len(cleared), late)
	}
	// After all is written a screening has it.
	left := 0
	for c, err := range Screen(t.Context(), book(), sms, rowsTo(law.OriginForm, who...)) {
		must(t, err)
		if recorded[int(unmask(c.To().number)-999_000_000_000)].Load() != 0 {
			t.Error("somebody is cleared who objected")
		}
		left++
	}
	if left == 0 || left == people {
		t.Errorf("%d of %d are left", left, people)
	}
}

var errBoom = errors.New("boom")
