// Package certificate says what was erased under an approved retention.Plan, what was kept and why, and how that was verified.
//
// Issue makes a Certificate of a plan and of what was done about each of its actions. It is signed with Ed25519, carries the
// hash of the one before, so that a chain of them shows what was taken out, and is printed as a page in French or
// English. Its JSON has one form (RFC 8785), so that any other program can check hash and signature, and nothing but that
// form is read.
//
// Whoever is given one reads it with Read, checks the signature with Verify and, having the plan, with VerifyPlan that
// nothing was left out:
//
//   - each line: what the plan counted, with what came in since and without what was erased earlier, is what was there before; what
//     was erased and what was kept is what was there before;
//   - what is kept past its day is kept by a hold of the plan, or the certificate is not complete;
//   - nothing was erased under a hold, or before the day until which it had to be kept.
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
// Complete is not a word of the signer: it follows from the counts, and Read and Verify refuse a certificate of which it
// does not. What is left is this: it certifies what the outcomes say. That they are true is the signer's word: verify by reading the store again, not by
// counting what a statement reported (a row that was deleted in SQL may still be in the file).
type Certificate struct {
	Format     string           `json:"format"` // "scrutateur-retention-certificate/1"
	Controller string           `json:"controller"`
	Name       string           `json:"name,omitempty"`
	Election   string           `json:"election,omitempty"`
	Policy     string           `json:"policy"`
	PolicyHash string           `json:"policy_hash"`
	Plan       string           `json:"plan"`     // its hash, which was approved
	PlanDay    law.Day          `json:"plan_day"` // the day for which it was made
	Approved   string           `json:"approved"`
	Started    time.Time        `json:"started"`
	Ended      time.Time        `json:"ended"`
	FirstDay   law.Day          `json:"first_day"` // the civil days of Started and Ended where the run was: they are in UTC
	LastDay    law.Day          `json:"last_day"`
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

// Hash names the certificate: SHA-256 of its canonical JSON, signature included, in hexadecimal. It panics where Canonical
// fails: a text that is not UTF-8, a count beyond 2⁵³, a year beyond 9999, which neither Issue nor Read let through.
func (c Certificate) Hash() string {
	b, err := record.Canonical(c)
	if err != nil {
		panic(fmt.Sprintf("certificate: %v", err))
	}
	return record.Hash(b)
}

// Read reads a certificate from JSON, byte for byte as Canonical wrote it, and judges it by itself: its sums, its days,
// and that its status and its open points are what its lines say. It does not verify who signed it: see Verify. Findings
// are a *law.Error within the error.
func Read(r io.Reader) (Certificate, error) {
	var c Certificate
	if err := record.ReadCanonical("certificate", r, &c); err != nil {
		return Certificate{}, err
	}
	if c.Format != format {
		return Certificate{}, errors.New("certificate: not a certificate of the format " + format)
	}
	if err := c.whole(); err != nil {
		return Certificate{}, fmt.Errorf("certificate: the certificate contradicts itself: %w", err)
	}
	return c, nil
}
