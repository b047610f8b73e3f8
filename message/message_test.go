package message_test

import (
	"fmt"
	"testing"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/notice/law"
)

// Must is for package variables: what cannot be proved stops the program before it sends anything.
func ExampleMust() {
	size := message.Must(message.Measure("Dimanche, votons !"))
	fmt.Println(size)
	// Output: 1 part, GSM-7, 18 units
}

// Must panics with the findings themselves.
func TestMust(t *testing.T) {
	want := law.Find(law.SpecField, "Body", "the body is empty: write what the message is for")
	defer func() {
		if got, ok := recover().(law.Finding); !ok || got.Error() != want.Error() {
			t.Errorf("panicked with %v", got)
		}
	}()
	message.Must(0, error(want))
}
