package certificate_test

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"time"

	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/retention"
	"github.com/scrutateur/scrutateur/retention/certificate"
)

// A list in the municipal elections of 15 and 22 March 2026, on the morning after the first round.
func municipal() retention.Campaign {
	classes := []retention.Class{retention.ElectionOnly, retention.Occasional, retention.Regular, retention.Objection}
	return retention.Campaign{
		Notice: notice.Notice{
			Controller: notice.Controller{ID: "rive-droite.example", Name: "Liste Rive droite"},
			Election:   notice.Election{ID: "FR-MUN-2026"},
			Processors: []notice.Processor{{Name: "Routeur SMS"}},
			Keep:       retention.Default().Keep(classes...),
		},
		Inventory: []retention.Holding{
			{Class: retention.ElectionOnly, Store: "crm.contacts", Count: 1204, Backups: 30},
			{Class: retention.ElectionOnly, Store: "carnet d’adresses", Processor: "Routeur SMS", Count: 1180},
			{Class: retention.Occasional, Store: "crm.petition", Count: 96, Events: map[retention.Event]law.Day{retention.LastMessage: "2025-12-31"}},
			{Class: retention.Regular, Store: "crm.contacts", Count: 310},
			{Class: retention.Objection, Store: "objections.db", Count: 41, Events: map[retention.Event]law.Day{retention.ObjectionMade: "2026-03-12"}},
		},
	}
}

// Nothing was erased, and a reason is no hold. Whoever signs "complete" above such lines signs what nobody verifies.
func ExampleCertificate_Verify() {
	c := municipal()
	c.Facts.Decided = 2
	evening := time.Date(2026, 3, 22, 20, 0, 0, 0, time.UTC)
	plan, err := c.Plan(evening)
	if err != nil {
		fmt.Println(err)
		return
	}
	var outcomes []certificate.Outcome
	for _, a := range plan.Due(evening) {
		outcomes = append(outcomes, certificate.Outcome{
			Class: a.Class, Store: a.Store, Processor: a.Processor, Before: a.Count, Kept: a.Count, Why: "à faire plus tard",
			Verified: "count", Attested: "2026-03-22", Evidence: "26-031",
		})
	}
	cert, err := certificate.Issue(plan, outcomes, certificate.Run{
		Approved: plan.Hash(), By: "directrice de campagne", Started: evening, Ended: evening.Add(4 * time.Minute),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(cert.Status, len(cert.Open), cert.Open[0].Gap)

	public, private, _ := ed25519.GenerateKey(nil)
	cert.Status, cert.Open = certificate.Complete, nil
	cert, _ = cert.Sign(private)
	err = cert.Verify(public)
	if broken, ok := errors.AsType[*law.Error](err); ok {
		for _, f := range broken.Findings {
			fmt.Println(f.Path, f.Detail)
		}
	}
	// Output:
	// not-done 3 not-erased
	// open is not what the lines lack
}

func ExampleIssue() {
	c := municipal()
	c.Facts.Decided = 2
	plan, err := c.Plan(time.Date(2026, 3, 22, 8, 0, 0, 0, time.UTC))
	if err != nil {
		fmt.Println(err)
		return
	}
	evening := time.Date(2026, 3, 22, 20, 0, 0, 0, time.UTC)
	erased := func(a retention.Action) certificate.Outcome {
		return certificate.Outcome{
			Class: a.Class, Store: a.Store, Processor: a.Processor, Before: a.Count, Deleted: a.Count,
			Method: "DELETE, VACUUM", Verified: "count, and search of the file for sample values",
		}
	}
	var outcomes []certificate.Outcome
	for _, a := range plan.Due(evening) {
		outcomes = append(outcomes, erased(a))
	}
	cert, err := certificate.Issue(plan, outcomes, certificate.Run{
		Approved: plan.Hash(), By: "directrice de campagne", Started: evening, Ended: evening.Add(4 * time.Minute),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	public, private, _ := ed25519.GenerateKey(nil)
	cert, err = cert.Sign(private)
	fmt.Println(cert.Status, err, cert.Verify(public), cert.VerifyPlan(plan))
	for _, o := range cert.Open {
		fmt.Println(o.Gap, o.Processor)
	}
	// Output:
	// partial <nil> <nil> <nil>
	// not-attested Routeur SMS
}
