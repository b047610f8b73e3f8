// Code generated from rules/*.txtar by go generate; DO NOT EDIT.

package law

var cases = []Case{
	{Rule: LintAltered, Name: "bad.go", Runner: "go", Bad: true, Data: `package send

import "github.com/scrutateur/scrutateur/message"

func short(m message.SMS) string { return m.Text()[:120] }`},
	{Rule: LintAltered, Name: "good.go", Runner: "go", Bad: false, Data: `package send

import "github.com/scrutateur/scrutateur/message"

func text(m message.SMS) string { return m.Text() }`},
	{Rule: MobileSender, Name: "bad.spec.json", Runner: "spec.json", Bad: true, Data: "{\"channel\": \"sms\", \"sender\": \"+33639981234\"}"},
	{Rule: MobileSender, Name: "bad-national.spec.json", Runner: "spec.json", Bad: true, Data: "{\"channel\": \"sms\", \"sender\": \"0639981234\"}"},
	{Rule: MobileSender, Name: "good.spec.json", Runner: "spec.json", Bad: false, Data: "{\"channel\": \"sms\", \"sender\": \"CONFIANCE\"}"},
	{Rule: ForeignSponsor, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"advert\": {\"sponsor\": \"Example Foundation Inc., Delaware\", \"declaration\": \"\"}}"},
	{Rule: ForeignSponsor, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"advert\": {\"sponsor\": \"Liste Confiance pour Saint-Remy, contact@confiance.example\", \"declaration\": \"c\", \"notice\": \"https://confiance.example/annonce\"}}"},
	{Rule: AdvertLabel, Name: "bad.email", Runner: "email", Bad: true, Data: `From: Liste Confiance <contact@confiance.example>
To: zoe@example.org
Subject: Jeudi, 19 h, salle des fetes
List-Unsubscribe: <https://confiance.example/d/AQF2c3Rl>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
Content-Type: text/plain; charset=utf-8

Liste Confiance, municipales des 15 et 22 mars : réunion publique jeudi.
Vous recevez ce message parce que vous êtes inscrite sur notre site.
Vos droits : https://confiance.example/infos
Ne plus recevoir nos messages : https://confiance.example/d/AQF2c3Rl`},
	{Rule: AdvertLabel, Name: "good.email", Runner: "email", Bad: false, Data: `From: Liste Confiance <contact@confiance.example>
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
	{Rule: MembersExempt, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"origin\": {\"kind\": \"member\", \"detail\": \"adhérents\"}, \"basis\": {\"kind\": \"political-body\", \"reference\": \"adhérents\"}, \"controller\": {\"kind\": \"party\"}, \"advert\": {\"targeting\": {\"criteria\": [\"age\"], \"exempt\": \"members\"}}}"},
	{Rule: MembersExempt, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"origin\": {\"kind\": \"member\", \"detail\": \"adhérents\"}, \"basis\": {\"kind\": \"political-body\", \"reference\": \"adhérents\"}, \"controller\": {\"kind\": \"party\"}, \"advert\": {\"targeting\": {\"criteria\": [], \"exempt\": \"members\"}}}"},
	{Rule: Minors, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"advert\": {\"targeting\": {\"criteria\": [\"age\"], \"consent\": \"separate\", \"minimum_age\": 16}}}"},
	{Rule: Minors, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"advert\": {\"targeting\": {\"criteria\": [\"age\"], \"consent\": \"separate\", \"minimum_age\": 17}}}"},
	{Rule: NoProfiling, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"advert\": {\"targeting\": {\"criteria\": [\"inferred-opinion\"], \"consent\": \"separate\"}}}"},
	{Rule: NoProfiling, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"advert\": {\"targeting\": {\"criteria\": [\"commune\"], \"consent\": \"separate\"}}}"},
	{Rule: AdvertNotice, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"advert\": {\"sponsor\": \"Liste Confiance\", \"notice\": \"\"}}"},
	{Rule: AdvertNotice, Name: "bad-payer.notice.json", Runner: "notice.json", Bad: true, Data: "{\"advert\": {\"sponsor\": \"\", \"notice\": \"https://confiance.example/annonce\"}}"},
	{Rule: AdvertNotice, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"advert\": {\"sponsor\": \"Liste Confiance pour Saint-Remy, contact@confiance.example\", \"payer\": \"le mandataire financier de la liste\", \"funding\": \"dons de personnes physiques\", \"notice\": \"https://confiance.example/annonce\"}}"},
	{Rule: AdvertRecords, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"keep\": [{\"class\": \"election-only\", \"after\": \"election-decided\"}, {\"class\": \"ad-record\", \"after\": \"publication\", \"months\": 12}]}"},
	{Rule: AdvertRecords, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"keep\": [{\"class\": \"election-only\", \"after\": \"election-decided\"}, {\"class\": \"ad-record\", \"after\": \"publication\", \"months\": 84}]}"},
	{Rule: SponsorDeclaration, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"processors\": [{\"name\": \"Exemple Routage SAS\", \"role\": \"SMS routing\", \"country\": \"FR\", \"contract\": \"2026-01-05\", \"clauses\": [\"a\", \"b\", \"c\", \"d\", \"e\", \"f\", \"g\", \"h\"], \"sponsor_declared\": \"\"}]}"},
	{Rule: SponsorDeclaration, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"processors\": [{\"name\": \"Exemple Routage SAS\", \"role\": \"SMS routing\", \"country\": \"FR\", \"contract\": \"2026-01-05\", \"clauses\": [\"a\", \"b\", \"c\", \"d\", \"e\", \"f\", \"g\", \"h\"], \"sponsor_declared\": \"2026-01-06\"}]}"},
	{Rule: TargetingConsent, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"basis\": {\"kind\": \"legitimate-interest\", \"reference\": \"LIA-2026-01\", \"expectation\": \"personnes venues à nos réunions\"}, \"advert\": {\"targeting\": {\"criteria\": [\"commune\"]}}}"},
	{Rule: TargetingConsent, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"basis\": {\"kind\": \"consent\", \"reference\": \"registre\", \"wording\": \"J’accepte que mes données servent à choisir les messages politiques qui me sont adressés.\", \"since\": \"2025-11-01\"}, \"advert\": {\"targeting\": {\"criteria\": [\"commune\"], \"consent\": \"separate\"}}}"},
	{Rule: TargetingDirect, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"origin\": {\"kind\": \"rented\", \"detail\": \"Exemple Data SAS, base clients, clause politique\", \"obtained\": \"2026-02-20\"}, \"advert\": {\"targeting\": {\"criteria\": [\"age\"], \"consent\": \"separate\"}}}"},
	{Rule: TargetingDirect, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"origin\": {\"kind\": \"form\"}, \"advert\": {\"targeting\": {\"criteria\": [\"age\"], \"consent\": \"separate\"}}}"},
	{Rule: TargetingInfo, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"advert\": {\"targeting\": {\"criteria\": [\"commune\"], \"consent\": \"separate\", \"statement\": \"\"}}}"},
	{Rule: TargetingInfo, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"advert\": {\"targeting\": {\"criteria\": [\"commune\"], \"consent\": \"separate\", \"statement\": \"habitants de Saint-Remy, d'après la commune qu'ils ont indiquée ; retrait : https://confiance.example/droits\"}}}"},
	{Rule: LintExemption, Name: "bad.go", Runner: "go", Bad: true, Data: `package send

import "net/smtp"

//scrutateur:transactional
func reset(to string, body []byte) error {
	return smtp.SendMail("mail.example:25", nil, "noreply@confiance.example", []string{to}, body)
}`},
	{Rule: LintExemption, Name: "good.go", Runner: "go", Bad: false, Data: `package send

import "net/smtp"

//scrutateur:transactional password reset
func reset(to string, body []byte) error {
	return smtp.SendMail("mail.example:25", nil, "noreply@confiance.example", []string{to}, body)
}`},
	{Rule: ConsularList, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"origin\": {\"kind\": \"consular-list\", \"detail\": \"\"}}"},
	{Rule: ConsularList, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"origin\": {\"kind\": \"consular-list\", \"detail\": \"liste électorale consulaire de Montréal\", \"attestation\": \"engagement du 2026-02-01 : ni usage commercial, ni politique intérieure canadienne\"}}"},
	{Rule: ElectoralRoll, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"origin\": {\"kind\": \"electoral-roll\", \"detail\": \"\"}}"},
	{Rule: ElectoralRoll, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"origin\": {\"kind\": \"electoral-roll\", \"detail\": \"liste électorale de Saint-Remy\", \"attestation\": \"engagement de non-usage commercial du 2026-02-01\", \"enrichment\": \"numéros donnés par les personnes sur notre site\"}}"},
	{Rule: SilenceOverseas, Name: "good.moment.json", Runner: "moment.json", Bad: false, Data: "{\"election\": \"FR-PRES-2027\", \"territory\": \"FR\", \"at\": \"2027-04-16T16:00:00+02:00\"}"},
	{Rule: Silence, Name: "bad.moment.json", Runner: "moment.json", Bad: true, Data: "{\"election\": \"FR-MUN-2026\", \"territory\": \"FR\", \"at\": \"2026-03-14T10:00:00+01:00\"}"},
	{Rule: Silence, Name: "bad-dimanche.moment.json", Runner: "moment.json", Bad: true, Data: "{\"election\": \"FR-MUN-2026\", \"territory\": \"FR\", \"at\": \"2026-03-15T12:00:00+01:00\"}"},
	{Rule: Silence, Name: "bad-guadeloupe.moment.json", Runner: "moment.json", Bad: true, Data: "{\"election\": \"FR-PRES-2027\", \"territory\": \"GP\", \"at\": \"2027-04-16T10:00:00-04:00\"}"},
	{Rule: Silence, Name: "good.moment.json", Runner: "moment.json", Bad: false, Data: "{\"election\": \"FR-MUN-2026\", \"territory\": \"FR\", \"at\": \"2026-03-13T18:00:00+01:00\"}"},
	{Rule: Silence, Name: "good-entre-deux-tours.moment.json", Runner: "moment.json", Bad: false, Data: "{\"election\": \"FR-MUN-2026\", \"territory\": \"FR\", \"at\": \"2026-03-17T10:00:00+01:00\"}"},
	{Rule: FreePhone, Name: "bad.sms", Runner: "sms", Bad: true, Data: `Liste Confiance, municipales du 15 mars: une question? Appelez le 0 805 00 00 00. Vous etes inscrit sur notre site. Infos et droits:
https://confiance.example/i STOP au 36111`},
	{Rule: FreePhone, Name: "good.sms", Runner: "sms", Bad: false, Data: `Liste Confiance, municipales du 15 mars: une question? Appelez le 01 99 00 12 34. Vous etes inscrit sur notre site. Infos et droits:
https://confiance.example/i STOP au 36111`},
	{Rule: PublicPromotion, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"controller\": {\"kind\": \"local-authority\", \"name\": \"Commune de Saint-Remy\"}}"},
	{Rule: PublicPromotion, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"controller\": {\"kind\": \"list\", \"name\": \"Liste Confiance pour Saint-Remy\"}}"},
	{Rule: GiftInKind, Name: "bad.offer.json", Runner: "offer.json", Bad: true, Data: "{\"price\": 0, \"tariff\": 0.065, \"country\": \"FR\"}"},
	{Rule: GiftInKind, Name: "bad-foreign.offer.json", Runner: "offer.json", Bad: true, Data: "{\"price\": 0.03, \"tariff\": 0.065, \"country\": \"US\"}"},
	{Rule: GiftInKind, Name: "good.offer.json", Runner: "offer.json", Bad: false, Data: "{\"price\": 0.065, \"tariff\": 0.065, \"country\": \"FR\"}"},
	{Rule: OneRecipient, Name: "bad.email", Runner: "email", Bad: true, Data: `From: Liste Confiance <contact@confiance.example>
To: zoe@example.org, francois@example.org
Subject: Jeudi, 19 h, salle des fetes
List-Unsubscribe: <https://confiance.example/d/AQF2c3Rl>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
Content-Type: text/plain; charset=utf-8

Liste Confiance, municipales des 15 et 22 mars : réunion publique jeudi.
Vous recevez ce message parce que vous êtes inscrite sur notre site.
Vos droits : https://confiance.example/infos
Ne plus recevoir nos messages : https://confiance.example/d/AQF2c3Rl`},
	{Rule: OneRecipient, Name: "good.email", Runner: "email", Bad: false, Data: `From: Liste Confiance <contact@confiance.example>
To: zoe@example.org
Subject: Jeudi, 19 h, salle des fetes
List-Unsubscribe: <https://confiance.example/d/AQF2c3Rl>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
Content-Type: text/plain; charset=utf-8

Liste Confiance, municipales des 15 et 22 mars : réunion publique jeudi.
Vous recevez ce message parce que vous êtes inscrite sur notre site.
Vos droits : https://confiance.example/infos
Ne plus recevoir nos messages : https://confiance.example/d/AQF2c3Rl`},
	{Rule: ConsentFirst, Name: "bad.sms.json", Runner: "sms.json", Bad: true, Data: `{
  "text": "Liste Confiance, municipales du 15 mars: votez pour nous! Fichier loue a Exemple Data. Infos et droits: https://confiance.example/i STOP au 36111",
  "notice": {"origin": {"kind": "rented", "detail": "Exemple Data SAS, base clients, clause politique", "obtained": "2026-02-20"}}
}`},
	{Rule: ConsentFirst, Name: "good.sms.json", Runner: "sms.json", Bad: false, Data: `{
  "text": "Liste Confiance (municipales du 15 mars): acceptez-vous de recevoir nos messages? Fichier loue a Exemple Data. Oui et infos: https://confiance.example/i STOP au 36111",
  "occasion": "consent-request",
  "notice": {"origin": {"kind": "rented", "detail": "Exemple Data SAS, base clients, clause politique", "obtained": "2026-02-20"}}
}`},
	{Rule: ContactClass, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"keep\": [{\"class\": \"contacts\", \"after\": \"end-of-contact\"}]}"},
	{Rule: ContactClass, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"keep\": [{\"class\": \"election-only\", \"after\": \"election-decided\"}, {\"class\": \"occasional\", \"after\": \"last-message\", \"months\": 2}, {\"class\": \"regular\", \"after\": \"end-of-contact\"}]}"},
	{Rule: ForbiddenNotes, Name: "bad.row.json", Runner: "row.json", Bad: true, Data: "{\"to\": \"+33639980004\", \"values\": {\"Note\": \"hospitalisé depuis un mois\"}}"},
	{Rule: ForbiddenNotes, Name: "good.row.json", Runner: "row.json", Bad: false, Data: "{\"to\": \"+33639980004\", \"values\": {\"Note\": \"rappeler jeudi\"}}"},
	{Rule: ElectionNamed, Name: "bad.sms", Runner: "sms", Bad: true, Data: `Liste Confiance: reunion jeudi a 19h, salle des fetes. Vous etes inscrit sur notre site. Infos et droits:
https://confiance.example/i STOP au 36111`},
	{Rule: ElectionNamed, Name: "good.sms", Runner: "sms", Bad: false, Data: `Liste Confiance, municipales du 15 mars: reunion jeudi a 19h, salle des fetes. Vous etes inscrit sur notre site.
Infos et droits: https://confiance.example/i STOP au 36111`},
	{Rule: SenderIdentity, Name: "bad.sms", Runner: "sms", Bad: true, Data: `Votre candidat vous invite jeudi a 19h, salle des fetes. Vous etes inscrit sur notre site. Infos et droits:
https://confiance.example/i STOP au 36111`},
	{Rule: SenderIdentity, Name: "good.sms", Runner: "sms", Bad: false, Data: `Liste Confiance, municipales du 15 mars: reunion jeudi a 19h, salle des fetes. Vous etes inscrit sur notre site.
Infos et droits: https://confiance.example/i STOP au 36111`},
	{Rule: NameSorting, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"advert\": {\"targeting\": {\"criteria\": [\"name-origin\"]}}}"},
	{Rule: NameSorting, Name: "bad-birthplace.notice.json", Runner: "notice.json", Bad: true, Data: "{\"advert\": {\"targeting\": {\"criteria\": [\"birthplace\"]}}}"},
	{Rule: NameSorting, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"advert\": {\"targeting\": {\"criteria\": [\"polling-station\"]}}}"},
	{Rule: OptOutEmail, Name: "bad.email", Runner: "email", Bad: true, Data: `From: Liste Confiance <contact@confiance.example>
To: zoe@example.org
Subject: Jeudi, 19 h, salle des fetes
Content-Type: text/plain; charset=utf-8

Liste Confiance, municipales des 15 et 22 mars : réunion publique jeudi.
Vous recevez ce message parce que vous êtes inscrite sur notre site.
Vos droits : https://confiance.example/infos`},
	{Rule: OptOutEmail, Name: "good.email", Runner: "email", Bad: false, Data: `From: Liste Confiance <contact@confiance.example>
To: zoe@example.org
Subject: Jeudi, 19 h, salle des fetes
List-Unsubscribe: <https://confiance.example/d/AQF2c3Rl>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
Content-Type: text/plain; charset=utf-8

Liste Confiance, municipales des 15 et 22 mars : réunion publique jeudi.
Vous recevez ce message parce que vous êtes inscrite sur notre site.
Vos droits : https://confiance.example/infos
Ne plus recevoir nos messages : https://confiance.example/d/AQF2c3Rl`},
	{Rule: OptOutSMS, Name: "bad.sms", Runner: "sms", Bad: true, Data: `Liste Confiance, municipales du 15 mars: reunion jeudi a 19h, salle des fetes. Vous etes inscrit sur notre site.
Infos et droits: https://confiance.example/i`},
	{Rule: OptOutSMS, Name: "good.sms", Runner: "sms", Bad: false, Data: `Liste Confiance, municipales du 15 mars: reunion jeudi a 19h, salle des fetes. Vous etes inscrit sur notre site.
Infos et droits: https://confiance.example/i STOP au 36111`},
	{Rule: ReferralOnce, Name: "bad.row.json", Runner: "row.json", Bad: true, Data: "{\"to\": \"+33639980003\", \"origin\": \"referral\", \"sent\": 1, \"events\": []}"},
	{Rule: ReferralOnce, Name: "good.row.json", Runner: "row.json", Bad: false, Data: "{\"to\": \"+33639980003\", \"origin\": \"referral\", \"sent\": 0, \"events\": []}"},
	{Rule: TrackingPixel, Name: "bad.email", Runner: "email", Bad: true, Data: `From: Liste Confiance <contact@confiance.example>
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
	{Rule: TrackingPixel, Name: "good.email", Runner: "email", Bad: false, Data: `From: Liste Confiance <contact@confiance.example>
To: zoe@example.org
Subject: Jeudi, 19 h, salle des fetes
List-Unsubscribe: <https://confiance.example/d/AQF2c3Rl>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
Content-Type: text/html; charset=utf-8

<p>Liste Confiance, municipales des 15 et 22 mars : réunion publique jeudi.</p>
<p>Vous recevez ce message parce que vous êtes inscrite sur notre site.
<a href="https://confiance.example/infos">Vos droits</a>,
<a href="https://confiance.example/d/AQF2c3Rl">ne plus recevoir nos messages</a></p>`},
	{Rule: RentedFile, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"origin\": {\"kind\": \"rented\", \"detail\": \"Exemple Data SAS\", \"obtained\": \"2026-02-20\"}}"},
	{Rule: RentedFile, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"origin\": {\"kind\": \"rented\", \"detail\": \"Exemple Data SAS, base clients\", \"attestation\": \"attestation du 2026-02-18 : personnes averties d'un usage politique\", \"obtained\": \"2026-02-20\"}}"},
	{Rule: RetentionElection, Name: "bad.inventory.json", Runner: "inventory.json", Bad: true, Data: "{\"class\": \"election-only\", \"election\": \"FR-MUN-2026\", \"decided\": \"2026-03-22\", \"now\": \"2026-05-01\", \"held\": 1200}"},
	{Rule: RetentionElection, Name: "good.inventory.json", Runner: "inventory.json", Bad: false, Data: "{\"class\": \"election-only\", \"election\": \"FR-MUN-2026\", \"decided\": \"2026-03-22\", \"now\": \"2026-05-01\", \"held\": 0}"},
	{Rule: RetentionRoll, Name: "bad.inventory.json", Runner: "inventory.json", Bad: true, Data: "{\"class\": \"electoral-roll\", \"election\": \"FR-MUN-2026\", \"decided\": \"2026-03-22\", \"now\": \"2026-05-01\", \"held\": 900}"},
	{Rule: RetentionRoll, Name: "good.inventory.json", Runner: "inventory.json", Bad: false, Data: "{\"class\": \"electoral-roll\", \"election\": \"FR-MUN-2026\", \"decided\": \"2026-03-22\", \"now\": \"2026-05-01\", \"held\": 0}"},
	{Rule: SuppressionKept, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"processors\": [{\"name\": \"Exemple Routage SAS\", \"role\": \"SMS routing\", \"country\": \"FR\", \"contract\": \"2026-02-01\", \"clauses\": [\"a\", \"b\", \"c\", \"d\", \"e\", \"f\", \"g\", \"h\"], \"replaces\": \"Ancien Routage SARL\", \"suppression_imported\": \"\"}]}"},
	{Rule: SuppressionKept, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"processors\": [{\"name\": \"Exemple Routage SAS\", \"role\": \"SMS routing\", \"country\": \"FR\", \"contract\": \"2026-02-01\", \"clauses\": [\"a\", \"b\", \"c\", \"d\", \"e\", \"f\", \"g\", \"h\"], \"replaces\": \"Ancien Routage SARL\", \"suppression_imported\": \"2026-02-02\"}]}"},
	{Rule: NoConceal, Name: "bad.email", Runner: "email", Bad: true, Data: `From: Service client <contact@confiance.example>
To: zoe@example.org
Subject: Re: votre facture
List-Unsubscribe: <https://confiance.example/d/AQF2c3Rl>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
Content-Type: text/plain; charset=utf-8

Liste Confiance, municipales des 15 et 22 mars : réunion publique jeudi.
Vous recevez ce message parce que vous êtes inscrite sur notre site.
Vos droits : https://confiance.example/infos
Ne plus recevoir nos messages : https://confiance.example/d/AQF2c3Rl`},
	{Rule: NoConceal, Name: "good.email", Runner: "email", Bad: false, Data: `From: Liste Confiance <contact@confiance.example>
To: zoe@example.org
Subject: Jeudi, 19 h, salle des fetes
List-Unsubscribe: <https://confiance.example/d/AQF2c3Rl>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
Content-Type: text/plain; charset=utf-8

Liste Confiance, municipales des 15 et 22 mars : réunion publique jeudi.
Vous recevez ce message parce que vous êtes inscrite sur notre site.
Vos droits : https://confiance.example/infos
Ne plus recevoir nos messages : https://confiance.example/d/AQF2c3Rl`},
	{Rule: StopValid, Name: "bad.sms", Runner: "sms", Bad: true, Data: `Liste Confiance, municipales du 15 mars: reunion jeudi a 19h. Vous etes inscrit sur notre site. Infos et droits:
https://confiance.example/i Pour ne plus recevoir de SMS appelez le 0899 00 00 00`},
	{Rule: StopValid, Name: "good.sms", Runner: "sms", Bad: false, Data: `Liste Confiance, municipales du 15 mars: reunion jeudi a 19h. Vous etes inscrit sur notre site. Infos et droits:
https://confiance.example/i STOP au 36111`},
	{Rule: AnswerInTime, Name: "bad.request.json", Runner: "request.json", Bad: true, Data: "{\"right\": \"access\", \"received\": \"2026-01-10\", \"answered\": \"\", \"now\": \"2026-02-20\"}"},
	{Rule: AnswerInTime, Name: "good.request.json", Runner: "request.json", Bad: false, Data: "{\"right\": \"access\", \"received\": \"2026-01-10\", \"answered\": \"2026-01-24\", \"now\": \"2026-02-20\"}"},
	{Rule: FullNotice, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"keep\": null}"},
	{Rule: FullNotice, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"keep\": [{\"class\": \"election-only\", \"after\": \"election-decided\"}]}"},
	{Rule: InformedLate, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"origin\": {\"kind\": \"rented\", \"detail\": \"Exemple Data SAS, base clients\", \"obtained\": \"2025-11-01\"}}"},
	{Rule: InformedLate, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"origin\": {\"kind\": \"rented\", \"detail\": \"Exemple Data SAS, base clients\", \"obtained\": \"2026-02-20\"}}"},
	{Rule: ProcessorContract, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"processors\": [{\"name\": \"Exemple Routage SAS\", \"role\": \"SMS routing\", \"country\": \"FR\", \"contract\": \"\", \"clauses\": [\"a\", \"b\"]}]}"},
	{Rule: ProcessorContract, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"processors\": [{\"name\": \"Exemple Routage SAS\", \"role\": \"SMS routing\", \"country\": \"FR\", \"contract\": \"2026-01-05\", \"clauses\": [\"a\", \"b\", \"c\", \"d\", \"e\", \"f\", \"g\", \"h\"]}]}"},
	{Rule: SpecialCategory, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"controller\": {\"kind\": \"candidate\"}, \"basis\": {\"kind\": \"political-body\", \"reference\": \"adhérents\"}}"},
	{Rule: SpecialCategory, Name: "bad-rented.notice.json", Runner: "notice.json", Bad: true, Data: "{\"controller\": {\"kind\": \"party\"}, \"origin\": {\"kind\": \"rented\", \"detail\": \"Exemple Data SAS, base clients, clause politique\", \"obtained\": \"2026-02-20\"}, \"basis\": {\"kind\": \"political-body\", \"reference\": \"adhérents\"}}"},
	{Rule: SpecialCategory, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"controller\": {\"kind\": \"party\"}, \"origin\": {\"kind\": \"member\", \"detail\": \"adhérents de la fédération\"}, \"basis\": {\"kind\": \"political-body\", \"reference\": \"adhérents\"}}"},
	{Rule: BasisEvidence, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"basis\": {\"kind\": \"consent\", \"reference\": \"\", \"wording\": \"\", \"since\": \"\"}}"},
	{Rule: BasisEvidence, Name: "bad-expectation.notice.json", Runner: "notice.json", Bad: true, Data: "{\"basis\": {\"kind\": \"legitimate-interest\", \"reference\": \"LIA-2026-01\", \"expectation\": \"\"}}"},
	{Rule: BasisEvidence, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"basis\": {\"kind\": \"consent\", \"reference\": \"registre des inscriptions\", \"wording\": \"J’accepte de recevoir des informations de la part de la liste Confiance.\", \"since\": \"2025-09-01\"}}"},
	{Rule: BasisEvidence, Name: "good-expectation.notice.json", Runner: "notice.json", Bad: false, Data: "{\"basis\": {\"kind\": \"legitimate-interest\", \"reference\": \"LIA-2026-01\", \"expectation\": \"personnes venues à nos réunions, averties sur place de l'envoi\"}}"},
	{Rule: ControllerContact, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"controller\": {\"postal\": \"\", \"email\": \"\"}}"},
	{Rule: ControllerContact, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"controller\": {\"postal\": \"1 rue de la Mairie, 51290 Saint-Remy-en-Bouzemont\", \"email\": \"contact@confiance.example\"}}"},
	{Rule: NoticeLink, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"rights\": {\"notice\": \"http://confiance.example/infos\"}}"},
	{Rule: NoticeLink, Name: "bad-empty.notice.json", Runner: "notice.json", Bad: true, Data: "{\"rights\": {\"notice\": \"\"}}"},
	{Rule: NoticeLink, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"rights\": {\"notice\": \"https://confiance.example/infos\"}}"},
	{Rule: ObjectNow, Name: "bad.row.json", Runner: "row.json", Bad: true, Data: "{\"to\": \"+33639980001\", \"events\": [{\"kind\": \"objection\", \"channel\": \"sms\", \"at\": \"2026-02-01T10:00:00Z\"}]}"},
	{Rule: ObjectNow, Name: "good.row.json", Runner: "row.json", Bad: false, Data: "{\"to\": \"+33639980002\", \"events\": []}"},
	{Rule: ObjectSeparate, Name: "bad.sms", Runner: "sms", Bad: true, Data: `Liste Confiance, municipales du 15 mars: reunion jeudi a 19h. Vous etes inscrit sur notre site. Tout savoir, y compris
comment ne plus recevoir de messages: https://confiance.example/i`},
	{Rule: ObjectSeparate, Name: "good.sms", Runner: "sms", Bad: false, Data: `Liste Confiance, municipales du 15 mars: reunion jeudi a 19h. Vous etes inscrit sur notre site. Infos et droits:
https://confiance.example/i STOP au 36111`},
	{Rule: DataOrigin, Name: "bad.sms", Runner: "sms", Bad: true, Data: `Liste Confiance, municipales du 15 mars: reunion jeudi a 19h, salle des fetes. Infos et droits:
https://confiance.example/i STOP au 36111`},
	{Rule: DataOrigin, Name: "good.sms", Runner: "sms", Bad: false, Data: `Liste Confiance, municipales du 15 mars: reunion jeudi a 19h, salle des fetes. Vous etes inscrit sur notre site.
Infos et droits: https://confiance.example/i STOP au 36111`},
	{Rule: DataOrigin, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"origin\": {\"kind\": \"\", \"detail\": \"\"}}"},
	{Rule: DataOrigin, Name: "bad-rented.notice.json", Runner: "notice.json", Bad: true, Data: "{\"origin\": {\"kind\": \"rented\", \"detail\": \"\"}}"},
	{Rule: PurposeNamed, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"purpose\": \"\"}"},
	{Rule: PurposeNamed, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"purpose\": \"Vous informer du programme et des réunions de la liste pour les élections municipales\"}"},
	{Rule: PurposeLimit, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"origin\": {\"kind\": \"patients\", \"detail\": \"fichier du cabinet\"}}"},
	{Rule: PurposeLimit, Name: "bad-municipal.notice.json", Runner: "notice.json", Bad: true, Data: "{\"origin\": {\"kind\": \"municipal-file\", \"detail\": \"inscriptions à la cantine\"}}"},
	{Rule: PurposeLimit, Name: "bad-scraped.notice.json", Runner: "notice.json", Bad: true, Data: "{\"origin\": {\"kind\": \"scraped\", \"detail\": \"numéros relevés sur des sites d'annonces\"}}"},
	{Rule: PurposeLimit, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"origin\": {\"kind\": \"petition\", \"detail\": \"pétition pour la piste cyclable, case « recevoir vos messages » cochée\", \"obtained\": \"2026-02-20\"}}"},
	{Rule: RightsContact, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"rights\": {\"email\": \"\", \"postal\": \"\", \"page\": \"\"}}"},
	{Rule: RightsContact, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"rights\": {\"email\": \"donnees@confiance.example\"}}"},
	{Rule: AfterDeath, Name: "bad.notice.json", Runner: "notice.json", Bad: true, Data: "{\"origin\": {\"kind\": \"form\"}, \"rights\": {\"directives\": false}}"},
	{Rule: AfterDeath, Name: "good.notice.json", Runner: "notice.json", Bad: false, Data: "{\"origin\": {\"kind\": \"form\"}, \"rights\": {\"directives\": true}}"},
	{Rule: RetentionOnce, Name: "bad.inventory.json", Runner: "inventory.json", Bad: true, Data: "{\"class\": \"occasional\", \"last_message\": \"2026-01-10\", \"now\": \"2026-03-20\", \"held\": 40}"},
	{Rule: RetentionOnce, Name: "good.inventory.json", Runner: "inventory.json", Bad: false, Data: "{\"class\": \"occasional\", \"last_message\": \"2026-01-10\", \"now\": \"2026-03-20\", \"held\": 0}"},
	{Rule: SendingHours, Name: "bad.moment.json", Runner: "moment.json", Bad: true, Data: "{\"channel\": \"sms\", \"router\": \"ovh\", \"election\": \"FR-MUN-2026\", \"territory\": \"FR\", \"at\": \"2026-03-12T22:15:00+01:00\"}"},
	{Rule: SendingHours, Name: "bad-prestataire.moment.json", Runner: "moment.json", Bad: true, Data: "{\"channel\": \"sms\", \"router\": \"ovh\", \"election\": \"FR-MUN-2026\", \"territory\": \"FR\", \"at\": \"2026-03-12T21:00:00+01:00\"}"},
	{Rule: SendingHours, Name: "good.moment.json", Runner: "moment.json", Bad: false, Data: "{\"channel\": \"sms\", \"router\": \"ovh\", \"election\": \"FR-MUN-2026\", \"territory\": \"FR\", \"at\": \"2026-03-12T18:30:00+01:00\"}"},
	{Rule: SenderID, Name: "bad.spec.json", Runner: "spec.json", Bad: true, Data: "{\"channel\": \"sms\", \"sender\": \"Liste Confiance!\"}"},
	{Rule: SenderID, Name: "bad-digits.spec.json", Runner: "spec.json", Bad: true, Data: "{\"channel\": \"sms\", \"sender\": \"20260315\"}"},
	{Rule: SenderID, Name: "good.spec.json", Runner: "spec.json", Bad: false, Data: "{\"channel\": \"sms\", \"sender\": \"CONFIANCE26\"}"},
	{Rule: OptIn, Name: "bad.spec.json", Runner: "spec.json", Bad: true, Data: "{\"channel\": \"sms\", \"router\": \"ovh\", \"notice\": {\"basis\": {\"kind\": \"legitimate-interest\", \"reference\": \"LIA-2026-01\", \"expectation\": \"personnes venues à nos réunions\"}}}"},
	{Rule: OptIn, Name: "good.spec.json", Runner: "spec.json", Bad: false, Data: "{\"channel\": \"sms\", \"router\": \"ovh\", \"notice\": {\"basis\": {\"kind\": \"consent\", \"reference\": \"registre des inscriptions\", \"wording\": \"J’accepte de recevoir des informations de la part de la liste Confiance.\", \"since\": \"2025-09-01\"}}}"},
	{Rule: ShortCode, Name: "bad.sms", Runner: "sms", Bad: true, Data: `Liste Confiance, municipales du 15 mars: reunion jeudi a 19h. Vous etes inscrit sur notre site. Infos et droits:
https://confiance.example/i STOP au 38111`},
	{Rule: ShortCode, Name: "good.sms", Runner: "sms", Bad: false, Data: `Liste Confiance, municipales du 15 mars: reunion jeudi a 19h. Vous etes inscrit sur notre site. Infos et droits:
https://confiance.example/i STOP au 36111`},
	{Rule: StopFree, Name: "bad.sms", Runner: "sms", Bad: true, Data: `Liste Confiance, municipales du 15 mars: reunion jeudi a 19h. Vous etes inscrit sur notre site. Infos et droits:
https://confiance.example/i Pour ne plus recevoir de SMS, ouvrez un compte sur notre site`},
	{Rule: StopFree, Name: "good.sms", Runner: "sms", Bad: false, Data: `Liste Confiance, municipales du 15 mars: reunion jeudi a 19h. Vous etes inscrit sur notre site. Infos et droits:
https://confiance.example/i STOP au 36111`},
	{Rule: StopLength, Name: "good.spec.json", Runner: "spec.json", Bad: false, Data: "{\"channel\": \"sms\", \"router\": \"octopush\", \"max_parts\": 1}"},
	{Rule: VendorHours, Name: "good.moment.json", Runner: "moment.json", Bad: false, Data: "{\"channel\": \"sms\", \"router\": \"ovh\", \"election\": \"FR-MUN-2026\", \"territory\": \"FR\", \"at\": \"2026-03-12T18:30:00+01:00\"}"},
	{Rule: LintProvider, Name: "bad.go", Runner: "go", Bad: true, Data: `package send

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
	{Rule: LintProvider, Name: "good.go", Runner: "go", Bad: false, Data: `package send

import (
	"github.com/twilio/twilio-go"
	api "github.com/twilio/twilio-go/rest/api/v2010"

	"github.com/scrutateur/scrutateur/message"
)

func thursday(c *twilio.RestClient, m message.SMS) error {
	params := &api.CreateMessageParams{}
	params.SetTo(m.To().E164())
	params.SetBody(m.Text())
	_, err := c.Api.CreateMessage(params)
	return err
}`},
	{Rule: LintRaw, Name: "bad.go", Runner: "go", Bad: true, Data: `package send

import "net/smtp"

func thursday(to string) error {
	return smtp.SendMail("mail.example:25", nil, "contact@confiance.example", []string{to}, []byte("Votez pour nous !"))
}`},
	{Rule: LintRaw, Name: "good.go", Runner: "go", Bad: false, Data: `package send

import (
	"bytes"
	"net/smtp"

	"github.com/scrutateur/scrutateur/message"
)

func thursday(e message.Email) error {
	var b bytes.Buffer
	if _, err := e.WriteTo(&b); err != nil {
		return err
	}
	return smtp.SendMail("mail.example:25", nil, "contact@confiance.example", []string{e.To().Mailbox()}, b.Bytes())
}`},
	{Rule: LintRecipient, Name: "bad.go", Runner: "go", Bad: true, Data: `package send

import "github.com/scrutateur/scrutateur/message"

func all(m message.SMS, numbers []string, send func(to, text string) error) error {
	for _, n := range numbers {
		if err := send(n, m.Text()); err != nil {
			return err
		}
	}
	return nil
}`},
	{Rule: LintRecipient, Name: "good.go", Runner: "go", Bad: false, Data: `package send

import "github.com/scrutateur/scrutateur/message"

func one(m message.SMS, send func(to, text string) error) error {
	return send(m.To().E164(), m.Text())
}`},
	{Rule: AddressForm, Name: "bad.row.json", Runner: "row.json", Bad: true, Data: "{\"to\": \"06 39 98 00 07 (perso)\"}"},
	{Rule: AddressForm, Name: "bad-mail.row.json", Runner: "row.json", Bad: true, Data: "{\"to\": \"zoe@\"}"},
	{Rule: AddressForm, Name: "good.row.json", Runner: "row.json", Bad: false, Data: "{\"to\": \"06 39 98 00 07\"}"},
	{Rule: Alphabet, Name: "bad.spec.json", Runner: "spec.json", Bad: true, Data: "{\"channel\": \"sms\", \"max_parts\": 1, \"exact\": true, \"body\": \"Réunion à la salle des fêtes, jeudi à 19h, avec toute l'équipe\"}"},
	{Rule: Alphabet, Name: "good.spec.json", Runner: "spec.json", Bad: false, Data: "{\"channel\": \"sms\", \"max_parts\": 1, \"exact\": true, \"body\": \"Réunion à la mairie, jeudi à 19h, avec toute la liste\"}"},
	{Rule: FieldBound, Name: "bad.spec.json", Runner: "spec.json", Bad: true, Data: "{\"channel\": \"sms\", \"body\": \"Bonjour {{.Prenom}}\", \"fields\": {}}"},
	{Rule: FieldBound, Name: "good.spec.json", Runner: "spec.json", Bad: false, Data: "{\"channel\": \"sms\", \"body\": \"Bonjour {{.Prenom}}\", \"fields\": {\"Prenom\": {\"max\": 24}}}"},
	{Rule: Clearance, Name: "bad.row.json", Runner: "row.json", Bad: true, Data: "{\"to\": \"+33639980009\", \"cleared\": {\"controller\": \"autre-liste.example\", \"channel\": \"sms\"}}"},
	{Rule: Clearance, Name: "good.row.json", Runner: "row.json", Bad: false, Data: "{\"to\": \"+33639980009\", \"cleared\": {\"controller\": \"confiance.example\", \"channel\": \"sms\"}}"},
	{Rule: DuplicateRow, Name: "bad.row.json", Runner: "row.json", Bad: true, Data: "{\"to\": \"+33639980008\", \"events\": [], \"seen\": [\"06 39 98 00 08\"]}"},
	{Rule: DuplicateRow, Name: "good.row.json", Runner: "row.json", Bad: false, Data: "{\"to\": \"+33639980008\", \"events\": [], \"seen\": []}"},
	{Rule: ExceptionText, Name: "bad.spec.json", Runner: "spec.json", Bad: true, Data: "{\"except\": [{\"rule\": \"OPER-AF2M-HOURS\", \"reason\": \"ok\"}]}"},
	{Rule: ExceptionText, Name: "bad-tech.spec.json", Runner: "spec.json", Bad: true, Data: "{\"except\": [{\"rule\": \"SCR-TEXT\", \"reason\": \"nos destinataires lisent tout\"}]}"},
	{Rule: ExceptionText, Name: "good.spec.json", Runner: "spec.json", Bad: false, Data: "{\"except\": [{\"rule\": \"OPER-AF2M-HOURS\", \"reason\": \"le routeur a confirmé par écrit une plage plus large\"}]}"},
	{Rule: PartBudget, Name: "bad.spec.json", Runner: "spec.json", Bad: true, Data: "{\"channel\": \"sms\", \"max_parts\": 1, \"body\": \"Reunion publique jeudi a 19h, salle des fetes, avec tous les candidats de la liste, pour parler de l'ecole, de la piste cyclable, du marche et de la mairie, suivie d'un verre\"}"},
	{Rule: PartBudget, Name: "good.spec.json", Runner: "spec.json", Bad: false, Data: "{\"channel\": \"sms\", \"max_parts\": 2, \"body\": \"Reunion jeudi a 19h, salle des fetes\"}"},
	{Rule: Placeholder, Name: "bad.spec.json", Runner: "spec.json", Bad: true, Data: "{\"channel\": \"sms\", \"body\": \"Bonjour #prenom#, reunion jeudi\"}"},
	{Rule: Placeholder, Name: "bad-mailchimp.spec.json", Runner: "spec.json", Bad: true, Data: "{\"channel\": \"email\", \"html\": \"<p>Bonjour *|FNAME|*, réunion jeudi</p>\"}"},
	{Rule: Placeholder, Name: "good.spec.json", Runner: "spec.json", Bad: false, Data: "{\"channel\": \"sms\", \"body\": \"Bonjour {{.Prenom}}, reunion jeudi\", \"fields\": {\"Prenom\": {\"max\": 24}}}"},
	{Rule: SpecField, Name: "bad.spec.json", Runner: "spec.json", Bad: true, Data: "{\"channel\": \"sms\", \"body\": \"\"}"},
	{Rule: SpecField, Name: "bad-parts.spec.json", Runner: "spec.json", Bad: true, Data: "{\"channel\": \"sms\", \"max_parts\": 300}"},
	{Rule: SpecField, Name: "good.spec.json", Runner: "spec.json", Bad: false, Data: "{\"channel\": \"sms\", \"max_parts\": 2}"},
	{Rule: TemplateBody, Name: "bad.spec.json", Runner: "spec.json", Bad: true, Data: "{\"channel\": \"sms\", \"body\": \"Bonjour {{range .Noms}}{{.}} {{end}}\", \"fields\": {\"Noms\": {\"max\": 20}}}"},
	{Rule: TemplateBody, Name: "good.spec.json", Runner: "spec.json", Bad: false, Data: "{\"channel\": \"sms\", \"body\": \"Bonjour {{if .Prenom}}{{.Prenom}}{{else}}a vous{{end}}\", \"fields\": {\"Prenom\": {\"max\": 20}}}"},
	{Rule: CleanText, Name: "bad.spec.json", Runner: "spec.json", Bad: true, Data: "{\"channel\": \"email\", \"subject\": \"Jeudi\\r\\nBcc: tous@example.org\"}"},
	{Rule: CleanText, Name: "bad-bidi.spec.json", Runner: "spec.json", Bad: true, Data: "{\"channel\": \"sms\", \"body\": \"Reunion jeudi \\u202egro.elpmaxe\"}"},
	{Rule: CleanText, Name: "good.spec.json", Runner: "spec.json", Bad: false, Data: "{\"channel\": \"email\", \"subject\": \"Jeudi, 19 h, salle des fêtes\"}"},
	{Rule: ValueBound, Name: "bad.row.json", Runner: "row.json", Bad: true, Data: "{\"to\": \"+33639980006\", \"values\": {\"Prenom\": \"Marie-Antoinette-Josephine\"}}"},
	{Rule: ValueBound, Name: "good.row.json", Runner: "row.json", Bad: false, Data: "{\"to\": \"+33639980006\", \"values\": {\"Prenom\": \"Marie\"}}"},
	{Rule: LintUnchecked, Name: "bad.go", Runner: "go", Bad: true, Data: `package send

import (
	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/optout"
)

func build(b *message.SMSBatch[struct{}], to optout.Cleared[struct{}]) message.SMS {
	m, _ := b.Build(to)
	return m
}`},
	{Rule: LintUnchecked, Name: "good.go", Runner: "go", Bad: false, Data: `package send

import (
	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/optout"
)

func build(b *message.SMSBatch[struct{}], to optout.Cleared[struct{}]) (message.SMS, error) {
	return b.Build(to)
}`},
}
