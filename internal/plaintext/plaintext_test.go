package plaintext_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/scrutateur/scrutateur/internal/plaintext"
)

func Example() {
	type row struct {
		Name  string
		Towns []string
	}
	plaintext.Walk(reflect.ValueOf(row{"Zoé", []string{"Sées", "a\u202eb"}}), "Row", func(path, s string) {
		for _, r := range s {
			if plaintext.Forbidden(r) {
				fmt.Printf("%s holds %U\n", path, r)
			}
		}
	})
	// Output: Row.Towns[1] holds U+202E
}

func TestForbidden(t *testing.T) {
	for _, r := range "\x00\t\n\r\x1b\x7f\u0085\u061c\u200e\u200f\u2028\u2029\u202a\u202e\u2066\u2069" {
		if !plaintext.Forbidden(r) {
			t.Errorf("%U may stand in a text", r)
		}
	}
	for _, r := range " aé’«»\u00a0\u202f€😀\u200d" {
		if plaintext.Forbidden(r) {
			t.Errorf("%U may stand in no text", r)
		}
	}
}

func TestWalk(t *testing.T) {
	type inner struct{ S string }
	v := struct {
		M map[string]string
		P *inner
		N *inner
		I int
	}{M: map[string]string{"b": "2", "a\n": "1"}, P: &inner{"x"}}
	var got []string
	plaintext.Walk(reflect.ValueOf(v), "V", func(path, s string) { got = append(got, path+"="+s) })
	want := []string{"V.M[a]=a\n", "V.M[a]=1", "V.M[b]=b", "V.M[b]=2", "V.P.S=x"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
