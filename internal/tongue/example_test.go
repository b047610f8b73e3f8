package tongue_test

import (
	"fmt"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/internal/tongue"
)

func Example() {
	getenv := func(name string) string { return map[string]string{"LANG": "en_GB.UTF-8"}[name] }
	for _, flag := range []string{"", "fr"} {
		t, err := tongue.Choose(flag, getenv, tongue.French)
		fmt.Println(t, tongue.Law.In(t).Say("must"), t.Count(120400), err)
	}
	fmt.Println(tongue.Of(language.Korean), tongue.OfFinding(language.Korean))
	// Output:
	// en must 120,400 <nil>
	// fr bloquant 120 400 <nil>
	// fr en
}
