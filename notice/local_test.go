package notice_test

import (
	"fmt"
	"time"

	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
)

// Half past nine in Paris is the middle of the night in Guadeloupe.
func ExampleLocal() {
	at := time.Date(2026, 3, 5, 8, 30, 0, 0, time.UTC)
	for _, t := range []law.Territory{law.Metropole, law.Guadeloupe, law.Polynesie} {
		earliest, latest := notice.Local(t, at)
		fmt.Println(t, earliest.Format("2 Jan 15:04"), latest.Format("2 Jan 15:04"))
	}
	// Output:
	// FR 5 Mar 09:30 5 Mar 09:30
	// GP 5 Mar 04:30 5 Mar 04:30
	// PF 4 Mar 22:30 4 Mar 23:30
}
