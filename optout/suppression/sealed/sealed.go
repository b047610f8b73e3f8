// Package sealed encrypts an opposition list for who receives it, a new provider say, with age (age-encryption.org/v1): to public keys, or under
// a passphrase. What is sealed is a zip of two files, list.csv and manifest.json, so that its receiver needs nothing of this module:
//
//	age -d -i key.txt list.age > list.zip && unzip list.zip
//
// A list is plain addresses of people who objected, the most personal thing that a campaign has: it does not travel in the clear, nor lie in the clear on a
// disk. [Write] and [Open] hold no copy of it but what passes through.
//
// # What is not promised
//
// That age hides how long the list is, or who may open it.
package sealed

import (
	"archive/zip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"time"

	"filippo.io/age"

	"github.com/scrutateur/scrutateur/optout/suppression"
)

const (
	listName     = "list.csv"
	manifestName = "manifest.json"
)

// Keys reads public keys, one a line, as age-keygen writes them: age1…, and the hybrid ones age1pq1….
func Keys(r io.Reader) ([]age.Recipient, error) {
	rs, err := age.ParseRecipients(r)
	if err != nil {
		return nil, fmt.Errorf("sealed: the public keys cannot be read: %w", err)
	}
	return rs, nil
}

// Passphrase returns what seals under a passphrase. It alone seals: age takes no other receiver beside it. Choose it long (age -p draws ten words), and send it another
// way than the list.
func Passphrase(secret string) (age.Recipient, error) {
	if len(secret) < minPassphrase {
		return nil, errShort
	}
	return age.NewScryptRecipient(secret)
}

// minPassphrase is in bytes. Whoever has the file can try passphrases for ever.
const minPassphrase = 16

var (
	errShort    = errors.New("sealed: the passphrase has fewer than 16 characters: who has the file can try for ever")
	errNobody   = errors.New("sealed: nobody is named who could open the list: give a public key or a passphrase")
	errContents = errors.New("sealed: this holds no list.csv with a manifest.json: it was sealed by something else, or is not all there")
)

// Write seals a list with its manifest for the recipients, in constant memory. The error is that of suppression.WritePortable, and then what was written is no
// list and does not open.
func Write(w io.Writer, recipients []age.Recipient, controller string, at time.Time, entries iter.Seq2[suppression.Entry, error]) (suppression.Manifest, error) {
	if len(recipients) == 0 {
		return suppression.Manifest{}, errNobody
	}
	secret, err := age.Encrypt(w, recipients...)
	if err != nil {
		return suppression.Manifest{}, fmt.Errorf("sealed: %w", err)
	}
	archive := zip.NewWriter(secret)
	list, err := archive.CreateHeader(&zip.FileHeader{Name: listName, Method: zip.Deflate, Modified: at})
	if err != nil {
		return suppression.Manifest{}, err
	}
	m, err := suppression.WritePortable(list, controller, at, entries)
	if err != nil {
		return suppression.Manifest{}, err // neither the archive nor the encryption is ended, so nobody takes it for a list
	}
	beside, err := archive.CreateHeader(&zip.FileHeader{Name: manifestName, Method: zip.Deflate, Modified: at})
	if err != nil {
		return suppression.Manifest{}, err
	}
	out := json.NewEncoder(beside)
	out.SetIndent("", "  ")
	if err := errors.Join(out.Encode(m), archive.Close(), secret.Close()); err != nil {
		return suppression.Manifest{}, err
	}
	return m, nil
}

// Opened is a list that was sealed. Close it when it has been read.
type Opened struct {
	*suppression.List
	Manifest suppression.Manifest
	file     io.Closer
}

// Close ends the reading.
func (o *Opened) Close() error { return o.file.Close() }

// Open opens a sealed list of so many bytes, with an identity (age.ParseIdentities) or a passphrase (age.NewScryptIdentity). Nothing but what passes through is in
// memory. Rows and SHA-256 are compared with the manifest when the end of the list is reached, and a difference is then an error of its entries.
func Open(r io.ReaderAt, size int64, o suppression.Options, identities ...age.Identity) (*Opened, error) {
	plain, n, err := age.DecryptReaderAt(r, size, identities...)
	if err != nil {
		return nil, fmt.Errorf("sealed: the list does not open: %w", err)
	}
	archive, err := zip.NewReader(plain, n)
	if err != nil {
		return nil, errContents
	}
	m, err := manifest(archive)
	if err != nil {
		return nil, err
	}
	list, err := archive.Open(listName)
	if err != nil {
		return nil, errContents
	}
	o.Manifest = &m
	l, err := suppression.Open(list, o)
	if err != nil {
		list.Close()
		return nil, err
	}
	return &Opened{List: l, Manifest: m, file: list}, nil
}

func manifest(archive *zip.Reader) (suppression.Manifest, error) {
	f, err := archive.Open(manifestName)
	if err != nil {
		return suppression.Manifest{}, errContents
	}
	defer f.Close()
	return suppression.ReadManifest(f)
}
