package optout_test

import (
	"errors"
	"fmt"
	"io/fs"
	"log"
	"os"
	"path/filepath"

	"github.com/scrutateur/scrutateur/optout"
)

// The file is made once. A program that begins again gets the same key, and so finds the people whom it knew.
func ExampleKeyFile() {
	dir, err := os.MkdirTemp("", "keys")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	name := filepath.Join(dir, "objections.key")
	first, err := optout.KeyFile(name, 1)
	if err != nil {
		log.Fatal(err)
	}
	again, err := optout.KeyFile(name, 1)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(first, string(first.Secret()) == string(again.Secret()))
	// Output: key 1 true
}

// After a rotation the former key is only read: a mistaken name must not make a new one.
func ExampleOpenKeyFile() {
	dir, err := os.MkdirTemp("", "keys")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	_, err = optout.OpenKeyFile(filepath.Join(dir, "a mistaken name"), 1)
	fmt.Println(errors.Is(err, fs.ErrNotExist))
	_, err = os.Stat(filepath.Join(dir, "a mistaken name"))
	fmt.Println(errors.Is(err, fs.ErrNotExist))
	// Output:
	// true
	// true
}
