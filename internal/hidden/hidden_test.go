package hidden_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/scrutateur/scrutateur/internal/hidden"
)

func Example() {
	type message struct{ text hidden.Text }
	m := message{hidden.New("Bonjour Zoé")}
	fmt.Println(strings.Contains(fmt.Sprintf("%+v", m), "Zoé"), m.text.Len(), m.text.Reveal())
	// Output: false 12 Bonjour Zoé
}

func TestNoVerbReads(t *testing.T) {
	type inside struct{ text hidden.Text }
	of := hidden.Of([]byte("Philippine"))
	for _, v := range []any{of, &of, inside{of}, &inside{of}, []hidden.Text{of}, map[int]inside{1: {of}}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%p"} {
			out := fmt.Sprintf(verb, v)
			if strings.Contains(out, "Philippine") || strings.Contains(strings.ToLower(out), fmt.Sprintf("%x", "Philippine")) {
				t.Errorf("%s of %T shows the text", verb, v)
			}
		}
	}
	type person struct{ name string }
	who, names := person{"Philippine"}, map[string]string{"name": "Philippine"}
	type both struct {
		person hidden.Ref[person]
		names  hidden.Ref[map[string]string]
	}
	to := both{hidden.To(&who), hidden.To(&names)}
	for _, v := range []any{to, &to, to.person, &to.person, []both{to}, map[int]both{1: to}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%p", "%t", "%w", "%!"} {
			out := fmt.Sprintf(verb, v)
			if strings.Contains(out, "Philippine") || strings.Contains(strings.ToLower(out), fmt.Sprintf("%x", "Philippine")) {
				t.Errorf("%s of %T follows the reference", verb, v)
			}
		}
	}
	if to.person.Get() != &who || to.names.Get() != &names || (hidden.Ref[person]{}).Get() != nil {
		t.Error("a reference leads elsewhere")
	}
	if (hidden.Text{}).Reveal() != "" || hidden.New("").Len() != 0 || hidden.Of(nil).Reveal() != "" {
		t.Error("the zero Text is empty")
	}
}
