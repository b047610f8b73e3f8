package optouttest

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// The keys of the proof: the first is that of all other tests.
var (
	key1 = optout.KeyOf(1, []byte("a secret of thirty-two bytes, 1."))
	key2 = optout.KeyOf(2, []byte("a secret of thirty-two bytes, 2."))
)

// on is the book of that controller with the ledger and these keys, the current one first.
func on(l optout.Ledger, keys ...optout.Key) *optout.Book {
	return &optout.Book{Ledger: l, Keys: optout.Keys{Current: keys[0], Older: keys[1:]}, Controller: book.Controller}
}

// Every event stands in its controller's chain as it was recorded, each tied to the one before, and a second handle goes on.
func testChain(t *testing.T, open func() optout.Ledger) {
	l := open()
	defer closeLedger(t, l)
	for range l.Chain(t.Context(), book.Controller) {
		t.Fatal("an empty ledger has a chain")
	}
	if h, err := l.Head(t.Context(), book.Controller, 0); err != nil || h != (optout.Head{Controller: book.Controller}) {
		t.Fatalf("the head of an empty ledger: %v, error %v", h, err)
	}
	another := on(l, key1)
	another.Controller = "another"
	var all []optout.Event
	for i := range 9 {
		e := event(person(), i)
		e.ID = fmt.Sprint("told ", i%8) // and one of them told again, by another person's digest: no repetition
		all = append(all, e)
		record(t, l, e, e)
		if err := l.Record(t.Context(), sealer(another), event(person(), i)); err != nil {
			t.Fatalf("another controller's event: %v", err)
		}
		if i == 4 {
			closeLedger(t, l)
			l = open()
		}
	}
	var links []optout.Link
	var got []optout.Event
	for s, err := range l.Chain(t.Context(), book.Controller) {
		if err != nil {
			t.Fatalf("Chain: %v", err)
		}
		got, links = append(got, s.Event), append(links, s.Link)
		if s.By != 1 || s.Link.IsZero() || s.Generation == 0 {
			t.Errorf("event %d is not sealed", len(got))
		}
	}
	want(t, got, all...)
	for i := range links {
		h, err := l.Head(t.Context(), book.Controller, uint64(i)+1)
		if err != nil || h.Count != uint64(i)+1 || h.Link != links[i] {
			t.Errorf("the head after %d events is %v, error %v", i+1, h, err)
		}
	}
	for _, count := range []uint64{0, 9, 10, 1 << 40} {
		if h, err := l.Head(t.Context(), book.Controller, count); err != nil || h.Count != 9 || h.Link != links[8] {
			t.Errorf("the head after %d of 9 events is %v, error %v", count, h, err)
		}
	}
	for _, b := range []*optout.Book{on(l, key1), {Ledger: l, Keys: another.Keys, Controller: "another"}} {
		if v, err := optout.Verify(t.Context(), b); err != nil || len(v.Findings) > 0 || v.Head.Count != 9 {
			t.Errorf("Verify: %d events, error %v, findings %v", v.Head.Count, err, v.Findings)
		}
	}
}

// A secret that is not the one of before, and a book that lacks a key, are refused; and nothing is recorded.
func testOwnKeys(t *testing.T, open func() optout.Ledger) {
	l := open()
	defer closeLedger(t, l)
	if known, err := l.Keys(t.Context()); err != nil || len(known) != 0 {
		t.Fatalf("an empty ledger knows %d keys, error %v", len(known), err)
	}
	d := person()
	record(t, l, event(d, 1), event(d, 2))
	wrong := optout.KeyOf(1, []byte("another secret of thirty-two b.."))
	for name, keys := range map[string][]optout.Key{"another secret": {wrong}, "a key missing": {key2}, "another number": {optout.KeyOf(3, key1.Secret())}} {
		s := sealer(on(l, keys...))
		for what, events := range map[string][]optout.Event{"an event": {event(d, 3)}, "a question": nil} {
			for i := range events {
				events[i].Key = keys[0].ID
			}
			if err := l.Record(t.Context(), s, events...); !errors.Is(err, law.LedgerWhole) {
				t.Errorf("%s: %s: error %v", name, what, err)
			}
		}
	}
	if err := l.Record(t.Context(), optout.Sealer{}, event(d, 3)); err == nil {
		t.Error("an event is recorded without a sealer")
	}
	want(t, history(t, l, d), event(d, 1), event(d, 2))
	known, err := l.Keys(t.Context())
	if own := seal.Checks()[0]; err != nil || len(known) != 1 || known[0].Check != own.Check || known[0].Key != 1 || known[0].Controller != book.Controller || known[0].Events != 2 {
		t.Errorf("the ledger knows %v, error %v", known, err)
	}
	// Another controller's keys are its own matter.
	other := on(l, optout.KeyOf(1, []byte("another secret of thirty-two b..")))
	other.Controller = "another"
	if err := l.Record(t.Context(), sealer(other), event(person(), 1)); err != nil {
		t.Errorf("another controller with a key of the same number: %v", err)
	}
}

// After a rotation what was sealed under the former key is verified with it, and counts go by key.
func testRotation(t *testing.T, open func() optout.Ledger) {
	l := open()
	defer closeLedger(t, l)
	record(t, l, event(person(), 1), event(person(), 2))
	s := sealer(on(l, key2, key1))
	next, late := event(person(), 3), event(person(), 4) // the latter by a link of former days
	next.Key = 2
	if err := l.Record(t.Context(), s, next, late); err != nil {
		t.Fatalf("Record after a rotation: %v", err)
	}
	if err := l.Record(t.Context(), seal, event(person(), 5)); !errors.Is(err, law.LedgerWhole) {
		t.Errorf("a program that has not heard of the rotation records: %v", err)
	}
	if v, err := optout.Verify(t.Context(), on(l, key2, key1)); err != nil || len(v.Findings) > 0 || v.Head.Count != 4 {
		t.Errorf("Verify: %d events, error %v, findings %v", v.Head.Count, err, v.Findings)
	}
	known, err := l.Keys(t.Context())
	counts := make(map[byte]uint64)
	for _, k := range known {
		counts[k.Key] += k.Events
	}
	if err != nil || counts[1] != 3 || counts[2] != 1 {
		t.Errorf("events by key: %v, error %v", counts, err)
	}
}

// Writers on two handles make one chain.
func testOneChain(t *testing.T, open func() optout.Ledger) {
	handles := []optout.Ledger{open(), open()}
	for _, l := range handles {
		defer closeLedger(t, l)
	}
	const writers, each = 6, 15
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				if err := handles[w%2].Record(t.Context(), seal, event(person(), i), event(person(), i)); err != nil {
					t.Errorf("Record beside other writers: %v", err)
				}
			}
		})
	}
	wg.Wait()
	if v, err := optout.Verify(t.Context(), on(handles[1], key1)); err != nil || len(v.Findings) > 0 || v.Head.Count != 2*writers*each {
		t.Errorf("the chain that writers made together: %d events, error %v, findings %v", v.Head.Count, err, v.Findings)
	}
}
