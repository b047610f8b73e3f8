// Package inboxtest proves that an [inbox.Store] keeps its promises: one call in a test of the package that has the store.
//
//	func TestStore(t *testing.T) {
//		inboxtest.TestStore(t, func(t *testing.T, name string) inbox.Store { return openMine(t, filepath.Join(dir, name)) })
//	}
//
// It cannot prove durability against a loss of power, nor that a medium keeps nothing of what was erased.
package inboxtest

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/optout/inbox"
)

// TestStore runs the proof as subtests of t. Open returns a handle on the store of that name: an empty one for a name not
// seen before, and for a name seen before one more handle on the same store, as another process or a restart would get it. A
// handle that is an io.Closer is closed when it is no longer needed.
func TestStore(t *testing.T, open func(t *testing.T, name string) inbox.Store) {
	for name, prove := range map[string]func(*testing.T, func() inbox.Store){
		"RoundTrip":   testRoundTrip,
		"ToldAgain":   testToldAgain,
		"Forget":      testForget,
		"Isolation":   testIsolation,
		"Refusals":    testRefusals,
		"Cancelled":   testCancelled,
		"Concurrency": testConcurrency,
		"Reopen":      testReopen,
		"Order":       testOrder,
		"StopsEarly":  testStopsEarly,
	} {
		t.Run(name, func(t *testing.T) { prove(t, func() inbox.Store { return open(t, "inbox-"+name) }) })
	}
}

// noon has what a careless store loses: nanoseconds, and an instant before which a day ends elsewhere.
var noon = time.Date(2026, 3, 14, 23, 59, 59, 123456789, time.UTC)

const controller = "852123456"

func item(n int) inbox.Sealed {
	s := inbox.Sealed{
		Controller: controller, Key: byte(200 + n%50), Received: noon.Add(time.Duration(n) * time.Millisecond), Source: "sms", Why: inbox.Sender,
		Body: append([]byte{0, 0xff, '\''}, fmt.Sprint("body ", n)...),
	}
	rand.Read(s.Ref[:])
	return s
}

var done = inbox.Done{At: noon.Add(time.Hour), By: "M. Martin, bureau", How: inbox.Attributed}

func put(t *testing.T, s inbox.Store, items ...inbox.Sealed) {
	t.Helper()
	for _, i := range items {
		if err := s.Put(t.Context(), i); err != nil {
			t.Fatalf("Put: %v", err)
		}
	}
}

func list(t *testing.T, s inbox.Store, controller string) (all []inbox.Sealed) {
	t.Helper()
	for i, err := range s.List(t.Context(), controller) {
		if err != nil {
			t.Fatalf("List: %v", err)
		}
		all = append(all, i)
	}
	return all
}

func want(t *testing.T, s inbox.Store, want ...inbox.Sealed) {
	t.Helper()
	got := list(t, s, controller)
	if len(got) != len(want) {
		t.Fatalf("List yields %d items, want %d", len(got), len(want))
	}
	for i := range got {
		g, w := got[i], want[i]
		if g.Ref != w.Ref || g.Controller != w.Controller || g.Key != w.Key || !g.Received.Equal(w.Received) || g.Source != w.Source || g.Why != w.Why ||
			!bytes.Equal(g.Body, w.Body) || !g.Done.At.Equal(w.Done.At) || g.Done.By != w.Done.By || g.Done.How != w.Done.How {
			t.Fatalf("item %d\n got %+v\nwant %+v", i, g, w)
		}
	}
}

func closeStore(t *testing.T, s inbox.Store) {
	t.Helper()
	if c, ok := s.(io.Closer); ok {
		if err := c.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	}
}

func testRoundTrip(t *testing.T, open func() inbox.Store) {
	s := open()
	defer closeStore(t, s)
	want(t, s)
	one, two := item(1), item(2)
	one.Body = make([]byte, inbox.MaxBody)
	rand.Read(one.Body)
	two.Why, two.Source = inbox.Request, "l'été 'quoted' \"twice\" 🗳"
	put(t, s, one, two)
	want(t, s, one, two)
	clear(one.Body) // the caller's slice is the caller's
	if got := list(t, s, controller); bytes.Equal(got[0].Body, one.Body) {
		t.Error("the store keeps the caller's slice")
	}
}

func testToldAgain(t *testing.T, open func() inbox.Store) {
	s := open()
	defer closeStore(t, s)
	one := item(1)
	put(t, s, one)
	again := one
	again.Body, again.Received = []byte("another body"), noon.Add(time.Hour)
	put(t, s, again, one)
	want(t, s, one)
}

