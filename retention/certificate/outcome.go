package certificate

import (
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/retention"
)

// Outcome is what was done about one action of a plan: counts, read before and read back afterwards.
type Outcome struct {
	Class     retention.Class `json:"class"`
	Store     string          `json:"store"`
	Processor string          `json:"processor,omitempty"`
	Name      string          `json:"name,omitempty"`

	Before  int    `json:"before"`        // records counted just before
	Deleted int    `json:"deleted"`       // records erased, or aggregated
	Kept    int    `json:"kept"`          // records counted again afterwards
	Why     string `json:"why,omitempty"` // why they were kept; needed where Kept is not zero

	Method   string  `json:"method"`             // "DELETE, secure_delete, VACUUM"
	Verified string  `json:"verified,omitempty"` // how it was read back: "count, and search of the file for sample values". "": it was not
	Attested law.Day `json:"attested,omitempty"` // the day of the processor's attestation
	Evidence string  `json:"evidence,omitempty"` // its reference
}

// Line is one line of a certificate: an outcome, with the action it answers.
type Line struct {
	Outcome
	Do   retention.Do `json:"do"`
	Rule law.ID       `json:"rule"`
	Due  law.Day      `json:"due"`
	Gone law.Day      `json:"gone,omitempty"` // the last backup is overwritten, counted from the day of the erasure
}

// Gap says what keeps a certificate from being complete.
type Gap string

const (
	NotDone     Gap = "not-done"     // the action was due and nothing is said about it
	NotVerified Gap = "not-verified" // nobody read the store again
	NotAttested Gap = "not-attested" // the processor has not attested
)

// Open is one gap, at one place.
type Open struct {
	Gap       Gap             `json:"gap"`
	Class     retention.Class `json:"class"`
	Store     string          `json:"store"`
	Processor string          `json:"processor,omitempty"`
	Name      string          `json:"name,omitempty"`
}

// Status of a certificate.
type Status string

const (
	Complete Status = "complete" // every action that was due is done, read back, and attested where a processor did it
	Partial  Status = "partial"  // it certifies what its lines say; Open says what is missing
)
