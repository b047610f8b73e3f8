// Code generated from rules/*.txtar by go generate; DO NOT EDIT.

package lawtest

import "github.com/scrutateur/scrutateur/notice/law"

var cases = []Case{
	{Rule: law.LintAltered, Name: "bad.go", Runner: "go", Bad: true, Data: `package send

import "github.com/scrutateur/scrutateur/message/sms"

func short(m sms.Message) string { return m.Text()[:120] }`},
	{Rule: law.LintAltered, Name: "good.go", Runner: "go", Bad: false, Data: `package send

import "github.com/scrutateur/scrutateur/message/sms"

func text(m sms.Message) string { return m.Text() }`},
	{Rule: law.MobileSender, Name: "bad.spec.json", Runner: "spec.json", Bad: true, Data: "{\"channel\": \"sms\", \"sender\": \"+33639981234\"}"},
	{Rule: law.MobileSender, Name: "bad-national.spec.json", Runner: "spec.json", Bad: true, Data: "{\"channel\": \"sms\", \"sender\": \"0639981234\"}"},
	{Rule: law.MobileSender, Name: "good.spec.json", Runner: "spec.json", Bad: false, Data: "{\"channel\": \"sms\", \"sender\": \"CONFIANCE\"}"},
	{Rule: law.ForeignSponsor, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"advert\": {\"sponsor\": \"Example Foundation Inc., Delaware\", \"declaration\": \"\"}}"},
	{Rule: law.ForeignSponsor, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"advert\": {\"sponsor\": \"Liste Confiance pour Saint-Remy, contact@confiance.example\", \"declaration\": \"c\", \"notice\": \"https://confiance.example/annonce\"}}"},
	{Rule: law.AdvertLabel, Name: "bad.email", Runner: "email", Bad: true, Data: `From: Liste Confiance <contact@confiance.example>
To: zoe@example.org
Subject: Jeudi, 19 h, salle des fetes
List-Unsubscribe: <https://confiance.example/d/AQF2c3Rl>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
Content-Type: text/plain; charset=utf-8

Liste Confiance, municipales des 15 et 22 mars : réunion publique jeudi.
Vous recevez ce message parce que vous êtes inscrite sur notre site.
Vos droits : https://confiance.example/infos
Ne plus recevoir nos messages : https://confiance.example/d/AQF2c3Rl`},
	{Rule: law.AdvertLabel, Name: "good.email", Runner: "email", Bad: false, Data: `From: Liste Confiance <contact@confiance.example>
To: zoe@example.org
Subject: Jeudi, 19 h, salle des fetes
List-Unsubscribe: <https://confiance.example/d/AQF2c3Rl>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
Content-Type: text/plain; charset=utf-8

Annonce publicitaire à caractère politique, parrainée par la liste Confiance, élections municipales des 15 et 22 mars 2026.
Avis de transparence : https://confiance.example/annonce

Liste Confiance, municipales des 15 et 22 mars : réunion publique jeudi.
Vous recevez ce message parce que vous êtes inscrite sur notre site.
Vos droits : https://confiance.example/infos
Ne plus recevoir nos messages : https://confiance.example/d/AQF2c3Rl`},
	{Rule: law.MembersExempt, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"origin\": {\"kind\": \"member\", \"detail\": \"adhérents\"}, \"basis\": {\"kind\": \"political-body\", \"reference\": \"adhérents\"}, \"controller\": {\"kind\": \"party\"}, \"advert\": {\"targeting\": {\"criteria\": [\"age\"], \"exempt\": \"members\"}}}"},
	{Rule: law.MembersExempt, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"origin\": {\"kind\": \"member\", \"detail\": \"adhérents\"}, \"basis\": {\"kind\": \"political-body\", \"reference\": \"adhérents\"}, \"controller\": {\"kind\": \"party\"}, \"advert\": {\"targeting\": {\"criteria\": [], \"exempt\": \"members\"}}}"},
	{Rule: law.Minors, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"advert\": {\"targeting\": {\"criteria\": [\"age\"], \"consent\": \"separate\", \"minimum_age\": 16}}}"},
	{Rule: law.Minors, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"advert\": {\"targeting\": {\"criteria\": [\"age\"], \"consent\": \"separate\", \"minimum_age\": 17}}}"},
	{Rule: law.NoProfiling, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"advert\": {\"targeting\": {\"criteria\": [\"inferred-opinion\"], \"consent\": \"separate\"}}}"},
	{Rule: law.NoProfiling, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"advert\": {\"targeting\": {\"criteria\": [\"commune\"], \"consent\": \"separate\"}}}"},
	{Rule: law.AdvertNotice, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"advert\": {\"sponsor\": \"Liste Confiance\", \"notice\": \"\"}}"},
	{Rule: law.AdvertNotice, Name: "bad-payer.notice.json", Runner: "notice.json", Bad: true, Data: "{\"advert\": {\"sponsor\": \"\", \"notice\": \"https://confiance.example/annonce\"}}"},
	{Rule: law.AdvertNotice, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"advert\": {\"sponsor\": \"Liste Confiance pour Saint-Remy, contact@confiance.example\", \"payer\": \"le mandataire financier de la liste\", \"funding\": \"dons de personnes physiques\", \"notice\": \"https://confiance.example/annonce\"}}"},
	{Rule: law.AdvertRecords, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"keep\": [{\"class\": \"election-only\", \"after\": \"election-decided\"}, {\"class\": \"ad-record\", \"after\": \"publication\", \"months\": 12}]}"},
	{Rule: law.AdvertRecords, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"keep\": [{\"class\": \"election-only\", \"after\": \"election-decided\"}, {\"class\": \"ad-record\", \"after\": \"publication\", \"months\": 84}]}"},
	{Rule: law.SponsorDeclaration, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"processors\": [{\"name\": \"Exemple Routage SAS\", \"role\": \"SMS routing\", \"country\": \"FR\", \"contract\": \"2026-01-05\", \"clauses\": [\"a\", \"b\", \"c\", \"d\", \"e\", \"f\", \"g\", \"h\"], \"sponsor_declared\": \"\"}]}"},
	{Rule: law.SponsorDeclaration, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"processors\": [{\"name\": \"Exemple Routage SAS\", \"role\": \"SMS routing\", \"country\": \"FR\", \"contract\": \"2026-01-05\", \"clauses\": [\"a\", \"b\", \"c\", \"d\", \"e\", \"f\", \"g\", \"h\"], \"sponsor_declared\": \"2026-01-06\"}]}"},
	{Rule: law.TargetingConsent, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"basis\": {\"kind\": \"legitimate-interest\", \"reference\": \"LIA-2026-01\", \"expectation\": \"personnes venues à nos réunions\"}, \"advert\": {\"targeting\": {\"criteria\": [\"commune\"]}}}"},
	{Rule: law.TargetingConsent, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"basis\": {\"kind\": \"consent\", \"reference\": \"registre\", \"wording\": \"J’accepte que mes données servent à choisir les messages politiques qui me sont adressés.\", \"since\": \"2025-11-01\"}, \"advert\": {\"targeting\": {\"criteria\": [\"commune\"], \"consent\": \"separate\"}}}"},
	{Rule: law.TargetingDirect, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"origin\": {\"kind\": \"rented\", \"detail\": \"Exemple Data SAS, base clients, clause politique\", \"obtained\": \"2026-02-20\"}, \"advert\": {\"targeting\": {\"criteria\": [\"age\"], \"consent\": \"separate\"}}}"},
	{Rule: law.TargetingDirect, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"origin\": {\"kind\": \"form\"}, \"advert\": {\"targeting\": {\"criteria\": [\"age\"], \"consent\": \"separate\"}}}"},
	{Rule: law.TargetingInfo, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"advert\": {\"targeting\": {\"criteria\": [\"commune\"], \"consent\": \"separate\", \"statement\": \"\"}}}"},
	{Rule: law.TargetingInfo, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"advert\": {\"targeting\": {\"criteria\": [\"commune\"], \"consent\": \"separate\", \"statement\": \"habitants de Saint-Remy, d'après la commune qu'ils ont indiquée ; retrait : https://confiance.example/droits\"}}}"},
	{Rule: law.LintExemption, Name: "bad.go", Runner: "go", Bad: true, Data: `package send

import "net/smtp"

//scrutateur:transactional
func reset(to string, body []byte) error {
	return smtp.SendMail("mail.example:25", nil, "noreply@confiance.example", []string{to}, body)
}`},
	{Rule: law.LintExemption, Name: "good.go", Runner: "go", Bad: false, Data: `package send

import "net/smtp"

//scrutateur:transactional password reset
func reset(to string, body []byte) error {
	return smtp.SendMail("mail.example:25", nil, "noreply@confiance.example", []string{to}, body)
}`},
	{Rule: law.ConsularList, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"origin\": {\"kind\": \"consular-list\", \"detail\": \"\"}}"},
	{Rule: law.ConsularList, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"origin\": {\"kind\": \"consular-list\", \"detail\": \"liste électorale consulaire de Montréal\", \"attestation\": \"engagement du 2026-02-01 : ni usage commercial, ni politique intérieure canadienne\"}}"},
	{Rule: law.ElectoralRoll, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"origin\": {\"kind\": \"electoral-roll\", \"detail\": \"\"}}"},
	{Rule: law.ElectoralRoll, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"origin\": {\"kind\": \"electoral-roll\", \"detail\": \"liste électorale de Saint-Remy\", \"attestation\": \"engagement de non-usage commercial du 2026-02-01\", \"enrichment\": \"numéros donnés par les personnes sur notre site\"}}"},
	{Rule: law.SilenceOverseas, Name: "good.moment.json", Runner: "moment.json", Bad: false, Data: "{\"election\": \"FR-PRES-2027\", \"territory\": \"FR\", \"at\": \"2027-04-16T16:00:00+02:00\"}"},
	{Rule: law.Silence, Name: "bad.moment.json", Runner: "moment.json", Bad: true, Data: "{\"election\": \"FR-MUN-2026\", \"territory\": \"FR\", \"at\": \"2026-03-14T10:00:00+01:00\"}"},
	{Rule: law.Silence, Name: "bad-dimanche.moment.json", Runner: "moment.json", Bad: true, Data: "{\"election\": \"FR-MUN-2026\", \"territory\": \"FR\", \"at\": \"2026-03-15T12:00:00+01:00\"}"},
	{Rule: law.Silence, Name: "bad-guadeloupe.moment.json", Runner: "moment.json", Bad: true, Data: "{\"election\": \"FR-PRES-2027\", \"territory\": \"GP\", \"at\": \"2027-04-16T10:00:00-04:00\"}"},
	{Rule: law.Silence, Name: "good.moment.json", Runner: "moment.json", Bad: false, Data: "{\"election\": \"FR-MUN-2026\", \"territory\": \"FR\", \"at\": \"2026-03-13T18:00:00+01:00\"}"},
	{Rule: law.Silence, Name: "good-entre-deux-tours.moment.json", Runner: "moment.json", Bad: false, Data: "{\"election\": \"FR-MUN-2026\", \"territory\": \"FR\", \"at\": \"2026-03-17T10:00:00+01:00\"}"},
	{Rule: law.FreePhone, Name: "bad.sms", Runner: "sms", Bad: true, Data: `Liste Confiance, municipales du 15 mars: une question? Appelez le 0 805 00 00 00. Vous etes inscrit sur notre site. Infos et droits:
https://confiance.example/i STOP au 36111`},
	{Rule: law.FreePhone, Name: "good.sms", Runner: "sms", Bad: false, Data: `Liste Confiance, municipales du 15 mars: une question? Appelez le 01 99 00 12 34. Vous etes inscrit sur notre site. Infos et droits:
https://confiance.example/i STOP au 36111`},
	{Rule: law.PublicPromotion, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"controller\": {\"kind\": \"local-authority\", \"name\": \"Commune de Saint-Remy\"}}"},
	{Rule: law.PublicPromotion, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"controller\": {\"kind\": \"list\", \"name\": \"Liste Confiance pour Saint-Remy\"}}"},
	{Rule: law.GiftInKind, Name: "bad.offer.json", Runner: "offer.json", Bad: true, Data: "{\"price\": 0, \"tariff\": 0.065, \"country\": \"FR\"}"},
	{Rule: law.GiftInKind, Name: "bad-foreign.offer.json", Runner: "offer.json", Bad: true, Data: "{\"price\": 0.03, \"tariff\": 0.065, \"country\": \"US\"}"},
	{Rule: law.GiftInKind, Name: "good.offer.json", Runner: "offer.json", Bad: false, Data: "{\"price\": 0.065, \"tariff\": 0.065, \"country\": \"FR\"}"},
	{Rule: law.OneRecipient, Name: "bad.email", Runner: "email", Bad: true, Data: `From: Liste Confiance <contact@confiance.example>
To: zoe@example.org, francois@example.org
Subject: Jeudi, 19 h, salle des fetes
List-Unsubscribe: <https://confiance.example/d/AQF2c3Rl>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
Content-Type: text/plain; charset=utf-8

Liste Confiance, municipales des 15 et 22 mars : réunion publique jeudi.
Vous recevez ce message parce que vous êtes inscrite sur notre site.
Vos droits : https://confiance.example/infos
Ne plus recevoir nos messages : https://confiance.example/d/AQF2c3Rl`},
	{Rule: law.OneRecipient, Name: "good.email", Runner: "email", Bad: false, Data: `From: Liste Confiance <contact@confiance.example>
To: zoe@example.org
Subject: Jeudi, 19 h, salle des fetes
List-Unsubscribe: <https://confiance.example/d/AQF2c3Rl>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
Content-Type: text/plain; charset=utf-8

Liste Confiance, municipales des 15 et 22 mars : réunion publique jeudi.
Vous recevez ce message parce que vous êtes inscrite sur notre site.
Vos droits : https://confiance.example/infos
Ne plus recevoir nos messages : https://confiance.example/d/AQF2c3Rl`},
	{Rule: law.ConsentFirst, Name: "bad.sms.json", Runner: "sms.json", Bad: true, Data: `{
  "text": "Liste Confiance, municipales du 15 mars: votez pour nous! Fichier loue a Exemple Data. Infos et droits: https://confiance.example/i STOP au 36111",
  "notice": {"origin": {"kind": "rented", "detail": "Exemple Data SAS, base clients, clause politique", "obtained": "2026-02-20"}}
}`},
	{Rule: law.ConsentFirst, Name: "good.sms.json", Runner: "sms.json", Bad: false, Data: `{
  "text": "Liste Confiance (municipales du 15 mars): acceptez-vous de recevoir nos messages? Fichier loue a Exemple Data. Oui et infos: https://confiance.example/i STOP au 36111",
  "occasion": "consent-request",
  "notice": {"origin": {"kind": "rented", "detail": "Exemple Data SAS, base clients, clause politique", "obtained": "2026-02-20"}}
}`},
	{Rule: law.ContactClass, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"keep\": [{\"class\": \"contacts\", \"after\": \"end-of-contact\"}]}"},
	{Rule: law.ContactClass, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"keep\": [{\"class\": \"election-only\", \"after\": \"election-decided\"}, {\"class\": \"occasional\", \"after\": \"last-message\", \"months\": 2}, {\"class\": \"regular\", \"after\": \"end-of-contact\"}]}"},
	{Rule: law.ForbiddenNotes, Name: "bad.row.json", Runner: "row.json", Bad: true, Data: "{\"to\": \"+33639980004\", \"values\": {\"Note\": \"hospitalisé depuis un mois\"}}"},
	{Rule: law.ForbiddenNotes, Name: "good.row.json", Runner: "row.json", Bad: false, Data: "{\"to\": \"+33639980004\", \"values\": {\"Note\": \"rappeler jeudi\"}}"},
	{Rule: law.ElectionNamed, Name: "bad.sms", Runner: "sms", Bad: true, Data: `Liste Confiance: reunion jeudi a 19h, salle des fetes. Vous etes inscrit sur notre site. Infos et droits:
https://confiance.example/i STOP au 36111`},
	{Rule: law.ElectionNamed, Name: "good.sms", Runner: "sms", Bad: false, Data: `Liste Confiance, municipales du 15 mars: reunion jeudi a 19h, salle des fetes. Vous etes inscrit sur notre site.
Infos et droits: https://confiance.example/i STOP au 36111`},
	{Rule: law.SenderIdentity, Name: "bad.sms", Runner: "sms", Bad: true, Data: `Votre candidat vous invite jeudi a 19h, salle des fetes. Vous etes inscrit sur notre site. Infos et droits:
https://confiance.example/i STOP au 36111`},
	{Rule: law.SenderIdentity, Name: "good.sms", Runner: "sms", Bad: false, Data: `Liste Confiance, municipales du 15 mars: reunion jeudi a 19h, salle des fetes. Vous etes inscrit sur notre site.
Infos et droits: https://confiance.example/i STOP au 36111`},
	{Rule: law.NameSorting, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"advert\": {\"targeting\": {\"criteria\": [\"name-origin\"]}}}"},
	{Rule: law.NameSorting, Name: "bad-birthplace.notice.json", Runner: "notice.json", Bad: true, Data: "{\"advert\": {\"targeting\": {\"criteria\": [\"birthplace\"]}}}"},
	{Rule: law.NameSorting, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"advert\": {\"targeting\": {\"criteria\": [\"polling-station\"]}}}"},
	{Rule: law.OptOutEmail, Name: "bad.email", Runner: "email", Bad: true, Data: `From: Liste Confiance <contact@confiance.example>
To: zoe@example.org
Subject: Jeudi, 19 h, salle des fetes
Content-Type: text/plain; charset=utf-8

Liste Confiance, municipales des 15 et 22 mars : réunion publique jeudi.
Vous recevez ce message parce que vous êtes inscrite sur notre site.
Vos droits : https://confiance.example/infos`},
	{Rule: law.OptOutEmail, Name: "good.email", Runner: "email", Bad: false, Data: `From: Liste Confiance <contact@confiance.example>
To: zoe@example.org
Subject: Jeudi, 19 h, salle des fetes
List-Unsubscribe: <https://confiance.example/d/AQF2c3Rl>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
Content-Type: text/plain; charset=utf-8

Liste Confiance, municipales des 15 et 22 mars : réunion publique jeudi.
Vous recevez ce message parce que vous êtes inscrite sur notre site.
Vos droits : https://confiance.example/infos
Ne plus recevoir nos messages : https://confiance.example/d/AQF2c3Rl`},
	{Rule: law.OptOutSMS, Name: "bad.sms", Runner: "sms", Bad: true, Data: `Liste Confiance, municipales du 15 mars: reunion jeudi a 19h, salle des fetes. Vous etes inscrit sur notre site.
Infos et droits: https://confiance.example/i`},
	{Rule: law.OptOutSMS, Name: "good.sms", Runner: "sms", Bad: false, Data: `Liste Confiance, municipales du 15 mars: reunion jeudi a 19h, salle des fetes. Vous etes inscrit sur notre site.
Infos et droits: https://confiance.example/i STOP au 36111`},
	{Rule: law.ReferralOnce, Name: "bad.row.json", Runner: "row.json", Bad: true, Data: "{\"to\": \"+33639980003\", \"origin\": \"referral\", \"sent\": 1, \"events\": []}"},
	{Rule: law.ReferralOnce, Name: "good.row.json", Runner: "row.json", Bad: false, Data: "{\"to\": \"+33639980003\", \"origin\": \"referral\", \"sent\": 0, \"events\": []}"},
	{Rule: law.TrackingPixel, Name: "bad.email", Runner: "email", Bad: true, Data: `From: Liste Confiance <contact@confiance.example>
To: zoe@example.org
Subject: Jeudi, 19 h, salle des fetes
List-Unsubscribe: <https://confiance.example/d/AQF2c3Rl>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
Content-Type: text/html; charset=utf-8

<p>Liste Confiance, municipales des 15 et 22 mars : réunion publique jeudi.</p>
<p>Vous recevez ce message parce que vous êtes inscrite sur notre site.
<a href="https://confiance.example/infos">Vos droits</a>,
<a href="https://confiance.example/d/AQF2c3Rl">ne plus recevoir nos messages</a></p>
<img src="https://confiance.example/o?u=7f3a9c" width="1" height="1" alt="">`},
	{Rule: law.TrackingPixel, Name: "good.email", Runner: "email", Bad: false, Data: `From: Liste Confiance <contact@confiance.example>
To: zoe@example.org
Subject: Jeudi, 19 h, salle des fetes
List-Unsubscribe: <https://confiance.example/d/AQF2c3Rl>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
Content-Type: text/html; charset=utf-8

<p>Liste Confiance, municipales des 15 et 22 mars : réunion publique jeudi.</p>
<p>Vous recevez ce message parce que vous êtes inscrite sur notre site.
<a href="https://confiance.example/infos">Vos droits</a>,
<a href="https://confiance.example/d/AQF2c3Rl">ne plus recevoir nos messages</a></p>`},
	{Rule: law.RentedFile, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"origin\": {\"kind\": \"rented\", \"detail\": \"Exemple Data SAS\", \"obtained\": \"2026-02-20\"}}"},
	{Rule: law.RentedFile, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"origin\": {\"kind\": \"rented\", \"detail\": \"Exemple Data SAS, base clients\", \"attestation\": \"attestation du 2026-02-18 : personnes averties d'un usage politique\", \"obtained\": \"2026-02-20\"}}"},
	{Rule: law.RetentionElection, Name: "bad.inventory.json", Runner: "inventory.json", Bad: true, Data: "{\"class\": \"election-only\", \"election\": \"FR-MUN-2026\", \"decided\": \"2026-03-22\", \"now\": \"2026-05-01\", \"held\": 1200}"},
	{Rule: law.RetentionElection, Name: "good.inventory.json", Runner: "inventory.json", Bad: false, Data: "{\"class\": \"election-only\", \"election\": \"FR-MUN-2026\", \"decided\": \"2026-03-22\", \"now\": \"2026-05-01\", \"held\": 0}"},
	{Rule: law.RetentionRoll, Name: "bad.inventory.json", Runner: "inventory.json", Bad: true, Data: "{\"class\": \"electoral-roll\", \"election\": \"FR-MUN-2026\", \"decided\": \"2026-03-22\", \"now\": \"2026-05-01\", \"held\": 900}"},
	{Rule: law.RetentionRoll, Name: "good.inventory.json", Runner: "inventory.json", Bad: false, Data: "{\"class\": \"electoral-roll\", \"election\": \"FR-MUN-2026\", \"decided\": \"2026-03-22\", \"now\": \"2026-05-01\", \"held\": 0}"},
	{Rule: law.SuppressionKept, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"processors\": [{\"name\": \"Exemple Routage SAS\", \"role\": \"SMS routing\", \"country\": \"FR\", \"contract\": \"2026-02-01\", \"clauses\": [\"a\", \"b\", \"c\", \"d\", \"e\", \"f\", \"g\", \"h\"], \"replaces\": \"Ancien Routage SARL\", \"suppression_imported\": \"\"}]}"},
	{Rule: law.SuppressionKept, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"processors\": [{\"name\": \"Exemple Routage SAS\", \"role\": \"SMS routing\", \"country\": \"FR\", \"contract\": \"2026-02-01\", \"clauses\": [\"a\", \"b\", \"c\", \"d\", \"e\", \"f\", \"g\", \"h\"], \"replaces\": \"Ancien Routage SARL\", \"suppression_imported\": \"2026-02-02\"}]}"},
	{Rule: law.NoConceal, Name: "bad.email", Runner: "email", Bad: true, Data: `From: Service client <contact@confiance.example>
To: zoe@example.org
Subject: Re: votre facture
List-Unsubscribe: <https://confiance.example/d/AQF2c3Rl>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
Content-Type: text/plain; charset=utf-8

Liste Confiance, municipales des 15 et 22 mars : réunion publique jeudi.
Vous recevez ce message parce que vous êtes inscrite sur notre site.
Vos droits : https://confiance.example/infos
Ne plus recevoir nos messages : https://confiance.example/d/AQF2c3Rl`},
	{Rule: law.NoConceal, Name: "good.email", Runner: "email", Bad: false, Data: `From: Liste Confiance <contact@confiance.example>
To: zoe@example.org
Subject: Jeudi, 19 h, salle des fetes
List-Unsubscribe: <https://confiance.example/d/AQF2c3Rl>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
Content-Type: text/plain; charset=utf-8

Liste Confiance, municipales des 15 et 22 mars : réunion publique jeudi.
Vous recevez ce message parce que vous êtes inscrite sur notre site.
Vos droits : https://confiance.example/infos
Ne plus recevoir nos messages : https://confiance.example/d/AQF2c3Rl`},
	{Rule: law.StopValid, Name: "bad.sms", Runner: "sms", Bad: true, Data: `Liste Confiance, municipales du 15 mars: reunion jeudi a 19h. Vous etes inscrit sur notre site. Infos et droits:
https://confiance.example/i Pour ne plus recevoir de SMS appelez le 0899 00 00 00`},
	{Rule: law.StopValid, Name: "good.sms", Runner: "sms", Bad: false, Data: `Liste Confiance, municipales du 15 mars: reunion jeudi a 19h. Vous etes inscrit sur notre site. Infos et droits:
https://confiance.example/i STOP au 36111`},
	{Rule: law.AnswerInTime, Name: "bad.request.json", Runner: "request.json", Bad: true, Data: "{\"right\": \"access\", \"received\": \"2026-01-10\", \"answered\": \"\", \"now\": \"2026-02-20\"}"},
	{Rule: law.AnswerInTime, Name: "good.request.json", Runner: "request.json", Bad: false, Data: "{\"right\": \"access\", \"received\": \"2026-01-10\", \"answered\": \"2026-01-24\", \"now\": \"2026-02-20\"}"},
	{Rule: law.FullNotice, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"keep\": null}"},
	{Rule: law.FullNotice, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"keep\": [{\"class\": \"election-only\", \"after\": \"election-decided\"}]}"},
	{Rule: law.InformedLate, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"origin\": {\"kind\": \"rented\", \"detail\": \"Exemple Data SAS, base clients\", \"obtained\": \"2025-11-01\"}}"},
	{Rule: law.InformedLate, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"origin\": {\"kind\": \"rented\", \"detail\": \"Exemple Data SAS, base clients\", \"obtained\": \"2026-02-20\"}}"},
	{Rule: law.ProcessorContract, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"processors\": [{\"name\": \"Exemple Routage SAS\", \"role\": \"SMS routing\", \"country\": \"FR\", \"contract\": \"\", \"clauses\": [\"a\", \"b\"]}]}"},
	{Rule: law.ProcessorContract, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"processors\": [{\"name\": \"Exemple Routage SAS\", \"role\": \"SMS routing\", \"country\": \"FR\", \"contract\": \"2026-01-05\", \"clauses\": [\"a\", \"b\", \"c\", \"d\", \"e\", \"f\", \"g\", \"h\"]}]}"},
	{Rule: law.SpecialCategory, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"controller\": {\"kind\": \"candidate\"}, \"basis\": {\"kind\": \"political-body\", \"reference\": \"adhérents\"}}"},
	{Rule: law.SpecialCategory, Name: "bad-rented.notice.json", Runner: "notice.json", Bad: true, Data: "{\"controller\": {\"kind\": \"party\"}, \"origin\": {\"kind\": \"rented\", \"detail\": \"Exemple Data SAS, base clients, clause politique\", \"obtained\": \"2026-02-20\"}, \"basis\": {\"kind\": \"political-body\", \"reference\": \"adhérents\"}}"},
	{Rule: law.SpecialCategory, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"controller\": {\"kind\": \"party\"}, \"origin\": {\"kind\": \"member\", \"detail\": \"adhérents de la fédération\"}, \"basis\": {\"kind\": \"political-body\", \"reference\": \"adhérents\"}}"},
	{Rule: law.BasisEvidence, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"basis\": {\"kind\": \"consent\", \"reference\": \"\", \"wording\": \"\", \"since\": \"\"}}"},
	{Rule: law.BasisEvidence, Name: "bad-expectation.notice.json", Runner: "notice.json", Bad: true, Data: "{\"basis\": {\"kind\": \"legitimate-interest\", \"reference\": \"LIA-2026-01\", \"expectation\": \"\"}}"},
	{Rule: law.BasisEvidence, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"basis\": {\"kind\": \"consent\", \"reference\": \"registre des inscriptions\", \"wording\": \"J’accepte de recevoir des informations de la part de la liste Confiance.\", \"since\": \"2025-09-01\"}}"},
	{Rule: law.BasisEvidence, Name: "good-expectation.notice.json", Runner: "notice.json", Bad: false, Data: "{\"basis\": {\"kind\": \"legitimate-interest\", \"reference\": \"LIA-2026-01\", \"expectation\": \"personnes venues à nos réunions, averties sur place de l'envoi\"}}"},
	{Rule: law.ControllerContact, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"controller\": {\"postal\": \"\", \"email\": \"\"}}"},
	{Rule: law.ControllerContact, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"controller\": {\"postal\": \"1 rue de la Mairie, 51290 Saint-Remy-en-Bouzemont\", \"email\": \"contact@confiance.example\"}}"},
	{Rule: law.NoticeLink, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"rights\": {\"notice\": \"http://confiance.example/infos\"}}"},
	{Rule: law.NoticeLink, Name: "bad-empty.notice.json", Runner: "notice.json", Bad: true, Data: "{\"rights\": {\"notice\": \"\"}}"},
	{Rule: law.NoticeLink, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"rights\": {\"notice\": \"https://confiance.example/infos\"}}"},
	{Rule: law.ObjectNow, Name: "bad.row.json", Runner: "row.json", Bad: true, Data: "{\"to\": \"+33639980001\", \"events\": [{\"kind\": \"objection\", \"channel\": \"sms\", \"at\": \"2026-02-01T10:00:00Z\"}]}"},
	{Rule: law.ObjectNow, Name: "good.row.json", Runner: "row.json", Bad: false, Data: "{\"to\": \"+33639980002\", \"events\": []}"},
	{Rule: law.ObjectSeparate, Name: "bad.sms", Runner: "sms", Bad: true, Data: `Liste Confiance, municipales du 15 mars: reunion jeudi a 19h. Vous etes inscrit sur notre site. Tout savoir, y compris
comment ne plus recevoir de messages: https://confiance.example/i`},
	{Rule: law.ObjectSeparate, Name: "good.sms", Runner: "sms", Bad: false, Data: `Liste Confiance, municipales du 15 mars: reunion jeudi a 19h. Vous etes inscrit sur notre site. Infos et droits:
https://confiance.example/i STOP au 36111`},
	{Rule: law.DataOrigin, Name: "bad.sms", Runner: "sms", Bad: true, Data: `Liste Confiance, municipales du 15 mars: reunion jeudi a 19h, salle des fetes. Infos et droits:
https://confiance.example/i STOP au 36111`},
	{Rule: law.DataOrigin, Name: "good.sms", Runner: "sms", Bad: false, Data: `Liste Confiance, municipales du 15 mars: reunion jeudi a 19h, salle des fetes. Vous etes inscrit sur notre site.
Infos et droits: https://confiance.example/i STOP au 36111`},
	{Rule: law.DataOrigin, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"origin\": {\"kind\": \"\", \"detail\": \"\"}}"},
	{Rule: law.DataOrigin, Name: "bad-rented.notice.json", Runner: "notice.json", Bad: true, Data: "{\"origin\": {\"kind\": \"rented\", \"detail\": \"\"}}"},
	{Rule: law.PurposeNamed, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"purpose\": \"\"}"},
	{Rule: law.PurposeNamed, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"purpose\": \"Vous informer du programme et des réunions de la liste pour les élections municipales\"}"},
	{Rule: law.PurposeLimit, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"origin\": {\"kind\": \"patients\", \"detail\": \"fichier du cabinet\"}}"},
	{Rule: law.PurposeLimit, Name: "bad-municipal.notice.json", Runner: "notice.json", Bad: true, Data: "{\"origin\": {\"kind\": \"municipal-file\", \"detail\": \"inscriptions à la cantine\"}}"},
	{Rule: law.PurposeLimit, Name: "bad-scraped.notice.json", Runner: "notice.json", Bad: true, Data: "{\"origin\": {\"kind\": \"scraped\", \"detail\": \"numéros relevés sur des sites d'annonces\"}}"},
	{Rule: law.PurposeLimit, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"origin\": {\"kind\": \"petition\", \"detail\": \"pétition pour la piste cyclable, case « recevoir vos messages » cochée\", \"obtained\": \"2026-02-20\"}}"},
	{Rule: law.RightsContact, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"rights\": {\"email\": \"\", \"postal\": \"\", \"page\": \"\"}}"},
	{Rule: law.RightsContact, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"rights\": {\"email\": \"donnees@confiance.example\"}}"},
	{Rule: law.AfterDeath, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"origin\": {\"kind\": \"form\"}, \"rights\": {\"directives\": false}}"},
	{Rule: law.AfterDeath, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"origin\": {\"kind\": \"form\"}, \"rights\": {\"directives\": true}}"},
	{Rule: law.RetentionOnce, Name: "bad.inventory.json", Runner: "inventory.json", Bad: true, Data: "{\"class\": \"occasional\", \"last_message\": \"2026-01-10\", \"now\": \"2026-03-20\", \"held\": 40}"},
	{Rule: law.RetentionOnce, Name: "good.inventory.json", Runner: "inventory.json", Bad: false, Data: "{\"class\": \"occasional\", \"last_message\": \"2026-01-10\", \"now\": \"2026-03-20\", \"held\": 0}"},
	{Rule: law.SendingHours, Name: "bad.moment.json", Runner: "moment.json", Bad: true, Data: "{\"channel\": \"sms\", \"router\": \"ovh\", \"election\": \"FR-MUN-2026\", \"territory\": \"FR\", \"at\": \"2026-03-12T22:15:00+01:00\"}"},
	{Rule: law.SendingHours, Name: "bad-prestataire.moment.json", Runner: "moment.json", Bad: true, Data: "{\"channel\": \"sms\", \"router\": \"ovh\", \"election\": \"FR-MUN-2026\", \"territory\": \"FR\", \"at\": \"2026-03-12T21:00:00+01:00\"}"},
	{Rule: law.SendingHours, Name: "good.moment.json", Runner: "moment.json", Bad: false, Data: "{\"channel\": \"sms\", \"router\": \"ovh\", \"election\": \"FR-MUN-2026\", \"territory\": \"FR\", \"at\": \"2026-03-12T18:30:00+01:00\"}"},
	{Rule: law.SenderID, Name: "bad.spec.json", Runner: "spec.json", Bad: true, Data: "{\"channel\": \"sms\", \"sender\": \"Liste Confiance!\"}"},
	{Rule: law.SenderID, Name: "bad-digits.spec.json", Runner: "spec.json", Bad: true, Data: "{\"channel\": \"sms\", \"sender\": \"20260315\"}"},
	{Rule: law.SenderID, Name: "good.spec.json", Runner: "spec.json", Bad: false, Data: "{\"channel\": \"sms\", \"sender\": \"CONFIANCE26\"}"},
	{Rule: law.OptIn, Name: "bad.spec.json", Runner: "spec.json", Bad: true, Data: "{\"channel\": \"sms\", \"router\": \"ovh\", \"notice\": {\"basis\": {\"kind\": \"legitimate-interest\", \"reference\": \"LIA-2026-01\", \"expectation\": \"personnes venues à nos réunions\"}}}"},
	{Rule: law.OptIn, Name: "good.spec.json", Runner: "spec.json", Bad: false, Data: "{\"channel\": \"sms\", \"router\": \"ovh\", \"notice\": {\"basis\": {\"kind\": \"consent\", \"reference\": \"registre des inscriptions\", \"wording\": \"J’accepte de recevoir des informations de la part de la liste Confiance.\", \"since\": \"2025-09-01\"}}}"},
	{Rule: law.ShortCode, Name: "bad.sms", Runner: "sms", Bad: true, Data: `Liste Confiance, municipales du 15 mars: reunion jeudi a 19h. Vous etes inscrit sur notre site. Infos et droits:
https://confiance.example/i STOP au 38111`},
	{Rule: law.ShortCode, Name: "good.sms", Runner: "sms", Bad: false, Data: `Liste Confiance, municipales du 15 mars: reunion jeudi a 19h. Vous etes inscrit sur notre site. Infos et droits:
https://confiance.example/i STOP au 36111`},
	{Rule: law.StopFree, Name: "bad.sms", Runner: "sms", Bad: true, Data: `Liste Confiance, municipales du 15 mars: reunion jeudi a 19h. Vous etes inscrit sur notre site. Infos et droits:
https://confiance.example/i Pour ne plus recevoir de SMS, ouvrez un compte sur notre site`},
	{Rule: law.StopFree, Name: "good.sms", Runner: "sms", Bad: false, Data: `Liste Confiance, municipales du 15 mars: reunion jeudi a 19h. Vous etes inscrit sur notre site. Infos et droits:
https://confiance.example/i STOP au 36111`},
	{Rule: law.StopLength, Name: "good.spec.json", Runner: "spec.json", Bad: false, Data: "{\"channel\": \"sms\", \"router\": \"octopush\", \"max_parts\": 1}"},
	{Rule: law.VendorHours, Name: "good.moment.json", Runner: "moment.json", Bad: false, Data: "{\"channel\": \"sms\", \"router\": \"ovh\", \"election\": \"FR-MUN-2026\", \"territory\": \"FR\", \"at\": \"2026-03-12T18:30:00+01:00\"}"},
	{Rule: law.LintProvider, Name: "bad.go", Runner: "go", Bad: true, Data: `package send

import (
	"github.com/twilio/twilio-go"
	api "github.com/twilio/twilio-go/rest/api/v2010"
)

func thursday(c *twilio.RestClient, to string) error {
	params := &api.CreateMessageParams{}
	params.SetTo(to)
	params.SetContentSid("HX0123456789abcdef0123456789abcdef")
	_, err := c.Api.CreateMessage(params)
	return err
}`},
	{Rule: law.LintProvider, Name: "good.go", Runner: "go", Bad: false, Data: `package send

import (
	"github.com/twilio/twilio-go"
	api "github.com/twilio/twilio-go/rest/api/v2010"

	"github.com/scrutateur/scrutateur/message/sms"
)

func thursday(c *twilio.RestClient, m sms.Message) error {
	params := &api.CreateMessageParams{}
	params.SetTo(m.To().E164())
	params.SetBody(m.Text())
	_, err := c.Api.CreateMessage(params)
	return err
}`},
	{Rule: law.LintRaw, Name: "bad.go", Runner: "go", Bad: true, Data: `package send

import "net/smtp"

func thursday(to string) error {
	return smtp.SendMail("mail.example:25", nil, "contact@confiance.example", []string{to}, []byte("Votez pour nous !"))
}`},
	{Rule: law.LintRaw, Name: "good.go", Runner: "go", Bad: false, Data: `package send

import (
	"bytes"
	"net/smtp"

	"github.com/scrutateur/scrutateur/message/email"
)

func thursday(e email.Message) error {
	var b bytes.Buffer
	if _, err := e.WriteTo(&b); err != nil {
		return err
	}
	return smtp.SendMail("mail.example:25", nil, "contact@confiance.example", []string{e.To().Mailbox()}, b.Bytes())
}`},
	{Rule: law.LintRecipient, Name: "bad.go", Runner: "go", Bad: true, Data: `package send

import "github.com/scrutateur/scrutateur/message/sms"

func all(m sms.Message, numbers []string, send func(to, text string) error) error {
	for _, n := range numbers {
		if err := send(n, m.Text()); err != nil {
			return err
		}
	}
	return nil
}`},
	{Rule: law.LintRecipient, Name: "good.go", Runner: "go", Bad: false, Data: `package send

import "github.com/scrutateur/scrutateur/message/sms"

func one(m sms.Message, send func(to, text string) error) error {
	return send(m.To().E164(), m.Text())
}`},
	{Rule: law.AddressForm, Name: "bad.row.json", Runner: "row.json", Bad: true, Data: "{\"to\": \"06 39 98 00 07 (perso)\"}"},
	{Rule: law.AddressForm, Name: "bad-mail.row.json", Runner: "row.json", Bad: true, Data: "{\"to\": \"zoe@\"}"},
	{Rule: law.AddressForm, Name: "good.row.json", Runner: "row.json", Bad: false, Data: "{\"to\": \"06 39 98 00 07\"}"},
	{Rule: law.Alphabet, Name: "bad.spec.json", Runner: "spec.json", Bad: true, Data: "{\"channel\": \"sms\", \"max_parts\": 1, \"exact\": true, \"body\": \"Réunion à la salle des fêtes, jeudi à 19h, avec toute l'équipe\"}"},
	{Rule: law.Alphabet, Name: "good.spec.json", Runner: "spec.json", Bad: false, Data: "{\"channel\": \"sms\", \"max_parts\": 1, \"exact\": true, \"body\": \"Réunion à la mairie, jeudi à 19h, avec toute la liste\"}"},
	{Rule: law.FieldBound, Name: "bad.spec.json", Runner: "spec.json", Bad: true, Data: "{\"channel\": \"sms\", \"body\": \"Bonjour {{.Prenom}}\", \"fields\": {}}"},
	{Rule: law.FieldBound, Name: "good.spec.json", Runner: "spec.json", Bad: false, Data: "{\"channel\": \"sms\", \"body\": \"Bonjour {{.Prenom}}\", \"fields\": {\"Prenom\": {\"max\": 24}}}"},
	{Rule: law.Clearance, Name: "bad.row.json", Runner: "row.json", Bad: true, Data: "{\"to\": \"+33639980009\", \"cleared\": {\"controller\": \"autre-liste.example\", \"channel\": \"sms\"}}"},
	{Rule: law.Clearance, Name: "good.row.json", Runner: "row.json", Bad: false, Data: "{\"to\": \"+33639980009\", \"cleared\": {\"controller\": \"confiance.example\", \"channel\": \"sms\"}}"},
	{Rule: law.DuplicateRow, Name: "bad.row.json", Runner: "row.json", Bad: true, Data: "{\"to\": \"+33639980008\", \"events\": [], \"seen\": [\"06 39 98 00 08\"]}"},
	{Rule: law.DuplicateRow, Name: "good.row.json", Runner: "row.json", Bad: false, Data: "{\"to\": \"+33639980008\", \"events\": [], \"seen\": []}"},
	{Rule: law.ExceptionText, Name: "bad.spec.json", Runner: "spec.json", Bad: true, Data: "{\"except\": [{\"rule\": \"OPER-AF2M-HOURS\", \"reason\": \"ok\"}]}"},
	{Rule: law.ExceptionText, Name: "bad-tech.spec.json", Runner: "spec.json", Bad: true, Data: "{\"except\": [{\"rule\": \"SCR-TEXT\", \"reason\": \"nos destinataires lisent tout\"}]}"},
	{Rule: law.ExceptionText, Name: "good.spec.json", Runner: "spec.json", Bad: false, Data: "{\"except\": [{\"rule\": \"OPER-AF2M-HOURS\", \"reason\": \"le routeur a confirmé par écrit une plage plus large\"}]}"},
	{Rule: law.LedgerWhole, Name: "bad.row.json", Runner: "row.json", Bad: true, Data: "{\"to\": \"+33639980001\", \"events\": [{\"kind\": \"objection\", \"channel\": \"sms\", \"at\": \"2026-02-01T10:00:00Z\"}], \"keys\": \"another\"}"},
	{Rule: law.LedgerWhole, Name: "good.row.json", Runner: "row.json", Bad: false, Data: "{\"to\": \"+33639980001\", \"events\": [], \"keys\": \"another\"}"},
	{Rule: law.ListRow, Name: "bad.row.json", Runner: "row.json", Bad: true, Data: "{\"list\": \"email,emailBlacklisted\\nmarie@example.org,peut-être\\n\"}"},
	{Rule: law.ListRow, Name: "bad-back.row.json", Runner: "row.json", Bad: true, Data: "{\"list\": \"contact_id,status\\n+33639980001,opt-in\\n\"}"},
	{Rule: law.ListRow, Name: "bad-nobody.row.json", Runner: "row.json", Bad: true, Data: "{\"list\": \"email,created\\n,2026-01-02T15:04:05Z\\n\"}"},
	{Rule: law.ListRow, Name: "good.row.json", Runner: "row.json", Bad: false, Data: "{\"list\": \"email,emailBlacklisted\\nmarie@example.org,true\\nanne@example.org,false\\n\"}"},
	{Rule: law.PartBudget, Name: "bad.spec.json", Runner: "spec.json", Bad: true, Data: "{\"channel\": \"sms\", \"max_parts\": 1, \"body\": \"Reunion publique jeudi a 19h, salle des fetes, avec tous les candidats de la liste, pour parler de l'ecole, de la piste cyclable, du marche et de la mairie, suivie d'un verre\"}"},
	{Rule: law.PartBudget, Name: "good.spec.json", Runner: "spec.json", Bad: false, Data: "{\"channel\": \"sms\", \"max_parts\": 2, \"body\": \"Reunion jeudi a 19h, salle des fetes\"}"},
	{Rule: law.Placeholder, Name: "bad.spec.json", Runner: "spec.json", Bad: true, Data: "{\"channel\": \"sms\", \"body\": \"Bonjour #prenom#, reunion jeudi\"}"},
	{Rule: law.Placeholder, Name: "bad-mailchimp.spec.json", Runner: "spec.json", Bad: true, Data: "{\"channel\": \"email\", \"html\": \"<p>Bonjour *|FNAME|*, réunion jeudi</p>\"}"},
	{Rule: law.Placeholder, Name: "good.spec.json", Runner: "spec.json", Bad: false, Data: "{\"channel\": \"sms\", \"body\": \"Bonjour {{.Prenom}}, reunion jeudi\", \"fields\": {\"Prenom\": {\"max\": 24}}}"},
	{Rule: law.SMSLine, Name: "bad.row.json", Runner: "row.json", Bad: true, Data: "{\"to\": \"01 99 00 12 34\"}"},
	{Rule: law.SMSLine, Name: "bad-machine.row.json", Runner: "row.json", Bad: true, Data: "{\"to\": \"0700 12 34 56\"}"},
	{Rule: law.SMSLine, Name: "bad-overseas.row.json", Runner: "row.json", Bad: true, Data: "{\"to\": \"0590 00 00 01\"}"},
	{Rule: law.SMSLine, Name: "good.row.json", Runner: "row.json", Bad: false, Data: "{\"to\": \"06 39 98 00 07\"}"},
	{Rule: law.SMSLine, Name: "good-told.row.json", Runner: "row.json", Bad: false, Data: "{\"to\": \"01 99 00 12 34\", \"takes_sms\": true}"},
	{Rule: law.SpecField, Name: "bad.spec.json", Runner: "spec.json", Bad: true, Data: "{\"channel\": \"sms\", \"body\": \"\"}"},
	{Rule: law.SpecField, Name: "bad-parts.spec.json", Runner: "spec.json", Bad: true, Data: "{\"channel\": \"sms\", \"max_parts\": 300}"},
	{Rule: law.SpecField, Name: "good.spec.json", Runner: "spec.json", Bad: false, Data: "{\"channel\": \"sms\", \"max_parts\": 2}"},
	{Rule: law.TemplateBody, Name: "bad.spec.json", Runner: "spec.json", Bad: true, Data: "{\"channel\": \"sms\", \"body\": \"Bonjour {{range .Noms}}{{.}} {{end}}\", \"fields\": {\"Noms\": {\"max\": 20}}}"},
	{Rule: law.TemplateBody, Name: "good.spec.json", Runner: "spec.json", Bad: false, Data: "{\"channel\": \"sms\", \"body\": \"Bonjour {{if .Prenom}}{{.Prenom}}{{else}}a vous{{end}}\", \"fields\": {\"Prenom\": {\"max\": 20}}}"},
	{Rule: law.CleanText, Name: "bad.spec.json", Runner: "spec.json", Bad: true, Data: "{\"channel\": \"email\", \"subject\": \"Jeudi\\r\\nBcc: tous@example.org\"}"},
	{Rule: law.CleanText, Name: "bad-bidi.spec.json", Runner: "spec.json", Bad: true, Data: "{\"channel\": \"sms\", \"body\": \"Reunion jeudi \\u202egro.elpmaxe\"}"},
	{Rule: law.CleanText, Name: "good.spec.json", Runner: "spec.json", Bad: false, Data: "{\"channel\": \"email\", \"subject\": \"Jeudi, 19 h, salle des fêtes\"}"},
	{Rule: law.Undeliverable, Name: "bad.row.json", Runner: "row.json", Bad: true, Data: "{\"to\": \"+33639980010\", \"events\": [{\"kind\": \"undeliverable\", \"channel\": \"sms\", \"at\": \"2026-02-01T10:00:00Z\"}]}"},
	{Rule: law.Undeliverable, Name: "good.row.json", Runner: "row.json", Bad: false, Data: "{\"to\": \"+33639980010\", \"events\": [{\"kind\": \"undeliverable\", \"channel\": \"sms\", \"at\": \"2026-02-01T10:00:00Z\", \"until\": \"2026-02-08T10:00:00Z\"}]}"},
	{Rule: law.ValueBound, Name: "bad.row.json", Runner: "row.json", Bad: true, Data: "{\"to\": \"+33639980006\", \"values\": {\"Prenom\": \"Marie-Antoinette-Josephine\"}}"},
	{Rule: law.ValueBound, Name: "good.row.json", Runner: "row.json", Bad: false, Data: "{\"to\": \"+33639980006\", \"values\": {\"Prenom\": \"Marie\"}}"},
	{Rule: law.LintUnchecked, Name: "bad.go", Runner: "go", Bad: true, Data: `package send

import (
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/optout"
)

func build(b *sms.Batch[struct{}], to optout.Cleared[struct{}]) sms.Message {
	m, _ := b.Build(to)
	return m
}`},
	{Rule: law.LintUnchecked, Name: "good.go", Runner: "go", Bad: false, Data: `package send

import (
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/optout"
)

func build(b *sms.Batch[struct{}], to optout.Cleared[struct{}]) (sms.Message, error) {
	return b.Build(to)
}`},
}
