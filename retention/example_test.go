package retention_test

import (
	"fmt"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/retention"
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

func Example() {
	c := municipal()
	show := func(day string) {
		now, _ := time.Parse(time.DateOnly, day)
		plan, err := c.Plan(now)
		if err != nil {
			fmt.Println(err) // every finding at once
			return
		}
		fmt.Println(day)
		for _, a := range plan.Actions {
			line := fmt.Sprintf("  %-8s %-10s %5d %-13s %s", a.State, a.Due, a.Count, a.Class, a.Processor)
			fmt.Println(strings.TrimRight(line, " "))
		}
	}
	show("2026-03-16") // nobody has said yet whether the first round decided the election

	c.Facts.Decided = 2
	show("2026-03-22")
	// Output:
	// 2026-03-16
	//   overdue  2026-02-28    96 occasional
	//   upcoming 2029-03-12    41 objection
	//   waiting              1180 election-only Routeur SMS
	//   waiting              1204 election-only
	//   waiting               310 regular
	// 2026-03-22
	//   overdue  2026-02-28    96 occasional
	//   due      2026-03-22  1180 election-only Routeur SMS
	//   due      2026-03-22  1204 election-only
	//   upcoming 2029-03-12    41 objection
	//   waiting               310 regular
}

// A campaign manager reads this; the program runs the plan that has the approved hash.
func ExamplePlan_WriteText() {
	c := municipal()
	c.Inventory = c.Inventory[:1]
	c.Facts.Decided = 2
	plan, err := c.Plan(time.Date(2026, 3, 22, 21, 0, 0, 0, time.UTC))
	if err != nil {
		fmt.Println(err)
		return
	}
	plan.Findings = nil // the provider's copy is missing from this inventory, which the plan reports
	var text strings.Builder
	plan.WriteText(&text, language.English)
	plan.WriteText(&text, language.French)
	for line := range strings.Lines(text.String()) {
		if !strings.Contains(line, plan.Hash()) {
			fmt.Print(strings.ReplaceAll(strings.ReplaceAll(line, "\u00a0", " "), "\u202f", " "))
		}
	}
	// Output:
	// Erasure plan on 22 March 2026
	// Controller: Liste Rive droite (rive-droite.example)
	// Election: FR-MUN-2026, rounds of 15 and 22 March 2026; decided in round 2
	// Policy: fr-2026
	//
	// TODAY        Contacts gathered for this election alone, 1,204 records
	//              erase, by 22 March 2026
	//              crm.contacts
	//              Not kept after the round that decided the election (22 March 2026).
	//              Based on CNIL, FR-CNIL-RET-ELECTION.
	//              Last backup overwritten on 21 April 2026.
	//
	// Plan d’effacement au 22 mars 2026
	// Responsable du traitement : Liste Rive droite (rive-droite.example)
	// Élection : FR-MUN-2026, tours des 15 et 22 mars 2026 ; acquise au 2e tour
	// Politique : fr-2026
	//
	// AUJOURD’HUI  Contacts réunis pour cette seule élection, 1 204 fiches
	//              effacer, au plus tard le 22 mars 2026
	//              crm.contacts
	//              Ne se garde pas après le tour qui a décidé de l’élection (22 mars
	//              2026). Fondement : la CNIL, FR-CNIL-RET-ELECTION.
	//              Dernière sauvegarde écrasée le 21 avril 2026.
}

// A hold blocks deletion, and nothing else.
func ExampleHold() {
	c := municipal()
	c.Facts.Decided = 2
	c.Holds = []retention.Hold{{
		ID: "TA Montreuil 2602117", Reason: "protestation électorale", Authority: "tribunal administratif",
		Start: "2026-03-20", Review: "2026-09-01",
		Scope: retention.Scope{Classes: []retention.Class{retention.ElectionOnly}},
	}}
	plan, err := c.Plan(time.Date(2026, 4, 1, 8, 0, 0, 0, time.UTC))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, a := range plan.Actions {
		if a.State == retention.Held {
			fmt.Println(a.Count, a.Due, a.Holds, "review", a.Review, "frozen", a.Frozen)
		}
	}
	// Output:
	// 1180 2026-03-22 [TA Montreuil 2602117] review 2026-09-01 frozen true
	// 1204 2026-03-22 [TA Montreuil 2602117] review 2026-09-01 frozen true
}
