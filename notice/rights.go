package notice

import (
	"slices"
	"strings"

	"github.com/scrutateur/scrutateur/notice/law"
)

// Rights says with whom and how rights are exercised (GDPR 12(2), 13(2)(b)). One of Email, Postal and Page is needed.
type Rights struct {
	Email  string `json:"email,omitempty" validate:"omitempty,max=254,email"`
	Postal string `json:"postal,omitempty" validate:"max=200"`
	Page   string `json:"page,omitempty" validate:"max=500"` // https
	Notice string `json:"notice" validate:"said,max=500"`    // https URL of the full information
	// Directives: people are told that they can say what becomes of their data after their death (loi 78-17, 48). The words
	// of an e-mail say so when it is set.
	Directives bool `json:"directives,omitempty"`
}

// Processor is a provider that handles the data for the controller (GDPR 28).
type Processor struct {
	Name     string   `json:"name" validate:"said,max=120"`
	Role     string   `json:"role" validate:"said,max=120"`                                  // "SMS routing"
	Country  string   `json:"country" validate:"said,iso3166_1_alpha2"`                      // ISO 3166: "FR"
	Contract string   `json:"contract" validate:"said,max=200"`                              // reference of the written contract
	Clauses  []string `json:"clauses,omitempty" validate:"max=8,dive,oneof=a b c d e f g h"` // GDPR 28(3): "a" to "h"
	// Transfer is what protects the data where the country is outside the European Economic Area (GDPR 44 to 49).
	Transfer string `json:"transfer,omitempty" validate:"max=200"`
	// Replaces is the provider before this one; SuppressionImported the day on which its list of objections was taken over.
	Replaces            string `json:"replaces,omitempty" validate:"max=120"`
	SuppressionImported Day    `json:"suppression_imported,omitempty" validate:"omitempty,datetime=2006-01-02"`
	// SponsorDeclared is the day on which the provider was told that the messages are political advertising, with what it must
	// know (Regulation (EU) 2024/900, 7).
	SponsorDeclared Day `json:"sponsor_declared,omitempty" validate:"omitempty,datetime=2006-01-02"`
}

// Outside reports whether the country is outside the European Economic Area, so that Transfer must say what protects the data there.
// It is false for what is no country code.
func (p Processor) Outside() bool {
	return len(p.Country) == 2 && !slices.Contains(economicArea, strings.ToUpper(p.Country))
}

// clauseFinding names one clause that the contract with a processor lacks.
func clauseFinding(path, letter string) law.Finding {
	switch letter {
	case "a":
		return law.Find(law.ProcessorContract, path, "clause a is missing: the processor acts on documented instructions only")
	case "b":
		return law.Find(law.ProcessorContract, path, "clause b is missing: its staff are bound to confidentiality")
	case "c":
		return law.Find(law.ProcessorContract, path, "clause c is missing: it secures the data as GDPR 32 asks")
	case "d":
		return law.Find(law.ProcessorContract, path, "clause d is missing: it engages sub-processors only as GDPR 28(2) and (4) allow")
	case "e":
		return law.Find(law.ProcessorContract, path, "clause e is missing: it helps to answer those who exercise their rights")
	case "f":
		return law.Find(law.ProcessorContract, path, "clause f is missing: it helps with security, breaches and impact assessments")
	case "g":
		return law.Find(law.ProcessorContract, path, "clause g is missing: it deletes or returns the data at the end")
	}
	return law.Find(law.ProcessorContract, path, "clause h is missing: it shows its compliance and allows audits")
}
