package rulefile_test

import (
	"fmt"
	"os"

	"github.com/scrutateur/scrutateur/notice/law/internal/rulefile"
)

// A rule file that leaves out what a rule must have is refused with everything that is missing.
func Example() {
	_, err := rulefile.Parse([]byte("id: FR-SOMETHING\nname: Something\npack: fr\nseverity: must\nevidence: verbatim\nsince: 2020-01-01\nchecked: 2026-11-22\ntext: verbatim\n"))
	fmt.Println(err)

	rules, err := rulefile.Load(os.DirFS("../../rules"))
	if err != nil {
		fmt.Println(err)
	}
	for _, r := range rules {
		for _, v := range r.Versions[:len(r.Versions)-1] {
			fmt.Println(r.ID, "until", v.Until)
		}
	}
	// Output:
	// text.fr or text.en is missing
	// title.fr is missing
	// title.en is missing
	// why.fr is missing
	// why.en is missing
	// fix.fr is missing
	// fix.en is missing
	// there is no citation
	// the rule has no good and bad case
	// FR-CE-L49-SILENCE until 2020-06-30
	// OPER-AF2M-HOURS until 2026-03-01
}
