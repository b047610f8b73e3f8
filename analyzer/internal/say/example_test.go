package say_test

import (
	"fmt"

	"github.com/scrutateur/scrutateur/analyzer/internal/say"
)

func Example() {
	p := say.Phrase("%s is %s here", say.Phrase("a constant text"), say.Phrase("joined with other text"))
	fmt.Println(say.In("en", p))
	fmt.Println(say.In("fr", p))
	// Output:
	// a constant text is joined with other text here
	// un texte constant est concaténé à un autre texte ici
}
