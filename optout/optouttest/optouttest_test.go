package optouttest_test

import (
	"testing"

	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/optouttest"
)

func TestMemory(t *testing.T) {
	ledgers := make(map[string]*optout.Memory)
	optouttest.TestLedger(t, func(t *testing.T, name string) optout.Ledger {
		if ledgers[name] == nil {
			ledgers[name] = new(optout.Memory)
		}
		return ledgers[name]
	})
}
