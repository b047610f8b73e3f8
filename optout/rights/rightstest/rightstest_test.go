package rightstest_test

import (
	"testing"

	"github.com/scrutateur/scrutateur/optout/rights"
	"github.com/scrutateur/scrutateur/optout/rights/rightstest"
)

func TestMemory(t *testing.T) {
	stores := map[string]*rights.Memory{}
	rightstest.TestStore(t, func(t *testing.T, name string) rights.Store {
		if stores[name] == nil {
			stores[name] = new(rights.Memory)
		}
		return stores[name]
	})
}

func ExampleTestStore() {
	proof := func(t *testing.T) {
		store := new(rights.Memory) // a handle on the store of a name: the same store for the same name
		rightstest.TestStore(t, func(t *testing.T, name string) rights.Store { return store })
	}
	_ = proof // run by go test
	// Output:
}
