package seal_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/internal/seal"
)

func Example() {
	keys := optout.Keys{Current: optout.NewKey(1)}
	sealed, err := seal.Seal(keys, "inbox/1", []byte("appelez-moi"), "row 7")
	if err != nil {
		fmt.Println(err)
	}
	_, err = seal.Open(keys, "inbox/1", sealed, "row 8")
	fmt.Println(bytes.Contains(sealed, []byte("moi")), err)
	text, err := seal.Open(keys, "inbox/1", sealed, "row 7")
	fmt.Println(string(text), err)
	// Output:
	// false the sealed text was altered, or another secret sealed it
	// appelez-moi <nil>
}

func TestOpensForNothingElse(t *testing.T) {
	first := optout.NewKey(1)
	keys := optout.Keys{Current: first}
	sealed, err := seal.Seal(keys, "a/1", []byte("texte"), "b")
	if err != nil || len(sealed) != len("texte")+seal.Overhead {
		t.Fatalf("%d bytes, error %v", len(sealed), err)
	}
	again, err := seal.Seal(keys, "a/1", []byte("texte"), "b")
	if err != nil || bytes.Equal(sealed, again) {
		t.Errorf("two seals of one text are the same: nobody may see that it is; error %v", err)
	}
	rotated := optout.Keys{Current: optout.NewKey(2), Older: []optout.Key{first}}
	if text, err := seal.Open(rotated, "a/1", sealed, "b"); err != nil || string(text) != "texte" {
		t.Errorf("after a rotation: %v", err)
	}
	if _, err := seal.Open(optout.Keys{Current: optout.NewKey(1)}, "a/1", sealed, "b"); err != seal.ErrSealed {
		t.Errorf("another secret of the same number: %v", err)
	}
	if _, err := seal.Open(optout.Keys{Current: optout.NewKey(2)}, "a/1", sealed, "b"); err == nil || !strings.Contains(err.Error(), "key 1") {
		t.Errorf("the key is missing: %v", err)
	}
	if _, err := seal.Open(keys, "a/2", sealed, "b"); err != seal.ErrSealed {
		t.Errorf("another use: %v", err)
	}
	for i := range sealed {
		changed := bytes.Clone(sealed)
		changed[i] ^= 0x80
		if _, err := seal.Open(keys, "a/1", changed, "b"); err == nil {
			t.Errorf("byte %d changed, and it opens", i)
		}
		if _, err := seal.Open(keys, "a/1", sealed[:i], "b"); err == nil {
			t.Errorf("cut to %d bytes, and it opens", i)
		}
	}
}

func TestDerive(t *testing.T) {
	k := optout.NewKey(1)
	if bytes.Equal(seal.Derive(k, "a"), seal.Derive(k, "b")) || bytes.Equal(seal.Derive(k, "a"), k.Secret()) {
		t.Error("two uses share a key")
	}
}
