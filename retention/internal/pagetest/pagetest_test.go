package pagetest_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/scrutateur/scrutateur/retention/internal/pagetest"
)

func Example() {
	fmt.Println(pagetest.Problems([]byte(`<html lang="fr"><h1>Plan</h1><img src="https://example.org/x.png"></html>`), "fr"))
	// Output:
	// [has an element img img has the attribute src]
}

func TestProblems(t *testing.T) {
	for page, want := range map[string][]string{
		`<html lang="fr"><h1>x</h1></html>`:                                    nil,
		`<html lang="en"><h1>x</h1></html>`:                                    {"does not say its language, fr"},
		`<html lang="fr"></html>`:                                              {"0 headings of the first level"},
		`<html lang="fr"><h1 onclick="f()">x</h1></html>`:                      {"h1 has the attribute onclick"},
		`<html lang="fr"><style>p{background:url(x)}</style><h1>x</h1></html>`: {"loads something"},
	} {
		if got := pagetest.Problems([]byte(page), "fr"); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", page, got, want)
		}
	}
}
