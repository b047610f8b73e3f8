package sms_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// Voter is a row of the campaign's file. The tags are the bounds that the proof counts with.
type Voter struct {
	FirstName string `validate:"required,max=24"`
	Station   int    `validate:"min=1,max=999"`
}

// list is who writes, from which data, why, and whom to ask.
var list = notice.Notice{
	Controller: notice.Controller{
		ID: "demain.example", Name: "Demain Ensemble", Kind: notice.Association,
		Postal: "1 place de la Mairie, 51290 Saint-Remy-en-Bouzemont", Email: "contact@demain.example",
	},
	Election: notice.Election{ID: "FR-MUN-2026"},
	Origin:   notice.Origin{Kind: law.OriginForm, Obtained: "2025-11-03"},
	Basis: notice.Basis{
		Kind: law.Consent, Since: "2025-11-03", Reference: "registre des consentements",
		Wording: "J’accepte de recevoir des SMS de la liste Demain Ensemble.",
	},
	Purpose: "vous informer de la campagne municipale",
	Rights:  notice.Rights{Email: "droits@demain.example", Notice: "https://demain.example/d"},
	Keep:    []notice.Term{{Class: "election-only", After: "election-decided"}},
}

// The template is proved once, when the program starts: no row makes it longer than a part.
var invitation = message.Must(sms.Compile[Voter](sms.Spec{
	Body:   "{{.FirstName}}, votons le 15 mars au bureau {{.Station}}.",
	Notice: list, Sender: "DEMAIN", Router: "ovh",
}))

// May I send this, to whom, and until when?
func Example() {
	at := time.Date(2026, 3, 5, 9, 0, 0, 0, time.UTC)
	book := &optout.Book{
		Ledger:     new(optout.Memory), // a demonstration: optoutsql keeps objections
		Keys:       optout.Keys{Current: optout.NewKey(1)},
		Controller: list.Controller.ID,
		Now:        func() time.Time { return at }, // nil in a program
		Refused:    func(row int, why law.ID) { fmt.Println("row", row, "refused:", why) },
	}
	zoe, _ := optout.Phone("06 39 98 00 01")
	leo, _ := optout.Phone("06 39 98 00 02")
	book.Object(context.Background(), leo, optout.For{}, "STOP by SMS")

	batch, err := invitation.Batch(at)
	if err != nil {
		fmt.Println(err)
		return
	}
	rows := []optout.Row[Voter]{
		{Data: &Voter{"Zoë", 12}, To: zoe, Territory: law.Metropole, Origin: law.OriginForm},
		{Data: &Voter{"Léo", 12}, To: leo, Territory: law.Metropole, Origin: law.OriginForm},
	}
	for to, err := range optout.Screen(context.Background(), book, optout.For{Channel: law.SMS}, optout.Rows(rows...)) {
		if err != nil {
			fmt.Println(err) // the ledger did not answer: nobody else is written to
			return
		}
		m, err := batch.Build(to)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(m.Text())
		fmt.Println(m.Size(), "not after", m.NotAfter().Format(time.DateTime))
	}
	// Output:
	// Zoe, votons le 15 mars au bureau 12.
	// Demain Ensemble, municipales 2026. Source: formulaire. Droits: https://demain.example/d
	// 1 part, GSM-7, 135 units not after 2026-03-05 19:00:00
	// row 2 refused: FR-GDPR-OBJECT-NOW
}

// A friend's referral gets one message and no reminder. Done tells the ledger that it has left.
func ExampleBatch_Done() {
	ctx, at := context.Background(), time.Date(2026, 3, 5, 9, 0, 0, 0, time.UTC)
	n := list
	n.Origin = notice.Origin{Kind: law.OriginReferral, Detail: "un proche", Obtained: "2026-02-01"}
	batch, err := message.Must(sms.Compile[Voter](sms.Spec{
		Body:   "{{.FirstName}}, acceptez-vous de recevoir nos messages ?",
		Notice: n, Sender: "DEMAIN", Router: "ovh", Occasion: law.ConsentRequest, MaxParts: 2,
	})).Batch(at)
	if err != nil {
		fmt.Println(err)
		return
	}
	book := &optout.Book{
		Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: list.Controller.ID,
		Now:     func() time.Time { return at },
		Refused: func(row int, why law.ID) { fmt.Println("row", row, "refused:", why) },
	}
	zoe, _ := optout.Phone("06 39 98 00 01")
	row := optout.Row[Voter]{Data: &Voter{"Zoë", 12}, To: zoe, Territory: law.Metropole, Origin: law.OriginReferral}
	for range 2 {
		for to, err := range optout.Screen(ctx, book, optout.For{Channel: law.SMS}, optout.Rows(row)) {
			if err != nil {
				fmt.Println(err)
				return
			}
			m, err := batch.Build(to)
			if err != nil {
				fmt.Println(err)
				return
			}
			fmt.Println("sent:", m.Size()) // the transport takes it here
			if err := batch.Done(ctx, to); err != nil {
				fmt.Println(err) // told again later: it is recorded once
			}
		}
	}
	// Output:
	// sent: 2 parts, GSM-7, 230 units
	// row 1 refused: FR-CNIL-PARRAINAGE-ONE
}

// On the eve of the vote every territory is silent. The error says which rule, and when it opens again.
func ExampleTemplate_Batch() {
	_, err := invitation.Batch(time.Date(2026, 3, 14, 11, 0, 0, 0, time.UTC))
	if refusal, ok := errors.AsType[*message.Refusal](err); ok {
		fmt.Println(errors.Is(err, law.Silence), refusal.Until.Format(time.DateTime))
	}
	// Output: true 2026-03-15 21:00:00
}

// The proof says how long the messages can get, before anybody is written to.
func ExampleTemplate_Proof() {
	fmt.Print(invitation.Proof(), invitation.Proof().In(language.French))
	// Output:
	// longest   1 part, GSM-7, 157 units (budget 1)
	// likely    1 part, GSM-7, 145 units
	// shortest  1 part, GSM-7, 132 units
	// words     Demain Ensemble, municipales 2026. Source: formulaire. Droits: https://demain.example/d
	// appended  STOP 36111
	// field     FirstName: at most 24 units of one septet
	// field     Station: at most 3 units of one septet
	// au plus   1 SMS, GSM-7, 157 unités (budget 1)
	// d’ordin.  1 SMS, GSM-7, 145 unités
	// au moins  1 SMS, GSM-7, 132 unités
	// mentions  Demain Ensemble, municipales 2026. Source: formulaire. Droits: https://demain.example/d
	// ajouté    STOP 36111
	// champ     FirstName : au plus 24 unités d’un septet
	// champ     Station : au plus 3 unités d’un septet
}

// Everything that keeps a text from being sent is said at once.
func ExampleCompile() {
	_, err := sms.Compile[Voter](sms.Spec{
		Body:   "Bonjour #prenom#, {{.Surname}} {{range .Towns}}…{{end}}",
		Notice: list, Sender: "0639980001",
	})
	found, _ := errors.AsType[*law.Error](err)
	for _, f := range found.Findings {
		fmt.Println(f.Severity, f.Rule, f.Path)
	}
	// Output:
	// must SCR-PLACEHOLDER Body
	// must SCR-TEMPLATE Body
	// should EU-TTPA-LABEL Notice.Advert
	// should FR-LIL-48-DIRECTIVES Notice.Rights.Directives
	// must ARCEP-NO-0607 Sender
	// must FR-CNIL-OPTOUT-SMS StopTo
	// must SCR-BOUND Surname
}
