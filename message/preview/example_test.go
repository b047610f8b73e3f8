package preview_test

import (
	"fmt"
	"strings"

	"github.com/scrutateur/scrutateur/message/preview"
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
)

type voter struct {
	FirstName string `validate:"required,max=24"`
}

// The longest message that a template can make, with values that nobody has: a page that can go to the whole team.
func Example() {
	tpl, err := sms.Compile[voter](sms.Spec{
		Body:   "Bonjour {{.FirstName}}, votons le 15 mars !",
		Sender: "DEMAIN", Router: "ovh", MaxParts: 2,
		Notice: notice.Notice{
			Controller: notice.Controller{
				ID: "demain.example", Name: "Liste Demain Ensemble", ShortName: "Demain Ensemble", Kind: notice.Association,
				Postal: "1 rue de la Mairie, 51290 Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson", Email: "contact@demain.example",
			},
			Election: notice.Election{ID: "FR-MUN-2026"},
			Origin:   notice.Origin{Kind: law.OriginForm, Detail: "le formulaire de demain.example", Obtained: "2025-11-03"},
			Basis: notice.Basis{
				Kind: law.Consent, Since: "2025-11-03", Reference: "registre des consentements n° 1",
				Wording: "J’accepte de recevoir par SMS et courriel des informations de la liste Demain Ensemble.",
			},
			Purpose: "vous informer de la campagne municipale",
			Rights:  notice.Rights{Email: "droits@demain.example", Notice: "https://demain.example/d", Directives: true},
			Advert: &notice.Advert{
				Sponsor: "Liste Demain Ensemble", Declaration: "a", Payer: "Liste Demain Ensemble", Funding: "dons de particuliers", Notice: "https://demain.example/t",
			},
			Keep: []notice.Term{{Class: "election-only", After: "election-decided"}},
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	proof := tpl.Proof()
	page := preview.Page{
		Title: "SMS du 12 mars",
		SMS: []preview.SMS{
			preview.OfSample("Le plus court", proof, proof.Shortest),
			preview.OfSample("Le plus long", proof, proof.Longest),
		},
	}
	var b strings.Builder // or a file, "preview.html"
	if _, err := page.WriteTo(&b); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(strings.Count(b.String(), `class="bubble"`), "bubbles,", strings.Contains(b.String(), `<span class="statutory">`), strings.Contains(b.String(), `<span class="field">`))
	// Output: 2 bubbles, true true
}
