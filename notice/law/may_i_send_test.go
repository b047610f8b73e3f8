package law_test

import (
	"fmt"
	"time"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/notice/law"
)

// deskCheck is what a campaign's own tool knows about a message: less than package message, and judged by the same rules.
type deskCheck struct {
	at       time.Time
	origin   law.Origin
	sender   string
	unsigned bool
}

func (c deskCheck) findings() law.Findings {
	var fs law.Findings
	if c.origin == law.OriginPatients {
		fs = append(fs, law.Find(law.PurposeLimit, "origin", "a file of %s is not made for campaigns", "patients"))
	}
	if c.unsigned {
		fs = append(fs, law.Find(law.SenderIdentity, "text", "nobody signs the text"))
	}
	if len(c.sender) > 11 {
		fs = append(fs, law.Find(law.SenderID, "sender", "%d characters, at most 11 are delivered", len(c.sender)))
	}
	return law.Default.Apply(c.at, fs, nil)
}

// May I send this? A whole program: what was found, in French, with the words of the law for the first of it.
func Example_mayISendThis() {
	check := deskCheck{
		at:       time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC),
		origin:   law.OriginPatients,
		sender:   "ListeConfiance",
		unsigned: true,
	}
	found := check.findings()
	if len(found.Musts()) == 0 {
		fmt.Println("oui")
		return
	}
	fmt.Println("non :")
	for _, f := range found.Musts() {
		r, _ := law.Lookup(f.Rule, check.at)
		r = r.In(language.French)
		fmt.Printf("- %s (%s)\n", r.Title, r.Cites[0].Text)
	}
	r, _ := law.Lookup(found[0].Rule, check.at)
	fmt.Println(r.Text)
	// Output:
	// non :
	// - Un fichier constitué pour autre chose ne sert pas à la campagne (RGPD)
	// - L'identifiant d'émetteur a onze caractères au plus, des lettres et des chiffres, et pas des chiffres seulement (af2m, Protection des OADC sensibles)
	// - Chaque message dit, dans son texte, au nom de qui il est envoyé (RGPD)
	// « collectées pour des finalités déterminées, explicites et légitimes, et ne pas être traitées ultérieurement d'une manière incompatible avec ces finalités »
}
