package analyzer_test

import (
	"fmt"

	"github.com/scrutateur/scrutateur/analyzer"
)

// A program of one's own can be a tool for go vet, with its configuration compiled in: give the analyzer to
// unitchecker.Main of golang.org/x/tools/go/analysis.
func ExampleNew() {
	config, err := analyzer.ParseConfig([]byte(`{
		"transactional": [{"package": "example.org/shop/receipts", "reason": "receipts that people ask for"}],
		"sinks": [{"channel": "sms", "path": "example.org/shop/gateway", "type": "Client", "name": "Push", "body": "arg1", "to": "arg0"}]
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	a := analyzer.New(config)
	fmt.Println(a.Name)

	_, err = analyzer.ParseConfig([]byte(`{"transactional": [{"package": "example.org/shop"}]}`))
	fmt.Println(err)
	// Output:
	// scrutateur
	// transactional[0]: a reason in words is missing: say why the messages of "example.org/shop" are no political ones
}
