package dossier_test

import (
	"testing"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/dossier"
	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
)

// demain is the Notice of a list that does not exist, with everything that its messages need.
func demain() notice.Notice {
	return notice.Notice{
		Controller: notice.Controller{
			ID: "demain.example", Name: "Liste Demain Ensemble", ShortName: "Demain Ensemble", Kind: notice.List,
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
		Keep:    []notice.Term{{Class: notice.ElectionOnly, After: notice.ElectionDecided}, {Class: notice.Regular, After: notice.EndOfContact}},
	}
}

// bare is a dossier of a Notice that is good enough to send, and of nothing else. The proofs are written out, so that a page
// changes with its own code alone.
func bare(t testing.TB) dossier.Dossier {
	t.Helper()
	sms := sms.Proof{
		Budget: 2, Suffix: "STOP 36111",
		Longest: sms.Sample{Size: message.Size{Encoding: message.EncodingGSM7, Units: 285, Parts: 2}},
		Words:   "Liste Demain Ensemble, municipales 2026. Source: formulaire. Droits: https://demain.example/d",
	}
	email := email.Proof{
		Longest: email.Sample{Size: email.Size{HTML: 5356, Text: 1802, Subject: 11}},
		Words: "______\n\nListe Demain Ensemble, contact@demain.example, est responsable du traitement de vos données.\n\n" +
			"Pour ne plus recevoir nos messages, désinscrivez-vous ici : https://demain.example/u/{unsubscribe}\n",
	}
	return dossier.Dossier{
		Notice:    demain(),
		Templates: []dossier.Template{{Name: "sms/reunion", SMS: &sms}, {Name: "email/reunion", Email: &email}},
	}
}

// full is a dossier in which nothing is missing.
func full(t testing.TB) dossier.Dossier {
	t.Helper()
	d := bare(t)
	n := &d.Notice
	n.Controller.DPO = "dpo@demain.example"
	n.Joint = []notice.Controller{{ID: "853", Name: "Fédération Demain", Kind: notice.Party, Postal: "2 rue Haute, 51000 Châlons-en-Champagne", Email: "federation@demain.example"}}
	n.Signatory = &notice.Signatory{Name: "Claire Fontaine", Quality: "tête de liste"}
	n.Data = []string{"prénom", "numéro de mobile", "adresse électronique", "commune"}
	n.Processors = []notice.Processor{
		{Name: "Exemple Routage SAS", Role: "routage des SMS", Country: "FR", Contract: "contrat du 5 janvier 2026",
			Clauses: []string{"a", "b", "c", "d", "e", "f", "g", "h"}, SponsorDeclared: "2026-01-06", Replaces: "Ancien Routeur", SuppressionImported: "2026-01-07"},
		{Name: "Courriel Exemple Inc.", Role: "envoi des courriels", Country: "US", Contract: "DPA 2025-11", Transfer: "clauses contractuelles types",
			Clauses: []string{"a", "b", "c", "d", "e", "f", "g", "h"}, SponsorDeclared: "2026-01-06"},
	}
	n.Advert = &notice.Advert{
		Sponsor: "Liste Demain Ensemble", Declaration: notice.CaseEstablished, Payer: "le mandataire financier de la liste", PayerEmail: "mandataire@demain.example",
		From: "2026-01-20", Until: "2026-03-20", Amount: "1 240 € pour ces messages, 18 000 € pour la campagne", Funding: "dons de personnes physiques, Union européenne",
		Method: "prix du contrat, au nombre de messages", Complaints: "signalement@demain.example", Notice: "https://demain.example/t",
		Targeting: &notice.Targeting{Criteria: []notice.Criterion{notice.ByCommune}, Consent: notice.SeparateConsent, MinimumAge: 18,
			Statement: "les abonnés de Saint-Remy, d’après la commune qu’ils ont donnée ; lien de retrait ci-dessous", Support: "https://demain.example/retrait"},
	}
	d.At = "2026-02-03"
	d.Facts = dossier.Facts{
		Tools:       []dossier.Tool{{Name: "Carnet", Provider: "Exemple CRM", Given: "candidats de la liste", Use: "tenir le fichier des contacts"}},
		Security:    []string{"accès nominatif ; deux personnes peuvent exporter", "disques chiffrés"},
		People:      12400,
		Contact:     "dpo@demain.example",
		Arrangement: "la liste informe les personnes et leur répond",
		Requests: []dossier.Request{
			{Reference: "2026-004", Right: dossier.Access, Received: "2026-01-20"},
			{Reference: "2026-001", Right: dossier.Erasure, Received: "2026-01-02", Answered: "2026-01-05"},
		},
		Offers: []dossier.Offer{{Provider: "Exemple Routage SAS", Price: 0.065, Tariff: 0.065, Country: "FR"}},
	}
	return d
}
