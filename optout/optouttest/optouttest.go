// Package optouttest proves that an [optout.Ledger] keeps its promises: one call in a test of the package that has the
// ledger.
//
//	func TestLedger(t *testing.T) {
//		optouttest.TestLedger(t, func(t *testing.T, name string) optout.Ledger {
//			return openMine(t, filepath.Join(dir, name))
//		})
//	}
//
// It cannot prove durability against a loss of power, nor that nobody with access to the storage changes it: the ledger's
// own documentation has to say by which means it holds them.
package optouttest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// TestLedger runs the proof as subtests of t. Open returns a handle on the ledger of that name: an empty one for a
// name not seen before, and for a name seen before one more handle on the same ledger, as another process or a
// restart would get it. A handle that is an io.Closer is closed when it is no longer needed.
func TestLedger(t *testing.T, open func(t *testing.T, name string) optout.Ledger) {
	for name, prove := range map[string]func(*testing.T, func() optout.Ledger){
		"Empty":       testEmpty,
		"RoundTrip":   testRoundTrip,
		"Order":       testOrder,
		"AppendOnly":  testAppendOnly,
		"Isolation":   testIsolation,
		"AllOrNone":   testAllOrNone,
		"Refusals":    testRefusals,
		"ToldAgain":   testToldAgain,
		"OneName":     testOneName,
		"ManyAtOnce":  testManyAtOnce,
		"Concurrency": testConcurrency,
		"Cancelled":   testCancelled,
		"Interrupted": testInterrupted,
		"Reopen":      testReopen,
		"Chain":       testChain,
		"OneChain":    testOneChain,
		"OwnKeys":     testOwnKeys,
		"Rotation":    testRotation,
		"Generations": testGenerations,
		"Meanwhile":   testGenerationsMeanwhile,
		"Many":        testMany,
	} {
		t.Run(name, func(t *testing.T) { prove(t, func() optout.Ledger { return open(t, "ledger-"+name) }) })
	}
}

// TestDropped proves that a ledger counts what it wrote. Open returns a new ledger whose storage, without the ledger's
// knowledge, keeps nothing of what is written or changes it, and reports no error: a trigger that ignores the row, say, or a
// view in the table's place. Record must return an error, for whatever was said to be recorded a caller acknowledges to the
// person, and nothing of the events may be found. A handle that is an io.Closer is closed.
func TestDropped(t *testing.T, open func(t *testing.T) optout.Ledger) {
	named := func(d optout.Digest, n int) optout.Event {
		e := event(d, n)
		e.ID = fmt.Sprint("told ", n)
		return e
	}
	for name, events := range map[string]func(d optout.Digest) []optout.Event{
		"One":       func(d optout.Digest) []optout.Event { return []optout.Event{event(d, 1)} },
		"Named":     func(d optout.Digest) []optout.Event { return []optout.Event{named(d, 1)} },
		"Several":   func(d optout.Digest) []optout.Event { return []optout.Event{event(d, 1), named(d, 2), event(d, 3)} },
		"ToldTwice": func(d optout.Digest) []optout.Event { return []optout.Event{named(d, 1), named(d, 1)} },
	} {
		t.Run(name, func(t *testing.T) {
			l := open(t)
			defer closeLedger(t, l)
			d := person()
			for range 2 {
				if err := l.Record(t.Context(), seal, events(d)...); err == nil {
					t.Error("Record returned nil, and its events are not kept as they were given")
				}
			}
			want(t, history(t, l, d))
		})
	}
}

// book is the one whose events the ledgers get.
var book = &optout.Book{Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.KeyOf(1, []byte("a secret of thirty-two bytes, 1."))}, Controller: "852123456"}

var seal = sealer(book)

func sealer(b *optout.Book) optout.Sealer {
	s, err := b.Sealer()
	if err != nil {
		panic(err)
	}
	return s
}

func person() (d optout.Digest) {
	rand.Read(d[:])
	return d
}

// noon has what a careless ledger loses: nanoseconds and an instant before which a day ends elsewhere.
var noon = time.Date(2026, 3, 14, 23, 59, 59, 123456789, time.UTC)

func event(d optout.Digest, n int) optout.Event {
	return optout.Event{Digest: d, Key: 1, Kind: optout.Objection, Channel: law.SMS, At: noon.Add(time.Duration(n)), Source: "test", Evidence: fmt.Sprint("proof ", n)}
}

func record(t *testing.T, l optout.Ledger, events ...optout.Event) {
	t.Helper()
	if err := l.Record(t.Context(), seal, events...); err != nil {
		t.Fatalf("Record: %v", err)
	}
}

