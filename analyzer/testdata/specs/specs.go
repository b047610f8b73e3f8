// Package specs holds specifications that are constant, good and bad, with what the analyzer says of them.
package specs

import (
	_ "embed"
	"os"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
)

var demain = notice.Notice{
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
	Rights:  notice.Rights{Email: "droits@demain.example", Notice: "https://demain.example/d"},
	Keep:    []notice.Term{{Class: "election-only", After: "election-decided"}},
}

type town struct {
	Name string `validate:"max=46"`
}

type voter struct {
	FirstName string `validate:"required,max=24"`
	Station   int    `validate:"min=1,max=9999"`
	Member    bool
	Town      town
}

type careless struct {
	FirstName string  // want `SCR-BOUND: FirstName: .*no bound`
	Score     float64 // want `SCR-BOUND: Score: .*float64 cannot be proved`
	Member    bool    // want `SCR-BOUND: Member: .*a bool stands in a condition`
}

// A good one, in a package variable. It is proved.
var good = message.Must(sms.Compile[voter](sms.Spec{
	Body:     "Bonjour {{.FirstName}}, votons le 15 mars au bureau {{.Station}} de {{.Town.Name}}{{if .Member}} avec nous{{end}} !",
	Notice:   demain,
	Sender:   "DEMAIN",
	Router:   "",
	StopTo:   "36180",
	MaxParts: 3,
}))

func empty() {
	message.Must(sms.Compile[voter](sms.Spec{ // want `SCR-SPEC: Body: the body is empty`
		Notice: demain, Sender: "DEMAIN", StopTo: "36180",
	}))
}

func tooLong() {
	message.Must(sms.Compile[voter](sms.Spec{
		Body:   "Bonjour {{.FirstName}}, votons le 15 mars au bureau {{.Station}} : un message qui ne tient certainement pas dans un seul segment de cent soixante caractères avec ses mentions", // want `SCR-PARTS: Body: `
		Notice: demain, Sender: "DEMAIN", StopTo: "36180",
	}))
}

func unicode() {
	message.Must(sms.Compile[voter](sms.Spec{
		Body:   "Bonjour {{.FirstName}}, fêtons la vie de quartier le 15 mars, près de l’école !", // want `SCR-PARTS: Body`
		Notice: demain, Sender: "DEMAIN", StopTo: "36180", MaxParts: 2,
	}))
}

func loop() {
	spec := sms.Spec{
		Body: `Bonjour {{.FirstName}},
{{range .FirstName}}x{{end}}`, // want `SCR-TEMPLATE: Body.* has no length known|SCR-TEMPLATE: Body.* calls another text`
		Notice: demain, Sender: "DEMAIN", StopTo: "36180", MaxParts: 3,
	}
	message.Must(sms.Compile[voter](spec))
}

func rows() {
	message.Must(sms.Compile[careless](sms.Spec{
		Body:   "Bonjour {{.FirstName}} {{.Score}} {{.Member}}",
		Notice: demain, Sender: "DEMAIN", StopTo: "36180", MaxParts: 3,
	}))
}

func values() {
	message.Must(sms.Compile[message.Values](sms.Spec{
		Body:   "Bonjour {{.prenom}} {{.ville}}",
		Notice: demain, Sender: "DEMAIN", StopTo: "36180", MaxParts: 3,
		Fields: map[string]message.Limit{"prenom": {Max: 24}, "ville": {Min: 9, Max: 3}}, // want `SCR-BOUND: .*Min is 9 and Max is 3`
	}))
}

func noSender() {
	n := notice.Notice{
		Controller: notice.Controller{ID: "demain.example", Kind: notice.Association, Email: "contact@demain.example", Postal: "1 rue de la Mairie, Paris"}, // want `Notice.Controller`
		Election:   notice.Election{ID: "FR-MUN-2026"},
		Origin:     notice.Origin{Kind: law.OriginMunicipal, Detail: "le fichier de la mairie", Obtained: "2025-11-03"}, // want `Notice.Origin`
		Basis:      demainBasis,
		Purpose:    "vous informer de la campagne municipale",
		Rights:     notice.Rights{Email: "droits@demain.example", Notice: "https://demain.example/d"},
		Keep:       []notice.Term{{Class: "election-only", After: "election-decided"}},
	}
	message.Must(sms.Compile[voter](sms.Spec{Body: "Bonjour {{.FirstName}}", Notice: n, Sender: "DEMAIN", StopTo: "36180", MaxParts: 3}))
}

var demainBasis = notice.Basis{
	Kind: law.Consent, Since: "2025-11-03", Reference: "registre des consentements n° 1",
	Wording: "J’accepte de recevoir par SMS et courriel des informations de la liste Demain Ensemble.",
}

//go:embed body.txt
var body string

func embedded() {
	message.Must(sms.Compile[voter](sms.Spec{
		Body:   body, // want `SCR-TEMPLATE: Body.* has no length known|SCR-TEMPLATE: Body.* calls another text`
		Notice: demain, Sender: "DEMAIN", StopTo: "36180", MaxParts: 3,
	}))
}

var noLabel = []law.Exception{{Rule: law.AdvertLabel, Reason: "these letters go to members only, without any payment"}}

func mail() {
	message.Must(email.Compile[voter](email.Spec{
		Subject: "Dimanche, {{.FirstName}}", From: "contact@demain.example", Notice: demain,
		HTML:        `<p>Bonjour {{.FirstName}}, votons à {{.Town.Name}} !</p>`,
		Unsubscribe: "https://demain.example/stop", Except: noLabel,
	}))
	message.Must(email.Compile[voter](email.Spec{
		Subject: "Dimanche\r\nBcc: x@example.org", // want `Subject` `Subject`
		From:    "contact@demain.example", Notice: demain,
		HTML:        `<p onclick="{{.FirstName}}">Bonjour</p>`, // want `HTML`
		Unsubscribe: "http://demain.example/stop",              // want `Unsubscribe`
		Except:      noLabel,
	}))
}

// What is not constant is not guessed.
func open() {
	sms.Compile[voter](sms.Spec{ // want `UNCHECKED: the error of Compile`
		Body: os.Getenv("BODY"), Notice: demain, Sender: "DEMAIN",
	})
}

func altered() {
	spec := sms.Spec{Notice: demain}
	spec.Body = "{{range .}}{{end}}"
	message.Must(sms.Compile[voter](spec))
}

//scrutateur:ignore SCR-SPEC shown in the documentation as it must not be
var bad = message.Must(sms.Compile[voter](sms.Spec{Notice: demain, Sender: "DEMAIN", StopTo: "36180"}))
