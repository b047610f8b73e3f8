package e164_test

import (
	"fmt"

	"github.com/scrutateur/scrutateur/internal/e164"
)

func Example() {
	for _, s := range []string{"06 39 98 00 01", "+32 0470 12 34 56", "+39 06 6982 1234", "639980001"} {
		n, err := e164.Parse(s)
		fmt.Println(n, err == nil, err == nil && e164.TakesSMS(n))
	}
	n, damage, err := e164.Mend("639980001", "FR")
	fmt.Println(n, damage != 0, err)
	// Output:
	// 33639980001 true true
	// 32470123456 true true
	// 390669821234 true true
	// 0 false false
	// 33639980001 true <nil>
}
