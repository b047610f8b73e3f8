package damaged_test

import (
	"fmt"

	"github.com/scrutateur/scrutateur/internal/damaged"
)

func Example() {
	fmt.Println(damaged.Read("DÃ©sabonnez-moi").Text)
	fmt.Println(damaged.Read("D&eacute;sabonnez-moi").Text)
	lost := damaged.Read("D?sabonnez-moi")
	fmt.Println(lost.Text, lost.Guesses)
	// Output:
	// Désabonnez-moi
	// Désabonnez-moi
	// D?sabonnez-moi [désabonnez-moi Desabonnez-moi]
}
