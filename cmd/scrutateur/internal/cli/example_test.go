package cli_test

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/scrutateur/scrutateur/cmd/scrutateur/internal/cli"
)

func Example() {
	var show bool
	audit := &cli.Command{
		Name: "audit", Short: "judge the text of an SMS that something else made", Args: "[FILE]",
		JSON: "print one JSON object", Lang: "language of the findings",
		Flags: func(f *cli.Flags) {
			f.Bool(&show, "show", "print the words that a finding is about: they may be a voter's")
		},
		Run: func(_ context.Context, c *cli.Call) error {
			if len(c.Args) > 1 {
				return cli.Errorf("one text at a time")
			}
			fmt.Fprintln(c.Out, c.Args, c.JSON, show, c.Said.Say("must"))
			return cli.ErrFound
		},
	}
	root := &cli.Command{
		Name: "scrutateur", Getenv: func(string) string { return "" },
		Commands: []*cli.Command{{Name: "sms", Short: "judge the text of an SMS that something else made", Commands: []*cli.Command{audit}}}, // groups nest
	}
	for _, line := range []string{"sms audit -show a.txt -json -lang en", "sms audit a b", "sms -h", "complete sms audit -s"} {
		code := root.Main(context.Background(), strings.Fields(line), strings.NewReader(""), os.Stdout, os.Stdout)
		fmt.Println("exit", code)
	}
	// Output:
	// [a.txt] true true must
	// exit 1
	// scrutateur sms audit: un texte à la fois
	// exit 2
	// usage : scrutateur sms COMMANDE [options] [arguments]
	//
	//   audit  juger le texte d'un SMS fait ailleurs
	//
	// scrutateur sms COMMANDE -h en dit plus. Codes de sortie : 0 tout va bien, 1 quelque chose a été trouvé, 2 la commande n'a pas pu faire son travail.
	// exit 0
	// -show
	// exit 0
}
