package certificate_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/language"

	"github.com/google/go-cmp/cmp"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/retention"
	"github.com/scrutateur/scrutateur/retention/certificate"
	"github.com/scrutateur/scrutateur/retention/internal/pagetest"
)

var update = flag.Bool("update", false, "write the golden pages")

var evening = time.Date(2026, 3, 22, 20, 0, 0, 0, time.UTC)

func run(t testing.TB, change func(*retention.Campaign)) (retention.Plan, []certificate.Outcome, certificate.Run) {
	t.Helper()
	c := municipal()
	c.Facts.Decided = 2
	if change != nil {
		change(&c)
	}
	p, err := c.Plan(evening)
	if err != nil {
		t.Fatal(err)
	}
	var done []certificate.Outcome
	for _, a := range p.Due(evening) {
		o := certificate.Outcome{
			Class: a.Class, Store: a.Store, Processor: a.Processor, Name: a.Name, Before: a.Count, Deleted: a.Count,
			Method: "DELETE, secure_delete, VACUUM", Verified: "count, and search of the file for sample values",
		}
		if a.Processor != "" {
			o.Attested, o.Evidence = "2026-03-22", "attestation 26-031"
		}
		done = append(done, o)
	}
	return p, done, certificate.Run{Approved: p.Hash(), By: "directrice de campagne", Started: evening, Ended: evening.Add(4 * time.Minute)}
}

// key is a fixed key: the golden certificate must be signed alike each time.
var key = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))

func TestIssueComplete(t *testing.T) {
	p, done, r := run(t, nil)
	c, err := certificate.Issue(p, done, r)
	if err != nil {
		t.Fatal(err)
	}
	if c.Status != certificate.Complete || len(c.Open) > 0 || len(c.Lines) != 3 {
		t.Errorf("%s, %d lines, open: %v", c.Status, len(c.Lines), c.Open)
	}
	if c.Gone != "2026-04-21" {
		t.Errorf("the last backup is overwritten on %s, want thirty days after the erasure", c.Gone)
	}
}

func TestIssuePartial(t *testing.T) {
	for name, test := range map[string]struct {
		change func(done []certificate.Outcome) []certificate.Outcome
		want   certificate.Gap
	}{
		"not attested": {func(done []certificate.Outcome) []certificate.Outcome {
			for i := range done {
				done[i].Attested, done[i].Evidence = "", ""
			}
			return done
		}, certificate.NotAttested},
		"not read back": {func(done []certificate.Outcome) []certificate.Outcome { done[0].Verified = ""; return done }, certificate.NotVerified},
		"not done":      {func(done []certificate.Outcome) []certificate.Outcome { return done[1:] }, certificate.NotDone},
	} {
		p, done, r := run(t, nil)
		c, err := certificate.Issue(p, test.change(done), r)
		if err != nil {
			t.Fatal(err)
		}
		if c.Status != certificate.Partial || len(c.Open) != 1 || c.Open[0].Gap != test.want {
			t.Errorf("%s: %s, open %v", name, c.Status, c.Open)
		}
	}
}

// Records kept under a hold are no failure, and are said.
func TestIssueHeld(t *testing.T) {
	p, done, r := run(t, func(c *retention.Campaign) {
		c.Holds = []retention.Hold{{ID: "TA 1", Reason: "r", Authority: "a", Start: "2026-03-16", Review: "2026-09-01", Scope: retention.Scope{Stores: []string{"crm.contacts"}}}}
	})
	done = append(done, certificate.Outcome{Class: retention.ElectionOnly, Store: "crm.contacts", Before: 1204, Kept: 1204, Why: "TA 1"})
	c, err := certificate.Issue(p, done, r)
	if err != nil {
		t.Fatal(err)
	}
	if c.Status != certificate.Complete || len(c.Holds) != 1 {
		t.Errorf("%s, holds %v, open %v", c.Status, c.Holds, c.Open)
	}
}

