package flow_test

import (
	"fmt"

	"github.com/scrutateur/scrutateur/analyzer/internal/flow"
)

// What is found is kept as a phrase until the language is known; phrases stand in phrases.
func ExampleSay() {
	p := flow.Phrase("%s comes from here", flow.Phrase("the result of %s", "os.ReadFile"))
	fmt.Println(flow.Say("en", p))
	fmt.Println(flow.Say("fr", p))
	// Output:
	// the result of os.ReadFile comes from here
	// le résultat de os.ReadFile vient d'ici
}
