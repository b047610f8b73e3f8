package certificate

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/scrutateur/scrutateur/retention"
	"github.com/scrutateur/scrutateur/retention/internal/record"
)

// Sign returns the certificate signed by an Ed25519 key (RFC 8032): ed25519.PrivateKey, or any crypto.Signer of that kind,
// so that the key may stay in a device. Another kind of key is an error.
func (c Certificate) Sign(key crypto.Signer) (Certificate, error) {
	pub, ok := key.Public().(ed25519.PublicKey)
	if !ok {
		return Certificate{}, errors.New("certificate: a certificate is signed with an Ed25519 key")
	}
	c.Key, c.Signature = hex.EncodeToString(pub), ""
	msg, err := record.Canonical(c)
	if err != nil {
		return Certificate{}, err
	}
	sig, err := key.Sign(rand.Reader, msg, crypto.Hash(0))
	if err != nil {
		return Certificate{}, fmt.Errorf("certificate: signing the certificate: %w", err)
	}
	c.Signature = hex.EncodeToString(sig)
	return c, nil
}

// Verify reports whether the certificate was signed by the key and says of itself what its lines say: a signer can sign
// "complete" above any counts. The key must come from elsewhere: the one inside the certificate proves nothing.
// Whether every action of the plan has its line only the plan can tell: see VerifyPlan.
func (c Certificate) Verify(key ed25519.PublicKey) error {
	if len(key) != ed25519.PublicKeySize {
		return errors.New("certificate: not an Ed25519 public key")
	}
	if c.Format != format {
		return errors.New("certificate: not a certificate of the format " + format)
	}
	if !isHex(c.Signature, ed25519.SignatureSize) {
		return errors.New("certificate: the certificate is not signed")
	}
	sig, _ := hex.DecodeString(c.Signature)
	if c.Key != hex.EncodeToString(key) {
		return errors.New("certificate: the certificate was signed with another key")
	}
	unsigned := c
	unsigned.Signature = ""
	msg, err := record.Canonical(unsigned)
	if err != nil {
		return fmt.Errorf("certificate: %w", err)
	}
	if !ed25519.Verify(key, msg, sig) {
		return errors.New("certificate: the certificate was changed after it was signed")
	}
	if err := c.whole(); err != nil {
		return fmt.Errorf("certificate: the certificate contradicts itself: %w", err)
	}
	return nil
}

// VerifyChain verifies certificates in the order in which they were made, under one key: each signature, and that each
// carries the hash of the one before. A certificate that was taken out or put in breaks the chain; one missing at the end
// does not show. No certificate at all is an error.
func VerifyChain(certs []Certificate, key ed25519.PublicKey) error {
	if len(certs) == 0 {
		return errors.New("certificate: there is no certificate to verify")
	}
	previous := ""
	for i, c := range certs {
		if err := c.Verify(key); err != nil {
			return fmt.Errorf("certificate %d: %w", i+1, err)
		}
		if c.Previous != previous {
			return fmt.Errorf("certificate: certificate %d does not follow the one before it", i+1)
		}
		previous = c.Hash()
	}
	return nil
}

// VerifyPlan reports whether the certificate is what Issue makes of the plan and of the outcomes in its lines: that the plan is
// the approved one, that its counts, days and holds are those of the lines, and that no action which was due is
// left out. It does not verify the signature.
func (c Certificate) VerifyPlan(p retention.Plan) error {
	outcomes := make([]Outcome, len(c.Lines))
	for i, l := range c.Lines {
		outcomes[i] = l.Outcome
	}
	run := Run{Approved: c.Plan, By: c.Approved, Started: c.Started, Ended: c.Ended, Previous: c.Previous}
	want, err := certify(p, outcomes, "lines", run, c.FirstDay, c.LastDay)
	if err != nil {
		return fmt.Errorf("certificate: the plan allows no such certificate: %w", err)
	}
	c.Key, c.Signature = "", ""
	got, err := record.Canonical(c)
	if err != nil {
		return fmt.Errorf("certificate: %w", err)
	}
	if made, err := record.Canonical(want); err != nil || !bytes.Equal(got, made) {
		return errors.New("certificate: the certificate does not say what the plan says: compare its lines and open points with the plan")
	}
	return nil
}
