// Package seal hides short texts under a controller's key: what a person wrote that no program could attribute, how to reach who
// asked for their rights. Such a text has no digest, and whoever finds the database without the key must not be able to read it.
//
// A sealed text is a byte 1 (the version), the number of the key, and what AES-256-GCM makes of the text (NIST SP 800-38D) with a nonce of
// its own, 12 random bytes in front. The key of the cipher is HKDF-SHA-256 (RFC 5869) of the controller's secret without salt, with the
// use as info: what is sealed for one use does not open for another, nor is it the key under which addresses are digested. What a text is
// bound to, the number of its row say, is authenticated with it, so that two sealed texts cannot be exchanged.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/scrutateur/scrutateur/optout"
)

const version = 1

// Overhead is how many bytes a sealed text has more than the text.
const Overhead = 2 + 12 + 16

// ErrSealed says that a sealed text was altered, moved, or sealed under another secret.
var ErrSealed = errors.New("the sealed text was altered, or another secret sealed it")

// Derive returns a key of 32 bytes for one use of a controller's key. It is one-way: who learns it learns nothing of the key or of
// what is derived for other uses.
func Derive(k optout.Key, use string) []byte {
	key, err := hkdf.Key(sha256.New, k.Secret(), nil, "scrutateur "+use, sha256.Size)
	if err != nil {
		panic("seal: " + err.Error()) // only for a length that HKDF does not give
	}
	return key
}

// Find returns the key with that number.
func Find(keys optout.Keys, number byte) (optout.Key, bool) {
	for _, k := range append([]optout.Key{keys.Current}, keys.Older...) {
		if k.ID == number {
			return k, true
		}
	}
	return optout.Key{}, false
}

// Seal seals a text under the current key.
func Seal(keys optout.Keys, use string, text []byte, bound string) ([]byte, error) {
	aead, err := open(keys.Current, use)
	if err != nil {
		return nil, err
	}
	head := []byte{version, keys.Current.ID}
	return aead.Seal(head, nil, text, data(head, bound)), nil
}

// Open returns the text. The error is ErrSealed, or says which key is missing.
func Open(keys optout.Keys, use string, sealed []byte, bound string) ([]byte, error) {
	if len(sealed) < Overhead || sealed[0] != version {
		return nil, ErrSealed
	}
	key, ok := Find(keys, sealed[1])
	if !ok {
		return nil, fmt.Errorf("sealed under key %d, which is not among the keys: add it to Keys.Older", sealed[1])
	}
	aead, err := open(key, use)
	if err != nil {
		return nil, err
	}
	text, err := aead.Open(nil, nil, sealed[2:], data(sealed[:2], bound))
	if err != nil {
		return nil, ErrSealed
	}
	return text, nil
}

func open(k optout.Key, use string) (cipher.AEAD, error) {
	block, err := aes.NewCipher(Derive(k, use))
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

func data(head []byte, bound string) []byte { return append(append([]byte(nil), head...), bound...) }
