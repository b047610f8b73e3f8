// Package certificate says what was erased under an approved retention.Plan, what was kept and why, and how that was verified.
//
// Issue makes a Certificate of a plan and of what was done about each of its actions. It is signed with Ed25519, carries the
// hash of the one before, so that a chain of them shows what was taken out, and is printed as a page in French or
// English. Its JSON has one form (RFC 8785), so that any other program can check hash and signature.
//
// Nothing here reads a clock, a file or a database, and nothing here holds personal data: a certificate counts records.
package certificate

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/retention"
	"github.com/scrutateur/scrutateur/retention/internal/record"
)

// Certificate says what was erased under an approved plan, what was kept and why, and how that was verified. It holds no
// personal data. It is made by Issue, signed by Sign, and checked by Verify; each one carries the hash of the one before.
//
// It certifies what the outcomes say. That they are true is the signer's word: verify by reading the store again, not by
// counting what a statement reported (a row that was deleted in SQL may still be in the file).
type Certificate struct {
	Format     string           `json:"format"` // "scrutateur-retention-certificate/1"
	Controller string           `json:"controller"`
	Name       string           `json:"name,omitempty"`
	Election   string           `json:"election,omitempty"`
	Policy     string           `json:"policy"`
	PolicyHash string           `json:"policy_hash"`
	Plan       string           `json:"plan"` // its hash, which was approved
	Approved   string           `json:"approved"`
	Started    time.Time        `json:"started"`
	Ended      time.Time        `json:"ended"`
	Status     Status           `json:"status"`
	Lines      []Line           `json:"lines"`
	Open       []Open           `json:"open,omitempty"`
	Holds      []retention.Hold `json:"holds,omitempty"`
	Gone       law.Day          `json:"gone,omitempty"`      // the day on which the last backup is overwritten
	Previous   string           `json:"previous,omitempty"`  // hash of the certificate before; "" for the first
	Key        string           `json:"key,omitempty"`       // Ed25519 public key, hexadecimal
	Signature  string           `json:"signature,omitempty"` // Ed25519 over the canonical JSON of everything else, hexadecimal
}

// format is what this package writes and reads.
const format = "scrutateur-retention-certificate/1"

// Canonical returns the certificate as canonical JSON (RFC 8785), signature included.
func (c Certificate) Canonical() ([]byte, error) { return record.Canonical(c) }

// Hash names the certificate: SHA-256 of its canonical JSON, signature included, in hexadecimal.
func (c Certificate) Hash() string {
	b, err := record.Canonical(c)
	if err != nil {
		// time.Time fails for years beyond 9999, which Issue cannot make.
		panic(fmt.Sprintf("certificate: %v", err))
	}
	return record.Hash(b)
}

// Read reads a certificate from JSON. It does not verify it.
func Read(r io.Reader) (Certificate, error) {
	var c Certificate
	if err := record.Read("certificate", r, &c); err != nil {
		return Certificate{}, err
	}
	if c.Format != format {
		return Certificate{}, errors.New("certificate: not a certificate of the format " + format)
	}
	return c, nil
}
