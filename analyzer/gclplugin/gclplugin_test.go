package gclplugin_test

import (
	"fmt"
	"testing"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	_ "github.com/scrutateur/scrutateur/analyzer/gclplugin"
)

func Example() {
	make, err := register.GetPlugin("scrutateur")
	if err != nil {
		fmt.Println(err)
		return
	}
	linter, err := make(map[string]any{
		"transactional": []any{map[string]any{"package": "example.org/shop", "reason": "receipts that people ask for"}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	as, err := linter.BuildAnalyzers()
	fmt.Println(as[0].Name, linter.GetLoadMode(), err)
	// Output: scrutateur typesinfo <nil>
}

func TestSettings(t *testing.T) {
	make, err := register.GetPlugin("scrutateur")
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []any{map[string]any{"transactionnal": []any{}}, map[string]any{"transactional": []any{map[string]any{"package": "x"}}}, 3, func() {}} {
		if _, err := make(bad); err == nil {
			t.Errorf("%v is accepted", bad)
		}
	}
	linter, err := make(nil)
	if err != nil {
		t.Fatal(err)
	}
	as, err := linter.BuildAnalyzers()
	if err != nil {
		t.Fatal(err)
	}
	if err := analysis.Validate(as); err != nil {
		t.Error(err)
	}
}
