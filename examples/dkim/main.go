// Dkim signs a built e-mail with emersion/go-msgauth, over the fields that Email.DKIMHeaders names, and verifies it as a
// receiver does.
//
// RFC 8058 (section 3.1) has a mail program show its button for unsubscribing only where the signature covers List-Unsubscribe and
// List-Unsubscribe-Post. Signing libraries leave them out unless they are told: the program shows what comes of it, by
// leading the link of a signed message elsewhere. Every name stands twice in the list, which also breaks the signature
// when somebody adds a second field of that name (RFC 6376 section 8.15).
//
//	go run ./examples/dkim
//
// Keys are made on the spot: an RSA one, which every receiver knows, and an Ed25519 one (RFC 8463) beside it. The public ones
// would stand in the DNS; here they stand in a map. Nothing is sent.
package main

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"io"
	"log"
	"os"
	"strings"
	"time"

	"github.com/emersion/go-msgauth/dkim"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

var letter = message.Must(email.Compile[struct{}](email.Spec{
	Subject: "La lettre des bancs publics", Preheader: "Trois bancs de plus, une fontaine, et votre avis sur les tilleuls.",
	HTML: "<h1>Trois bancs de plus</h1>\n<p>Les bancs de la place sont posés.</p>",
	From: "lettre@bancs.example.org", Unsubscribe: "https://bancs.example.org/u", UnsubscribeMailto: "stop@bancs.example.org",
	Notice: notice.Notice{
		Controller: notice.Controller{ID: "bancs.example.org", Name: "Nos bancs publics", Kind: notice.Association,
			Postal: "1 place de la Mairie, 51290 Isson", Email: "contact@bancs.example.org"},
		Election: notice.NoElection,
		Origin:   notice.Origin{Kind: law.OriginForm, Obtained: "2025-04-01"},
		Basis:    notice.Basis{Kind: law.Consent, Reference: "registre n° 1", Wording: "J’accepte votre lettre.", Since: "2025-04-01"},
		Purpose:  "vous informer de nos projets pour la ville",
		Rights:   notice.Rights{Email: "droits@bancs.example.org", Notice: "https://bancs.example.org/d", Directives: true},
		Keep:     []notice.Term{{Class: notice.Regular, After: notice.EndOfContact, Months: 36}},
		Advert:   &notice.Advert{Sponsor: "Nos bancs publics", Declaration: notice.CaseCitizen, Notice: "https://bancs.example.org/t"},
	},
}))

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, w io.Writer) error {
	m, err := build(ctx)
	if err != nil {
		return err
	}
	keys, dns, err := newKeys("bancs.example.org")
	if err != nil {
		return err
	}
	raw := m.Bytes()
	for _, k := range keys {
		if raw, err = sign(raw, k, m.DKIMHeaders()); err != nil {
			return err
		}
	}
	verifications, err := dkim.VerifyWithOptions(bytes.NewReader(raw), dns.options())
	if err != nil {
		return err
	}
	for _, v := range verifications {
		fmt.Fprintf(w, "signed by %s: %s\n", v.Domain, valid(v.Err))
		fmt.Fprintf(w, "  covers List-Unsubscribe: %v, List-Unsubscribe-Post: %v\n", covers(v, "List-Unsubscribe"), covers(v, "List-Unsubscribe-Post"))
	}

	// What a library signs that is not told: the link can be led elsewhere, and nobody notices.
	usual := []string{"From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"}
	for _, c := range []struct {
		what   string
		fields []string
	}{{"the fields of DKIMHeaders", m.DKIMHeaders()}, {"the usual fields", usual}} {
		signed, err := sign(m.Bytes(), keys[0], c.fields)
		if err != nil {
			return err
		}
		forged := bytes.Replace(signed, []byte("<https://bancs.example.org/u/"), []byte("<https://elsewhere.example/u/"), 1)
		v, err := dkim.VerifyWithOptions(bytes.NewReader(forged), dns.options())
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "signed over %s, and then led elsewhere: %s\n", c.what, valid(v[0].Err))
	}
	return nil
}

// build makes one message, for a reader who does not exist.
func build(ctx context.Context) (email.Message, error) {
	batch, err := letter.Batch(time.Now())
	if err != nil {
		return email.Message{}, err
	}
	//scrutateur:ignore UNCHECKED a ledger in memory will do for the one reader of a demonstration
	book := &optout.Book{Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "bancs.example.org"}
	zoe, err := optout.Mailbox("zoe@example.org")
	if err != nil {
		return email.Message{}, err
	}
	rows := optout.Rows(optout.Row[struct{}]{Data: new(struct{}), To: zoe, Territory: law.Metropole, Origin: law.OriginForm})
	for to, err := range optout.Screen(ctx, book, optout.For{Channel: law.Email}, rows) {
		if err != nil {
			return email.Message{}, err
		}
		return batch.Build(to)
	}
	return email.Message{}, message.ErrUnbuilt
}

// key is a domain's private key, and the name under which the DNS has the public one.
type key struct {
	domain, selector string
	signer           crypto.Signer
}

// records are TXT records by name.
type records map[string]string

func (r records) options() *dkim.VerifyOptions {
	return &dkim.VerifyOptions{LookupTXT: func(name string) ([]string, error) {
		if txt, ok := r[name]; ok {
			return []string{txt}, nil
		}
		return nil, fmt.Errorf("no record %s", name)
	}}
}

// newKeys makes an RSA and an Ed25519 key, and the records that publish them.
func newKeys(domain string) ([]key, records, error) {
	old, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, nil, err
	}
	public, err := x509.MarshalPKIXPublicKey(old.Public())
	if err != nil {
		return nil, nil, err
	}
	short, small, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	txt := func(kind string, public []byte) string {
		return "v=DKIM1; k=" + kind + "; p=" + base64.StdEncoding.EncodeToString(public)
	}
	return []key{{domain, "rsa2026", old}, {domain, "ed2026", small}}, records{
		"rsa2026._domainkey." + domain: txt("rsa", public),
		"ed2026._domainkey." + domain:  txt("ed25519", short),
	}, nil
}

// sign puts a signature over the fields, each also once more than it occurs, before the message.
func sign(raw []byte, k key, fields []string) ([]byte, error) {
	var signed bytes.Buffer
	err := dkim.Sign(&signed, bytes.NewReader(raw), &dkim.SignOptions{
		Domain: k.domain, Selector: k.selector, Signer: k.signer, Hash: crypto.SHA256,
		HeaderCanonicalization: dkim.CanonicalizationRelaxed, BodyCanonicalization: dkim.CanonicalizationRelaxed,
		HeaderKeys: append(append([]string(nil), fields...), fields...),
	})
	return signed.Bytes(), err
}

func covers(v *dkim.Verification, field string) bool {
	for _, f := range v.HeaderKeys {
		if strings.EqualFold(strings.TrimSpace(f), field) {
			return true
		}
	}
	return false
}

func valid(err error) string {
	if err != nil {
		return "the signature is broken"
	}
	return "the signature is valid"
}