func history(t *testing.T, l optout.Ledger, d optout.Digest) []optout.Event {
	t.Helper()
	events, err := l.History(t.Context(), d)
	if err != nil {
		t.Fatalf("History: %v", err)
	}
	return events
}

// same reports whether two events are equal, their instants by the moment they mean.
func same(a, b optout.Event) bool {
	if !a.At.Equal(b.At) || !a.Until.Equal(b.Until) {
		return false
	}
	a.At, b.At, a.Until, b.Until = time.Time{}, time.Time{}, time.Time{}, time.Time{}
	return a == b
}

func want(t *testing.T, got []optout.Event, want ...optout.Event) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("History returned %d events, want %d", len(got), len(want))
	}
	for i := range got {
		if !same(got[i], want[i]) {
			t.Fatalf("event %d of %d\n got %+v\nwant %+v", i, len(got), got[i], want[i])
		}
	}
}

func closeLedger(t *testing.T, l optout.Ledger) {
	t.Helper()
	if c, ok := l.(io.Closer); ok {
		if err := c.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	}
}

func testEmpty(t *testing.T, open func() optout.Ledger) {
	l := open()
	defer closeLedger(t, l)
	want(t, history(t, l, person()))
	record(t, l) // nothing is no error
	want(t, history(t, l, optout.Digest{}))
}

func testRoundTrip(t *testing.T, open func() optout.Ledger) {
	l := open()
	defer closeLedger(t, l)
	d := person()
	events := []optout.Event{
		{Digest: d, Key: 1, Kind: optout.Objection, At: noon},
		{Digest: d, Key: 1, Kind: optout.ConsentKind, Exact: person(), Channel: law.Email, Scope: optout.Scope{Controller: "852123456", Topic: "réunions d’été"}, At: noon.Add(time.Nanosecond), Source: "formulaire", Evidence: "boîte 3, n° 12 — 'x' \"y\" ; -- %s \\", ID: "ünïque/1"},
		{Digest: d, Key: 1, Kind: optout.Informed, Channel: law.SMS, Scope: optout.Scope{Controller: strings.Repeat("c", 512), Topic: strings.Repeat("t", 512)}, At: noon.In(time.FixedZone("", -11*3600)), Source: strings.Repeat("s", 512), Evidence: strings.Repeat("e", 512), ID: strings.Repeat("i", 512)},
		{Digest: d, Key: 1, Kind: optout.Undeliverable, Channel: law.Email, At: noon, Until: noon.Add(1000*time.Hour + 1), Source: "bounce"},
		{Digest: d, Key: 1, Kind: optout.Undeliverable, Channel: law.Voice, At: noon},
		{Digest: d, Key: 1, Kind: optout.Review, Channel: law.Post, At: noon, Source: "sms"},
		{Digest: d, Key: 1, Kind: optout.Dismissed, Channel: law.Door, At: noon, Evidence: "parle d’autre chose", By: "équipe 3"},
		{Digest: d, Key: 1, Kind: optout.Objection, At: time.Date(1999, 12, 31, 23, 59, 59, 999999999, time.UTC)},
		{Digest: d, Key: 1, Kind: optout.Objection, At: time.Date(2400, 1, 1, 0, 0, 0, 0, time.UTC)},
		{Digest: d, Key: 1, Kind: optout.Undeliverable, At: noon, Until: time.Date(10000, 1, 1, 0, 30, 0, 0, time.FixedZone("", 3600))}, // 9999 in UTC
	}
	record(t, l, events...)
	want(t, history(t, l, d), events...)
}

// Events come back in the order in which they were recorded, whatever the instants that they name.
func testOrder(t *testing.T, open func() optout.Ledger) {
	l := open()
	defer closeLedger(t, l)
	d, other := person(), person()
	var all []optout.Event
	for i := range 40 {
		e := event(d, (i*17)%40)
		record(t, l, e, event(other, i))
		all = append(all, e)
	}
	want(t, history(t, l, d), all...)
}

// What is recorded later, and what a caller does to a returned slice, changes nothing that was recorded before.
func testAppendOnly(t *testing.T, open func() optout.Ledger) {
	l := open()
	defer closeLedger(t, l)
	d := person()
	first := event(d, 1)
	record(t, l, first)
	got := history(t, l, d)
	got[0] = event(person(), 9)
	_ = append(got, event(d, 8))
	second := event(d, 2)
	second.Kind = optout.ConsentKind
	record(t, l, second)
	record(t, l, first) // without an ID it is a new event
	want(t, history(t, l, d), first, second, first)
}

