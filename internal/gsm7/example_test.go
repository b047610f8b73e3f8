package gsm7_test

import (
	"fmt"

	"github.com/scrutateur/scrutateur/internal/gsm7"
)

func Example() {
	text := "Venez [à 5 €] !"
	c, ok := gsm7.Scan(text)
	fmt.Println(c.Septets, c.Pairs, c.Foreign, ok, gsm7.Parts(c, text))
	fmt.Println(gsm7.Fold("« même l’été »"))
	// Output:
	// 18 3 0 true 1
	// " meme l'été "
}
