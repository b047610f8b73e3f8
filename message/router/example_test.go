package router_test

import (
	"fmt"
	"time"
	_ "time/tzdata"

	"github.com/scrutateur/scrutateur/message/router"
)

// What a provider makes of a message: what it appends, when it delivers, and where the figures come from.
func Example() {
	p, ok := router.Lookup(router.OVH)
	if !ok {
		return
	}
	fmt.Printf("%s appends %q, at most %d parts\n", p.Title, p.StopFor("Dupont2027").Suffix, p.MaxParts)
	for _, s := range p.Conflicts() {
		if s.Field == "max_parts" {
			fmt.Printf("but %s (%s) says %s\n", s.Document, s.Date, s.Says)
		}
	}
	for _, f := range p.TextFindings("Body", "Votez dimanche: https://exemple.fr", "36111") {
		fmt.Printf("%s: %s\n", f.Rule, f.Detail)
	}
	// Output:
	// OVHcloud appends "\nSTOP 36111", at most 6 parts
	// but OVHcloud, Envoyer des SMS depuis l'espace client (2026-01-07) says 8
	// OPER-AF2M-SHORTCODE: OVHcloud blocks a message with a link whose sender is a short code: take an alphanumeric sender
}

// A provider that keeps messages by itself may deliver them on the eve of a vote.
func ExampleProfile_Next() {
	p, _ := router.Lookup(router.Brevo)
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		fmt.Println(err)
		return
	}
	next, kept := p.Next(time.Date(2027, 4, 16, 22, 30, 0, 0, paris), paris)
	fmt.Println(next.Format("Mon 2 Jan 2006 15:04"), kept)
	// Output: Sat 17 Apr 2027 08:00 true
}

func ExampleForeign() {
	const text = "[NFP] Bonjour {prenom}, dimanche votez. STOP au [STOP_CODE]"
	for _, s := range router.Foreign(text) {
		fmt.Println(text[s.Start:s.End])
	}
	// Output:
	// {prenom}
	// [STOP_CODE]
}

// A profile of your own, from your contract.
func ExampleParse() {
	p, findings := router.Parse([]byte(`{
		"name": "mine", "title": "Mon opérateur",
		"stop": {"mode": "appended", "suffix": " STOP 36123"},
		"max_parts": 2,
		"sender": {"max": 11}, "hours": {"open": "09:00", "close": "19:00", "closed": ["sunday"], "outside": "deferred"},
		"validity": true, "political": "allowed", "merge": {},
		"sources": [{"field": "stop", "document": "Contrat du 3 mars 2026, article 7", "date": "2026-03-03", "evidence": "reported"}]
	}`))
	fmt.Println(p.Title, p.Hours, findings.Err())
	for _, f := range findings[:2] {
		fmt.Println(f.Severity, f.Path+":", f.Detail)
	}
	// Output:
	// Mon opérateur 09:00-19:00, not on sunday <nil>
	// should forbids: the figure has neither a value, nor a source that says there is none, nor a place among the unknown
	// should hours: the figure has no source
}