func testIsolation(t *testing.T, open func() optout.Ledger) {
	l := open()
	defer closeLedger(t, l)
	d := person()
	near, far, zeros := d, d, d
	near[15] ^= 1
	far[0] ^= 0x80
	zeros[8], zeros[0] = 0, 0
	digests := []optout.Digest{d, near, far, zeros, {0: 1}, {15: 1}}
	for i, d := range digests {
		record(t, l, event(d, i))
	}
	for i, d := range digests {
		want(t, history(t, l, d), event(d, i))
	}
	want(t, history(t, l, person()))
}

func testAllOrNone(t *testing.T, open func() optout.Ledger) {
	l := open()
	defer closeLedger(t, l)
	d := person()
	if err := l.Record(t.Context(), seal, event(d, 1), optout.Event{Digest: d, Key: 1}, event(d, 3)); err == nil {
		t.Error("Record accepts an event that Check refuses")
	}
	want(t, history(t, l, d))
}

func testRefusals(t *testing.T, open func() optout.Ledger) {
	l := open()
	defer closeLedger(t, l)
	d := person()
	for name, change := range map[string]func(*optout.Event){
		"no digest":         func(e *optout.Event) { e.Digest = optout.Digest{} },
		"no kind":           func(e *optout.Event) { e.Kind = "" },
		"unknown kind":      func(e *optout.Event) { e.Kind = "removal" },
		"unknown channel":   func(e *optout.Event) { e.Channel = "fax" },
		"no instant":        func(e *optout.Event) { e.At = time.Time{} },
		"year 10000 in UTC": func(e *optout.Event) { e.At = time.Date(9999, 12, 31, 23, 30, 0, 0, time.FixedZone("", -3600)) },
		"year 0 in UTC":     func(e *optout.Event) { e.At = time.Date(1, 1, 1, 0, 30, 0, 0, time.FixedZone("", 3600)) },
		"ends in year 10000 in UTC": func(e *optout.Event) {
			e.Kind, e.Until = optout.Undeliverable, time.Date(9999, 12, 31, 23, 30, 0, 0, time.FixedZone("", -3600))
		},
		"over-long":                  func(e *optout.Event) { e.Evidence = strings.Repeat("x", 513) },
		"NUL":                        func(e *optout.Event) { e.Source = "a\x00b" },
		"invalid UTF-8":              func(e *optout.Event) { e.ID = "\xff" },
		"unknown key":                func(e *optout.Event) { e.Key = 2 },
		"end of none":                func(e *optout.Event) { e.Until = e.At.Add(1) },
		"ended before":               func(e *optout.Event) { e.Kind, e.Until = optout.Undeliverable, e.At },
		"dismissed by nobody":        func(e *optout.Event) { e.Kind = optout.Dismissed },
		"dismissed without a reason": func(e *optout.Event) { e.Kind, e.By, e.Evidence = optout.Dismissed, "équipe 3", " " },
	} {
		e := event(d, 1)
		change(&e)
		if err := l.Record(t.Context(), seal, e); err == nil {
			t.Errorf("%s: Record accepts it", name)
		}
	}
	want(t, history(t, l, d))
}

// A provider that got no answer tells an event again.
func testToldAgain(t *testing.T, open func() optout.Ledger) {
	l := open()
	defer closeLedger(t, l)
	d, other := person(), person()
	named := func(d optout.Digest, source, id string, n int) optout.Event {
		e := event(d, n)
		e.Source, e.ID = source, id
		return e
	}
	first := named(d, "ovh", "m1", 1)
	record(t, l, first)
	record(t, l, named(d, "ovh", "m1", 2)) // the same event, received later
	elsewhere, next, unnamed := named(d, "twilio", "m1", 3), named(d, "ovh", "m2", 4), named(d, "ovh", "", 5)
	record(t, l, elsewhere, next, next, first, unnamed, unnamed)
	theirs := named(other, "ovh", "m1", 6)
	record(t, l, theirs)
	want(t, history(t, l, d), first, elsewhere, next, unnamed, unnamed)
	want(t, history(t, l, other), theirs)
}

