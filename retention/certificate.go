package retention

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
)

// Outcome is what was done about one action of a plan: counts, read before and read back afterwards.
type Outcome struct {
	Class     Class  `json:"class"`
	Store     string `json:"store"`
	Processor string `json:"processor,omitempty"`
	Name      string `json:"name,omitempty"`

	Before  int    `json:"before"`        // records counted just before
	Deleted int    `json:"deleted"`       // records erased, or aggregated
	Kept    int    `json:"kept"`          // records counted again afterwards
	Why     string `json:"why,omitempty"` // why they were kept; needed where Kept is not zero

	Method   string  `json:"method"`             // "DELETE, secure_delete, VACUUM"
	Verified string  `json:"verified,omitempty"` // how it was read back: "count, and search of the file for sample values". "": it was not
	Attested law.Day `json:"attested,omitempty"` // the day of the processor's attestation
	Evidence string  `json:"evidence,omitempty"` // its reference
}

// Line is one line of a certificate: an outcome, with the action it answers.
type Line struct {
	Outcome
	Do   Do      `json:"do"`
	Rule law.ID  `json:"rule"`
	Due  law.Day `json:"due"`
	Gone law.Day `json:"gone,omitempty"` // the last backup is overwritten, counted from the day of the erasure
}

// Gap says what keeps a certificate from being complete.
type Gap string

const (
	NotDone     Gap = "not-done"     // the action was due and nothing is said about it
	NotVerified Gap = "not-verified" // nobody read the store again
	NotAttested Gap = "not-attested" // the processor has not attested
)

// Open is one gap, at one place.
type Open struct {
	Gap       Gap    `json:"gap"`
	Class     Class  `json:"class"`
	Store     string `json:"store"`
	Processor string `json:"processor,omitempty"`
	Name      string `json:"name,omitempty"`
}

// Status of a certificate.
type Status string

const (
	Complete Status = "complete" // every action that was due is done, read back, and attested where a processor did it
	Partial  Status = "partial"  // it certifies what its lines say; Open says what is missing
)

// Certificate says what was erased under an approved plan, what was kept and why, and how that was verified. It holds no
// personal data. It is made by Certify, signed by Sign, and checked by Verify; each one carries the hash of the one before.
//
// It certifies what the outcomes say. That they are true is the signer's word: verify by reading the store again, not by
// counting what a statement reported (a row that was deleted in SQL may still be in the file).
type Certificate struct {
	Format     string    `json:"format"` // "scrutateur-retention-certificate/1"
	Controller string    `json:"controller"`
	Name       string    `json:"name,omitempty"`
	Election   string    `json:"election,omitempty"`
	Policy     string    `json:"policy"`
	PolicyHash string    `json:"policy_hash"`
	Plan       string    `json:"plan"` // its hash, which was approved
	Approved   string    `json:"approved"`
	Started    time.Time `json:"started"`
	Ended      time.Time `json:"ended"`
	Status     Status    `json:"status"`
	Lines      []Line    `json:"lines"`
	Open       []Open    `json:"open,omitempty"`
	Holds      []Hold    `json:"holds,omitempty"`
	Gone       law.Day   `json:"gone,omitempty"`      // the day on which the last backup is overwritten
	Previous   string    `json:"previous,omitempty"`  // hash of the certificate before; "" for the first
	Key        string    `json:"key,omitempty"`       // Ed25519 public key, hexadecimal
	Signature  string    `json:"signature,omitempty"` // Ed25519 over the canonical JSON of everything else, hexadecimal
}

const certificateFormat = "scrutateur-retention-certificate/1"

// Run says how a plan was run.
type Run struct {
	Approved string    // the hash of the plan that was approved
	By       string    // the function of who approved it ("directrice de campagne"), never a name
	Started  time.Time // first erasure
	Ended    time.Time // last reading back
	Previous string    // Hash of the certificate before this one; "" for the first
}