func TestIssueRefuses(t *testing.T) {
	held := func(c *retention.Campaign) {
		c.Holds = []retention.Hold{{ID: "TA 1", Reason: "r", Authority: "a", Start: "2026-03-16", Review: "2026-09-01", Scope: retention.Scope{Stores: []string{"crm.contacts"}}}}
	}
	for name, test := range map[string]struct {
		campaign func(*retention.Campaign)
		spoil    func(p *retention.Plan, done *[]certificate.Outcome, r *certificate.Run)
		path     string
	}{
		"another plan":          {nil, func(p *retention.Plan, _ *[]certificate.Outcome, _ *certificate.Run) { p.Actions[0].Count++ }, "run.approved"},
		"nobody approved":       {nil, func(_ *retention.Plan, _ *[]certificate.Outcome, r *certificate.Run) { r.By = "" }, "run.by"},
		"approved by a person":  {nil, func(_ *retention.Plan, _ *[]certificate.Outcome, r *certificate.Run) { r.By = "zoe@example.org" }, "run.by"},
		"ends before it starts": {nil, func(_ *retention.Plan, _ *[]certificate.Outcome, r *certificate.Run) { r.Ended = r.Started.Add(-1) }, "run.ended"},
		"before the plan": {nil, func(_ *retention.Plan, _ *[]certificate.Outcome, r *certificate.Run) {
			r.Started, r.Ended = r.Started.AddDate(0, 0, -1), r.Ended.AddDate(0, 0, -1)
		}, "run.ended"},
		"in a year that is none": {nil, func(_ *retention.Plan, _ *[]certificate.Outcome, r *certificate.Run) {
			r.Ended = r.Ended.AddDate(1000, 0, 0)
		}, "run.ended"},
		"begins before the plan": {nil, func(_ *retention.Plan, _ *[]certificate.Outcome, r *certificate.Run) {
			r.Started = r.Started.AddDate(0, 0, -1)
		}, "run.started"},
		"a hash in large letters": {nil, func(_ *retention.Plan, _ *[]certificate.Outcome, r *certificate.Run) {
			r.Previous = strings.Repeat("AB", 32)
		}, "run.previous"},
		"no hash":         {nil, func(_ *retention.Plan, _ *[]certificate.Outcome, r *certificate.Run) { r.Previous = "abc" }, "run.previous"},
		"does not add up": {nil, func(_ *retention.Plan, d *[]certificate.Outcome, _ *certificate.Run) { (*d)[0].Deleted-- }, "outcomes[0]"},
		"kept without reason": {nil, func(_ *retention.Plan, d *[]certificate.Outcome, _ *certificate.Run) {
			(*d)[0].Deleted--
			(*d)[0].Kept++
		}, "outcomes[0].why"},
		"no such store": {nil, func(_ *retention.Plan, d *[]certificate.Outcome, _ *certificate.Run) { (*d)[0].Store = "elsewhere" }, "outcomes[0]"},
		"twice":         {nil, func(_ *retention.Plan, d *[]certificate.Outcome, _ *certificate.Run) { *d = append(*d, (*d)[0]) }, "outcomes[3]"},
		"attested tomorrow": {nil, func(_ *retention.Plan, d *[]certificate.Outcome, _ *certificate.Run) {
			(*d)[1].Attested, (*d)[1].Evidence = "2026-03-23", "x"
		}, "outcomes[1].attested"},
		"attested by nothing": {nil, func(_ *retention.Plan, d *[]certificate.Outcome, _ *certificate.Run) {
			(*d)[1].Attested, (*d)[1].Evidence = "2026-03-22", ""
		}, "outcomes[1].evidence"},
		"before its day": {nil, func(_ *retention.Plan, d *[]certificate.Outcome, _ *certificate.Run) {
			*d = append(*d, certificate.Outcome{Class: retention.Objection, Store: "objections.db", Before: 41, Deleted: 41, Method: "m"})
		}, "outcomes[3]"},
		"without a day": {nil, func(_ *retention.Plan, d *[]certificate.Outcome, _ *certificate.Run) {
			*d = append(*d, certificate.Outcome{Class: retention.Regular, Store: "crm.contacts", Before: 310, Deleted: 310, Method: "m"})
		}, "outcomes[3]"},
		"under a hold": {held, func(_ *retention.Plan, d *[]certificate.Outcome, _ *certificate.Run) {
			*d = append(*d, certificate.Outcome{Class: retention.ElectionOnly, Store: "crm.contacts", Before: 1204, Deleted: 1204, Method: "m"})
		}, "outcomes[2]"},
	} {
		p, done, r := run(t, test.campaign)
		test.spoil(&p, &done, &r)
		c, err := certificate.Issue(p, done, r)
		broken, ok := errors.AsType[*law.Error](err)
		if !ok || c.Format != "" {
			t.Errorf("%s: no findings, or a certificate: %v", name, err)
			continue
		}
		var paths []string
		for _, f := range broken.Findings {
			paths = append(paths, f.Path)
		}
		if len(paths) == 0 || !strings.Contains(strings.Join(paths, " ")+" ", test.path+" ") {
			t.Errorf("%s: findings at %v, want %s", name, paths, test.path)
		}
	}
}

