package certificate

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"

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

// Verify reports whether the certificate was signed by the key and says of itself what its lines say. The key
// must come from elsewhere: the one inside the certificate proves nothing.
func (c Certificate) Verify(key ed25519.PublicKey) error {
	if len(key) != ed25519.PublicKeySize {
		return errors.New("certificate: not an Ed25519 public key")
	}
	if c.Format != format {
		return errors.New("certificate: not a certificate of the format " + format)
	}
	sig, err := hex.DecodeString(c.Signature)
	if err != nil || len(sig) != ed25519.SignatureSize {
		return errors.New("certificate: the certificate is not signed")
	}
	if c.Key != hex.EncodeToString(key) {
		return errors.New("certificate: the certificate was signed with another key")
	}
	c.Signature = ""
	msg, err := record.Canonical(c)
	if err != nil {
		return err
	}
	if !ed25519.Verify(key, msg, sig) {
		return errors.New("certificate: the certificate was changed after it was signed")
	}
	if want := Partial; (len(c.Open) > 0) != (c.Status == want) {
		return errors.New("certificate: the status of the certificate is not what its open points say")
	}
	for _, l := range c.Lines {
		if l.Before != l.Deleted+l.Kept || l.Kept > 0 && l.Why == "" {
			return errors.New("certificate: a line of the certificate does not add up")
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
			return fmt.Errorf("certificate: certificate %d does not follow the one before it", i+1)
		}
		previous = c.Hash()
	}
	return nil
}
