package certificate_test

import (
	"crypto/ed25519"
	"errors"
	"strings"
	"testing"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/retention"
	"github.com/scrutateur/scrutateur/retention/certificate"
)

// A signer can put anything into a certificate and sign it: the signature is good, and the lines do not add up.
func TestVerifyAddsUp(t *testing.T) {
	public := key.Public().(ed25519.PublicKey)
	for name, change := range map[string]func(l *certificate.Line){
		"one more was there":      func(l *certificate.Line) { l.Before++ },
		"one less was there":      func(l *certificate.Line) { l.Before-- },
		"one more was erased":     func(l *certificate.Line) { l.Deleted++ },
		"one was kept beside":     func(l *certificate.Line) { l.Kept++; l.Why = "TA 1" },
		"one kept without reason": func(l *certificate.Line) { l.Deleted--; l.Kept++; l.Why = "" },
	} {
		for line := range 3 {
			p, done, r := run(t, nil)
			c, err := certificate.Issue(p, done, r)
			if err != nil {
				t.Fatal(err)
			}
			if c, err = c.Sign(key); err != nil {
				t.Fatal(err)
			}
			if err := c.Verify(public); err != nil {
				t.Fatal(err)
			}
			change(&c.Lines[line])
			if c, err = c.Sign(key); err != nil {
				t.Fatal(err)
			}
			if c.Verify(public) == nil {
				t.Errorf("line %d: %s, and it verifies", line, name)
			}
		}
	}
	// One kept with its reason adds up.
	p, done, r := run(t, nil)
	done[0].Deleted--
	done[0].Kept, done[0].Why = 1, "TA 1"
	c, err := certificate.Issue(p, done, r)
	if err != nil {
		t.Fatal(err)
	}
	if c, err = c.Sign(key); err != nil {
		t.Fatal(err)
	}
	if err := c.Verify(public); err != nil {
		t.Error(err)
	}
}

// Records that must be kept until a day (those of advertisements, seven years) are not erased before it, but on it.
func TestIssueBeforeAtLeast(t *testing.T) {
	published := law.Day("2019-03-20")
	for _, test := range []struct {
		due law.Day
		at  law.Day // of publication
		ok  bool
	}{
		{"2026-03-23", "2019-03-23", false}, // tomorrow
		{"2026-03-22", "2019-03-22", true},  // today, on which the run ends
		{"2026-03-20", published, true},
	} {
		p, done, r := run(t, func(c *retention.Campaign) {
			c.Notice.Keep = retention.Default().Keep(retention.ElectionOnly, retention.Occasional, retention.Regular, retention.Objection, retention.AdRecord)
			c.Inventory = append(c.Inventory, retention.Holding{
				Class: retention.AdRecord, Store: "registre", Count: 3, Events: map[retention.Event]law.Day{retention.Publication: test.at},
			})
		})
		erased := certificate.Outcome{Class: retention.AdRecord, Store: "registre", Before: 3, Deleted: 3, Method: "DELETE", Verified: "count"}
		var rest []certificate.Outcome
		for _, o := range done {
			if o.Class != retention.AdRecord {
				rest = append(rest, o)
			}
		}
		_, err := certificate.Issue(p, append(rest, erased), r)
		if (err == nil) != test.ok {
			t.Errorf("to be kept until %s, erased on %s: %v", test.due, p.On, err)
		}
		if broken, ok := errors.AsType[*law.Error](err); !test.ok && (!ok || !strings.Contains(broken.Error(), string(test.due))) {
			t.Errorf("the day is not said: %v", err)
		}
	}
}
