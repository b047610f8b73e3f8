// First builds one SMS, from the Notice to a text that a transport could send.
package main

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

type Voter struct {
	FirstName string `validate:"required,max=24"` // the bound that the proof counts with
}

// Compiling proves the longest message that any row can make. Must panics with every finding at once.
var invitation = message.Must(sms.Compile[Voter](sms.Spec{
	Body: "{{.FirstName}}, dimanche 15 mars, votons pour des bancs !", Sender: "NOSBANCS", Router: "ovh", MaxParts: 2,
	Notice: notice.Notice{
		Controller: notice.Controller{ID: "bancs.example.org", Name: "Liste Nos bancs publics", Kind: notice.List,
			Postal: "1 place de la Mairie, 51290 Isson", Email: "contact@bancs.example.org"},
		Election: notice.Election{ID: "FR-MUN-2026"},
		Origin:   notice.Origin{Kind: law.OriginForm, Obtained: "2025-04-01"},
		Basis:    notice.Basis{Kind: law.Consent, Reference: "registre n° 1", Wording: "J’accepte vos SMS.", Since: "2025-04-01"},
		Purpose:  "vous informer de la campagne municipale",
		Rights:   notice.Rights{Email: "droits@bancs.example.org", Notice: "https://bancs.example.org/d", Directives: true},
		Keep:     []notice.Term{{Class: notice.ElectionOnly, After: notice.ElectionDecided}},
		Advert:   &notice.Advert{Sponsor: "Liste Nos bancs publics", Declaration: notice.CaseCitizen, Notice: "https://bancs.example.org/t"},
	},
}))

func main() {
	batch, err := invitation.Batch(time.Date(2026, 3, 5, 9, 0, 0, 0, time.UTC)) // on 14 March it would refuse
	if err != nil {
		log.Fatal(err)
	}
	//scrutateur:ignore UNCHECKED a ledger in memory will do for one message of a demonstration
	book := &optout.Book{Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "bancs.example.org"}
	phone, err := optout.Phone("06 39 98 12 34")
	if err != nil {
		log.Fatal(err)
	}
	rows := optout.Rows(optout.Row[Voter]{Data: &Voter{"Zoë"}, To: phone, Territory: law.Metropole, Origin: law.OriginForm})
	for cleared, err := range optout.Screen(context.Background(), book, optout.For{Channel: law.SMS}, rows) {
		if err != nil {
			log.Fatal(err) // the ledger did not answer: nobody is written to
		}
		sms, err := batch.Build(cleared) // the only way to a text that can be sent
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(sms.Text())
		fmt.Println(sms.Size(), "until", sms.NotAfter())
		fmt.Println(sms) // a log learns nothing of the recipient
	}
}
