package certificate_test

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/retention"
	"github.com/scrutateur/scrutateur/retention/certificate"
	"github.com/scrutateur/scrutateur/retention/internal/recordtest"
)

var public = key.Public().(ed25519.PublicKey)

// signed issues and signs.
func signed(t testing.TB, p retention.Plan, done []certificate.Outcome, r certificate.Run) certificate.Certificate {
	t.Helper()
	c, err := certificate.Issue(p, done, r)
	if err != nil {
		t.Fatal(err)
	}
	if c, err = c.Sign(key); err != nil {
		t.Fatal(err)
	}
	if err := c.Verify(public); err != nil {
		t.Fatalf("what was issued and signed does not verify: %v", err)
	}
	if err := c.VerifyPlan(p); err != nil {
		t.Fatalf("what was issued is not what the plan says: %v", err)
	}
	return c
}

func written(t testing.TB, c certificate.Certificate) []byte {
	t.Helper()
	b, err := c.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// verifies is what somebody does who is given a file and knows the signer's key.
func verifies(b []byte) bool {
	c, err := certificate.Read(bytes.NewReader(b))
	return err == nil && c.Verify(public) == nil
}

// court is a hold without an end on the own file.
func court(c *retention.Campaign) {
	c.Holds = []retention.Hold{{ID: "TA 1", Reason: "r", Authority: "a", Start: "2026-03-16", Review: "2026-09-01", Scope: retention.Scope{Stores: []string{"crm.contacts"}, Classes: []retention.Class{retention.ElectionOnly}}}}
}

var held = certificate.Outcome{Class: retention.ElectionOnly, Store: "crm.contacts", Before: 1204, Kept: 1204, Why: "TA 1"}

// attacks are runs in which something was not done. The petition's 96 contacts are the outcome with the index 0.
var attacks = map[string]struct {
	campaign func(*retention.Campaign)
	done     func(done []certificate.Outcome) []certificate.Outcome
	status   certificate.Status
	gaps     []certificate.Gap
}{
	"nothing erased, all kept for later": {nil, func(done []certificate.Outcome) []certificate.Outcome {
		for i := range done {
			done[i].Deleted, done[i].Kept, done[i].Why = 0, done[i].Before, "à faire plus tard"
		}
		return done
	}, certificate.Undone, []certificate.Gap{certificate.NotErased, certificate.NotErased, certificate.NotErased}},
	"nothing counted before": {nil, func(done []certificate.Outcome) []certificate.Outcome {
		for i := range done {
			done[i].Before, done[i].Deleted = 0, 0
		}
		return done
	}, certificate.Undone, []certificate.Gap{certificate.NotCounted, certificate.NotCounted, certificate.NotCounted}},
	"none counted where the plan has 96": {nil, func(done []certificate.Outcome) []certificate.Outcome {
		done[0].Before, done[0].Deleted = 0, 0
		return done
	}, certificate.Partial, []certificate.Gap{certificate.NotCounted}},
	"one of 96": {nil, func(done []certificate.Outcome) []certificate.Outcome {
		done[0].Before, done[0].Deleted = 1, 1
		return done
	}, certificate.Partial, []certificate.Gap{certificate.NotCounted}},
	"one more than 96": {nil, func(done []certificate.Outcome) []certificate.Outcome {
		done[0].Before, done[0].Deleted = 97, 97
		return done
	}, certificate.Partial, []certificate.Gap{certificate.NotCounted}},
	"one of 96 kept": {nil, func(done []certificate.Outcome) []certificate.Outcome {
		done[0].Deleted, done[0].Kept, done[0].Why = 95, 1, "à faire plus tard"
		return done
	}, certificate.Partial, []certificate.Gap{certificate.NotErased}},
	"95 of 96 kept, and not counted": {nil, func(done []certificate.Outcome) []certificate.Outcome {
		done[0].Before, done[0].Deleted, done[0].Kept, done[0].Why = 90, 1, 89, "à faire plus tard"
		return done
	}, certificate.Partial, []certificate.Gap{certificate.NotErased, certificate.NotCounted}},
	"all gone before, and nobody looked": {nil, func(done []certificate.Outcome) []certificate.Outcome {
		done[0] = certificate.Outcome{Class: done[0].Class, Store: done[0].Store, Earlier: 96, Recorded: "registre 14"}
		return done
	}, certificate.Partial, []certificate.Gap{certificate.NotVerified}},
	"a provider that had nothing left, and did not attest it": {nil, func(done []certificate.Outcome) []certificate.Outcome {
		i := slices.IndexFunc(done, func(o certificate.Outcome) bool { return o.Processor != "" })
		done[i].Earlier, done[i].Recorded, done[i].Before, done[i].Deleted = done[i].Before, "registre 14", 0, 0
		done[i].Attested, done[i].Evidence = "", ""
		return done
	}, certificate.Partial, []certificate.Gap{certificate.NotAttested}},
	"held by somebody after the plan": {nil, func(done []certificate.Outcome) []certificate.Outcome {
		done[0].Deleted, done[0].Kept, done[0].Why = 0, 96, "TA 2"
		return done
	}, certificate.Partial, []certificate.Gap{certificate.NotErased}},
	"half of what is held is gone": {court, func(done []certificate.Outcome) []certificate.Outcome {
		o := held
		o.Before, o.Kept = 602, 602
		return append(done, o)
	}, certificate.Partial, []certificate.Gap{certificate.NotCounted}},
	"nothing said at all": {nil, func([]certificate.Outcome) []certificate.Outcome { return nil },
		certificate.Undone, []certificate.Gap{certificate.NotDone, certificate.NotDone, certificate.NotDone}},
}

// Complete is what the counts say. A signer who writes it above other counts signs what nobody verifies, reads or prints.
func TestCompleteMeansComplete(t *testing.T) {
	for name, test := range attacks {
		p, done, r := run(t, test.campaign)
		c := signed(t, p, test.done(done), r)
		var gaps []certificate.Gap
		for _, o := range c.Open {
			gaps = append(gaps, o.Gap)
		}
		if c.Status != test.status || !slices.Equal(gaps, test.gaps) {
			t.Errorf("%s: %s, open %v; want %s, %v", name, c.Status, gaps, test.status, test.gaps)
		}
		if !verifies(written(t, c)) {
			t.Errorf("%s: the truth does not verify", name)
		}
		silent := slices.Contains(test.gaps, certificate.NotDone) // the action has no line, so that the plan alone knows of it
		for what, forgery := range map[string]struct {
			forge  func(c *certificate.Certificate)
			hidden bool // from Verify
		}{
			"complete":               {func(c *certificate.Certificate) { c.Status = certificate.Complete }, false},
			"complete, nothing open": {func(c *certificate.Certificate) { c.Status, c.Open = certificate.Complete, nil }, silent},
			"one point less":         {func(c *certificate.Certificate) { c.Open = c.Open[1:] }, silent},
			"another status":         {func(c *certificate.Certificate) { c.Status = "done" }, false},
			"planned as it was found": {func(c *certificate.Certificate) {
				c.Status, c.Open = certificate.Complete, nil
				for i := range c.Lines {
					c.Lines[i].Planned = c.Lines[i].Before
				}
			}, true},
		} {
			forged := c
			forged.Lines, forged.Open = slices.Clone(c.Lines), slices.Clone(c.Open)
			forgery.forge(&forged)
			forged, err := forged.Sign(key)
			if err != nil {
				t.Fatal(err)
			}
			if forged.VerifyPlan(p) == nil {
				t.Errorf("%s: signed as %s, it is what the plan says", name, what)
			}
			if forgery.hidden {
				continue
			}
			if forged.Verify(public) == nil || verifies(written(t, forged)) {
				t.Errorf("%s: signed as %s, it verifies", name, what)
			}
			if err := forged.WriteHTML(new(bytes.Buffer), language.French); err == nil {
				t.Errorf("%s: signed as %s, it has a page", name, what)
			}
		}
		var page bytes.Buffer
		if err := c.WriteHTML(&page, language.French); err != nil {
			t.Fatal(err)
		}
		word := map[certificate.Status]string{certificate.Partial: "Partiel", certificate.Undone: "Non fait"}[c.Status]
		if !strings.Contains(page.String(), `<span class="status partial">`+word+`</span>`) || strings.Contains(page.String(), "Complet") {
			t.Errorf("%s: the page does not say %q", name, word)
		}
	}
}

// What changed between the plan and its run is said in numbers that add up, and is complete then.
func TestExplained(t *testing.T) {
	for name, test := range map[string]struct {
		before, joined, earlier int
		recorded                string
		ok                      bool
	}{
		"as the plan counted":         {96, 0, 0, "", true},
		"three came in, two went":     {97, 3, 2, "registre 14", true},
		"all went":                    {0, 0, 96, "registre 14", true},
		"nobody says where they went": {95, 0, 1, "", false},
		"nobody says where":           {97, 1, 0, "", false},
		"one too many":                {98, 1, 0, "registre 14", false},
		"one too few":                 {94, 0, 1, "registre 14", false},
		"they cancel out, and lie":    {97, 1, 1, "registre 14", false},
		"a negative count":            {97, 0, -1, "registre 14", false},
		"another":                     {95, -1, 0, "registre 14", false},
		"more than JSON can count":    {96, 1<<53 + 1, 1<<53 + 1, "registre 14", false},
		"a person as the reference":   {97, 1, 0, "demande de zoe@example.org", false},
	} {
		p, done, r := run(t, nil)
		o := &done[0]
		o.Before, o.Deleted, o.Joined, o.Earlier, o.Recorded = test.before, test.before, test.joined, test.earlier, test.recorded
		c, err := certificate.Issue(p, done, r)
		if (err == nil) != test.ok || test.ok && c.Status != certificate.Complete {
			t.Errorf("%s: %s, %v", name, c.Status, err)
		}
		if !test.ok {
			continue
		}
		var page bytes.Buffer
		if err := signed(t, p, done, r).WriteHTML(&page, language.French); err != nil {
			t.Fatal(err)
		}
		if said := strings.Contains(page.String(), "Depuis le plan"); said != (test.recorded != "") {
			t.Errorf("%s: the page says it: %v", name, said)
		}
	}
}

// Nothing is erased before its day: what must be kept until a day, what a hold keeps, what has no day. The day is that
// on which the run began, or on which a provider says that it erased.
func TestDays(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	until := func(end law.Day) func(c *retention.Campaign) {
		return func(c *retention.Campaign) {
			court(c)
			c.Holds[0].End, c.Holds[0].Review = end, ""
		}
	}
	own := func(done []certificate.Outcome) []certificate.Outcome {
		if slices.ContainsFunc(done, func(o certificate.Outcome) bool { return o.Store == "crm.contacts" }) {
			return done
		}
		o := held
		o.Kept, o.Deleted, o.Why, o.Method, o.Verified = 0, o.Before, "", "DELETE", "count"
		return append(done, o)
	}
	advert := func(c *retention.Campaign) {
		c.Notice.Keep = retention.Default().Keep(retention.ElectionOnly, retention.Occasional, retention.Regular, retention.Objection, retention.AdRecord)
		c.Inventory = append(c.Inventory, retention.Holding{
			Class: retention.AdRecord, Store: "registre", Count: 3, Events: map[retention.Event]law.Day{retention.Publication: "2019-03-23"}, // seven years: 2026-03-23
		})
	}
	adverts := func(done []certificate.Outcome) []certificate.Outcome {
		return append(done, certificate.Outcome{Class: retention.AdRecord, Store: "registre", Before: 3, Deleted: 3, Method: "DELETE", Verified: "count"})
	}
	attested := func(day law.Day) func(done []certificate.Outcome) []certificate.Outcome {
		return func(done []certificate.Outcome) []certificate.Outcome {
			for i := range done {
				if done[i].Processor != "" {
					done[i].Attested = day
				}
			}
			return done
		}
	}
	provider := func(c *retention.Campaign) {
		c.Holds = []retention.Hold{{ID: "TA 1", Reason: "r", Authority: "a", Start: "2026-03-16", End: "2026-03-24", Scope: retention.Scope{Processors: []string{"Routeur SMS"}}}}
	}
	providers := func(day law.Day) func(done []certificate.Outcome) []certificate.Outcome {
		return func(done []certificate.Outcome) []certificate.Outcome {
			return append(done, certificate.Outcome{Class: retention.ElectionOnly, Store: "carnet d’adresses", Processor: "Routeur SMS", Before: 1180, Deleted: 1180, Method: "API", Verified: "count", Attested: day, Evidence: "26-031"})
		}
	}
	at := func(day, hour int) time.Time { return time.Date(2026, 3, day, hour, 30, 0, 0, paris) }
	for name, test := range map[string]struct {
		campaign       func(*retention.Campaign)
		done           func(done []certificate.Outcome) []certificate.Outcome
		started, ended time.Time
		ok             bool
	}{
		"on the day of the plan":                     {nil, nil, at(22, 20), at(22, 21), true},
		"begun before the plan":                      {nil, nil, at(21, 23), at(22, 21), false},
		"the hold ends on that day":                  {until("2026-03-24"), own, at(24, 0), at(24, 1), true},
		"a day later":                                {until("2026-03-24"), own, at(25, 0), at(25, 1), true},
		"the hold ends tomorrow":                     {until("2026-03-24"), own, at(23, 20), at(23, 23), false},
		"begun while it held":                        {until("2026-03-24"), own, at(23, 23), at(24, 0), false},
		"held without an end":                        {court, own, at(24, 0), at(24, 1), false},
		"to be kept until that day":                  {advert, adverts, at(23, 0), at(23, 1), true},
		"to be kept until tomorrow":                  {advert, adverts, at(22, 20), at(22, 23), false},
		"begun on the day before":                    {advert, adverts, at(22, 23), at(23, 0), false},
		"attested on the day of the plan":            {nil, attested("2026-03-22"), at(23, 0), at(23, 1), true},
		"attested before the plan counted":           {nil, attested("2026-03-21"), at(23, 0), at(23, 1), false},
		"attested when the run had ended":            {nil, attested("2026-03-24"), at(23, 0), at(23, 1), false},
		"attested on a day that is none, between":    {nil, attested("2026-03-22x"), at(23, 0), at(23, 1), false},
		"attested on a day that is none":             {nil, attested("2026-02-30"), at(23, 0), at(23, 1), false},
		"a provider erased when its hold had ended":  {provider, providers("2026-03-24"), at(24, 0), at(24, 1), true},
		"a provider erased before its hold ended":    {provider, providers("2026-03-23"), at(24, 0), at(24, 1), false},
		"ended on the next day":                      {nil, nil, at(22, 23), at(23, 0), true},
		"on a day that UTC has only two hours later": {advert, adverts, at(23, 0), at(23, 0), true},
		"a hold's records that went before the run": {court, func(d []certificate.Outcome) []certificate.Outcome {
			o := held
			o.Before, o.Kept, o.Earlier, o.Recorded = 1200, 1200, 4, "registre 14"
			return append(d, o)
		}, at(24, 0), at(24, 1), false},
		"kept until a day, and went before": {advert, func(d []certificate.Outcome) []certificate.Outcome {
			return append(d, certificate.Outcome{Class: retention.AdRecord, Store: "registre", Before: 2, Kept: 2, Why: "règlement 2024/900", Earlier: 1, Recorded: "registre 14"})
		}, at(22, 20), at(22, 21), false},
		"one record without a day": {nil, func(d []certificate.Outcome) []certificate.Outcome {
			return append(d, certificate.Outcome{Class: retention.Regular, Store: "crm.contacts", Before: 310, Deleted: 1, Kept: 309, Why: "en contact", Method: "m", Verified: "v"})
		}, at(22, 20), at(22, 21), false},
		"one record that is held": {court, func(d []certificate.Outcome) []certificate.Outcome {
			o := held
			o.Deleted, o.Kept, o.Method, o.Verified = 1, 1203, "m", "v"
			return append(d, o)
		}, at(24, 0), at(24, 1), false},
		"one that is held, and went before": {court, func(d []certificate.Outcome) []certificate.Outcome {
			o := held
			o.Before, o.Kept, o.Earlier, o.Recorded = 1203, 1203, 1, "registre 14"
			return append(d, o)
		}, at(24, 0), at(24, 1), false},
		"one that a person decides about": {nil, func(d []certificate.Outcome) []certificate.Outcome {
			return append(d, certificate.Outcome{Class: retention.Objection, Store: "objections.db", Before: 41, Deleted: 1, Kept: 40, Why: "trois ans", Method: "m", Verified: "v"})
		}, at(22, 20), at(22, 21), false},
		"in a year that is none": {nil, nil, at(23, 0), at(23, 1).AddDate(1000, 0, 0), false},
		"an objection that went before its three years": {nil, func(d []certificate.Outcome) []certificate.Outcome {
			return append(d, certificate.Outcome{Class: retention.Objection, Store: "objections.db", Before: 40, Kept: 40, Why: "trois ans", Earlier: 1, Recorded: "registre 14"})
		}, at(22, 20), at(22, 21), false},
	} {
		c := municipal()
		c.Facts.Decided = 2
		if test.campaign != nil {
			test.campaign(&c)
		}
		p, err := c.Plan(at(22, 8))
		if err != nil {
			t.Fatal(err)
		}
		_, done, r := run(t, test.campaign)
		r.Approved, r.Started, r.Ended = p.Hash(), test.started, test.ended
		if test.done != nil {
			done = test.done(done)
		}
		cert, err := certificate.Issue(p, done, r)
		if (err == nil) != test.ok {
			t.Errorf("%s: %v", name, err)
		}
		if name == "held without an end" && !strings.Contains(fmt.Sprint(err), "without an end") {
			t.Errorf("%s, and the finding names a day: %v", name, err)
		}
		if err == nil {
			signed(t, p, done, r)
			if cert.LastDay != law.Day(test.ended.Format(time.DateOnly)) || cert.FirstDay != law.Day(test.started.Format(time.DateOnly)) {
				t.Errorf("%s: from %s to %s", name, cert.FirstDay, cert.LastDay)
			}
		}
	}
}

// A controller without a name has a certificate too.
func TestNoName(t *testing.T) {
	p, done, r := run(t, func(c *retention.Campaign) { c.Notice.Controller.Name = "" })
	if c := signed(t, p, done, r); c.Status != certificate.Complete || !verifies(written(t, c)) {
		t.Errorf("%s, open %v", c.Status, c.Open)
	}
}

// The largest count that JSON can hold is one.
func TestLargestCount(t *testing.T) {
	p, done, r := run(t, func(c *retention.Campaign) { c.Inventory[2].Count = 1 << 53 })
	if c := signed(t, p, done, r); c.Status != certificate.Complete || !verifies(written(t, c)) {
		t.Errorf("%s, open %v", c.Status, c.Open)
	}
}

// The days of a run are those of its moments in some place of the world, which is between twelve hours behind UTC and
// fourteen ahead.
func TestDaysOfMoments(t *testing.T) {
	p, _, r := run(t, nil)
	c, err := certificate.Issue(p, nil, r)
	if err != nil {
		t.Fatal(err)
	}
	c.Open, c.Status, c.PlanDay = nil, certificate.Complete, "2026-03-20"
	for _, test := range []struct {
		moment string
		day    law.Day
		ok     bool
	}{
		{"2026-03-22T00:00:00Z", "2026-03-22", true},
		{"2026-03-22T23:59:59Z", "2026-03-22", true},
		{"2026-03-22T10:00:00Z", "2026-03-23", true},
		{"2026-03-22T09:59:59Z", "2026-03-23", false},
		{"2026-03-22T11:59:59Z", "2026-03-21", true},
		{"2026-03-22T12:00:00Z", "2026-03-21", false},
	} {
		at, err := time.Parse(time.RFC3339, test.moment)
		if err != nil {
			t.Fatal(err)
		}
		c.Started, c.Ended, c.FirstDay, c.LastDay = at, at, test.day, test.day
		if c, err = c.Sign(key); err != nil {
			t.Fatal(err)
		}
		if err := c.Verify(public); (err == nil) != test.ok {
			t.Errorf("%s on %s: %v", test.moment, test.day, err)
		}
		far := c
		far.Ended = at.AddDate(0, 0, 3) // the day of the end alone is wrong
		if far, err = far.Sign(key); err != nil {
			t.Fatal(err)
		}
		if far.Verify(public) == nil {
			t.Errorf("%s: it ended on another day, and verifies", test.moment)
		}
	}
}

// A signer changes the certificate before signing it. It contradicts itself, and does not verify.
func TestSignerCannotLie(t *testing.T) {
	p, done, r := run(t, func(c *retention.Campaign) {
		court(c)
		second := c.Holds[0]
		second.ID, second.Review, second.End = "TA 2", "", "2026-06-01"
		c.Holds = append(c.Holds, second)
	})
	done = append(done, held)
	for i := range done {
		if done[i].Store == "crm.petition" {
			done[i].Verified = ""
		}
	}
	doc := written(t, signed(t, p, done, r))
	find := func(c *certificate.Certificate, store string) *certificate.Line {
		i := slices.IndexFunc(c.Lines, func(l certificate.Line) bool { return l.Store == store })
		return &c.Lines[i]
	}
	for name, forge := range map[string]func(c *certificate.Certificate){
		"format":                  func(c *certificate.Certificate) { c.Format = "scrutateur-retention-certificate/2" },
		"no controller":           func(c *certificate.Certificate) { c.Controller = "" },
		"a mailbox":               func(c *certificate.Certificate) { c.Name = "zoe@example.org" },
		"a line break":            func(c *certificate.Certificate) { c.Election = "a\nb" },
		"no UTF-8":                func(c *certificate.Certificate) { c.Name = "a\xffb" },
		"nobody approved":         func(c *certificate.Certificate) { c.Approved = "" },
		"no policy":               func(c *certificate.Certificate) { c.Policy = "" },
		"a bad policy":            func(c *certificate.Certificate) { c.Policy = "a\u202eb" },
		"no plan":                 func(c *certificate.Certificate) { c.Plan = "" },
		"a plan in large letters": func(c *certificate.Certificate) { c.Plan = strings.ToUpper(c.Plan) },
		"half a plan":             func(c *certificate.Certificate) { c.Plan = c.Plan[:32] },
		"no hash of the policy":   func(c *certificate.Certificate) { c.PolicyHash = "x" },
		"previous":                func(c *certificate.Certificate) { c.Previous = strings.Repeat("AB", 32) },
		"a day of plan":           func(c *certificate.Certificate) { c.PlanDay = "2026-03-23" },
		"a day that is none":      func(c *certificate.Certificate) { c.PlanDay = "2026-02-30" },
		"no first day":            func(c *certificate.Certificate) { c.FirstDay = "" },
		"the days before": func(c *certificate.Certificate) {
			c.PlanDay, c.FirstDay, c.LastDay = "2026-03-20", "2026-03-20", "2026-03-20"
		},
		"the days after":          func(c *certificate.Certificate) { c.FirstDay, c.LastDay = "2026-03-24", "2026-03-24" },
		"the days turned":         func(c *certificate.Certificate) { c.FirstDay, c.LastDay = "2026-03-23", "2026-03-22" },
		"ended before it started": func(c *certificate.Certificate) { c.Ended = c.Started.Add(-time.Second) },
		"a fraction of a second":  func(c *certificate.Certificate) { c.Started = c.Started.Add(1) },
		"another zone":            func(c *certificate.Certificate) { c.Ended = c.Ended.In(time.FixedZone("", 3600)) },
		"status":                  func(c *certificate.Certificate) { c.Status = certificate.Complete },
		"undone":                  func(c *certificate.Certificate) { c.Status = certificate.Undone },
		"nothing open":            func(c *certificate.Certificate) { c.Open = nil },
		"open twice":              func(c *certificate.Certificate) { c.Open = append(c.Open, c.Open[len(c.Open)-1]) },
		"open elsewhere":          func(c *certificate.Certificate) { c.Open[0].Store = "crm.other" },
		"another gap":             func(c *certificate.Certificate) { c.Open[0].Gap = certificate.NotAttested },
		"not done, and done": func(c *certificate.Certificate) {
			c.Open = append(c.Open, c.Open[0])
			c.Open[1].Gap = certificate.NotDone
		},
		"not done, by a mailbox": func(c *certificate.Certificate) {
			c.Open = append(c.Open, certificate.Open{Gap: certificate.NotDone, Class: "z", Store: "a@b.example"})
		},
		"not done, nowhere": func(c *certificate.Certificate) {
			c.Open = append(c.Open, certificate.Open{Gap: certificate.NotDone, Class: "z"})
		},
		"not done, of no class": func(c *certificate.Certificate) {
			c.Open = append([]certificate.Open{{Gap: certificate.NotDone, Store: "a"}}, c.Open...)
		},
		"open out of order": func(c *certificate.Certificate) {
			c.Open = append(c.Open, certificate.Open{Gap: certificate.NotDone, Class: "a", Store: "a"})
		},
		"gone":                 func(c *certificate.Certificate) { c.Gone = "2026-03-29" },
		"lines turned":         func(c *certificate.Certificate) { slices.Reverse(c.Lines) },
		"a line twice":         func(c *certificate.Certificate) { c.Lines = append(c.Lines, c.Lines[len(c.Lines)-1]) },
		"no such hold":         func(c *certificate.Certificate) { find(c, "crm.contacts").Holds = []string{"TA 3"} },
		"holds turned":         func(c *certificate.Certificate) { find(c, "crm.contacts").Holds = []string{"TA 2", "TA 1"} },
		"one hold twice":       func(c *certificate.Certificate) { find(c, "crm.contacts").Holds = []string{"TA 1", "TA 1"} },
		"no holds":             func(c *certificate.Certificate) { find(c, "crm.contacts").Holds = nil },
		"free while one holds": func(c *certificate.Certificate) { find(c, "crm.contacts").Free = "2026-06-01" },
		"free too late":        func(c *certificate.Certificate) { find(c, "crm.contacts").Holds = []string{"TA 2"} },
		"held, and erased": func(c *certificate.Certificate) {
			l := find(c, "crm.contacts")
			l.Deleted, l.Kept, l.Why, l.Method, l.Verified = l.Before, 0, "", "m", "v"
		},
		"a hold without its id":     func(c *certificate.Certificate) { c.Holds[0].ID = "" },
		"a hold with a person":      func(c *certificate.Certificate) { c.Holds[0].Authority = "06 39 98 12 34" },
		"a hold without reason":     func(c *certificate.Certificate) { c.Holds[0].Reason = "" },
		"a hold without a start":    func(c *certificate.Certificate) { c.Holds[0].Start = "" },
		"a hold kept for ever":      func(c *certificate.Certificate) { c.Holds[0].Review = "" },
		"a hold's end that is none": func(c *certificate.Certificate) { c.Holds[1].End = "2026-06-31" },
		"a hold twice":              func(c *certificate.Certificate) { c.Holds = append(c.Holds, c.Holds[1]) },
		"a hold of no authority":    func(c *certificate.Certificate) { c.Holds[0].Authority = "" },
		"holds out of order":        func(c *certificate.Certificate) { slices.Reverse(c.Holds) },
		"a class that is none":      func(c *certificate.Certificate) { c.Lines[0].Class = "" },
		"no rule":                   func(c *certificate.Certificate) { c.Lines[0].Rule = "" },
		"another do":                func(c *certificate.Certificate) { c.Lines[0].Do = "keep" },
		"a person decides":          func(c *certificate.Certificate) { c.Lines[0].Do = retention.Review },
		"another bound":             func(c *certificate.Certificate) { c.Lines[0].Bound = "never" },
		"due on no day":             func(c *certificate.Certificate) { c.Lines[0].Due = "soon" },
		"due never":                 func(c *certificate.Certificate) { c.Lines[0].Due = "" },
		"kept at least":             func(c *certificate.Certificate) { l := &c.Lines[0]; l.Bound, l.Due = retention.AtLeast, "2026-03-23" },
		"a negative count":          func(c *certificate.Certificate) { c.Lines[0].Kept, c.Lines[0].Deleted = -1, c.Lines[0].Before+1 },
		"nothing planned":           func(c *certificate.Certificate) { l := &c.Lines[0]; l.Planned, l.Joined, l.Recorded = 0, l.Before, "r" },
		"planned otherwise":         func(c *certificate.Certificate) { c.Lines[0].Planned++ },
		"joined":                    func(c *certificate.Certificate) { c.Lines[0].Joined++ },
		"earlier":                   func(c *certificate.Certificate) { c.Lines[0].Earlier++; c.Lines[0].Recorded = "r" },
		"gone before the end":       func(c *certificate.Certificate) { c.Lines[0].Gone, c.Gone = "2026-03-21", "2026-03-21" },
		"gone where all is kept":    func(c *certificate.Certificate) { find(c, "crm.contacts").Gone, c.Gone = "2026-04-21", "2026-04-21" },
		"attested by nothing":       func(c *certificate.Certificate) { c.Lines[0].Attested, c.Lines[0].Evidence = "2026-03-22", "" },
		"no method":                 func(c *certificate.Certificate) { c.Lines[0].Method = "" },
		"kept without a reason":     func(c *certificate.Certificate) { find(c, "crm.contacts").Why = "" },
	} {
		forged, err := certificate.Read(bytes.NewReader(doc))
		if err != nil {
			t.Fatal(err)
		}
		forge(&forged)
		if err := forged.VerifyPlan(p); err == nil {
			t.Errorf("%s: it is what the plan says", name)
		}
		forged, err = forged.Sign(key)
		if name == "no UTF-8" {
			if err == nil {
				t.Errorf("%s: it is signed", name)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := forged.Verify(public); err == nil {
			t.Errorf("%s: it verifies", name)
		}
		if verifies(written(t, forged)) {
			t.Errorf("%s: it is read, and verifies", name)
		}
	}
}

// Only the plan tells what a certificate leaves out, and what it counted.
func TestVerifyPlan(t *testing.T) {
	p, done, r := run(t, nil)
	c := signed(t, p, done, r)
	for name, forge := range map[string]func(c *certificate.Certificate){
		"a line left out":   func(c *certificate.Certificate) { c.Lines = c.Lines[:2] },
		"all left out":      func(c *certificate.Certificate) { c.Lines, c.Gone = []certificate.Line{}, "" },
		"fewer planned":     func(c *certificate.Certificate) { l := &c.Lines[2]; l.Planned, l.Before, l.Deleted = 1, 1, 1 },
		"another rule":      func(c *certificate.Certificate) { c.Lines[0].Rule = law.FullNotice },
		"another day":       func(c *certificate.Certificate) { c.Lines[0].Due = "2026-03-21" },
		"another backup":    func(c *certificate.Certificate) { c.Lines[1].Gone, c.Gone = "2026-04-20", "2026-04-20" },
		"another policy":    func(c *certificate.Certificate) { c.Policy = "ours" },
		"another day of it": func(c *certificate.Certificate) { c.PlanDay = "2026-03-21" },
		"another election":  func(c *certificate.Certificate) { c.Election = "" },
		"another store":     func(c *certificate.Certificate) { c.Lines[2].Store = "crm.petitions" },
		"a hold": func(c *certificate.Certificate) {
			c.Holds = []retention.Hold{{ID: "a", Reason: "r", Authority: "a", Start: "2026-03-01", Review: "2026-09-01"}}
		},
	} {
		forged := c
		forged.Lines = slices.Clone(c.Lines)
		forge(&forged)
		forged, err := forged.Sign(key)
		if err != nil {
			t.Fatal(err)
		}
		if err := forged.Verify(public); err != nil {
			t.Errorf("%s: the certificate alone shows it: %v", name, err)
		}
		if forged.VerifyPlan(p) == nil {
			t.Errorf("%s: it is what the plan says", name)
		}
	}
	other, _, _ := run(t, func(c *retention.Campaign) { c.Inventory[0].Count++ })
	if _, ok := errors.AsType[*law.Error](c.VerifyPlan(other)); !ok {
		t.Error("it is what another plan says, or nobody says where it is not")
	}
	twice, _, r := run(t, nil)
	twice.Actions = append(twice.Actions, twice.Actions[0])
	r.Approved = twice.Hash()
	if _, err := certificate.Issue(twice, done, r); err == nil {
		t.Error("two actions about the same records have one outcome")
	}
	bad, _, r := run(t, nil)
	bad.Name = "zoe@example.org"
	r.Approved = bad.Hash()
	if _, err := certificate.Issue(bad, done, r); err == nil {
		t.Error("a plan with a mailbox has a certificate")
	}
	bad.Name = "\xff"
	if _, err := certificate.Issue(bad, done, r); err == nil {
		t.Error("a plan that is no UTF-8 has a certificate")
	}
}

// Whatever is changed in a signed file, and however another reader takes it, it does not verify.
func TestEveryByte(t *testing.T) {
	p, done, r := run(t, func(c *retention.Campaign) {
		c.Notice.Controller.Name = "Liste <Rive droite>/a"
		court(c)
		c.Inventory = c.Inventory[:1]
		c.Inventory[0].Count = 96
	})
	o := held
	o.Before, o.Kept = 90, 90 // an open point
	r.Previous = strings.Repeat("ab", 32)
	doc := written(t, signed(t, p, append(done, o), r))
	if !verifies(doc) {
		t.Fatal("unchanged, it does not verify")
	}
	n := 0
	for _, all := range []func(func(string, []byte) bool){recordtest.Bytes(doc), recordtest.Spellings(doc)} {
		for what, changed := range all {
			n++
			if verifies(changed) {
				t.Errorf("%s, and it verifies", what)
			}
		}
	}
	t.Logf("%d changes of %d bytes", n, len(doc))
}

// Every field is signed: none can be changed in memory either.
func TestEveryField(t *testing.T) {
	p, done, r := run(t, court)
	done[0].Verified = ""
	r.Previous = strings.Repeat("ab", 32)
	doc := written(t, signed(t, p, append(done, held), r))
	n := 0
	var walk func(path string, v reflect.Value, c *certificate.Certificate)
	try := func(path string, v reflect.Value, to any, c *certificate.Certificate) {
		n++
		was := reflect.New(v.Type()).Elem()
		was.Set(v)
		v.Set(reflect.ValueOf(to).Convert(v.Type()))
		if c.Verify(public) == nil {
			t.Errorf("%s was changed, and it verifies", path)
		}
		v.Set(was)
	}
	walk = func(path string, v reflect.Value, c *certificate.Certificate) {
		switch v.Kind() {
		case reflect.String:
			try(path, v, v.String()+"a", c)
			if v.String() != "" {
				try(path, v, "", c)
				try(path, v, strings.ToUpper(v.String())+" ", c)
			}
		case reflect.Int:
			try(path, v, v.Int()+1, c)
		case reflect.Slice:
			if v.Len() > 0 {
				try(path, v, v.Slice(0, v.Len()-1).Interface(), c)
			}
			for i := range v.Len() {
				walk(fmt.Sprintf("%s[%d]", path, i), v.Index(i), c)
			}
		case reflect.Struct:
			if at, ok := v.Interface().(time.Time); ok {
				try(path, v, at.Add(time.Second), c)
				try(path, v, at.In(time.FixedZone("", 3600)), c)
				return
			}
			for i := range v.NumField() {
				walk(path+"."+v.Type().Field(i).Name, v.Field(i), c)
			}
		default:
			t.Errorf("%s: nobody tries a %s", path, v.Kind())
		}
	}
	c, err := certificate.Read(bytes.NewReader(doc))
	if err != nil {
		t.Fatal(err)
	}
	walk("", reflect.ValueOf(&c).Elem(), &c)
	if c.Verify(public) != nil || n < 100 {
		t.Errorf("%d changes were tried, or not taken back", n)
	}
	c.Signature = strings.ToUpper(c.Signature)
	if c.Verify(public) == nil {
		t.Error("with its signature in large letters it verifies")
	}
}

// What is wrong is told at once, up to a number, and quotes nothing.
func TestFindingsOfRead(t *testing.T) {
	p, done, r := run(t, nil)
	c := signed(t, p, done, r)
	line := c.Lines[0]
	line.Store, line.Kept = "zoe@example.org", 7
	c.Lines = nil
	for range 3000 {
		c.Lines = append(c.Lines, line)
	}
	c.Name = "Zoé \x1b[2J"
	_, err := certificate.Read(bytes.NewReader(written(t, c)))
	if err == nil {
		t.Fatal("it is read")
	}
	if strings.Contains(err.Error(), "zoe@") || strings.Contains(err.Error(), "Zoé") || strings.Contains(err.Error(), "\x1b") {
		t.Errorf("the error quotes the certificate: %.300s", err)
	}
	for _, want := range []string{"lines[0]", "more findings are not shown"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error does not say %q", want)
		}
	}
	if len(err.Error()) > 200<<10 {
		t.Errorf("an error of %d bytes", len(err.Error()))
	}
}

// device is a signer that fails.
type device struct{ ed25519.PrivateKey }

func (device) Sign(io.Reader, []byte, crypto.SignerOpts) ([]byte, error) {
	return nil, errors.New("unplugged")
}

func TestSignFails(t *testing.T) {
	p, done, r := run(t, nil)
	c := signed(t, p, done, r)
	if got, err := c.Sign(device{key}); err == nil || got.Format != "" {
		t.Errorf("a device that failed has signed: %v", err)
	}
	c.Key = ""
	for _, short := range []ed25519.PublicKey{nil, public[:31]} {
		if c.Verify(short) == nil {
			t.Error("it verifies under a key that is none")
		}
	}
	c.Key = hex.EncodeToString(public[:31])
	if c.Verify(public[:31]) == nil {
		t.Error("it verifies under half a key")
	}
}

func TestVerifyChainOfNone(t *testing.T) {
	if certificate.VerifyChain(nil, public) == nil {
		t.Error("no certificate verifies")
	}
}

// FuzzRead reads anything: no panic, what is read is what was written, and nothing verifies under our key but what we signed.
func FuzzRead(f *testing.F) {
	var ours [][]byte
	for _, test := range attacks {
		p, done, r := run(f, test.campaign)
		ours = append(ours, written(f, signed(f, p, test.done(done), r)))
	}
	p, done, r := run(f, nil)
	ours = append(ours, written(f, signed(f, p, done, r)))
	for i, doc := range ours {
		f.Add(doc)
		n := 0
		for _, changed := range recordtest.Spellings(doc) {
			if n++; n%97 == i { // a few
				f.Add(changed)
			}
		}
	}
	f.Add([]byte(`{"format":"scrutateur-retention-certificate/1","lines":[{"before":9007199254740993}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := certificate.Read(bytes.NewReader(data))
		if err != nil {
			if strings.ContainsAny(err.Error(), "\x1b\x00") {
				t.Fatal("the error obeys the file")
			}
			return
		}
		if !bytes.Equal(written(t, c), data) {
			t.Fatal("what is read is not what was written")
		}
		if c.Verify(public) == nil && !slices.ContainsFunc(ours, func(doc []byte) bool { return bytes.Equal(doc, data) }) {
			t.Fatal("it verifies, and we did not sign it")
		}
		resigned, err := c.Sign(key)
		if err != nil {
			t.Fatal(err)
		}
		if err := resigned.Verify(public); err != nil {
			t.Fatalf("what Read takes and we sign does not verify: %v", err)
		}
		if err := c.WriteHTML(new(bytes.Buffer), language.French); err != nil {
			t.Fatal(err)
		}
	})
}

// BenchmarkCertificate measures a certificate of a thousand lines.
func BenchmarkCertificate(b *testing.B) {
	p, done, r := many(b)
	c := signed(b, p, done, r)
	doc := written(b, c)
	for name, work := range map[string]func() error{
		"issue":  func() error { _, err := certificate.Issue(p, done, r); return err },
		"read":   func() error { _, err := certificate.Read(bytes.NewReader(doc)); return err },
		"verify": func() error { return c.Verify(public) },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := work(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func many(t testing.TB) (retention.Plan, []certificate.Outcome, certificate.Run) {
	return run(t, func(c *retention.Campaign) {
		for i := range 1000 {
			c.Inventory = append(c.Inventory, retention.Holding{Class: retention.ElectionOnly, Store: fmt.Sprintf("shard %d", i), Count: 1000})
		}
	})
}