// Certify makes the certificate of a run of the plan. It is not signed yet.
//
// It refuses, with every finding at once, a run of another plan than the approved one, an outcome that answers no action of the plan or
// whose counts do not add up, an erasure before its day or under a hold, and records kept without a reason. What is merely
// missing (an action not done, not read back, not attested) makes the certificate Partial and is named in Open.
func Certify(p Plan, outcomes []Outcome, run Run) (Certificate, error) {
	var fs law.Findings
	bad := func(path, format string, args ...any) {
		fs = append(fs, law.Find(law.SpecField, path, format, args...))
	}
	text := func(path, s string, needed bool) {
		if s == "" && needed {
			bad(path, "is empty")
		} else if why := unclean(s); why != "" {
			bad(path, "%s", why)
		} else if address.MatchString(s) {
			bad(path, "looks like a mailbox or a phone number: a certificate holds no personal data")
		}
	}
	if run.Approved != p.Hash() {
		bad("run.approved", "is not the hash of this plan: the plan that was approved is another one")
	}
	text("run.by", run.By, true)
	if run.Started.IsZero() || run.Ended.Before(run.Started) {
		bad("run.ended", "is before the start, or one of them is missing")
	}
	if _, ok := civil(dayOf(run.Ended)); !ok {
		bad("run.ended", "is not between 1900 and 2199")
	} else if dayOf(run.Ended) < p.On {
		bad("run.ended", "is before the day of the plan")
	}
	if b, err := hex.DecodeString(run.Previous); run.Previous != "" && (err != nil || len(b) != 32) {
		bad("run.previous", "is not the hash of a certificate")
	}

	type key struct {
		class                  Class
		store, processor, name string
	}
	due := map[key]Action{}
	for _, a := range p.Actions {
		due[key{a.Class, a.Store, a.Processor, a.Name}] = a
	}
	done := map[key]bool{}
	today := dayOf(run.Ended)
	c := Certificate{
		Format: certificateFormat, Controller: p.Controller, Name: p.Name, Election: p.Election, Policy: p.Policy, PolicyHash: p.PolicyHash,
		Plan: run.Approved, Approved: run.By, Started: run.Started.UTC().Truncate(time.Second), Ended: run.Ended.UTC().Truncate(time.Second),
		Status: Complete, Lines: []Line{}, Previous: run.Previous,
	}
	for _, h := range p.Holds {
		c.Holds = append(c.Holds, h.clone())
	}
	for i, o := range outcomes {
		path := fmt.Sprintf("outcomes[%d]", i)
		k := key{o.Class, o.Store, o.Processor, o.Name}
		a, ok := due[k]
		if !ok {
			bad(path, "answers no action of the plan")
			continue
		}
		if done[k] {
			bad(path, "is the second outcome of one action")
		}
		done[k] = true
		if o.Before < 0 || o.Deleted < 0 || o.Kept < 0 || o.Before != o.Deleted+o.Kept {
			bad(path, "%d before is not %d deleted and %d kept", o.Before, o.Deleted, o.Kept)
		}
		switch {
		case a.Do == Review && o.Deleted > 0:
			bad(path, "erases what the plan asks a person to decide about: make a plan with the decision in its policy")
		case o.Deleted > 0 && a.Due == "":
			bad(path, "erases what has no day yet")
		case o.Deleted > 0 && len(a.Holds) > 0 && (a.Free == "" || today < a.Free):
			bad(path, "erases what %s holds", strings.Join(a.Holds, ", "))
		case o.Deleted > 0 && a.Bound == AtLeast && today < a.Due:
			bad(path, "erases what had to be kept until %s", a.Due)
		}
		text(path+".why", o.Why, o.Kept > 0)
		text(path+".method", o.Method, o.Deleted > 0)
		text(path+".verified", o.Verified, false)
		text(path+".evidence", o.Evidence, o.Attested != "")
		if _, ok := civil(o.Attested); o.Attested != "" && (!ok || o.Attested > today) {
			bad(path+".attested", "is not a day in the form 2026-03-15, or lies after the end of the run")
		}
		l := Line{Outcome: o, Do: a.Do, Rule: a.Rule, Due: a.Due}
		if a.Gone != "" && o.Deleted > 0 {
			// The plan counted the backups from the day it foresaw; the last one was made just before the erasure.
			planned, _ := civil(max(a.Due, p.On, a.Free))
			gone, _ := civil(a.Gone)
			ended, _ := civil(today)
			l.Gone = dayOf(ended.Add(gone.Sub(planned)))
			c.Gone = max(c.Gone, l.Gone)
		}
		c.Lines = append(c.Lines, l)
		if o.Deleted > 0 && o.Verified == "" {
			c.Open = append(c.Open, Open{NotVerified, o.Class, o.Store, o.Processor, o.Name})
		}
		if o.Deleted > 0 && o.Processor != "" && o.Attested == "" {
			c.Open = append(c.Open, Open{NotAttested, o.Class, o.Store, o.Processor, o.Name})
		}
	}
	for _, a := range p.Due(run.Ended) {
		if a.Do != Review && !done[key{a.Class, a.Store, a.Processor, a.Name}] {
			c.Open = append(c.Open, Open{NotDone, a.Class, a.Store, a.Processor, a.Name})
		}
	}
	if err := fs.Sort().Err(); err != nil {
		return Certificate{}, err
	}
	byPlace := func(ac, bc Class, as, bs, ap, bp, an, bn string) int {
		return slices.Compare([]string{string(ac), as, ap, an}, []string{string(bc), bs, bp, bn})
	}
	slices.SortFunc(c.Lines, func(a, b Line) int {
		return byPlace(a.Class, b.Class, a.Store, b.Store, a.Processor, b.Processor, a.Name, b.Name)
	})
	slices.SortStableFunc(c.Open, func(a, b Open) int {
		return byPlace(a.Class, b.Class, a.Store, b.Store, a.Processor, b.Processor, a.Name, b.Name)
	})
	if len(c.Open) > 0 {
		c.Status = Partial
	}
	return c, nil
}

