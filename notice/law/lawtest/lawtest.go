// Package lawtest holds the test cases of the rules in package law: for each rule, what breaks it and what does not. They are
// written beside the rule, in notice/law/rules, and the packages that enforce a rule run them in their tests. Your own
// checks can run them too. Import it from tests alone: it is 40 kB of texts that a program has no use for.
package lawtest

import (
	"encoding/json"
	"slices"

	"github.com/scrutateur/scrutateur/notice/law"
)

// Case is one text, header, notice or piece of code that breaks a rule, or that looks similar and does not.
type Case struct {
	Rule law.ID
	Name string // "bad-late.moment.json": good or bad, a label where there are several, and the runner
	Bad  bool
	// Runner says what Data holds: a finished text ("sms", "email"), an SMS with its circumstances ("sms.json"), a change
	// (RFC 7396) to Notice ("notice.json") or to a specification ("spec.json"), a moment of delivery ("moment.json"), a row of
	// a recipient file with what the ledger knows ("row.json"), data held at a moment ("inventory.json"), a request to exercise
	// a right ("request.json"), a provider's offer ("offer.json"), Go source for the linter ("go").
	Runner string
	Data   string
}

// Cases returns the good and bad cases of the rule, in the order of its file; all cases of all rules when id is empty.
func Cases(id law.ID) []Case {
	if id == "" {
		return slices.Clone(cases)
	}
	var own []Case
	for _, c := range cases {
		if c.Rule == id {
			own = append(own, c)
		}
	}
	return own
}

// Notice is the notice that cases share, as JSON: a fictitious list in the municipal elections of March 2026, with
// everything in order. A case of the runner "notice.json" changes it (RFC 7396).
const Notice = `{
  "controller": {
    "id": "confiance.example",
    "name": "Liste Confiance pour Saint-Remy",
    "short_name": "Liste Confiance",
    "kind": "list",
    "postal": "1 rue de la Mairie, 51290 Saint-Remy-en-Bouzemont",
    "email": "contact@confiance.example"
  },
  "election": {"id": "FR-MUN-2026"},
  "origin": {"kind": "form", "detail": "inscription sur confiance.example", "obtained": "2026-02-20"},
  "basis": {
    "kind": "consent",
    "reference": "registre des inscriptions",
    "wording": "J’accepte de recevoir des informations de la part de la liste Confiance.",
    "since": "2025-09-01"
  },
  "purpose": "Vous informer du programme et des réunions de la liste pour les élections municipales",
  "rights": {
    "email": "donnees@confiance.example",
    "postal": "1 rue de la Mairie, 51290 Saint-Remy-en-Bouzemont",
    "page": "https://confiance.example/droits",
    "notice": "https://confiance.example/i",
    "directives": true
  },
  "processors": [
    {
      "name": "Exemple Routage SAS",
      "role": "SMS routing",
      "country": "FR",
      "contract": "2026-01-05",
      "clauses": ["a", "b", "c", "d", "e", "f", "g", "h"],
      "sponsor_declared": "2026-01-06"
    }
  ],
  "keep": [
    {"class": "election-only", "after": "election-decided"},
    {"class": "regular", "after": "end-of-contact"}
  ],
  "advert": {
    "sponsor": "Liste Confiance pour Saint-Remy, contact@confiance.example",
    "payer": "le mandataire financier de la liste",
    "funding": "dons de personnes physiques",
    "declaration": "c",
    "notice": "https://confiance.example/annonce"
  }
}`

// SMS and Email are the specifications that cases share, as JSON and without their notice, which is Notice. A case of
// the runner "spec.json" names its channel and changes that specification (RFC 7396).
const (
	SMS = `{
  "body": "Liste Confiance: reunion jeudi a 19h, salle des fetes",
  "sender": "CONFIANCE",
  "stop_to": "36111",
  "max_parts": 2
}`
	Email = `{
  "subject": "Jeudi, 19 h, salle des fêtes",
  "html": "<p>Réunion publique jeudi à 19 h, salle des fêtes.</p>",
  "from": "contact@confiance.example",
  "unsubscribe": "https://confiance.example/d"
}`
)

// Patch returns a JSON document with a change made to it (RFC 7396): what the change names is replaced, and taken away where the change
// has null. The error is that of encoding/json for one of the two that is no JSON.
func Patch(doc, change string) (string, error) {
	var d, c any
	if err := json.Unmarshal([]byte(doc), &d); err != nil {
		return "", err
	}
	if err := json.Unmarshal([]byte(change), &c); err != nil {
		return "", err
	}
	b, err := json.Marshal(merge(d, c))
	return string(b), err
}

// merge is MergePatch of RFC 7396, section 2.
func merge(target, patch any) any {
	change, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	merged, ok := target.(map[string]any)
	if !ok {
		merged = map[string]any{}
	}
	for k, v := range change {
		if v == nil {
			delete(merged, k)
		} else {
			merged[k] = merge(merged[k], v)
		}
	}
	return merged
}
