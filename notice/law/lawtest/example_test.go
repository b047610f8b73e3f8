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

// A case of a Notice is a change to the one that all cases share.
func ExamplePatch() {
	for _, c := range lawtest.Cases(law.Minors) {
		doc, err := lawtest.Patch(lawtest.Notice, c.Data)
		fmt.Println(c.Name, len(doc) > len(lawtest.Notice)/2, err)
	}
	fmt.Println(lawtest.Patch(`{"a": 1, "b": {"c": 2, "d": 3}}`, `{"a": null, "b": {"c": 4}}`))
	// Output:
	// bad.notice.json true <nil>
	// good.notice.json true <nil>
	// {"b":{"c":4,"d":3}} <nil>
}
