package htmlslot_test

import (
	"testing"

	"github.com/scrutateur/scrutateur/internal/htmlslot"
)

// A button sends a form that stands elsewhere, or the one that a mail program puts around the message.
func TestButtonsThatSend(t *testing.T) {
	for _, page := range []string{
		`<button formaction="https://a.example/">x</button>`,
		`<input type=submit formaction=javascript:x>`,
		`<input type=image alt=x src=https://a.example/x.png FORMACTION=/x>`,
		`<form id=f></form>`,
	} {
		p := htmlslot.Inspect(page)
		told := false
		for _, u := range p.Unsafe {
			told = told || !u.Advice
		}
		if !told {
			t.Errorf("nothing is told of %s", page)
		}
	}
	if p := htmlslot.Inspect(`<button>x</button>`); len(p.Unsafe) > 0 {
		t.Errorf("a button that sends nothing: %v", p.Unsafe)
	}
}
