package notes_test

import (
	"fmt"

	"github.com/scrutateur/scrutateur/retention/notes"
)

func ExampleScreen() {
	note := "Vote pour nous. Ne pas sonner, sa femme est très malade."
	for _, f := range notes.Screen(note) {
		fmt.Println(f.Rule, f.Start, f.End, f.Detail)
	}
	// Output:
	// FR-CNIL-FORBIDDEN-NOTES 50 56 mentions health: leave it out
}
