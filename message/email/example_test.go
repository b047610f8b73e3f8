package email_test

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/message/internal/fixture"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// An e-mail goes the same way as an SMS: a specification that is proved, a moment, a cleared recipient.
func ExampleCompile() {
	type Voter struct {
		FirstName string `validate:"required,max=24"`
	}
	template, err := email.Compile[Voter](email.Spec{
		Subject:     "{{.FirstName}}, réunion jeudi",
		HTML:        `<p>Bonjour {{.FirstName}}, retrouvons-nous <a href="https://demain.example/r">jeudi</a>.</p>`,
		Notice:      fixture.DemainMail(), // who writes, from which data, why, whom to ask
		From:        "contact@demain.example",
		Unsubscribe: "https://demain.example/d",
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	at := time.Date(2026, 3, 5, 9, 0, 0, 0, time.UTC)
	batch, err := template.Batch(at)
	if err != nil {
		fmt.Println(err)
		return
	}

	book := &optout.Book{
		Ledger: new(optout.Memory), Keys: optout.Keys{Current: fixture.Key}, Controller: "demain.example",
		Now: func() time.Time { return at },
	}
	zoe, _ := optout.Mailbox("zoe@example.org")
	voters := fixture.Rows(law.Metropole, law.OriginForm, zoe, Voter{FirstName: "Zoë"})
	for to, err := range optout.Screen(context.Background(), book, optout.For{Channel: law.Email}, voters) {
		if err != nil {
			fmt.Println(err)
			return
		}
		m, err := batch.Build(to)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(m.Header("From"))
		fmt.Println(m.Subject())
		author, _, _ := strings.Cut(m.Text(), "\n")
		fmt.Println(author)
		fmt.Println(m.Header("List-Unsubscribe-Post"))
	}
	// Output:
	// Liste Demain Ensemble <contact@demain.example>
	// Zoë, réunion jeudi
	// Bonjour Zoë, retrouvons-nous jeudi (https://demain.example/r).
	// List-Unsubscribe=One-Click
}

// Whatever is wrong is said at once, each finding with its rule, its place and what to do.
func ExampleCompile_findings() {
	_, err := email.Compile[message.Values](email.Spec{
		Subject: "Réunion jeudi", HTML: `<p style="color:{{.couleur}}">Bonjour {{.prenom}}</p>`,
		Notice: fixture.DemainMail(), From: "contact@demain.example", Unsubscribe: "http://demain.example/d",
		Fields: map[string]message.Limit{"prenom": {Max: 24}, "couleur": {Max: 7}},
	})
	for line := range strings.Lines(fmt.Sprint(err)) {
		rule, detail, _ := strings.Cut(strings.TrimSpace(line), ": ")
		detail, _, _ = strings.Cut(detail, ";")
		fmt.Printf("%s\n\t%.60s\n", rule, detail)
	}
	// Output:
	// SCR-TEMPLATE HTML[18:26]
	// 	a value cannot stand in a style
	// FR-CNIL-OPTOUT-EMAIL Unsubscribe
	// 	no address to which a token can be added: write https://, a
}

// The words that the law asks for are written from the Notice; DKIM must cover the fields that carry the button.
func ExampleMessage_DKIMHeaders() {
	n := fixture.DemainMail()
	n.Election = notice.NoElection
	spec := fixture.Email("La lettre de mars", "<p>Bonjour</p>")
	spec.Notice = n
	at := time.Date(2026, 3, 5, 9, 0, 0, 0, time.UTC)
	batch := message.Must(message.Must(email.Compile[struct{}](spec)).Batch(at))
	b := fixture.Book("demain.example", at)
	for to := range optout.Screen(context.Background(), b, optout.For{Channel: law.Email}, fixture.Rows(law.Metropole, law.OriginForm, fixture.Box, struct{}{})) {
		m := message.Must(batch.Build(to))
		fmt.Println(strings.Join(m.DKIMHeaders(), " "))
	}
	// Output:
	// From To Subject Date Message-ID MIME-Version List-Id List-Unsubscribe List-Unsubscribe-Post Content-Language Content-Type
}

// A provider that merges by itself gets the template in its own syntax, with its own link to unsubscribe, and a file of
// recipients who were checked.
func ExampleBatch_Handoff() {
	spec := fixture.Email("{{.prenom}}, réunion jeudi", "<p>Bonjour {{.prenom}}</p>")
	spec.Fields, spec.Router = map[string]message.Limit{"prenom": {Max: 24}}, email.Mailchimp
	at := time.Date(2026, 3, 5, 9, 0, 0, 0, time.UTC)
	batch := message.Must(message.Must(email.Compile[message.Values](spec)).Batch(at))
	voters := fixture.Rows(law.Metropole, law.OriginForm, fixture.Box, message.Values{"prenom": "Zoë"})
	screened := optout.Screen(context.Background(), fixture.Book("demain.example", at), optout.For{Channel: law.Email}, voters)

	var file strings.Builder
	h, err := batch.Handoff(&file, screened)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(h.Template.Subject)
	fmt.Print(file.String())
	fmt.Println(h.Rows, "recipient, deliver before", h.NotAfter.Format(time.DateTime))
	// Output:
	// *|PRENOM|*, réunion jeudi
	// Email Address,PRENOM
	// zoe@example.org,Zoë
	// 1 recipient, deliver before 2026-03-06 09:00:00
}

// When the transport has taken the messages, Done tells the ledger who was written to: a friend's referral gets no second one.
func ExampleBatch_Done() {
	ctx, at := context.Background(), time.Date(2026, 3, 5, 9, 0, 0, 0, time.UTC)
	spec := fixture.Email("Nos nouvelles", "<p>Bonjour {{.prenom}}, acceptez-vous de les recevoir ?</p>")
	spec.Fields, spec.Occasion = map[string]message.Limit{"prenom": {Max: 24}}, law.ConsentRequest
	spec.Notice.Origin.Kind, spec.Notice.Origin.Detail = law.OriginReferral, "un proche"
	batch := message.Must(message.Must(email.Compile[message.Values](spec)).Batch(at))
	book := fixture.Book("demain.example", at)
	book.Refused = func(row int, why law.ID) { fmt.Println("row", row, "refused:", why) }
	for range 2 {
		var sent []optout.Cleared[message.Values]
		rows := fixture.Rows(law.Metropole, law.OriginReferral, fixture.Box, message.Values{"prenom": "Zoë"})
		for to, err := range optout.Screen(ctx, book, optout.For{Channel: law.Email}, rows) {
			if err != nil {
				fmt.Println(err)
				return
			}
			if _, err := batch.Build(to); err != nil { // and a transport takes what it returns
				fmt.Println(err)
				return
			}
			sent = append(sent, to)
		}
		fmt.Println(len(sent), "sent")
		if err := batch.Done(ctx, sent...); err != nil {
			fmt.Println(err) // told again later: it is recorded once
		}
	}
	// Output:
	// 1 sent
	// row 1 refused: FR-CNIL-PARRAINAGE-ONE
	// 0 sent
}
