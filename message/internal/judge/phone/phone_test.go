package phone_test

import (
	"fmt"
	"testing"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/fixture"
	"github.com/scrutateur/scrutateur/message/internal/judge/phone"
	"github.com/scrutateur/scrutateur/message/router"
	"github.com/scrutateur/scrutateur/notice/law"
)

// What an author wrote is judged by itself, for what no statutory words behind it could mend.
func ExampleLiteral() {
	for _, f := range phone.Literal(phone.Facts{}, "Toutes nos idées : https://bit.ly/demain, ou au 0800 123 456", fixture.Demain(), router.Profile{}) {
		fmt.Println(f.Rule, f.Start, f.End)
	}
	// Output:
	// FR-CPCE-NO-CONCEAL 20 41
	// FR-CE-L50-1-FREEPHONE 49 61
}

// A request for agreement that calls to vote is found in a stretch as in a whole text.
func TestVotes(t *testing.T) {
	asks := phone.Facts{Occasion: message.ConsentRequest}
	has := func(fs law.Findings) bool {
		for _, f := range fs {
			if f.Rule == law.ConsentFirst {
				return true
			}
		}
		return false
	}
	if !has(phone.Literal(asks, "Votez pour nous", fixture.Demain(), router.Profile{})) || has(phone.Literal(phone.Facts{}, "Votez pour nous", fixture.Demain(), router.Profile{})) {
		t.Error("only a request may not call to vote")
	}
	if !has(phone.Judge(asks, "Votez pour nous", fixture.Demain(), router.Profile{})) {
		t.Error("a whole text is judged otherwise than a stretch")
	}
}

func TestArrives(t *testing.T) {
	if got := phone.Arrives(router.Stop{Mode: router.StopAppended, Suffix: "\nSTOP 36111"}, "Votons"); got != "Votons\nSTOP 36111" {
		t.Errorf("%q", got)
	}
	if got := phone.Arrives(router.Stop{Mode: router.StopPlaceholder, Write: "[stop]", As: "STOP 36111"}, "Votons [stop]"); got != "Votons STOP 36111" {
		t.Errorf("%q", got)
	}
}
