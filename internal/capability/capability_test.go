package capability_test

import (
	"fmt"
	"testing"

	"github.com/scrutateur/scrutateur/internal/capability"
)

// Only what ToBorrow returns grants anything.
func ExampleToBorrow() {
	fmt.Println(capability.ToBorrow().Granted(), capability.Borrow{}.Granted())
	// Output: true false
}

// called calls a function with the zero value of whatever it asks for: code elsewhere can do that, though it cannot name the type.
func called[A, R any](f func(A) R) R {
	var zero A
	return f(zero)
}

func TestZeroGrantsNothing(t *testing.T) {
	if called(capability.Borrow.Granted) {
		t.Error("the zero value, which everybody can make, grants")
	}
}
