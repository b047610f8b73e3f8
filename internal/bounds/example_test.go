package bounds_test

import (
	"fmt"

	"github.com/scrutateur/scrutateur/internal/bounds"
)

func Example() {
	b, findings := bounds.Parse("FirstName", bounds.String, 0, `validate:"required,max=24" sms:"likely=7"`)
	shortest, longest := b.Width()
	fmt.Println(shortest, b.LikelyWidth(), longest, findings)
	// Output: 1 7 24 []
}
