package lawtest_test

import (
	"fmt"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/notice/law/lawtest"
)

func ExampleCases() {
	for _, c := range lawtest.Cases(law.Silence) {
		if c.Bad {
			fmt.Println(c.Data)
		}
	}
	// Output:
	// {"election": "FR-MUN-2026", "territory": "FR", "at": "2026-03-14T10:00:00+01:00"}
	// {"election": "FR-MUN-2026", "territory": "FR", "at": "2026-03-15T12:00:00+01:00"}
	// {"election": "FR-PRES-2027", "territory": "GP", "at": "2027-04-16T10:00:00-04:00"}
}
