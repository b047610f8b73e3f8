package optouttest_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/optouttest"
)

// In a program of your own the body stands in a test: func TestLedger(t *testing.T).
func ExampleTestLedger() {
	var ledgers map[string]*optout.Memory
	testLedger := func(t *testing.T) {
		ledgers = make(map[string]*optout.Memory) // new ones for each run: -count runs a test more than once
		optouttest.TestLedger(t, func(t *testing.T, name string) optout.Ledger {
			if ledgers[name] == nil {
				ledgers[name] = new(optout.Memory) // a real one is opened again by its name
			}
			return ledgers[name]
		})
	}
	args := os.Args
	os.Args = args[:1]
	defer func() { os.Args = args }()
	ok := testing.RunTests(func(_, _ string) (bool, error) { return true, nil }, []testing.InternalTest{{Name: "TestLedger", F: testLedger}})
	fmt.Println("kept its promises:", ok, "in", len(ledgers), "ways")
	// Output:
	// kept its promises: true in 21 ways
}