// Sign returns the certificate signed by an Ed25519 key (RFC 8032): ed25519.PrivateKey, or any crypto.Signer of that kind,
// so that the key may stay in a device. Another kind of key is an error.
func (c Certificate) Sign(key crypto.Signer) (Certificate, error) {
	pub, ok := key.Public().(ed25519.PublicKey)
	if !ok {
		return Certificate{}, errors.New("retention: a certificate is signed with an Ed25519 key")
	}
	c.Key, c.Signature = hex.EncodeToString(pub), ""
	msg, err := canonical(c)
	if err != nil {
		return Certificate{}, err
	}
	sig, err := key.Sign(rand.Reader, msg, crypto.Hash(0))
	if err != nil {
		return Certificate{}, fmt.Errorf("retention: signing the certificate: %w", err)
	}
	c.Signature = hex.EncodeToString(sig)
	return c, nil
}

// Verify reports whether the certificate was signed by the key and says of itself what its lines say. The key
// must come from elsewhere: the one inside the certificate proves nothing.
func (c Certificate) Verify(key ed25519.PublicKey) error {
	if len(key) != ed25519.PublicKeySize {
		return errors.New("retention: not an Ed25519 public key")
	}
	if c.Format != certificateFormat {
		return errors.New("retention: not a certificate of the format " + certificateFormat)
	}
	sig, err := hex.DecodeString(c.Signature)
	if err != nil || len(sig) != ed25519.SignatureSize {
		return errors.New("retention: the certificate is not signed")
	}
	if c.Key != hex.EncodeToString(key) {
		return errors.New("retention: the certificate was signed with another key")
	}
	c.Signature = ""
	msg, err := canonical(c)
	if err != nil {
		return err
	}
	if !ed25519.Verify(key, msg, sig) {
		return errors.New("retention: the certificate was changed after it was signed")
	}
	if want := Partial; (len(c.Open) > 0) != (c.Status == want) {
		return errors.New("retention: the status of the certificate is not what its open points say")
	}
	for _, l := range c.Lines {
		if l.Before != l.Deleted+l.Kept || l.Kept > 0 && l.Why == "" {
			return errors.New("retention: a line of the certificate does not add up")
		}
	}
	return nil
}

// VerifyChain verifies certificates in the order in which they were made, under one key: each signature, and that each
// carries the hash of the one before. A certificate that was taken out or put in breaks the chain; one missing at the end does not show.
func VerifyChain(certs []Certificate, key ed25519.PublicKey) error {
	previous := ""
	for i, c := range certs {
		if err := c.Verify(key); err != nil {
			return fmt.Errorf("certificate %d: %w", i+1, err)
		}
		if c.Previous != previous {
			return fmt.Errorf("retention: certificate %d does not follow the one before it", i+1)
		}
		previous = c.Hash()
	}
	return nil
}

// Canonical returns the certificate as canonical JSON (RFC 8785), signature included.
func (c Certificate) Canonical() ([]byte, error) { return canonical(c) }

// Hash names the certificate: SHA-256 of its canonical JSON, signature included, in hexadecimal.
func (c Certificate) Hash() string {
	b, err := canonical(c)
	if err != nil {
		// time.Time fails for years beyond 9999, which Certify cannot make.
		panic(fmt.Sprintf("retention: %v", err))
	}
	return hash(b)
}

// ReadCertificate reads a certificate from JSON. It does not verify it.
func ReadCertificate(r io.Reader) (Certificate, error) {
	var c Certificate
	if err := readJSON(r, &c); err != nil {
		return Certificate{}, err
	}
	if c.Format != certificateFormat {
		return Certificate{}, errors.New("retention: not a certificate of the format " + certificateFormat)
	}
	return c, nil
}
