package reply_test

import (
	"fmt"

	"github.com/scrutateur/scrutateur/optout/reply"
)

func ExampleParse() {
	for _, text := range []string{
		"STOP", "Arrêtez de m'envoyer des SMS", "Stop Macron", "Stop à l'immigration", "N'arrêtez surtout pas",
		"A aimé « Votez le 15 mars. STOP au 36111 »", "Comment avez-vous eu mon numéro ?",
	} {
		r := reply.Parse(text)
		fmt.Println(r.Verdict, r.Reason, r.Rights.Source)
	}
	// Output:
	// optout keyword false
	// optout sentence false
	// review unclear false
	// other topic false
	// other negated false
	// other reaction false
	// other rights true
}
