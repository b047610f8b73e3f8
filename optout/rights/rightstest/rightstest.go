// Package rightstest proves that a [rights.Store] keeps its promises: one call in a test of the package that has the store.
//
// It cannot prove durability against a loss of power, nor that the medium forgets what was erased: the store's own documentation has
// to say by which means it holds them.
package rightstest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/optout/rights"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 123, time.UTC)

// TestStore runs the proof as subtests of t. Open returns a handle on the store of that name: an empty one for a name not seen
// before, and for a name seen before one more handle on the same store, as another process or a restart would get it. A handle that is
// an io.Closer is closed.
func TestStore(t *testing.T, open func(t *testing.T, name string) rights.Store) {
	for name, prove := range map[string]func(*testing.T, func() rights.Store){
		"RoundTrip": testRoundTrip, "Again": testAgain, "Steps": testSteps, "Refusals": testRefusals, "ManyAtOnce": testManyAtOnce, "Cancelled": testCancelled,
	} {
		t.Run(name, func(t *testing.T) {
			prove(t, func() rights.Store {
				s := open(t, "rights_"+name)
				if c, ok := s.(io.Closer); ok {
					t.Cleanup(func() { c.Close() })
				}
				return s
			})
		})
	}
}

func sealed(n int) rights.Sealed {
	return rights.Sealed{
		Ref: rights.Ref(fmt.Sprintf("R-AAAAAAAAAA%c%c", 'A'+n/26, 'A'+n%26)), Controller: "852123456", Key: 3, Rights: []rights.Right{rights.Access, rights.Erasure},
		Received: "2026-03-02", Source: "sms", Recorded: noon, Body: []byte{1, 2, 3, 0, byte(n)},
	}
}

func step(k rights.Kind) rights.Step {
	return rights.Step{Kind: k, Day: "2026-03-04", At: noon.Add(time.Hour), By: "M. Martin", Note: "la réponse va au numéro qui a écrit"}
}

