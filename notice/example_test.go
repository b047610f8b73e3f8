package notice_test

import (
	"fmt"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
)

// A fictitious list in the municipal elections of March 2026. The whole declaration is a literal: the linter can read it.
var confiance = notice.Notice{
	Controller: notice.Controller{
		ID:        "confiance.example",
		Name:      "Confiance pour Saint-Remy",
		ShortName: "Confiance",
		Kind:      notice.List,
		Postal:    "1 rue de la Mairie, 51290 Saint-Remy-en-Bouzemont",
		Email:     "contact@confiance.example",
	},
	Election: notice.Election{ID: "FR-MUN-2026"},
	Origin:   notice.Origin{Kind: law.OriginPetition, Detail: "pour la halle"},
	Basis: notice.Basis{
		Kind:      law.Consent,
		Since:     "2025-10-01",
		Wording:   "J'accepte de recevoir des informations de la part de Confiance pour Saint-Remy.",
		Reference: "registre des signatures",
	},
	Purpose: "vous informer de notre programme",
	Rights: notice.Rights{
		Email:      "donnees@confiance.example",
		Notice:     "https://confiance.example/i",
		Directives: true,
	},
	Keep: []notice.Term{
		{Class: notice.ElectionOnly, After: notice.ElectionDecided},
		{Class: notice.ConsentProof, After: notice.LastUse, Months: 60},
	},
	Advert: &notice.Advert{
		Sponsor:     "Confiance pour Saint-Remy",
		Declaration: notice.CaseEstablished,
		Notice:      "https://confiance.example/annonce",
	},
}

func Example() {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	fmt.Println("findings:", len(confiance.Findings(at)))

	for _, lang := range []language.Tag{language.French, language.English} {
		for _, s := range confiance.Words(law.SMS, law.FirstContact, lang) {
			fmt.Println(s.Forms[len(s.Forms)-1])
		}
	}
	// Output:
	// findings: 0
	// Confiance, municipales 2026.
	// Source: pétition.
	// Droits: https://confiance.example/i
	// Pub. politique, Confiance pour Saint-Remy: https://confiance.example/annonce
	// STOP {stop}
	// Confiance, municipal elections 2026.
	// Source: petition.
	// Rights: https://confiance.example/i
	// Political ad, Confiance pour Saint-Remy: https://confiance.example/annonce
	// STOP {stop}
}

// Everything that is wrong comes at once, each finding with its path and what to do.
func ExampleNotice_Findings() {
	n := confiance.Clone()
	n.Origin = notice.Origin{Kind: law.OriginPatients}
	n.Basis.Reference = ""
	n.Rights.Notice = "http://confiance.example/i"
	n.Purpose = "informer\r\nBcc: tous"
	for _, f := range n.Findings(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)) {
		fmt.Println(f.Rule, f.Path)
		fmt.Println("  ", f.Detail)
	}
	// Output:
	// FR-GDPR-EVIDENCE Notice.Basis.Reference
	//    consent without its record: give the reference under which each agreement can be shown
	// FR-GDPR-PURPOSE-LIMIT Notice.Origin.Kind
	//    a file of patients: collected for their care, it may not carry a political message (a candidate was fined for it in December 2025); use data that people gave to the campaign
	// SCR-TEXT Notice.Purpose
	//    a line break (U+000D) at byte 8: write it in one line
	// FR-GDPR-NOTICE-LINK Notice.Rights.Notice
	//    not https: people follow this link with their data
}

