package optout

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/scrutateur/scrutateur/internal/userfile"
)

// A key file has three lines: what it is, with the key's number, the secret in base64 (RFC 4648, section 4), and the first 64 bits of the
// SHA-256 of the two lines in hexadecimal digits, so that half a file, or one with a slip of somebody's hand, is no key.
const (
	keyFileOpening = "scrutateur key "
	keyFileLimit   = 4 << 10 // bytes
)

// KeyFile returns the key in a file, and makes the file with a new key where there is none. Made once, the file is never written
// again: of several programs that begin at the same time on one folder all get the same key. It is readable by its owner alone and on
// the disk when KeyFile returns.
//
// A file is refused that is damaged, holds a key of another number, or may be read by others. Keep a copy of it apart from the
// ledger: what is recorded under a key can only be found with it, and no [Ledger] answers a [Book] that lacks one of its keys. A
// program that must never begin anew, and one whose key is a former one, use [OpenKeyFile].
func KeyFile(name string, id byte) (Key, error) {
	k, err := OpenKeyFile(name, id)
	if !errors.Is(err, fs.ErrNotExist) {
		return k, err
	}
	fresh := NewKey(id)
	err = userfile.WriteNew(name, fresh.file(), userfile.Private)
	switch {
	case errors.Is(err, fs.ErrExist): // another program was faster
		return OpenKeyFile(name, id)
	case err != nil:
		return Key{}, fmt.Errorf("optout: a key file: %w", err)
	}
	return fresh, nil
}

// OpenKeyFile returns the key in a file that KeyFile made, and makes none: without a file the error unwraps to fs.ErrNotExist.
func OpenKeyFile(name string, id byte) (Key, error) {
	content, err := userfile.ReadPrivate(context.Background(), name, keyFileLimit)
	if err != nil {
		return Key{}, fmt.Errorf("optout: a key file: %w", err)
	}
	k, err := parseKeyFile(string(content))
	if err == nil && k.ID != id {
		err = fmt.Errorf("holds key %d, and key %d was asked for: name the file of that key", k.ID, id)
	}
	if err != nil {
		return Key{}, fmt.Errorf("optout: a key file: %w", &userfile.Error{Name: name, Why: err.Error()})
	}
	return k, nil
}

// file is the content of the key's file.
func (k Key) file() []byte {
	body := keyFileOpening + strconv.Itoa(int(k.ID)) + "\n" + base64.StdEncoding.EncodeToString([]byte(k.secret.Reveal())) + "\n"
	return []byte(body + keyFileSum(body) + "\n")
}

func keyFileSum(body string) string {
	sum := sha256.Sum256([]byte(body))
	return hex.EncodeToString(sum[:8])
}

var errKeyFile = errors.New("is no key file, or a damaged one: bring back a copy of it, and do not make a new key for a ledger that is there")

// parseKeyFile reads the content of a key file. Ends of lines may be those of another system.
func parseKeyFile(content string) (Key, error) {
	lines := strings.Split(strings.TrimSuffix(strings.ReplaceAll(content, "\r\n", "\n"), "\n"), "\n")
	if len(lines) != 3 {
		return Key{}, errKeyFile
	}
	number, ok := strings.CutPrefix(lines[0], keyFileOpening)
	id, err := strconv.ParseUint(number, 10, 8)
	if !ok || err != nil || strconv.FormatUint(id, 10) != number || lines[2] != keyFileSum(lines[0]+"\n"+lines[1]+"\n") {
		return Key{}, errKeyFile
	}
	secret, err := base64.StdEncoding.Strict().DecodeString(lines[1])
	if err != nil || len(secret) < minSecret {
		return Key{}, errKeyFile
	}
	return KeyOf(byte(id), secret), nil
}
