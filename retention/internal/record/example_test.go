package record_test

import (
	"fmt"

	"github.com/scrutateur/scrutateur/retention/internal/record"
)

func Example() {
	b, err := record.Canonical(map[string]any{"name": "Liste <Rive droite>", "count": 1204})
	fmt.Println(string(b), err)
	fmt.Println(record.Hash(b)[:16])
	fmt.Println(record.Unclean("two\nlines"), record.Address("rappeler au 06 39 98 12 34"))
	// Output:
	// {"count":1204,"name":"Liste <Rive droite>"} <nil>
	// 12e993b04d1d4fdd
	// holds a control, line or bidi character true
}