// One name may stand for several events, of which none is another told again: a contact's number in a file from which somebody consents and
// later objects, an address that a provider blocks on two channels.
func testOneName(t *testing.T, open func() optout.Ledger) {
	d := person()
	first := event(d, 1)
	first.ID = "contact 42"
	all := []optout.Event{first}
	for i, change := range []func(*optout.Event){
		func(e *optout.Event) { e.Kind = optout.ConsentKind },
		func(e *optout.Event) { e.Kind = optout.Review },
		func(e *optout.Event) { e.Channel = law.Email },
		func(e *optout.Event) { e.Channel = "" },
		func(e *optout.Event) { e.Scope.Topic = "réunions" },
		func(e *optout.Event) { e.Scope.Topic = "collecte" },
		func(e *optout.Event) { e.Scope.Controller = "another" },
	} {
		e := first
		e.At = noon.Add(time.Duration(i + 2))
		change(&e)
		all = append(all, e)
	}
	l := open()
	record(t, l, all[:4]...) // at once, and one by one
	for _, e := range all[4:] {
		record(t, l, e)
	}
	want(t, history(t, l, d), all...)
	closeLedger(t, l)
	l = open()
	defer closeLedger(t, l)
	record(t, l, all...) // told again
	want(t, history(t, l, d), all...)
}

func testManyAtOnce(t *testing.T, open func() optout.Ledger) {
	l := open()
	defer closeLedger(t, l)
	const n = 3000
	digests, events := make([]optout.Digest, n), make([]optout.Event, n)
	for i := range n {
		digests[i] = person()
		events[i] = event(digests[i], i)
	}
	record(t, l, events...)
	for i := 0; i < n; i += 97 {
		want(t, history(t, l, digests[i]), events[i])
	}
	want(t, history(t, l, digests[n-1]), events[n-1])
}

// Writers and readers on two handles at once: everything is recorded once, and who has recorded sees it.
func testConcurrency(t *testing.T, open func() optout.Ledger) {
	handles := []optout.Ledger{open(), open()}
	defer closeLedger(t, handles[0])
	defer closeLedger(t, handles[1])
	const writers, each = 8, 12
	shared := person()
	own := make([]optout.Digest, writers)
	var wg sync.WaitGroup
	for w := range writers {
		own[w] = person()
		wg.Go(func() {
			l := handles[w%2]
			for i := range each {
				told := event(shared, i)
				told.ID = fmt.Sprint("told ", i) // by every writer: one event
				if err := l.Record(t.Context(), seal, event(own[w], i), told); err != nil {
					t.Errorf("Record beside other writers: %v", err)
					return
				}
				events, err := l.History(t.Context(), own[w])
				if err != nil || len(events) != i+1 {
					t.Errorf("a writer reads %d of its %d events, error %v", len(events), i+1, err)
					return
				}
			}
		})
	}
	wg.Wait()
	for w, d := range own {
		var all []optout.Event
		for i := range each {
			all = append(all, event(d, i))
		}
		want(t, history(t, handles[(w+1)%2], d), all...)
	}
	if got := len(history(t, handles[0], shared)); got != each {
		t.Errorf("%d events told by %d writers are recorded %d times", each, writers, got)
	}
}

func testCancelled(t *testing.T, open func() optout.Ledger) {
	l := open()
	defer closeLedger(t, l)
	d := person()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := l.Record(ctx, seal, event(d, 1)); !errors.Is(err, context.Canceled) {
		t.Errorf("Record under a cancelled context: error %v", err)
	}
	if events, err := l.History(ctx, d); !errors.Is(err, context.Canceled) || events != nil {
		t.Errorf("History under a cancelled context: %d events, error %v", len(events), err)
	}
	want(t, history(t, l, d)) // and the ledger works on
	record(t, l, event(d, 2))
	want(t, history(t, l, d), event(d, 2))
}

// A context that ends during Record leaves all events or none, and all when Record returned nil.
func testInterrupted(t *testing.T, open func() optout.Ledger) {
	l := open()
	defer closeLedger(t, l)
	for i := range 40 {
		d := person()
		ctx, cancel := context.WithCancel(t.Context())
		stop := time.AfterFunc(time.Duration(i)*50*time.Microsecond, cancel)
		err := l.Record(ctx, seal, event(d, 1), event(d, 2), event(d, 3))
		stop.Stop()
		cancel()
		switch got := len(history(t, l, d)); {
		case err == nil && got != 3:
			t.Fatalf("Record returned nil and recorded %d of 3 events", got)
		case got != 0 && got != 3:
			t.Fatalf("Record was interrupted and recorded %d of 3 events", got)
		}
	}
}

func testReopen(t *testing.T, open func() optout.Ledger) {
	d, named := person(), person()
	told := event(named, 1)
	told.ID = "m1"
	l := open()
	record(t, l, event(d, 1), told)
	closeLedger(t, l)
	l = open()
	want(t, history(t, l, d), event(d, 1))
	record(t, l, event(d, 2), told)
	closeLedger(t, l)
	l = open()
	defer closeLedger(t, l)
	want(t, history(t, l, d), event(d, 1), event(d, 2))
	want(t, history(t, l, named), told)
}
