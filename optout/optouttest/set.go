package optouttest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/scrutateur/scrutateur/optout"
)

// entries reads what was recorded after a generation.
func entries(t *testing.T, l optout.Ledger, after uint64) (all []optout.Entry) {
	t.Helper()
	for e, err := range l.Digests(t.Context(), after) {
		if err != nil {
			t.Fatalf("Digests: %v", err)
		}
		all = append(all, e)
	}
	return all
}

func generation(t *testing.T, l optout.Ledger) uint64 {
	t.Helper()
	g, err := l.Generation(t.Context())
	if err != nil {
		t.Fatalf("Generation: %v", err)
	}
	return g
}

// A set of the people in a ledger is filled and refreshed by generation: whatever was recorded, by whichever handle, is among the digests
// after the generation that was read before.
func testGenerations(t *testing.T, open func() optout.Ledger) {
	l, m := open(), open()
	defer closeLedger(t, l)
	defer closeLedger(t, m)
	if g := generation(t, l); g != 0 || len(entries(t, l, 0)) != 0 {
		t.Errorf("an empty ledger is at generation %d", g)
	}
	var all []optout.Digest
	var last uint64
	for i, by := range []optout.Ledger{l, m, l, m, l} {
		var events []optout.Event
		for j := range 1 + i%3 {
			d := person()
			if i > 2 && j == 0 {
				d = all[0] // again: a person may have many events
			}
			all = append(all, d)
			events = append(events, event(d, len(all)))
		}
		events[0].Kind = []optout.Kind{optout.Objection, optout.ConsentKind, optout.Informed, optout.Review, optout.Undeliverable}[i]
		record(t, by, events...)
		for _, reader := range []optout.Ledger{l, m} {
			g := generation(t, reader)
			if g <= last {
				t.Fatalf("generation %d after %d, with more recorded", g, last)
			}
			got := entries(t, reader, last)
			if len(got) != len(events) {
				t.Fatalf("%d digests after generation %d, want %d: one for every event", len(got), last, len(events))
			}
			for k, e := range got {
				if e.Digest != events[k].Digest || e.Kind != events[k].Kind {
					t.Errorf("digest %d after generation %d is another one, or of another kind: the order is that of recording", k, last)
				}
				if e.Generation <= last || e.Generation > g || k > 0 && e.Generation <= got[k-1].Generation {
					t.Errorf("generation %d of an event, after %d and up to %d", e.Generation, last, g)
				}
			}
			if got[len(got)-1].Generation != g {
				t.Errorf("the last event is of generation %d, the ledger of %d", got[len(got)-1].Generation, g)
			}
			if n := len(entries(t, reader, g)); n != 0 {
				t.Errorf("%d digests after the last generation", n)
			}
		}
		last = generation(t, l)
	}
	record(t, l) // a probe is no event
	if got := entries(t, l, 0); len(got) != len(all) || generation(t, l) != last {
		t.Errorf("%d digests in all, want %d", len(got), len(all))
	}
	for range l.Digests(t.Context(), 0) {
		break // who stops early leaves nothing behind that blocks
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := l.Generation(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Generation after the context ended: %v", err)
	}
	for _, err := range l.Digests(ctx, 0) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("Digests after the context ended: %v", err)
		}
	}
	record(t, l, event(person(), 1))
}

// While others write, who has read a generation finds everything up to it, and nothing appears behind it later.
func testGenerationsMeanwhile(t *testing.T, open func() optout.Ledger) {
	const writers, each = 4, 15
	var wg sync.WaitGroup
	for range writers {
		l := open()
		wg.Go(func() {
			defer closeLedger(t, l)
			for i := range each {
				if err := l.Record(t.Context(), sealer(book), event(person(), i), event(person(), i)); err != nil {
					t.Errorf("Record: %v", err)
				}
			}
		})
	}
	done := make(chan struct{})
	go func() { wg.Wait(); close(done) }()
	l := open()
	defer closeLedger(t, l)
	met := map[optout.Digest]bool{}
	var g uint64
	for running := true; running; {
		select {
		case <-done:
			running = false
		default:
		}
		next := generation(t, l)
		for _, e := range entries(t, l, g) {
			if e.Generation <= next {
				met[e.Digest] = true
			}
		}
		g = next
	}
	all := entries(t, l, 0)
	if len(all) != 2*writers*each {
		t.Fatalf("%d digests, want %d", len(all), 2*writers*each)
	}
	missed := slices.DeleteFunc(all, func(e optout.Entry) bool { return met[e.Digest] })
	if len(missed) != 0 {
		t.Errorf("%d digests were never among those after the generation that was read before", len(missed))
	}
}

// What Histories answers is what History does.
func testMany(t *testing.T, open func() optout.Ledger) {
	l := open()
	defer closeLedger(t, l)
	m, ok := l.(optout.Many)
	if !ok {
		t.Skip("the ledger answers about one person at a time")
	}
	var asked []optout.Digest
	var wanted [][]optout.Event
	for i := range 1203 {
		d := person()
		asked = append(asked, d)
		var events []optout.Event
		if i%100 == 0 {
			for j := range 1 + i/100%3 {
				events = append(events, event(d, 10*i+j))
			}
			record(t, l, events...)
			record(t, l, event(person(), i)) // of somebody else
		}
		wanted = append(wanted, events)
	}
	for n := range 12 { // more to those who have some, so that one person's events do not lie side by side
		e := event(asked[100*n], n)
		record(t, l, e)
		wanted[100*n] = append(wanted[100*n], e)
	}
	got, err := m.Histories(t.Context(), asked)
	if err != nil {
		t.Fatalf("Histories: %v", err)
	}
	of := map[optout.Digest][]optout.Event{}
	for _, e := range got {
		of[e.Digest] = append(of[e.Digest], e)
	}
	for i, d := range asked {
		want(t, of[d], wanted[i]...)
		delete(of, d)
	}
	if len(of) != 0 {
		t.Errorf("Histories told of %d people who were not asked about", len(of))
	}
	if got, err := m.Histories(t.Context(), nil); err != nil || len(got) != 0 {
		t.Errorf("asked about nobody: %d events, error %v", len(got), err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := m.Histories(ctx, asked); !errors.Is(err, context.Canceled) {
		t.Errorf("Histories after the context ended: %v", err)
	}
}
