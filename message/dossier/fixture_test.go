package dossier_test

import (
	"testing"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/dossier"
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

// bare is a dossier of a Notice that is good enough to send, and of nothing else.
func bare(t testing.TB) dossier.Dossier {
	t.Helper()
	sms, err := message.CompileSMS[message.Values](message.SMSSpec{
		Body: "Réunion jeudi à {{.Lieu}}", Fields: map[string]message.Limit{"Lieu": {Max: 30}}, Notice: demain(), Sender: "DEMAIN", Router: "ovh", MaxParts: 2,
	})
	if err != nil {
		t.Fatal(err)
	}
	email, err := message.CompileEmail[message.Values](message.EmailSpec{
		Subject: "Jeudi, 19 h", Preheader: "Réunion publique à la salle des fêtes, ouverte à tous.", HTML: "<p>Réunion publique jeudi à 19 h, salle des fêtes.</p>",
		Notice: demain(), From: "contact@demain.example", Unsubscribe: "https://demain.example/u",
		Except: []law.Exception{{Rule: law.AdvertLabel, Reason: "ce modèle est compilé avant le parrainage"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	sp, ep := sms.Proof(), email.Proof()
	return dossier.Dossier{
		Notice:    demain(),
		Templates: []dossier.Template{{Name: "sms/reunion", SMS: &sp}, {Name: "email/reunion", Email: &ep}},
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