// An e-mail says all that a first contact must.
func ExampleNotice_Words() {
	for _, s := range confiance.Words(law.Email, law.FirstContact, language.French) {
		fmt.Println(strings.ReplaceAll(s.Forms[0], "\u00a0", " ")) // French puts a no-break space before a colon
	}
	// Output:
	// Confiance pour Saint-Remy, 1 rue de la Mairie, 51290 Saint-Remy-en-Bouzemont, contact@confiance.example, est responsable du traitement de vos données.
	// Ce message porte sur les élections municipales des 15 et 22 mars 2026.
	// Vous le recevez car vous avez signé une pétition (pour la halle).
	// Finalité : vous informer de notre programme. Base légale : votre consentement.
	// Vous pouvez accéder à vos données, les faire rectifier ou effacer, en limiter l’usage, les recevoir pour les réutiliser, ou vous opposer à leur usage. Adressez-vous à : donnees@confiance.example. Vous pouvez aussi adresser une réclamation à la CNIL (www.cnil.fr).
	// Vous pouvez retirer votre consentement à tout moment, aussi simplement que vous l’avez donné.
	// Vous pouvez nous donner des directives sur le sort de vos données après votre mort.
	// Durées de conservation : contacts réunis pour cette seule élection, jusqu’à l’issue du scrutin ; preuves de votre accord, 60 mois après votre retrait ou leur dernier usage.
	// Toutes les informations sur vos données : https://confiance.example/i
	// Publicité à caractère politique. Parraineur : Confiance pour Saint-Remy. Avis de transparence : https://confiance.example/annonce
	// Pour ne plus recevoir nos messages, désinscrivez-vous ici : {unsubscribe}
}

// A rented file may carry one message, and that message only asks.
func ExampleNotice_Allows() {
	n := confiance.Clone()
	n.Origin = notice.Origin{Kind: law.OriginRented, Detail: "Exemple Data SAS", Obtained: "2026-02-20", Attestation: "lettre du 18 février 2026"}
	for _, o := range []law.Occasion{law.FirstContact, law.ConsentRequest} {
		fmt.Printf("%q: %d findings\n", o, len(n.Allows(law.Email, o)))
	}
	// Output:
	// "": 1 findings
	// "consent-request": 0 findings
}

// A party writes for its candidates: what they share is declared once.
func ExampleNotice_With() {
	candidate := confiance.With(notice.Controller{ID: "autre.example", Name: "Confiance pour Sens", Kind: notice.List})
	fmt.Println(candidate.Words(law.SMS, law.Service, language.French)[0].Forms[0])
	// Output: Confiance pour Sens vous écrit.
}

// Overseas some vote on Saturday, and their silence begins on Friday, by their own clocks.
func ExampleElection_Silence() {
	e := notice.Election{ID: "FR-PRES-2027"}
	for _, place := range []law.Territory{law.Metropole, law.Guadeloupe, law.Polynesie, law.UnknownTerritory} {
		w := e.Silence(place)[0]
		fmt.Printf("%-2s from %s to %s\n", place, w.Start.Format("Mon 15:04Z"), w.End.Format("Mon 15:04Z"))
	}
	fmt.Println("municipal elections, abroad:", notice.Election{ID: "FR-MUN-2026"}.Silence(law.Abroad))
	// Output:
	// FR from Fri 22:00Z to Sun 18:00Z
	// GP from Fri 04:00Z to Sun 00:00Z
	// PF from Fri 09:00Z to Sun 06:00Z
	//    from Fri 02:00Z to Mon 07:00Z
	// municipal elections, abroad: []
}

// An election that is not embedded: its days, and who votes.
func ExampleElection_Silence_byElection() {
	e := notice.Election{
		ID:          "sens-2026",
		Name:        "l'élection municipale partielle de Sens",
		Kind:        notice.ByElection,
		Territories: []law.Territory{law.Metropole},
		Rounds:      []notice.Round{{Day: "2026-10-11", Close: "18:00"}},
	}
	fmt.Println(e.Silence(law.Metropole)[0].End)
	// Output: 2026-10-11 16:00:00 +0000 UTC
}

func ExampleElection_CampaignOpens() {
	e := notice.Election{ID: "FR-MUN-2026"}
	fmt.Println(e.CampaignOpens(1))
	fmt.Println(e.CampaignOpens(2))
	fmt.Println(e.FreePhoneBan().Start)
	// Output:
	// 2026-03-02 true
	// 2026-03-16 true
	// 2025-08-31 22:00:00 +0000 UTC
}
