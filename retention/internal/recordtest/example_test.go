package recordtest_test

import (
	"encoding/json"
	"fmt"

	"github.com/scrutateur/scrutateur/retention/internal/recordtest"
)

// A reader that takes whatever encoding/json takes is told the same thing by many files.
func Example() {
	doc := []byte(`{"id":7,"name":"A"}`)
	alike, lines := 0, 0
	for what, changed := range recordtest.Spellings(doc) {
		var v struct {
			ID   int    `json:"id"`
			Name string `json:"name"`
		}
		if json.Unmarshal(changed, &v) == nil && v.ID == 7 && v.Name == "A" {
			alike++
		}
		if what == "a line feed behind" {
			lines++
		}
	}
	fmt.Println(alike > 10, lines)
	// Output: true 1
}