func TestSignAndVerify(t *testing.T) {
	p, done, r := run(t, nil)
	public := key.Public().(ed25519.PublicKey)
	first, err := certificate.Issue(p, done, r)
	if err != nil {
		t.Fatal(err)
	}
	if first.Verify(public) == nil {
		t.Error("an unsigned certificate verifies")
	}
	if first, err = first.Sign(key); err != nil {
		t.Fatal(err)
	}
	r.Previous = first.Hash()
	second, err := certificate.Issue(p, done, r)
	if err != nil {
		t.Fatal(err)
	}
	if second, err = second.Sign(key); err != nil {
		t.Fatal(err)
	}
	if err := certificate.VerifyChain([]certificate.Certificate{first, second}, public); err != nil {
		t.Error(err)
	}
	for name, chain := range map[string][]certificate.Certificate{"the first is missing": {second}, "the order is wrong": {second, first}, "one stands twice": {first, first}} {
		if certificate.VerifyChain(chain, public) == nil {
			t.Errorf("%s, and the chain verifies", name)
		}
	}

	b, err := first.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	back, err := certificate.Read(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if err := back.Verify(public); err != nil || back.Hash() != first.Hash() {
		t.Errorf("what was written and read back does not verify: %v", err)
	}
	for name, change := range map[string]func(c *certificate.Certificate){
		"a count":     func(c *certificate.Certificate) { c.Lines[0].Deleted--; c.Lines[0].Kept++ },
		"a status":    func(c *certificate.Certificate) { c.Status = certificate.Partial },
		"a time":      func(c *certificate.Certificate) { c.Ended = c.Ended.Add(time.Second) },
		"the chain":   func(c *certificate.Certificate) { c.Previous = second.Hash() },
		"a signature": func(c *certificate.Certificate) { c.Signature = second.Signature },
		"no line":     func(c *certificate.Certificate) { c.Lines = c.Lines[:1] },
	} {
		c, err := certificate.Read(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		change(&c)
		if c.Verify(public) == nil {
			t.Errorf("%s was changed, and the certificate verifies", name)
		}
	}
	other, otherKey, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	if first.Verify(other) == nil {
		t.Error("verifies under another key")
	}
	forged, err := first.Sign(otherKey)
	if err != nil {
		t.Fatal(err)
	}
	if forged.Verify(public) == nil {
		t.Error("signed by somebody else, it verifies under our key")
	}
	if first.Verify(nil) == nil {
		t.Error("verifies without a key")
	}
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := first.Sign(ec); err == nil {
		t.Error("an ECDSA key signed")
	}
}

// A signer may lie about the status; the lines show it.
func TestVerifyReadsTheLines(t *testing.T) {
	p, done, r := run(t, nil)
	done[0].Verified = ""
	c, err := certificate.Issue(p, done, r)
	if err != nil {
		t.Fatal(err)
	}
	c.Status = certificate.Complete
	if c, err = c.Sign(key); err != nil {
		t.Fatal(err)
	}
	if c.Verify(key.Public().(ed25519.PublicKey)) == nil {
		t.Error("complete, with an open point, and it verifies")
	}
}

func TestCertificatePage(t *testing.T) {
	p, done, r := run(t, func(c *retention.Campaign) {
		c.Notice.Controller.Name = "Liste <Rive & droite>"
		c.Holds = []retention.Hold{{ID: "TA 2602117", Reason: "protestation <électorale>", Authority: "tribunal administratif", Start: "2026-03-20", Review: "2026-09-01", Scope: retention.Scope{Stores: []string{"crm.contacts"}}}}
	})
	done = append(done, certificate.Outcome{Class: retention.ElectionOnly, Store: "crm.contacts", Before: 1204, Kept: 1204, Why: "TA 2602117"})
	done[1].Attested, done[1].Evidence = "", ""
	r.Previous = strings.Repeat("ab", 32)
	c, err := certificate.Issue(p, done, r)
	if err != nil {
		t.Fatal(err)
	}
	if c, err = c.Sign(key); err != nil {
		t.Fatal(err)
	}
	for _, lang := range []language.Tag{language.French, language.English} {
		var b bytes.Buffer
		if err := c.WriteHTML(&b, lang); err != nil {
			t.Fatal(err)
		}
		name := "certificate." + lang.String() + ".html"
		if problems := pagetest.Problems(b.Bytes(), lang.String()); len(problems) > 0 {
			t.Errorf("%s: %q", name, problems)
		}
		golden(t, name, b.Bytes())
	}
}

func TestGapsHaveWords(t *testing.T) {
	p, done, r := run(t, nil)
	done[0].Verified, done[1].Attested, done[1].Evidence = "", "", ""
	c, err := certificate.Issue(p, done[:2], r)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Open) != 3 {
		t.Fatalf("%v", c.Open)
	}
	pages := map[language.Tag]string{}
	for _, lang := range []language.Tag{language.French, language.English} {
		var b bytes.Buffer
		if err := c.WriteHTML(&b, lang); err != nil {
			t.Fatal(err)
		}
		pages[lang] = b.String()
	}
	for _, words := range [][2]string{
		{"action échue, sans résultat", "due, and nothing is said about it"},
		{"effacement non vérifié par relecture", "the erasure was not read back"},
		{"attestation du prestataire manquante", "the provider has not attested"},
	} {
		if !strings.Contains(pages[language.French], words[0]) || !strings.Contains(pages[language.English], words[1]) {
			t.Errorf("the pages do not say %q", words)
		}
	}
}

var volatile = regexp.MustCompile(`[0-9a-f]{64}`)

// golden compares what was written with the file, which it writes first when -update is given. Hashes change with the wording of
// findings and compare as one.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	got = volatile.ReplaceAll(got, []byte("HASH"))
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}
