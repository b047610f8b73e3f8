package sinks_test

import (
	"fmt"

	"github.com/scrutateur/scrutateur/internal/sinks"
)

func ExampleTable_Provider() {
	hosts, _ := sinks.Default().Provider([]string{"https://api.brevo.com/v3", "/transactionalSMS/send"})
	for _, h := range hosts {
		fmt.Println(h.Provider, h.Channel)
	}
	// Output: Brevo sms
}
