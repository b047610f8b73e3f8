package inboxtest_test

import (
	"context"
	"fmt"
	"os"
	"testing"

	"github.com/scrutateur/scrutateur/optout/inbox"
	"github.com/scrutateur/scrutateur/optout/inbox/inboxtest"
)

func memories() func(*testing.T, string) inbox.Store {
	stores := make(map[string]*inbox.Memory) // new ones for each run: -count runs a test more than once
	return func(_ *testing.T, name string) inbox.Store {
		if stores[name] == nil {
			stores[name] = new(inbox.Memory) // a real one is opened again by its name
		}
		return stores[name]
	}
}

func TestMemory(t *testing.T) { inboxtest.TestStore(t, memories()) }

// passes runs the proof aside, and says whether the store passes.
func passes(open func(*testing.T, string) inbox.Store) bool {
	args := os.Args
	os.Args = args[:1]
	defer func() { os.Args = args }()
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		panic(err)
	}
	defer null.Close()
	stdout := os.Stdout
	os.Stdout = null // what a broken store is told is not this test's own report
	defer func() { os.Stdout = stdout }()
	return testing.RunTests(func(_, _ string) (bool, error) { return true, nil },
		[]testing.InternalTest{{Name: "TestStore", F: func(t *testing.T) { inboxtest.TestStore(t, open) }}})
}

// In a program of your own the body stands in a test: func TestStore(t *testing.T).
func ExampleTestStore() {
	fmt.Println("kept its promises:", passes(memories()))
	// Output: kept its promises: true
}

// Stores that break one promise each are found out.
func TestBrokenStores(t *testing.T) {
	for name, broken := range map[string]func(inbox.Store) inbox.Store{
		"drops":            func(s inbox.Store) inbox.Store { return drops{s} },
		"forgets nothing":  func(s inbox.Store) inbox.Store { return keeps{s} },
		"refuses nothing":  func(s inbox.Store) inbox.Store { return lax{s} },
		"minds no context": func(s inbox.Store) inbox.Store { return deaf{s} },
	} {
		open := memories()
		if passes(func(t *testing.T, name string) inbox.Store { return broken(open(t, name)) }) {
			t.Errorf("a store that %s passes", name)
		}
	}
}

type drops struct{ inbox.Store }

func (drops) Put(context.Context, inbox.Sealed) error { return nil }

type keeps struct{ inbox.Store }

func (keeps) Forget(context.Context, inbox.Ref, inbox.Done) error { return nil }

type lax struct{ inbox.Store }

func (l lax) Put(ctx context.Context, s inbox.Sealed) error {
	l.Store.Put(ctx, s)
	return nil
}

type deaf struct{ inbox.Store }

func (d deaf) Put(ctx context.Context, s inbox.Sealed) error {
	return d.Store.Put(context.WithoutCancel(ctx), s)
}