func list(t *testing.T, s rights.Store) (all []rights.Sealed) {
	t.Helper()
	for one, err := range s.List(t.Context(), "852123456") {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
	return all
}

func put(t *testing.T, s rights.Store, all ...rights.Sealed) {
	t.Helper()
	for _, one := range all {
		if err := s.Put(t.Context(), one); err != nil {
			t.Fatal(err)
		}
	}
}

func same(a, b rights.Sealed) bool {
	return a.Ref == b.Ref && a.Controller == b.Controller && a.Key == b.Key && fmt.Sprint(a.Rights) == fmt.Sprint(b.Rights) && a.Received == b.Received &&
		a.Source == b.Source && a.Recorded.Equal(b.Recorded) && bytes.Equal(a.Body, b.Body)
}

func testRoundTrip(t *testing.T, open func() rights.Store) {
	s := open()
	if all := list(t, s); len(all) > 0 {
		t.Fatalf("an empty store has %d requests", len(all))
	}
	later, other := sealed(0), sealed(2)
	later.Received = "2026-04-01"
	other.Controller = "another"
	put(t, s, later, sealed(1), other)
	all := list(t, open())
	if len(all) != 2 || !same(all[0], sealed(1)) || !same(all[1], later) {
		t.Errorf("through another handle: %d requests, or others than were put, or in another order", len(all))
	}
}

// What a provider tells twice is one request, also once it was answered.
func testAgain(t *testing.T, open func() rights.Store) {
	s := open()
	put(t, s, sealed(1))
	again := sealed(1)
	again.Body = []byte{9}
	put(t, s, again)
	if all := list(t, s); len(all) != 1 || !same(all[0], sealed(1)) {
		t.Errorf("told again: %d requests, or the first was changed", len(all))
	}
	if err := s.Step(t.Context(), sealed(1).Ref, step(rights.Answered)); err != nil {
		t.Fatal(err)
	}
	put(t, s, sealed(1))
	if all := list(t, s); len(all) != 1 || len(all[0].Body) > 0 {
		t.Errorf("told again after the answer: %d requests, or its body is back", len(all))
	}
}

func testSteps(t *testing.T, open func() rights.Store) {
	s := open()
	put(t, s, sealed(1), sealed(2))
	kinds := []rights.Kind{rights.Identified, rights.Extended, rights.Identified, rights.Answered}
	for i, k := range kinds {
		if err := s.Step(t.Context(), sealed(1).Ref, step(k)); err != nil {
			t.Fatal(err)
		}
		all := list(t, open())
		if len(all) != 2 || len(all[0].Steps) != i+1 || len(all[1].Steps) > 0 {
			t.Fatalf("after step %d: %d requests", i+1, len(all))
		}
		want := step(k)
		got := all[0].Steps[i]
		if got.Kind != k || got.Day != want.Day || !got.At.Equal(want.At) || got.By != want.By || got.Note != want.Note {
			t.Errorf("step %d: %+v", i+1, got)
		}
		if gone := len(all[0].Body) == 0; gone != (k == rights.Answered) {
			t.Errorf("after step %d (%s) the body is gone: %v", i+1, k, gone)
		}
		if !same(all[1], sealed(2)) {
			t.Error("the other request was changed")
		}
	}
	for _, k := range kinds {
		if err := s.Step(t.Context(), sealed(1).Ref, step(k)); !errors.Is(err, rights.ErrAnswered) {
			t.Errorf("%s after the answer: %v", k, err)
		}
	}
	if err := s.Step(t.Context(), sealed(3).Ref, step(rights.Answered)); !errors.Is(err, rights.ErrUnknown) {
		t.Errorf("a step about no request: %v", err)
	}
	if n := len(list(t, s)[0].Steps); n != len(kinds) {
		t.Errorf("%d steps: one was kept that was refused", n)
	}
}

func testRefusals(t *testing.T, open func() rights.Store) {
	s := open()
	for name, spoil := range map[string]func(*rights.Sealed){
		"no reference":  func(s *rights.Sealed) { s.Ref = "" },
		"no controller": func(s *rights.Sealed) { s.Controller = "" },
		"no right":      func(s *rights.Sealed) { s.Rights = nil },
		"unknown right": func(s *rights.Sealed) { s.Rights = []rights.Right{"all"} },
		"no day":        func(s *rights.Sealed) { s.Received = "tomorrow" },
		"no instant":    func(s *rights.Sealed) { s.Recorded = time.Time{} },
		"no body":       func(s *rights.Sealed) { s.Body = nil },
		"too large":     func(s *rights.Sealed) { s.Body = make([]byte, rights.MaxBody+1) },
		"with steps":    func(s *rights.Sealed) { s.Steps = []rights.Step{step(rights.Answered)} },
		"control":       func(s *rights.Sealed) { s.Source = "a\x00" },
	} {
		one := sealed(1)
		spoil(&one)
		if err := s.Put(t.Context(), one); err == nil {
			t.Errorf("%s is kept", name)
		}
	}
	put(t, s, sealed(1))
	for name, spoil := range map[string]func(*rights.Step){
		"unknown kind": func(s *rights.Step) { s.Kind = "lost" },
		"no day":       func(s *rights.Step) { s.Day = "" },
		"nobody":       func(s *rights.Step) { s.By = " " },
		"nothing":      func(s *rights.Step) { s.Note = "" },
		"no instant":   func(s *rights.Step) { s.At = time.Time{} },
	} {
		one := step(rights.Answered)
		spoil(&one)
		if err := s.Step(t.Context(), sealed(1).Ref, one); err == nil {
			t.Errorf("a step with %s is kept", name)
		}
	}
	if all := list(t, s); len(all) != 1 || len(all[0].Steps) > 0 || len(all[0].Body) == 0 {
		t.Error("what was refused left something behind")
	}
}

// Two people answer one request at the same time: one of them hears that it was answered.
func testManyAtOnce(t *testing.T, open func() rights.Store) {
	s := open()
	put(t, s, sealed(1))
	var wg sync.WaitGroup
	var mu sync.Mutex
	done := 0
	for range 4 {
		wg.Go(func() {
			put(t, s, sealed(1))
			switch err := s.Step(t.Context(), sealed(1).Ref, step(rights.Answered)); {
			case err == nil:
				mu.Lock()
				done++
				mu.Unlock()
			case !errors.Is(err, rights.ErrAnswered):
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if all := list(t, s); done != 1 || len(all) != 1 || len(all[0].Steps) != 1 {
		t.Errorf("%d were told that theirs is the answer", done)
	}
}

func testCancelled(t *testing.T, open func() rights.Store) {
	s := open()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Put(ctx, sealed(1)); !errors.Is(err, context.Canceled) {
		t.Errorf("Put: %v", err)
	}
	if err := s.Step(ctx, sealed(1).Ref, step(rights.Answered)); !errors.Is(err, context.Canceled) {
		t.Errorf("Step: %v", err)
	}
	for _, err := range s.List(ctx, "852123456") {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("List: %v", err)
		}
	}
	if all := list(t, s); len(all) > 0 {
		t.Error("what was cancelled is kept")
	}
}
