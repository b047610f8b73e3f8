package subset_test

import (
	"fmt"

	"github.com/scrutateur/scrutateur/internal/subset"
)

func Example() {
	t, findings := subset.Parse("Body", "Bonjour {{.FirstName}}{{if .Member}}, cher adhérent{{end}}", subset.MaxBytes)
	fmt.Println(t.Fields, len(t.Conds), len(findings))
	_, findings = subset.Parse("Body", "{{range .Towns}}…{{end}}", subset.MaxBytes)
	fmt.Println(findings[0].Rule, findings[0].Start)
	// Output:
	// [FirstName Member] 1 0
	// SCR-TEMPLATE 0
}
