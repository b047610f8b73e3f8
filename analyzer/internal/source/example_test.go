package source_test

import (
	"fmt"
	"go/token"

	"github.com/scrutateur/scrutateur/analyzer/internal/source"
	"github.com/scrutateur/scrutateur/analyzer/internal/words"
)

// A text that was built stands behind "Dear voter, ": joined with words it is another text, joined with a header it is not.
func ExampleTransfer_Kind() {
	var p source.Pool
	built := p.Source(source.Origin{Kind: source.Built}, token.NoPos)
	for _, before := range []string{"Dear voter, ", "Subject: News\r\n\r\n", "?text="} {
		s := p.Transfer(source.Joined, "joined with "+before, token.NoPos)
		s.Takes(built)
		s.Takes(p.Source(source.Origin{Kind: source.Literal, Text: before}, token.NoPos))
		seen := built.Under(s, words.NoRole)
		fmt.Printf("%q: the text remains: %v\n", before, seen.Via.Kind() == source.Wrapped)
	}
	// Output:
	// "Dear voter, ": the text remains: false
	// "Subject: News\r\n\r\n": the text remains: true
	// "?text=": the text remains: true
}
