package text_test

import (
	"fmt"

	"github.com/scrutateur/scrutateur/optout/reply/internal/text"
)

func Example() {
	var r text.Reply
	r.Read("Arrêtez, ＳＶＰ… « Votez pour nous dimanche prochain »")
	for _, w := range r.Words {
		fmt.Printf("%s at %d\n", r.Folded(w), w.From)
	}
	fmt.Println(r.Quoted)
	// Output:
	// arretez at 0
	// svp at 10
	// true
}
