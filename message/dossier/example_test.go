package dossier_test

import (
	"fmt"
	"os"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/dossier"
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
)

// A campaign's Notice and the proof of its template become the pages. What a page lacks stands on it, under the rule that asks.
func Example() {
	n := notice.Notice{
		Controller: notice.Controller{
			ID: "demain.example", Name: "Liste Demain Ensemble", Kind: notice.List,
			Postal: "1 rue de la Mairie, 51000 Châlons-en-Champagne", Email: "contact@demain.example",
		},
		Election: notice.Election{ID: "FR-MUN-2026"},
		Origin:   notice.Origin{Kind: law.OriginForm, Detail: "le formulaire de demain.example", Obtained: "2025-11-03"},
		Basis:    notice.Basis{Kind: law.Consent, Since: "2025-11-03", Reference: "registre n° 1", Wording: "J’accepte de recevoir vos SMS."},
		Purpose:  "vous informer de la campagne municipale",
		Data:     []string{"prénom", "numéro de mobile"},
		Rights:   notice.Rights{Email: "droits@demain.example", Notice: "https://demain.example/d", Directives: true},
		Processors: []notice.Processor{{
			Name: "Exemple Routage SAS", Role: "routage des SMS", Country: "FR", Contract: "contrat 12",
			Clauses: []string{"a", "b", "c", "d", "e", "f", "h"}, SponsorDeclared: "2026-01-06",
		}},
		Keep: []notice.Term{{Class: notice.ElectionOnly, After: notice.ElectionDecided}},
		Advert: &notice.Advert{
			Sponsor: "Liste Demain Ensemble", Declaration: notice.CaseEstablished, From: "2026-01-20", Until: "2026-03-20",
			Amount: "1 240 €", Funding: "dons de personnes physiques, dans l’Union", Method: "prix du contrat", Notice: "https://demain.example/t",
		},
	}
	sms := message.Must(sms.Compile[message.Values](sms.Spec{
		Body: "Réunion jeudi à {{.Lieu}}", Fields: map[string]message.Limit{"Lieu": {Max: 30}}, Notice: n, Sender: "DEMAIN", Router: "ovh", MaxParts: 2,
	}))
	proof := sms.Proof()

	d := dossier.Dossier{
		Notice:    n,
		Templates: []dossier.Template{{Name: "sms/reunion", SMS: &proof}},
		Facts: dossier.Facts{
			Tools: []dossier.Tool{}, Security: []string{"disques chiffrés"}, People: 1200, Contact: "contact@demain.example",
		},
		At: "2026-02-03",
	}
	for _, p := range d.Pages(language.English) {
		fmt.Printf("%-13s %s\n", p.Name, p.Title)
		for _, f := range p.Missing {
			fmt.Printf("%15s%s: %s\n", "", f.Rule, f.Detail)
		}
	}
	// Output:
	// index         Compliance dossier
	//                FR-GDPR-ART28: clause g is missing: it deletes or returns the data at the end
	// privacy       Your personal data and your rights
	// transparency  Transparency notice: political advertisement
	// register      Record of processing activities: political messages
	// processors    Providers: the clauses of Article 28
	//                FR-GDPR-ART28: clause g is missing: it deletes or returns the data at the end
	// impact        Impact assessment: a document to start from
	// regulator     Answers to the six questions of the supervisory authority
	// reminders     Dates and reminders
}

func ExamplePage_WriteMarkdown() {
	d := dossier.Dossier{
		Notice: notice.Notice{Processors: []notice.Processor{{
			Name: "Exemple Routage SAS", Role: "SMS routing", Country: "FR", Contract: "contract 12", Clauses: []string{"a", "b", "c", "d", "e", "f", "g", "h"},
		}}},
	}
	var page strings.Builder
	for _, p := range d.Pages(language.English) {
		if p.Name == dossier.Processors {
			if err := p.WriteMarkdown(&page); err != nil {
				fmt.Fprintln(os.Stderr, err)
			}
		}
	}
	_, table, _ := strings.Cut(page.String(), "Clauses of Article 28(3): ")
	table, _, _ = strings.Cut(table, "\n| c ")
	fmt.Println(table)
	// Output:
	// 8 of 8
	//
	// | Clause | What the contract says | Present |
	// | --- | --- | --- |
	// | a | The provider acts only on documented instructions, transfers included | ✓ yes |
	// | b | The provider commits the people who process the data to confidentiality | ✓ yes |
}

// Whether a request was answered in time can be asked without pages.
func ExampleRequest() {
	r := dossier.Request{Right: dossier.Access, Received: "2026-01-10"}
	now := time.Date(2026, 2, 20, 12, 0, 0, 0, time.UTC)
	fmt.Println(r.Due())
	for _, f := range r.Findings("Facts.Requests[0]", now) {
		fmt.Println(f.Detail)
	}
	// Output:
	// 2026-02-10
	// received on 2026-01-10, due on 2026-02-10, and not answered: answer it now
}
