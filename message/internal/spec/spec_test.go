package spec_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/spec"
)

func ExampleFieldName() {
	fmt.Println(spec.FieldName("#prenom#"), spec.FieldName("first name"), spec.FieldName(""))
	// Output: Prenom Field Field
}

func TestLang(t *testing.T) {
	for s, want := range map[string]string{"": "fr", "en": "en", "en-GB": "en-GB"} {
		if tag, fs := spec.Lang(s); tag.String() != want || fs != nil {
			t.Errorf("%q is %v, %v", s, tag, fs)
		}
	}
	if tag, fs := spec.Lang("no tag at all"); tag.String() != "fr" || fs.Err() == nil {
		t.Errorf("no tag is %v, %v", tag, fs)
	}
}

func TestReason(t *testing.T) {
	if spec.ReasonFindings(message.Service, "rappel de procuration") != nil || spec.ReasonFindings(message.FirstContact, "") != nil {
		t.Error("a sentence is a reason, and canvassing needs none")
	}
	if spec.ReasonFindings(message.Service, "un rappel").Err() == nil {
		t.Error("two words are no sentence")
	}
}

// The same specification and row give the same name; another of either gives another.
func TestHash(t *testing.T) {
	a := spec.Hash("spec", reflect.TypeFor[struct{ A int }]())
	if a != spec.Hash("spec", reflect.TypeFor[struct{ A int }]()) || a == spec.Hash("spec", reflect.TypeFor[struct{ B int }]()) || a == spec.Hash("other", reflect.TypeFor[struct{ A int }]()) {
		t.Error("names of templates are mixed up")
	}
}