func testForget(t *testing.T, open func() inbox.Store) {
	s := open()
	defer closeStore(t, s)
	one, two := item(1), item(2)
	put(t, s, one, two)
	if err := s.Forget(t.Context(), inbox.Ref{1}, done); !errors.Is(err, inbox.ErrUnknown) {
		t.Errorf("an unknown item: %v", err)
	}
	if err := s.Forget(t.Context(), one.Ref, done); err != nil {
		t.Fatal(err)
	}
	gone := one
	gone.Body, gone.Done = nil, done
	want(t, s, gone, two)
	later := done
	later.At, later.How = later.At.Add(time.Hour), inbox.Discarded
	if err := s.Forget(t.Context(), one.Ref, later); err != nil {
		t.Errorf("forgotten twice: %v", err)
	}
	put(t, s, one) // a provider tells it once more, and it must not come back
	want(t, s, gone, two)
}

func testIsolation(t *testing.T, open func() inbox.Store) {
	s := open()
	defer closeStore(t, s)
	one, other := item(1), item(2)
	other.Controller = "another"
	put(t, s, one, other)
	want(t, s, one)
	if got := list(t, s, "another"); len(got) != 1 || got[0].Ref != other.Ref {
		t.Error("another controller's item is lost")
	}
	if got := list(t, s, "nobody"); len(got) != 0 {
		t.Error("nobody has items")
	}
}

func testRefusals(t *testing.T, open func() inbox.Store) {
	s := open()
	defer closeStore(t, s)
	for name, change := range map[string]func(*inbox.Sealed){
		"no reference":  func(i *inbox.Sealed) { i.Ref = inbox.Ref{} },
		"no controller": func(i *inbox.Sealed) { i.Controller = "" },
		"no instant":    func(i *inbox.Sealed) { i.Received = time.Time{} },
		"no kind":       func(i *inbox.Sealed) { i.Why = "" },
		"no body":       func(i *inbox.Sealed) { i.Body = nil },
		"a monster":     func(i *inbox.Sealed) { i.Body = make([]byte, inbox.MaxBody+1) },
		"a long source": func(i *inbox.Sealed) { i.Source = strings.Repeat("x", 600) },
		"dealt with":    func(i *inbox.Sealed) { i.Done = done },
	} {
		i := item(1)
		change(&i)
		if err := s.Put(t.Context(), i); err == nil {
			t.Errorf("Put takes an item with %s", name)
		}
	}
	want(t, s)
	one := item(1)
	put(t, s, one)
	for name, d := range map[string]inbox.Done{"nobody": {At: noon, How: inbox.Dismissed}, "nothing": {At: noon, By: "x"}, "no instant": {By: "x", How: inbox.Dismissed}} {
		if err := s.Forget(t.Context(), one.Ref, d); err == nil {
			t.Errorf("Forget takes %s", name)
		}
	}
	want(t, s, one)
}

func testCancelled(t *testing.T, open func() inbox.Store) {
	s := open()
	defer closeStore(t, s)
	one := item(1)
	put(t, s, one)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Put(ctx, item(2)); !errors.Is(err, context.Canceled) {
		t.Errorf("Put: %v", err)
	}
	if err := s.Forget(ctx, one.Ref, done); !errors.Is(err, context.Canceled) {
		t.Errorf("Forget: %v", err)
	}
	for _, err := range s.List(ctx, controller) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("List: %v", err)
		}
	}
	want(t, s, one)
}

func testConcurrency(t *testing.T, open func() inbox.Store) {
	const writers, each = 4, 8
	one := item(1000)
	var wg sync.WaitGroup
	for w := range writers {
		s := open()
		wg.Go(func() {
			defer closeStore(t, s)
			for n := range each {
				if err := errors.Join(s.Put(t.Context(), item(w*each+n)), s.Put(t.Context(), one)); err != nil {
					t.Errorf("Put: %v", err)
				}
			}
		})
	}
	wg.Wait()
	s := open()
	defer closeStore(t, s)
	if got := list(t, s, controller); len(got) != writers*each+1 {
		t.Errorf("%d items, want %d", len(got), writers*each+1)
	}
}

func testReopen(t *testing.T, open func() inbox.Store) {
	first := open()
	one, two := item(1), item(2)
	put(t, first, one, two)
	if err := first.Forget(t.Context(), two.Ref, done); err != nil {
		t.Fatal(err)
	}
	closeStore(t, first)
	s := open()
	defer closeStore(t, s)
	two.Body, two.Done = nil, done
	want(t, s, one, two)
}

func testOrder(t *testing.T, open func() inbox.Store) {
	s := open()
	defer closeStore(t, s)
	items := []inbox.Sealed{item(3), item(1), item(2)}
	items[1].Received = noon.Add(-400 * 24 * time.Hour)
	put(t, s, items...)
	want(t, s, items[1], items[2], items[0])
}

func testStopsEarly(t *testing.T, open func() inbox.Store) {
	s := open()
	defer closeStore(t, s)
	put(t, s, item(1), item(2), item(3))
	n := 0
	for range s.List(t.Context(), controller) {
		n++
		break
	}
	if n != 1 {
		t.Error("List yields nothing")
	}
	put(t, s, item(4)) // nothing is left open
	if got := list(t, s, controller); len(got) != 4 {
		t.Errorf("%d items, want 4", len(got))
	}
}
