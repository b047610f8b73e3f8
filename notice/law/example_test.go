package law_test

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/notice/law"
)

// judge stands for any of the functions of this module that look at a message and return what they found.
func judge(text string) law.Findings {
	var fs law.Findings
	if !strings.Contains(text, "STOP") {
		fs = append(fs, law.Find(law.OptOutSMS, "Body", "%d characters, and none of them says how to object", len(text)))
	}
	return fs
}

func Example() {
	draft := "Liste Confiance, municipales du 15 mars: reunion jeudi a 19h"
	day := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

	found := law.Default.Apply(day, judge(draft), nil)
	if err := found.Err(); errors.Is(err, law.OptOutSMS) {
		r, _ := law.Lookup(law.OptOutSMS, day)
		r = r.In(language.French)
		fmt.Println(r.Title)
		fmt.Println(r.Fix)
		fmt.Printf("%s, %s\n", r.Cites[0].Text, r.Cites[0].Article)
	}
	// Output:
	// Chaque SMS offre un moyen simple de ne plus en recevoir
	// Ajoutez « STOP au 36111 » avec le numéro court du prestataire, ou un lien https de désinscription.
	// RGPD, art. 12(2), 21(2)-(3)
}

// An error of this module is asked with errors.Is which rule was broken, and with errors.AsType where.
func ExampleFinding() {
	err := fmt.Errorf("campaign.json: %w", law.Findings{
		law.Find(law.SpecField, "Rules", "there is no pack of rules named %q; the packs are %s", "de", "fr, eu"),
	}.Err())

	fmt.Println(errors.Is(err, law.SpecField), errors.Is(err, law.Silence))
	if f, ok := errors.AsType[law.Finding](err); ok {
		fmt.Println(f.Path, f.Severity)
		fmt.Println(f.In(language.French))
	}
	// Output:
	// true false
	// Rules must
	// SCR-SPEC Rules : il n'y a pas de groupe de règles nommé "de" ; les groupes sont fr, eu — Corrigez le champ que le constat nomme (RGPD, art. 5(2))
}

// A rule is set aside with a reason, which stands wherever the finding does.
func ExampleProfile_Apply() {
	found := law.Findings{law.Find(law.SendingHours, "at", "%s is outside the operators' hours", "22:15")}
	day := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

	strict := law.Default.Apply(day, found, nil)
	excepted := law.Default.Apply(day, found, []law.Exception{
		{Rule: law.SendingHours, Reason: "the provider delivers until midnight and put it in writing"},
	})
	fmt.Println(len(strict.Musts()), strict[0].Detail)
	fmt.Println(len(excepted.Musts()), excepted[0].Detail)
	// Output:
	// 1 22:15 is outside the operators' hours
	// 0 22:15 is outside the operators' hours [exception: the provider delivers until midnight and put it in writing]
}

// Old law is kept, dated.
func ExampleLookup() {
	for _, year := range []int{2020, 2021} {
		r, _ := law.Lookup(law.Silence, time.Date(year, 3, 14, 12, 0, 0, 0, time.UTC))
		fmt.Println(r.Since, strings.Count(r.Text, "°"))
	}
	// Output:
	// 2011-04-20 0
	// 2020-06-30 4
}

func ExampleRules() {
	before := law.Rules(time.Date(2025, 10, 9, 12, 0, 0, 0, time.UTC))
	after := law.Rules(time.Date(2025, 10, 10, 12, 0, 0, 0, time.UTC))
	known := map[law.ID]bool{}
	for _, r := range before {
		known[r.ID] = true
	}
	for _, r := range after {
		if !known[r.ID] && r.Severity == law.Must {
			fmt.Println(r.ID)
		}
	}
	// Output:
	// EU-TTPA-3M-FOREIGN
	// EU-TTPA-LABEL
	// EU-TTPA-MINORS
	// EU-TTPA-NO-PROFILE
	// EU-TTPA-NOTICE
	// EU-TTPA-TARGET-CONSENT
	// EU-TTPA-TARGET-DIRECT
}
